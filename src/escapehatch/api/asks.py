"""What a client may ask of a conversation: one model each, with who may ask it and the command it means.

The same table serves the HTTP routes and the socket, so both doors do the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from ..conversation import commands as do
from ..conversation.fold import Conversation
from ..conversation.values import Author, Cart, Role
from .parts import Parts

Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_\-:.]+$")]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Messages(Body):
    """Say something. The client makes ``message_id``: sending it again is harmless. ``epoch`` fences a late writer.

    ``attachments``: the ``blob_id`` of each file to send along, stored beforehand; the text may then be empty.
    """

    message_id: Id
    text: str
    epoch: int | None = None
    attachments: list[Id] = Field(default_factory=list, max_length=20)


class Notes(Body):
    """An internal note, never shown to the customer."""

    note_id: Id
    text: str


class Handoff(Body):
    """Ask for a person. Always possible; asking twice changes nothing."""

    because: str = Field("", max_length=500)


class Callback(Body):
    """Be written to later instead of waiting. ``contact``: e-mail address or phone number; ``how``: callback, or email."""

    contact: str = Field("", max_length=254)
    how: Literal["callback", "email"] = "callback"


class Company(Body):
    """Go on with the bot while waiting (``bot``), or only wait. The place in the queue stays as it is."""

    bot: bool = True


class Rating(Body):
    """1 (poor) to 5 (great)."""

    score: int
    comment: str = Field("", max_length=2000)


class Copy(Body):
    """Have what was said sent to ``contact``, an e-mail address; empty: the one that is known. It must be proved to be theirs."""

    contact: str = Field("", max_length=254)


class ProofBody(Body):
    """Show that ``contact`` is theirs: without ``code`` one is sent there, with it it is checked."""

    contact: str = Field(max_length=254)
    code: str = Field("", max_length=16)


class CartBody(Body):
    """What lies in the basket, as the shop's page says."""

    total: float = Field(0.0, ge=0, strict=False)
    currency: str = Field("EUR", min_length=3, max_length=3)
    items: list[Annotated[str, Field(max_length=200)]] = Field(default_factory=list, max_length=100)
    page: str = Field("", max_length=2000)


class Leave(Body):
    """End the conversation from the customer's side."""


class Offered(Body):
    """An offer made to an agent."""

    reservation_id: Id


class TakeOver(Body):
    """Step in without an offer. A lead may do so where another agent is, too."""


class Return(Body):
    """Give the conversation back to the bot, with what it must know."""

    note: str = Field("", max_length=4000)
    disposition: str = Field("", max_length=64)


class Holding(Body):
    """Put it on hold until ``until_at``, or until the customer writes: it takes no seat meanwhile."""

    until_at: AwareDatetime = Field(strict=False)
    note: str = Field("", max_length=4000)


class Resuming(Body):
    """Take up what was on hold, if there is room."""


class Assignment(Body):
    """Give whoever waits to this agent, by hand (leads). It stands, whatever the router would have done."""

    agent_id: str = Field(min_length=1, max_length=64)


class WrapUp(Body):
    """Begin to wrap up."""


class Closure(Body):
    """Close, with how it ended."""

    disposition: str = Field(min_length=1, max_length=64)
    note: str = Field("", max_length=4000)


class Transfer(Body):
    """Give the conversation to another queue or to one agent."""

    queue: str = Field(min_length=1, max_length=64)
    to_agent_id: str = Field("", max_length=64)
    note: str = Field("", max_length=4000)


class Asker:
    """Who asks: a customer, an agent or a bot, as the API has made sure of. ``start``: how a customer's own begins.

    ``place``: the network address that they ask from.
    """

    def __init__(self, role: Role, id: str, name: str, start: do.Start | None = None) -> None:
        self.author = Author(role, id, name)
        self.start = start
        self.place = ""

    @property
    def role(self) -> Role:
        return self.author.role

    def may_see(self, c: Conversation) -> bool:
        """Agents and bots see every conversation, a customer their own."""
        if self.role != Role.CUSTOMER:
            return bool(c.seq)
        return c.seq > 0 and c.customer.id == self.author.id


