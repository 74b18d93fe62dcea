"""G20 with the widget's own code: sessions that began after the backup, so that the restored server has never heard of them."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from escapehatch.lab.verify import verify_file

from .conftest import Proved
from .script import Script
from .served import Served

ROOMS, ERASED, SAID = 6, 2, 3


class Page(Script):
    """A page with the widget's own room."""

    def __init__(self, served: Served, n: int) -> None:
        super().__init__("room.mjs", served.origin)
        self.lines = [f"zqx line {n} {k} zqx" for k in range(SAID)]

    def sleep(self, asleep: bool) -> None:
        """As a phone in a pocket."""
        self.process.send_signal(signal.SIGSTOP if asleep else signal.SIGCONT)


def run(*words: str | Path) -> None:
    command = [sys.executable, "-m", "escapehatch.cli", *(str(x) for x in words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def stored(path: Path, place: str = "%") -> list[str]:
    """What customers said, as a journal has it."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    sql = "SELECT event ->> 'text' FROM events WHERE conversation_id LIKE ? AND event ->> '$.author.role' = 'customer'"
    found = [x for (x,) in db.execute(sql, (place,))]
    db.close()
    return found


@pytest.mark.timeout(150)
async def test_a_session_that_the_copy_does_not_know(tmp_path: Path, proved: Proved) -> None:
    """G20, G22: what was said in it is unsent again and stored, in another conversation; what was erased meanwhile is not."""
    saved = tmp_path / "older.db"
    with Served(tmp_path) as served:
        served.start()
        await served.up()
        await asyncio.to_thread(run, "backup", served.journal, saved)
        pages = [Page(served, n) for n in range(ROOMS)]
        for page in pages:
            await page.begin()
        for page in pages:
            await page.until(lambda page=page: page.says["place"])  # type: ignore[misc]
            for line in page.lines[:-1]:
                page.say(line)
        for page in pages:
            await page.until(lambda page=page: page.says["there"] == page.lines[:-1])  # type: ignore[misc]
        before = [x.says["place"] for x in pages]
        erased, others = pages[:ERASED], pages[ERASED:]
        for page in erased:
            page.sleep(True)
        served.kill()
        for page in erased:
            await asyncio.to_thread(run, "erase", served.journal, "--conversation", page.says["place"])
        for page in others:
            page.say(page.lines[-1])
        await asyncio.to_thread(run, "restore", saved, served.journal)
        assert not stored(served.journal)
        served.start()
        await served.up()
        for page in erased:
            page.sleep(False)
            page.say(page.lines[-1])
        await asyncio.gather(*(x.until(lambda x=x: _done(x, x in others)) for x in pages), return_exceptions=True)  # type: ignore[misc]
        await asyncio.sleep(3)
        lost = [f"{x.says}" for x in others if not _done(x, True) or stored(served.journal, x.says["place"]) != x.lines]
        back = [line for x in erased for line in x.lines[:-1] if line in stored(served.journal)]
        unheard = [f"{x.says}" for x in erased if stored(served.journal, x.says["place"]) != x.lines[-1:]]
        same = [x for x, place in zip(pages, before, strict=True) if x.says["place"] == place]
        for page in pages:
            await page.end()
        served.kill()
    what = "pages with a session that the restored copy had not; what they had said is not stored, or shown, again"
    proved("G20", what, len(others), len(lost))
    what = "lines of them that were erased in between, on pages that slept; said again to the restored server"
    proved("G22", what, sum(len(x.lines) - 1 for x in erased), len(back))
    assert not lost and not back and not unheard and not same, (lost, back, unheard, same)
    assert not verify_file(served.journal)


def _done(page: Page, whole: bool) -> bool:
    wanted = page.lines if whole else page.lines[-1:]
    return page.says["there"] == wanted and not page.says["unsent"]
