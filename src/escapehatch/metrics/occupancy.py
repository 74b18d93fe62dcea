"""Occupancy: of the time in which agents were at work, the share in which they had at least one conversation.

Nobody clocks in here, so being at work is read from the work itself: from an agent's first conversation until the last one ended,
and a pause of more than half an hour counts as having been away. So it is an upper bound for a team that waits a
lot between conversations. `at_once` is how many conversations a busy agent had at a time, on average, wrap-up included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from msgspec import Struct

from ..conversation.requests import Stay

OF = Stay
#: A pause longer than this ends a stretch of work.
PAUSE = timedelta(minutes=30)


class Occupancy(Struct, frozen=True):
    """Agents who had a conversation, hours at work and busy, and what follows (none when nobody worked)."""

    agents: int
    work_h: float
    busy_h: float
    occupancy_rate: float | None
    at_once: float | None


def measure(stays: Iterable[Stay]) -> Occupancy:
    by_agent: dict[str, list[Stay]] = defaultdict(list)
    for x in stays:
        by_agent[x.agent_id].append(x)
    nothing = timedelta(0)
    work = busy = seats = nothing
    for mine in by_agent.values():
        end = None
        for x in sorted(mine, key=lambda x: x.joined_at):
            seats += x.left_at - x.joined_at
            fresh = x.left_at - (x.joined_at if end is None else max(x.joined_at, end))
            busy += max(fresh, nothing)
            gap = x.joined_at - end if end else PAUSE * 2
            work += max(fresh, nothing) + (max(gap, nothing) if gap <= PAUSE else nothing)
            end = x.left_at if end is None else max(end, x.left_at)
    rates = (busy / work, seats / busy) if busy else (None, None)
    hour = timedelta(hours=1)
    return Occupancy(len(by_agent), work / hour, busy / hour, *rates)
