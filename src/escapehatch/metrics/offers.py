"""Offers: what became of the offers to agents, and how often there was nobody left to ask.

An offer is accepted, `declined`, or `missed` (its time ran out). `exhausted` counts the requests in which the customer had to
be given other choices, by the first reason: nobody there, all declined, full, too long. Being closed is no exhaustion
and is counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from ..conversation.requests import Request

OF = Request
#: The reason for other choices that is no failing of the team.
CLOSED = "closed"


class Offers(Struct, frozen=True):
    """Counts; shares of ``offers`` and of ``requests`` (none when there are none)."""

    requests: int
    offers: int
    declined: int
    missed: int
    exhausted: int
    closed: int
    exhausted_by: dict[str, int]
    declined_rate: float | None
    missed_rate: float | None
    exhausted_rate: float | None


def measure(requests: Iterable[Request]) -> Offers:
    asked = tuple(requests)
    offers, declined, missed = (sum(getattr(x, name) for x in asked) for name in ("offers", "declined", "lapsed"))
    first = Counter(next((y for y in x.fallbacks if y != CLOSED), "") for x in asked)
    closed, by = sum(CLOSED in x.fallbacks for x in asked), {name: first[name] for name in sorted(first) if name}
    exhausted = sum(by.values())
    whole, lots = len(asked) or None, offers or None
    return Offers(
        len(asked),
        offers,
        declined,
        missed,
        exhausted,
        closed,
        by,
        lots and declined / lots,
        lots and missed / lots,
        whole and exhausted / whole,
    )
