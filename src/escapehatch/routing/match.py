"""Who gets whom, all at once: what the router would do with everybody who waits and everybody who is there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from .roster import DEFAULT, Roster
from .router import Router
from .waiting import Match, Ready, Waiting


def router_of(waiting: Iterable[Waiting], agents: Iterable[Ready], roster: Roster = DEFAULT) -> Router:
    """A router that knows all of them."""
    router = Router(roster)
    for one in waiting:
        router.put(one)
    for agent in agents:
        router.seat(agent)
    return router


def match(
    waiting: Iterable[Waiting], agents: Iterable[Ready], now: datetime, roster: Roster = DEFAULT
) -> tuple[Match, ...]:
    """One round of offers. Capacities are kept across the whole round."""
    return tuple(router_of(waiting, agents, roster).all(now))
