"""Small records beside the conversations: the part of a SQLite journal that keeps them."""

from __future__ import annotations

from collections.abc import Mapping

from .sqlite_blobs import SqliteBlobs
from .sqlite_rows import run


class SqliteKept(SqliteBlobs):
    """Over the ways in which the journal reads and writes, as blobs are."""

    async def keep(self, kind: str, key: str, value: bytes) -> None:
        await self._submit(lambda db: run(db, "INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", kind, key, value))

    async def claim(self, kind: str, key: str, value: bytes) -> bool:
        sql = "INSERT INTO kept VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1"
        return bool(await self._submit(lambda db: db.execute(sql, (kind, key, value)).get))

    async def kept(self, kind: str) -> Mapping[str, bytes]:
        sql = "SELECT key, value FROM kept WHERE kind = ?"
        return dict(await self._query(lambda db: list(db.execute(sql, (kind,)))))

    async def kept_one(self, kind: str, key: str) -> bytes | None:
        sql = "SELECT value FROM kept WHERE kind = ? AND key = ?"
        found: bytes | None = await self._query(lambda db: db.execute(sql, (kind, key)).get)
        return found

    async def take(self, kind: str, key: str) -> bytes | None:
        sql = "DELETE FROM kept WHERE kind = ? AND key = ? RETURNING value"
        taken: bytes | None = await self._submit(lambda db: db.execute(sql, (kind, key)).get)
        return taken
