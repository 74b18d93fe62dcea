"""Arrivals that change over the day: how many agents in each interval.

An interval's agents serve those who come in it and those who are still being served from before it. So each is staffed for
its mean *modified offered load*: the agents that would be busy were there always one free (Jennings, Mandelbaum, Massey and
Whitt 1996). After a rush it is more than the interval's own arrivals say, at the start of one it is less.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from .forecast import Forecast, Question, forecast
from .words import seconds

#: Intervals of a profile at most: a month of quarter hours.
INTERVALS_MAX: Final = 2_976
#: Arrivals a second that are taken for none: one in three years.
FEWEST: Final = 1e-8
_CLOCK: Final = re.compile(r"(?:.*[T ])?(\d{1,2}):(\d\d)(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?")


class Interval(Struct, frozen=True):
    """``name`` as given (``09:00``), and how many customers ask for a person in it."""

    name: str
    arrivals: float


class Profile(Struct, frozen=True):
    """Intervals of one length, in order."""

    intervals: tuple[Interval, ...]
    length_s: float


class Staffed(Struct, frozen=True):
    """An interval, the load that it is staffed for (agents busy were one always free) and what is then met."""

    name: str
    arrivals: float
    load: float
    met: Forecast


def profile(text: str, interval: str = "") -> Profile:
    """A profile out of lines ``09:00,48`` (a first line of names may be there). Raises ValueError with the line.

    ``interval``: the length of each, like ``30min``; without it, what lies between the first two times.
    """
    found = []
    for n, row in enumerate(csv.reader(text.splitlines()), 1):
        if not row or not "".join(row).strip():
            continue
        arrivals = _number(row[1]) if len(row) > 1 else None
        if arrivals is None and n == 1 and len(row) > 1:
            continue
        if arrivals is None or not row[0].strip():
            raise ValueError(f"line {n}: write an interval and how many come in it, like 09:00,48")
        found.append(Interval(row[0].strip(), arrivals))
    return checked(found, interval)


def checked(intervals: Sequence[Interval], interval: str = "") -> Profile:
    """These intervals as a profile. Raises ValueError for none, for too many, and where their length is not known."""
    if not intervals:
        raise ValueError("There is no interval.")
    if len(intervals) > INTERVALS_MAX:
        raise ValueError(f"{len(intervals):,} intervals are more than {INTERVALS_MAX:,}.")
    if not any(x.arrivals > 0 for x in intervals):
        raise ValueError("Nobody comes in any interval.")
    return Profile(tuple(intervals), seconds(interval) if interval else _between(intervals))


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) and found >= 0 else None


def _between(intervals: Sequence[Interval]) -> float:
    clocks = [found for x in intervals[:2] if (found := _CLOCK.fullmatch(x.name))]
    if len(clocks) == 2:
        first, second = (int(x[1]) * 60 + int(x[2]) for x in clocks)
        if first != second:
            return (second - first) % 1440 * 60.0
    raise ValueError("How long is an interval? Name them like 09:00 and 09:30, or give --interval 30min.")


def staff(asked: Question, day: Profile, agents: int | None = None) -> list[Staffed]:
    """Each interval with the agents that the target needs, or with ``agents`` throughout. ``asked.arrivals`` is not used."""
    handle_s = asked.handles_s[-1]
    found = []
    for interval, load in zip(day.intervals, loads(day, handle_s), strict=True):
        here = replace(asked, arrivals=max(load / handle_s, FEWEST))
        found.append(Staffed(interval.name, interval.arrivals, load, forecast(here, agents)))
    return found


def loads(day: Profile, handle_s: float) -> list[float]:
    """The mean modified offered load of each interval. Before the first one it was as in the first."""
    rates = [x.arrivals / day.length_s for x in day.intervals]
    busy, fade = rates[0] * handle_s, math.exp(-day.length_s / handle_s)
    found = []
    for rate in rates:
        steady = rate * handle_s
        found.append(steady + (busy - steady) * (1 - fade) * handle_s / day.length_s)
        busy = steady + (busy - steady) * fade
    return found
