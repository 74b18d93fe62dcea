"""A clock that is set does not shake the house."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from escapehatch.desk.steady import SLEW, SteadyClock, after_all, passing

from .room import Room

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


class Machine:
    def __init__(self) -> None:
        self.passed_s = 0.0
        self.ahead = timedelta()

    def wall(self) -> datetime:
        return MONDAY + timedelta(seconds=self.passed_s) + self.ahead

    def clock(self) -> SteadyClock:
        return SteadyClock(self.wall, lambda: self.passed_s)


@pytest.mark.parametrize("jump_s", [3600, -3600, 86_400, -86_400, 5, -5])
def test_g14_a_clock_that_is_set_is_followed_slowly(jump_s: int) -> None:
    """G14: no offer lapses at once, no wait is negative, nobody who comes later looks older."""
    machine = Machine()
    clock = machine.clock()
    machine.passed_s = 10
    before = clock.now()
    machine.ahead = timedelta(seconds=jump_s)
    assert clock.now() == before
    for n in range(30):
        machine.passed_s += 1
        passed = (clock.now() - before).total_seconds()
        assert (n + 1) * (1 - SLEW) - 0.001 <= passed <= (n + 1) * (1 + SLEW) + 0.001
    machine.passed_s += abs(jump_s) / SLEW
    assert abs(clock.now() - machine.wall()) < timedelta(seconds=0.001)


@pytest.mark.parametrize("jump_s", [86_400, -86_400])
def test_g14_no_minute_is_wrong_by_more_than_a_second(jump_s: int) -> None:
    """G14: an offer of a minute, whatever somebody makes of the clock."""
    machine = Machine()
    clock = machine.clock()
    before, machine.ahead = clock.now(), timedelta(seconds=jump_s)
    machine.passed_s = 60
    assert abs(clock.now() - before - timedelta(seconds=60)) <= timedelta(seconds=1.001)


def test_g14_time_passes_while_the_machine_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """G14: where the system counts that; else by the clock that stands still meanwhile."""
    asked = list[int]()
    monkeypatch.setattr("time.clock_gettime", lambda which: asked.append(which) or 7.0)
    monkeypatch.setattr("time.CLOCK_BOOTTIME", 7, raising=False)
    assert passing()() == 7.0
    assert set(asked) == {7}

    def unknown(which: int) -> float:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr("time.clock_gettime", unknown)
    assert passing() is time.monotonic


def test_g14_a_restart_after_the_clock_was_set_back_is_not_before_what_is_written() -> None:
    machine = Machine()
    machine.ahead = timedelta(hours=-1)
    clock = machine.clock()
    clock.not_before(MONDAY)
    assert clock.now() == MONDAY
    machine.passed_s += 60
    assert MONDAY < clock.now() < MONDAY + timedelta(seconds=60)


async def test_g14_after_a_restart_nothing_is_older_than_what_was_written_to_somebody_who_waits() -> None:
    """G14: the clock was set back while nobody ran. The last word was of somebody who waits, and not of who waits longest."""
    room = Room()
    await room.wants_person("c1")
    room.clock.at += timedelta(hours=1)
    await room.wants_person("c2")
    room.clock.at += timedelta(seconds=1)
    await room.customer("Are you there?", "c2")
    clock = SteadyClock(lambda: MONDAY, lambda: 0.0)
    await after_all(clock, room.journal)
    assert clock.now() == room.clock.at
