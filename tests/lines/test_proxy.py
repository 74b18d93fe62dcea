"""The proxy itself: without faults it changes nothing, with the same seed it does the same, and each fault does what it says."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from random import Random

import pytest

from .proxy import HOST, Faults, Proxy

ASKED = b"POST /v1/x HTTP/1.1\r\nhost: here\r\ncontent-length: 5\r\n\r\nhello"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes"
OPENS = b"GET /v1/socket HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"
OPENED = b"HTTP/1.1 101 Switching Protocols\r\n\r\n"


def frame(data: bytes, opcode: int = 1, mask: bytes = b"") -> bytes:
    """One frame as it stands on the wire; masked with ``mask``, or not."""
    length, shown = len(data), 0x80 if mask else 0
    head = bytes([0x80 | opcode])
    if length < 126:
        head += bytes([shown | length])
    else:
        head += bytes([shown | (126 if length < 65536 else 127)]) + length.to_bytes(2 if length < 65536 else 8)
    return head + mask + data


class Far:
    """A server that answers each request, then says ``down`` after an upgrade, and keeps what it heard. ``ends``: then it goes."""

    def __init__(self, down: bytes = b"", ends: bool = False) -> None:
        self.down = down
        self.ends = ends
        self.requests = 0
        self.heard = b""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if b"Upgrade" in head:
                    writer.write(OPENED + self.down)
                    break
                await reader.readexactly(5)
                self.requests += 1
                writer.write(ANSWER)
            while not self.ends and (more := await reader.read(65536)):
                self.heard += more
        writer.close()


@contextlib.asynccontextmanager
async def between(far: Far, faults: Faults, seed: int = 1) -> AsyncIterator[Proxy]:
    server = await asyncio.start_server(far.serve, HOST, 0)
    async with Proxy(server.sockets[0].getsockname()[1], seed, faults) as proxy:
        yield proxy
    server.close()


async def exchanged(proxy: Proxy, up: bytes, expected: int = -1, within_s: float = 1.0) -> bytes:
    """Open a socket, say ``up``; what came back, until ``expected`` bytes, the end, or so long."""
    reader, writer = await asyncio.open_connection(HOST, proxy.port)
    writer.write(OPENS)
    got = b""
    with contextlib.suppress(TimeoutError, OSError, asyncio.IncompleteReadError):
        async with asyncio.timeout(within_s):
            got = await reader.readexactly(len(OPENED))
            writer.write(up)
            while len(got) - len(OPENED) != expected and (more := await reader.read(65536)):
                got += more
    writer.close()
    return got[len(OPENED) :]


def numbered(count: int, mask: bytes = b"", sizes: tuple[int, ...] = (10, 300, 70_000)) -> list[bytes]:
    return [frame(b"%06d" % n + b"x" * sizes[n % len(sizes)], mask=mask) for n in range(count)]


async def test_without_faults_nothing_is_changed() -> None:
    """Requests, frames of every length, masked and not, and those of the protocol itself."""
    up = b"".join(numbered(9, b"mask")) + frame(b"?", 9, b"mask")
    down = b"".join(numbered(9)) + frame(b"!", 10)
    far = Far(down)
    async with between(far, Faults()) as proxy:
        reader, writer = await asyncio.open_connection(HOST, proxy.port)
        for _ in range(3):
            writer.write(ASKED)
            assert await reader.readexactly(len(ANSWER)) == ANSWER
        writer.close()
        assert await exchanged(proxy, up, len(down), 20) == down
        await asyncio.sleep(0.05)
    assert (far.requests, far.heard, proxy.played) == (3, up, [])
    assert proxy.passed == {"request": 4, "up": 9, "down": 9}


FRAMED = Faults(drop=0.1, double=0.1, swap=0.1)


async def test_the_same_seed_plays_the_same_faults() -> None:
    down = b"".join(numbered(40, sizes=(10,)))
    found = []
    for seed in (5, 5, 6):
        async with between(Far(down, ends=True), FRAMED, seed) as proxy:
            got = [await exchanged(proxy, b"", within_s=3) for _ in range(2)]
        found.append((got, sorted(proxy.played)))
    assert found[0] == found[1] != found[2]
    assert len(found[0][1]) > 10


@pytest.mark.parametrize("name", ["drop", "double", "swap", "cut_inside", "cut_between", "stall"])
async def test_each_fault_of_frames_does_what_it_says(name: str) -> None:
    sent = numbered(60, sizes=(10,))
    async with between(Far(b"".join(sent), ends=True), Faults(**{name: 0.1}), 3) as proxy:
        got = await exchanged(proxy, b"", within_s=2)
    at = [x.number for x in proxy.played if x.way == "down"]
    assert at and {x.fault for x in proxy.played} == {name}
    size = len(sent[0])
    there = [int(got[start + 2 : start + 8]) for start in range(0, len(got) - size + 1, size)]
    if name == "drop":
        assert there == [n for n in range(60) if n not in at]
    elif name == "double":
        assert there == sorted([*range(60), *at])
    elif name == "swap":
        assert there != sorted(there) and {*range(60)} - {*there} <= {*at[-3:]}
        assert all(-3 <= place - n <= 3 for place, n in enumerate(there))
    else:
        whole = at[0] + (name == "cut_between")
        assert there == list(range(whole))
        assert (len(got) % size > 0) == (name == "cut_inside")


async def test_what_is_slow_comes_whole() -> None:
    sent = b"".join(numbered(6, sizes=(50,)))
    async with between(Far(sent), Faults(delay=0.3, drip=0.3), Random(1).randrange(9)) as proxy:
        assert await exchanged(proxy, b"", len(sent), 20) == sent
    assert {x.fault for x in proxy.played} == {"delay", "drip"}


async def test_a_stall_is_one_way() -> None:
    up = b"".join(numbered(30, b"mask", (10,)))
    far = Far(down := frame(b"first"))
    async with between(far, Faults(stall=0.1), 2) as proxy:
        assert await exchanged(proxy, up, len(down), 20) == down
        await asyncio.sleep(0.05)
    (stalled,) = proxy.played
    assert stalled.way == "up" and far.heard == up[: stalled.number * len(up) // 30]


@pytest.mark.parametrize(("name", "done", "told"), [("lose_answer", 1, b""), ("ask_twice", 2, ANSWER)])
async def test_the_server_does_it_and_nobody_hears_or_does_it_twice(name: str, done: int, told: bytes) -> None:
    far = Far()
    async with between(far, Faults(**{name: 1.0})) as proxy:
        reader, writer = await asyncio.open_connection(HOST, proxy.port)
        writer.write(ASKED)
        got = b""
        with contextlib.suppress(OSError):
            async with asyncio.timeout(5):
                while len(got) < len(ANSWER) and (more := await reader.read(1000)):
                    got += more
        writer.close()
    assert (far.requests, got) == (done, told)


async def test_once_healed_nothing_is_changed() -> None:
    down = b"".join(numbered(20, sizes=(10,)))
    async with between(Far(down), Faults(drop=0.5)) as proxy:
        proxy.healed = True
        assert await exchanged(proxy, b"", len(down), 20) == down
    assert not proxy.played
