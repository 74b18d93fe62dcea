"""A file layer under SQLite that writes down every write, sync, truncation and deletion in order, and fails where it is told to.

It stands between the production journal and the operating system's files (an SQLite VFS), so what is recorded is what the
journal really does. The shared memory beside a log is not recorded: it does not survive a power cut.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Literal

import apsw
from msgspec import Struct

Kind = Literal["open", "read", "write", "sync", "truncate", "delete", "lock"]

#: Bytes that a disk writes whole or not at all.
SECTOR: Final = 512


class Op(Struct, frozen=True):
    """One operation on a file, by name without its folder.

    ``open``: ``data`` is what the file held when it was first opened, ``ok`` whether it was there at all. ``write``: ``data``
    at ``offset``. ``truncate``: to ``offset`` bytes. ``sync``: ``ok`` is False when it failed. ``delete``: ``ok`` says whether
    the folder was synced as well.
    """

    kind: Kind
    file: str
    offset: int = 0
    data: bytes = b""
    ok: bool = True


#: Asked before each call; what it returns is raised instead.
Fault = Callable[[Kind, str], Exception | None]


def no_fault(kind: Kind, file: str) -> Exception | None:
    return None


class Layer(apsw.VFS):
    """Register under ``name`` and open the journal with it. ``ops`` is what happened; ``fault`` may be set at any time."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ops: list[Op] = []
        self.fault: Fault = no_fault
        self._known: set[str] = set()
        super().__init__(name, "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        if name is None:  # a temporary file: nothing of it outlives a crash
            return apsw.VFSFile("", None, flags)
        path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name)
        self.ask("open", path.name)
        self._remember(path)
        return File(self, path.name, name, flags)

    def _remember(self, path: Path) -> None:
        """What was there before this layer looked."""
        if path.name in self._known:
            return
        self._known.add(path.name)
        there = path.exists()
        self.ops.append(Op("open", path.name, data=path.read_bytes() if there else b"", ok=there))

    def xDelete(self, filename: str, syncdir: bool) -> None:
        file = os.path.basename(filename)
        self.ask("delete", file)
        super().xDelete(filename, syncdir)
        self.ops.append(Op("delete", file, ok=syncdir))

    def ask(self, kind: Kind, file: str) -> None:
        """Raise what is to go wrong here, if anything."""
        failed = self.fault(kind, file)
        if failed is not None:
            raise failed


class File(apsw.VFSFile):
    """One open file of the layer."""

    def __init__(self, layer: Layer, file: str, name: Any, flags: list[int]) -> None:
        self._layer = layer
        self._file = file
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        """A write that fails has written its first half: that is what a disk does that runs full."""
        try:
            self._layer.ask("write", self._file)
        except Exception:
            self._put(data[: len(data) // 2], offset)
            raise
        self._put(data, offset)

    def _put(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        self._layer.ops.append(Op("write", self._file, offset, bytes(data)))

    def xRead(self, amount: int, offset: int) -> bytes:
        self._layer.ask("read", self._file)
        return super().xRead(amount, offset)

    def xTruncate(self, newsize: int) -> None:
        self._layer.ask("truncate", self._file)
        super().xTruncate(newsize)
        self._layer.ops.append(Op("truncate", self._file, newsize))

    def xSync(self, flags: int) -> None:
        try:
            self._layer.ask("sync", self._file)
        except Exception:
            self._layer.ops.append(Op("sync", self._file, ok=False))
            raise
        super().xSync(flags)
        self._layer.ops.append(Op("sync", self._file))

    def xLock(self, level: int) -> None:
        self._layer.ask("lock", self._file)
        super().xLock(level)
