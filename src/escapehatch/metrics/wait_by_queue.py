"""Wait by queue: seconds from the request for a person until an agent answered, for each queue and each class of customer.

As in `time_to_human`, but every request counts, also the earlier ones of a conversation. `joined` is until an agent came;
whoever came and never wrote a word has joined and not answered. A request counts where it waited when it was answered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from ..conversation.requests import Request
from . import quantile

OF = Request


class Waits(Struct, frozen=True):
    """How many were answered, and seconds (none when nobody was)."""

    answered: int
    wait_s_p50: float | None
    wait_s_p95: float | None
    joined_s_p50: float | None
    joined_s_p95: float | None


def measure(requests: Iterable[Request]) -> dict[str, Waits]:
    """By ``queue NAME`` and, where the router told one, ``class NAME``."""
    groups: dict[str, list[Request]] = defaultdict(list)
    for x in requests:
        groups[f"queue {x.queue or 'unknown'}"].append(x)
        if x.customer_class:
            groups[f"class {x.customer_class}"].append(x)
    return {name: _waits(groups[name]) for name in sorted(groups)}


def _waits(asked: list[Request]) -> Waits:
    waits = [x.wait_s for x in asked if x.wait_s is not None]
    joined = [(x.joined_at - x.requested_at).total_seconds() for x in asked if x.joined_at]
    return Waits(len(waits), quantile(waits, 0.5), quantile(waits, 0.95), quantile(joined, 0.5), quantile(joined, 0.95))
