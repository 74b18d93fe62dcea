"""G26 and G22 on a real server: two hundred customers who reload and reach for what is not theirs; then some of them are forgotten."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import apsw
import pytest
import websockets

from connectors.far import Writer, answer, listening
from escapehatch.lab.verify import verify_file

from .conftest import Proved
from .served import SECRET, Served, ask, customers, logins
from .tabs import LOST, many_files, reached

CUSTOMERS, ROUNDS, COMING_S = 200, 4, 12.0
#: One in so many sends a file, is noted about, and is forgotten in the end.
FILES_EACH, NOTED_EACH, ERASED_EACH = 8, 5, 10
CANARY = re.compile(r"canary\d{4}(?:word|file|note)")


def word(n: int, kind: str = "word") -> str:
    return f"canary{n:04}{kind}"


class Someone:
    """A customer, with every byte that they were ever sent."""

    def __init__(self, served: Served, n: int, token: str, place: str) -> None:
        self.n, self.token, self.place = n, token, place
        self.heard: list[bytes] = []
        self.blob = ""
        self._served = served
        self._chance = Random(n)

    async def http(
        self, method: str, path: str, body: bytes = b"", token: str | None = None, insist: bool = False
    ) -> Any:
        """Whatever is answered is kept; () while nobody is there, unless they insist."""
        head = f"{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n"
        head += f"authorization: Bearer {self.token if token is None else token}\r\ncontent-length: {len(body)}\r\n\r\n"
        while True:
            try:
                reader, out = await asyncio.open_connection("127.0.0.1", self._served.port)
                out.write(head.encode() + body)
                found = await reader.read()
                out.close()
            except OSError:
                found = b""
            if found or not insist:
                break
            await asyncio.sleep(0.2)
        self.heard.append(found)
        return json.loads(found.partition(b"\r\n\r\n")[2] or b"null") if found else ()

    async def say(self, place: str, k: str, insist: bool = True) -> None:
        body = {
            "message_id": f"m{k}",
            "text": f"{word(self.n)} {k}",
            "attachments": [self.blob] if self.blob and k == "0" else [],
        }
        await self.http("POST", f"/v1/conversations/{place}/messages", json.dumps(body).encode(), insist=insist)

    async def reach(self, other: Someone) -> None:
        """For what is another's: with their own token, with no one's, and with half of the other's."""
        there = f"/v1/conversations/{other.place}"
        paths = [there, f"{there}/events", f"{there}/packet", f"{there}/carried", "/v1/conversations", "/v1/letters"]
        paths += [f"{there}/attachments/{other.blob}", f"/v1/conversations/{self.place}/attachments/{other.blob}"]
        for path in paths:
            await self.http("GET", path)
        for token in (other.token[:-1], other.token.swapcase(), "", other.place):
            await self.http("GET", there, token=token)
        await self.say(other.place, "x", insist=False)

    async def page(self, others: list[Someone]) -> None:
        """Opens a page, asks for others' conversations there too, and closes it in the middle of something."""
        with contextlib.suppress(*LOST):
            there = await reached(self._served.port)
            url, origin = f"ws://127.0.0.1:{self._served.port}/v1/socket", self._served.origin
            async with websockets.connect(url, sock=there, origin=origin, open_timeout=30, ping_interval=None) as wire:  # type: ignore[arg-type]
                seen = {x.place: self._chance.randrange(4) for x in (self, *others)}
                await wire.send(
                    json.dumps(
                        {"type": "hello", "token": self.token, "seen": seen, "epoch": self._chance.choice([0, 1, 7])}
                    )
                )
                for n, x in enumerate(others):
                    body = {"message_id": f"s{n}", "text": word(self.n)}
                    for frame in (
                        {"type": "watch", "conversation_id": x.place, "ref": "w"},
                        {"type": "typing", "conversation_id": x.place, "role": "customer", "name": word(self.n)},
                        {"type": "ask", "ref": "a", "conversation_id": x.place, "do": "messages", "body": body},
                        {"type": "look", "conversation_id": x.place},
                    ):
                        await wire.send(json.dumps(frame))
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._chance.uniform(0.1, 2.0)):
                        async for frame in wire:
                            self.heard.append(str(frame).encode())

    async def live(self, crowd: list[Someone]) -> None:
        await asyncio.sleep(self._chance.random() * COMING_S)
        if self.n % FILES_EACH == 0:
            path = f"/v1/conversations/{self.place}/attachments?name=x.txt"
            self.blob = (await self.http("POST", path, word(self.n, "file").encode(), insist=True)).get("blob_id", "")
        for k in range(ROUNDS):
            others = self._chance.sample([x for x in crowd if x is not self], 3)
            await asyncio.gather(
                self.page(others), self.say(self.place, str(k)), self.page(others[:1]), self.reach(others[0])
            )
        await self.http("GET", f"/v1/conversations/{self.place}", insist=True)

    def foreign(self, mine: Iterable[str]) -> set[str]:
        return set(CANARY.findall(b"\n".join(self.heard).decode(errors="replace"))) - set(mine)


def echo(asked: list[tuple[str, str]]) -> Any:
    """A bot that says back what the last message was; what it was shown is kept, by conversation."""

    async def play(method: str, path: str, headers: dict[str, str], body: bytes, out: Writer) -> None:
        given = json.loads(body)
        asked.append((given["conversation_id"], body.decode()))
        await asyncio.sleep(0.05)
        said = [x["text"] for x in given["lines"] if x["role"] == "customer"][-1]
        answer(out, 200, json.dumps({"text": f"You wrote: {said}"}).encode())

    return play


