"""Many at once, on one real server: nobody hears what is not theirs, nobody waits for the slow, nobody is lost at a restart."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import time
from collections import Counter
from pathlib import Path

import pytest
import websockets
from clients import Client
from place import Place, opened, until

from escapehatch import serving
from escapehatch.conversation import commands as do
from escapehatch.conversation.events import Recorded
from escapehatch.conversation.values import Author, Role
from escapehatch.lab.verify import verify_file

CUSTOMERS, STALLED, NOTE_CHARS, HERD = 200, 16, 3_900, 60
#: One in so many sends a file.
SENDERS = 8
CANARY = re.compile(r"canary\d{4}word")
DANA = Author(Role.AGENT, "dana", "Dana")
#: G17's own figures.
GROWTH_MAX, OTHERS_P99_S = 50 * 1024 * 1024, 0.25


async def arrive(place: Place, number: int) -> list[Client]:
    """So many customers, each with a session of their own."""
    visits = [await place.visit() for _ in range(number)]
    return [Client(place, x["token"], x["conversation_id"]) for x in visits]


async def upload(place: Place, client: Client, text: str) -> str:
    path = f"/v1/conversations/{client.name}/attachments?name=x.txt"
    headers = {"authorization": f"Bearer {client.token}"}
    answer = await place.http.post(path, content=text.encode(), headers=headers)
    found: str = answer.json()["blob_id"]
    return found


async def reach(place: Place, client: Client, own: str, other: Client, theirs: str) -> list[str]:
    """What is heard of one's own file, and of another's by either way."""
    headers = {"authorization": f"Bearer {client.token}"}
    ways = ((client.name, own), (other.name, theirs), (client.name, theirs))
    answers = [
        await place.http.get(f"/v1/conversations/{c}/attachments/{blob_id}", headers=headers) for c, blob_id in ways
    ]
    assert [x.status_code for x in answers] == [200, 404, 404]
    return [x.text for x in answers]


def word(n: int) -> str:
    return f"canary{n:04}word"


@pytest.mark.timeout(120)
async def test_g26_of_two_hundred_at_once_nobody_gets_a_byte_of_another(place: Place) -> None:
    """G26: every byte of every socket and every answer is searched for the words of all the others.

    They talk and send files at the same time, load again in the middle, and ask by HTTP for what is not theirs.
    """
    crowd = await arrive(place, CUSTOMERS)
    files = [await upload(place, x, word(n)) if n % SENDERS == 0 else "" for n, x in enumerate(crowd)]

    async def talk(n: int, client: Client) -> None:
        await client.come()
        for k in range(3):
            said = {
                "message_id": f"m{k}",
                "text": f"{word(n)} {k}",
                "attachments": [x for x in [files[n]] if x and not k],
            }
            answer = await place.ask(client.token, client.name, "messages", **said)
            assert answer.status_code == 200
            if k == 1:
                await client.go()
                await client.come(seen={client.name: n % 4})
            other = crowd[(n + 1 + k) % len(crowd)]
            if k:
                continue
            headers = {"authorization": f"Bearer {client.token}"}
            if files[n]:
                client.heard += await reach(place, client, files[n], crowd[n - SENDERS], files[n - SENDERS])
            answers = [
                await place.http.get(f"/v1/conversations/{other.name}", headers=headers),
                await place.http.get(f"/v1/conversations/{other.name}/events", headers=headers),
                await place.http.get(f"/v1/conversations/{client.name}", headers=headers),
                await place.ask(client.token, other.name, "messages", message_id="x", text="let me in"),
            ]
            client.heard += [x.text for x in answers]
            assert [x.status_code for x in answers] == [404, 404, 200, 404]

    await asyncio.gather(*(talk(n, x) for n, x in enumerate(crowd)))
    await until(lambda: all(x.has(f"{word(n)} 2") for n, x in enumerate(crowd)))
    for n, client in enumerate(crowd):
        assert set(CANARY.findall("".join(client.heard))) == {word(n)}
        await client.go()


# G17


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


class Stalled:
    """An agent's browser that says hello, looks at a conversation, and never reads another byte."""

    def __init__(self, place: Place, token: str, name: str) -> None:
        self._place, self._token, self._name = place, token, name

    async def come(self) -> None:
        small = socket.socket()
        small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        small.setblocking(False)
        host, port = self._place.origin.removeprefix("http://").split(":")
        await asyncio.get_running_loop().sock_connect(small, (host, int(port)))
        url = f"ws://{host}:{port}/v1/socket"
        self.socket = await websockets.connect(
            url, sock=small, origin=self._place.origin, max_queue=1, ping_interval=None
        )  # type: ignore[arg-type]
        await self.socket.send(json.dumps({"type": "hello", "token": self._token}))
        await self.socket.send(json.dumps({"type": "watch", "conversation_id": self._name, "ref": "w"}))


