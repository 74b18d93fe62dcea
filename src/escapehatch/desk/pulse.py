"""Is this process well? The journal's writer is asked to write something small, and has so long to answer."""

from __future__ import annotations

import asyncio
from typing import Final

from msgspec import Struct

from ..ports import Journal, JournalUnavailable

#: A writer that has not answered by then is taken for stuck, seconds. Longer than SQLite waits for a lock.
ANSWER_S: Final = 5.0
#: One write answers for all who ask within this long, seconds: probes must not be a load.
FRESH_S: Final = 1.0

KIND: Final = "pulse"


class Beat(Struct, frozen=True):
    """``answered``: the writer said yes or no. ``stored``: it said yes. ``wrong``: one sentence, empty when all is well."""

    answered: bool
    stored: bool
    wrong: str = ""


class Pulse:
    """Ask with ``beat()``. However many ask, and however long the writer is stuck, one write is under way at most."""

    def __init__(self, journal: Journal, answer_s: float = ANSWER_S) -> None:
        self._journal = journal
        self._answer_s = answer_s
        self._write: asyncio.Task[None] | None = None
        self._last: tuple[float, Beat] | None = None

    async def beat(self) -> Beat:
        """A write that was really made within the last second, or now."""
        loop = asyncio.get_running_loop()
        if self._last and loop.time() - self._last[0] < FRESH_S:
            return self._last[1]
        if self._write is None:
            self._write = asyncio.create_task(self._journal.keep(KIND, "last", b""))
        write = self._write
        await asyncio.wait({write}, timeout=self._answer_s)
        if not write.done():
            return Beat(False, False, f"The journal's writer has not answered for {self._answer_s:g} s.")
        self._write = None
        found = _told(write)
        self._last = (loop.time(), found)
        return found


def _told(write: asyncio.Task[None]) -> Beat:
    failed = write.exception()
    if failed is None:
        return Beat(True, True)
    why = str(failed) if isinstance(failed, JournalUnavailable) else f"The write failed ({type(failed).__name__})."
    return Beat(True, False, why)
