"""A line with faults: a TCP proxy between clients and a real server that knows where requests and frames begin and end.

What it can do to a request, and what that is in the field:

* ``lose_answer``: the server has done the work, the answer is lost (a tunnel; a balancer that restarts).
* ``ask_twice``: the request arrives twice (a proxy that tries again after a timeout).

To a frame of a WebSocket, each way for itself. A sound TCP line does none of the first three; a worker that forwards by
threads, a relay that fails over, a browser that wakes from its sleep do, and so does a bug of one's own:

* ``drop``, ``double``, ``swap`` (held back behind the next one to three).
* ``delay``: a slow radio. ``drip``: a few bytes at a time, a line at its end.
* ``stall``: from now on nothing arrives this way, without a word (a NAT that forgot; a laptop's lid). The other way lives on.
* ``cut_inside``: the connection breaks in the middle of a frame, at any byte. ``cut_between``: after a whole one.

Faults are drawn from a seed, for each connection and way by itself: the n-th frame of the m-th connection meets the same.
The server compresses long frames, each by itself (``api/frames.py``), and a client masks each with a key of its own, so any
frame can be lost or come twice. Frames of the protocol itself (ping, pong, close) pass.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections import Counter, deque
from collections.abc import AsyncIterator
from random import Random
from typing import Final, NamedTuple

HOST: Final = "127.0.0.1"
#: Bytes of a request's head, and of a frame, that are understood; whoever sends more is cut.
HEAD_MAX, FRAME_MAX = 64 * 1024, 16 * 1024 * 1024
#: A delayed frame comes so much later at most, and a dripping one takes so long, seconds.
DELAY_S: Final = 0.6
#: Frames that may overtake one that is held back.
BEHIND_MAX: Final = 3
GONE = (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError)


class Faults(NamedTuple):
    """How often, of one: requests for the first two, frames for the others."""

    lose_answer: float = 0.0
    ask_twice: float = 0.0
    drop: float = 0.0
    double: float = 0.0
    swap: float = 0.0
    delay: float = 0.0
    drip: float = 0.0
    stall: float = 0.0
    cut_inside: float = 0.0
    cut_between: float = 0.0


REQUESTS: Final = ("lose_answer", "ask_twice")
FRAMES: Final = tuple(x for x in Faults._fields if x not in REQUESTS)
#: A bad day: each of them often enough to meet the others.
BAD: Final = Faults(0.15, 0.15, 0.04, 0.03, 0.03, 0.04, 0.01, 0.003, 0.006, 0.006)


class Played(NamedTuple):
    """One fault: the connection by its number, which way (``request``, ``up``, ``down``), the number there, and what."""

    connection: int
    way: str
    number: int
    fault: str


class Line:
    """One connection, from both ends."""

    def __init__(self, number: int, here: asyncio.StreamWriter, there: asyncio.StreamWriter) -> None:
        self.number = number
        self.ends = (here, there)

    def cut(self) -> None:
        for end in self.ends:
            end.transport.abort()

    def close(self) -> None:
        for end in self.ends:
            end.close()


class Proxy:
    """Listens on ``port``; as a context. ``healed``: from now on every frame passes as it came; what is dead stays dead."""

    def __init__(self, server_port: int, seed: int, faults: Faults = BAD) -> None:
        self._server_port = server_port
        self._seed = seed
        self._faults = faults
        self._lines = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self.played: list[Played] = []
        self.passed = Counter[str]()
        self.healed = False
        self.port = 0

    async def __aenter__(self) -> Proxy:
        self._listening = await asyncio.start_server(self._come, HOST, 0, limit=FRAME_MAX)
        self.port = self._listening.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *gone: object) -> None:
        self._listening.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def counts(self) -> Counter[str]:
        return Counter(x.fault for x in self.played)

    def _drawn(self, dice: Random, names: tuple[str, ...], connection: int, way: str, number: int) -> str:
        """The fault that this request or frame meets; mostly none. Drawn also when all is well: the order stays the same."""
        luck = dice.random()
        for name in names:
            luck -= getattr(self._faults, name)
            if luck < 0 and not self.healed:
                self.played.append(Played(connection, way, number, name))
                return name
        self.passed[way] += 1
        return ""

    def _dice(self, connection: int, way: str) -> Random:
        return Random(f"{self._seed}:{connection}:{way}")

    def _come(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines += 1
        task = asyncio.create_task(self._carried(self._lines, reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carried(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its first byte to its last."""
        try:
            there_reader, there = await asyncio.open_connection(HOST, self._server_port, limit=FRAME_MAX)
        except OSError:
            writer.transport.abort()
            return
        line = Line(number, writer, there)
        try:
            if await self._requests(line, reader, there_reader):
                ways = (("up", reader, there), ("down", there_reader, writer))
                await asyncio.gather(*(self._frames(line, *x) for x in ways))
        except GONE:
            pass
        finally:
            line.close()

    # Requests

    async def _requests(self, line: Line, here: asyncio.StreamReader, there: asyncio.StreamReader) -> bool:
        """Carry them one by one; true when what follows are frames."""
        dice, number = self._dice(line.number, "request"), 0
        back, on = line.ends
        while asked := await _message(here):
            fault, number = self._drawn(dice, REQUESTS, line.number, "request", number), number + 1
            opens = b"upgrade: websocket" in asked.lower()
            if fault == "ask_twice" and not opens:
                await self._aside(asked)
            on.write(asked)
            answer = await _message(there)
            if fault == "lose_answer" and not opens:
                line.cut()
                return False
            back.write(answer)
            await back.drain()
            if opens:
                return answer.startswith(b"HTTP/1.1 101")
        return False

    async def _aside(self, asked: bytes) -> None:
        """The same request on a connection of its own, beforehand; nobody hears the answer."""
        reader, writer = await asyncio.open_connection(HOST, self._server_port)
        writer.write(asked)
        await _message(reader)
        writer.close()

    # Frames

    async def _frames(self, line: Line, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        dice, number = self._dice(line.number, way), 0
        held: deque[tuple[int, bytes]] = deque()
        async for frame in _frames(reader):
            if frame[0] & 0x0F >= 8:
                writer.write(frame)
                continue
            fault, number = self._drawn(dice, FRAMES, line.number, way, number), number + 1
            if fault == "stall":
                await _swallow(reader)
                return
            if fault == "swap":
                held.append((number + dice.randint(1, BEHIND_MAX), frame))
            elif fault != "drop" and not await self._put(line, writer, frame, fault, dice):
                return
            while held and (held[0][0] <= number or self.healed):
                writer.write(held.popleft()[1])
            await writer.drain()
        line.close()

    async def _put(self, line: Line, writer: asyncio.StreamWriter, frame: bytes, fault: str, dice: Random) -> bool:
        """One frame, with what happens to it; false when the line is cut."""
        if fault == "delay":
            await asyncio.sleep(dice.random() * DELAY_S)
        elif fault == "drip":
            part = max(1, len(frame) // 8)
            while len(frame) > part:
                writer.write(frame[:part])
                frame = frame[part:]
                await writer.drain()
                await asyncio.sleep(DELAY_S / 8)
        elif fault == "cut_inside":
            writer.write(frame[: dice.randrange(1, len(frame))])
        if fault.startswith("cut"):
            if fault == "cut_between":
                writer.write(frame)
            line.close()
            return False
        writer.write(frame * (1 + (fault == "double")))
        return True


async def _message(reader: asyncio.StreamReader) -> bytes:
    """One request or answer, head and body; empty at the end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as end:
        return end.partial
    length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
    return head + (await reader.readexactly(int(length[1])) if length else b"")


async def _frames(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """Whole frames, with their heads (RFC 6455, 5.2), until the connection ends."""
    with contextlib.suppress(*GONE):
        while True:
            head = await reader.readexactly(2)
            length, more = head[1] & 0x7F, b""
            if length >= 126:
                more = await reader.readexactly(2 if length == 126 else 8)
                length = int.from_bytes(more)
            mask = await reader.readexactly(4) if head[1] & 0x80 else b""
            yield head + more + mask + await reader.readexactly(length)


async def _swallow(reader: asyncio.StreamReader) -> None:
    """Take what comes, and do nothing with it."""
    with contextlib.suppress(*GONE):
        while await reader.read(FRAME_MAX):
            pass
