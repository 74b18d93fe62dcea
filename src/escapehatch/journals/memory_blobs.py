"""Blobs in memory, beside the events of the in-memory journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from ..conversation.events import MessagePosted
from ..ports import Blob, BlobMissing, Change


class MemoryBlobs:
    def __init__(self) -> None:
        self._blobs: dict[str, tuple[Blob, bytes]] = {}

    async def put_blob(self, blob: Blob, content: bytes) -> None:
        self._blobs[blob.attachment.blob_id] = (blob, content)

    async def blobs(self, conversation_id: str, blob_ids: Sequence[str]) -> tuple[Blob, ...]:
        found = (self._blobs.get(x) for x in blob_ids)
        return tuple(x[0] for x in found if x and x[0].conversation_id == conversation_id)

    async def content(self, conversation_id: str, blob_id: str) -> tuple[Blob, bytes] | None:
        found = self._blobs.get(blob_id)
        return found if found and found[0].conversation_id == conversation_id else None

    async def stored_since(self, conversation_id: str, author_id: str, since: datetime) -> tuple[int, int]:
        kept = [x for x, _ in self._blobs.values() if (x.conversation_id, x.author_id) == (conversation_id, author_id)]
        sizes = [x.attachment.size_bytes for x in kept if x.stored_at > since]
        return len(sizes), sum(sizes)

    async def sweep_blobs(self, before: datetime) -> int:
        orphans = [key for key, (x, _) in self._blobs.items() if not x.sent and x.stored_at < before]
        for key in orphans:
            del self._blobs[key]
        return len(orphans)

    def _send(self, change: Change) -> None:
        """All that the change refers to, or BlobMissing and nothing."""
        posted = [x for x in change.events if isinstance(x, MessagePosted)]
        wanted = [y.blob_id for x in posted for y in x.attachments]
        sent = {}
        for key in wanted:
            blob, content = self._blobs.get(key, (None, b""))
            if not blob or blob.sent or blob.conversation_id != change.conversation_id or key in sent:
                raise BlobMissing(key)
            sent[key] = (replace(blob, sent=True), content)
        self._blobs |= sent
