"""How long does keeping a journal take? Back up, check the backup, restore, erase somebody, at so many messages.

    make bench-keeping ARGS="--messages 1000000"

The writer's longest wait while a backup runs is measured on a journal in use: it shares the disk, and no lock.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from restart import build

from escapehatch.conversation.values import Author, Role
from escapehatch.desk.erasures import erase_unattended
from escapehatch.journals import copies
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.verify import verify_file


class Now:
    def now(self) -> datetime:
        return datetime.now(UTC)


def taken(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return round(time.perf_counter() - begun, 2)


async def writing(journal: SqliteJournal, over: asyncio.Event) -> float:
    """The longest that one small write had to wait, seconds."""
    worst, n = 0.0, 0
    while not over.is_set():
        begun = time.perf_counter()
        await journal.keep("bench", "k", b"%d" % n)
        worst, n = max(worst, time.perf_counter() - begun), n + 1
        await asyncio.sleep(0.005)
    return round(worst, 3)


async def in_use(path: Path, copy: Path) -> dict[str, float]:
    """A backup while somebody writes; then the erasure of one conversation, and its last traces."""
    journal, over = await SqliteJournal.open(path), asyncio.Event()
    writer = asyncio.create_task(writing(journal, over))
    begun = time.perf_counter()
    await asyncio.to_thread(copies.backup, path, copy)
    backup_s = round(time.perf_counter() - begun, 2)
    over.set()
    waited_s = await writer
    begun = time.perf_counter()
    await erase_unattended(journal, ["c7"], Author(Role.SYSTEM, "bench"), Now())
    erase_s = round(time.perf_counter() - begun, 2)
    await journal.close()
    return {"backup_s": backup_s, "writer_waited_s": waited_s, "erase_and_rewrite_s": erase_s}


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--messages", type=int, default=1_000_000)
    given.add_argument("--folder", type=Path)
    given.add_argument("--json", action="store_true")
    asked = given.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        path, copy = Path(folder) / "journal.db", Path(folder) / "copy.db"
        found: dict[str, Any] = {"messages": asked.messages, "build_s": taken(lambda: build(path, asked.messages))}
        found["journal_bytes"] = path.stat().st_size
        found |= asyncio.run(in_use(path, copy))
        found["backup_bytes"] = copy.stat().st_size
        found["restore_s"] = taken(lambda: copies.restore(copy, path, datetime.now(UTC)))
        found["verify_s"] = taken(lambda: verify_file(path))
    print(json.dumps(found) if asked.json else "\n".join(f"{k}: {v}" for k, v in found.items()))


if __name__ == "__main__":
    main()
