"""A journal in one SQLite file: WAL, ``synchronous=FULL``, one writer thread, grouped commits.

Everything that waits is written in one transaction, each change in a savepoint of its own, and only after the commit is
anybody told. So an acknowledged event survives a power cut, and many writers share one sync. Reads go through their own
connections and never wait for the writer.
"""

from __future__ import annotations

import asyncio
import os
import queue
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self, TypeVar

import apsw
import structlog

from ..conversation.events import Recorded
from ..conversation.tally import Tally
from ..ports import Change, Deadline, Effect, JournalUnavailable, Letter, Standing
from . import sqlite_erasure as erasure
from . import sqlite_letters as dead
from . import sqlite_rows as rows
from . import traces
from .locks import hold
from .migrate import migrate
from .sqlite_blobs import send
from .sqlite_kept import SqliteKept
from .sqlite_readers import Readers, settle
from .sqlite_words import Filling
from .words import wanted

log = structlog.get_logger(__name__)
T = TypeVar("T")

#: Changes in one commit at most: bounds how long the first waits for the last.
GROUP_MAX: Final = 512
#: How long SQLite waits for a lock of another program before it gives up.
BUSY_MS: Final = 2_000
#: Threads that read, each with its own connection.
READERS: Final = 2
#: Pages in the log before they are moved into the file: four megabytes.
LOG_PAGES_MAX: Final = 1_000
#: The first is for readers as well: what is sorted must not lie about in temporary files.
SETTINGS: Final = (
    "temp_store=MEMORY",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
)
#: Conversations read at a time by ``every``.
PAGE: Final = 200

#: Told of each commit: changes in it, how long it took in seconds, whether it was stored.
Watch = Callable[[int, float, bool], None]
Job = tuple[Callable[[apsw.Connection], Any], asyncio.AbstractEventLoop, "asyncio.Future[Any]"]
Answer = tuple[Job, Any, BaseException | None]


