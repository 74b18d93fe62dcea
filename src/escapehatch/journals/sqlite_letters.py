"""Dead letters in SQLite: effects that are set aside, and why. Plain functions inside a transaction of the caller.

A letter is an effect whose ``done`` is 2, and a small record with the reason. A release that does not know of letters
takes it for told and leaves it alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import apsw
import msgspec

from ..ports import Effect, Letter
from .sqlite_rows import instant, micros

KIND: Final = "letter"
WAITING, TOLD, DEAD, DROPPED = 0, 1, 2, 3


def lay_aside(db: apsw.Connection, effect_id: str, reason: str, at: datetime) -> None:
    """An effect that waits is dead from now on."""
    if not _move(db, effect_id, WAITING, DEAD):
        return
    noted = msgspec.json.encode({"reason": reason, "at": micros(at)})
    db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (KIND, effect_id, noted))


def letters(db: apsw.Connection, limit: int) -> tuple[Letter, ...]:
    """In the order in which they were to be told."""
    sql = (
        "SELECT e.effect_id, e.conversation_id, e.kind, e.payload, e.tries, k.value FROM kept k "
        "JOIN effects e ON e.effect_id = k.key WHERE k.kind = ? ORDER BY e.position LIMIT ?"
    )
    return tuple(_letter(*row) for row in db.execute(sql, (KIND, limit)))


def _letter(effect_id: str, conversation_id: str, kind: str, payload: str, tries: int, noted: bytes) -> Letter:
    why = msgspec.json.decode(noted)
    effect = Effect(effect_id, conversation_id, kind, msgspec.json.decode(payload), tries)
    return Letter(effect, why["reason"], instant(why["at"]))


def replay(db: apsw.Connection, effect_id: str) -> bool:
    """Waiting again, as if it had never been tried. Its place in the order is the old one."""
    return _leave(db, effect_id, WAITING)


def drop(db: apsw.Connection, effect_id: str) -> bool:
    """Given up. The row stays: it says what was not told."""
    return _leave(db, effect_id, DROPPED)


def _leave(db: apsw.Connection, effect_id: str, state: int) -> bool:
    db.execute("DELETE FROM kept WHERE kind = ? AND key = ?", (KIND, effect_id))
    return _move(db, effect_id, DEAD, state)


def _move(db: apsw.Connection, effect_id: str, before: int, after: int) -> bool:
    tries = ", tries = 0, leased_until = 0" if after == WAITING else ""
    sql = f"UPDATE effects SET done = ?{tries} WHERE effect_id = ? AND done = ? RETURNING 1"
    return db.execute(sql, (after, effect_id, before)).get is not None
