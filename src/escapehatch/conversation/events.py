"""Everything that can happen to a conversation, in the past tense.

Each event is a frozen value tagged with its own name. They are never edited: add fields with defaults, never rename,
never delete. Sentences for people are made from them later. Ids and instants are handed in from outside.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct

from .attachment import Attachment
from .values import Author, Cart, Choice, Citation, Customer, Reading, Reason, Wait


class Happening(Struct, frozen=True, tag_field="type", tag=True, omit_defaults=True):
    """What all events share: a tag that is the class's own name."""


class ConversationStarted(Happening, frozen=True):
    conversation_id: str
    customer: Customer
    channel: str = "widget"
    locale: str = "en"
    page: str = ""


class CustomerIdentified(Happening, frozen=True):
    """The shop's back end vouched for the customer (or their profile became known)."""

    customer: Customer


class CartChanged(Happening, frozen=True):
    cart: Cart
    page: str = ""


class MessagePosted(Happening, frozen=True):
    """Words that reach both sides, or what is sent along. ``turn_id`` is set when a bot turn said them."""

    message_id: str
    author: Author
    text: str
    cites: tuple[Citation, ...] = ()
    turn_id: str = ""
    quick_replies: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()


class ReadingRecorded(Happening, frozen=True):
    message_id: str
    reading: Reading


class NotePosted(Happening, frozen=True):
    """An internal note: seen by agents (and handed to the bot on return), never by the customer."""

    note_id: str
    author: Author
    text: str


class BotTurnStarted(Happening, frozen=True):
    """The bot began to work on every customer message up to ``answers``, under ``epoch``."""

    turn_id: str
    epoch: int
    answers: str
    due_at: datetime


class BotAttempted(Happening, frozen=True):
    """Something the bot tried in a turn (looked up an order, searched the pages) and how it ended."""

    turn_id: str
    what: str
    subject: str = ""
    outcome: str = ""
    ok: bool = True


class BotTurnEnded(Happening, frozen=True):
    """``outcome``: answered, failed, suppressed, superseded. ``because`` is for people when it is not answered."""

    turn_id: str
    outcome: str
    because: str = ""


class DraftSuppressed(Happening, frozen=True):
    """A bot's words that came too late: kept for the agent, never shown to the customer."""

    turn_id: str
    epoch: int
    text: str
    because: str


class HandoffOffered(Happening, frozen=True):
    """The customer was asked, once, whether they want a person."""

    reason: Reason


class ShadowDiffered(Happening, frozen=True):
    """A policy that only watches would have done ``kind`` where ``live`` was done. Nothing came of it."""

    policy: str
    kind: str
    live: str
    reason: Reason | None = None


class HandoffRequested(Happening, frozen=True):
    """The escalation: from here on a person is wanted, and the bot is silent."""

    escalation_id: str
    reason: Reason


class ContextAdded(Happening, frozen=True):
    """A part of the context packet arrived (``content``) or could not be had (``missing`` says why)."""

    escalation_id: str
    part: str
    content: Any = None
    missing: str = ""


class WaitAnnounced(Happening, frozen=True):
    """The customer was told where they stand."""

    wait: Wait


class FallbackOffered(Happening, frozen=True):
    """The customer was given choices (wait, bot, callback, email, leave). ``because``: closed, nobody_there, long_wait, all_declined, full."""

    because: str
    choices: tuple[str, ...]
    opens_at: datetime | None = None


class CallbackPromised(Happening, frozen=True):
    """A person will write by ``promised_at``, from ``not_before_at`` on. ``how``: callback, or email (a letter goes to ``contact``, too)."""

    promised_at: datetime
    not_before_at: datetime
    contact: str = ""
    how: str = "callback"


class PromiseKept(Happening, frozen=True):
    """What the customer was told came true in time. ``kind``: wait, callback, email."""

    kind: str
    promised_at: datetime


class PromiseBroken(Happening, frozen=True):
    """``promised_at`` passed and it had not come true. ``kind``: wait, callback, email."""

    kind: str
    promised_at: datetime


class BotKept(Happening, frozen=True):
    """The customer goes on with the bot while they wait; their place stays. ``again``: after an offer that came to nothing."""

    again: bool = False


class BotStoodDown(Happening, frozen=True):
    """The bot is silent again while the customer waits. ``because`` is for people; empty when the customer chose so."""

    because: str = ""


class CustomerWentAway(Happening, frozen=True):
    """Whoever waits gives no sign of being there since ``seen_at``: not offered to anybody, the place is kept."""

    seen_at: datetime


class CustomerCameBack(Happening, frozen=True):
    """And is there again, at exactly the same place."""


class WaitResumed(Happening, frozen=True):
    """Closed as left, and the customer wrote after all: they wait as if they had never gone."""


