"""Opening hours against a clock that is read minute by minute."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from escapehatch.routing.hours import ALWAYS, DAY_MINUTES, Hours, Window, is_open, next_closing, next_opening

MINUTE = timedelta(minutes=1)
#: Where the clock does something unusual, and the local day around which calendars are drawn.
PLACES = (
    ("Europe/Madrid", date(2026, 3, 29)),
    ("Europe/Madrid", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Asia/Kolkata", date(2028, 2, 29)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Pacific/Apia", date(2026, 6, 1)),
)
SEED = 20261123
CALENDARS = 60


class Oracle:
    """Reads the wall clock each minute for some days. A window is open from the first minute at which the wall shows
    its start, or later, until the first at which it shows its end."""

    def __init__(self, hours: Hours, around: date) -> None:
        zone = ZoneInfo(hours.zone)
        begin = datetime(around.year, around.month, around.day, tzinfo=UTC) - timedelta(days=5)
        self.minutes = [begin + n * MINUTE for n in range(10 * DAY_MINUTES)]
        walls = [x.astimezone(zone).replace(tzinfo=None) for x in self.minutes]
        highest, seen = walls[0], []
        for wall in walls:
            highest = max(highest, wall)
            seen.append(highest)
        self.open = [False] * len(self.minutes)
        for n in range(-6, 7):
            day = around + timedelta(days=n)
            if day in hours.closed:
                continue
            midnight = datetime(day.year, day.month, day.day)
            for window in hours.week[day.weekday()]:
                end = window.end + (DAY_MINUTES if window.end <= window.start else 0)
                first = bisect_left(seen, midnight + window.start * MINUTE)
                last = bisect_left(seen, midnight + end * MINUTE)
                self.open[first:last] = [True] * (last - first)


def calendar(random: Random) -> tuple[Hours, date]:
    zone, around = random.choice(PLACES)
    moments = [0, 60, 90, 120, 150, 180, 9 * 60, 17 * 60 + 30, 22 * 60, 23 * 60 + 59]
    week = tuple(
        tuple(
            Window(random.choice(moments), random.choice([*moments[1:], DAY_MINUTES]))
            for _ in range(random.choice((0, 1, 1, 2, 3)))
        )
        for _ in range(7)
    )
    closed = frozenset(around + timedelta(days=random.randint(-3, 3)) for _ in range(random.choice((0, 0, 1, 2))))
    return Hours(zone, week, closed), around


@pytest.mark.parametrize("n", range(CALENDARS))
def test_open_times_equal_a_minute_by_minute_reading(n: int) -> None:
    """G04, G15: gaps, overlaps, a skipped day, half-hour changes, leap day, windows across midnight, holidays."""
    hours, around = calendar(Random(SEED + n))
    oracle = Oracle(hours, around)
    for at in range(3 * DAY_MINUTES, 7 * DAY_MINUTES, 61):
        now = oracle.minutes[at]
        told = f"seed {SEED + n}: {hours} at {now.isoformat()}"
        assert is_open(hours, now) == oracle.open[at], told
        later = next((x for x in range(at, 9 * DAY_MINUTES) if oracle.open[x]), None)
        if later is not None:
            assert next_opening(hours, now) == oracle.minutes[later], told
        shut = next((x for x in range(at, 9 * DAY_MINUTES) if not oracle.open[x]), None)
        if oracle.open[at] and shut is not None:
            assert next_closing(hours, now) == oracle.minutes[shut], told


def test_the_calendars_are_not_all_alike() -> None:
    """Not vacuous: every zone, both states, holidays and windows across midnight are drawn."""
    drawn = [calendar(Random(SEED + n))[0] for n in range(CALENDARS)]
    assert {x.zone for x in drawn} == {zone for zone, _ in PLACES}
    assert any(x.closed for x in drawn)
    assert any(w.end <= w.start for x in drawn for day in x.week for w in day)


def local(zone: str, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[misc, arg-type]


NINE_TO_FIVE = Hours("Europe/Madrid", ((Window(540, 1020),),) * 5 + ((), ()), frozenset({date(2026, 12, 25)}))


def test_friday_night_waits_for_monday_morning() -> None:
    """G15."""
    friday = local("Europe/Madrid", 2026, 11, 27, 23, 59)
    assert not is_open(NINE_TO_FIVE, friday)
    assert next_opening(NINE_TO_FIVE, friday) == local("Europe/Madrid", 2026, 11, 30, 9, 0)
    assert next_closing(NINE_TO_FIVE, friday) is None


def test_a_holiday_is_skipped() -> None:
    """G04."""
    eve = local("Europe/Madrid", 2026, 12, 24, 18, 0)
    assert next_opening(NINE_TO_FIVE, eve) == local("Europe/Madrid", 2026, 12, 28, 9, 0)


def test_the_last_moment_is_outside() -> None:
    assert is_open(NINE_TO_FIVE, local("Europe/Madrid", 2026, 11, 27, 9, 0))
    closing = local("Europe/Madrid", 2026, 11, 27, 17, 0)
    assert is_open(NINE_TO_FIVE, closing - MINUTE / 60)
    assert not is_open(NINE_TO_FIVE, closing)


def test_an_open_place_opens_now_and_closes_at_the_end_of_the_day() -> None:
    noon = local("Europe/Madrid", 2026, 11, 27, 12, 0)
    assert next_opening(NINE_TO_FIVE, noon) == noon
    assert next_closing(NINE_TO_FIVE, noon) == local("Europe/Madrid", 2026, 11, 27, 17, 0)


def test_always_open_never_closes_and_never_open_never_opens() -> None:
    noon = local("UTC", 2026, 11, 27, 12, 0)
    assert is_open(ALWAYS, noon)
    assert next_closing(ALWAYS, noon) is None
    never = Hours("UTC", ((),) * 7)
    assert not is_open(never, noon)
    assert next_opening(never, noon) is None


def test_windows_may_be_written_in_any_order() -> None:
    """The morning comes first, though the afternoon was written first."""
    hours = Hours("UTC", ((Window(840, 1080), Window(540, 720)),) * 7)
    assert next_opening(hours, local("UTC", 2026, 11, 27, 8, 0)) == local("UTC", 2026, 11, 27, 9, 0)
    touching = Hours("UTC", ((Window(720, 1080), Window(540, 720)),) * 7)
    assert next_closing(touching, local("UTC", 2026, 11, 27, 10, 0)) == local("UTC", 2026, 11, 27, 18, 0)
