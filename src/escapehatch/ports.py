"""What do we ask of the outside? Values that cross each seam, then the seams themselves.

Adapters live in ``journals``, ``relays``, ``reading`` and ``connectors``; only ``app`` and ``lab`` know which is used.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct

from .conversation.events import Event, Recorded
from .conversation.tally import Tally
from .conversation.values import Address, Cart, Citation, Customer, Guided, Reading, Role


class Conflict(Exception):
    """Somebody else appended first: read again and decide again. ``actual`` is the version found."""

    def __init__(self, conversation_id: str, expected: int, actual: int) -> None:
        super().__init__(f"{conversation_id}: expected version {expected}, found {actual}")
        self.actual = actual


class SeatTaken(Exception):
    """The agent has no free seat at the moment of the claim."""


class JournalUnavailable(Exception):
    """Nothing can be stored now (disk full, locked, IO error). Nothing was acknowledged; try again later."""


class Unreachable(Exception):
    """A bot, shop or helpdesk could not be asked. ``what`` names it, ``why`` is one sentence for people.

    It is logged: it quotes nothing of what was asked or answered.
    """

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")
        self.what = what
        self.why = why


class Standing(Struct, frozen=True):
    """The row by which a conversation is found: its status, owner and place, as of version ``seq``.

    ``seats``: what it takes of the capacity of the agent who holds it.
    """

    conversation_id: str
    seq: int
    status: str
    customer_id: str
    updated_at: datetime
    agent_id: str = ""
    queue: str = ""
    priority: int = 0
    waiting_since: datetime | None = None
    title: str = ""
    seats: float = 1.0


class Deadline(Struct, frozen=True):
    """A moment by which something must happen. The set of a conversation is replaced by each append."""

    conversation_id: str
    kind: str
    key: str
    due_at: datetime


class Effect(Struct, frozen=True):
    """Something to tell the outside world after the commit. ``effect_id`` is the idempotency key."""

    effect_id: str
    conversation_id: str
    kind: str
    payload: dict[str, Any]
    tries: int = 0


class Letter(Struct, frozen=True):
    """An effect that nobody tries any more: it failed too often. ``reason`` is one sentence."""

    effect: Effect
    reason: str
    dead_at: datetime


class Seat(Struct, frozen=True):
    """A claim of ``seats`` on an agent's capacity, tested in the same transaction as the append."""

    agent_id: str
    capacity: float
    seats: float = 1.0

    def fits(self, taken: float) -> bool:
        """Whether it fits beside what is taken. Shares are added up: a billionth is rounding."""
        return taken + self.seats <= self.capacity + 1e-9


class Change(Struct, frozen=True):
    """One append: ``events`` follow version ``expected``; the rows describe the conversation after them."""

    conversation_id: str
    expected: int
    events: tuple[Event, ...]
    at: datetime
    standing: Standing
    deadlines: tuple[Deadline, ...] = ()
    effects: tuple[Effect, ...] = ()
    seat: Seat | None = None


