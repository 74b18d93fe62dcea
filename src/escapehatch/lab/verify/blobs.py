"""Messages and what was sent along with them: whatever a message refers to is there, whole, and in its own conversation (G29)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import apsw

from ...conversation.events import MessagePosted, Recorded
from .rules import Broken


class Kept:
    """The blobs of a journal that count as sent; each is crossed off by the message that refers to it."""

    def __init__(self, db: apsw.Connection) -> None:
        told = db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'blobs'").get
        sql = "SELECT conversation_id, blob_id, size_bytes, length(content), sent FROM blobs"
        rows = db.execute(sql) if told else ()  # a journal of an older release has none
        self._rows = {(place, key): (size, there, bool(sent)) for place, key, size, there, sent in rows}

    def compared(self, conversation_id: str, records: Sequence[Recorded]) -> Iterator[Broken]:
        for record in records:
            for x in record.event.attachments if isinstance(record.event, MessagePosted) else ():
                kept = self._rows.pop((conversation_id, x.blob_id), None)
                if wrong := _wrong(kept, x.size_bytes):
                    yield Broken("G29", conversation_id, record.seq, f"{x.name}: {wrong}")

    def broken(self) -> Iterator[Broken]:
        """Blobs that count as sent, so that nobody sweeps them, and belong to no message."""
        for (conversation_id, blob_id), (*_, sent) in self._rows.items():
            if sent:
                yield Broken("G29", conversation_id, 0, f"the blob {blob_id} counts as sent, and no message has it")


def _wrong(kept: tuple[int, int, bool] | None, size: int) -> str:
    if kept is None:
        return "a message refers to it, and it is not there"
    if kept[:2] != (size, size):
        return f"{size} bytes were sent, and {kept[1]} are there"
    return "" if kept[2] else "a message refers to it, and it may be swept away"
