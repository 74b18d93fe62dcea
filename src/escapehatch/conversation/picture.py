"""The picture of a conversation: what ``fold`` makes of its events. Plain values, and the questions they answer alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct, field

from .attachment import Attachment, in_words
from .lifecycle import BOT_ANSWERS, Status
from .values import Author, Cart, Citation, Customer, Reading, Reason, Wait

#: Events after which it is the bot's turn, whatever was said before.
GIVES_WORD: Final = frozenset({"ConversationReopened", "ReturnedToBot"})


#: Asking for time, or why: the question before stays open.
STALLS: Final = re.compile(
    r"\W*(?:(?:ok|okay|sure|yes|um+|uh|hm+|well|oh)\W+)?(?:(?:please )?(?:let me|lemme|one (?:sec|min|moment)|(?:just )?(?:a|1|one) (?:sec|min|moment)|give me|hold on|hang on|wait|bear with me|checking|looking|searching|i'?ll (?:look|check|find|get)|i need to (?:look|check|find))|why\b|what (?:do you need|for)\b|is (?:that|it) (?:needed|necessary|really)|do (?:you|i) (?:really )?(?:need|have to))",
    re.IGNORECASE,
)
#: Characters of words that only stall, and of a reply to them that asks nothing.
STALL_CHARS: Final = 70


class Entry(Struct, frozen=True, omit_defaults=True):
    """One line of the thread. ``kind``: message, note, or system (``text`` is then the event's name, ``detail`` its gist)."""

    seq: int
    at: datetime
    kind: str
    id: str = ""
    author: Author | None = None
    text: str = ""
    detail: str = ""
    cites: tuple[Citation, ...] = ()
    quick_replies: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def told(self) -> str:
        """The words, and what was sent along by its name: for whoever can be shown text alone (H04)."""
        return " ".join(x for x in (self.text, in_words(self.attachments)) if x)


class Owner(Struct, frozen=True):
    """Who holds the conversation: kind is bot, queue, agent or nobody; id names the queue or agent."""

    kind: str = "bot"
    id: str = ""
    name: str = ""


class Turn(Struct, frozen=True):
    """A bot turn under way."""

    turn_id: str
    epoch: int
    answers: str
    due_at: datetime


class Attempt(Struct, frozen=True):
    seq: int
    turn_id: str
    what: str
    subject: str = ""
    outcome: str = ""
    ok: bool = True


class Suppressed(Struct, frozen=True):
    seq: int
    at: datetime
    turn_id: str
    text: str
    because: str


class Reservation(Struct, frozen=True):
    reservation_id: str
    agent: Author
    expires_at: datetime
    why: tuple[str, ...] = ()


class Callback(Struct, frozen=True, omit_defaults=True):
    promised_at: datetime
    not_before_at: datetime
    contact: str = ""
    how: str = "callback"


class Promise(Struct, frozen=True):
    """Something the customer was told, and whether it came true by ``promised_at``. ``kind``: wait, callback, email."""

    kind: str
    promised_at: datetime
    kept: bool


class Hold(Struct, frozen=True):
    """Until when an agent waits for something. ``seq``: what the customer wrote after it ends the hold."""

    until_at: datetime
    note: str = ""
    seq: int = 0


class Escalation(Struct, frozen=True, omit_defaults=True):
    """The wait for a person, from the request to the arrival. ``refused_by``: agents who declined or let it lapse, last one last.

    ``named``: the first wait that named a time, at ``named_at``: what is said later does not move that promise.
    ``fallback``: the choices offered last, ``fallback_because`` every reason that was given for some. ``kept_at``: since when
    the bot keeps the customer company, ``kept_seq``: the messages after it are the bot's to answer. ``away_at``: since when
    the customer gives no sign of being there.
    """

    escalation_id: str
    reason: Reason
    requested_at: datetime
    queue: str = ""
    priority: int = 0
    wait: Wait | None = None
    announced_at: datetime | None = None
    named: Wait | None = None
    named_at: datetime | None = None
    fallback: tuple[str, ...] = ()
    fallback_because: tuple[str, ...] = ()
    callback: Callback | None = None
    refused_by: tuple[str, ...] = ()
    refused_at: datetime | None = None
    wanted_agent_id: str = ""
    wanted_at: datetime | None = None
    joined_at: datetime | None = None
    first_reply_at: datetime | None = None
    kept_at: datetime | None = None
    kept_seq: int = 0
    away_at: datetime | None = None


class Return(Struct, frozen=True):
    """What an agent left behind for the bot."""

    agent: Author
    at: datetime
    note: str = ""
    disposition: str = ""


class Part(Struct, frozen=True, omit_defaults=True):
    """One part of the context packet: content, or why it is missing."""

    content: Any = None
    missing: str = ""


class Conversation(Struct, frozen=True, omit_defaults=True):
    """Everything that is true of one conversation after ``seq`` events."""

    id: str = ""
    seq: int = 0
    status: Status = Status.WITH_BOT
    owner: Owner = Owner()
    epoch: int = 1
    customer: Customer = Customer(id="")
    channel: str = "widget"
    locale: str = "en"
    page: str = ""
    cart: Cart = Cart()
    started_at: datetime | None = None
    updated_at: datetime | None = None
    entries: tuple[Entry, ...] = ()
    readings: dict[str, Reading] = field(default_factory=dict)
    turn: Turn | None = None
    failed_turns: int = 0
    attempts: tuple[Attempt, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    offered: Reason | None = None
    shadowed: str = ""
    escalation: Escalation | None = None
    escalations: int = 0
    reservation: Reservation | None = None
    agent: Author | None = None
    grace_until: datetime | None = None
    hold: Hold | None = None
    draft: str = ""
    promises: tuple[Promise, ...] = ()
    returned: Return | None = None
    disposition: str = ""
    closed_at: datetime | None = None
    rating: int = 0
    context: dict[str, Part] = field(default_factory=dict)
    reasks: int = 0

    def said(self, *roles: str) -> tuple[Entry, ...]:
        """The messages of these roles (all when none is named), oldest first."""
        return tuple(
            x for x in self.entries if x.kind == "message" and x.author and (not roles or x.author.role in roles)
        )

    def vouched(self, contact: str) -> bool:
        """Whether this address is the customer's own: the shop's signature says so, or they read a code that was sent there."""
        own = [x.detail for x in self.entries if x.kind == "system" and x.text == "ContactVerified"]
        known = [*own, self.customer.email] if self.customer.verified else own
        return bool(contact) and contact.casefold() in {x.casefold() for x in known}

    def message(self, message_id: str) -> Entry | None:
        """The message or note with this id."""
        return next((x for x in self.entries if x.id == message_id and x.kind != "system"), None)

    def before(self, role: str) -> str:
        """What the other side said last before the next words of ``role``, all messages of that turn. The customer is one
        side, everybody else the other. A question that was only put off is still the last word.
        """
        turn: list[str] = []
        stalled = False
        for x in reversed(self.said()):
            mine = bool(x.author) and (x.author is not None and x.author.role == "customer") == (role == "customer")
            if mine and turn and (stalled or role != "customer" or not _stalls(x.text, turn)):
                break
            stalled = stalled or (mine and bool(turn))
            if not mine:
                turn.append(x.text)
        return "\n".join(reversed(turn))

    def just_before(self, role: str) -> str:
        """``before``, and behind it what ``role`` itself said since: a secret may come in several messages."""
        said = self.said()
        last = said[-1] if said else None
        mine = last is not None and last.author is not None and last.author.role == role
        return "\n".join([self.before(role), last.text]) if last is not None and mine else self.before(role)

    @property
    def unanswered(self) -> tuple[Entry, ...]:
        """Customer messages since the last words of a bot or agent."""
        tail: list[Entry] = []
        for x in reversed(self.said()):
            if x.author and x.author.role != "customer":
                break
            tail.append(x)
        return tuple(reversed(tail))

    @property
    def owed(self) -> tuple[Entry, ...]:
        """Customer messages that the bot has yet to answer; none where it may not. What was said before the customer chose
        to go on with it was meant for the person they wait for.
        """
        if self.status not in BOT_ANSWERS:
            return ()
        kept = self.escalation.kept_seq if self.escalation and self.status == Status.QUEUED_WITH_BOT else 0
        return tuple(x for x in self.unanswered if x.seq > kept)

    @property
    def owed_since(self) -> datetime | None:
        """Since when the bot owes an answer: the first message it has to answer, or when it was given the word again."""
        if not self.owed:
            return None
        given = [x.at for x in self.entries if x.kind == "system" and x.text in GIVES_WORD]
        kept_at = self.escalation.kept_at if self.status == Status.QUEUED_WITH_BOT and self.escalation else None
        return max([self.owed[0].at, *given, *([kept_at] if kept_at else [])])

    @property
    def stirred(self) -> bool:
        """Whether the customer wrote while the conversation is on hold."""
        since = self.hold.seq if self.hold else 0
        return self.hold is not None and any(x.seq > since for x in self.unanswered)

    def met(self, kind: str) -> Promise | None:
        """What became of this promise of the present wait; None while it is still open."""
        since = self.escalation.requested_at if self.escalation else None
        mine = [x for x in self.promises if x.kind == kind and since and x.promised_at >= since]
        return mine[-1] if mine else None


def _stalls(said: str, answered: Sequence[str]) -> bool:
    """Whether the customer only put the answer off, and the other side then asked nothing else."""
    reply = " ".join(answered)
    short = len(said) <= STALL_CHARS and len(reply) <= STALL_CHARS and "?" not in reply
    return short and not re.search(r"\d|@", said) and bool(STALLS.match(said))
