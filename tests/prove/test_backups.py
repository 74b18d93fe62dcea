"""G20 with real processes: ``escapehatch backup`` is killed at many moments, and an older copy is restored under clients that know more."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import apsw
import pytest

from escapehatch.journals import copies
from escapehatch.journals.sqlite_rows import set_epoch
from escapehatch.lab.verify import verify_file

from .conftest import Proved
from .past import talked
from .script import Script
from .served import Served, customers, seconds
from .tabs import Tab, all_in, many_files

PAST, WRITERS, EACH_S, KILLS = 3_000, 20, 0.5, 45
#: System calls of the last steps, and of the copying itself: the n-th of them kills.
CALLS = {
    "fsync,fdatasync": range(1, 8),
    "rename,renameat,renameat2": range(1, 2),
    "unlink": range(1, 4),
    "pwrite64": (1, 3, 10, 30, 100, 300, 600),
}


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "escapehatch.cli", *(str(x) for x in words)]


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), capture_output=True, text=True, timeout=120, check=False)


def posted(path: Path, place: str) -> set[str]:
    """Ids of the messages of a conversation, as a journal has them."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    sql = "SELECT event ->> 'message_id' FROM events WHERE conversation_id = ? AND event ->> 'type' = 'MessagePosted'"
    found = {row[0] for row in db.execute(sql, (place,))}
    db.close()
    return found


def unwhole(saved: Path, spare: Path, before: Sequence[tuple[str, list[str]]]) -> str:
    """Why a file under a backup's name is no whole one; '' when it is, or when there is none. ``before``: what must be in it."""
    if not saved.exists():
        return ""
    spare.unlink(missing_ok=True)
    try:
        copies.restore(saved, spare, datetime.now(UTC))
        if verify_file(spare):
            return "it breaks promises"
    except (copies.Unusable, copies.UnknownSchema) as wrong:
        return str(wrong)
    lacks = [x for place, known in before for x in known if x not in posted(spare, place)]
    return f"it lacks {lacks[:3]}" if lacks else ""


async def writing(tabs: list[Tab], until: asyncio.Event) -> list[float]:
    """All of them, all the while; how long each message took."""
    took: list[float] = []

    async def one(n: int, tab: Tab) -> None:
        k = 0
        while not until.is_set():
            took.append(await tab.write(f"m{n}-{k}"))
            k += 1
            await asyncio.sleep(EACH_S)

    await asyncio.gather(*(one(n, x) for n, x in enumerate(tabs)))
    return took


def killed_after(target: Path, served: Served, wait_s: float) -> bool:
    """Whether it was killed before it was done."""
    process = subprocess.Popen(command("backup", served.journal, target), stdout=-3, stderr=-3)
    try:
        process.wait(wait_s)
    except subprocess.TimeoutExpired:
        process.kill()
    return process.wait(30) != 0


def killed_at(target: Path, served: Served, call: str, n: int) -> bool:
    inject = ["-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={n}"]
    traced = ["strace", "-f", "-qq", "-o", "/dev/null", *inject, *command("backup", served.journal, target)]
    return subprocess.run(traced, capture_output=True, timeout=120, check=False).returncode != 0


def moments(whole_s: float) -> list[Callable[[Path, Served], bool]]:
    """Ways to kill: after so long, and at a system call."""
    chance, ways = Random(20), list[Callable[[Path, Served], bool]]()
    for n in range(KILLS):
        wait_s = whole_s * (0.15 + 0.9 * (n + chance.random()) / KILLS)
        ways.append(lambda target, served, s=wait_s: killed_after(target, served, s))  # type: ignore[misc]
    for call, places in CALLS.items() if shutil.which("strace") else ():
        ways += [lambda target, served, c=call, n=n: killed_at(target, served, c, n) for n in places]  # type: ignore[misc]
    return ways


