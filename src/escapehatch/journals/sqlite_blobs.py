"""Blobs in SQLite: plain functions over one connection, inside a transaction that the caller holds; and their part of the journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

import apsw

from ..conversation.attachment import Attachment
from ..conversation.events import MessagePosted
from ..ports import Blob, BlobMissing, Change
from .sqlite_rows import instant, micros

T = TypeVar("T")

_ABOUT: Final = "blob_id, name, media_type, size_bytes, width, height, conversation_id, author_id, stored_at, sent"


def put(db: apsw.Connection, blob: Blob, content: bytes) -> None:
    x = blob.attachment
    about = (x.blob_id, x.name, x.media_type, x.size_bytes, x.width, x.height)
    place = (blob.conversation_id, blob.author_id, micros(blob.stored_at), int(blob.sent))
    db.execute(
        f"INSERT INTO blobs ({_ABOUT}, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*about, *place, content)
    )


def send(db: apsw.Connection, change: Change) -> None:
    """What the messages of this change refer to is theirs from now on, or BlobMissing and nothing."""
    for event in change.events:
        for x in event.attachments if isinstance(event, MessagePosted) else ():
            sql = "UPDATE blobs SET sent = 1 WHERE blob_id = ? AND conversation_id = ? AND sent = 0 RETURNING 1"
            if not db.execute(sql, (x.blob_id, change.conversation_id)).get:
                raise BlobMissing(x.blob_id)


def found(db: apsw.Connection, conversation_id: str, blob_ids: Sequence[str]) -> tuple[Blob, ...]:
    sql = f"SELECT {_ABOUT} FROM blobs WHERE blob_id = ? AND conversation_id = ?"
    rows = (db.execute(sql, (x, conversation_id)).fetchone() for x in blob_ids)
    return tuple(_blob(row) for row in rows if row)


def content(db: apsw.Connection, conversation_id: str, blob_id: str) -> tuple[Blob, bytes] | None:
    sql = f"SELECT {_ABOUT}, content FROM blobs WHERE blob_id = ? AND conversation_id = ?"
    row = db.execute(sql, (blob_id, conversation_id)).fetchone()
    return (_blob(row[:-1]), row[-1]) if row else None


def stored_since(db: apsw.Connection, conversation_id: str, author_id: str, since: datetime) -> tuple[int, int]:
    sql = (
        "SELECT count(*), coalesce(sum(size_bytes), 0) FROM blobs "
        "WHERE conversation_id = ? AND author_id = ? AND stored_at > ?"
    )
    ((files, stored),) = db.execute(sql, (conversation_id, author_id, micros(since)))
    return files, stored


def sweep(db: apsw.Connection, before: datetime) -> int:
    sql = "DELETE FROM blobs WHERE sent = 0 AND stored_at < ? RETURNING 1"
    return len(db.execute(sql, (micros(before),)).fetchall())


def _blob(row: tuple[Any, ...]) -> Blob:
    blob_id, name, media_type, size_bytes, width, height, conversation_id, author_id, stored_at, sent = row
    shown = Attachment(blob_id, name, media_type, size_bytes, width, height)
    return Blob(shown, conversation_id, author_id, instant(stored_at), bool(sent))


class SqliteBlobs:
    """The part of the journal that keeps them, over the ways in which it reads and writes."""

    async def _submit(self, work: Callable[[apsw.Connection], T]) -> T:
        raise NotImplementedError

    async def _query(self, work: Callable[[apsw.Connection], T]) -> T:
        raise NotImplementedError

    async def put_blob(self, blob: Blob, content: bytes) -> None:
        await self._submit(lambda db: put(db, blob, content))

    async def blobs(self, conversation_id: str, blob_ids: Sequence[str]) -> tuple[Blob, ...]:
        return await self._query(lambda db: found(db, conversation_id, blob_ids))

    async def content(self, conversation_id: str, blob_id: str) -> tuple[Blob, bytes] | None:
        return await self._query(lambda db: content(db, conversation_id, blob_id))

    async def stored_since(self, conversation_id: str, author_id: str, since: datetime) -> tuple[int, int]:
        return await self._query(lambda db: stored_since(db, conversation_id, author_id, since))

    async def sweep_blobs(self, before: datetime) -> int:
        return await self._submit(lambda db: sweep(db, before))
