"""G23 against helpdesks that fail at the worst moment, while the server that tells them is killed again and again."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import apsw
import pytest
from msgspec.structs import replace

from escapehatch.connectors.helpdesks.mail import WRITTEN
from escapehatch.connectors.smtp import message_id
from escapehatch.lab.verify import verify_file

from .conftest import Proved
from .served import SECRET, Served, asked, customers, logins, seconds
from .sinks import KINDS, Sink, Taken, open_at

CUSTOMERS, LASTS_S, REFUSED_EACH = 90, 40.0, 15
SENDER = "hatch@shop.example"
#: For what is tried eight times; each life of the server tries it once or twice.
TOLD_WITHIN_S = 75.0


class Told:
    """What the journal says of its effects: name as the helpdesk knows it, conversation, and what became of it."""

    def __init__(self, path: Path, kind: str) -> None:
        db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        rows = list(db.execute("SELECT effect_id, conversation_id, kind, done FROM effects"))
        db.close()
        mail = kind == "mail"
        name = (lambda x: message_id(x, SENDER).strip("<>").partition("@")[0]) if mail else str
        self.rows = {name(x): (place, done) for x, place, what, done in rows if not mail or what in WRITTEN}
        self.waiting = sum(done == 0 for *_, done in rows)
        self.dead = {x for x, (_, done) in self.rows.items() if done == 2}


async def insists(served: Served, token: str, place: str, what: str, **body: Any) -> int:
    """Asks until somebody answers who can store it."""
    while True:
        try:
            status, _ = await asked(served.port, token, place, what, **body)
        except (OSError, ValueError):
            status = 503
        if status < 500:
            return status
        await asyncio.sleep(0.1)


async def wants(served: Served, n: int, token: str, place: str, agent: str) -> bool:
    """A customer who wants a person; some get one and are done, some are to be written to. Whether that was acknowledged."""
    await asyncio.sleep(LASTS_S * n / CUSTOMERS)
    said = await insists(served, token, place, "messages", message_id="m1", text="I want to talk to a person")
    if n % 3 == 0:
        await insists(served, token, place, "callback", contact="ada@lantern.example")
    if n % 3 == 1:
        await insists(served, agent, place, "takeover")
        await insists(served, agent, place, "messages", message_id="a1", text="There you are.")
        await insists(served, agent, place, "closure", disposition="resolved")
    return said == 200


async def killed(served: Served) -> None:
    """And begun again, as if its leases and pauses had run out meanwhile."""
    served.kill()
    db = apsw.Connection(str(served.journal))
    db.execute("UPDATE effects SET leased_until = 0 WHERE done = 0")
    db.close()
    served.start()
    await served.up()


async def storms(served: Served, until: asyncio.Event) -> int:
    chance, kills = Random(23), 0
    while not until.is_set():
        await asyncio.sleep(chance.uniform(1.5, 5.0))
        await killed(served)
        kills += 1
    return kills


async def all_told(served: Served, kind: str) -> int:
    """Until nothing waits any more; how often the server was killed for that."""
    began, kills = seconds(), 0
    while Told(served.journal, kind).waiting:
        assert seconds() - began < TOLD_WITHIN_S, "something is never told"
        await asyncio.sleep(2.7)
        if Told(served.journal, kind).waiting:
            await killed(served)
            kills += 1
    return kills


def judged(taken: Sequence[Taken], rows: Mapping[str, tuple[str, int]], aside: set[str]) -> list[str]:
    """What was not delivered, or twice under different names, or out of order. ``aside``: was given up once."""
    first = {x.name: x for x in reversed(taken)}
    wrong = [f"{x} never arrived" for x, (_, done) in rows.items() if x not in first or done != 1]
    wrong += [f"{x} is nobody's" for x in first.keys() - rows.keys()]
    known: dict[tuple[str, int], str] = {}
    for x in taken:
        if known.setdefault((x.conversation_id, x.seq), x.name) != x.name:
            wrong.append(f"{x.name} came before as {known[x.conversation_id, x.seq]}")
    last: dict[str, int] = {}
    for x in dict.fromkeys(y.name for y in taken if y.name not in aside):
        place, seq = first[x].conversation_id, first[x].seq
        if last.get(place, 0) > seq:
            wrong.append(f"{x} came after {last[place]}")
        last[place] = seq
    return wrong


def bent(taken: list[Taken], aside: set[str]) -> list[list[Taken]]:
    """The same, with one that never came; one that came again under another name; two of a conversation exchanged."""
    some = taken[len(taken) // 2]
    again = replace(some, name=f"{some.name}-again")
    rest = [x for x in taken if x.name not in aside]
    one, two = next((x, y) for n, x in enumerate(rest) for y in rest[n:] if _later(x, y))
    other = {one.name: two, two.name: one}
    return [[x for x in taken if x.name != some.name], [*taken, again], [other.get(x.name, x) for x in taken]]


def _later(x: Taken, y: Taken) -> bool:
    return x.conversation_id == y.conversation_id and x.seq < y.seq


def letters(served: Served, *what: str) -> str:
    """The command, as an operator types it while the server runs."""
    command = [sys.executable, "-m", "escapehatch.cli", "letters", what[0], str(served.journal), *what[1:]]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


@pytest.mark.timeout(200)
@pytest.mark.parametrize("kind", sorted(KINDS))
async def test_every_ticket_arrives(kind: str, tmp_path: Path, proved: Proved) -> None:
    """G23, H09: at least once, again only under its own name, in order; what is refused for good is seen and can be replayed."""
    async with open_at(KINDS[kind](23)) as sink:
        url = {"url": f"http://127.0.0.1:{sink.port}", "secret": SECRET, "allow_private": True}
        box = {"host": "127.0.0.1", "port": sink.port, "to": "team@shop.example", "sender": SENDER, "starttls": False}
        how = {"kind": kind, **(box if kind == "mail" else url)}
        with Served(tmp_path, 1, capacity=100, outside={"helpdesk": how}) as served:
            visits = await customers(served.journal, CUSTOMERS)
            agent = (await logins(served.journal, {"a0": "agent"}))["a0"]
            sink.refused = {place for _, place in visits[::REFUSED_EACH]}
            served.start()
            await served.up()
            over = asyncio.Event()
            nemesis = asyncio.create_task(storms(served, over))
            done = await asyncio.gather(*(wants(served, n, *x, agent) for n, x in enumerate(visits)))
            over.set()
            kills = await nemesis
            sink.calm = True
            kills += await all_told(served, kind)
            aside = Told(served.journal, kind).dead
            listed = await asyncio.to_thread(letters, served, "list")
            sink.refused = set()
            await asyncio.to_thread(letters, served, "replay", "all")
            kills += await all_told(served, kind)
            served.kill()
    report(served, kind, sink, all(done), kills, aside, listed, proved)


def report(
    served: Served, kind: str, sink: Sink, done: bool, kills: int, aside: set[str], listed: str, proved: Proved
) -> None:
    told = Told(served.journal, kind)
    wrong = judged(sink.taken, told.rows, aside)
    repeats = len(sink.taken) - len({x.name for x in sink.taken})
    failed = sum(n for x, n in sink.moods.items() if x != "well")
    what = f"what a helpdesk ({kind}) is told that closes, hangs or fails, also after it has taken it; lost, renamed or out of order"
    proved(
        "G23",
        what,
        len(told.rows),
        len(wrong),
        f"{failed} calls that failed, {kills} kills of the server, {repeats} repeats",
    )
    hidden = sum(x not in listed.replace(":", "-" if kind == "mail" else ":") for x in aside)
    proved(
        "G23", f"dead letters ({kind}), seen and replayed by command beside the server; not seen", len(aside), hidden
    )
    found = sum(bool(judged(x, told.rows, aside)) for x in bent(sink.taken, aside))
    proved("G23", f"the same judge ({kind}) where one is lost, renamed, or out of order", 3, found)
    assert done and not wrong, wrong[:9]
    assert not hidden and len(aside) >= CUSTOMERS / REFUSED_EACH
    assert len(told.rows) > CUSTOMERS and repeats > 5 and kills > 5
    assert found == 3
    assert not verify_file(served.journal)
