"""Where else is a conversation that was erased? In the keys of backups, and in journals that a restore has put aside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

import apsw

from . import backup_keys
from .migrate import UnknownSchema, migrate
from .sqlite_erasure import find, forget

#: Beside a journal: which files of keys its backups were made with; its time is that of the last backup.
COPIED: Final = ".copied"


def note(journal: Path, target: Path, keys: Path) -> None:
    """A backup was made of this journal, with these keys."""
    known = dict.fromkeys([*(str(x) for x in noted(journal)), str(keys.resolve())])
    text = json.dumps({"last": target.name, "keys": list(known)})
    journal.with_name(journal.name + COPIED).write_text(text + "\n", encoding="utf-8")


def noted(journal: Path) -> list[Path]:
    try:
        found = json.loads(journal.with_name(journal.name + COPIED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [Path(x) for x in found["keys"]] if isinstance(found, dict) else []


def remove(journal: Path, ids: Mapping[str, datetime]) -> list[str]:
    """Take these away wherever they are besides the journal itself; a sentence for each place where that failed."""
    left = []
    for path in noted(journal):
        try:
            with backup_keys.opened(path) as keys:
                keys.destroy(ids)
        except (OSError, apsw.Error) as failed:
            left.append(f"{path}: the keys of backups could not be destroyed ({failed}). Backups can still be read.")
    for path in sorted(journal.parent.glob(f"{journal.name}.replaced-*")):
        if not path.name.endswith(("-wal", "-shm")):
            left += _from_replaced(path, ids)
    return left


def _from_replaced(path: Path, ids: Mapping[str, datetime]) -> list[str]:
    try:
        with closing(apsw.Connection(str(path))) as db:
            db.execute("PRAGMA secure_delete=ON").fetchall()
            migrate(db)
            for name, at in ids.items():
                found = find(db, name)
                with db:
                    forget(db, name, found, at)
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except (apsw.Error, UnknownSchema, ValueError) as failed:
        return [f"{path}: an old journal that cannot be read ({failed}). Delete it: it may hold what was erased."]
    return []
