"""A SQLite journal as it is at one moment, read while a server writes to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import apsw

from ..conversation.events import Recorded
from ..journals import sqlite_rows
from ..journals.copies import readable


@contextmanager
def snapshot(path: Path, keys: Path | None = None) -> Iterator[apsw.Connection]:
    """The journal, opened for reading in one transaction: appends meanwhile are not seen. A backup is read as what it holds.

    Raises apsw.Error, or Unusable where a backup's keys are not there.
    """
    db = readable(path, keys)
    try:
        db.execute("BEGIN")
        yield db
    finally:
        db.close(True)


def conversations(db: apsw.Connection) -> Iterator[tuple[str, tuple[Recorded, ...]]]:
    """Straight from the events, whether or not the other tables know of the conversation."""
    sql = "SELECT conversation_id, seq, at, event FROM events ORDER BY conversation_id, seq"
    for conversation_id, rows in groupby(db.execute(sql), key=itemgetter(0)):
        yield conversation_id, tuple(sqlite_rows.record(*row[1:]) for row in rows)


def kept(db: apsw.Connection, kind: str) -> Mapping[str, bytes]:
    """The small records of this kind."""
    return {str(key): value for key, value in db.execute("SELECT key, value FROM kept WHERE kind = ?", (kind,))}
