"""Looks a transcript's customer and orders up in a shop's folder, for the ``packet`` command."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from .conversation.fold import Conversation
from .handoff.facts import Facts
from .ports import Profile, ShopOrder

Found = tuple[Mapping[str, Any] | None, Sequence[Mapping[str, Any]]]
Lookup = Callable[[Conversation, Facts], Found]

#: Folders hold days, no clock: anything relative counts from here.
DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)
ORDERS_MAX: Final = 10


def lookup(folder: Path | None) -> Callable[[Mapping[str, Any]], Lookup | None]:
    """For each record, how to look its customer up: by its ``customer_id``, else by what was said. None without a shop."""
    if folder is None:
        return lambda record: None
    from .connectors.shops.folder import connect

    shop = connect(folder, lambda: DAY)
    everybody = asyncio.run(shop.customers())

    def for_record(record: Mapping[str, Any]) -> Lookup:
        def look(c: Conversation, facts: Facts) -> Found:
            return asyncio.run(find(c, facts))

        async def find(c: Conversation, facts: Facts) -> Found:
            named = [x for fact in facts.of("order_id") if (x := await shop.order(fact.value))]
            profile = await shop.profile(str(record.get("customer_id") or c.customer.id)) or _said(
                facts, named, everybody
            )
            own = await shop.orders(profile.customer.id) if profile else ()
            orders = {x.order_id: x for x in (*named, *own[:ORDERS_MAX])}
            return _plain(profile), [_own(x, profile) for x in orders.values()]

        return look

    return for_record


def _said(facts: Facts, named: Sequence[ShopOrder], everybody: Sequence[Profile]) -> Profile | None:
    """The customer whose e-mail address or order, and name where one was given, fit what was said."""
    emails = {x.value.lower() for x in facts.of("email")}
    names = {x.value.lower() for x in facts.of("person_name")}
    owners = {x.customer_id for x in named}
    fits = [x for x in everybody if x.customer.email.lower() in emails or x.customer.id in owners]
    if names:
        fits = [x for x in fits if any(name in x.customer.name.lower() for name in names)] or fits
    return fits[0] if len(fits) == 1 else None


def _plain(profile: Profile | None) -> Mapping[str, Any] | None:
    return msgspec.to_builtins(profile) if profile else None


def _own(order: ShopOrder, profile: Profile | None) -> Mapping[str, Any]:
    return {**msgspec.to_builtins(order), "own": profile is not None and order.customer_id == profile.customer.id}
