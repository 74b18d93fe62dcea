"""Pip, the built-in bot. No script: it answers from the shop's records and pages, or says honestly that it cannot.

It tells nobody about an order that is not theirs, moves no money, asks for nothing twice, and records each step it
takes. What it does not find becomes an offer of a person.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from ...conversation.values import Citation, Role
from ...ports import BotReply, BotRequest, Product, Shop, ShopOrder, Tried, Unreachable
from ..answers.aim import aim
from ..answers.cards import order_cited, product_cited
from ..answers.find import Encode, Finder, Passage, passages, words
from ..answers.words import Words

#: What may be an order number: a token with at least three digits.
_NUMBER: Final = re.compile(r"#?[A-Za-z]{0,5}[-_ ]?\d[\w-]{2,20}")
#: Orders looked through for what the customer means.
ORDERS_MAX: Final = 20


def connect(shop: Shop, encode: Encode | None = None, name: str = "Pip") -> ShopBot:
    """The built-in bot over ``shop``. ``encode``: sentence vectors, for questions that share no word with the pages."""
    return ShopBot(shop, encode, name)


class ShopBot:
    def __init__(self, shop: Shop, encode: Encode | None, name: str) -> None:
        self.name = name
        self._shop = shop
        self._encode = encode
        self._finder: Finder | None = None

    async def answer(self, request: BotRequest) -> BotReply:
        return await _Turn(self, request).answer()

    async def finder(self) -> Finder:
        if self._finder is None:
            found = passages(await self._shop.pages())
            self._finder = await asyncio.to_thread(Finder, found, self._encode)
        return self._finder

    @property
    def shop(self) -> Shop:
        return self._shop


class _Turn:
    """One answer."""

    def __init__(self, bot: ShopBot, request: BotRequest) -> None:
        self._bot = bot
        self._shop = bot.shop
        self._request = request
        self._words = Words(request.language or request.locale.split("-")[0])
        self._tried: list[Tried] = []
        self._cites: list[Citation] = []
        self._quick: tuple[str, ...] = ()
        self._asked = _unanswered(request)

    async def answer(self) -> BotReply:
        said = " ".join(self._asked)
        parts = [self._brief(), await self._by_aim(said)]
        text = "\n\n".join(x for x in parts if x)
        return BotReply(text, tuple(self._cites), tuple(self._tried), quick_replies=self._quick)

    async def _by_aim(self, said: str) -> str:
        say = self._words.say
        wanted = aim(said, self._request.intent)
        named = await self._named_order(said)
        if wanted == "who":
            return say("i_am_ai", bot=self._bot.name)
        if wanted == "charge" or (named and self._talked_of_charges()):
            return await self._charge(named)
        if wanted == "order" or (named and wanted not in {"policy", "product"}):
            return await self._order(named)
        if wanted in {"hello", "thanks"} and not named:
            name = self._request.customer.name.split(" ")[0] if self._request.customer.name else ""
            return say(wanted, bot=self._bot.name, name=f" {name}" if name else "")
        return await self._look_up(said, wanted)

    def _brief(self) -> str:
        """After an agent gave it back: say once what they left."""
        if not self._request.brief:
            return ""
        for line in reversed(self._request.lines):
            if line.role == Role.BOT:
                return ""
            if line.role == Role.AGENT:
                who, _, note = self._request.brief.partition(": ")
                self._note("read the agent's note", who, note)
                return self._words.say("noted", who=who, note=note)
        return ""

    # Orders

    async def _named_order(self, said: str) -> str:
        """The order number in the customer's new words, if they hold one that the shop knows or that looks like one."""
        for token in _NUMBER.findall(said):
            if await self._shop.order(token.strip()):
                return str(token.strip())
        known = self._request.known.get("order_id", "")
        return known if known and _squeezed(known) in _squeezed(said) else ""

    def _talked_of_charges(self) -> bool:
        recent = [x.text for x in self._request.lines if x.role == Role.CUSTOMER][-4:]
        return any(aim(x) == "charge" for x in recent)

    async def _order(self, named: str) -> str:
        found = await self._reach(named)
        if isinstance(found, str):
            return found
        return await self._told(found[0])

    async def _reach(self, named: str) -> list[ShopOrder] | str:
        """The customer's own orders that are meant, the first one foremost; or what to say when there are none."""
        customer = self._request.customer
        name = named or self._request.known.get("order_id", "")
        if customer.verified:
            mine = list(await self._shop.orders(customer.id))[:ORDERS_MAX]
            if not name:
                self._note("looked up the orders", customer.id, f"{len(mine)} found", bool(mine))
                return mine or self._words.say("no_orders")
            meant = [x for x in mine if _squeezed(x.order_id) == _squeezed(name)]
            self._note("looked up the order", name, "found" if meant else "not among this customer's", bool(meant))
            return meant or self._words.say("not_found", order=name)
        return await self._reach_unknown(name)

    async def _reach_unknown(self, name: str) -> list[ShopOrder] | str:
        """For somebody who has not signed in: the number and its e-mail address together open one order. What is there already is
        not asked for.
        """
        email = self._request.known.get("email", "")
        if not name or not email:
            lacks = "ask_email" if name else "ask_number" if email else "ask_order"
            question = self._words.say(lacks, order=name)
            asked = any(question in x.text for x in self._request.lines if x.role == Role.BOT)
            self._note("looked up the order", name or "no number given", "number and e-mail are needed", False)
            if asked:
                self._offer()
            return self._words.say("cannot_check") if asked else question
        order = await self._shop.order(name)
        owner = await self._shop.profile(order.customer_id) if order else None
        if order and owner and owner.customer.email.lower() == email.lower():
            self._note("looked up the order", name, "found; the e-mail address fits")
            return [order]
        self._note("looked up the order", name, "no such order with this e-mail address", False)
        return self._words.say("not_found", order=name)

    async def _told(self, order: ShopOrder) -> str:
        say = self._words.say
        items = ", ".join(f"{x.quantity} × {x.name}" if x.quantity > 1 else x.name for x in order.items)
        parts = [
            say(
                "order", order=order.order_id, items=items, placed=self._words.day(order.placed_at), status=order.status
            )
        ]
        if order.tracking and not order.delivered_at:
            parts.append(say("shipped", carrier=order.carrier, tracking=order.tracking))
        if order.delivered_at:
            parts.append(say("delivered", delivered=self._words.day(order.delivered_at)))
        elif order.expected_on:
            parts.append(say("expected", expected=self._words.day(order.expected_on)))
        parts += [say("note", note=x) for x in order.notes]
        await self._cite(order)
        return " ".join(parts)

    async def _cite(self, order: ShopOrder) -> None:
        self._cites.append(order_cited(order, await self._shop.products()))

    # Money

    async def _charge(self, named: str) -> str:
        found = await self._reach(named)
        if isinstance(found, str):
            return found
        order = found[0] if named or self._request.known.get("order_id") else _doubtful(found)
        say = self._words.say
        paid = "; ".join(
            say(x.kind, amount=self._words.money(x.amount, order.currency), day=self._words.day(x.at), method=x.method)
            for x in order.payments
        )
        twice = _twice(order)
        outcome = f"two charges of {twice:.2f}" if twice else "the charges fit the order"
        self._note("checked the payments", order.order_id, outcome)
        await self._cite(order)
        parts = [say("charges", order=order.order_id, payments=paid or "—")]
        if twice:
            parts.append(say("twice", amount=self._words.money(twice, order.currency)))
        else:
            parts.append(say("charge_fits", amount=self._words.money(order.total, order.currency)))
        parts.append(say("cannot_move_money"))
        self._offer()
        return " ".join(parts)

    # Pages and products

    async def _look_up(self, said: str, wanted: str) -> str:
        product = await self._product(said)
        if product and wanted != "policy":
            return self._shown(product)
        finder = await self._bot.finder()
        passage = await asyncio.to_thread(finder.best, said, wanted == "policy")
        if passage and (wanted == "policy" or not product):
            return self._quoted(passage)
        if product:
            return self._shown(product)
        self._note("searched the pages", said[:80], "nothing fits", False)
        self._offer()
        return self._words.say("unknown")

    def _quoted(self, passage: Passage) -> str:
        self._note("searched the pages", passage.heading, f"found on {passage.title}")
        self._cites.append(Citation(passage.title, passage.ref, passage.text))
        return self._words.say("says", quote=passage.text, title=passage.title)

    async def _product(self, said: str) -> Product | None:
        """The product whose name the customer's words cover best; None when less than half of a name is there."""
        asked = set(words(said))
        best, most = None, 0.0
        for product in await self._shop.products():
            name = set(words(product.name))
            share = len(name & asked) / len(name) if name else 0.0
            if share >= 0.5 and share > most:
                best, most = product, share
        return best

    def _shown(self, product: Product) -> str:
        self._note("looked in the catalogue", product.name, "found")
        stock = self._words.say("in_stock" if product.available else "out_of_stock")
        self._cites.append(product_cited(product, stock))
        price = self._words.money(product.price, product.currency)
        return self._words.say("product", name=product.name, price=price, stock=stock, text=product.text)

    def _offer(self) -> None:
        self._quick = (self._words.say("yes"), self._words.say("no"))

    def _note(self, what: str, subject: str, outcome: str, ok: bool = True) -> None:
        self._tried.append(Tried(what, subject, outcome, ok))


def _unanswered(request: BotRequest) -> list[str]:
    """The customer's words since anybody answered."""
    found: list[str] = []
    for line in reversed(request.lines):
        if line.role != Role.CUSTOMER:
            break
        found.insert(0, line.text)
    if not found:
        raise Unreachable("bot", "There was nothing to answer.")
    return found


def _squeezed(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def _twice(order: ShopOrder) -> float:
    """The amount that was charged more often than refunded and more often than once; 0 when there is none."""
    times = Counter(x.amount for x in order.payments if x.kind == "charge")
    times.subtract(Counter(x.amount for x in order.payments if x.kind == "refund"))
    return next((amount for amount, n in times.items() if n > 1), 0.0)


def _doubtful(orders: Sequence[ShopOrder]) -> ShopOrder:
    """The order with a double charge, else the newest."""
    return next((x for x in orders if _twice(x)), orders[0])
