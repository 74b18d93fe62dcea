"""How soon a server takes its first message after a restart, with many messages stored, beside an empty journal.

    python benchmarks/restart.py [--messages 1000000] [--runs 5] [--folder DIR] [--json]

A journal of so many messages (20 a conversation, nine in ten conversations closed, some waiting and some open) is built by
plain SQL over the journal's own schema, in a folder that is removed. Measured from the process's first instruction, with what Python compiles already compiled:
the imports, opening the house, the loops' start, until the first message of a new customer is acknowledged. One run with a log
left by a killed server is among them. Beside them, in the same run: a process that loads the libraries alone. ``processor`` is what a
machine with nothing else to do would need, more or less.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import msgspec

from escapehatch.conversation import events as e
from escapehatch.conversation.events import Recorded
from escapehatch.conversation.fold import Conversation, apply
from escapehatch.conversation.values import Author, Customer, Reason, Role
from escapehatch.desk.deadlines import Patience, deadlines
from escapehatch.desk.desk import standing
from escapehatch.journals.migrate import migrate
from escapehatch.journals.sqlite_audit import chain
from escapehatch.journals.sqlite_rows import micros

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
EACH = 20
#: Conversations end one after the other, microseconds.
SECOND = 1_000_000

FIRST = """
import asyncio, json, sys, time
begun = time.perf_counter()
from pathlib import Path
from escapehatch.app import open_house
from escapehatch.adapters import reader_of
from escapehatch.conversation import commands as do
from escapehatch.conversation.values import Author, Customer, Role
from escapehatch.settings import Settings
imported = time.perf_counter()

async def main():
    settings = Settings.model_validate({"journal": sys.argv[1], "bot": {"kind": "api"}, "reader": "plain"})
    house = await open_house(settings, reader=reader_of("plain"))
    opened = time.perf_counter()
    async with house.running():
        running = time.perf_counter()
        name = f"first-{time.time_ns()}"
        await house.desk.handle(name, do.Start(name, Customer("bo")))
        await house.desk.handle(name, do.Post("m1", Author(Role.CUSTOMER, "bo"), "Hello?"))
        done = time.perf_counter()
        print(json.dumps({"imports": imported - begun, "open": opened - imported, "start": running - opened,
                          "message": done - running, "all": done - begun,
                          "processor": time.process_time()}), flush=True)
        import os
        os._exit(0)

asyncio.run(main())
"""


#: The raw limit: a process that loads the same libraries, and nothing of ours.
LIBRARIES = """
import json, time
begun = time.perf_counter()
import fastapi, httpx2, msgspec, numpy, prometheus_client, pydantic, ruamel.yaml, structlog, uvicorn, apsw, cel_expr_python
print(json.dumps({"all": time.perf_counter() - begun, "processor": time.process_time()}))
"""


def told(name: str, status: str) -> list[Recorded]:
    """One conversation: a customer and a bot in turn; then it waits, goes on, or is closed."""
    ada, pip = Author(Role.CUSTOMER, "ada", "Ada"), Author(Role.BOT, "pip", "Pip")
    events: list[e.Event] = [e.ConversationStarted(name, Customer(f"customer-{name}"))]
    for n in range(EACH):
        who = (ada, pip)[n % 2]
        events.append(
            e.MessagePosted(f"{name}-m{n}", who, "I think I was charged twice for order LN-47790, could you look?")
        )
    if status == "queued":
        events.append(e.HandoffRequested("e1", Reason("asked", "Asked.", queue="support")))
    elif status == "closed":
        events.append(e.ConversationClosed(Author(Role.SYSTEM, "system"), "inactive"))
    return [Recorded(n, AT + timedelta(seconds=n), x) for n, x in enumerate(events, 1)]


def build(path: Path, messages: int) -> None:
    """Straight into the tables, in large transactions."""
    db = apsw.Connection(str(path))
    for setting in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-200000"):
        db.execute(f"PRAGMA {setting}").fetchall()
    migrate(db)
    shapes = {x: told("shape", x) for x in ("closed", "with_bot", "queued")}
    pictures: dict[str, Conversation] = {}
    for status, records in shapes.items():
        c = Conversation()
        for x in records:
            c = apply(c, x)
        pictures[status] = c
    encoded = {k: [(x.seq, micros(x.at), msgspec.json.encode(x.event).decode()) for x in v] for k, v in shapes.items()}
    for block in range(0, messages // EACH, 1_000):
        with db:
            for n in range(block, min(block + 1_000, messages // EACH)):
                insert(db, n, pictures, encoded)
    db.close()


def insert(
    db: apsw.Connection, n: int, pictures: dict[str, Conversation], encoded: dict[str, list[tuple[int, int, str]]]
) -> None:
    status = "closed" if n % 10 else ("queued" if n % 200 == 0 else "with_bot")
    name, row = f"c{n}", standing(pictures[status])
    events = [(s, at, x.replace("shape", name)) for s, at, x in encoded[status]]
    db.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", [(name, *x) for x in events])
    chain(db, name, events)
    since = micros(row.waiting_since) if row.waiting_since else None
    columns = "conversation_id, seq, status, customer_id, updated_at, agent_id, queue, priority, waiting_since, title"
    ended = micros(row.updated_at) + n * SECOND
    values = (name, row.seq, row.status, f"customer-{name}", ended, "", row.queue, 0, since, row.title)
    db.execute(f"INSERT INTO conversations ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    rows = deadlines(pictures[status], Patience())
    later = timedelta(days=3650)
    db.executemany(
        "INSERT OR REPLACE INTO deadlines VALUES (?, ?, ?, ?, 0)",
        [(name, x.kind, x.key, micros(x.due_at + later)) for x in rows],
    )


def place() -> dict[str, str]:
    """A restart finds what earlier starts compiled, also where this shell forbids to write it."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def libraries() -> dict[str, float]:
    """Seconds until the libraries are loaded, in a process of its own."""
    command = [sys.executable, "-c", LIBRARIES]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300, env=place())
    found: dict[str, float] = json.loads(run.stdout)
    return found


def first_message(path: Path) -> dict[str, float]:
    """Seconds by part, in a process of its own; it is not stopped but killed, so that the next one finds its log."""
    run = subprocess.run(
        [sys.executable, "-c", FIRST, str(path)], capture_output=True, text=True, check=True, timeout=300, env=place()
    )
    found: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return found


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--messages", type=int, default=1_000_000)
    given.add_argument("--runs", type=int, default=5)
    given.add_argument("--folder", type=Path)
    given.add_argument("--json", action="store_true")
    asked = given.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        full, empty = Path(folder) / "full.db", Path(folder) / "empty.db"
        begun = time.perf_counter()
        build(full, asked.messages)
        first_message(empty)
        built_s, size = time.perf_counter() - begun, full.stat().st_size
        runs = [(first_message(full), first_message(empty), libraries()) for _ in range(asked.runs)]
    found: dict[str, object] = {"messages": asked.messages, "bytes": size, "built_s": round(built_s, 1)}
    for place, name in enumerate(("full", "empty", "libraries")):
        parts = {x: round(statistics.median(run[place][x] for run in runs), 3) for x in runs[0][place]}
        found[name] = {**parts, "worst": round(max(run[place]["all"] for run in runs), 3)}
    print(json.dumps(found) if asked.json else "\n".join(f"{k}: {v}" for k, v in found.items()))


if __name__ == "__main__":
    main()
