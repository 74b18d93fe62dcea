"""A backup: the journal's file, in which everything that belongs to a conversation is sealed under that conversation's key.

Who has the backup and not the keys has nothing (S84); a conversation whose key was destroyed is gone from every backup there
is (G22). The boxes are AES-256-GCM over compressed rows, and hold to their conversation: none can be put in another's place.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any, Final

import apsw
import msgspec

from .backup_keys import Keys

NONCE_BYTES: Final = 12
#: Rows in one box, and bytes of what was sent along: a long conversation is not held in memory whole.
BOX_ROWS: Final = 2_000
BOX_BYTES: Final = 4 * 1024 * 1024
#: Tables that name a conversation and say nothing of it.
OPEN: Final = frozenset({"audit", "erased"})
#: Records beside the conversations that belong to one: they are kept under its name, or name it.
_OWNER: Final = "CASE WHEN key IN (SELECT conversation_id FROM conversations) THEN key WHEN json_valid(CAST(value AS TEXT)) THEN json_extract(CAST(value AS TEXT), '$.conversation_id') END"

_SEALED: Final = "CREATE TABLE sealed (part INTEGER PRIMARY KEY, conversation_id TEXT NOT NULL, nonce BLOB NOT NULL, box BLOB NOT NULL)"

Told = Callable[[int, int], None]


class Lost(Exception):
    """Conversations of this backup whose key is neither there nor destroyed: these are other keys."""

    def __init__(self, ids: set[str]) -> None:
        super().__init__(f"{len(ids)} conversations")
        self.ids = ids


def is_sealed(db: apsw.Connection) -> bool:
    return bool(db.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'sealed'").get)


def seal(source: apsw.Connection, copy: apsw.Connection, keys: Keys, told: Told) -> None:
    """Everything of ``source`` into ``copy``, which has the same schema and is empty. ``told``: (rows done, rows in all)."""
    copy.execute(_SEALED)
    owned = [x for x in _tables(source) if "conversation_id" in _columns(source, x) and x not in OPEN]
    whole = sum(source.execute(f"SELECT count(*) FROM {x}").get for x in owned)
    done = 0
    for table in owned:
        columns = _columns(source, table)
        place = columns.index("conversation_id")
        rows = source.execute(f"SELECT {', '.join(columns)} FROM {table}")
        for conversation_id, run in groupby(rows, key=lambda row: row[place]):
            for part in _parts(run):
                _put(copy, keys, conversation_id, (table, columns, part))
                done += len(part)
        told(done, whole)
    for conversation_id, *row in source.execute(f"SELECT {_OWNER}, kind, key, value FROM kept"):
        if conversation_id:
            _put(copy, keys, conversation_id, ("kept", ["kind", "key", "value"], [row]))
        else:
            copy.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", row)
    for table in OPEN.intersection(_tables(source)):
        _insert(copy, table, _columns(source, table), source.execute(f"SELECT * FROM {table}"))


def _parts(rows: Iterator[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    held = 0
    for row in rows:
        part.append(row)
        held += sum(len(x) for x in row if isinstance(x, bytes))
        if len(part) == BOX_ROWS or held >= BOX_BYTES:
            yield part
            part, held = [], 0
    if part:
        yield part


def _put(copy: apsw.Connection, keys: Keys, conversation_id: str, what: tuple[str, list[str], list[Any]]) -> None:
    """Nothing at all of a conversation that was erased while this backup is made."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = keys.key(conversation_id)
    if key is None:
        return
    nonce = os.urandom(NONCE_BYTES)
    text = zlib.compress(msgspec.msgpack.encode(what), 1)
    box = AESGCM(key).encrypt(nonce, text, conversation_id.encode())
    copy.execute("INSERT INTO sealed VALUES (NULL, ?, ?, ?)", (conversation_id, nonce, box))


def unseal(
    saved: apsw.Connection,
    journal: apsw.Connection,
    keys: Keys,
    gone: dict[str, datetime],
    leave_out: bool,
    told: Told,
) -> None:
    """Everything of a backup into an empty journal, but for ``gone`` and, with ``leave_out``, what has no key.

    Raises Lost where keys are missing, ValueError where a box is not what was put in.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    lost = set[str]()
    whole = saved.execute("SELECT count(*) FROM sealed").get
    for done, (conversation_id, nonce, box) in enumerate(
        saved.execute("SELECT conversation_id, nonce, box FROM sealed ORDER BY part"), 1
    ):
        known = keys.known(conversation_id)
        if known is None:
            lost.add(conversation_id)
        elif known[0] is not None and conversation_id not in gone:
            try:
                text = AESGCM(known[0]).decrypt(nonce, box, conversation_id.encode())
            except InvalidTag:
                raise ValueError(
                    f"what it holds of conversation {conversation_id} was changed or is damaged, or these are not its keys"
                ) from None
            table, columns, rows = msgspec.msgpack.decode(zlib.decompress(text))
            _insert(journal, table, columns, rows)
        if done % BOX_ROWS == 0 or done == whole:
            told(done, whole)
    if lost and not leave_out:
        raise Lost(lost)
    for table in ("kept", *OPEN):
        _insert(journal, table, _columns(saved, table), saved.execute(f"SELECT * FROM {table}"))


def _insert(db: apsw.Connection, table: str, columns: list[str], rows: Any) -> None:
    marks = ", ".join("?" * len(columns))
    db.executemany(f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def _tables(db: apsw.Connection) -> list[str]:
    """Real ones: neither the word index nor what it keeps itself in."""
    sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage AND name NOT LIKE 'words%' ORDER BY name"
    return [x for (x,) in db.execute(sql)]


def _columns(db: apsw.Connection, table: str) -> list[str]:
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
