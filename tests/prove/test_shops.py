"""G12 against a shop that is really out there: it hangs, lies, floods, breaks off or is gone, and handoffs wait for none of it."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from connectors.far import Writer, answer, listening
from escapehatch.api.grants import Grants, Visit
from escapehatch.app import new_id, new_secret
from escapehatch.conversation import events as e
from escapehatch.conversation.values import Customer
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.verify import verify_file

from .conftest import Proved
from .served import Served, WallClock, ask, asked, at, logins, seconds

CUSTOMERS, GONE, EACH_S = 180, 30, 0.2
#: The promise, seconds: what a shop may add; and what a loaded machine may.
ADDED_S, SLACK_S = 2.0, 0.5
#: Words of somebody else's records. Nobody may ever see one.
STRANGER = "Mallory-canary"
MOODS = (
    "well",
    "slow",
    "hangs",
    "drips",
    "misshapen",
    "malformed",
    "strangers",
    "huge",
    "packed",
    "fails",
    "cut",
    "resets",
)
#: Those after which the packet is whole.
GOOD = frozenset({"well", "slow"})


class Moody:
    """Answers each question about a customer in that customer's mood."""

    def __init__(self) -> None:
        self.moods = Counter[str]()

    async def play(self, method: str, path: str, headers: dict[str, str], body: bytes, out: Writer) -> None:
        name = path.split("/")[2]
        mood = mood_of(name.removeprefix("LN-").removeprefix("ada-"))
        self.moods[mood] += 1
        await getattr(self, mood)(path, name, out)

    async def well(self, path: str, name: str, out: Writer) -> None:
        answer(out, 200, json.dumps(record(path, name)).encode())

    async def slow(self, path: str, name: str, out: Writer) -> None:
        await asyncio.sleep(0.4)
        await self.well(path, name, out)

    async def hangs(self, path: str, name: str, out: Writer) -> None:
        await asyncio.sleep(30)

    async def drips(self, path: str, name: str, out: Writer) -> None:
        out.write(b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n")
        while True:
            out.write(b" ")
            await out.drain()
            await asyncio.sleep(0.3)

    async def misshapen(self, path: str, name: str, out: Writer) -> None:
        answer(out, 200, Random(path).choice([b'{"order": 1}', b"[1, 2]", b'"yes"', b'{"customer": {"id": 7}}']))

    async def malformed(self, path: str, name: str, out: Writer) -> None:
        answer(out, 200, Random(path).choice([b"<html></html>", b"[" * 50_000, b"\xff\xfe{}"]))

    async def strangers(self, path: str, name: str, out: Writer) -> None:
        answer(out, 200, json.dumps(record(path, name, STRANGER)).encode())

    async def huge(self, path: str, name: str, out: Writer) -> None:
        answer(out, 200, json.dumps({"notes": "x" * 8_000_000}).encode())

    async def packed(self, path: str, name: str, out: Writer) -> None:
        answer(out, 200, b"\x1f\x8b\x08" + bytes(1000), content_encoding="gzip")

    async def fails(self, path: str, name: str, out: Writer) -> None:
        answer(out, Random(path).choice([429, 500, 502]), b"{}")

    async def cut(self, path: str, name: str, out: Writer) -> None:
        out.write(b'HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{"customer": ')

    async def resets(self, path: str, name: str, out: Writer) -> None:
        out.transport.abort()


def mood_of(number: str) -> str:
    return MOODS[int(number) % len(MOODS)]


def record(path: str, name: str, owner: str = "") -> Any:
    """What stands there, of this customer, or of ``owner``."""
    who = owner or name.replace("LN-", "ada-")
    order = {"order_id": name.replace("ada-", "LN-"), "customer_id": who, "status": "shipped", "notes": [f"For {who}"]}
    if path.startswith("/orders/"):
        return order
    return [order] if path.endswith("/orders") else {"customer": {"id": who, "name": who}}


async def signed_in(path: Path, number: int) -> list[tuple[str, str]]:
    """So many customers whom the shop vouched for: (token, conversation)."""
    journal, now = await SqliteJournal.open(path), WallClock().now()
    grants = Grants(journal, WallClock(), new_secret, {})
    visits = [Visit(Customer(f"ada-{n}", f"Ada {n}", verified=True), new_id(), "lantern", now) for n in range(number)]
    tokens = [await grants.begin_visit(x) for x in visits]
    await journal.close()
    return [(token, x.conversation_id) for token, x in zip(tokens, visits, strict=True)]


async def wants(served: Served, n: int, token: str, place: str, agent: str, after_s: float) -> tuple[float, Any]:
    """Asks for a person about an order: how long that took, seconds, and what the agent's packet says in time."""
    await asyncio.sleep(after_s)
    began = seconds()
    words = f"I want to talk to a person about my order LN-{n}"
    status, _ = await asked(served.port, token, place, "messages", message_id="m1", text=words)
    took = seconds() - began
    assert status == 200
    await asyncio.sleep(ADDED_S + SLACK_S)
    _, packet = await ask(served.port, "GET", f"/v1/conversations/{place}/packet", agent)
    return took, packet


def judged(mood: str, packet: Mapping[str, Any]) -> str:
    """What is wrong with a packet, '' for nothing: what could not be had is named with why, what could is there."""
    lacks = {x["what"]: x["why"] for x in packet.get("missing", ())} if "conversation_id" in packet else None
    if lacks is None:
        return "there is no packet"
    if STRANGER in json.dumps(packet):
        return "it holds somebody else's records"
    if any(x not in lacks and packet.get(x) in (None, []) for x in ("profile", "orders")):
        return "something is not there, and nobody says so"
    if any(not why or "being fetched" in why for why in lacks.values()):
        return f"something is still awaited: {lacks}"
    expected = set() if mood in GOOD else {"profile", "orders"}
    return "" if {"profile", "orders"} & lacks.keys() == expected else f"missing are {lacks}"


@pytest.mark.alone
@pytest.mark.timeout(150)
async def test_no_handoff_waits_for_the_shop(tmp_path: Path, proved: Proved) -> None:
    """G12, G26: the packet says what is missing and why; nobody sees a stranger's records."""
    shop, outside = Moody(), AsyncExitStack()
    far = await outside.enter_async_context(listening())
    far.play = shop.play
    how = {"kind": "http", "url": far.url, "allow_private": True}
    with Served(tmp_path, 1, outside={"shop": how}) as served:
        visits = await signed_in(served.journal, CUSTOMERS + GONE)
        agent = (await logins(served.journal, {"a0": "agent"}))["a0"]
        served.start()
        await served.up()

        async def all_of(numbers: range) -> list[tuple[float, Any]]:
            tries = [wants(served, n, *visits[n], agent, k * EACH_S) for k, n in enumerate(numbers)]
            return await asyncio.gather(*tries)

        found = await all_of(range(CUSTOMERS))
        await outside.aclose()
        found += await all_of(range(CUSTOMERS, CUSTOMERS + GONE))
        served.kill()
    await report(served, shop, [x for _, x in visits], found, proved)


async def report(
    served: Served, shop: Moody, places: Sequence[str], found: Sequence[tuple[float, Any]], proved: Proved
) -> None:
    moods = [mood_of(str(n)) if n < CUSTOMERS else "gone" for n in range(len(found))]
    wrong = [f"{m}: {why}" for m, (_, x) in zip(moods, found, strict=True) if (why := judged(m, x))]
    journal, waits, bare = await SqliteJournal.open(served.journal), list[float](), 0
    for place in places:
        records = await journal.read(place)
        asked_at = next((x.at for x in records if isinstance(x.event, e.HandoffRequested)), None)
        parts = [x for x in records if isinstance(x.event, e.ContextAdded) and x.event.part in {"profile", "orders"}]
        bare += asked_at is None or len(parts) < 2
        waits += [(x.at - asked_at) / timedelta(seconds=1) for x in parts] if asked_at else []
    await journal.close()
    good = [t for m, (t, _) in zip(moods, found, strict=True) if m in GOOD]
    bad = [t for m, (t, _) in zip(moods, found, strict=True) if m not in GOOD]
    late = sum(x > ADDED_S + SLACK_S for x in waits) + sum(x > ADDED_S for x in bad)
    blind = [judged(m, {**x, "missing": []}) for m, (_, x) in zip(moods, found, strict=True) if m not in GOOD]
    added = f"acknowledged p99 {at(bad, 0.99) * 1e3:.0f} ms, {at(good, 0.99) * 1e3:.0f} ms where the shop is well; the packet is settled {at(waits, 0.5):.2f} s after the handoff (median), {max(waits):.2f} s (longest)"
    what = "handoffs while the shop hangs, lies, floods, breaks off or is gone; late, or what is missing is not said"
    proved("G12", what, len(found), len(wrong) + bare + late, added)
    proved("G12", "the same judge with packets that do not say it", len(blind), sum(map(bool, blind)))
    assert not wrong, wrong[:9]
    assert not bare and not late, (bare, sorted(waits)[-5:])
    assert all(blind) and len(shop.moods) == len(MOODS)
    assert not verify_file(served.journal)
