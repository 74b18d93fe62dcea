"""Erasing a conversation from a SQLite journal: what was said, and who said it, wherever the file keeps it (G22, S70).

The events stay as what ``conversation/erasure.py`` leaves of them. A file system page may still hold an older copy of a
row that moved: ``traces`` of an erased conversation is 1 until the file was rewritten and the keys of its backups destroyed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import apsw
import msgspec
from msgspec import Struct

from ..conversation.erasure import forgotten
from ..conversation.events import Event
from .sqlite_rows import instant, micros

_events: Final = msgspec.json.Decoder(Event)
#: Tables of which a conversation's rows are deleted whole.
DELETED: Final = ("salts", "deadlines", "blobs", "words_left")
#: An effect that nobody tells any more, as in ``sqlite_letters``.
DROPPED: Final = 3


class Found(Struct, frozen=True):
    """Where else a conversation is: rows of the word index up to ``upto``, and records beside (kind, key).

    To find them is to read these tables whole: that is done aside, before the transaction. ``erasures``: how many there
    had been. One more since, and the numbers that it took from the index may have been given to others.
    """

    words: tuple[int, ...]
    upto: int
    kept: tuple[tuple[str, str], ...]
    erasures: int


def find(db: apsw.Connection, conversation_id: str) -> Found:
    upto: int = db.execute("SELECT coalesce(max(rowid), 0) FROM words").get
    words = db.execute("SELECT rowid FROM words WHERE conversation_id = ?", (conversation_id,))
    kept = db.execute("SELECT kind, key FROM kept WHERE key = ?1 OR instr(CAST(value AS TEXT), ?1)", (conversation_id,))
    return Found(tuple(x for (x,) in words), upto, tuple(kept), _erasures(db))


def _erasures(db: apsw.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM erased").get)


def forget(db: apsw.Connection, conversation_id: str, found: Found, at: datetime) -> None:
    """Inside the transaction that says so: everything of it but the bare course of events."""
    if found.erasures != _erasures(db):
        found = find(db, conversation_id)
    sql = "SELECT seq, event FROM events WHERE conversation_id = ? ORDER BY seq"
    left = [(_forgotten(event), conversation_id, seq) for seq, event in db.execute(sql, (conversation_id,))]
    db.executemany("UPDATE events SET event = ? WHERE conversation_id = ? AND seq = ?", left)
    for row in (*((x,) for x in found.words), *_since(db, conversation_id, found.upto)):
        db.execute("DELETE FROM words WHERE rowid = ?", row)
    tables = {x for (x,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    for table in tables.intersection(DELETED):
        db.execute(f"DELETE FROM {table} WHERE conversation_id = ?", (conversation_id,))
    letters = "(SELECT effect_id FROM effects WHERE conversation_id = ?)"
    db.execute(f"DELETE FROM kept WHERE kind = 'letter' AND key IN {letters}", (conversation_id,))
    untold = f"CASE WHEN done IN (0, 2) THEN {DROPPED} ELSE done END"
    db.execute(f"UPDATE effects SET payload = '{{}}', done = {untold} WHERE conversation_id = ?", (conversation_id,))
    db.executemany("DELETE FROM kept WHERE kind = ? AND key = ?", found.kept)
    db.execute("UPDATE conversations SET title = '', customer_id = '' WHERE conversation_id = ?", (conversation_id,))
    bury(db, {conversation_id: at})


def _forgotten(event: str) -> str:
    return msgspec.json.encode(forgotten(_events.decode(event))).decode()


def _since(db: apsw.Connection, conversation_id: str, upto: int) -> Sequence[tuple[int]]:
    sql = "SELECT rowid FROM words WHERE rowid > ? AND conversation_id = ?"
    return list(db.execute(sql, (upto, conversation_id)))


def bury(db: apsw.Connection, ids: dict[str, datetime]) -> None:
    """Remember that these were erased: whatever brings them back takes them away again."""
    db.executemany("INSERT OR REPLACE INTO erased VALUES (?, ?, 1)", [(name, micros(at)) for name, at in ids.items()])


def buried(db: apsw.Connection, with_traces: bool = False) -> dict[str, datetime]:
    sql = "SELECT conversation_id, at FROM erased" + (" WHERE traces" if with_traces else "")
    return {name: instant(at) for name, at in db.execute(sql)}


def is_buried(db: apsw.Connection, conversation_id: str) -> bool:
    return bool(db.execute("SELECT 1 FROM erased WHERE conversation_id = ?", (conversation_id,)).get)


def untraced(db: apsw.Connection, ids: Sequence[str]) -> None:
    db.executemany("UPDATE erased SET traces = 0 WHERE conversation_id = ?", [(x,) for x in ids])


def rewrite(db: apsw.Connection) -> None:
    """Every page anew, so that none holds anything that is not a row any more."""
    db.execute("VACUUM")
