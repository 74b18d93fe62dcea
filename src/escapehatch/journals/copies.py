"""Backup and restore of a SQLite journal: whole files, never half ones, and a new stream epoch after each restore.

The epoch says which life of the journal a version number belongs to. A client that has seen more than a restored
journal holds would otherwise take later events for the ones it knows: it hears of another epoch and starts over.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import apsw

from .migrate import UnknownSchema, known_schema
from .sqlite import locked
from .sqlite_rows import EPOCH, set_epoch, stream_epoch

#: Pages copied between two signs of life.
STEP_PAGES: Final = 10_000

#: Beside a journal: when it was last copied, as this file's own time.
COPIED: Final = ".copied"

Told = Callable[[int, int], None]


class Unusable(Exception):
    """The file cannot be backed up or restored; the sentence says why."""


def backup(journal: Path, target: Path, told: Told = lambda done, pages: None) -> None:
    """Copy a journal as it is at one moment, while a server writes to it. ``target`` appears when it is whole.

    ``told`` hears (pages done, pages in all). Raises Unusable.
    """
    if target.exists():
        raise Unusable(f"{target} is there already. A backup never replaces a file.")
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        source, copy = _opened(journal), apsw.Connection(str(part))
        os.chmod(part, 0o600)
        try:
            source.execute("BEGIN; SELECT count(*) FROM migrations")
            with copy.backup("main", source, "main") as run:
                while not run.done:
                    run.step(STEP_PAGES)
                    told(run.page_count - run.remaining, run.page_count)
            copy.execute("PRAGMA journal_mode=DELETE")
        finally:
            source.close(True)
            copy.close(True)
        _sync(part)
        os.replace(part, target)
        _sync(target.parent)
    finally:
        part.unlink(missing_ok=True)
    with suppress(OSError):
        journal.with_name(journal.name + COPIED).write_text(f"{target.name}\n", encoding="utf-8")


def last_copied_at(journal: Path) -> datetime | None:
    """When ``backup`` last finished a copy of this journal; None when it never did."""
    try:
        written_s = journal.with_name(journal.name + COPIED).stat().st_mtime
    except OSError:
        return None
    return datetime.fromtimestamp(written_s, UTC)


def restore(saved: Path, journal: Path, now: datetime) -> int:
    """Put a backup in the place of a journal, which is kept beside it as ``*.replaced``; returns the new stream epoch.

    The server must be stopped. Raises Unusable, UnknownSchema, or JournalUnavailable where the journal is in use.
    """
    with locked(journal):
        epoch = max(_epoch_of(journal), _checked(saved), (now - EPOCH) // (EPOCH.resolution * 1_000_000)) + 1
        part = journal.with_name(journal.name + ".part")
        part.unlink(missing_ok=True)
        source, copy = _opened(saved), apsw.Connection(str(part))
        os.chmod(part, 0o600)
        try:
            with copy.backup("main", source, "main") as run:
                run.step(-1)
            set_epoch(copy, epoch)
        finally:
            source.close(True)
            copy.close(True)
        _sync(part)
        _set_aside(journal)
        os.replace(part, journal)
        _sync(journal.parent)
    return epoch


def _opened(path: Path) -> apsw.Connection:
    if not path.exists():
        raise Unusable(f"{path}: there is no such file.")
    return apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)


def _checked(saved: Path) -> int:
    """The epoch of a backup that is whole and that this release can read."""
    db = _opened(saved)
    try:
        known_schema(db)
        sound = db.execute("PRAGMA integrity_check").get
        if sound != "ok":
            raise Unusable(f"{saved} is damaged: {sound}")
        return stream_epoch(db)
    except apsw.Error as failed:
        raise Unusable(f"{saved} is not a journal of Escape Hatch: {failed}") from None
    finally:
        db.close(True)


def _epoch_of(journal: Path) -> int:
    """Of what is to be replaced, as far as that can still be read."""
    try:
        db = _opened(journal)
    except (Unusable, apsw.Error):
        return 0
    try:
        return stream_epoch(db)
    except apsw.Error:
        return 0
    finally:
        db.close(True)


def _set_aside(journal: Path) -> None:
    """Keep the old journal under another name, with the log that belongs to it; nothing of it may meet the new file."""
    if not journal.exists():
        return
    with suppress(apsw.Error):  # the last one to close a sound journal puts its log into it
        old = apsw.Connection(str(journal), flags=apsw.SQLITE_OPEN_READWRITE)
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        old.close()
    place = next(x for n in range(1, 10_000) if not (x := journal.with_name(f"{journal.name}.replaced-{n}")).exists())
    log = Path(f"{journal}-wal")
    if log.exists():
        os.replace(log, f"{place}-wal")
    Path(f"{journal}-shm").unlink(missing_ok=True)
    os.link(journal, place)
    _sync(journal.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


__all__ = ["UnknownSchema", "Unusable", "backup", "restore"]
