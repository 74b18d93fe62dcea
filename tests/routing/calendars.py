"""Random opening hours, and a reader of the wall clock that answers every question minute by minute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
from holidays import country_holidays

from escapehatch.routing.hours import (
    DAY_MINUTES,
    Hours,
    SpecialDay,
    Window,
    after_open,
    is_open,
    next_closing,
    next_opening,
    open_time,
)

#: Each zone with places there whose holidays may be kept.
ZONES = {
    "Europe/Madrid": ("ES", "ES-MD"),
    "America/New_York": ("US", "US-NY"),
    "Asia/Kolkata": ("IN", "IN-WB"),
    "Australia/Lord_Howe": ("AU", "AU-NSW"),
    "Pacific/Apia": ("WS",),
}
YEARS = range(2005, 2031)
#: Days on either side of the middle: those that are read, and those from which is asked.
READ_DAYS, ASK_DAYS = 8, 4
ROUND = (0, 1, 60, 90, 120, 150, 180, 9 * 60, 13 * 60, 17 * 60 + 30, 22 * 60, 23 * 60 + 30, 23 * 60 + 59)
SECOND = timedelta(seconds=1)


@lru_cache
def middles(zone: str) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Days on which the clock does something unusual (a leap day, in a zone where it never does), and other days."""
    there, days = ZoneInfo(zone), [date(YEARS[0], 1, 1) + timedelta(days=n) for n in range(len(YEARS) * 365)]
    noon = [datetime(x.year, x.month, x.day, 12, tzinfo=UTC).astimezone(there).utcoffset() for x in days]
    turns = [days[n] for n in range(1, len(days)) if noon[n] != noon[n - 1]]
    leaps = [x for x in days if (x.month, x.day) == (2, 29)]
    return tuple(turns + leaps), tuple(Random(zone).sample(days, 25))


def calendar(random: Random) -> tuple[Hours, date]:
    """Opening hours, and a day near which something is worth asking."""
    zone = random.choice(tuple(ZONES))
    turning, others = middles(zone)
    middle = random.choice(turning if random.random() < 0.7 else others)
    if zone == "Pacific/Apia" and random.random() < 0.3:
        middle = date(2011, 12, 30)

    def windows(*counts: int) -> tuple[Window, ...]:
        return tuple(Window(_minute(random), _minute(random) or DAY_MINUTES) for _ in range(random.choice(counts)))

    def near() -> date:
        return middle + timedelta(days=random.randint(-3, 3))

    week = tuple(windows(0, 1, 1, 2, 3) for _ in range(7))
    special = {near(): windows(0, 1, 2) for _ in range(random.choice((0, 0, 1, 2)))}
    closed = frozenset(near() for _ in range(random.choice((0, 0, 1, 2)))) - frozenset(special)
    places = (random.choice(ZONES[zone]),) if random.random() < 0.4 else ()
    return Hours(zone, week, closed, places, tuple(SpecialDay(*x) for x in special.items())), middle


def _minute(random: Random) -> int:
    return random.choice(ROUND) if random.random() < 0.7 else random.randrange(DAY_MINUTES)