class Journal(Protocol):
    """Where events are kept. What ``append`` returned is durable; nothing is acknowledged before.

    ``stream_epoch``: another number after a restore; versions of different epochs are not comparable.
    """

    @property
    def stream_epoch(self) -> int: ...

    async def append(self, change: Change) -> tuple[Recorded, ...]:
        """Write all of it or nothing. Raises Conflict (stale version) or SeatTaken."""

    async def erase(self, change: Change) -> tuple[Recorded, ...]:
        """Append ``change``, which says that its conversation is erased, and leave of all before what ``forgotten`` leaves.

        All of it or nothing, as ``append``. What was to be told outside is not told any more.
        """

    async def tidy(self, most_bytes: int | None = None) -> tuple[str, ...]:
        """Remove every trace of what was erased, from files and backups too; a sentence for each that is still there.

        That may hold up writers for seconds: with ``most_bytes`` a larger journal is left for later.
        """

    async def read(self, conversation_id: str, after: int = 0) -> tuple[Recorded, ...]: ...

    async def standings(
        self,
        statuses: Sequence[str] = (),
        agent_id: str = "",
        customer_id: str = "",
        limit: int = 200,
        words: str = "",
        before: tuple[datetime, str] | None = None,
    ) -> tuple[Standing, ...]:
        """Rows that match every given filter: waiting ones by priority then age, others latest first.

        ``words``: each begins a word of a message, a note, or the customer's name, address or number; latest first.
        ``before``: (updated_at, conversation_id) of the last row of the page before; latest first.
        """

    def every(self) -> AsyncIterator[tuple[str, tuple[Recorded, ...]]]:
        """Each conversation with all its events, oldest conversation first."""

    async def due(self, now: datetime, lease_until: datetime, limit: int = 100) -> tuple[Deadline, ...]:
        """Claim the deadlines that are due and not leased to somebody else after ``now``.

        A lease that ends after ``lease_until`` was given before the clock was set back, and counts for nothing.
        """

    async def next_due(self) -> datetime | None:
        """When the next deadline can be claimed: it is due, and nobody's lease is on it."""

    async def deadline_done(self, deadline: Deadline) -> None: ...

    async def effects(self, now: datetime, lease_until: datetime, limit: int = 20) -> tuple[Effect, ...]:
        """Claim undelivered effects, per conversation in order."""

    async def effect_done(self, effect_id: str) -> None: ...

    async def effect_failed(self, effect_id: str, retry_at: datetime) -> None: ...

    async def effect_dead(self, effect_id: str, reason: str, at: datetime) -> None:
        """Set it aside as a dead letter: the next one of its conversation goes on."""

    async def letters(self, limit: int = 1_000) -> tuple[Letter, ...]:
        """Dead letters, in the order in which they were to be told."""

    async def replay_letter(self, effect_id: str) -> bool:
        """Try it again, under its id and in its old place; False when it is no dead letter."""

    async def drop_letter(self, effect_id: str) -> bool:
        """Give it up for good; False when it is no dead letter."""

    async def tally(self) -> Tally: ...

    async def keep(self, kind: str, key: str, value: bytes) -> None:
        """Store a small record beside the conversations (a login, a presence). Replaces the old one."""

    async def claim(self, kind: str, key: str, value: bytes) -> bool:
        """Store a record unless there is one: of many callers exactly one hears True."""

    async def kept(self, kind: str) -> Mapping[str, bytes]: ...

    async def kept_one(self, kind: str, key: str) -> bytes | None: ...

    async def take(self, kind: str, key: str) -> bytes | None:
        """Remove and return a record: of many callers exactly one gets it."""

    async def close(self) -> None: ...


class Relay(Protocol):
    """How processes wake each other. A hint may be lost or doubled: the journal is the truth."""

    async def publish(self, conversation_id: str, seq: int) -> None: ...

    def listen(self, hear: Callable[[str, int], None]) -> Callable[[], None]:
        """Call ``hear(conversation_id, seq)`` for each hint; returns the way to stop."""


class Reader(Protocol):
    """What does this message say? CPU only, no network; the desk calls it in a worker thread."""

    def read(
        self,
        text: str,
        role: Role = Role.CUSTOMER,
        before: str = "",
        earlier: Sequence[tuple[str, str]] = (),
    ) -> Reading:
        """``before``: the other side's last words. ``earlier``: (message id, text) of the same role, oldest first."""


class BotLine(Struct, frozen=True):
    """A line of the history as a bot sees it: an agent's words are labelled as an agent's."""

    role: Role
    text: str
    name: str = ""
    at: datetime | None = None


class BotRequest(Struct, frozen=True):
    """One turn: ``lines`` ends with the customer's unanswered messages. ``brief``: what an agent left for the bot.

    ``intent`` and ``language``: what the reading heard in the last message; empty when it is not sure.
    """

    conversation_id: str
    turn_id: str
    lines: tuple[BotLine, ...]
    customer: Customer
    locale: str = "en"
    cart: Cart = Cart()
    page: str = ""
    brief: str = ""
    known: Mapping[str, str] = {}
    intent: str = ""
    language: str = ""


class Tried(Struct, frozen=True):
    """Something the bot did on the way to its answer, and how it ended."""

    what: str
    subject: str = ""
    outcome: str = ""
    ok: bool = True


