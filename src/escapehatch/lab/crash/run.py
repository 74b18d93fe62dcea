"""A recorded run: the production journal over the recording layer, busy with everything its port offers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import apsw
from msgspec import Struct, field

from ...conversation import events as e
from ...conversation.events import Recorded
from ...conversation.values import Author, Customer, Role
from ...journals import sqlite_rows
from ...journals.sqlite import Answer, SqliteJournal
from ...ports import Change, Conflict, Deadline, Effect, JournalUnavailable, Standing
from .chance import Chance
from .layer import Layer

#: Pages in the log before they are moved into the file: few, so that it happens often in a short run.
CHECKPOINT_PAGES: Final = 100
#: Conversations of a run, and how many of them are written to at once.
CONVERSATIONS: Final = 6
START: Final = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LEASE: Final = timedelta(seconds=30)


class Acked(Struct, frozen=True):
    """At this point of the recording, somebody was told that this is stored. ``upto``: a seq, or a record's number."""

    position: int
    name: str
    upto: int


class Run(Struct):
    """What was asked of a journal, and what it acknowledged when. Kept records are numbers that only grow."""

    changes: dict[str, list[Change]] = field(default_factory=dict)
    acks: list[Acked] = field(default_factory=list)
    kept_acks: list[Acked] = field(default_factory=list)
    refused: int = 0

    def records(self, name: str) -> list[Recorded]:
        """Every event that was ever handed in for this conversation, in order."""
        given = [(x.at, event) for x in self.changes.get(name, ()) for event in x.events]
        return [Recorded(seq, at, event) for seq, (at, event) in enumerate(given, 1)]


class Watched(SqliteJournal):
    """The production journal, overheard: each acknowledgement is noted the moment before it is given."""

    log_pages_max = CHECKPOINT_PAGES

    def __init__(self, path: Path, layer: Layer, run: Run) -> None:
        self.layer = layer
        self.run = run
        self._asked: dict[Callable[[apsw.Connection], Any], tuple[list[Acked], str, int]] = {}
        super().__init__(path, layer.name)

    async def append(self, change: Change) -> tuple[Recorded, ...]:
        def work(db: apsw.Connection) -> tuple[Recorded, ...]:
            return sqlite_rows.append(db, change)

        self._asked[work] = (self.run.acks, change.conversation_id, change.expected + len(change.events))
        return await self._submit(work)

    async def keep(self, kind: str, key: str, value: bytes) -> None:
        def work(db: apsw.Connection) -> None:
            sqlite_rows.run(db, "INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", kind, key, value)

        self._asked[work] = (self.run.kept_acks, key, int(value))
        await self._submit(work)

    def _answer(self, results: list[Answer]) -> None:
        position = len(self.layer.ops)
        for (work, _, _), _, error in results:
            asked = self._asked.pop(work, None)
            if asked and error is None:
                asked[0].append(Acked(position, *asked[1:]))
        super()._answer(results)


class Work:
    """Seeded load on a journal: appends of all sizes, leases, deliveries and small records, several at once."""

    def __init__(self, journal: Watched, rng: Chance) -> None:
        self._journal = journal
        self._rng = rng
        self._run = journal.run
        self._kept = 0

    async def go(self, rounds: int) -> None:
        """``rounds`` times a few appends at once, and now and then something else."""
        for n in range(rounds):
            some = self._rng.sample(range(CONVERSATIONS), self._rng.randint(1, 4))
            await asyncio.gather(*(self._append(f"c{x}", n) for x in some), self._else(START + n * LEASE))

    async def _append(self, name: str, n: int) -> None:
        """Once, and again until it is stored: what was told to be unavailable may be there all the same."""
        changes = self._run.changes.setdefault(name, [])
        change = self._change(name, sum(len(x.events) for x in changes), START + n * LEASE)
        changes.append(change)
        while True:
            try:
                await self._journal.append(change)
                return
            except JournalUnavailable:
                self._run.refused += 1
            except Conflict as stored:
                upto = change.expected + len(change.events)
                if stored.actual != upto:
                    raise
                self._run.acks.append(Acked(len(self._journal.layer.ops), name, upto))
                return

    def _change(self, name: str, seq: int, at: datetime) -> Change:
        rng = self._rng
        count = rng.randint(1, 4)
        events: list[e.Event] = [] if seq else [e.ConversationStarted(name, Customer("ada", "Ada"))]
        for n in range(count):
            text = "".join(rng.choices("abcdefgh ", k=rng.choice((20, 20, 200, 3000))))
            events.append(e.MessagePosted(f"{name}-m{seq}-{n}", Author(Role.CUSTOMER, "ada", "Ada"), text))
        last = seq + len(events)
        rows = tuple(Deadline(name, "inactive", f"{last}-{n}", at + n * LEASE) for n in range(rng.randint(0, 3)))
        effects = tuple(Effect(f"{name}:{last}:{n}", name, "told", {"seq": last}) for n in range(rng.randint(0, 2)))
        standing = Standing(name, last, rng.choice(("with_bot", "queued")), "ada", at, title=f"to {last}")
        return Change(name, seq, tuple(events), at, standing, rows, effects)

    async def _else(self, now: datetime) -> None:
        try:
            match self._rng.randint(0, 3):
                case 0:
                    self._kept += 1
                    await self._journal.keep("count", "n", b"%d" % self._kept)
                case 1:
                    await self._journal.due(now, now + LEASE)
                case 2:
                    for effect in await self._journal.effects(now, now + LEASE):
                        await self._journal.effect_done(effect.effect_id)
        except JournalUnavailable:
            self._run.refused += 1
