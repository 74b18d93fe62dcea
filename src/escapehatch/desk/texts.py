"""A text in force (the roster, the policy), and how it changes: by a hand on its file, or through the API. Every change is a version.

Two who change it at once do not overwrite each other: whoever writes says from which version they began (409 otherwise). The
file is written whole or not at all, before the version is recorded: after a crash in between the next start records it as
a change of the file. Without a file the journal alone holds the text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, Generic, Protocol, TypeVar

import structlog

from ..ports import Clock, Journal
from ..routing.versions import BY_FILE, Version, key, read, versions, written

log = structlog.get_logger(__name__)
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

#: Before the first version: what is built in.
BUILT_IN: Final = Version(0, datetime(1970, 1, 1, tzinfo=UTC), "", "")


class Source(Protocol[T_co]):
    """The file, or what stands for it. ``replace`` raises what refuses a text, and OSError when it cannot be written."""

    text: str
    faults: tuple[str, ...]

    @property
    def value(self) -> T_co: ...

    @property
    def in_file(self) -> bool: ...

    def refresh(self) -> bool: ...

    def replace(self, text: str) -> None: ...


class Overtaken(Exception):
    """Somebody was quicker, or the file is being worked on (``faults``). ``current``: the version in force."""

    def __init__(self, current: Version, faults: tuple[str, ...] = ()) -> None:
        super().__init__(f"It is at version {current.number}.")
        self.current = current
        self.faults = faults


class Texts(Generic[T]):
    """``current``: the version in force. ``changed`` is called after each change that came through here.

    ``check`` reads a text that was sent, and raises ``refused`` for one that does not do. Under ``kind`` the journal keeps the versions.
    """

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        source: Source[T],
        changed: Callable[[], None],
        kind: str,
        check: Callable[[str], T],
        refused: type[Exception],
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._changed = changed
        self._kind = kind
        self.check = check
        self.refused = refused
        self._one_at_a_time = asyncio.Lock()
        self.source = source
        self.current = BUILT_IN

    async def open(self) -> None:
        """Take up where the journal stands; a file that was edited meanwhile is a new version."""
        known = await self.versions()
        self.current = known[-1] if known else BUILT_IN
        if not self.source.in_file and known:
            try:
                self.source.replace(self.current.text)
            except self.refused as refused:
                log.error("not_usable", kind=self._kind, version=self.current.number, exc_info=refused)
        await self.note()

    async def versions(self) -> list[Version]:
        """All of them, oldest first."""
        return versions(await self._journal.kept(self._kind))

    async def version(self, number: int) -> Version | None:
        kept = await self._journal.kept_one(self._kind, key(number))
        return read(kept) if kept else None

    async def note(self) -> None:
        """Record what the file says now, when it says something else than the last version."""
        async with self._one_at_a_time:
            await self._note()

    async def _note(self) -> None:
        if self.source.in_file and self.source.text != self.current.text:
            again = [x.number for x in await self.versions() if x.text == self.source.text]
            await self._record(self.source.text, BY_FILE, f"again as version {again[-1]}" if again else "")

    async def put(self, text: str, by: str, expected: int, because: str = "") -> Version:
        """Put another text in force. Raises ``refused`` for one that does not check, Overtaken, OSError."""
        # As a file is read: else the text would differ from itself after a restart.
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        async with self._one_at_a_time:
            self.source.refresh()
            await self._note()
            if expected != self.current.number or self.source.faults:
                raise Overtaken(self.current, self.source.faults)
            self.check(text)
            if text == self.current.text:
                return self.current
            self.source.replace(text)
            await self._record(text, by, because)
        self._changed()
        return self.current

    async def roll_back(self, number: int, by: str, expected: int, because: str = "") -> Version | None:
        """The text of an earlier version, as a new one; None when there is no such version. Raises as ``put`` does."""
        earlier = await self.version(number)
        if earlier is None:
            return None
        said = f"back to version {number}"
        return await self.put(earlier.text, by, expected, f"{said}: {because}" if because else said)

    async def _record(self, text: str, by: str, because: str) -> None:
        new = Version(self.current.number + 1, self._clock.now(), by, text, because)
        if await self._journal.claim(self._kind, key(new.number), written(new)):
            self.current = new
        else:
            log.error("version_taken", kind=self._kind, version=new.number)
            self.current = (await self.versions())[-1]
