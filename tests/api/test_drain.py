"""G19: a real server is asked to stop, again and again, while customers write; nobody's words are lost.

The server is a process of its own with a bot that takes its time. The customers know nothing but their message ids: what was
not acknowledged is sent again, to whoever answers at that address.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
import websockets
from place import until

from escapehatch.conversation import events as e
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.verify import verify_file

SCRIPT = Path(__file__).with_name("drained.py")
CUSTOMERS, RESTARTS = 5, 2
#: The promise.
DRAIN_S = 30.0


class Server:
    """One life after the other on the same port and journal. ``bot_s``: how long the bot takes."""

    def __init__(self, folder: Path, bot_s: float, *flags: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self.journal = folder / "journal.db"
        self._command = [sys.executable, str(SCRIPT), str(folder), str(self.port), str(bot_s), *flags]
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        self.process = subprocess.Popen(self._command, stderr=subprocess.DEVNULL)
        return self.process

    async def up(self) -> None:
        async with asyncio.timeout(60), httpx2.AsyncClient(timeout=5) as http:
            while True:
                try:
                    if (await http.get(f"{self.origin}/readyz")).status_code == 200:
                        return
                except httpx2.TransportError:
                    pass
                await asyncio.sleep(0.05)

    async def stop(self) -> tuple[float, int]:
        """SIGTERM; how long it took, and the exit code."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = await asyncio.to_thread(self.process.wait, 60)
        return time.monotonic() - began, code

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)


class Customer:
    """Writes until told to stop, one message after the other, each until it is acknowledged."""

    def __init__(self, server: Server, name: str) -> None:
        self._server = server
        self._name = name
        self.token = ""
        self.conversation_id = ""
        self.acknowledged: list[str] = []
        self.tries = 0
        self.done = False

    async def write(self) -> None:
        while not self.done:
            await self._say(f"{self._name}-{len(self.acknowledged)}")
            await asyncio.sleep(0.02)

    async def _say(self, message_id: str) -> None:
        while True:
            try:
                await (self._by_socket if self._name[-1] in "02468" else self._by_http)(message_id)
                self.acknowledged.append(message_id)
                return
            except (httpx2.TransportError, OSError, websockets.WebSocketException, Unanswered):
                self.tries += 1
                await asyncio.sleep(0.05)

    async def _visit(self, http: httpx2.AsyncClient) -> None:
        if self.token:
            return
        answer = await http.post("/v1/widget/sessions", json={"site": "lantern", "identity": "", "session": ""})
        if answer.status_code != 200:
            raise Unanswered
        self.token, self.conversation_id = answer.json()["token"], answer.json()["conversation_id"]

    async def _by_http(self, message_id: str) -> None:
        async with httpx2.AsyncClient(base_url=self._server.origin, timeout=5) as http:
            await self._visit(http)
            answer = await http.post(
                f"/v1/conversations/{self.conversation_id}/messages",
                json={"message_id": message_id, "text": f"Hello {message_id}"},
                headers={"authorization": f"Bearer {self.token}"},
            )
        if answer.status_code == 503:
            assert int(answer.headers["retry-after"]) > 0
            raise Unanswered
        assert answer.status_code == 200, answer.text

    async def _by_socket(self, message_id: str) -> None:
        async with httpx2.AsyncClient(base_url=self._server.origin, timeout=5) as http:
            await self._visit(http)
        url = self._server.origin.replace("http", "ws") + "/v1/socket"
        async with websockets.connect(url, origin=self._server.origin, open_timeout=5) as ws:  # type: ignore[arg-type]
            await ws.send(json.dumps({"type": "hello", "token": self.token}))
            body = {"message_id": message_id, "text": f"Hello {message_id}"}
            asked = {"type": "ask", "ref": "r", "conversation_id": self.conversation_id, "do": "messages", "body": body}
            await ws.send(json.dumps(asked))
            async with asyncio.timeout(10):
                while (frame := msgspec.json.decode(await ws.recv()))["type"] not in {"done", "refused"}:
                    pass
        assert frame["type"] == "done", frame


