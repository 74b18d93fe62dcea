"""Is everything that was acknowledged there, and nothing half? The judge of an image, and of a journal after a kill."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import apsw
import msgspec

from ...conversation.events import Recorded
from ...journals import sqlite_rows
from ...journals.sqlite import SqliteJournal
from ...ports import Change, JournalUnavailable
from .run import Run


async def losses(path: Path, run: Run, position: int) -> list[str]:
    """What is wrong with the journal at ``path`` after a crash that far into the run's recording; empty when nothing is."""
    try:
        journal = await SqliteJournal.open(path)
    except (apsw.Error, JournalUnavailable) as failed:
        return [f"it cannot be opened: {failed}"]
    try:
        found = {name: records async for name, records in journal.every()}
        kept = await journal.kept_one("count", "n")
        wrong = [*_missing(found, run, position), *_half(found, run), *_kept(kept, run, position)]
        return [*wrong, *[x async for x in _rows(journal, found, run)], *_file(path, found, run)]
    except (JournalUnavailable, apsw.Error, msgspec.DecodeError, ValueError) as failed:
        return [f"it cannot be read: {failed}"]
    finally:
        await journal.close()


def _missing(found: dict[str, tuple[Recorded, ...]], run: Run, position: int) -> Iterator[str]:
    for ack in run.acks:
        there = len(found.get(ack.name, ()))
        if ack.position <= position and there < ack.upto:
            yield f"{ack.name}: {ack.upto} was acknowledged, {there} are there"


def _half(found: dict[str, tuple[Recorded, ...]], run: Run) -> Iterator[str]:
    """Each conversation is what was handed in, unchanged, without a gap, up to the end of some change."""
    for name, records in found.items():
        if list(records) != run.records(name)[: len(records)]:
            yield f"{name}: what is there is not what was handed in"
        elif _last(run, name, len(records)) is None:
            yield f"{name}: a change is there in part, up to {len(records)}"


def _last(run: Run, name: str, upto: int) -> Change | None:
    return next((x for x in run.changes.get(name, ()) if x.expected + len(x.events) == upto), None)


def _kept(value: bytes | None, run: Run, position: int) -> Iterator[str]:
    least = max((x.upto for x in run.kept_acks if x.position <= position), default=0)
    if int(value or b"0") < least:
        yield f"the record {least} was acknowledged, {value!r} is there"


async def _rows(journal: SqliteJournal, found: dict[str, tuple[Recorded, ...]], run: Run) -> AsyncIterator[str]:
    """The rows beside the events are those of the same change."""
    standings = {x.conversation_id: x for x in await journal.standings(limit=10_000)}
    for name, records in found.items():
        last = _last(run, name, len(records))
        if last and standings.get(name) != last.standing:
            yield f"{name}: the row is {standings.get(name)}, the change's {last.standing}"


def _file(path: Path, found: dict[str, tuple[Recorded, ...]], run: Run) -> list[str]:
    """What only SQL sees: integrity, events that no row names, and the deadlines and effects beside the events."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        sound = db.execute("PRAGMA integrity_check").get
        events = db.execute("SELECT count(*) FROM events").get
        known = sum(len(x) for x in found.values())
        wrong = [] if sound == "ok" else [f"integrity: {sound}"]
        wrong += [] if events == known else [f"{events} events, {known} of them belong to a conversation"]
        return [*wrong, *[x for name in run.changes for x in _beside(db, run, name)]]
    finally:
        db.close()


def _beside(db: apsw.Connection, run: Run, name: str) -> Iterator[str]:
    """Deadlines are those of the last change (none of a run is ever marked done), effects those of all of them."""

    def column(sql: str) -> set[Any]:
        return {row if len(row) > 1 else row[0] for row in db.execute(sql, (name,))}

    upto = db.execute("SELECT max(seq) FROM events WHERE conversation_id = ?", (name,)).get or 0
    stored = [x for x in run.changes[name] if x.expected + len(x.events) <= upto]
    rows = {(x.key, sqlite_rows.micros(x.due_at)) for x in stored[-1].deadlines} if stored else set()
    if column("SELECT key, due_at FROM deadlines WHERE conversation_id = ?") != rows:
        yield f"{name}: the deadlines are not those of seq {upto}"
    effects = {x.effect_id for change in stored for x in change.effects}
    if column("SELECT effect_id FROM effects WHERE conversation_id = ?") != effects:
        yield f"{name}: the effects are not those up to seq {upto}"
