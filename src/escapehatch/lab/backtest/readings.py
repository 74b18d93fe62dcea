"""Recorded readings: what was heard in a message, kept under a hash of everything that it was heard from.

A file of JSON Lines, ``{"key", "reading"}``. The key holds the version of the reader too: another reader, or the same
one changed, reads anew. The file holds no words of the messages, but what was heard in them: names and numbers too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path

import msgspec

from ... import reading
from ...conversation.values import Reading, Role
from ...handoff.policy import Policy
from ...ports import Reader
from ...reading.taught import TaughtReader, merged
from ..replay import Read

Save = Callable[[], None]


class Readings:
    """Reads each message once: in this run, and with a file in any other run."""

    def __init__(self, read: Callable[[], Read], version: str, file: Path | None = None) -> None:
        """``read`` makes the reader (only when something has to be read); ``file`` is read now and kept by ``save``."""
        self._make = read
        self._read: Read | None = None
        self._version = version.encode()
        self._file = file
        self._known: dict[str, bytes | Reading] = _loaded(file) if file and file.exists() else {}
        self._fresh: list[str] = []
        self.asked = 0

    @property
    def fresh(self) -> int:
        """Messages that had to be read."""
        return len(self._fresh)

    def read(self, text: str, role: Role, before: str, earlier: Sequence[tuple[str, str]]) -> Reading:
        """Like ``ports.Reader.read``."""
        self.asked += 1
        key = self._key(text, role, before, earlier)
        known = self._known.get(key)
        if isinstance(known, Reading):
            return known
        if known is None:
            self._read = self._read or self._make()
            found = self._read(text, role, before, earlier)
            self._fresh.append(key)
        else:
            found = _DECODER.decode(known)
        self._known[key] = found
        return found

    def _key(self, text: str, role: Role, before: str, earlier: Sequence[tuple[str, str]]) -> str:
        whole = blake2b(self._version, digest_size=16)
        for part in (role, text, before, *(x for pair in earlier for x in pair)):
            whole.update(part.encode("utf-8", "surrogatepass"))
            whole.update(b"\x1f\x00")
        return whole.hexdigest()

    def save(self) -> None:
        """Add what was read to the file."""
        if not self._file or not self._fresh:
            return
        with self._file.open("ab") as out:
            for key in self._fresh:
                found = self._known[key]
                assert isinstance(found, Reading)
                out.write(msgspec.json.encode({"key": key, "reading": found}) + b"\n")
        self._fresh = []


def taught(
    base: Read, policy: Policy, make: Callable[[], Reader], version: str, file: Path | None
) -> tuple[Read, Save]:
    """``base`` with the topics that ``policy`` teaches. They are kept apart: a changed topic is heard anew, and nothing else."""
    if not policy.topics:
        return base, lambda: None

    def topics_alone() -> Read:
        reader = TaughtReader(make(), policy.topics)
        return lambda text, role, before, earlier: Reading(topics=reader.heard(text) if reader.able else ())

    kept = Readings(topics_alone, f"{version}{sorted(policy.topics.items())}", file)

    def read(text: str, role: Role, before: str, earlier: Sequence[tuple[str, str]]) -> Reading:
        reading = base(text, role, before, earlier)
        if role != Role.CUSTOMER or not text.strip():
            return reading
        return merged(reading, kept.read(text, role, "", ()).topics)

    return read, kept.save


class _Row(msgspec.Struct):
    key: str
    reading: msgspec.Raw


_DECODER = msgspec.json.Decoder(Reading)
_ROWS = msgspec.json.Decoder(_Row)


def _loaded(file: Path) -> dict[str, bytes | Reading]:
    found: dict[str, bytes | Reading] = {}
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = _ROWS.decode(line)
            except msgspec.MsgspecError:
                raise ValueError(f"{file}: line {number} is no recorded reading.") from None
            found[row.key] = bytes(row.reading)
    return found


def version(kind: str) -> str:
    """The reader of this ``kind`` as it is now: any change to its code, words or heads is another version."""
    whole = blake2b(kind.encode(), digest_size=16)
    for folder in reading.__path__:
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix in {".py", ".npz", ".json", ".yaml", ".tsv"}:
                whole.update(path.read_bytes())
    return f"{kind}-{whole.hexdigest()}"
