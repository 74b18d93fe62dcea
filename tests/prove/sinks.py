"""Helpdesks on real sockets that fail in the middle: one that takes signed calls, and a mail server.

Each call has a mood, drawn by seed. ``taken``: what came whole, in the order in which it came, also where the sender was
told otherwise, or nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.policy
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from random import Random
from typing import Any

from msgspec import Struct

from escapehatch.connectors.helpdesks.mail import carried_in
from escapehatch.connectors.signing import verify

from .served import SECRET

MOODS = {
    "well": 10,
    "closes before it is read": 1,
    "closes in mid-body": 2,
    "takes it and closes": 3,
    "takes it and hangs": 1,
    "takes it and says that it failed": 2,
    "fails": 2,
    "refuses": 2,
    "talks nonsense": 1,
}
#: A call that hangs is let go after this, seconds: after whoever waits has given up.
HANGS_S = 12.0


class Taken(Struct, frozen=True):
    """``name``: the id by which a repeat is known. ``seq``: of the event that is told."""

    name: str
    conversation_id: str
    seq: int
    kind: str


class Sink:
    """``refused``: conversations whose handoff is never taken. ``calm``: no moods any more."""

    def __init__(self, seed: int) -> None:
        self.port = 0
        self.taken: list[Taken] = []
        self.moods = Counter[str]()
        self.refused: set[str] = set()
        self.calm = False
        self._chance = Random(seed)

    def mood(self) -> str:
        mood = "well" if self.calm else self._chance.choices(list(MOODS), list(MOODS.values()))[0]
        self.moods[mood] += 1
        return mood

    async def hear(self, reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        raise NotImplementedError


@contextlib.asynccontextmanager
async def open_at(sink: Sink) -> AsyncIterator[Sink]:
    """The sink, listening."""
    talking = set[asyncio.Task[None]]()

    async def hear(reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        talking.add(task)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await sink.hear(reader, out)
        talking.discard(task)
        out.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0, limit=2**22)
    sink.port = server.sockets[0].getsockname()[1]
    yield sink
    server.close()
    for task in talking:
        task.cancel()


class Hook(Sink):
    """Signed calls; a signature that is wrong fails the test."""

    async def hear(self, reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        mood = self.mood()
        if mood == "closes before it is read":
            return
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (x.partition(":") for x in head[1:] if x)}
        size = int(headers["content-length"])
        if mood == "closes in mid-body":
            await reader.readexactly(min(size, 200))
            out.transport.abort()
            return
        body = await reader.readexactly(size)
        name = verify(SECRET, headers, body, datetime.now(UTC))
        told = json.loads(body)
        place, first = told["data"]["conversation_id"], told["type"] == "HandoffRequested"
        status = {"fails": 503, "refuses": 400}.get(mood, 500 if place in self.refused and first else 0)
        if not status:
            self.taken.append(Taken(name, place, told["data"]["seq"], told["type"]))
        if mood == "takes it and closes":
            return
        if mood == "takes it and hangs":
            await asyncio.sleep(HANGS_S)
        status = status or (502 if mood == "takes it and says that it failed" else 204)
        nonsense = b"\x00\x01 here you are\r\n\r\n"
        out.write(
            nonsense if mood == "talks nonsense" else f"HTTP/1.1 {status} Said\r\ncontent-length: 0\r\n\r\n".encode()
        )
        await out.drain()


class Post(Sink):
    """A mail server."""

    async def hear(self, reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        mood = self.mood()
        if mood == "closes before it is read":
            return
        out.write(b"\xff what?\r\n" if mood == "talks nonsense" else b"220 here\r\n")
        said = {"fails": b"451 later\r\n", "refuses": b"550 never\r\n"}
        while line := (await reader.readline()).decode().strip().upper():
            if line == "DATA":
                out.write(b"354 go\r\n")
                if mood == "closes in mid-body":
                    await reader.read(500)
                    out.transport.abort()
                    return
                body = await reader.readuntil(b"\r\n.\r\n")
                done = self._take(body[:-3])
                if mood == "takes it and closes":
                    return
                if mood == "takes it and hangs":
                    await asyncio.sleep(HANGS_S)
                out.write(b"250 taken\r\n" if done and mood != "takes it and says that it failed" else b"452 full\r\n")
            elif line == "QUIT":
                out.write(b"221 bye\r\n")
                return
            else:
                out.write(said.get(mood, b"250 fine\r\n") if line.startswith("RCPT") else b"250 fine\r\n")

    def _take(self, body: bytes) -> bool:
        parsed: Any = email.message_from_bytes(body, policy=email.policy.default)
        place = carried_in(parsed).packet.conversation_id
        if place in self.refused:
            return False
        name = parsed["Message-ID"].strip("<>").partition("@")[0]
        self.taken.append(Taken(name, place, int(name.rpartition("-")[2]), "mail"))
        return True


KINDS: dict[str, Callable[[int], Sink]] = {"webhook": Hook, "mail": Post}
