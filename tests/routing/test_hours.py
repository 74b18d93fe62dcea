"""Opening hours: random calendars against a clock that is read minute by minute, and days that people know."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from escapehatch.routing.hours import (
    ALWAYS,
    Hours,
    SpecialDay,
    Window,
    after_open,
    is_open,
    next_closing,
    next_opening,
    open_time,
)
from escapehatch.routing.public_days import public_days

from .calendars import ZONES, calendar, differences

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
SEED = 20261123
#: In batches; the 10,000 of G15 are in `make prove`.
BATCHES, BATCH, QUESTIONS = 10, 30, 30


@pytest.mark.parametrize("batch", range(BATCHES))
def test_open_times_equal_a_minute_by_minute_reading(batch: int) -> None:
    """G04, G15: gaps, overlaps, a skipped day, half-hour changes, leap days, windows across midnight, holidays."""
    for seed in range(SEED + batch * BATCH, SEED + (batch + 1) * BATCH):
        hours, middle = calendar(Random(seed))
        found = list(differences(hours, middle, Random(seed), QUESTIONS))
        assert not found, f"seed {seed}: {hours}: {found}"


def test_the_calendars_are_not_all_alike() -> None:
    """Not vacuous: every zone, the skipped day, leap days, closed and special days, holidays, windows across midnight."""
    drawn = [calendar(Random(SEED + n)) for n in range(BATCHES * BATCH)]
    assert {x.zone for x, _ in drawn} == set(ZONES)
    assert {date(2011, 12, 30), date(2028, 2, 29)} <= {middle for _, middle in drawn}
    assert any(x.closed for x, _ in drawn)
    assert any(y.windows for x, _ in drawn for y in x.special)
    assert any(not y.windows for x, _ in drawn for y in x.special)
    near = [(x, m + timedelta(days=n)) for x, m in drawn for n in range(-3, 4)]
    assert sum(day in public_days(place, day.year) for x, day in near for place in x.holidays) > 10
    assert any(w.end <= w.start for x, _ in drawn for day in x.week for w in day)


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


MADRID = Hours("Europe/Madrid", ((Window(540, 1020),),) * 5 + ((), ()), holidays=("ES-MD",))


def test_public_holidays_of_a_region() -> None:
    """G04: Epiphany is a holiday in all of Spain, 15 May in Madrid alone, and neither is in New York."""
    epiphany, patron = local("Europe/Madrid", 2026, 1, 6, 12), local("Europe/Madrid", 2026, 5, 15, 12)
    assert not is_open(MADRID, epiphany)
    assert not is_open(Hours("Europe/Madrid", MADRID.week, holidays=("US-NY", "ES")), epiphany)
    assert is_open(Hours("Europe/Madrid", MADRID.week, holidays=("US-NY",)), epiphany)
    assert date(2026, 11, 26) in public_days("US-NY", 2026), "Thanksgiving"
    assert next_opening(MADRID, epiphany) == local("Europe/Madrid", 2026, 1, 7, 9)
    assert date(2026, 5, 2) in public_days("ES-MD", 2026)
    assert date(2026, 5, 2) not in public_days("ES", 2026)
    assert is_open(MADRID, patron), "a town's own day is not in the tables: write it as closed"


def test_a_special_day_has_the_last_word() -> None:
    """G04: a half day, a one-day closure, and open on a holiday; the night before runs to its end."""
    eve, sunday, epiphany = date(2026, 12, 24), date(2026, 12, 27), date(2026, 1, 6)
    special = (SpecialDay(eve, (Window(540, 780),)), SpecialDay(sunday), SpecialDay(epiphany, (Window(600, 840),)))
    hours = Hours("Europe/Madrid", ((Window(540, 120),),) * 7, holidays=("ES",), special=special)
    assert next_closing(hours, local("Europe/Madrid", 2026, 12, 24, 9, 30)) == local("Europe/Madrid", 2026, 12, 24, 13)
    assert is_open(hours, local("Europe/Madrid", 2026, 12, 27, 1, 59))
    assert next_opening(hours, local("Europe/Madrid", 2026, 12, 27, 2)) == local("Europe/Madrid", 2026, 12, 28, 9)
    assert next_opening(hours, local("Europe/Madrid", 2026, 1, 6, 9)) == local("Europe/Madrid", 2026, 1, 6, 10)


def test_a_clock_that_stands_still_at_night() -> None:
    """G15: asked for at ten to five on a Friday, half an hour has passed on Monday at twenty past nine."""
    asked = local("Europe/Madrid", 2026, 11, 27, 16, 50)
    assert after_open(NINE_TO_FIVE, asked, 30 * MINUTE) == local("Europe/Madrid", 2026, 11, 30, 9, 20)
    assert after_open(NINE_TO_FIVE, asked, 10 * MINUTE) == local("Europe/Madrid", 2026, 11, 27, 17)
    assert after_open(NINE_TO_FIVE, asked, timedelta(0)) == asked
    assert after_open(Hours("UTC", ((),) * 7), asked, MINUTE) is None
    assert open_time(NINE_TO_FIVE, asked, local("Europe/Madrid", 2026, 11, 30, 9, 20)) == 30 * MINUTE
    assert open_time(NINE_TO_FIVE, asked, asked - HOUR) == timedelta(0)


def test_open_time_over_a_change_of_the_clock() -> None:
    """G04, G15: a night shift loses an hour in March and gains one in October; Lord Howe's clock moves half an hour."""
    night = Hours("Europe/Madrid", ((Window(22 * 60, 6 * 60),),) * 7)
    assert (
        open_time(night, local("Europe/Madrid", 2026, 3, 28, 22), local("Europe/Madrid", 2026, 3, 29, 12)) == 7 * HOUR
    )
    assert (
        open_time(night, local("Europe/Madrid", 2026, 10, 24, 22), local("Europe/Madrid", 2026, 10, 25, 12)) == 9 * HOUR
    )
    island = Hours("Australia/Lord_Howe", ((Window(0, 6 * 60),),) * 7)
    spring, day_after = local("Australia/Lord_Howe", 2026, 10, 4), local("Australia/Lord_Howe", 2026, 10, 5)
    assert open_time(island, spring, day_after) == 5.5 * HOUR


def test_a_day_that_never_was() -> None:
    """G15: Apia went from Thursday 29 to Saturday 31 December 2011."""
    apia = Hours("Pacific/Apia", ((Window(540, 1020),),) * 7)
    thursday = local("Pacific/Apia", 2011, 12, 29, 18)
    assert next_opening(apia, thursday) == local("Pacific/Apia", 2011, 12, 31, 9)
    assert open_time(apia, thursday, local("Pacific/Apia", 2012, 1, 1)) == 8 * HOUR


def test_over_overlapping_windows_time_passes_once() -> None:
    hours = Hours("UTC", ((Window(540, 720), Window(600, 660), Window(700, 780)),) * 7)
    begin = local("UTC", 2026, 11, 27)
    assert open_time(hours, begin, begin + 24 * HOUR) == 4 * HOUR
    assert after_open(hours, begin, 4 * HOUR) == begin + 13 * HOUR
    assert open_time(ALWAYS, begin, begin + 1000 * HOUR) == 1000 * HOUR
