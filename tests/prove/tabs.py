"""Browsers for a real server: many sockets in this process, each of which comes back as the widget and the console do."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import resource
import socket
from collections import Counter
from random import Random
from typing import Any

import websockets

from .served import Served, seconds

#: As in web/protocol/src/connection.ts: full jitter, doubled with each try.
BACKOFF_FIRST_S, BACKOFF_MAX_S = 0.5, 20.0
ASK_WITHIN_S = 20.0
LOST = (OSError, TimeoutError, websockets.WebSocketException)
#: What a frame says of the messages in it.
SAID = re.compile(r'"id":"(m[\d-]+)"|"message_id":"(m[\d-]+)"')


def many_files() -> None:
    """As many sockets as this machine lets one process open, also for the server that is started next."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def reached(port: int) -> socket.socket:
    """A connection, or OSError at once: five thousand pages that knock in vain must not take the server's processor."""
    there = socket.socket()
    there.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(there, ("127.0.0.1", port))
    except BaseException:
        there.close()
        raise
    return there


class Tab:
    """One page: its socket, what it has seen, and what it has asked for and not got an answer to.

    ``place``: a customer's conversation; without it, an agent's. ``back_s``: when it last was let in again.
    """

    def __init__(self, served: Served, chance: Random, token: str, place: str = "") -> None:
        self._served = served
        self._chance = chance
        self.token = token
        self.place = place
        self.upto = self.epoch = self.tries = 0
        self.back_s = 0.0
        self.seen = Counter[str]()
        self.inbox = 0
        self.asked: dict[str, dict[str, Any]] = {}
        self.done: dict[str, asyncio.Future[float]] = {}
        self.acknowledged: list[str] = []
        self.socket: Any = None
        self.cut = 0
        self._living: asyncio.Task[None] | None = None

    def begin(self, after_s: float = 0.0) -> None:
        self._living = asyncio.create_task(self._live(after_s))

    async def end(self) -> None:
        if self._living:
            self._living.cancel()
            await asyncio.gather(self._living, return_exceptions=True)

    async def _live(self, after_s: float) -> None:
        await asyncio.sleep(after_s)
        while True:
            with contextlib.suppress(*LOST):
                await self._connected()
                self.cut += 1
            self.socket = None
            most = min(BACKOFF_MAX_S, BACKOFF_FIRST_S * 2**self.tries)
            self.tries += 1
            await asyncio.sleep(self._chance.random() * most)

    async def _connected(self) -> None:
        there = await reached(self._served.port)
        url = f"ws://127.0.0.1:{self._served.port}/v1/socket"
        origin: Any = self._served.origin
        async with websockets.connect(url, sock=there, origin=origin, open_timeout=60, ping_interval=None) as wire:
            await wire.send(json.dumps(self._hello()))
            async for frame in wire:
                await self._hear(wire, str(frame))

    def _hello(self) -> dict[str, Any]:
        seen = {self.place: self.upto} if self.place and self.upto else {}
        return {"type": "hello", "token": self.token, "seen": seen, "epoch": self.epoch}

    async def _hear(self, wire: Any, text: str) -> None:
        kind = text[9 : text.index('"', 9)]
        if kind == "welcome":
            self.epoch = json.loads(text)["epoch"]
            self.socket, self.tries, self.back_s = wire, 0, seconds()
            for frame in tuple(self.asked.values()):
                await wire.send(json.dumps(frame))
        elif kind in {"snapshot", "events"} and self.place:
            if kind == "snapshot":
                self.seen.clear()
            self.seen.update({a or b for a, b in SAID.findall(text)})
            self.upto = json.loads(text)["upto"]
        elif kind == "inbox":
            self.inbox += 1
        elif kind in {"done", "refused"}:
            self._settle(json.loads(text))

    def _settle(self, frame: dict[str, Any]) -> None:
        self.asked.pop(frame["ref"], None)
        waits = self.done.pop(frame["ref"], None)
        if waits and not waits.done():
            assert frame["type"] == "done", frame
            self.acknowledged.append(frame["ref"])
            waits.set_result(seconds())

    async def write(self, message_id: str, text: str = "Where is it now?") -> float:
        """Send, and again after each break, until it is acknowledged; how long that took, seconds."""
        began = seconds()
        body = {"message_id": message_id, "text": text}
        frame = {"type": "ask", "ref": message_id, "conversation_id": self.place, "do": "messages", "body": body}
        self.asked[message_id] = frame
        self.done[message_id] = asyncio.get_running_loop().create_future()
        waits = self.done[message_id]
        if self.socket:
            with contextlib.suppress(*LOST):
                await self.socket.send(json.dumps(frame))
        return await waits - began


async def all_in(tabs: list[Tab], since_s: float, within_s: float) -> list[float]:
    """How long each took to be let in after ``since_s``, seconds. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while any(x.back_s <= since_s for x in tabs):
            await asyncio.sleep(0.05)
    return [x.back_s - since_s for x in tabs]