async def told_s(place: Place, name: str, healthy: Client, notes: range) -> list[float]:
    """How long each of so many long notes takes from the ask to a client that reads."""
    found = []
    for n in notes:
        began = time.perf_counter()
        await place.house.desk.handle(name, do.PostNote(f"n{n}", DANA, f"note{n:04} " + "x" * NOTE_CHARS))
        await until(lambda n=n: healthy.has(f"note{n:04}"))  # type: ignore[misc]
        healthy.heard.clear()
        found.append(time.perf_counter() - began)
    return found


@pytest.mark.timeout(150)
async def test_g17_who_does_not_read_costs_little_holds_up_nobody_and_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G17: stalled sockets beside one that reads. Memory is bounded, the other waits no longer, and the stalled are cut by the
    heartbeat, with what they had not got still there for them.
    """
    monkeypatch.setattr(serving, "HEARTBEAT_S", 3.0)
    async with opened(tmp_path) as place:
        visit = await place.visit()
        name = visit["conversation_id"]
        await place.ask(visit["token"], name, "handoff")
        token = await place.token("agent", "dana")
        healthy = Client(place, token)
        await healthy.come()
        await healthy.socket.send(json.dumps({"type": "watch", "conversation_id": name, "ref": "w"}))
        alone = await told_s(place, name, healthy, range(40))
        stalled = [Stalled(place, token, name) for _ in range(STALLED)]
        for one in stalled:
            await one.come()
        sockets = place.house.gauges.sockets.labels("agent")._value
        await until(lambda: sockets.get() == STALLED + 1)
        before = resident()
        crowded = await told_s(place, name, healthy, range(40, 140))
        assert resident() - before < GROWTH_MAX
        assert sorted(crowded)[98] < max(OTHERS_P99_S, 8 * sorted(alone)[38])
        await until(lambda: sockets.get() == 1, 30)
        back = Client(place, token)
        await back.come()
        await back.socket.send(json.dumps({"type": "watch", "conversation_id": name, "seq": 5, "ref": "w"}))
        await until(lambda: back.has("note0139"))
        await back.go()
        await healthy.go()
        for one in stalled:
            one.socket.transport.abort()


# G18


@pytest.mark.timeout(120)
async def test_g18_all_come_back_at_once_after_a_restart(tmp_path: Path) -> None:
    """G18: nobody has lost or doubled a word, and each conversation is read once, by two tabs, eight inboxes and a message sent again."""
    tabs, agents = 2, 8
    async with opened(tmp_path) as place:
        before = await arrive(place, HERD)
        dana = await place.token("agent", "dana")

        async def wrote(n: int, client: Client) -> None:
            for k in range(3):
                await place.ask(client.token, client.name, "messages", message_id=f"m{k}", text=f"{word(n)} {k}")

        await asyncio.gather(*(wrote(n, x) for n, x in enumerate(before)))
    async with opened(tmp_path) as place:
        reads, read = Counter[str](), place.house.journal.read

        async def counted(conversation_id: str, after: int = 0) -> tuple[Recorded, ...]:
            reads[conversation_id] += not after
            return await read(conversation_id, after)

        place.house.journal.read = counted  # type: ignore[method-assign]
        herd = [Client(place, x.token, x.name) for x in before for _ in range(tabs)]
        team = [Client(place, dana) for _ in range(agents)]
        again = [
            place.ask(x.token, x.name, "messages", message_id="m2", text=f"{word(n)} 2") for n, x in enumerate(before)
        ]
        answers = await asyncio.gather(*(x.come() for x in (*herd, *team)), *again)
        assert {x.status_code for x in answers if x is not None} == {200}
        await until(lambda: all(x.has(f"{word(n // tabs)} 2") for n, x in enumerate(herd)), 20)
        await until(lambda: all(x.has('"type":"inbox"') for x in team), 20)
        assert set(reads.values()) == {1}
        assert place.house.desk.reads.number == len(reads)
        for n, client in enumerate(before):
            seen = await place.see(client.token, client.name)
            assert [x["text"] for x in seen["entries"] if x["kind"] == "message"] == [
                f"{word(n)} {k}" for k in range(3)
            ]
        await asyncio.gather(*(x.go() for x in (*herd, *team)))
    assert not verify_file(tmp_path / "journal.db")