class SqliteJournal(SqliteKept):
    """Open with ``await SqliteJournal.open(path)``. One process a file: a second one is refused.

    ``vfs``: the file layer; SQLite's own when empty. The lab hands in one that records and fails.
    """

    log_pages_max = LOG_PAGES_MAX

    def __init__(self, path: Path, vfs: str = "") -> None:
        self._path = path
        self._vfs = vfs or None
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._readers = Readers(READERS, lambda: self._connect(apsw.SQLITE_OPEN_READONLY))
        self._log_pages = 0
        self._closed = False
        self.watch: Watch = nobody_watches
        self._trusted = True
        self._lock = hold(path)
        try:
            self._db = self._connect()
            migrate(self._db)
            self.stream_epoch = rows.stream_epoch(self._db)
            self._filling = Filling(self._db)
        except BaseException:
            os.close(self._lock)
            raise
        self._writer = threading.Thread(target=self._write, name="journal-writer", daemon=True)
        self._writer.start()

    @classmethod
    async def open(cls, path: Path, vfs: str = "") -> Self:
        """Raises JournalUnavailable when the file is in use by another process, UnknownSchema when it is too new."""
        return await asyncio.to_thread(cls, path, vfs)

    def _connect(self, flags: int = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE) -> apsw.Connection:
        created = not self._path.exists()
        db = apsw.Connection(str(self._path), flags=flags, vfs=self._vfs)
        if created:
            os.chmod(self._path, 0o600)
        db.set_busy_timeout(BUSY_MS)
        writes = bool(flags & apsw.SQLITE_OPEN_READWRITE)
        try:
            for setting in SETTINGS if writes else SETTINGS[:1]:
                db.execute(f"PRAGMA {setting}").fetchall()
        except apsw.Error:
            db.close(True)
            raise
        if writes:
            db.set_wal_hook(self._logged)
        return db

    def _logged(self, db: apsw.Connection, name: str, pages: int) -> int:
        """Told of each commit how long the log is. With this, SQLite moves nothing by itself: see ``_move``."""
        self._log_pages = pages
        return apsw.SQLITE_OK

    # Writing

    def _write(self) -> None:
        while (jobs := self._next_group()) is not None:
            if jobs:
                self._commit(jobs)
            if self._filling.wait_s() == 0:
                self._fill()

    def _next_group(self) -> list[Job] | None:
        """Wait for one job, then take whatever else is there. Empty when it is time to go on filling, None when the journal closes."""
        group: list[Job] = []
        while len(group) < GROUP_MAX:
            try:
                job = self._jobs.get(block=not group, timeout=self._filling.wait_s())
            except queue.Empty:
                break
            if job is None:
                if not group:
                    return None
                self._jobs.put(None)
                break
            group.append(job)
        return group

    def _commit(self, jobs: list[Job]) -> None:
        apart = [job for job in jobs if job[0] is erasure.rewrite]
        if apart:
            jobs = [job for job in jobs if job[0] is not erasure.rewrite]
        if jobs:
            self._commit_together(jobs)
        for job in apart:
            self._answer([(job, *self._apart(job[0]))])

    def _apart(self, work: Callable[[apsw.Connection], Any]) -> tuple[Any, BaseException | None]:
        """What cannot be part of a transaction; and then the log is emptied."""
        try:
            if not self._trusted:
                self._renew()
            value = work(self._db)
        except apsw.Error as failed:
            self._trusted = False
            return None, JournalUnavailable(f"The journal could not do this ({type(failed).__name__}).")
        if not self._move(apsw.SQLITE_CHECKPOINT_TRUNCATE):
            return None, JournalUnavailable("The journal's log could not be emptied.")
        return value, None

    def _commit_together(self, jobs: list[Job]) -> None:
        began = time.perf_counter()
        try:
            if not self._trusted:
                self._renew()
            self._db.execute("BEGIN IMMEDIATE")
            results: list[Answer] = [(job, *self._one(job[0])) for job in jobs]
            self._db.execute("COMMIT")
        except Exception as failed:
            log.error("journal_commit_failed", error=type(failed).__name__, changes=len(jobs))
            self._trusted = False
            unavailable = JournalUnavailable(f"The journal could not store this ({type(failed).__name__}).")
            results = [(job, None, unavailable) for job in jobs]
        self._answer(results)
        self.watch(len(jobs), time.perf_counter() - began, self._trusted)
        self._move_long()

    def _fill(self) -> None:
        """A bit more of the search index. Nobody waits for it, and nobody is told."""
        try:
            if not self._trusted:
                self._renew()
            self._filling.go_on(self._db)
        except Exception as failed:
            log.error("journal_filling_failed", error=type(failed).__name__)
            self._trusted = False
        self._move_long()

    def _move_long(self) -> None:
        if self._trusted and self._log_pages >= self.log_pages_max:
            self._move()

    def _move(self, mode: int = apsw.SQLITE_CHECKPOINT_PASSIVE) -> bool:
        """Move the log into the file, as far as nobody still reads what was before; whether that could be done.

        Pages of a move that somebody's reading cut short lie in the file without a sync, and count as moved. When the sync
        of a later move fails, the system forgets them, and no move would ever write them again; SQLite, left to itself,
        goes on, and the log that holds them is overwritten. So after a failure all connections go: what opens the file next
        takes nothing for moved. That is right only after a commit that succeeded: all that the log holds is synced then.
        """
        try:
            self._db.wal_checkpoint(mode=mode)
        except apsw.BusyError:
            return False
        except apsw.Error as failed:
            log.error("journal_move_failed", error=type(failed).__name__)
            self._begin_anew()
            return False
        return True

    def _begin_anew(self) -> None:
        """Close every connection as it is, and open the file as after a crash; tried again with the next change if that fails."""
        self._trusted = False
        with self._nobody_reads(), suppress(apsw.Error):
            self._db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            self._db.close(True)
            self._db = self._connect()
            self._trusted = True

    def _nobody_reads(self) -> AbstractContextManager[None]:
        return self._readers.away()

    def _answer(self, results: list[Answer]) -> None:
        """Tell everybody what became of their change: the acknowledgement."""
        for (_, loop, future), value, error in results:
            settle(loop, future, value, error)

    def _one(self, work: Callable[[apsw.Connection], Any]) -> tuple[Any, BaseException | None]:
        """One change in its own savepoint: a refusal undoes it alone. Trouble with the file undoes the whole group."""
        try:
            with self._db:
                value = work(self._db)
        except (apsw.FullError, apsw.IOError, apsw.ReadOnlyError, apsw.BusyError, apsw.CorruptError):
            raise
        except Exception as refused:
            return None, refused
        return value, None

    def _renew(self) -> None:
        """After a failed commit nothing of its connection is trusted, and a failed sync is never tried again.

        The new one is opened before the old one goes: a log that nobody holds would be read anew from what the system
        remembers of it, and what could not be synced would come back as if it had been.
        """
        fresh = self._connect()
        self._db.close(True)
        self._db = fresh
        self._trusted = True

    async def _submit(self, work: Callable[[apsw.Connection], T]) -> T:
        if self._closed:
            raise JournalUnavailable("The journal is closed.")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put((work, loop, future))
        return await future

    # Reading

    async def _query(self, work: Callable[[apsw.Connection], T]) -> T:
        if self._closed:
            raise JournalUnavailable("The journal is closed.")
        try:
            return await self._readers.ask(work)
        except apsw.Error as failed:
            raise JournalUnavailable(f"The journal could not be read ({type(failed).__name__}).") from failed

    # The port

    async def append(self, change: Change) -> tuple[Recorded, ...]:
        def work(db: apsw.Connection) -> tuple[Recorded, ...]:
            records = rows.append(db, change)
            send(db, change)
            return records

        return await self._submit(work)

    async def read(self, conversation_id: str, after: int = 0) -> tuple[Recorded, ...]:
        return await self._query(lambda db: rows.read(db, conversation_id, after))

    async def standings(
        self,
        statuses: Sequence[str] = (),
        agent_id: str = "",
        customer_id: str = "",
        limit: int = 200,
        words: str = "",
        before: tuple[datetime, str] | None = None,
    ) -> tuple[Standing, ...]:
        return await self._query(
            lambda db: rows.standings(db, statuses, agent_id, customer_id, limit, wanted(words), before)
        )

    async def every(self) -> AsyncIterator[tuple[str, tuple[Recorded, ...]]]:
        position = 0
        while True:
            page = await self._query(lambda db, start=position: rows.page(db, start, PAGE))  # type: ignore[misc]
            for _, conversation_id, records in page:
                yield conversation_id, records
            if len(page) < PAGE:
                return
            position = page[-1][0]

    async def due(self, now: datetime, lease_until: datetime, limit: int = 100) -> tuple[Deadline, ...]:
        if not await self._query(lambda db: rows.any_due(db, now, lease_until)):
            return ()
        return await self._submit(lambda db: rows.claim_due(db, now, lease_until, limit))

    async def next_due(self) -> datetime | None:
        return await self._query(rows.next_due)

    async def deadline_done(self, deadline: Deadline) -> None:
        await self._submit(lambda db: rows.deadline_done(db, deadline))

    async def effects(self, now: datetime, lease_until: datetime, limit: int = 20) -> tuple[Effect, ...]:
        if not await self._query(lambda db: rows.any_effect(db, now)):
            return ()
        return await self._submit(lambda db: rows.claim_effects(db, now, lease_until, limit))

    async def effect_done(self, effect_id: str) -> None:
        await self._submit(lambda db: rows.run(db, "UPDATE effects SET done = 1 WHERE effect_id = ?", effect_id))

    async def effect_failed(self, effect_id: str, retry_at: datetime) -> None:
        sql = "UPDATE effects SET leased_until = ? WHERE effect_id = ?"
        await self._submit(lambda db: rows.run(db, sql, rows.micros(retry_at), effect_id))

    async def effect_dead(self, effect_id: str, reason: str, at: datetime) -> None:
        await self._submit(lambda db: dead.lay_aside(db, effect_id, reason, at))

    async def letters(self, limit: int = 1_000) -> tuple[Letter, ...]:
        return await self._query(lambda db: dead.letters(db, limit))

    async def replay_letter(self, effect_id: str) -> bool:
        return await self._submit(lambda db: dead.replay(db, effect_id))

    async def drop_letter(self, effect_id: str) -> bool:
        return await self._submit(lambda db: dead.drop(db, effect_id))

    async def erase(self, change: Change) -> tuple[Recorded, ...]:
        name = change.conversation_id
        found = await self._query(lambda db: erasure.find(db, name))

        def work(db: apsw.Connection) -> tuple[Recorded, ...]:
            records = rows.append(db, change)
            erasure.forget(db, name, found, change.at)
            return records

        return await self._submit(work)

    async def erased(self, conversation_id: str) -> bool:
        return await self._query(lambda db: erasure.is_buried(db, conversation_id))

    async def tidy(self, most_bytes: int | None = None) -> tuple[str, ...]:
        erased = await self._query(lambda db: erasure.buried(db, with_traces=True))
        if not erased:
            return ()
        if most_bytes is not None and self._path.stat().st_size > most_bytes:
            return (f"{self._path} is rewritten when it is quiet: a page of it may still hold what was erased.",)
        left = await asyncio.to_thread(traces.remove, self._path, erased)
        await self._submit(erasure.rewrite)
        if not left:
            await self._submit(lambda db: erasure.untraced(db, list(erased)))
        return tuple(left)

    async def tally(self) -> Tally:
        return await self._query(rows.tally)

    async def close(self) -> None:
        """Write what was handed in, then let go of the file. Whoever comes later is told that it is closed.

        What the log still holds is there, also when a broken disk does not let it be tidied up.
        """
        if self._closed:
            return
        self._closed = True
        self._jobs.put(None)
        await asyncio.to_thread(self._writer.join)
        await asyncio.to_thread(self._readers.stop)
        with suppress(apsw.Error):
            self._db.close(True)
        os.close(self._lock)


def nobody_watches(changes: int, seconds: float, stored: bool) -> None:
    """The watch of a journal that nobody watches."""
