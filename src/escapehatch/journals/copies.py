"""Backup and restore of a SQLite journal: whole files, never half ones, and a new stream epoch after each restore.

The epoch says which life of the journal a version number belongs to. A client that has seen more than a restored
journal holds would otherwise take later events for the ones it knows: it hears of another epoch and starts over.
A backup is sealed (``sealed.py``); what was erased since it was made does not come back.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import apsw

from . import backup_keys, sealed, traces
from .locks import locked
from .migrate import UnknownSchema, known_schema, migrate
from .sqlite_erasure import buried, bury, find, forget
from .sqlite_rows import EPOCH, set_epoch, stream_epoch

Told = Callable[[int, int], None]


class Unusable(Exception):
    """The file cannot be backed up or restored; the sentence says why."""


def silent(done: int, rows: int) -> None:
    """Says nothing."""


def backup(journal: Path, target: Path, keys_file: Path | None = None, told: Told = silent) -> Path:
    """Copy a journal as it is at one moment, while a server writes to it. ``target`` appears when it is whole.

    Returns the file of keys, which is made when it is not there: beside the backup where none is named. ``told`` hears
    (rows done, rows in all). Raises Unusable.
    """
    if target.exists():
        raise Unusable(f"{target} is there already. A backup never replaces a file.")
    keys_path = keys_file or target.with_name(backup_keys.NAME)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with closing(_opened(journal)) as source, closing(_made(part)) as copy:
            source.execute("BEGIN")
            _known(source, journal)
            with backup_keys.opened(keys_path, create=True) as keys, copy:
                keys.destroy({x: at for x, at in _gone(source).items() if x not in keys.erased()})
                sealed.seal(source, copy, keys, told)
        _sync(keys_path.parent)
        _sync(part)
        os.replace(part, target)
        _sync(target.parent)
    except apsw.Error as failed:
        raise Unusable(f"{target} could not be made: {failed}") from None
    finally:
        part.unlink(missing_ok=True)
    with suppress(OSError):
        traces.note(journal, target, keys_path)
    return keys_path


def last_copied_at(journal: Path) -> datetime | None:
    """When ``backup`` last finished a copy of this journal; None when it never did."""
    try:
        written_s = journal.with_name(journal.name + traces.COPIED).stat().st_mtime
    except OSError:
        return None
    return datetime.fromtimestamp(written_s, UTC)


def restore(
    saved: Path,
    journal: Path,
    now: datetime,
    keys_file: Path | None = None,
    leave_out: bool = False,
    told: Told = silent,
) -> int:
    """Put a backup in the place of a journal, which is kept beside it as ``*.replaced``; returns the new stream epoch.

    The server must be stopped. ``leave_out``: go on without the conversations whose keys are missing. Raises Unusable,
    UnknownSchema, or JournalUnavailable where the journal is in use.
    """
    with locked(journal):
        epoch = max(_epoch_of(journal), _checked(saved), (now - EPOCH) // (EPOCH.resolution * 1_000_000)) + 1
        part = journal.with_name(journal.name + ".part")
        part.unlink(missing_ok=True)
        try:
            with closing(_opened(saved)) as source, closing(_made(part)) as copy:
                gone = _erased_in(journal)
                _copied(source, copy, saved, keys_file, gone, leave_out, told)
                set_epoch(copy, epoch)
            _sync(part)
            _set_aside(journal)
            os.replace(part, journal)
            _sync(journal.parent)
        finally:
            part.unlink(missing_ok=True)
    return epoch


def readable(path: Path, keys_file: Path | None = None) -> apsw.Connection:
    """A journal, or what a backup holds, for reading. A backup is opened in memory. Raises Unusable, apsw.Error."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    if not sealed.is_sealed(db):
        return db
    copy = apsw.Connection(":memory:")
    migrate(copy)
    with closing(db):
        _copied(db, copy, path, keys_file, {}, False, silent)
    return copy


def _copied(
    source: apsw.Connection,
    copy: apsw.Connection,
    saved: Path,
    keys_file: Path | None,
    gone: dict[str, datetime],
    leave_out: bool,
    told: Told,
) -> None:
    """All of a backup but what was erased since."""
    if not sealed.is_sealed(source):  # of a release that did not seal them
        with copy.backup("main", source, "main") as run:
            run.step(-1)
        migrate(copy)
        for name, at in gone.items():
            with copy:
                forget(copy, name, find(copy, name), at)
        copy.execute("VACUUM")
        return
    keys_path = keys_file or saved.with_name(backup_keys.NAME)
    try:
        with backup_keys.opened(keys_path) as keys, copy:
            gone = gone | keys.erased()
            sealed.unseal(source, copy, keys, gone, leave_out, told)
            bury(copy, gone)
    except FileNotFoundError:
        raise Unusable(
            f"{saved} is sealed, and there is no {keys_path}. Name the file of its keys with --keys."
        ) from None
    except sealed.Lost as lost:
        raise Unusable(
            f"{keys_path} has no key for {len(lost.ids)} conversations of {saved}: it is older, or belongs to other backups. "
            "Name the right file with --keys, or go on without these: --leave-out."
        ) from None
    except (apsw.Error, ValueError) as failed:
        raise Unusable(f"{saved} cannot be read with {keys_path}: {failed}") from None


def _made(path: Path) -> apsw.Connection:
    """A new file for nobody else's eyes, with this release's schema. It counts only once it is whole: nothing is synced before."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    db = apsw.Connection(str(path))
    for setting in ("journal_mode=MEMORY", "synchronous=OFF", "temp_store=MEMORY"):
        db.execute(f"PRAGMA {setting}").fetchall()
    migrate(db)
    return db


def _known(db: apsw.Connection, path: Path) -> None:
    try:
        if not known_schema(db):
            raise Unusable(f"{path} is empty.")
    except apsw.Error as failed:
        raise Unusable(f"{path} is not a journal of Escape Hatch: {failed}") from None


def _gone(db: apsw.Connection) -> dict[str, datetime]:
    """What was erased from this journal; a release before did not erase."""
    there = db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'erased'").get
    return buried(db) if there else {}


def _erased_in(journal: Path) -> dict[str, datetime]:
    """As far as the journal that is to be replaced can still be read."""
    try:
        with closing(_opened(journal)) as db:
            return _gone(db)
    except (Unusable, apsw.Error):
        return {}


def _opened(path: Path) -> apsw.Connection:
    if not path.exists():
        raise Unusable(f"{path}: there is no such file.")
    return apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)


def _checked(saved: Path) -> int:
    """The epoch of a backup that is whole and that this release can read."""
    db = _opened(saved)
    try:
        _known(db, saved)
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


__all__ = ["UnknownSchema", "Unusable", "backup", "last_copied_at", "readable", "restore"]
