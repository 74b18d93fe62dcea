"""Many clients at once, on one server: what they are told is kept whole, as bytes."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from place import Place


class Client:
    """A socket that reads all the time and keeps every byte. ``visit``: a customer's session; without it an agent's token."""

    def __init__(self, place: Place, token: str, name: str = "") -> None:
        self._place = place
        self.token = token
        self.name = name
        self.heard: list[str] = []
        self._reading: asyncio.Task[None] | None = None
        self.socket: Any = None

    async def come(self, **hello: Any) -> None:
        self.socket = await self._place.socket()
        await self.socket.send(json.dumps({"type": "hello", "token": self.token, **hello}))
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for frame in self.socket:
            self.heard.append(frame)

    def has(self, word: str) -> bool:
        return any(word in x for x in self.heard)

    async def go(self) -> None:
        if self._reading:
            self._reading.cancel()
        await self.socket.close()
