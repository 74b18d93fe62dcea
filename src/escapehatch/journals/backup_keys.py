"""The file with the keys of backups: a key for each conversation, and the names of those that were erased.

It is the one file of which no history may be kept: a conversation is gone from every backup as soon as its key is gone from
here. It belongs on another disk than the backups, where each new copy of it takes the place of the one before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import apsw

from .sqlite_rows import instant, micros

#: Its name where none is given: beside the backup.
NAME: Final = "escapehatch.keys"
KEY_BYTES: Final = 32
#: How long one command waits for another that uses the file.
BUSY_MS: Final = 30_000

_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS keys (conversation_id TEXT PRIMARY KEY, key BLOB, erased_at INTEGER) WITHOUT ROWID"
)


class Keys:
    """Inside ``opened``: what is asked for is stored when that ends well."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    def key(self, conversation_id: str) -> bytes | None:
        """Its key, a new one where it has none yet; None where it was erased."""
        found = self.known(conversation_id)
        if found is None:
            found = (os.urandom(KEY_BYTES), None)
            self._db.execute("INSERT INTO keys VALUES (?, ?, NULL)", (conversation_id, found[0]))
        return found[0]

    def known(self, conversation_id: str) -> tuple[bytes | None, datetime | None] | None:
        """(key, erased_at): one of them is None; None where it was never heard of."""
        sql = "SELECT key, erased_at FROM keys WHERE conversation_id = ?"
        row = self._db.execute(sql, (conversation_id,)).get
        return (row[0], None if row[1] is None else instant(row[1])) if row else None

    def destroy(self, ids: Mapping[str, datetime]) -> None:
        """For good: none of these can be read from any backup any more."""
        self._db.executemany(
            "INSERT INTO keys VALUES (?, NULL, ?) ON CONFLICT DO UPDATE SET key = NULL, erased_at = excluded.erased_at",
            [(name, micros(at)) for name, at in ids.items()],
        )

    def erased(self) -> dict[str, datetime]:
        sql = "SELECT conversation_id, erased_at FROM keys WHERE key IS NULL"
        return {name: instant(at) for name, at in self._db.execute(sql)}


@contextmanager
def opened(path: Path, create: bool = False) -> Iterator[Keys]:
    """Raises FileNotFoundError where there is none and none may be made, apsw.Error where it is no such file."""
    if not path.exists():
        if not create:
            raise FileNotFoundError(f"{path}: there is no such file of keys.")
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    db = apsw.Connection(str(path))
    try:
        db.set_busy_timeout(BUSY_MS)
        for setting in ("secure_delete=ON", "synchronous=FULL"):
            db.execute(f"PRAGMA {setting}").fetchall()
        db.execute(_SCHEMA)
        with db:
            yield Keys(db)
    finally:
        db.close(True)
