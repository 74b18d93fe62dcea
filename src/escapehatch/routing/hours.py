"""Opening hours: weekly windows in a time zone, with holidays and special days. Exact across midnight and changes of the clock.

A window is open from the first moment at which the wall clock shows its start, or a later time, until the first at which it
shows its end. So an hour that the clock skips is not there, and an hour that it shows twice is open twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from .public_days import public_days

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES: Final = 24 * 60
MINUTE: Final = timedelta(minutes=1)
DAY: Final = timedelta(days=1)
NONE: Final = timedelta(0)
#: How far ahead an opening is looked for.
AHEAD_DAYS: Final = 400
#: Opening hours that are kept worked out.
CALENDARS_KEPT: Final = 256
#: Worked-out days that are kept of each.
DAYS_KEPT: Final = 2_000


class Window(Struct, frozen=True):
    """Open from ``start`` to ``end``, minutes after local midnight; an end before the start is on the next day."""

    start: int
    end: int


ROUND_THE_CLOCK: Final = Window(0, DAY_MINUTES)


class SpecialDay(Struct, frozen=True):
    """A local date on which other windows begin than on other such days, or none."""

    day: date
    windows: tuple[Window, ...] = ()


class Hours(Struct, frozen=True):
    """``week``: windows for each day, Monday first. ``closed``: local dates on which no window begins.

    ``holidays``: countries, or parts of them, on whose public holidays no window begins (see ``public_days``).
    ``special`` days have the last word, on a holiday too. Windows that began the evening before run to their end.
    """

    zone: str = "UTC"
    week: tuple[tuple[Window, ...], ...] = ((ROUND_THE_CLOCK,),) * 7
    closed: frozenset[date] = frozenset()
    holidays: tuple[str, ...] = ()
    special: tuple[SpecialDay, ...] = ()


ALWAYS: Final = Hours()
Span = tuple[datetime, datetime]


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether somebody may be there at the instant ``at``."""
    known = _calendar(hours)
    day = at.astimezone(known.zone).date()
    return any(start <= at < end for n in (day - DAY, day) for start, end in known.spans(n))


def next_opening(hours: Hours, at: datetime) -> datetime | None:
    """``at`` itself when open, else the next opening; None when there is none for over a year."""
    opening = next(_ahead(hours, at), None)
    return max(opening[0], at) if opening else None


def next_closing(hours: Hours, at: datetime) -> datetime | None:
    """When the doors close after ``at``: None when closed now, or when they stay open for over a year."""
    if _calendar(hours).always:
        return None
    until = at
    for start, end in _ahead(hours, at):
        if start > until:
            break
        until = max(until, end)
        if until - at > DAY * AHEAD_DAYS:
            return None
    return until if until > at else None


def open_time(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """How long it is open between two instants; nothing when ``end`` is not after ``start``. O(days between)."""
    passed = NONE
    for opens, closes in _ahead(hours, start):
        if opens >= end:
            break
        passed += min(closes, end) - opens
    return passed


def after_open(hours: Hours, start: datetime, span: timedelta) -> datetime | None:
    """The first instant, ``start`` or later, by which it has been open for ``span`` since ``start``; None: it never will.

    For a clock that stands still while it is closed: half an hour asked for at ten to five, with doors that close at five
    and open at nine, has passed at twenty past nine.
    """
    if span <= NONE:
        return start
    for opens, closes in _ahead(hours, start):
        if closes - opens >= span:
            return opens + span
        span -= closes - opens
    return None


def _ahead(hours: Hours, at: datetime) -> Iterator[Span]:
    """Open stretches from ``at`` on, in order and without overlap; ends where over a year has none."""
    known = _calendar(hours)
    at = until = at.astimezone(UTC)
    day = last = at.astimezone(known.zone).date() - DAY
    while (day - last).days <= AHEAD_DAYS:
        for start, end in known.spans(day):
            if end > until:
                yield max(start, until), end
                until, last = end, day
        day += DAY


class _Calendar:
    """Opening hours whose days, once worked out, are kept."""

    def __init__(self, hours: Hours) -> None:
        self.zone = ZoneInfo(hours.zone)
        self._hours = hours
        self._special = {x.day: x.windows for x in hours.special}
        daily = all(ROUND_THE_CLOCK in windows for windows in hours.week)
        self.always = daily and not (hours.closed or hours.holidays or hours.special)
        self._days: dict[date, tuple[Span, ...]] = {}

    def spans(self, day: date) -> tuple[Span, ...]:
        """From when to when (UTC) the windows are open that begin on this local day; earliest first, none empty."""
        known = self._days.get(day)
        if known is None:
            if len(self._days) >= DAYS_KEPT:
                self._days.clear()
            known = self._days[day] = tuple(self._worked_out(day))
        return known

    def _worked_out(self, day: date) -> Iterator[Span]:
        for window in sorted(self._windows(day), key=lambda x: x.start):
            over = window.end <= window.start
            start = _instant(self.zone, day, window.start)
            end = _instant(self.zone, day, window.end + DAY_MINUTES * over)
            if start < end:
                yield start, end

    def _windows(self, day: date) -> tuple[Window, ...]:
        if day in self._special:
            return self._special[day]
        off = day in self._hours.closed or any(day in public_days(x, day.year) for x in self._hours.holidays)
        return () if off else self._hours.week[day.weekday()]


_calendar = lru_cache(CALENDARS_KEPT)(_Calendar)


def _instant(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    """The instant at which the wall clock shows this; one that is skipped counts as the end of the gap."""
    days, rest = divmod(minutes, DAY_MINUTES)
    local = datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), zone)
    there_and_back = local.astimezone(UTC).astimezone(zone)
    if there_and_back.replace(tzinfo=None) != local.replace(tzinfo=None):
        return _end_of_gap(local, zone)
    return local.astimezone(UTC)


def _end_of_gap(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the wall clock jumps over ``local``, found by halving to the minute."""
    before, after = local.replace(fold=1).astimezone(UTC), local.replace(fold=0).astimezone(UTC)
    jumped = after.astimezone(zone).utcoffset()
    while after - before > MINUTE:
        middle = before + (after - before) // MINUTE // 2 * MINUTE
        if middle.astimezone(zone).utcoffset() == jumped:
            after = middle
        else:
            before = middle
    return after
