"""Pages that stay open: each follows one conversation over lines that break, and must never show what is not so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from functools import partial
from random import Random
from typing import Any, Final, Protocol

import msgspec
from msgspec import Struct

from ...conversation.audience import for_customer
from ...conversation.events import Recorded
from ...conversation.fold import Conversation, apply, replay
from ...conversation.lifecycle import Status
from ...conversation.values import Author, Role
from ...ports import JournalUnavailable

#: Back-off after the n-th failed try: anything between 0 and ``min(BACKOFF_MAX_S, BACKOFF_FIRST_S * 2**n)``.
BACKOFF_FIRST_S: Final = 0.5
BACKOFF_MAX_S: Final = 20.0
#: A page that hears nothing for so long, where something must come, dials anew, seconds.
DEAF_S: Final = 12.0
#: The server finds out that a line is dead after this, seconds.
FOUND_DEAD_S: Final = 40.0
#: How often somebody who is asked whether they are still there is.
STILL_THERE: Final = 0.6

Said = tuple[tuple[str, str], ...]


class Seen(Struct, frozen=True):
    """What a page says it has when it dials: the version of its conversation, and the journal's epoch."""

    upto: int
    epoch: int


class Doors(Protocol):
    """How a page gets in: one connection, served until either side ends it."""

    def connect(self, line: Line, who: Author, where: str, seen: Seen) -> Coroutine[Any, Any, None]: ...


class Line:
    """One connection, in place of a WebSocket. ``cut``: both sides know. ``dead``: neither does, and nothing arrives."""

    def __init__(self, heard: Callable[[dict[str, Any]], None], travel: Callable[[], Awaitable[None]]) -> None:
        self.cookies: dict[str, str] = {}
        self.dead = False
        self.over = asyncio.Event()
        self.code = 0
        self._heard = heard
        self._travel = travel
        self._words: asyncio.Queue[str] = asyncio.Queue()

    def say(self, **frame: Any) -> None:
        """From the page."""
        if not self.dead and not self.over.is_set():
            self._words.put_nowait(msgspec.json.encode(frame).decode())

    def cut(self) -> None:
        self.over.set()

    async def receive_text(self) -> str:
        word, over = asyncio.ensure_future(self._words.get()), asyncio.ensure_future(self.over.wait())
        try:
            await asyncio.wait((word, over), return_when=asyncio.FIRST_COMPLETED)
            if word.done():
                return word.result()
            raise RuntimeError("the line is cut")
        finally:
            word.cancel()
            over.cancel()

    async def send_text(self, text: str) -> None:
        """To the page."""
        await self._travel()
        if self.over.is_set():
            raise RuntimeError("the line is cut")
        if not self.dead:
            self._heard(msgspec.json.decode(text))

    async def close(self, code: int) -> None:
        self.code = code
        self.over.set()


