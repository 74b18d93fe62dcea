"""Runs to judge, and journals that break their promise, so that the judge is judged as well."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from random import Random
from threading import Event

import apsw

from escapehatch.journals.sqlite import Answer, Job
from escapehatch.journals.sqlite_erasure import rewrite
from escapehatch.lab.crash.check import losses
from escapehatch.lab.crash.images import images, lay_out
from escapehatch.lab.crash.layer import Fault, Kind, Layer, Op, no_fault
from escapehatch.lab.crash.run import Run, Watched, Work
from escapehatch.ports import Conflict, JournalUnavailable

_names = count()


class Failing:
    """The ``first``-th call of this kind fails, and ``times - 1`` more after it."""

    def __init__(self, kind: Kind, first: int, times: int, failure: type[Exception]) -> None:
        self.kind, self.first, self.times, self.failure = kind, first, times, failure
        self.calls = 0

    def __call__(self, kind: Kind, file: str) -> Exception | None:
        if kind != self.kind:
            return None
        self.calls += 1
        return self.failure() if self.first <= self.calls < self.first + self.times else None


@contextmanager
def memory() -> Iterator[Path]:
    """A folder in memory where there is one: an image is not about how fast this disk is."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)


class Eager(Watched):
    """Acknowledges before the commit."""

    def _commit(self, jobs: list[Job]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        results: list[Answer] = [(job, *self._one(job[0])) for job in jobs]
        self._answer(results)
        self._db.execute("COMMIT")


class Normal(Watched):
    """Commits without a sync."""

    def _connect(self, *flags: int) -> apsw.Connection:
        db = super()._connect(*flags)
        db.execute("PRAGMA synchronous=NORMAL")
        return db


class Retrying(Watched):
    """Tries a failed commit again on the same connection: the second sync reports success, and nothing was written."""

    def _commit(self, jobs: list[Job]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        results: list[Answer] = [(job, *self._one(job[0])) for job in jobs]
        while self._db.in_transaction:
            with suppress(apsw.IOError):
                self._db.execute("COMMIT")
        self._answer(results)


class Apart(Watched):
    """Writes the rows beside the events in a transaction of their own."""

    def _commit(self, jobs: list[Job]) -> None:
        for job in jobs:
            self._db.execute("BEGIN IMMEDIATE")
            value, error = self._one(job[0])
            rows = list(self._db.execute("SELECT * FROM deadlines"))
            self._db.execute("DELETE FROM deadlines")
            self._db.execute("COMMIT")
            with self._db:
                self._db.executemany("INSERT INTO deadlines VALUES (?, ?, ?, ?, ?)", rows)
            self._answer([(job, value, error)])


class GoingOn(Watched):
    """Goes on after a move that failed, as SQLite does when it is left to itself."""

    def _begin_anew(self) -> None:
        pass


async def cut_short(seed: int, kind: type[Watched] = Watched) -> tuple[Run, list[Op]]:
    """A run in which somebody reads while the log is moved, so that some of it is moved without a sync; the sync of a later
    move fails."""
    layer, run = Layer(f"recording-{next(_names)}"), Run()
    failing = Failing("sync", 1, 1, apsw.IOError)
    with memory() as folder:
        journal = await asyncio.to_thread(kind, folder / "journal.db", layer, run)
        work, reads, over = Work(journal, Random(seed)), Event(), Event()

        def reading(db: apsw.Connection) -> None:
            with db:
                db.execute("SELECT count(*) FROM events").fetchall()
                reads.set()
                over.wait(30)

        await work.go(3)
        reader = asyncio.create_task(journal._query(reading))
        await asyncio.to_thread(reads.wait, 30)
        await work.go(4)
        over.set()
        await reader
        layer.fault = lambda kind, file: failing(kind, file) if file == "journal.db" else None
        await work.go(6)
        layer.fault = no_fault
        await journal.close()
    assert failing.calls, "no move was tried"
    return run, layer.ops


async def rewritten(seed: int) -> tuple[Run, list[Op]]:
    """A run in which the file is to be written anew, and the sync of that fails."""
    layer, run = Layer(f"recording-{next(_names)}"), Run()
    failing = Failing("sync", 1, 1, apsw.IOError)
    with memory() as folder:
        journal = await asyncio.to_thread(Watched, folder / "journal.db", layer, run)
        # The sync that fails is to be the rewriting's, and not that of a move which is still going on.
        journal.log_pages_max = sys.maxsize
        work = Work(journal, Random(seed))
        await work.go(3)
        layer.fault = lambda kind, file: failing(kind, file) if file.endswith("-wal") else None
        try:
            await journal._submit(rewrite)
        except JournalUnavailable:
            run.refused += 1
        layer.fault = no_fault
        await work.go(5)
        await journal.close()
    assert run.refused, "it was written anew after all"
    return run, layer.ops


async def record(
    seed: int, rounds: int, kind: type[Watched] = Watched, fault: Fault = no_fault
) -> tuple[Run, list[Op]]:
    """What this kind of journal acknowledged in a seeded run, and everything it did to its files."""
    layer, run = Layer(f"recording-{next(_names)}"), Run()
    with memory() as folder:
        journal = await asyncio.to_thread(kind, folder / "journal.db", layer, run)
        layer.fault = fault
        with suppress(Conflict):  # a journal that forgets at once is seen to by the judge
            await Work(journal, Random(seed)).go(rounds)
        layer.fault = no_fault
        await journal.close()
    return run, layer.ops


async def judged(run: Run, ops: Sequence[Op], seed: int, each: int, most: int) -> tuple[int, list[str]]:
    """How many images were looked at, evenly over the run, and what was wrong with them: 'operation N: what'."""
    seen, wrong = 0, list[str]()
    with memory() as folder:
        for position, image in images(ops, Random(seed), each, most):
            lay_out(image, folder)
            seen += 1
            wrong += [f"operation {position}: {x}" for x in await losses(folder / "journal.db", run, position)]
    return seen, wrong
