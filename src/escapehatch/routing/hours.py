"""Opening hours: weekly windows in a time zone, with closed days. Exact across midnight and changes of the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: How far ahead an opening is looked for.
AHEAD_DAYS: Final = 400
DAY_MINUTES: Final = 24 * 60
MINUTE: Final = timedelta(minutes=1)


class Window(Struct, frozen=True):
    """Open from ``start`` to ``end``, minutes after local midnight; an end before the start is on the next day."""

    start: int
    end: int


class Hours(Struct, frozen=True):
    """``week``: windows for each day, Monday first. ``closed``: local dates on which no window begins."""

    zone: str = "UTC"
    week: tuple[tuple[Window, ...], ...] = ((Window(0, DAY_MINUTES),),) * 7
    closed: frozenset[date] = frozenset()


ALWAYS: Final = Hours()


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether somebody may be there at the instant ``at``."""
    return any(start <= at < end for start, end in _spans(hours, _local_day(hours, at) - timedelta(days=1), 2))


def next_opening(hours: Hours, at: datetime) -> datetime | None:
    """``at`` itself when open, else the next opening; None when there is none for over a year."""
    if is_open(hours, at):
        return at
    for start, end in _spans(hours, _local_day(hours, at) - timedelta(days=1), AHEAD_DAYS):
        if start >= at and end > start:
            return start
    return None


def next_closing(hours: Hours, at: datetime) -> datetime | None:
    """When the doors close after ``at``: None when closed now, or when they never do."""
    if not is_open(hours, at):
        return None
    end = at
    for begins, ends in _spans(hours, _local_day(hours, at) - timedelta(days=1), AHEAD_DAYS):
        if begins <= end < ends:
            end = ends
        elif begins > end:
            return end
    return None if end - at > timedelta(days=AHEAD_DAYS - 10) else end


def _local_day(hours: Hours, at: datetime) -> date:
    return at.astimezone(ZoneInfo(hours.zone)).date()


def _spans(hours: Hours, first: date, days: int) -> Iterator[tuple[datetime, datetime]]:
    """Instants (UTC) of opening and closing, in order, for windows that begin on these days."""
    for n in range(days):
        day = first + timedelta(days=n)
        if day in hours.closed:
            continue
        for window in sorted(hours.week[day.weekday()], key=lambda x: x.start):
            over = window.end <= window.start
            yield _instant(hours, day, window.start), _instant(hours, day, window.end + DAY_MINUTES * over)


def _instant(hours: Hours, day: date, minutes: int) -> datetime:
    """The instant at which the wall clock shows this; one that is skipped counts as the end of the gap."""
    days, rest = divmod(minutes, DAY_MINUTES)
    zone = ZoneInfo(hours.zone)
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