class PriorityRaised(Happening, frozen=True):
    """A deadline drew near or passed: this one goes first now."""

    because: str
    priority: int


class ReservationMade(Happening, frozen=True):
    """Offered to one agent until ``expires_at``. ``why``: how the router chose, best first; ``choice``: the same in numbers."""

    reservation_id: str
    agent: Author
    expires_at: datetime
    why: tuple[str, ...] = ()
    choice: Choice | None = None


class ReservationDeclined(Happening, frozen=True):
    reservation_id: str
    agent_id: str


class ReservationLapsed(Happening, frozen=True):
    reservation_id: str
    agent_id: str


class AgentJoined(Happening, frozen=True):
    """The assignment: this agent is with the customer. ``how``: accepted, takeover, echo, assigned (by a lead)."""

    agent: Author
    how: str = "accepted"
    reservation_id: str = ""


class AgentDisconnected(Happening, frozen=True):
    agent_id: str
    grace_until: datetime


class AgentReconnected(Happening, frozen=True):
    agent_id: str


class AgentLost(Happening, frozen=True):
    """The agent did not come back in time: to the front of the queue, with the original wait."""

    agent_id: str
    because: str


class Transferred(Happening, frozen=True):
    """Person to person: to another queue, or to one agent."""

    agent_id: str
    queue: str
    to_agent_id: str = ""
    note: str = ""


class ReturnedToBot(Happening, frozen=True):
    """Person to bot, with what the bot must know."""

    agent_id: str
    note: str = ""
    disposition: str = ""


class PutOnHold(Happening, frozen=True):
    """The agent waits for something: until ``until_at``, or until the customer writes. It takes no seat meanwhile."""

    agent_id: str
    until_at: datetime
    note: str = ""


class Resumed(Happening, frozen=True):
    """The agent has it again. ``because`` is for people."""

    agent_id: str
    because: str = ""


class HoldEnded(Happening, frozen=True):
    """The hold is over and the agent has no seat free: to the front of the queue, for that agent first."""

    agent_id: str
    because: str = ""


class DraftKept(Happening, frozen=True):
    """What an agent had typed and not sent when the conversation left them: for whoever comes next."""

    agent_id: str
    text: str


class WrapUpStarted(Happening, frozen=True):
    agent_id: str


class WrapUpInterrupted(Happening, frozen=True):
    """The customer wrote again before the agent had closed."""

    message_id: str


class ConversationClosed(Happening, frozen=True):
    """``by``: who closed. ``disposition``: how it ended (resolved, abandoned, inactive, ...)."""

    by: Author
    disposition: str = ""
    note: str = ""


class ConversationReopened(Happening, frozen=True):
    because: str = ""


class ConversationRated(Happening, frozen=True):
    """``score`` 1 (poor) to 5 (great)."""

    score: int
    comment: str = ""


class CopyRequested(Happening, frozen=True):
    """The customer wants what was said by e-mail, at this one address."""

    contact: str


class ContactVerified(Happening, frozen=True):
    """The customer read the code that was sent to this address: it is theirs."""

    contact: str


class ReaskRecorded(Happening, frozen=True):
    """An agent or bot asked for what was already known: ``facts`` are ``type=value`` pairs, for the repeat rate."""

    message_id: str
    facts: tuple[str, ...]


class ConversationErased(Happening, frozen=True):
    """Everything that was said and everything about the customer is gone; what remains of earlier events names nobody (G22)."""

    by: Author


Event = (
    ConversationStarted | CustomerIdentified | CartChanged | MessagePosted | ReadingRecorded | NotePosted
    | BotTurnStarted | BotAttempted | BotTurnEnded | DraftSuppressed | HandoffOffered | ShadowDiffered
    | HandoffRequested | ContextAdded | WaitAnnounced | FallbackOffered | CallbackPromised | PromiseKept
    | PromiseBroken | BotKept | BotStoodDown | CustomerWentAway | CustomerCameBack | WaitResumed | PriorityRaised
    | ReservationMade | ReservationDeclined | ReservationLapsed | AgentJoined | AgentDisconnected | AgentReconnected
    | AgentLost | Transferred | ReturnedToBot | PutOnHold | Resumed | HoldEnded | DraftKept | WrapUpStarted
    | WrapUpInterrupted | ConversationClosed | ConversationReopened | ConversationRated | CopyRequested
    | ContactVerified | ReaskRecorded | ConversationErased
)  # fmt: skip


class Recorded(Struct, frozen=True):
    """An event as the journal keeps it: its place in the conversation (1, 2, ...) and when it became a fact."""

    seq: int
    at: datetime
    event: Event


def name_of(event: Event) -> str:
    """The event's tag: its class name."""
    return type(event).__name__