class Page:
    """A tab of a customer, or of an agent who watches. ``bugs`` is told of whatever it was shown and must not have been.

    ``shown``: every message that it ever showed; who has read something must find it again. ``travel``: a frame's way here.
    """

    def __init__(
        self,
        who: Author,
        where: str,
        rng: Random,
        travel: Callable[[], Awaitable[None]],
        seen: Callable[[str], None],
        bugs: list[str],
    ) -> None:
        self.who = who
        self.where = where
        self.picture = Conversation(id=where)
        self.shown: dict[str, str] = {}
        self.closed = False
        self.line: Line | None = None
        self._upto = 0
        self._epoch = 0
        self._rng = rng
        self._travel = travel
        self._seen = seen
        self._bugs = bugs

    async def live(self, doors: Doors) -> None:
        """Dial, and dial again, until it is closed or its conversation is forgotten."""
        tries = 0
        while not self.closed:
            line = self.line = Line(self._heard, self._travel)
            serving = asyncio.ensure_future(doors.connect(line, self.who, self.where, Seen(self._upto, self._epoch)))
            serving.add_done_callback(partial(self._ended, line))
            await self._until_lost(line)
            self.closed |= self.picture.status == Status.ERASED or line.code == 4401
            tries = 0 if self._upto else tries + 1
            await asyncio.sleep(self._rng.uniform(0.0, min(BACKOFF_MAX_S, BACKOFF_FIRST_S * 2**tries)))

    async def _until_lost(self, line: Line) -> None:
        while not line.over.is_set() and not self.closed and self.line is line:
            try:
                async with asyncio.timeout(DEAF_S):
                    await line.over.wait()
            except TimeoutError:
                if line.dead:
                    return

    def _ended(self, line: Line, serving: asyncio.Future[None]) -> None:
        line.over.set()
        failed = None if serving.cancelled() else serving.exception()
        if failed is not None and not isinstance(failed, JournalUnavailable):
            self._bugs.append(f"raised: a session ended with {failed!r}")

    # What happens to it

    def loses_line(self) -> None:
        """It breaks, or goes dead without a word."""
        if self.line and self._rng.random() < 0.5:
            self._seen("line went dead")
            self.line.dead = True
            asyncio.get_running_loop().call_later(FOUND_DEAD_S, self.line.cut)
        elif self.line:
            self._seen("line was cut")
            self.line.cut()

    def finds_line(self) -> None:
        """Whatever was dead is found out."""
        if self.line and self.line.dead:
            self.line.cut()

    def reloads(self) -> None:
        """The browser forgets all that was on it."""
        self._seen("page loaded again")
        self.picture, self._upto, self._epoch = Conversation(id=self.where), 0, 0
        if self.line:
            self.line.cut()

    def closes(self) -> None:
        self.closed = True
        if self.line:
            self.line.cut()

    # What it is told

    def _heard(self, frame: dict[str, Any]) -> None:
        about = frame.get("conversation_id") or frame.get("conversation", {}).get("id") or self.where
        if self.who.role == Role.CUSTOMER and about != self.where:
            self._bugs.append(f"G26: a page of {self.where} was told of {about}: {frame['type']}")
        match frame["type"]:
            case "welcome":
                self._epoch = frame["epoch"]
                if self.who.role == Role.AGENT and self.line:
                    self.line.say(type="watch", conversation_id=self.where, seq=self._upto)
            case "beat" if self.line:
                self.line.say(type="ping")
            case "still" if self.line and self._rng.random() < STILL_THERE:
                self.line.say(type="here", visible=True)
            case "snapshot":
                self._seen("page got a snapshot")
                self._show(msgspec.convert(frame["conversation"], Conversation), frame["upto"])
            case "events":
                self._seen("page went on" if self._upto else "page began")
                self._extend(msgspec.convert(frame["events"], tuple[Recorded, ...]), frame["upto"])

    def _extend(self, events: tuple[Recorded, ...], upto: int) -> None:
        picture = self.picture
        for one in events:
            if one.seq > self._upto:
                picture = apply(picture, one)
        self._show(picture, max(upto, self._upto))

    def _show(self, picture: Conversation, upto: int) -> None:
        """G5: what was on it stays on it, in its order, and nothing comes twice."""
        before, now = said(self.picture), said(picture)
        if picture.status != Status.ERASED and (now[: len(before)] != before or len(dict(now)) != len(now)):
            self._bugs.append(f"G5: a page of {self.where} showed {before}, then {now}")
        self.picture, self._upto = picture, upto
        self.shown.update(now)


def said(c: Conversation) -> Said:
    """Message ids and words, as a page shows them."""
    return tuple((x.id, x.text) for x in c.said())


def as_shown(records: list[Recorded], who: Author) -> Conversation:
    """What a page of theirs must show of these in the end."""
    if who.role == Role.CUSTOMER:
        return replay([y for x in records if (y := for_customer(x))])
    return replay(records)


def untrue(pages: list[Page], histories: dict[str, list[Recorded]]) -> Iterator[str]:
    """G5: every page that is open shows what is so; and what a page has ever shown was stored, and still is."""
    for page in pages:
        records = histories.get(page.where, [])
        truth = as_shown(records, page.who)
        if not records or truth.status == Status.ERASED:
            continue
        whole = dict(said(replay(records)))
        yield from (
            f"G5: {page.who.id} was shown {name} of {page.where} as {text!r}, there is {whole.get(name)!r}"
            for name, text in page.shown.items()
            if whole.get(name) != text
        )
        if not page.closed and page.picture != truth:
            yield f"G5: {page.who.id} sees {page.where} at {page.picture.seq}, it is at {truth.seq}"