class Unanswered(Exception):
    """Turned away: to be sent again."""


def further(customers: list[Customer], before: list[int]) -> bool:
    """Everybody has been heard once more."""
    return all(len(x.acknowledged) > n for x, n in zip(customers, before, strict=True))


async def events_of(path: Path) -> dict[str, list[Any]]:
    journal = await SqliteJournal.open(path)
    found = {name: [x.event for x in records] async for name, records in journal.every()}
    await journal.close()
    return found


async def test_g19_restarts_under_load_lose_and_double_nothing(tmp_path: Path) -> None:
    """G1, G2, G19: each stop within the promise, no exit by the clock; every send acknowledged in the end, each there once."""
    server = Server(tmp_path, 0.3)
    try:
        await server.up()
        customers = [Customer(server, f"u{n}") for n in range(CUSTOMERS)]
        writing = [asyncio.create_task(x.write()) for x in customers]
        for _ in range(RESTARTS):
            await until(partial(further, customers, [len(x.acknowledged) for x in customers]), 30)
            took_s, code = await server.stop()
            assert took_s <= DRAIN_S
            assert code == 0
            server.start()
            await server.up()
        for x in customers:
            x.done = True
        await asyncio.wait_for(asyncio.gather(*writing), 30)
        await server.stop()
    finally:
        server.end()
    found = await events_of(server.journal)
    posted = Counter(x.message_id for events in found.values() for x in events if isinstance(x, e.MessagePosted))
    for x in customers:
        assert not [m for m in x.acknowledged if posted[m] != 1]
    assert sum(x.tries for x in customers) > 0, "somebody was turned away, or nothing was tested"
    assert verify_file(server.journal) == []


async def told_one(server: Server) -> None:
    customer = Customer(server, "u1")
    await server.up()
    await customer._say("m1")


async def stopped_in_a_turn(folder: Path, bot_s: float) -> list[Any]:
    """The bot needs so long, a customer asks, and the server is asked to stop, and does in time: what happened."""
    server = Server(folder, bot_s)
    try:
        await told_one(server)
        took_s, code = await server.stop()
    finally:
        server.end()
    assert code == 0 and took_s <= DRAIN_S
    (events,) = (await events_of(server.journal)).values()
    return events


async def test_g19_a_turn_under_way_ends_before_the_server_does(tmp_path: Path) -> None:
    """G19, G11: the bot needs two seconds; the customer gets the answer."""
    events = await stopped_in_a_turn(tmp_path, 2.0)
    assert [x for x in events if isinstance(x, e.MessagePosted) and x.author.name == "Pip"]


async def test_g19_a_turn_that_does_not_end_becomes_a_handoff(tmp_path: Path) -> None:
    """G19, G11: the bot needs a minute; the customer gets a person, and the server still stops in time."""
    events = await stopped_in_a_turn(tmp_path, 60.0)
    (asked,) = [x for x in events if isinstance(x, e.HandoffRequested)]
    assert "stopped before the bot could answer" in asked.reason.because


async def test_g19_the_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    server = Server(tmp_path, 60.0)
    try:
        await told_one(server)
        server.process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.5)
        assert server.process.poll() is None, "it waits for the bot"
        took_s, code = await server.stop()
    finally:
        server.end()
    assert took_s < 2 and code == -signal.SIGTERM


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="the system keeps no time here")
async def test_g19_a_server_that_hangs_is_ended_by_the_system(tmp_path: Path) -> None:
    """G19: thirty seconds, always: here the event loop itself stands still."""
    server = Server(tmp_path, 0.1, "--hang", "--within", "3")
    try:
        await told_one(server)
        took_s, code = await server.stop()
    finally:
        server.end()
    assert took_s < 10 and code == -signal.SIGALRM
    assert os.path.exists(server.journal)
