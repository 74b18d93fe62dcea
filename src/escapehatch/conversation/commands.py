"""What somebody may want done, in the imperative. Every door (widget, agent, API, rule, timer) makes these."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct

from .attachment import Attachment
from .events import BotAttempted
from .values import Author, Cart, Choice, Citation, Customer, Guided, Reading, Reason, Wait


class Order(Struct, frozen=True, tag_field="type", tag=True):
    """What all commands share: a tag that is the class's own name."""


class Start(Order, frozen=True):
    conversation_id: str
    customer: Customer
    channel: str = "widget"
    locale: str = "en"
    page: str = ""


class Identify(Order, frozen=True):
    customer: Customer


class ChangeCart(Order, frozen=True):
    cart: Cart
    page: str = ""


class Post(Order, frozen=True):
    """Say something. ``epoch``, where given, must be the current one: a stale writer is refused.

    ``escalation_id`` names the escalation that an agent's unasked reply creates when it takes the conversation over.
    ``echo``: the words were already said through another channel; the journal follows. With ``attachments`` it may be
    without words; they must be stored, in this conversation, and sent for the first time.
    """

    message_id: str
    author: Author
    text: str
    epoch: int | None = None
    reading: Reading | None = None
    cites: tuple[Citation, ...] = ()
    escalation_id: str = ""
    echo: bool = False
    attachments: tuple[Attachment, ...] = ()


class Guide(Order, frozen=True):
    """What a model answered to the policy's guidelines about the conversation up to this message."""

    message_id: str
    guided: tuple[Guided, ...]


class PostNote(Order, frozen=True):
    note_id: str
    author: Author
    text: str


class StartBotTurn(Order, frozen=True):
    turn_id: str
    due_at: datetime


class FinishBotTurn(Order, frozen=True):
    """The bot's answer to the turn that began under ``epoch``. Too late or superseded: it is kept as suppressed."""

    turn_id: str
    epoch: int
    message_id: str
    author: Author
    text: str
    reading: Reading | None = None
    cites: tuple[Citation, ...] = ()
    attempts: tuple[BotAttempted, ...] = ()
    quick_replies: tuple[str, ...] = ()


class FailBotTurn(Order, frozen=True):
    turn_id: str
    because: str
    attempts: tuple[BotAttempted, ...] = ()


class Offer(Order, frozen=True):
    """Ask the customer whether they want a person: once, never twice."""

    reason: Reason


class NoteShadow(Order, frozen=True):
    """Another policy, which only watches, would have done otherwise: ``kind`` instead of ``live``."""

    policy: str
    kind: str
    live: str
    reason: Reason | None = None


class RequestHandoff(Order, frozen=True):
    escalation_id: str
    reason: Reason
    packet: Any = None


class AddContext(Order, frozen=True):
    escalation_id: str
    part: str
    content: Any = None
    missing: str = ""


class AnnounceWait(Order, frozen=True):
    wait: Wait


class OfferFallback(Order, frozen=True):
    because: str
    choices: tuple[str, ...]
    opens_at: datetime | None = None


class PromiseCallback(Order, frozen=True):
    """``how``: callback, or email: then ``contact`` (or the customer's known address) must be one e-mail address."""

    promised_at: datetime
    not_before_at: datetime
    contact: str = ""
    how: str = "callback"


class BreakPromise(Order, frozen=True):
    """The moment of a promise has come. ``kind``: wait, callback, email."""

    kind: str


class KeepBot(Order, frozen=True):
    """The customer goes on with the bot while they wait."""


class DismissBot(Order, frozen=True):
    """Only wait from now on. ``because``: why, when it is not the customer's choice."""

    because: str = ""


class GoAway(Order, frozen=True):
    """The customer gives no sign of being there since ``seen_at``."""

    seen_at: datetime


class ComeBack(Order, frozen=True):
    """The customer is there again."""


class RaisePriority(Order, frozen=True):
    because: str
    priority: int


class Reserve(Order, frozen=True):
    """Offer it to this agent. ``chosen_at``: when the router looked; a choice that is old by now is not carried out."""

    reservation_id: str
    agent: Author
    expires_at: datetime
    why: tuple[str, ...] = ()
    choice: Choice | None = None
    chosen_at: datetime | None = None


class Accept(Order, frozen=True):
    """An agent takes the offer."""

    agent: Author
    reservation_id: str = ""


class TakeOver(Order, frozen=True):
    """An agent steps in without an offer. ``how``: takeover or echo (a reply seen in another system)."""

    agent: Author
    escalation_id: str
    how: str = "takeover"


class Assign(Order, frozen=True):
    """A lead gives whoever waits to an agent by hand: the choice stands."""

    by: Author
    agent: Author


class Decline(Order, frozen=True):
    agent_id: str
    reservation_id: str


class Lapse(Order, frozen=True):
    reservation_id: str


class Disconnect(Order, frozen=True):
    agent_id: str
    grace_until: datetime


class Reconnect(Order, frozen=True):
    agent_id: str


class LoseAgent(Order, frozen=True):
    agent_id: str
    because: str


class Transfer(Order, frozen=True):
    agent_id: str
    queue: str
    to_agent_id: str = ""
    note: str = ""


class ReturnToBot(Order, frozen=True):
    agent_id: str
    note: str = ""
    disposition: str = ""


class PutOnHold(Order, frozen=True):
    agent_id: str
    until_at: datetime
    note: str = ""


class Resume(Order, frozen=True):
    """Take up what was on hold. It takes a seat again."""

    agent_id: str
    because: str = ""


class EndHold(Order, frozen=True):
    """The hold is over and its agent cannot take it up."""

    because: str = ""


class KeepDraft(Order, frozen=True):
    """What the agent whom the conversation just left had typed and not sent."""

    agent_id: str
    text: str


class StartWrapUp(Order, frozen=True):
    agent_id: str


class Close(Order, frozen=True):
    by: Author
    disposition: str = ""
    note: str = ""


class Rate(Order, frozen=True):
    score: int
    comment: str = ""


class RequestCopy(Order, frozen=True):
    """Send what was said to ``contact``, one e-mail address that is theirs; empty: the one the shop vouches for."""

    contact: str = ""


class VerifyContact(Order, frozen=True):
    """The customer has shown that this address is theirs."""

    contact: str


class RecordReask(Order, frozen=True):
    message_id: str
    facts: tuple[str, ...]


class Erase(Order, frozen=True):
    """Forget everything that was said and everything about the customer, for good."""

    by: Author


Command = (
    Start
    | Identify
    | ChangeCart
    | Post
    | Guide
    | PostNote
    | StartBotTurn
    | FinishBotTurn
    | FailBotTurn
    | Offer
    | NoteShadow
    | RequestHandoff
    | AddContext
    | AnnounceWait
    | OfferFallback
    | PromiseCallback
    | BreakPromise
    | KeepBot
    | DismissBot
    | GoAway
    | ComeBack
    | RaisePriority
    | Reserve
    | Accept
    | TakeOver
    | Assign
    | Decline
    | Lapse
    | Disconnect
    | Reconnect
    | LoseAgent
    | Transfer
    | ReturnToBot
    | PutOnHold
    | Resume
    | EndHold
    | KeepDraft
    | StartWrapUp
    | Close
    | Rate
    | RequestCopy
    | VerifyContact
    | RecordReask
    | Erase
)