class BotReply(Struct, frozen=True):
    """``handoff``: the bot itself asks for a person, and why. Empty text without it counts as a failure."""

    text: str
    cites: tuple[Citation, ...] = ()
    tried: tuple[Tried, ...] = ()
    handoff: str = ""
    quick_replies: tuple[str, ...] = ()


class Bot(Protocol):
    """Who answers the routine. Raises Unreachable; may be cancelled at any moment."""

    name: str

    async def answer(self, request: BotRequest) -> BotReply: ...


class Adviser(Protocol):
    """Says whether guidelines in plain words hold for a conversation. Raises Unreachable; may be cancelled at any moment."""

    async def answers(self, guidelines: Mapping[str, str], lines: Sequence[BotLine]) -> tuple[Guided, ...]:
        """``guidelines``: when each holds, by name. ``lines``: the conversation so far. What is left out does not hold."""


class Summarist(Protocol):
    """Sums a conversation up in sentences. Raises Unreachable; may be cancelled at any moment. It is not believed."""

    async def sentences(self, lines: Sequence[BotLine]) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Each sentence with the places in ``lines`` (from 0) that it rests on."""


class Item(Struct, frozen=True):
    name: str
    price: float = 0.0
    quantity: int = 1
    item_id: str = ""
    options: Mapping[str, str] = {}


class Payment(Struct, frozen=True):
    """``kind``: charge or refund. ``method`` is masked (a brand and the last four digits at most)."""

    amount: float
    kind: str = "charge"
    method: str = ""
    at: str = ""
    payment_id: str = ""


class ShopOrder(Struct, frozen=True):
    """An order as the shop records it. Days and instants are ISO 8601 text, amounts in ``currency``."""

    order_id: str
    customer_id: str
    status: str
    items: tuple[Item, ...] = ()
    total: float = 0.0
    currency: str = "EUR"
    placed_at: str = ""
    expected_on: str = ""
    delivered_at: str = ""
    carrier: str = ""
    tracking: str = ""
    address: Address = Address()
    payments: tuple[Payment, ...] = ()
    notes: tuple[str, ...] = ()


class Profile(Struct, frozen=True):
    """What the shop knows of a customer."""

    customer: Customer
    since: str = ""
    address: Address = Address()
    order_ids: tuple[str, ...] = ()
    spent: float = 0.0
    currency: str = "EUR"
    notes: tuple[str, ...] = ()


class Product(Struct, frozen=True):
    product_id: str
    name: str
    text: str = ""
    price: float = 0.0
    currency: str = "EUR"
    available: bool = True
    ref: str = ""
    image: str = ""


class Page(Struct, frozen=True):
    """A page of the shop (returns, delivery, ...): ``ref`` is its address, ``text`` its words without markup."""

    ref: str
    title: str
    text: str


class Shop(Protocol):
    """The merchant's system. Every question may raise Unreachable; unknown things are None or empty."""

    async def profile(self, customer_id: str) -> Profile | None: ...

    async def orders(self, customer_id: str) -> tuple[ShopOrder, ...]:
        """Newest first."""

    async def order(self, order_id: str) -> ShopOrder | None:
        """Whoever it belongs to: the caller compares ``customer_id`` before it tells anybody."""

    async def products(self) -> tuple[Product, ...]: ...

    async def pages(self) -> tuple[Page, ...]: ...


class Helpdesk(Protocol):
    """Another system where agents work. Told through the outbox; ``key`` makes a retry harmless."""

    async def tell(self, key: str, kind: str, payload: Mapping[str, Any]) -> None: ...


class Channel(Protocol):
    """Another way to reach the customer than the widget. Told through the outbox."""

    async def send(self, key: str, address: str, text: str) -> None: ...


class Outside(Struct, frozen=True):
    """The other systems and models that a house talks to. None: there is none of the kind."""

    shop: Shop | None = None
    bot: Bot | None = None
    helpdesk: Helpdesk | None = None
    adviser: Adviser | None = None
    summarist: Summarist | None = None
    mail: Channel | None = None


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
