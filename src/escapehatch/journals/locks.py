"""Who writes a journal's file: one process at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..ports import JournalUnavailable


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Nobody else writes ``path`` meanwhile. Raises JournalUnavailable when somebody does."""
    handle = hold(path)
    try:
        yield
    finally:
        os.close(handle)


def hold(path: Path) -> int:
    """Hold ``path``.lock for this process: two writers of one file are one too many (see docs/decisions)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(handle, 32).decode(errors="replace").strip() or "unknown"
        os.close(handle)
        raise JournalUnavailable(
            f"{path} is in use by process {holder}. One process writes a journal: stop that one, or use another file."
        ) from None
    os.truncate(handle, 0)
    os.write(handle, str(os.getpid()).encode())
    return handle
