"""The files that a power cut may leave: a prefix of what was done, of which what was not synced is there in part, or torn.

What was synced is there. Each other write may be there, may be missing, or may have some of its sectors; a truncation or
a deletion may have happened or not. A sync that failed promises nothing, now or later: what it was to write is in doubt
until it is written again (the kernel drops the pages after a failed sync, and the next sync reports success).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from .chance import Chance
from .layer import SECTOR, Op

#: How an image treats what is in doubt: all gone, all there, any part of it, any sectors of it.
MANNERS: Final = ("gone", "there", "some", "torn")

#: The first sync of a new log or rollback journal syncs its folder too (SQLite's unix layer does so).
LOGS: Final = ("-wal", "-journal")

Image = dict[str, bytes]


class Kept:
    """One file: the bytes that are certain, and the operations on top of them with what is known of each."""

    def __init__(self, data: bytes, named: bool) -> None:
        self.sure = bytearray(data)
        self.tail: list[tuple[Op, str]] = []
        self.named = named

    def add(self, op: Op) -> None:
        self.tail.append((op, "open"))

    def synced(self, ok: bool) -> None:
        self.named |= ok
        became = "sure" if ok else "doomed"
        self.tail = [(op, became if state == "open" else state) for op, state in self.tail]
        again = {op.offset: n for n, (op, state) in enumerate(self.tail) if state == "sure" and op.kind == "write"}
        self.tail = [x for n, x in enumerate(self.tail) if not self._written_again(n, x, again)]
        while self.tail and self.tail[0][1] == "sure":
            put(self.sure, self.tail.pop(0)[0], None)

    def _written_again(self, n: int, x: tuple[Op, str], again: dict[int, int]) -> bool:
        """Whether a write in doubt lies under a later one that is certain."""
        op, state = x
        over = again.get(op.offset, -1)
        return state == "doomed" and op.kind == "write" and over > n and len(self.tail[over][0].data) >= len(op.data)

    def left(self, rng: Chance, manner: str) -> bytes:
        data = bytearray(self.sure)
        for op, state in self.tail:
            if state == "sure" or manner == "there":
                put(data, op, None)
            elif manner == "torn":
                put(data, op, rng)
            elif manner == "some" and rng.random() < 0.5:
                put(data, op, None)
        return bytes(data)


def put(data: bytearray, op: Op, torn: Chance | None) -> None:
    """Do ``op``; with ``torn``, only some of its sectors."""
    if op.kind == "truncate":
        if torn is None or torn.random() < 0.5:
            del data[op.offset :]
        return
    at, end = op.offset, op.offset + len(op.data)
    while at < end:
        upto = min(end, (at // SECTOR + 1) * SECTOR)
        if torn is None or torn.random() < 0.5:
            if len(data) < upto:
                data.extend(bytes(upto - len(data)))
            data[at:upto] = op.data[at - op.offset : upto - op.offset]
        at = upto


class Disk:
    """All files, as far as they are certain. ``take`` each operation in order; ``image`` at any point."""

    def __init__(self) -> None:
        self._files: dict[str, Kept] = {}
        self._ghosts: dict[str, Kept] = {}

    def take(self, op: Op) -> None:
        if op.kind == "open":
            if op.ok:
                self._files[op.file] = Kept(op.data, named=True)
            return
        if op.kind == "delete":
            self._delete(op)
            return
        kept = self._files.setdefault(op.file, Kept(b"", named=False))
        if op.kind == "sync":
            if op.ok and not kept.named and op.file.endswith(LOGS):
                self._folder_synced()
            kept.synced(op.ok)
        else:
            kept.add(op)

    def _delete(self, op: Op) -> None:
        gone = self._files.pop(op.file, None)
        if gone and gone.named:
            self._ghosts[op.file] = gone
        if op.ok:
            self._folder_synced()

    def _folder_synced(self) -> None:
        self._ghosts.clear()
        for kept in self._files.values():
            kept.named = True

    def image(self, rng: Chance, manner: str) -> Image:
        """What is left after a cut now. A file whose name was never synced may not exist; a deleted one may."""
        found = {x: kept.left(rng, manner) for x, kept in self._ghosts.items() if rng.random() < 0.5}
        for name, kept in self._files.items():
            if kept.named or manner == "there" or (manner != "gone" and rng.random() < 0.7):
                found[name] = kept.left(rng, manner)
        return found


def images(ops: Sequence[Op], rng: Chance, each: int, most: int) -> Iterator[tuple[int, Image]]:
    """Images after operations that change something, ``each`` at a time: (operations done, files).

    After every operation, or where that would make more than ``most``, after some, evenly over the recording.
    """
    step = max(1, -(-len(ops) * each // most))
    disk = Disk()
    for done, op in enumerate(ops, 1):
        disk.take(op)
        if op.kind == "open" or done % step:
            continue
        for manner in _manners(rng, each):
            yield done, disk.image(rng, manner)


def _manners(rng: Chance, count: int) -> Iterable[str]:
    first = rng.sample(MANNERS, min(count, len(MANNERS)))
    return [*first, *(rng.choice(MANNERS[2:]) for _ in range(count - len(first)))]


def lay_out(image: Image, folder: Path) -> None:
    """Write the files of an image into ``folder``, which then holds nothing else of them."""
    for old in folder.glob("*"):
        if old.name not in image:
            old.unlink()
    for name, data in image.items():
        (folder / name).write_bytes(data)
