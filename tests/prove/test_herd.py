"""G18 at its size: five thousand pages and two hundred agents come back to a server that was killed."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.verify import verify_file

from .conftest import Proved
from .past import talked
from .served import Served, at, logins, seconds
from .tabs import Tab, all_in, many_files

WIDGETS, AGENTS, WRITING, WAITING_EACH = 5_000, 200, 500, 40
BACK_P99_S = 10.0
COMING_S = 40.0


async def writing(tabs: list[Tab], until: asyncio.Event) -> None:
    """Each writes again and again, whatever becomes of the server."""

    async def one(n: int, tab: Tab) -> None:
        k = 0
        while not until.is_set():
            await tab.write(f"m{n}-{k}")
            k += 1
            await asyncio.sleep(4)

    await asyncio.gather(*(one(n, x) for n, x in enumerate(tabs)))


@pytest.mark.alone
@pytest.mark.timeout(600)
async def test_all_come_back_after_a_kill(tmp_path: Path, proved: Proved) -> None:
    """G18, G1, G2: some of them are writing all the while; each conversation is read once."""
    many_files()
    with Served(tmp_path, AGENTS) as served:
        widgets, team = await crowd(served, WIDGETS, AGENTS)
        over = asyncio.Event()
        talk = asyncio.create_task(writing(widgets[:WRITING], over))
        await asyncio.sleep(8)
        served.kill()
        killed_s = seconds()
        served.start()
        back = await all_in([*widgets, *team], killed_s, 240)
        used_s, reads = served.cpu_s(), (await served.figures())["escapehatch_conversations_read_total"]
        over.set()
        await talk
        lost, doubled = await judged(served, widgets)
        for tab in team:
            await tab.end()
    slow = at(back, 0.99)
    late = max(0, sum(x > BACK_P99_S for x in back) - len(back) // 100)
    proved(
        "G18",
        f"{WIDGETS:,} pages and {AGENTS} agents come back after kill -9, {WRITING} of them writing; lost, doubled, or late",
        WIDGETS + AGENTS,
        lost + doubled + late,
        f"let in again {at(back, 0.5):.1f} s after the kill (median), {slow:.1f} s (p99), {max(back):.1f} s (all); "
        f"{used_s:.0f} s of one processor",
    )
    proved(
        "G18",
        "conversations read from the journal meanwhile, and those read twice",
        int(reads),
        max(0, int(reads) - WIDGETS),
    )
    assert (lost, doubled) == (0, 0)
    assert reads <= WIDGETS
    assert slow <= BACK_P99_S


async def crowd(served: Served, widgets: int, agents: int) -> tuple[list[Tab], list[Tab]]:
    """A server with a past, and everybody connected: the customers, the agents."""
    chance = Random(18)
    visits = await talked(served.journal, widgets, WAITING_EACH)
    tokens = await logins(served.journal, {f"a{n}": "agent" for n in range(agents)})
    served.start()
    await served.up()
    customers = [Tab(served, chance, token, place) for token, place in visits]
    team = [Tab(served, chance, x) for x in tokens.values()]
    for tab in (*team, *customers):
        tab.begin(chance.random() * COMING_S)
    await all_in([*customers, *team], 0.0, 6 * COMING_S)
    return customers, team


async def judged(served: Served, widgets: list[Tab]) -> tuple[int, int]:
    """Acknowledged messages that are not stored or not shown, and messages that are there twice."""
    await asyncio.sleep(2)
    for tab in widgets:
        await tab.end()
    served.kill()
    assert not verify_file(served.journal)
    journal, lost, doubled = await SqliteJournal.open(served.journal), 0, 0
    for tab in widgets:
        records = await journal.read(tab.place)
        stored = Counter(x.event.message_id for x in records if x.event.__class__.__name__ == "MessagePosted")  # type: ignore[attr-defined]
        lost += sum(not stored[x] for x in tab.acknowledged)
        lost += sum(not tab.seen[x] for x in stored)
        doubled += sum(x > 1 for x in (*stored.values(), *tab.seen.values()))
    await journal.close()
    return lost, doubled
