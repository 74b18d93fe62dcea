"""What is being read or judged at this moment, in a file beside the journal that is still there when this ended the process (G16).

A message may break machine code, under a pattern, a model or a plug-in, and take the server with it. Its page sends it
again as soon as there is a server. Nothing is synced: a process that dies leaves what it wrote to the system.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import structlog

log = structlog.get_logger(__name__)

#: More than threads that work, or hang, at a time.
SLOTS: Final = 256
SLOT_BYTES: Final = 128
#: Remembered from former processes, those of which most died first: the rest of the slots is for what is done now.
SUSPECTS_MAX: Final = SLOTS // 2
UNDER_WAY, SUSPECT = "under way", "suspect"


class BlackBox:
    """Each slot of the file has one work by name, whether it is under way, and how often in a row a process died of it."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._lock = threading.Lock()
        left = _slots(self._file)
        for state, deaths, name in left:
            if state == UNDER_WAY:
                log.warning("died_meanwhile", during=name, tries=deaths + 1)
        found = sorted(((deaths + (state == UNDER_WAY), name) for state, deaths, name in left if name), reverse=True)
        self._deaths = {name: (slot, deaths) for slot, (deaths, name) in enumerate(found[:SUSPECTS_MAX])}
        self._free = list(range(len(self._deaths), SLOTS))
        for slot in self._free:
            self._write(slot, "", 0, "")
        for name, (slot, deaths) in self._deaths.items():
            self._write(slot, SUSPECT, deaths, name)

    def deaths(self, name: str) -> int:
        """How many processes in a row ended during this, and none got through it."""
        return self._deaths.get(name, (0, 0))[1]

    def suspects(self, deaths: int) -> Sequence[str]:
        """Works of which at least so many processes died, by name."""
        with self._lock:
            return sorted(name for name, (_, x) in self._deaths.items() if x >= deaths)

    def forget(self, name: str) -> None:
        """It was mended: nothing counts against it any more."""
        with self.during(name):
            pass

    @contextmanager
    def during(self, name: str) -> Iterator[None]:
        """It is under way; afterwards it is known to be harmless, also where it raised. A full box notes nothing."""
        with self._lock:
            known = name in self._deaths
            slot, deaths = self._deaths.pop(name) if known else (self._free.pop() if self._free else -1, 0)
            self._write(slot, UNDER_WAY, deaths, name)
        try:
            yield
        finally:
            with self._lock:
                self._write(slot, "", 0, "")
                if slot >= 0:
                    self._free.append(slot)

    def close(self) -> None:
        """What is still under way stays written; whoever comes back from it late writes nothing."""
        with self._lock:
            file, self._file = self._file, -1
        if file >= 0:
            os.close(file)

    def _write(self, slot: int, state: str, deaths: int, name: str) -> None:
        raw = f"{state}\t{deaths}\t{name}".encode() if name else b""
        if slot >= 0 <= self._file and len(raw) <= SLOT_BYTES:
            os.pwrite(self._file, raw.ljust(SLOT_BYTES, b"\0"), slot * SLOT_BYTES)


def suspected(path: Path, deaths: int) -> Sequence[str]:
    """As ``BlackBox.suspects``, beside a server that uses the file; nothing where there is none."""
    try:
        file = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return ()
    try:
        return sorted(name for _, x, name in _slots(file) if x >= deaths)
    finally:
        os.close(file)


def _slots(file: int) -> Sequence[tuple[str, int, str]]:
    """State, deaths, name; what nobody could have written, as after a power cut, counts for nothing."""
    found = []
    for slot in range(SLOTS):
        raw = os.pread(file, SLOT_BYTES, slot * SLOT_BYTES)
        state, _, rest = raw.rstrip(b"\0").decode(errors="replace").partition("\t")
        deaths, _, name = rest.partition("\t")
        known = state in {UNDER_WAY, SUSPECT} and deaths.isdecimal()
        found.append((state, int(deaths), name) if known else ("", 0, ""))
    return found
