"""Where are the bytes kept that were sent along with messages? A part of the Journal port: they are stored and counted with it.

A message and the blobs it refers to are committed together: there is never a message that refers to nothing (G29).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from ..conversation.attachment import Attachment


class BlobMissing(Exception):
    """A message refers to something that is not stored in its conversation, or was sent already."""


class Blob(Struct, frozen=True):
    """Bytes that are fully stored, and what they are. ``sent``: a message refers to them; until then they may be swept away."""

    attachment: Attachment
    conversation_id: str
    author_id: str
    stored_at: datetime
    sent: bool = False


class Blobs(Protocol):
    """Each belongs to one conversation, and is not there for any other. An append whose message refers to one marks it as
    sent in the same transaction, or raises BlobMissing.
    """

    async def put_blob(self, blob: Blob, content: bytes) -> None:
        """Store bytes that one message of the same conversation may then refer to. What is returned from is durable."""

    async def blobs(self, conversation_id: str, blob_ids: Sequence[str]) -> tuple[Blob, ...]:
        """Those of them that are stored in this conversation, in the order asked for."""

    async def content(self, conversation_id: str, blob_id: str) -> tuple[Blob, bytes] | None: ...

    async def stored_since(self, conversation_id: str, author_id: str, since: datetime) -> tuple[int, int]:
        """How many blobs this author has stored there after ``since``, and how many bytes."""

    async def sweep_blobs(self, before: datetime) -> int:
        """Remove what was stored before that and no message refers to; how many."""