@pytest.mark.timeout(240)
async def test_a_backup_that_is_killed_leaves_no_half_copy(tmp_path: Path, proved: Proved) -> None:
    """G20: while customers write; the server does not notice, and the next backup is whole."""
    with Served(tmp_path) as served:
        visits = await talked(served.journal, PAST, 40)
        served.start()
        await served.up()
        tabs = [Tab(served, Random(n), *x) for n, x in enumerate(visits[:WRITERS])]
        for tab in tabs:
            tab.begin()
        await all_in(tabs, 0.0, 60)
        over = asyncio.Event()
        talk = asyncio.create_task(writing(tabs, over))
        await asyncio.sleep(1)
        began = seconds()
        assert (await asyncio.to_thread(run, "backup", served.journal, tmp_path / "first.db")).returncode == 0
        kills, finished, wrong = 0, 0, list[str]()
        for n, kill in enumerate(moments(seconds() - began)):
            target = tmp_path / f"copy-{n}.db"
            before = [(x.place, list(x.acknowledged)) for x in tabs]
            kills += await asyncio.to_thread(kill, target, served)
            finished += target.exists()
            bad = await asyncio.to_thread(unwhole, target, tmp_path / "spare" / "journal.db", before)
            wrong += [f"{n}: {bad}"] if bad else []
            target.unlink(missing_ok=True)
        last, before = tmp_path / "copy-0.db", [(x.place, list(x.acknowledged)) for x in tabs]
        assert (await asyncio.to_thread(run, "backup", served.journal, last)).returncode == 0
        over.set()
        took = await talk
        alive = served.process is not None and served.process.poll() is None
        for tab in tabs:
            await tab.end()
        served.kill()
    assert not unwhole(last, tmp_path / "spare" / "journal.db", before)
    assert not last.with_name("copy-0.db.part").exists()
    blind = [unwhole(x, tmp_path / "spare" / "journal.db", before) for x in halves(last)]
    proved(
        "G20", "kill -9 of a backup at random moments and at system calls, under load: half copies", kills, len(wrong)
    )
    proved("G20", "the same judge with copies that are cut off, or lack a part", len(blind), sum(map(bool, blind)))
    proved(
        "G20",
        "messages to the server meanwhile, and those that it did not take",
        len(took),
        (not alive) + sum(x.cut for x in tabs),
    )
    assert not wrong and kills > KILLS / 2, (wrong, kills)
    assert all(blind), blind
    assert alive and not verify_file(served.journal)
    lost = [x for tab in tabs for x in tab.acknowledged if x not in posted(served.journal, tab.place)]
    assert not lost


def halves(good: Path) -> list[Path]:
    """What a backup that writes under its own name would leave."""
    cut, thin = good.with_name("cut.db"), good.with_name("thin.db")
    cut.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    thin.write_bytes(good.read_bytes())
    db = apsw.Connection(str(thin))
    db.execute("DELETE FROM sealed WHERE part > (SELECT max(part) / 2 FROM sealed)")
    db.close()
    return [cut, thin]


# An older copy, and clients that know more

CLIENTS, PAGES = 60, 4
#: Of these each: before the backup, after it.
SAID = 2


class Page(Script):
    """The widget's own connection and outbox: ``again`` is what it once held for unsent."""

    def __init__(self, served: Served, token: str, place: str) -> None:
        super().__init__("page.mjs", f"ws://127.0.0.1:{served.port}/v1/socket", token, place)
        self.place = place

    async def write(self, message_id: str) -> None:
        self.say(message_id)
        await self.until(lambda: message_id in self.says["there"])


