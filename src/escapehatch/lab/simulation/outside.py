"""A bot, a shop and a helpdesk that fail in every way the seed thinks of."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any, Final

from ...conversation.values import Customer, Reading, Role
from ...ports import BotReply, BotRequest, Outside, Page, Product, Profile, ShopOrder, Tried, Unreachable

#: Words by which the reader of a simulation knows a wish for a person.
WANTS_PERSON: Final = "person"
#: How a bot may answer, with weights: mostly it works.
MANNERS: Final = {
    "answers": 60,
    "slow": 10,
    "too_late": 5,
    "hangs": 3,
    "breaks": 4,
    "unreachable": 4,
    "empty": 3,
    "wishes_person": 4,
    "promises_person": 3,
    "huge": 1,
}


class ScriptedReader:
    """Hears a wish for a person, a promise of one, and anger; nothing else. Costs no time."""

    def read(
        self, text: str, role: Role = Role.CUSTOMER, before: str = "", earlier: Sequence[tuple[str, str]] = ()
    ) -> Reading:
        wish = float(role == Role.CUSTOMER and WANTS_PERSON in text)
        promise = float(role == Role.BOT and "transferring" in text)
        return Reading(
            "en", asks_for_human=wish, promises_person=promise, frustration=0.9 * ("!!!" in text), reader="scripted"
        )


class Wild:
    """What the seed decides about everything outside. ``calm``: from now on all of it works, at once."""

    def __init__(self, rng: Random, seen: Counter[str]) -> None:
        self.rng = rng
        self.seen = seen
        self.calm = False
        self.told: dict[str, list[str]] = {}

    def outside(self) -> Outside:
        return Outside(shop=_Shop(self), bot=_Bot(self), helpdesk=_Helpdesk(self))

    async def take(self, least: float, most: float) -> None:
        await asyncio.sleep(0.01 if self.calm else self.rng.uniform(least, most))


class _Bot:
    name = "Pip"

    def __init__(self, wild: Wild) -> None:
        self._wild = wild

    async def answer(self, request: BotRequest) -> BotReply:
        wild = self._wild
        manner = "answers" if wild.calm else wild.rng.choices(list(MANNERS), list(MANNERS.values()))[0]
        wild.seen[f"bot {manner}"] += 1
        found: Mapping[str, Callable[[], Any]] = {
            "breaks": lambda: ValueError("not JSON"),
            "unreachable": lambda: Unreachable("bot", "It answered 502."),
            "empty": lambda: BotReply(""),
            "wishes_person": lambda: BotReply("", handoff="It is beyond me."),
            "promises_person": lambda: BotReply("I am transferring you to a colleague."),
            "huge": lambda: BotReply("long " * 4000),
        }
        spans = {"slow": (2.0, 7.5), "too_late": (8.1, 60.0), "hangs": (600.0, 900.0)}
        await wild.take(*spans.get(manner, (0.01, 1.5)))
        said: BotReply | Exception = found.get(manner, lambda: BotReply("An answer.", tried=(Tried("looked"),)))()
        if isinstance(said, Exception):
            raise said
        return said


class _Shop:
    """Knows nothing, often late, sometimes gone."""

    def __init__(self, wild: Wild) -> None:
        self._wild = wild

    async def _asked(self) -> None:
        wild = self._wild
        await wild.take(0.0, 0.5)
        if wild.calm or wild.rng.random() < 0.8:
            return
        wild.seen["shop fails"] += 1
        await wild.take(0.0, 5.0)
        raise Unreachable("shop", "It answered 500.")

    async def profile(self, customer_id: str) -> Profile | None:
        await self._asked()
        return Profile(Customer(customer_id))

    async def orders(self, customer_id: str) -> tuple[ShopOrder, ...]:
        await self._asked()
        return ()

    async def order(self, order_id: str) -> ShopOrder | None:
        return None

    async def products(self) -> tuple[Product, ...]:
        return ()

    async def pages(self) -> tuple[Page, ...]:
        return ()


class _Helpdesk:
    """May fail before it hears, or after it has written everything down."""

    def __init__(self, wild: Wild) -> None:
        self._wild = wild

    async def tell(self, key: str, kind: str, payload: Mapping[str, Any]) -> None:
        wild = self._wild
        await wild.take(0.0, 0.3)
        luck = 1.0 if wild.calm else wild.rng.random()
        if luck < 0.1:
            wild.seen["helpdesk fails"] += 1
            raise Unreachable("helpdesk", "It answered 500.")
        wild.told.setdefault(payload["conversation_id"], []).append(key)
        if luck < 0.15:
            wild.seen["helpdesk fails after it heard"] += 1
            raise Unreachable("helpdesk", "It answered 502, but the ticket is there.")
