"""A bot on a real socket that is as bad as bots are: each turn has a mood of its own, drawn by seed."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

from connectors.far import Writer, answer

#: What a customer's message is called, in its own words.
MARK = re.compile(r"parcel-(\d+)-(\d+)")
#: How often each mood comes. A turn that is tried again finds the mood it had.
MOODS = {
    "well": 9,
    "slow": 3,
    "promises": 3,
    "late": 4,
    "hangs": 3,
    "drips": 3,
    "cut": 3,
    "empty": 2,
    "malformed": 3,
    "misshapen": 2,
    "huge": 2,
    "endless": 2,
    "refuses": 2,
    "loops": 2,
    "resets": 2,
}
#: In every so many seconds, so many of a storm in which nothing but these comes.
STORM_EACH_S, STORM_S = 12.0, 2.0
STORM = (429, 500, 502)
DRIP_S = 10.0
PROMISE = "I am transferring you to a human agent now, please hold."
LATE = "This comes late"


class Moody:
    """``play`` answers as a webhook bot, or as a model that streams. ``take_over`` steps in for an agent: whether it did."""

    def __init__(self, kind: str, seed: int, take_over: Callable[[str], Awaitable[bool]]) -> None:
        self._model = kind == "openai"
        self._seed = seed
        self._take_over = take_over
        self._began_at = 0.0
        self.moods = Counter[str]()
        self.overtaken: set[str] = set()

    async def play(self, method: str, path: str, headers: dict[str, str], body: bytes, out: Writer) -> None:
        now = asyncio.get_running_loop().time()
        self._began_at = self._began_at or now
        asked = json.loads(body)
        lines = asked["messages"] if self._model else asked["lines"]
        said = [x.get("content") or x.get("text") for x in lines if x["role"] in {"user", "customer"}][-1]
        mark = "-".join(MARK.findall(said)[-1])
        mood = Random(f"{self._seed} {mark}").choices(list(MOODS), list(MOODS.values()))[0]
        if (now - self._began_at) % STORM_EACH_S < STORM_S:
            mood = "storm"
        self.moods[mood] += 1
        await getattr(self, mood)(mark, out)

    def _say(self, out: Writer, text: str, **more: Any) -> None:
        if self._model:
            self._stream(out, {"content": text}, "stop")
        else:
            answer(out, 200, json.dumps({"text": text, **more}).encode())

    def _stream(self, out: Writer, delta: dict[str, Any], ended: str, done: bool = True) -> None:
        _head(out)
        out.write(_piece(delta, None) + _piece({}, ended) + (b"data: [DONE]\n\n" if done else b""))

    async def well(self, mark: str, out: Writer) -> None:
        await asyncio.sleep(Random(mark).uniform(0.05, 1.0))
        self._say(out, f"Number {mark} left the depot and comes on Friday.")

    async def slow(self, mark: str, out: Writer) -> None:
        await asyncio.sleep(Random(mark).uniform(4.0, 5.5))
        self._say(out, f"It took a while: {mark} comes on Monday.")

    async def promises(self, mark: str, out: Writer) -> None:
        self._say(out, PROMISE)

    async def late(self, mark: str, out: Writer) -> None:
        """An agent steps in while it thinks, and is there before it answers."""
        if await self._take_over(mark):
            self.overtaken.add(mark)
            await asyncio.sleep(Random(mark).uniform(0.0, 1.0))
        self._say(out, f"{LATE}: {mark}.")

    async def hangs(self, mark: str, out: Writer) -> None:
        await asyncio.Event().wait()

    async def drips(self, mark: str, out: Writer) -> None:
        _head(out) if self._model else _head(out, length=500)
        for word in ("Let ", "me ", "see "):
            out.write(_piece({"content": word}, None) if self._model else b"{")
            await out.drain()
            await asyncio.sleep(DRIP_S)

    async def storm(self, mark: str, out: Writer) -> None:
        answer(out, Random().choice(STORM), b'{"error": "overloaded"}')

    async def cut(self, mark: str, out: Writer) -> None:
        if self._model:
            _head(out)
            out.write(_piece({"content": "It is on its"}, None))
        else:
            _head(out, length=500)
            out.write(b'{"text": "It is on its')

    async def empty(self, mark: str, out: Writer) -> None:
        self._say(out, "  ") if Random(mark).random() < 0.5 else answer(out, 200, b"")

    async def malformed(self, mark: str, out: Writer) -> None:
        wrong = Random(mark).choice([b"<html>Bad gateway</html>", b"[" * 100_000, b'{"text": "\xff\xfe"}', b"{"])
        if self._model:
            _head(out)
            out.write(b"data: " + wrong + b"\n\n")
        else:
            answer(out, 200, wrong)

    async def misshapen(self, mark: str, out: Writer) -> None:
        """JSON, and not what was agreed."""
        wrong = Random(mark).choice([{"text": 7}, {"answer": "yes"}, [], None, "yes", {"text": ["a"]}])
        if self._model:
            _head(out)
            out.write(f"data: {json.dumps({'choices': wrong})}\n\n".encode())
        else:
            answer(out, 200, json.dumps(wrong).encode())

    async def huge(self, mark: str, out: Writer) -> None:
        self._say(out, "very " * 1_000_000)

    async def endless(self, mark: str, out: Writer) -> None:
        """Keeps sending what says nothing."""
        _head(out) if self._model else _head(out, length=10**9)
        while True:
            out.write(b": wait\n\n" if self._model else b" " * 20)
            await out.drain()
            await asyncio.sleep(0.05)

    async def refuses(self, mark: str, out: Writer) -> None:
        if self._model:
            self._stream(out, {"refusal": "I cannot talk about parcels."}, "stop")
        else:
            answer(out, 403, b'{"error": "not allowed"}')

    async def loops(self, mark: str, out: Writer) -> None:
        """Calls tools and never answers; as a webhook it points to itself."""
        call = {"index": 0, "id": "c", "function": {"name": "search_pages", "arguments": '{"question": "parcel"}'}}
        if self._model:
            self._stream(out, {"tool_calls": [call]}, "tool_calls")
        else:
            answer(out, 307, b"", location="/")

    async def resets(self, mark: str, out: Writer) -> None:
        out.transport.abort()


def _head(out: Writer, length: int | None = None) -> None:
    kind = "text/event-stream" if length is None else "application/json"
    size = "" if length is None else f"content-length: {length}\r\n"
    out.write(f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\n{size}connection: close\r\n\r\n".encode())


def _piece(delta: dict[str, Any], ended: str | None) -> bytes:
    return f"data: {json.dumps({'choices': [{'delta': delta, 'finish_reason': ended}]})}\n\n".encode()