@lru_cache(1000)
def _walls(zone: str, middle: date) -> tuple[datetime, np.ndarray]:
    """The first minute that is read, and the latest that the wall has shown, minute by minute, since 1970."""
    there, epoch = ZoneInfo(zone), datetime(1970, 1, 1)
    begin = datetime(middle.year, middle.month, middle.day, tzinfo=UTC) - timedelta(days=READ_DAYS)
    shown = (
        (begin + timedelta(minutes=n)).astimezone(there).replace(tzinfo=None) - epoch
        for n in range(2 * READ_DAYS * DAY_MINUTES)
    )
    walls = np.fromiter((x.days * DAY_MINUTES + x.seconds // 60 for x in shown), dtype=np.int64)
    return begin, np.maximum.accumulate(walls)


@lru_cache
def _days_off(place: str) -> frozenset[date]:
    country, _, part = place.partition("-")
    return frozenset(country_holidays(country, subdiv=part or None, years=range(YEARS[0] - 1, YEARS[-1] + 2)))


class Oracle:
    """Reads the wall clock each minute for some days. A window is open from the first minute at which the wall shows
    its start, or later, until the first at which it shows its end."""

    def __init__(self, hours: Hours, middle: date) -> None:
        self.begin, seen = _walls(hours.zone, middle)
        self.open = np.zeros(len(seen), dtype=np.int64)
        for n in range(-READ_DAYS - 2, READ_DAYS + 3):
            day = middle + timedelta(days=n)
            midnight = (day - date(1970, 1, 1)).days * DAY_MINUTES
            for window in self._windows(hours, day):
                end = window.end + (DAY_MINUTES if window.end <= window.start else 0)
                first, last = np.searchsorted(seen, (midnight + window.start, midnight + end))
                self.open[first:last] = 1
        self.opened_s = np.concatenate(([0], np.cumsum(self.open))) * 60

    def _windows(self, hours: Hours, day: date) -> tuple[Window, ...]:
        for special in hours.special:
            if special.day == day:
                return special.windows
        off = day in hours.closed or any(day in _days_off(x) for x in hours.holidays)
        return () if off else hours.week[day.weekday()]

    def is_open(self, at_s: int) -> bool:
        return bool(self.open[at_s // 60])

    def turns(self, at_s: int, state: int) -> int | None:
        """When it is next ``state`` (1: open), ``at_s`` itself included; None: not while the clock was read."""
        if self.open[at_s // 60] == state:
            return at_s
        found = np.flatnonzero(self.open[at_s // 60 :] == state)
        return int(found[0] + at_s // 60) * 60 if len(found) else None

    def opened(self, at_s: int) -> int:
        """Seconds open from the first minute that was read."""
        minute, rest = divmod(at_s, 60)
        return int(self.opened_s[minute] + self.open[minute] * rest)

    def after(self, at_s: int, span_s: int) -> int | None:
        wanted = self.opened(at_s) + span_s
        minute = int(np.searchsorted(self.opened_s, wanted))
        if minute == len(self.opened_s):
            return None
        return max(at_s, minute * 60 - int(self.opened_s[minute] - wanted))


def differences(hours: Hours, middle: date, random: Random, count: int) -> Iterator[str]:
    """Questions to which the house and the oracle give different answers. Yields nothing when all is well."""
    oracle = Oracle(hours, middle)
    first, last = (READ_DAYS - ASK_DAYS) * DAY_MINUTES * 60, (READ_DAYS + ASK_DAYS) * DAY_MINUTES * 60
    changes = (np.flatnonzero(np.diff(oracle.open)) + 1) * 60

    def instant(at_s: int | None) -> datetime | None:
        return None if at_s is None else oracle.begin + at_s * SECOND

    for _ in range(count):
        at_s = random.randrange(first, last)
        if len(changes) and random.random() < 0.5:
            at_s = min(max(int(random.choice(changes)) + random.choice((-60, -1, 0, 1)), first), last)
        end_s, span_s = random.randrange(first, last), random.choice((0, 1, 60, random.randrange(3 * 86_400)))
        at, end = oracle.begin + at_s * SECOND, oracle.begin + end_s * SECOND
        opening, closing = oracle.turns(at_s, 1), oracle.turns(at_s, 0)
        asked = [
            ("is_open", is_open(hours, at), oracle.is_open(at_s)),
            ("open_time", open_time(hours, at, end), max(0, oracle.opened(end_s) - oracle.opened(at_s)) * SECOND),
        ]
        if opening is not None:
            asked.append(("next_opening", next_opening(hours, at), instant(opening)))
        if closing is not None:
            asked.append(("next_closing", next_closing(hours, at), instant(closing) if closing > at_s else None))
        if (after := oracle.after(at_s, span_s)) is not None:
            asked.append((f"after_open {span_s} s", after_open(hours, at, span_s * SECOND), instant(after)))
        yield from (f"{name} at {at}: {told}, not {true}" for name, told, true in asked if told != true)