Meaning = Callable[[Any, Asker, Conversation, Parts], do.Command]


class Ask:
    """``seated``: it takes one of the agent's seats, and is refused when none is free."""

    def __init__(
        self, body: type[Body], who: set[Role], summary: str, means: Meaning | None, seated: bool = False
    ) -> None:
        self.body = body
        self.who = frozenset(who)
        self.summary = summary
        self.means = means
        self.seated = seated


def _callback(x: Callback, asker: Asker, c: Conversation, parts: Parts) -> do.Command:
    not_before_at, promised_at = parts.promise(c)
    return do.PromiseCallback(promised_at, not_before_at, x.contact or c.customer.email, x.how)


def _company(x: Company, asker: Asker, c: Conversation, parts: Parts) -> do.Command:
    return do.KeepBot() if x.bot else do.DismissBot()


def _hold(x: Holding, asker: Asker, c: Conversation, parts: Parts) -> do.Command:
    return do.PutOnHold(asker.author.id, x.until_at.astimezone(UTC), x.note)


def _cart(x: CartBody, asker: Asker, c: Conversation, parts: Parts) -> do.Command:
    return do.ChangeCart(Cart(x.total, x.currency, tuple(x.items)), x.page)


def _transfer(x: Transfer, asker: Asker, c: Conversation, parts: Parts) -> do.Command:
    return do.Transfer(asker.author.id, x.queue, x.to_agent_id, x.note)


CUSTOMER, AGENT, BOT = {Role.CUSTOMER}, {Role.AGENT}, {Role.BOT}

ASKS: Final[dict[str, Ask]] = {
    "messages": Ask(Messages, CUSTOMER | AGENT | BOT, "Say something", None),
    "notes": Ask(Notes, AGENT, "Leave an internal note", lambda x, a, c, p: do.PostNote(x.note_id, a.author, x.text)),
    "handoff": Ask(Handoff, CUSTOMER | BOT, "Ask for a person", None),
    "callback": Ask(Callback, CUSTOMER, "Be written to later", _callback),
    "company": Ask(Company, CUSTOMER, "Go on with the bot while waiting", _company),
    "rating": Ask(Rating, CUSTOMER, "Rate the conversation", lambda x, a, c, p: do.Rate(x.score, x.comment)),
    "copy": Ask(Copy, CUSTOMER, "Have a copy by e-mail", None),
    "proof": Ask(ProofBody, CUSTOMER, "Show that an e-mail address is theirs", None),
    "cart": Ask(CartBody, CUSTOMER, "Tell what is in the basket", _cart),
    "leave": Ask(Leave, CUSTOMER, "End the conversation", lambda x, a, c, p: do.Close(a.author, "left")),
    "acceptance": Ask(Offered, AGENT, "Accept an offer", lambda x, a, c, p: do.Accept(a.author, x.reservation_id)),
    "refusal": Ask(Offered, AGENT, "Decline an offer", lambda x, a, c, p: do.Decline(a.author.id, x.reservation_id)),
    "takeover": Ask(TakeOver, AGENT, "Step in", lambda x, a, c, p: do.TakeOver(a.author, p.new_id())),
    "return": Ask(
        Return,
        AGENT,
        "Give it back to the bot",
        lambda x, a, c, p: do.ReturnToBot(a.author.id, x.note, x.disposition),
    ),
    "hold": Ask(Holding, AGENT, "Put it on hold", _hold),
    "resumption": Ask(
        Resuming, AGENT, "Take up what was on hold", lambda x, a, c, p: do.Resume(a.author.id), seated=True
    ),
    "assignment": Ask(Assignment, AGENT, "Give it to an agent by hand", None),
    "wrap-up": Ask(WrapUp, AGENT, "Begin to wrap up", lambda x, a, c, p: do.StartWrapUp(a.author.id)),
    "closure": Ask(Closure, AGENT, "Close", lambda x, a, c, p: do.Close(a.author, x.disposition, x.note)),
    "transfer": Ask(Transfer, AGENT, "Give it to another queue or agent", _transfer),
}
