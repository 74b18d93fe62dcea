"""What is offered when nobody can come: the customer always has a next step, also at night.

The rungs: ``wait`` (with the place kept), ``bot`` (talk to it meanwhile, with the place kept), ``callback`` (a person writes
or calls by a promised time), ``email`` (the same, into a mailbox), ``leave``. Each is a promise with a deadline, but the last.
"""

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

#: From the least to the most that the customer has to do.
RUNGS: Final = ("wait", "bot", "callback", "email", "leave")
#: What is there in every house.
CHOICES: Final = ("wait", "callback", "leave")


class Trouble(Struct, frozen=True):
    """What else is wrong with a wait. ``declined``: all who could take it have turned it down. ``full``: more wait than the
    queue may hold. ``late``: it takes longer than the customer was told.
    """

    declined: bool = False
    full: bool = False
    late: bool = False


NO_TROUBLE: Final = Trouble()


class Fallback(Struct, frozen=True):
    """``because``: closed, nobody_there, all_declined, full, long_wait. The words are the widget's."""

    because: str
    choices: tuple[str, ...] = CHOICES
    opens_at: datetime | None = None


def ladder(
    queue: Queue,
    serving: int,
    now: datetime,
    waited_s: float,
    trouble: Trouble = NO_TROUBLE,
    choices: tuple[str, ...] = CHOICES,
) -> Fallback | None:
    """The choices to offer now, or None while waiting is the best there is. ``serving``: agents there. The first reason counts."""
    if not is_open(queue.hours, now):
        return Fallback("closed", choices, next_opening(queue.hours, now))
    if not serving:
        return Fallback("nobody_there", choices) if waited_s >= NOBODY_S else None
    if trouble.declined:
        return Fallback("all_declined", choices)
    if trouble.full:
        return Fallback("full", choices)
    if trouble.late or waited_s >= queue.wait_limit_s:
        return Fallback("long_wait", choices)
    return None


def rungs(bot: bool, email: bool) -> tuple[str, ...]:
    """The choices of a house with these means: ``bot``, one that may keep the customer company; ``email``, a way to write."""
    missing = {"bot": not bot, "email": not email}
    return tuple(x for x in RUNGS if not missing.get(x))


def promise(queue: Queue, now: datetime) -> tuple[datetime, datetime]:
    """(not before, promised by): a person writes in this span, counted from the next moment the doors are open."""
    opening = next_opening(queue.hours, now)
    if opening is None:
        return now, now + SOMEDAY
    return opening, opening + queue.callback_within
