"""The time by which the house lives: it never goes back, and a clock that somebody sets is followed slowly (G14).

Waits, leases and the order of events rest on it. A clock set forward by an hour must not let every offer lapse at once, and
one set back must not let a newcomer look older than everybody who waits. After a restart it is the wall clock's time again,
but never before what was already written.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import structlog

from ..conversation.lifecycle import Status
from ..ports import Clock, Journal

log = structlog.get_logger(__name__)

#: Of the time that passes, this share more or less is taken to come nearer to the wall clock: no minute is wrong by more than a
#: second, whatever somebody makes of the clock.
SLEW: Final = 1 / 60
#: From this difference on it is said that the clock was set.
JUMP: Final = timedelta(seconds=2)
#: After all that was ever written. Asked for what is before it, also those who wait come in the order of their last event.
THE_END: Final = (datetime.max.replace(tzinfo=UTC), "")


def passing() -> Callable[[], float]:
    """Seconds that pass also while the machine sleeps, where the system counts them."""
    try:
        time.clock_gettime(time.CLOCK_BOOTTIME)
    except (AttributeError, OSError):
        return time.monotonic
    return partial(time.clock_gettime, time.CLOCK_BOOTTIME)


class SteadyClock:
    """``wall`` may jump, ``monotonic`` (seconds) never does."""

    def __init__(self, wall: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._at = wall()
        self._read = monotonic()
        self._off = False

    def now(self) -> datetime:
        read, wall = self._monotonic(), self._wall()
        passed = timedelta(seconds=max(read - self._read, 0.0))
        off = wall - (self._at + passed)
        most = passed * SLEW
        self._at += passed + min(max(off, -most), most)
        self._read = read
        self._say(off)
        return self._at

    def not_before(self, at: datetime) -> None:
        """What is already written lies behind."""
        self._at = max(self.now(), at)

    def _say(self, off: timedelta) -> None:
        if (abs(off) > JUMP) != self._off:
            self._off = not self._off
            if self._off:
                log.warning("clock_was_set", by_s=round(off.total_seconds(), 3))


async def after_all(clock: Clock, journal: Journal) -> None:
    """A clock that was set back while nobody ran does not make what happens now older than what is written."""
    if isinstance(clock, SteadyClock):
        for status in Status:
            for row in await journal.standings([status], limit=1, before=THE_END):
                clock.not_before(row.updated_at)
