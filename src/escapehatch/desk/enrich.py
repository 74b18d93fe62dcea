"""Fetches what the shop knows into the context packet, part by part, after the handoff is a fact.

The minimum packet is already committed. A part that cannot be had within its time is recorded as missing, with why, and
the handoff goes on (G12).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
import structlog

from ..conversation import commands as do
from ..conversation import events as e
from ..conversation.fold import Conversation
from ..conversation.lifecycle import HANDED_OFF
from ..ports import Journal, Shop, ShopOrder, Unreachable
from .desk import Desk
from .insist import insist

log = structlog.get_logger(__name__)

#: How long the shop may take for one part.
PART_S: Final = 2.0
#: Orders shown to the agent, newest first, beside those the customer named.
ORDERS_MAX: Final = 10

NOT_SIGNED_IN: Final = "The customer has not signed in to the shop."
NO_SHOP: Final = "No shop is connected."


class Enricher:
    """Adds ``profile`` and ``orders`` to the packet of each new escalation."""

    def __init__(
        self, desk: Desk, shop: Shop | None, journal: Journal, order_ids: Callable[[Conversation], tuple[str, ...]]
    ) -> None:
        self._desk = desk
        self._shop = shop
        self._journal = journal
        self._order_ids = order_ids
        self._running: set[asyncio.Task[None]] = set()

    def react(self, c: Conversation, records: tuple[e.Recorded, ...]) -> None:
        """After a commit: a new escalation, or a customer who signed in while waiting."""
        if c.status in HANDED_OFF and any(
            isinstance(x.event, e.HandoffRequested | e.CustomerIdentified) for x in records
        ):
            self._begin(c)

    async def resume(self) -> None:
        """After a restart: finish what was interrupted. Nobody who comes waits for this."""
        for row in await self._journal.standings(sorted(HANDED_OFF), limit=10_000):
            c = await self._desk.load(row.conversation_id)
            if not {"profile", "orders"} <= c.context.keys():
                self._begin(c)

    async def close(self) -> None:
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _begin(self, c: Conversation) -> None:
        for part, fetch in (("profile", self._profile), ("orders", self._orders)):
            task = asyncio.create_task(self._add(c, part, fetch))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _add(self, c: Conversation, part: str, fetch: Callable[[Conversation], Awaitable[Any]]) -> None:
        content, missing = None, ""
        try:
            async with asyncio.timeout(PART_S):
                content = await fetch(c)
        except Unreachable as failed:
            missing = failed.why
        except TimeoutError:
            missing = f"The shop did not answer within {PART_S:.0f} s."
        except Exception:
            log.exception("enrichment_failed", part=part, conversation_id=c.id)
            missing = "The shop's answer could not be read."
        if c.escalation:
            await insist(self._desk, c.id, do.AddContext(c.escalation.escalation_id, part, content, missing))

    async def _profile(self, c: Conversation) -> Any:
        shop = self._connected()
        if not c.customer.verified:
            raise Unreachable("profile", NOT_SIGNED_IN)
        profile = await shop.profile(c.customer.id)
        if profile is None:
            raise Unreachable("profile", "The shop does not know this customer.")
        return msgspec.to_builtins(profile)

    async def _orders(self, c: Conversation) -> Any:
        shop = self._connected()
        named = [await shop.order(order_id) for order_id in self._order_ids(c)]
        own = (await shop.orders(c.customer.id))[:ORDERS_MAX] if c.customer.verified else ()
        found = {x.order_id: x for x in (*named, *own) if x is not None}
        if not found and not c.customer.verified:
            raise Unreachable("orders", NOT_SIGNED_IN)
        return [_shown(x, c) for x in found.values()]

    def _connected(self) -> Shop:
        if self._shop is None:
            raise Unreachable("shop", NO_SHOP)
        return self._shop


def _shown(order: ShopOrder, c: Conversation) -> dict[str, Any]:
    """The order, and whether it is this customer's own for certain."""
    shown: dict[str, Any] = msgspec.to_builtins(order)
    return {**shown, "own": c.customer.verified and order.customer_id == c.customer.id}
