"""How soon is a freed seat offered to the next in line? The whole house on a real SQLite journal, one agent, a long queue.

python benchmarks/offers.py [--times 200] [--json]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import structlog
from decide import Row, as_json, table

from escapehatch.app import House, SystemClock, new_id
from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.fold import Conversation
from escapehatch.conversation.values import Author, Customer, Reason, Role
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.reading.plain import PlainReader
from escapehatch.routing.roster import AgentProfile, Queue, Roster
from escapehatch.settings import Settings

ROSTER = Roster((Queue("support"),), (AgentProfile("dana", "Dana", queues=("support",), capacity=1),))
DANA = Author(Role.AGENT, "dana", "Dana")


def rows(times: int = 200) -> list[Row]:
    """From the commit that frees the seat to the commit of the next offer."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory() as folder:
        took, commits = asyncio.run(_measure(Path(folder) / "journal.db", times))
    bare = float(np.median(commits))
    return [
        (
            "offer after a seat is freed, p99 ms",
            -250.0,
            None,
            float(np.quantile(took, 0.99)),
            {"p50": float(np.median(took)), "one commit": bare},
        )
    ]


async def _measure(path: Path, times: int) -> tuple[list[float], list[float]]:
    journal = await SqliteJournal.open(path)
    house = House(Settings(reader="plain", journal=path), journal, SystemClock(), PlainReader())
    house.roster.value = ROSTER
    freed_at, took, commits = 0.0, list[float](), list[float]()
    offered: asyncio.Queue[str] = asyncio.Queue()

    def hear(c: Conversation, records: tuple[e.Recorded, ...]) -> None:
        nonlocal freed_at
        for record in records:
            if isinstance(record.event, e.ConversationClosed):
                freed_at = time.perf_counter()
            elif isinstance(record.event, e.ReservationMade):
                if freed_at:
                    took.append((time.perf_counter() - freed_at) * 1e3)
                offered.put_nowait(c.id)

    house.desk.reactions.append(hear)
    async with house.running():
        await house.floor.came("dana")
        for n in range(times + 1):
            await house.desk.handle(f"c{n}", do.Start(f"c{n}", Customer(f"ada{n}")))
            await house.desk.request_handoff(f"c{n}", Reason("asked_for_person", "Pressed the button."))
        for _ in range(times):
            where = await asyncio.wait_for(offered.get(), 30)
            await house.desk.handle(where, do.Accept(DANA))
            begun = time.perf_counter()
            await house.desk.handle(where, do.Post(new_id(), DANA, "There you are."))
            commits.append((time.perf_counter() - begun) * 1e3)
            await house.desk.handle(where, do.Close(DANA, "resolved"))
        await asyncio.wait_for(offered.get(), 30)
    return took, commits


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = rows(given.times)
    print(json.dumps([as_json(x) for x in found], indent=1) if given.json else table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
