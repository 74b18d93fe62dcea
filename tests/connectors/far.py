"""A far system on a real socket that answers as badly as a test wants."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

Writer = asyncio.StreamWriter
Play = Callable[[str, str, dict[str, str], bytes, Writer], Awaitable[None]]


@dataclass
class Far:
    """``play`` answers each request; ``asked`` holds what came: method, path, headers, body."""

    url: str = ""
    play: Play | None = None
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    def says(self, body: Any, status: int = 200, **headers: str) -> None:
        """The same answer to everything. A value is sent as JSON."""
        text = body if isinstance(body, bytes) else json.dumps(body).encode()

        async def play(method: str, path: str, given: dict[str, str], sent: bytes, out: Writer) -> None:
            answer(out, status, text, **headers)

        self.play = play

    def has(self, table: dict[str, Any]) -> None:
        """JSON by path; anything else is unknown."""

        async def play(method: str, path: str, given: dict[str, str], sent: bytes, out: Writer) -> None:
            found = table.get(path)
            answer(out, 404 if found is None else 200, json.dumps(found).encode())

        self.play = play

    def streams(self, *pieces: str, status: int = 200, end: bool = True) -> None:
        """Server-sent data lines, as a model streams them; ``end=False`` breaks the connection off."""

        async def play(method: str, path: str, given: dict[str, str], sent: bytes, out: Writer) -> None:
            out.write(f"HTTP/1.1 {status} OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n".encode())
            for piece in pieces:
                out.write(f"data: {piece}\n\n".encode())
            if end:
                out.write(b"data: [DONE]\n\n")
            await out.drain()

        self.play = play

    def hangs(self) -> None:
        async def play(method: str, path: str, given: dict[str, str], sent: bytes, out: Writer) -> None:
            await asyncio.Event().wait()

        self.play = play


def answer(out: Writer, status: int, body: bytes, **headers: str) -> None:
    lines = {"content-type": "application/json", "content-length": str(len(body)), "connection": "close"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    out.write(f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + body)


@contextlib.asynccontextmanager
async def listening() -> AsyncIterator[Far]:
    far = Far()
    running: set[asyncio.Task[None]] = set()

    async def hear(read: asyncio.StreamReader, out: Writer) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await _one(far, read, out)
        running.discard(task)
        out.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    far.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield far
    for task in running:
        task.cancel()
    server.close()


async def _one(far: Far, read: asyncio.StreamReader, out: Writer) -> None:
    head = (await read.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in head[1:] if x)}
    body = await read.readexactly(int(headers.get("content-length", 0)))
    far.asked.append((method, path, headers, body))
    assert far.play is not None, "nobody said what to answer"
    await far.play(method, path, headers, body, out)
    await out.drain()


async def until_asked(far: Far, times: int) -> None:
    async with asyncio.timeout(5):
        while len(far.asked) < times:
            await asyncio.sleep(0.01)
