"""Other people's systems: bots, shops, helpdesks, channels; models that advise and sum up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct

from ..conversation.attachment import Attachment
from ..conversation.values import Address, Cart, Citation, Customer, Guided, Role


class Unreachable(Exception):
    """A bot, shop or helpdesk could not be asked. ``what`` names it, ``why`` is one sentence for people.

    It is logged: it quotes nothing of what was asked or answered.
    """

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")
        self.what = what
        self.why = why


class BotLine(Struct, frozen=True):
    """A line of the history as a bot sees it: an agent's words are labelled as an agent's. ``text`` names what was sent along."""

    role: Role
    text: str
    name: str = ""
    at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()


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
