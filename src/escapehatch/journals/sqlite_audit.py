"""The audit chain: what was written cannot be changed, taken away or moved without somebody noticing (S73).

Each event leaves a commitment (HMAC-SHA256 of what it says, under its conversation's salt) and a link (SHA-256 over the
link before, whose event it is, and the commitment). An erased conversation has no salt any more: its commitments tell
nothing, and the links over them still hold (G22). Events older than the chain are not covered.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator
from typing import Final

import apsw
from msgspec import Struct

SALT_BYTES: Final = 16
#: What the first link is chained to.
BEGIN: Final = bytes(32)

#: A row of ``events`` after its conversation: seq, microseconds, text.
Row = tuple[int, int, str]


class Flaw(Struct, frozen=True):
    """The first place where the chain does not hold, or an event that is not what was written."""

    conversation_id: str
    seq: int
    sentence: str


_BEFORE: Final = "SELECT (SELECT salt FROM salts WHERE conversation_id = ?), position, link FROM audit ORDER BY position DESC LIMIT 1"


def chain(db: apsw.Connection, conversation_id: str, rows: Iterable[Row]) -> None:
    """Commit to rows that are being written, inside their transaction."""
    salt, position, link = db.execute(_BEFORE, (conversation_id,)).get or (None, 0, BEGIN)
    if salt is None:
        salt = os.urandom(SALT_BYTES)
        db.execute("INSERT INTO salts VALUES (?, ?)", (conversation_id, salt))
    for row in rows:
        position += 1
        commitment = committed(salt, *row)
        link = linked(link, conversation_id, row[0], commitment)
        db.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?)", (position, conversation_id, row[0], commitment, link))


def committed(salt: bytes, seq: int, at: int, event: str) -> bytes:
    return hmac.digest(salt, f"{seq} {at} {event}".encode(), "sha256")


def linked(before: bytes, conversation_id: str, seq: int, commitment: bytes) -> bytes:
    return hashlib.sha256(b"%b%b %d %b" % (before, conversation_id.encode(), seq, commitment)).digest()


def flaws(db: apsw.Connection) -> Iterator[Flaw]:
    """Every event that is not what was written, and the first link that does not hold. Reads each row once."""
    yield from _of_rows(db)
    unlinked = (
        "SELECT e.conversation_id, max(e.seq), n, first FROM events e JOIN "
        "(SELECT conversation_id, count(*) AS n, min(seq) AS first FROM audit GROUP BY conversation_id) a "
        "USING (conversation_id) GROUP BY e.conversation_id HAVING max(e.seq) - first + 1 > n"
    )
    for name, seq, _, _ in db.execute(unlinked):
        yield Flaw(name, seq, "an event is there that was never written by this product")
    lost = "SELECT s.conversation_id FROM salts s WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.conversation_id = s.conversation_id)"
    for (name,) in db.execute(lost):
        yield Flaw(name, 0, "all its events are gone, and it was not erased")


def _of_rows(db: apsw.Connection) -> Iterator[Flaw]:
    sql = (
        "SELECT a.position, a.conversation_id, a.seq, a.commitment, a.link, e.at, e.event, s.salt, x.at FROM audit a "
        "LEFT JOIN events e USING (conversation_id, seq) LEFT JOIN salts s USING (conversation_id) "
        "LEFT JOIN erased x USING (conversation_id) ORDER BY a.position"
    )
    place, link, holds = 0, BEGIN, True
    for position, name, seq, commitment, kept, at, event, salt, erased_at in db.execute(sql):
        place += 1
        if holds and (position != place or linked(link, name, seq, commitment) != kept):
            yield Flaw(name, seq, f"the audit chain does not hold from link {place} on")
            holds = False
        place, link = position, kept
        if erased_at is not None and salt is None:
            continue
        if event is None:
            yield Flaw(name, seq, "an event that was written is gone")
        elif salt is None or committed(salt, seq, at, event) != commitment:
            yield Flaw(name, seq, "an event does not say what was written")


def head(db: apsw.Connection) -> tuple[int, str]:
    """Links so far, and the last one: whoever has noted it can tell later that nothing before it was changed."""
    last = db.execute("SELECT position, link FROM audit ORDER BY position DESC LIMIT 1").get
    return (last[0], last[1].hex()) if last else (0, "")
