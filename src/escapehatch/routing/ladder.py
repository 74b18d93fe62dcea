"""What is offered when nobody can come: the customer always has a next step, also at night."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from .hours import is_open, next_opening
from .roster import Queue

#: Open, but no agent is there: this long is given for one to come before the choices are shown, seconds.
NOBODY_S: Final = 10.0
#: When no opening is known at all, a callback is promised within this long.
SOMEDAY: Final = timedelta(days=2)

CHOICES: Final = ("callback", "wait")


class Fallback(Struct, frozen=True):
    """``because``: closed, nobody_there, long_wait. The words are the widget's."""

    because: str
    choices: tuple[str, ...] = CHOICES
    opens_at: datetime | None = None


def ladder(queue: Queue, serving: int, now: datetime, waited_s: float) -> Fallback | None:
    """The choices to offer now, or None while waiting is the best there is. ``serving``: agents there."""
    if not is_open(queue.hours, now):
        return Fallback("closed", opens_at=next_opening(queue.hours, now))
    if not serving and waited_s >= NOBODY_S:
        return Fallback("nobody_there")
    if waited_s >= queue.wait_limit_s:
        return Fallback("long_wait")
    return None


def promise(queue: Queue, now: datetime) -> tuple[datetime, datetime]:
    """(not before, promised by): a person writes in this span, counted from the next moment the doors are open."""
    opening = next_opening(queue.hours, now)
    if opening is None:
        return now, now + SOMEDAY
    return opening, opening + queue.callback_within
