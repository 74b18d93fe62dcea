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

ROOMS, ERASED, WAITING, SAID = 7, 2, 2, 3


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


SAID_SQL = "SELECT event ->> 'text' FROM events WHERE conversation_id LIKE ? AND event ->> '$.author.role' = 'customer'"
ASKED_SQL = "SELECT event ->> '$.reason.trigger' FROM events WHERE conversation_id LIKE ? AND event ->> 'type' = 'HandoffRequested'"


def stored(path: Path, place: str = "%", sql: str = SAID_SQL) -> list[str]:
    """What customers said, as a journal has it, or why persons were asked for."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    found = [x for (x,) in db.execute(sql, (place,))]
    db.close()
    return found


@pytest.mark.timeout(150)
async def test_a_session_that_the_copy_does_not_know(tmp_path: Path, proved: Proved) -> None:
    """G20, G22: what was said in it is unsent again and stored, in another conversation; what was erased meanwhile is not.

    Whoever waited for a person waits for one again; nobody else does.
    """
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
        waiting = others[:WAITING]
        for page in waiting:
            page.say("PERSON")
        for page in waiting:
            await page.until(lambda page=page: page.says["status"] == "queued")  # type: ignore[misc]
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
        asked = {x: stored(served.journal, x.says["place"], ASKED_SQL) for x in others}
        unequal = [reasons for x, reasons in asked.items() if ("asked_for_person" in reasons) != (x in waiting)]
        same = [x for x, place in zip(pages, before, strict=True) if x.says["place"] == place]
        for page in pages:
            await page.end()
        served.kill()
    what = "pages with a session that the restored copy had not; what they had said is not stored, or shown, again"
    proved("G20", what, len(others), len(lost))
    what = "pages of the same kind; whoever waited for a person waits for one again, and nobody else does"
    proved("G20", what, len(others), len(unequal))
    what = "lines of them that were erased in between, on pages that slept; said again to the restored server"
    proved("G22", what, sum(len(x.lines) - 1 for x in erased), len(back))
    assert not lost and not back and not unheard and not same and not unequal, (lost, back, unheard, same, unequal)
    assert not verify_file(served.journal)


def _done(page: Page, whole: bool) -> bool:
    wanted = page.lines if whole else page.lines[-1:]
    return page.says["there"] == wanted and not page.says["unsent"]
