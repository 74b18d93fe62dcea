"""A settings file that may change while the server runs. A version that does not check never replaces a good one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

import structlog

log = structlog.get_logger(__name__)
T = TypeVar("T")


class Watched(Generic[T]):
    """``value`` is the last good one. At the start a bad file is refused: ``refused`` is raised."""

    def __init__(self, path: Path | None, parse: Callable[[str, str], T], default: T, refused: type[Exception]) -> None:
        self.path = path
        self._parse = parse
        self._refused = refused
        self._stamp = self._read_stamp()
        self.faults: tuple[str, ...] = ()
        self.text = "" if path is None else path.read_text(encoding="utf-8")
        self.value = default if path is None else parse(self.text, str(path))

    @property
    def in_file(self) -> bool:
        return self.path is not None

    def refresh(self) -> bool:
        """Look again: True when a new good value is in force. A bad one is logged and the last good stays."""
        stamp = self._read_stamp()
        if self.path is None or stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            text = self.path.read_text(encoding="utf-8")
            if not text.strip():
                raise OSError("it is empty; somebody may be writing it")
            self.value = self._parse(text, str(self.path))
        except (self._refused, OSError, UnicodeError) as failed:
            problems = getattr(failed, "problems", ())
            self.faults = tuple(str(x) for x in problems) or (f"{self.path}: {failed}",)
            log.error("not_reloaded", file=str(self.path), problems=len(self.faults))
            return False
        self.faults, self.text = (), text
        return True

    def replace(self, text: str) -> None:
        """Put ``text`` in force, in the file too, where there is one. Raises ``refused``, or OSError."""
        value = self._parse(text, str(self.path or "text"))
        if self.path is not None:
            write_whole(self.path, text)
            self._stamp = self._read_stamp()
        self.value, self.text, self.faults = value, text, ()

    def _read_stamp(self) -> tuple[int, int]:
        try:
            found = self.path.stat() if self.path else None
        except OSError:
            return (-1, -1)
        return (found.st_mtime_ns, found.st_size) if found else (0, 0)


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all: whoever reads it meanwhile sees the old text. Its mode stays. Raises OSError."""
    there = path.resolve()
    beside = there.with_name(f".{there.name}.new")
    with beside.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if there.exists():
        beside.chmod(there.stat().st_mode)
    os.replace(beside, there)