@pytest.mark.timeout(200)
async def test_clients_that_know_more_than_the_restored_copy(tmp_path: Path, proved: Proved) -> None:
    """G20: all start over, what was acknowledged and is lost is unsent again at whoever said it, and nobody goes on with what is not there."""
    many_files()
    with Served(tmp_path) as served:
        visits = await customers(served.journal, CLIENTS + PAGES)
        served.start()
        await served.up()
        tabs = [Tab(served, Random(n), *x) for n, x in enumerate(visits[:CLIENTS])]
        pages = [Page(served, *x) for x in visits[CLIENTS:]]
        for tab in tabs:
            tab.begin()
        for page in pages:
            await page.begin()
        await all_in(tabs, 0.0, 60)
        saved = tmp_path / "older.db"
        # Every fourth begins to talk only after the backup.
        await said(tabs, pages, range(SAID), lambda n: n % 4 != 0)
        assert (await asyncio.to_thread(run, "backup", served.journal, saved)).returncode == 0
        await said(tabs, pages, range(SAID, 2 * SAID), lambda n: True)
        known = {x.place: list(x.acknowledged) for x in tabs}
        cleared = await restored(served, saved, tabs, keep_epoch=True)
        blind = [x for x in tabs if astray(served, x)]
        # And now as it should be; what the clients know is what they knew before.
        cleared = await restored(served, saved, tabs)
        wrong = [f"{x.place}: {why}" for x in tabs if (why := astray(served, x))]
        lost = {x.place: [y for y in known[x.place] if not x.seen[y]] for x in tabs}
        for tab in tabs:
            for x in lost[tab.place]:
                await tab.write(x)
        wrong += [f"page {n}: {why}" for n, x in enumerate(pages) if (why := await unreported(served, x, n))]
        for tab in tabs:
            await tab.end()
        for page in pages:
            await page.end()
        served.kill()
    for tab in tabs:
        wrong += [
            f"{tab.place} {x} is not there" for x in known[tab.place] if x not in posted(served.journal, tab.place)
        ]
    gone = sum(map(len, lost.values()))
    proved(
        "G20",
        "clients that had seen more than a restored copy holds; those that went on as if nothing were",
        len(tabs) + len(pages),
        len(wrong),
        f"all in again {cleared:.1f} s after the start",
    )
    proved(
        "G20",
        "acknowledged messages that the copy had not: unsent again, and stored",
        gone,
        sum(" is not there" in x for x in wrong),
    )
    proved("G20", "the same judge where a restore does not raise the epoch: clients astray", len(tabs), len(blind))
    assert not wrong, wrong[:5]
    assert gone >= CLIENTS * SAID and blind
    assert not verify_file(served.journal)


async def said(tabs: list[Tab], pages: list[Page], numbers: range, who: Callable[[int], bool]) -> None:
    for k in numbers:
        await asyncio.gather(*(x.write(f"m{n}-{k}") for n, x in enumerate(tabs) if who(n)))
        await asyncio.gather(*(x.write(f"p{n}-{k}") for n, x in enumerate(pages) if who(n)))


async def restored(served: Served, saved: Path, tabs: list[Tab], keep_epoch: bool = False) -> float:
    """The server is killed, and begins again on the copy. How long until all are in again, seconds."""
    served.kill()
    done = await asyncio.to_thread(run, "restore", saved, served.journal)
    assert done.returncode == 0, done.stderr
    if keep_epoch:
        db = apsw.Connection(str(served.journal))
        with db:
            set_epoch(db, tabs[0].epoch)
        db.close()
    checked = await asyncio.to_thread(run, "verify", served.journal)
    assert checked.returncode == 0, checked.stdout
    began = seconds()
    served.start()
    await served.up()
    await all_in(tabs, began, 60)
    await asyncio.sleep(2)
    return max(x.back_s for x in tabs) - began


def astray(served: Served, tab: Tab) -> str:
    """How what a client shows differs from what is stored; '' when it does not."""
    stored = posted(served.journal, tab.place)
    shown = {x for x, n in tab.seen.items() if n}
    return "" if shown == stored else f"it shows {sorted(shown - stored)}, and lacks {sorted(stored - shown)}"


async def unreported(served: Served, page: Page, n: int) -> str:
    """What the widget's own code did not hold for unsent, though it was lost; '' when it did, and all is stored again."""
    lost = {f"p{n}-{k}" for k in range(SAID, 2 * SAID)}
    try:
        await page.until(lambda: not page.says["unsent"] and lost <= set(page.says["there"]))
    except TimeoutError:
        return f"{page.says}"
    if not lost <= page.unsent & set(page.says["again"]):
        return f"it held {page.unsent} for unsent"
    lacks = lost - posted(served.journal, page.place)
    return f"{lacks} is not there" if lacks else ""