async def team_at(served: Served, token: str, crowd: list[Someone]) -> None:
    """An agent leaves notes, which are no customer's business, and has everything open."""
    for x in crowd[::NOTED_EACH]:
        with contextlib.suppress(OSError, ValueError):
            body = {"note_id": "n1", "text": word(x.n, "note")}
            await ask(served.port, "POST", f"/v1/conversations/{x.place}/notes", token, body)
            await ask(served.port, "GET", f"/v1/conversations/{x.place}", token)
        await asyncio.sleep(0.2)


def run(*words: str | Path) -> str:
    command = [sys.executable, "-m", "escapehatch.cli", *(str(x) for x in words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def holding(folder: Path, words: set[str]) -> list[str]:
    """Files of a folder that hold one of these, as it is."""
    files = [x for x in folder.rglob("*") if x.is_file()]
    return [f"{x.name}: {y}" for x in files for y in words if y.encode() in x.read_bytes()]


@pytest.mark.timeout(200)
async def test_nobody_hears_another_and_the_forgotten_are_nowhere(tmp_path: Path, proved: Proved) -> None:
    """G26, G22, S11, S70: also over a kill -9 of the server; backups of before and after; the log."""
    many_files()
    asked = list[tuple[str, str]]()
    async with listening() as far:
        far.play = echo(asked)
        how = {"kind": "webhook", "url": far.url, "allow_private": True, "secret": SECRET}
        with Served(tmp_path, 2, outside={"bot": how}) as served:
            settings = tmp_path / "escapehatch.toml"
            settings.write_text(settings.read_text().replace('log_level = "error"', 'log_level = "debug"'))
            roster = tmp_path / "roster.yaml"
            roster.write_text(roster.read_text().replace('"id": "a1"', '"id": "a1", "role": "lead"'))
            crowd = [Someone(served, n, *x) for n, x in enumerate(await customers(served.journal, CUSTOMERS))]
            tokens = await logins(served.journal, {"a0": "agent", "a1": "agent"})
            served.start()
            await served.up()
            lives = asyncio.gather(*(x.live(crowd) for x in crowd), team_at(served, tokens["a0"], crowd))
            await asyncio.sleep(COMING_S)
            served.kill()
            served.start()
            await served.up()
            await lives
            report_isolation(crowd, asked, proved)
            await forgotten(served, crowd, tokens["a1"], proved)


def report_isolation(crowd: list[Someone], asked: list[tuple[str, str]], proved: Proved) -> None:
    size = sum(len(y) for x in crowd for y in x.heard)
    foreign = {x.n: y for x in crowd if (y := x.foreign([word(x.n), word(x.n, "file")]))}
    whose = {x.place: x for x in crowd}
    shown = [p for p, body in asked if set(CANARY.findall(body)) - {word(whose[p].n), word(whose[p].n, "file")}]
    said = f"{size / 2**20:.0f} MiB in {sum(len(x.heard) for x in crowd):,} frames and answers"
    what = "customers who reload, reach for others' conversations and files, and are served over a kill -9: who heard a foreign word"
    proved("G26", what, len(crowd), len(foreign), said)
    proved(
        "G26", "requests to the bot meanwhile, and those with a word of another conversation", len(asked), len(shown)
    )
    swapped = sum(bool(x.foreign([word(x.n + 1)])) for x in crowd)
    proved("G26", "the same judge where each is taken for their neighbour", len(crowd), swapped)
    assert not foreign, list(foreign.items())[:3]
    assert not shown and len(asked) > CUSTOMERS
    assert swapped == len(crowd), "somebody did not even hear themselves"


async def forgotten(served: Served, crowd: list[Someone], lead: str, proved: Proved) -> None:
    gone, journal, folder = crowd[::ERASED_EACH], served.journal, served.folder
    words = {word(x.n, kind) for x in gone for kind in ("word", "file", "note")}
    before = holding(folder, words)
    await asyncio.to_thread(run, "backup", journal, folder / "before.db")
    left: list[str] = []
    for x in gone:
        status, said = await ask(served.port, "POST", "/v1/erasures", lead, {"conversation_id": x.place})
        assert status == 200, said
        left += said["left"]
    await asyncio.to_thread(run, "backup", journal, folder / "after.db")
    served.kill()
    found = await asyncio.to_thread(holding, folder, words)
    await asyncio.to_thread(run, "restore", folder / "before.db", journal)
    await asyncio.to_thread(run, "verify", journal)
    found += await asyncio.to_thread(holding, folder, words)
    served.start()
    await served.up()
    for x in gone:
        _, shown = await ask(served.port, "GET", f"/v1/conversations/{x.place}/events", lead)
        found += CANARY.findall(json.dumps(shown))
    served.kill()
    found += await asyncio.to_thread(holding, folder, words)
    db = apsw.Connection(str(journal), flags=apsw.SQLITE_OPEN_READONLY)
    kept = db.execute("SELECT count(*) FROM events WHERE event LIKE '%canary0001word%'").get
    db.close()
    what = (
        "conversations erased on a real server: words in its files, its log, a later backup, and an older one restored"
    )
    proved("G22", what, len(gone), len(found), f"{len(before)} places before")
    proved("G22", "the same judge before the erasure", len(gone), len({x.split(": ")[1][:10] for x in before}))
    assert not found and not left, (found[:5], left[:3])
    assert kept and len(before) >= len(gone)
    assert not verify_file(journal)
