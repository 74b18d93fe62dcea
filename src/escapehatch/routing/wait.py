"""How long will it be? An honest, coarse range: the median to the ninetieth percentile, in whole minutes.

With all seats taken, seats free up as a death process: the k-th release is a sum of k exponentials with rate
``seats / handle_s`` (Whitt 1999). ``routing.md`` F14; a later release replays the router instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import ceil, sqrt
from typing import Final

from ..conversation.values import Wait
from .hours import is_open, next_opening
from .roster import Queue
from .waiting import Ready

#: How long a conversation takes an agent, until this deployment's own mean is known, seconds.
HANDLE_S: Final = 540.0
#: What is said when somebody is free now, seconds.
SOON_S: Final = (0, 60)
#: A wait is told anew when it grew by more than this share.
WORSE: Final = 0.25


def predict(place: int, serving: Sequence[Ready], queue: Queue, now: datetime, handle_s: float = HANDLE_S) -> Wait:
    """What to tell the customer at ``place`` (1 is next), given who serves the queue now."""
    if not is_open(queue.hours, now):
        return Wait(place, 0, 0, open=False, opens_at=next_opening(queue.hours, now))
    seats = sum(x.capacity for x in serving)
    if not seats:
        return Wait(place, 0, 0, open=False)
    releases = place - sum(max(0, x.capacity - x.load) for x in serving)
    if releases <= 0:
        return Wait(place, *SOON_S)
    mean = releases * handle_s / seats
    spread = sqrt(releases) * handle_s / seats
    low, high = _minutes(mean), _minutes(mean + 1.3 * spread)
    return Wait(place, low, max(high, low + 60))


def _minutes(seconds: float) -> int:
    """Rounded up to what people say: minutes, then fives, then tens."""
    minutes = seconds / 60
    step = 1 if minutes <= 10 else 5 if minutes <= 30 else 10
    return ceil(minutes / step) * step * 60


def worth_telling(old: Wait, new: Wait) -> bool:
    """Tell again when it got better, opened or closed, or got worse by a quarter."""
    if (old.open, old.opens_at) != (new.open, new.opens_at) or new.place < old.place:
        return True
    return new.high_s < old.high_s or new.high_s > old.high_s * (1 + WORSE)
