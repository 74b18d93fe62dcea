"""Could this process hear anybody? A machine that is paused, or a process that is stopped, is deaf, and time goes on (G14).

What it promised to a customer by a moment is due all the same. But nobody is taken for gone, and no offer for refused, because
the one who was to be heard stood still: whoever was to show up by then is given time anew, as after a restart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from ..ports import Clock

log = structlog.get_logger(__name__)

#: Between two signs of life of this process, seconds.
TICK_S: Final = 0.25
#: Silence is counted in steps, seconds. A step during which the server stood still is one step all the same (G14).
STEP_S: Final = 0.5
#: Without one for so long, it heard nobody.
DEAF_AFTER: Final = timedelta(seconds=2)


class Awake:
    """``run`` gives a sign of life now and then; ``woke_at`` looks whether they have stopped."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen_at: datetime | None = None
        self._woke_at: datetime | None = None

    def woke_at(self) -> datetime | None:
        """When it last could hear again; None when it always could."""
        self._look()
        return self._woke_at

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._look()
            await asyncio.sleep(TICK_S)

    def _look(self) -> None:
        now, seen_at = self._clock.now(), self._seen_at
        self._seen_at = now
        if seen_at and now - seen_at > DEAF_AFTER:
            self._woke_at = now
            log.warning("stood_still", lasted_s=round((now - seen_at).total_seconds(), 3))


class Silence:
    """How long nothing came from one page while it could have been heard."""

    def __init__(self, most_s: float) -> None:
        self._most_s = self._left_s = most_s

    def broken(self) -> None:
        """A sign of life."""
        self._left_s = self._most_s

    async def lasts(self, busy: Callable[[], bool]) -> None:
        """Until it has lasted ``most_s``. While the server is ``busy`` with what the page said, it listens to nothing else."""
        while self._left_s > 0:
            await asyncio.sleep(STEP_S)
            self._left_s -= 0 if busy() else STEP_S

    async def ends(self, patience: asyncio.Timeout, busy: Callable[[], bool]) -> None:
        """The same, and then whoever waits has waited long enough."""
        await self.lasts(busy)
        patience.reschedule(0)
