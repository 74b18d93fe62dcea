"""How fast events are stored durably, beside what this disk and SQLite can do at all, measured in the same run.

    python benchmarks/journal.py [--events 4000] [--writers 64] [--folder var/bench] [--json]

``raw_each`` is bare SQLite with one row and one synced commit an event; ``raw_grouped`` is bare SQLite with the same
bytes in synced commits of ``writers`` rows. ``each`` and ``grouped`` are the journal with one writer and with many at
once. The ratios hold on any machine; the absolute figures are this disk's.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import apsw
import msgspec

from escapehatch.conversation import events as e
from escapehatch.conversation.values import Author, Role
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.ports import Change, Standing

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
WORDS = "I think I was charged twice for order LN-47790, could you look into it please?"


def message(n: int) -> e.Event:
    return e.MessagePosted(f"m{n}", Author(Role.CUSTOMER, "ada", "Ada Byrne"), WORDS)


def change(conversation: str, n: int) -> Change:
    standing = Standing(conversation, n + 1, "with_bot", "ada", AT)
    return Change(conversation, n, (message(n),), AT, standing)


async def journal(path: Path, count: int, writers: int) -> tuple[float, list[float]]:
    """Events a second, and the time of each append in ms, with ``writers`` conversations that write at once."""
    store = await SqliteJournal.open(path)
    took: list[float] = []

    async def write(conversation: str) -> None:
        for n in range(count // writers):
            begun = time.perf_counter()
            await store.append(change(conversation, n))
            took.append(1000 * (time.perf_counter() - begun))

    begun = time.perf_counter()
    await asyncio.gather(*(write(f"c{x}") for x in range(writers)))
    total = time.perf_counter() - begun
    await store.close()
    return len(took) / total, sorted(took)


def raw(path: Path, count: int, group: int) -> float:
    """Events a second of bare SQLite, ``group`` to a synced commit."""
    db = apsw.Connection(str(path))
    for line in (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "CREATE TABLE event (n INTEGER PRIMARY KEY, body)",
    ):
        db.execute(line).fetchall()
    body = msgspec.json.encode(message(1))
    begun = time.perf_counter()
    for start in range(0, count, group):
        with db:
            db.executemany(
                "INSERT INTO event VALUES (?, ?)", [(n, body) for n in range(start, min(count, start + group))]
            )
    took = time.perf_counter() - begun
    db.close()
    return count / took


def measured(folder: Path, count: int, writers: int) -> dict[str, object]:
    each, alone = asyncio.run(journal(folder / "each.db", count // 8, 1))
    grouped, together = asyncio.run(journal(folder / "grouped.db", count, writers))
    raw_each = raw(folder / "raw_each.db", count // 8, 1)
    raw_grouped = raw(folder / "raw_grouped.db", count, writers)
    return {
        "events": count,
        "writers": writers,
        "each_per_s": round(each),
        "each_ms": spread(alone),
        "grouped_per_s": round(grouped),
        "grouped_ms": spread(together),
        "raw_each_per_s": round(raw_each),
        "raw_grouped_per_s": round(raw_grouped),
        "each_of_raw": round(each / raw_each, 3),
        "grouped_of_raw": round(grouped / raw_grouped, 3),
        "grouping_gains": round(grouped / each, 1),
    }


def spread(ms: list[float]) -> dict[str, float]:
    return {name: round(ms[int(share * (len(ms) - 1))], 2) for name, share in (("p50", 0.5), ("p99", 0.99))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=4000)
    parser.add_argument("--writers", type=int, default=64)
    parser.add_argument("--folder", type=Path, help="on the disk that is meant; a temporary one if not given")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        report = measured(Path(folder), given.events, given.writers)
    print(json.dumps(report, indent=None if given.json else 1))


if __name__ == "__main__":
    main()
