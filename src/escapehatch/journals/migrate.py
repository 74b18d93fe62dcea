"""Brings a SQLite file to the newest schema: numbered SQL files, each once, each in its own transaction."""

from __future__ import annotations

import re
import zlib
from importlib import resources
from typing import Final

import apsw

FOLDER: Final = "sqlite_migrations"

#: A migration names the checksums of former texts whose work is as good as its own.
_REPLACES: Final = re.compile(r"^-- replaces (\d+)\b", re.MULTILINE)


class UnknownSchema(Exception):
    """The file is not a journal, was written by a newer release, or a migration was changed after it ran."""


def migrate(db: apsw.Connection) -> int:
    """Run what is missing; returns the schema's version. Raises UnknownSchema before anything is changed."""
    done = known_schema(db)
    if db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sealed'").get:
        raise UnknownSchema("This is a backup, and no journal. Put it in the place of one: escapehatch restore.")
    db.execute("CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT, checksum INTEGER)")
    known = _known()
    for number in sorted(known.keys() - done):
        name, sql = known[number]
        with db:
            db.execute(sql)
            db.execute("INSERT INTO migrations VALUES (?, ?, ?)", (number, name, zlib.crc32(sql.encode())))
    return max(known)


def known_schema(db: apsw.Connection) -> set[int]:
    """The migrations that made this file; none for an empty one. Raises UnknownSchema, and changes nothing."""
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not tables:
        return set()
    if "migrations" not in tables:
        raise UnknownSchema("This is a database, and not a journal of Escape Hatch. Name another file.")
    known = _known()
    done = {number: (name, checksum) for number, name, checksum in db.execute("SELECT * FROM migrations")}
    for number, (name, checksum) in done.items():
        if number not in known:
            raise UnknownSchema(
                f"The database has migration {number} ({name}), which this release does not know. "
                "It was written by a newer release: install that one, or restore an older backup."
            )
        sql = known[number][1]
        if checksum not in (zlib.crc32(sql.encode()), *map(int, _REPLACES.findall(sql))):
            raise UnknownSchema(f"Migration {number} ({name}) is not the one that made this database.")
    return set(done)


def _known() -> dict[int, tuple[str, str]]:
    files = resources.files(__package__).joinpath(FOLDER)
    return {
        int(file.name.split("_")[0]): (file.name, file.read_text(encoding="utf-8"))
        for file in files.iterdir()
        if file.name.endswith(".sql")
    }
