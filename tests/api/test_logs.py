"""S75: through every door somebody says a word that must not be in the log, at its most talkative; the ids are there.

The server is a process of its own, as an operator runs it, and everything that it writes to standard error is read.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import websockets
from place import LANTERN, SECRET, MovedClock, Place, frames, until

from escapehatch.api.grants import Grants
from escapehatch.app import new_secret
from escapehatch.journals.sqlite import SqliteJournal

WORD = "CANARY"


class Outside:
    """Bot, shop and helpdesk at one address; each of their answers holds the word, and some are broken."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(
                (int(x.split(":")[1]) for x in head.lower().splitlines() if x.startswith("content-length")), 0
            )
            asked = (await reader.readexactly(length)).decode()
            path = head.split()[1]
            self.calls.append(path)
            status, body = self._says(path, asked)
            writer.write(
                f"HTTP/1.1 {status} X\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n{body}".encode()
            )
            await writer.drain()
        writer.close()

    def _says(self, path: str, asked: str) -> tuple[int, str]:
        if path == "/bot":
            if "shapeless" in asked:
                return 200, json.dumps({"text": "x", "cites": [f"{WORD}-shape"]})
            return 200, json.dumps({"text": f"{WORD}-bot says so.", "quick_replies": [f"{WORD}-quick"]})
        if path.endswith("/orders"):
            return 200, json.dumps(
                [{"order_id": "LN-1", "customer_id": "ada", "status": "sent", "total": f"{WORD}-total"}]
            )
        if path.startswith("/shop/customers"):
            return 200, json.dumps({"customer": {"id": "ada", "name": f"{WORD}-profile"}, "notes": [f"{WORD}-shop"]})
        return 500, f"{WORD}-outside broke"


@contextlib.asynccontextmanager
async def served(folder: Path) -> AsyncIterator[tuple[Place, dict[str, str], Path]]:
    """A server at level debug, the tokens of an agent and of a bot, and the file with all that it wrote."""
    outside = Outside()
    far = await asyncio.start_server(outside.answer, "127.0.0.1", 0)
    at = f"http://127.0.0.1:{far.sockets[0].getsockname()[1]}"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "roster.yaml").write_text(
        (LANTERN / "roster.yaml").read_text().replace("name: Dana", f"name: {WORD}-dana")
    )
    (folder / "policy.yaml").write_text("version: 1\ntriggers:\n  poisoned:fires: {}\n")
    (folder / "escapehatch.toml").write_text(
        f'port = {port}\nlog_level = "debug"\nreader = "plain"\nroster = "roster.yaml"\npolicy = "policy.yaml"\n'
        f'journal = "journal.db"\noperator_token = "{WORD}-operator"\ntriggers = ["poisoned:fires"]\n'
        f'[bot]\nkind = "webhook"\nurl = "{at}/bot"\nsecret = "whsec_Q0FOQVJZQ0FOQVJZ"\nallow_private = true\n'
        f'[shop]\nkind = "http"\nurl = "{at}/shop"\ntoken = "{WORD}-shoptoken"\nallow_private = true\n'
        f'[helpdesk]\nkind = "webhook"\nurl = "{at}/helpdesk"\nsecret = "whsec_Q0FOQVJZQ0FOQVJZ"\nallow_private = true\n'
        f'[sites.lantern]\nsecrets = ["{SECRET}"]\norigins = []\n'
    )
    journal = await SqliteJournal.open(folder / "journal.db")
    grants = Grants(journal, MovedClock(), new_secret, {})
    tokens = {x: (await grants.begin_login(k, x, f"{WORD}-{x}", timedelta(hours=1)))[0] for k, x in LOGINS}
    tokens["code"] = await grants.invite("dana", "Dana")
    await journal.close()
    told = folder / "stderr.txt"
    command = [sys.executable, "-m", "escapehatch.cli", "serve", "--settings", str(folder / "escapehatch.toml")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])}
    with told.open("wb") as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, env=env)
    origin = f"http://127.0.0.1:{port}"
    try:
        async with httpx2.AsyncClient(base_url=origin, timeout=10) as http:
            await until(lambda: _ready(http, process, told), 60)
            yield Place(None, http, MovedClock(), origin), tokens, told  # type: ignore[arg-type]
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 40)
        far.close()


LOGINS = (("agent", "dana"), ("bot", "pip"))


async def _ready(http: httpx2.AsyncClient, process: subprocess.Popen[bytes], told: Path) -> bool:
    assert process.poll() is None, told.read_text()
    try:
        return (await http.get("/readyz")).status_code == 200
    except httpx2.TransportError:
        return False


