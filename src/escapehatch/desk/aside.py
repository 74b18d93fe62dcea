"""Work that may break, hang or take long is done aside, in threads, and given up after a while (G16).

A thread cannot be ended. One that hangs is left behind, and somebody else takes its place, up to a number; beyond it
whatever is asked is given up, and the server says that it is unwell. What ended the process itself, again and again, is not
begun once more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final, Protocol, TypeVar

import structlog

log = structlog.get_logger(__name__)

T = TypeVar("T")

#: Messages that are read or judged at the same time.
LANES: Final = 4
#: Whoever takes longer than this, seconds, lets the next one begin beside them: many that hang hold up others no longer.
LANE_S: Final = 0.1
#: Threads left behind before the server calls itself unwell.
STUCK_MAX: Final = 32
#: How long one reading or judgement may take, seconds, from when it begins. A reader may have to load first.
PATIENCE_S: Final = 5.0
#: Processes that may die of one work before it is left alone.
DEATHS_MAX: Final = 3
#: In so many parts: a process that stood still through one of them has the other (G14).
HALVES: Final = 2


class GivenUp(Exception):
    """It took too long."""


class Ended(Exception):
    """It wanted to end the process (``sys.exit``): that ends the work, and nobody else's."""


class Isolated(Exception):
    """Processes died of it, one after the other: it is not done any more."""


class Box(Protocol):
    """Remembers what was under way when the process died."""

    def deaths(self, name: str) -> int: ...
    def suspects(self, deaths: int) -> Sequence[str]: ...
    def forget(self, name: str) -> None: ...
    def during(self, name: str) -> AbstractContextManager[None]: ...
    def close(self) -> None: ...


class NoBox:
    """Remembers nothing: for a house in memory."""

    def deaths(self, name: str) -> int:
        return 0

    def suspects(self, deaths: int) -> Sequence[str]:
        return ()

    def forget(self, name: str) -> None: ...

    def during(self, name: str) -> AbstractContextManager[None]:
        return nullcontext()

    def close(self) -> None: ...


class Aside:
    """``do`` runs a function in a thread and waits for it, but not for ever."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self.box: Box = NoBox()
        self._patience_s = patience_s
        self._lanes = asyncio.Semaphore(LANES)
        self._threads = ThreadPoolExecutor(LANES + STUCK_MAX, thread_name_prefix="aside")
        self._stuck = 0

    @property
    def wrong(self) -> str:
        """One sentence when too much hangs; empty when all is well."""
        if self._stuck < STUCK_MAX:
            return ""
        return f"{self._stuck} readings or judgements hang. A reader, a trigger or the policy is broken; restart after mending it."

    @property
    def isolated(self) -> Sequence[str]:
        """The works that are not begun any more, by name."""
        return self.box.suspects(DEATHS_MAX)

    def release(self, subject: str) -> int:
        """What broke was mended: everything about this subject is begun again. How many works that is."""
        found = [x for x in self.isolated if x.partition(" ")[2] == subject]
        for name in found:
            self.box.forget(name)
        return len(found)

    async def do(self, name: str, work: Callable[..., T], *given: Any) -> T:
        """What ``work`` returns or raises. ``name``: what is done, and with what subject; after a crash it is known by that.

        Raises GivenUp after the patience, Ended for a work that would end all, Isolated for one that did.
        """
        if self.box.deaths(name) >= DEATHS_MAX:
            log.error("isolated", during=name, tries=DEATHS_MAX)
            raise Isolated(name)
        async with self._lanes:
            running = asyncio.get_running_loop().run_in_executor(self._threads, self._contained, name, work, *given)
            done, _ = await asyncio.wait({running}, timeout=LANE_S)
        for _ in range(HALVES):
            if not done:
                done, _ = await asyncio.wait({running}, timeout=self._patience_s / HALVES)
        if done:
            return running.result()
        self._stuck += 1
        running.add_done_callback(self._came_back)
        raise GivenUp

    def _came_back(self, late: asyncio.Future[Any]) -> None:
        """Slow, and not stuck for ever. Nobody waits for what it says."""
        self._stuck -= 1
        if not late.cancelled():
            late.exception()

    def _contained(self, name: str, work: Callable[..., T], *given: Any) -> T:
        try:
            with self.box.during(name):
                return work(*given)
        except Exception:
            raise
        except BaseException as ended:
            raise Ended(f"{type(ended).__name__}: {ended}") from ended
