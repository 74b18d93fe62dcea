"""The SQL of the SQLite journal: plain functions over one connection, inside a transaction that the caller holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, Final

import apsw
import msgspec

from ..conversation.events import Event, Recorded
from ..conversation.lifecycle import ATTENDED, WAITING, Status
from ..conversation.tally import Line, Tally
from ..ports import Change, Conflict, Deadline, Effect, SeatTaken, Standing
from .sqlite_audit import chain

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
#: No effect is put off for longer.
RETRY_MAX: Final = timedelta(minutes=10)
MICROSECOND: Final = timedelta(microseconds=1)
#: Statuses that take one of an agent's seats.
SEATED: Final = tuple(sorted({Status.RESERVED, *ATTENDED}))

_events: Final = msgspec.json.Decoder(Event)
_lines: Final = msgspec.json.Decoder(tuple[int, int, Event])

_STANDING: Final = (
    "conversation_id, seq, status, customer_id, updated_at, agent_id, queue, priority, waiting_since, title, seats"
)


def micros(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def instant(us: int) -> datetime:
    return EPOCH + timedelta(microseconds=us)


def stream_epoch(db: apsw.Connection) -> int:
    """Which life of the journal this is: 1, and another number after each restore."""
    kept = db.execute("SELECT value FROM kept WHERE kind = 'journal' AND key = 'stream_epoch'").get
    return int(kept) if kept else 1


def set_epoch(db: apsw.Connection, epoch: int) -> None:
    db.execute("INSERT OR REPLACE INTO kept VALUES ('journal', 'stream_epoch', ?)", (b"%d" % epoch,))


def run(db: apsw.Connection, sql: str, *values: Any) -> None:
    db.execute(sql, values)


def append(db: apsw.Connection, change: Change) -> tuple[Recorded, ...]:
    """Everything of one change, or Conflict / SeatTaken and nothing."""
    sql = "SELECT seq FROM conversations WHERE conversation_id = ?"
    actual = db.execute(sql, (change.conversation_id,)).get or 0
    if actual != change.expected:
        raise Conflict(change.conversation_id, change.expected, actual)
    _claim_seat(db, change)
    first = change.expected + 1
    records = tuple(Recorded(first + n, change.at, event) for n, event in enumerate(change.events))
    written = [(x.seq, micros(x.at), msgspec.json.encode(x.event).decode()) for x in records]
    db.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", [(change.conversation_id, *row) for row in written])
    chain(db, change.conversation_id, written)
    _stand(db, change.standing)
    _replace_deadlines(db, change)
    db.executemany(
        "INSERT OR IGNORE INTO effects (effect_id, conversation_id, kind, payload) VALUES (?, ?, ?, ?)",
        [(x.effect_id, x.conversation_id, x.kind, msgspec.json.encode(x.payload).decode()) for x in change.effects],
    )
    return records


def _claim_seat(db: apsw.Connection, change: Change) -> None:
    if not change.seat:
        return
    marks = ",".join("?" * len(SEATED))
    sql = f"SELECT total(seats) FROM conversations WHERE agent_id = ? AND conversation_id <> ? AND status IN ({marks})"
    taken = db.execute(sql, (change.seat.agent_id, change.conversation_id, *SEATED)).get
    if not change.seat.fits(taken):
        raise SeatTaken(change.seat.agent_id)


def _stand(db: apsw.Connection, x: Standing) -> None:
    waiting = None if x.waiting_since is None else micros(x.waiting_since)
    values = (
        x.seq,
        x.status,
        x.customer_id,
        micros(x.updated_at),
        x.agent_id,
        x.queue,
        x.priority,
        waiting,
        x.title,
        x.seats,
    )
    db.execute(
        f"INSERT INTO conversations ({_STANDING}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (conversation_id) DO UPDATE SET seq = excluded.seq, status = excluded.status, "
        "customer_id = excluded.customer_id, updated_at = excluded.updated_at, agent_id = excluded.agent_id, "
        "queue = excluded.queue, priority = excluded.priority, waiting_since = excluded.waiting_since, "
        "title = excluded.title, seats = excluded.seats",
        (x.conversation_id, *values),
    )


def _replace_deadlines(db: apsw.Connection, change: Change) -> None:
    """The new set; a row that is the same as before keeps its lease."""
    sql = "SELECT kind, key, due_at, leased_until FROM deadlines WHERE conversation_id = ?"
    leases = {row[:3]: row[3] for row in db.execute(sql, (change.conversation_id,))}
    db.execute("DELETE FROM deadlines WHERE conversation_id = ?", (change.conversation_id,))
    fresh = [(x.kind, x.key, micros(x.due_at)) for x in change.deadlines]
    db.executemany(
        "INSERT OR REPLACE INTO deadlines VALUES (?, ?, ?, ?, ?)",
        [(change.conversation_id, *x, leases.get(x, 0)) for x in fresh],
    )


def read(db: apsw.Connection, conversation_id: str, after: int) -> tuple[Recorded, ...]:
    """One row for all of them: each step of a cursor lets other threads go first, and they take their time."""
    sql = (
        "SELECT group_concat('[' || seq || ',' || at || ',' || event || ']', char(10) ORDER BY seq) "
        "FROM events WHERE conversation_id = ? AND seq > ?"
    )
    lines = db.execute(sql, (conversation_id, after)).get
    return tuple(Recorded(seq, instant(at), event) for seq, at, event in _lines.decode_lines(lines)) if lines else ()


def record(seq: int, at: int, event: str) -> Recorded:
    """A row of ``events`` as a value."""
    return Recorded(seq, instant(at), _events.decode(event))


def page(db: apsw.Connection, after: int, limit: int) -> list[tuple[int, str, tuple[Recorded, ...]]]:
    """The next conversations after this position, each with all its events."""
    sql = (
        "SELECT c.position, c.conversation_id, e.seq, e.at, e.event FROM "
        "(SELECT position, conversation_id FROM conversations WHERE position > ? ORDER BY position LIMIT ?) c "
        "JOIN events e USING (conversation_id) ORDER BY c.position, e.seq"
    )
    groups = groupby(db.execute(sql, (after, limit)), key=lambda row: row[:2])
    return [(at, name, tuple(record(*row[2:]) for row in found)) for (at, name), found in groups]


def standings(
    db: apsw.Connection,
    statuses: Sequence[str],
    agent_id: str,
    customer_id: str,
    limit: int,
    words: Sequence[str] = (),
    before: tuple[datetime, str] | None = None,
) -> tuple[Standing, ...]:
    where, values = ["1"], list[Any]()
    if statuses:
        where.append(f"status IN ({','.join('?' * len(statuses))})")
        values += [str(x) for x in statuses]
    for column, wanted in (("agent_id", agent_id), ("customer_id", customer_id)):
        if wanted:
            where.append(f"{column} = ?")
            values.append(wanted)
    for word in words:
        where.append("conversation_id IN (SELECT conversation_id FROM words WHERE words MATCH ?)")
        values.append(f'"{word}"*')
    if before:
        where.append("(updated_at, conversation_id) < (?, ?)")
        values += [micros(before[0]), before[1]]
    waiting = bool(statuses) and set(statuses) <= WAITING and not words and not before
    order = (
        "priority DESC, coalesce(waiting_since, updated_at), conversation_id"
        if waiting
        else "updated_at DESC, conversation_id DESC"
    )
    sql = f"SELECT {_STANDING} FROM conversations WHERE {' AND '.join(where)} ORDER BY {order} LIMIT ?"
    return tuple(_standing(row) for row in db.execute(sql, (*values, limit)))


def _standing(row: tuple[Any, ...]) -> Standing:
    name, seq, status, customer, updated, agent, queue, priority, waiting, title, seats = row
    since = None if waiting is None else instant(waiting)
    return Standing(name, seq, status, customer, instant(updated), agent, queue, priority, since, title, seats)


#: Conversations that are not over.
OPEN: Final = tuple(sorted({str(x) for x in Status} - {str(Status.CLOSED), str(Status.ERASED)}))


def tally(db: apsw.Connection) -> Tally:
    """Counted in one statement each, in one transaction: the figures belong together."""
    sql = (
        "SELECT status, queue, count(*), min(waiting_since) FROM conversations "
        f"WHERE status IN ({','.join('?' * len(OPEN))}) GROUP BY status, queue"
    )
    with db:
        found = list(db.execute(sql, OPEN))
        backlog, letters = db.execute(
            "SELECT (SELECT count(*) FROM effects WHERE done = 0), (SELECT count(*) FROM kept WHERE kind = 'letter')"
        ).get
    lines = (Line(status, queue, n, None if since is None else instant(since)) for status, queue, n, since in found)
    return Tally(tuple(lines), backlog, letters)


#: A lease that ends later than a new one would was given before the clock was set back: it counts for nothing (G14).
_UNLEASED: Final = "(leased_until <= ? OR leased_until > ?)"


def any_due(db: apsw.Connection, now: datetime, until: datetime) -> bool:
    sql = f"SELECT 1 FROM deadlines WHERE due_at <= ? AND {_UNLEASED} LIMIT 1"
    return db.execute(sql, (micros(now), micros(now), micros(until))).get is not None


def claim_due(db: apsw.Connection, now: datetime, until: datetime, limit: int) -> tuple[Deadline, ...]:
    sql = (
        f"SELECT conversation_id, kind, key, due_at FROM deadlines WHERE due_at <= ? AND {_UNLEASED} "
        "ORDER BY due_at LIMIT ?"
    )
    found = list(db.execute(sql, (micros(now), micros(now), micros(until), limit)))
    db.executemany(
        "UPDATE deadlines SET leased_until = ? WHERE conversation_id = ? AND kind = ? AND key = ?",
        [(micros(until), *row[:3]) for row in found],
    )
    return tuple(Deadline(name, kind, key, instant(due)) for name, kind, key, due in found)


def next_due(db: apsw.Connection) -> datetime | None:
    soonest = db.execute("SELECT min(max(due_at, leased_until)) FROM deadlines").get
    return None if soonest is None else instant(soonest)


def deadline_done(db: apsw.Connection, x: Deadline) -> None:
    sql = "DELETE FROM deadlines WHERE conversation_id = ? AND kind = ? AND key = ? AND due_at = ?"
    db.execute(sql, (x.conversation_id, x.kind, x.key, micros(x.due_at)))


_FIRST: Final = (
    f"FROM effects e WHERE done = 0 AND {_UNLEASED} AND NOT EXISTS "
    "(SELECT 1 FROM effects p WHERE p.conversation_id = e.conversation_id AND p.done = 0 AND p.position < e.position)"
)


def any_effect(db: apsw.Connection, now: datetime) -> bool:
    return db.execute(f"SELECT 1 {_FIRST} LIMIT 1", (micros(now), micros(now + RETRY_MAX))).get is not None


def claim_effects(db: apsw.Connection, now: datetime, until: datetime, limit: int) -> tuple[Effect, ...]:
    sql = f"SELECT effect_id, conversation_id, kind, payload, tries {_FIRST} ORDER BY position LIMIT ?"
    found = list(db.execute(sql, (micros(now), micros(now + RETRY_MAX), limit)))
    db.executemany(
        "UPDATE effects SET leased_until = ?, tries = tries + 1 WHERE effect_id = ?",
        [(micros(until), row[0]) for row in found],
    )
    return tuple(Effect(row[0], row[1], row[2], msgspec.json.decode(row[3]), row[4]) for row in found)
