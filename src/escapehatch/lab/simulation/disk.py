"""The production journal on a disk that can be cut: every write recorded, commits and reads in the virtual loop."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, Final, TypeVar

import apsw

from ...conversation.events import Recorded, ReservationMade
from ...journals import sqlite_audit
from ...journals.sqlite import Job, SqliteJournal
from ...journals.sqlite_rows import SEATED
from ...ports import JournalUnavailable
from ..crash.images import MANNERS, Disk, Image, lay_out
from ..crash.layer import Layer

T = TypeVar("T")

SEATS: Final = (
    f"SELECT total(seats) FROM conversations WHERE agent_id = ? AND status IN ({','.join('?' * len(SEATED))})"
)


class LoopJournal(SqliteJournal):
    """``SqliteJournal`` with the loop in place of its threads: whatever was handed in within ``delay()`` shares a commit."""

    def __init__(self, path: Path, vfs: str, delay: Callable[[], float]) -> None:
        self._delay = delay
        self._group: list[Job] = []
        self.granted: list[tuple[str, float]] = []
        super().__init__(path, vfs)
        self._reader: apsw.Connection | None = None
        self._witness: apsw.Connection | None = None

    def _write(self) -> None:
        """No thread: see ``_flush``."""

    @contextmanager
    def _nobody_reads(self) -> Iterator[None]:
        self._stop_reading()
        yield

    def _reading(self) -> apsw.Connection:
        self._reader = self._reader or self._connect(apsw.SQLITE_OPEN_READONLY)
        return self._reader

    def _stop_reading(self) -> None:
        left, self._reader, self._witness = (self._reader, self._witness), None, None
        for one in left:
            if one:
                one.close(True)

    def _one(self, work: Callable[[apsw.Connection], Any]) -> tuple[Any, BaseException | None]:
        """Counts an agent's seats in the very transaction that gives them one more."""
        value, refused = super()._one(work)
        for record in value if isinstance(value, tuple) else ():
            if isinstance(record, Recorded) and isinstance(record.event, ReservationMade):
                agent_id = record.event.agent.id
                self.granted.append((agent_id, self._db.execute(SEATS, (agent_id, *SEATED)).get))
        return value, refused

    async def _submit(self, work: Callable[[apsw.Connection], T]) -> T:
        if self._closed:
            raise JournalUnavailable("The journal is closed.")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._group.append((work, loop, future))
        if len(self._group) == 1:
            loop.call_later(self._delay(), self._flush)
        return await future

    def _flush(self) -> None:
        jobs, self._group = self._group, []
        self._commit(jobs)

    async def _query(self, work: Callable[[apsw.Connection], T]) -> T:
        await asyncio.sleep(self._delay())
        if self._closed:
            raise JournalUnavailable("The journal is closed.")
        try:
            return work(self._reading())
        except apsw.Error as failed:
            raise JournalUnavailable(f"The journal could not be read ({type(failed).__name__}).") from failed

    def ask(self, sql: str, *values: Any) -> list[Any]:
        """What a checker reads, at once, past the journal and past whatever ails the disk."""
        self._witness = self._witness or apsw.Connection(str(self._path), flags=apsw.SQLITE_OPEN_READONLY)
        return list(self._witness.execute(sql, values))

    def flaws(self) -> list[str]:
        """Where the audit chain does not hold (S73)."""
        return [f"S73: {x.sentence} ({x.conversation_id} at {x.seq})" for x in sqlite_audit.flaws(self._reading())]

    async def close(self) -> None:
        self._stop_reading()
        await super().close()

    def abandon(self) -> None:
        """The process is gone. What closing writes no longer counts."""
        self._closed = True
        self._stop_reading()
        self._db.close(True)
        os.close(self._lock)


class Machine:
    """A disk that survives its processes. ``start`` opens the journal on it."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._lives = 0
        self.name = name
        self.layer = Layer(f"{name}-0")
        self._place = self._new_place()

    def _new_place(self) -> Path:
        place = self._folder / f"{self.name}-{self._lives}"
        place.mkdir(parents=True)
        return place

    def start(self, delay: Callable[[], float]) -> LoopJournal:
        return LoopJournal(self._place / "journal.db", self.layer.name, delay)

    def image(self, rng: Random, manner: str = "") -> Image:
        """What a cut now leaves: what was synced, and of each other write nothing, all or some sectors."""
        disk = Disk()
        for op in self.layer.ops:
            disk.take(op)
        return disk.image(rng, manner or rng.choice(MANNERS))

    def next_life(self, image: Image) -> None:
        """The next process finds these files, and a disk that works."""
        self.layer.unregister()
        self._lives += 1
        self._place = self._new_place()
        lay_out(image, self._place)
        self.layer = Layer(f"{self.name}-{self._lives}")