async def through_every_door(place: Place, tokens: dict[str, str]) -> tuple[str, str, list[str]]:
    """Two conversations (one is handed off and worked on, one is poisoned), and the secrets that were used."""
    identity = place.identity(name=f"{WORD}-name", email=f"{WORD}@lantern.example")
    visit = await place.visit(identity)
    token, name, dana = visit["token"], visit["conversation_id"], tokens["dana"]

    async def ask(who: str, what: str, **body: Any) -> int:
        return (await place.ask(who, name, what, **body)).status_code

    async def entries(least: int) -> bool:
        return len((await place.see(token, name))["entries"]) >= least

    assert await ask(token, "messages", message_id=f"{WORD}-id", text=f"{WORD}-message Where is LN-1?") == 200
    await until(lambda: entries(2))
    assert await ask(token, "messages", message_id="m2", text=f"{WORD}-second shapeless") == 200
    await ask(token, "cart", total=10, items=[f"{WORD}-item"], page=f"https://shop.example/{WORD}-page")
    assert await ask(token, "handoff", because=f"{WORD}-because") == 200
    await ask(token, "callback", contact=f"{WORD}@mail.example")
    assert await ask(dana, "takeover") == 200
    assert await ask(dana, "messages", message_id="a1", text=f"{WORD}-agent is here") == 200
    assert await ask(dana, "notes", note_id="n1", text=f"{WORD}-note") == 200
    await ask(dana, "messages", message_id="a1", text=f"{WORD}-other body")
    assert await ask(dana, "transfer", queue=f"{WORD}-queue", note=f"{WORD}-transfer") == 422
    assert await ask(dana, "transfer", queue="billing", note=f"{WORD}-transfer") == 200
    await ask(tokens["pip"], "messages", message_id="b1", text=f"{WORD}-late", epoch=1)
    await place.http.post(f"/v1/conversations/{name}/reask", json={"text": f"{WORD}-draft"}, headers=_bearer(dana))
    async with place.socket() as desk, place.socket() as customer:
        await customer.send(json.dumps({"type": "hello", "token": token}))
        await desk.send(json.dumps({"type": "hello", "token": dana}))
        await frames(desk, "welcome")
        for frame in (
            {
                "type": "ask",
                "ref": "1",
                "conversation_id": name,
                "do": "notes",
                "body": {"note_id": "n2", "text": f"{WORD}-frame"},
            },
            {"type": "ask", "ref": "2", "conversation_id": name, "do": f"{WORD}-do", "body": {f"{WORD}-key": 1}},
            {"type": "draft", "ref": "3", "conversation_id": name, "text": f"{WORD}-typed"},
            {"type": f"{WORD}-type"},
        ):
            await desk.send(json.dumps(frame))
        await desk.send(f"{WORD} no frame")
        await frames(desk, "known")
    await ask(dana, "takeover")
    await ask(dana, "wrap-up")
    assert await ask(dana, "closure", disposition=f"{WORD}-disposition", note=f"{WORD}-wrapup") == 200
    await ask(token, "rating", score=1, comment=f"{WORD}-comment")
    poisoned = await place.visit()
    other = (poisoned["token"], poisoned["conversation_id"])
    assert (await place.ask(*other, "messages", message_id="p1", text=f"{WORD}-poison")).status_code == 200
    await _rudely(place, tokens["code"])
    secrets = [*tokens.values(), token, poisoned["token"], identity, SECRET]
    return name, other[1], secrets


async def _rudely(place: Place, code: str) -> None:
    """What no page of ours sends."""
    with contextlib.suppress(httpx2.HTTPError):
        await place.http.get(f"/v1/{WORD}-path?token={WORD}-query", headers=_bearer(f"{WORD}-bad"))
        await place.http.post("/v1/widget/sessions", json={"site": "lantern", "identity": f"{WORD}.{WORD}.{WORD}"})
        await place.http.post("/v1/login", json={"code": code})
        await place.http.post("/v1/login", json={"code": f"{WORD}-code"})
        await place.http.get(f"/console/?code={WORD}-code")
        await place.http.get("/metrics", headers=_bearer(f"{WORD}-operator"))
    host, port = place.origin.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"{WORD}-verb /\x00{WORD} HTTP/9\r\n\r\n".encode())
    await writer.drain()
    await reader.read()
    writer.close()
    with contextlib.suppress(websockets.WebSocketException):
        async with place.socket(origin=f"http://{WORD}.example"):
            pass


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


@pytest.mark.timeout(120)
async def test_s75_no_word_of_anybody_is_logged_and_every_id_is(tmp_path: Path) -> None:
    """S75, S19: messages, replies, notes, reasons, addresses, names, tokens, identities, answers of bot, shop and helpdesk,
    a poison message, exceptions: none of it at level debug. What happened to which conversation is there.
    """
    async with served(tmp_path) as (place, tokens, told):
        name, poisoned, secrets = await through_every_door(place, tokens)
        await until(lambda: "outside_unreachable" in told.read_text(), 20)
    said = told.read_text()
    assert WORD.lower() not in said.lower(), [x for x in said.splitlines() if WORD.lower() in x.lower()][:3]
    assert not [x for x in secrets if x in said]
    lines = [json.loads(x) for x in said.splitlines()]
    mine = [x for x in lines if x.get("conversation_id") == name]
    asked = next(x for x in mine if x["event"] == "HandoffRequested")
    assert asked["level"] == "info"
    assert asked.keys() >= {"timestamp", "seq", "trigger", "queue", "escalation_id", "lasted_s"}
    joined = next(x for x in mine if x["event"] == "AgentJoined")
    assert (joined["agent_id"], joined["escalation_id"]) == ("dana", asked["escalation_id"])
    assert joined["waited_s"] >= 0
    assert {x["role"] for x in mine if x["event"] == "MessagePosted"} == {"customer", "bot", "agent"}
    assert [x["seq"] for x in mine if x["event"][0].isupper()] == list(range(1, mine[-1]["seq"] + 1))
    assert any(x["event"] == "handled" and x["command"] == "Post" and x["took_ms"] > 0 for x in mine)
    broke = next(x for x in lines if x["event"] == "policy_failed" and x["conversation_id"] == poisoned)
    assert broke["error"] == "ValueError"
    assert broke["caused_by"] == ["KeyError"]
    assert any("poisoned.py" in x and x.endswith(" fires") for x in broke["at"])
    failed = next(x for x in lines if x["event"] == "outside_unreachable")
    assert failed["why"] == "The helpdesk answered with status 500."
    assert failed["effect_id"].startswith(asked["escalation_id"]) or failed["conversation_id"] == poisoned
