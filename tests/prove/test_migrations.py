"""G21 at its size: a million messages in the oldest schema there is. The server that brings them up to date is killed again
and again, in its migrations and while it fills the search index; and people write to it meanwhile."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import sys
import zlib
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import apsw
import msgspec
import pytest

from escapehatch.conversation import events as e
from escapehatch.conversation.fold import replay
from escapehatch.desk.deadlines import Patience, deadlines
from escapehatch.desk.desk import standing
from escapehatch.journals import migrate
from escapehatch.journals.sqlite_rows import micros
from escapehatch.journals.sqlite_words import left
from escapehatch.lab.verify import verify_file

from .conftest import Proved
from .served import Served, WallClock, ask, asked, seconds

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from restart import AT, EACH, told

MESSAGES, TOGETHER = 1_000_000, 2_000
#: Kills in the migrations, and from the start on until it has served for so long, seconds.
EARLY, LATE, SERVED_S = 20, 20, 2.5
#: How much longer a start may take that brings them up, and how long a message may take that is written meanwhile, seconds.
LONGER_S, HELD_UP_S = 1.0, 1.0
STARTS = 5
#: Words that are searched for, of each conversation: its messages, and who the customer is.
EACH_SEARCHED = EACH + 1
SEARCHED = MESSAGES // EACH * EACH_SEARCHED
#: Tables of the first schema, with the columns that they had: a migration may change nothing in them.
OLD = {
    "events": "conversation_id, seq, at, event",
    "conversations": "conversation_id, seq, status, customer_id, updated_at, agent_id, queue, priority, waiting_since, title",
    "deadlines": "conversation_id, kind, key, due_at",
    "effects": "position, effect_id, conversation_id, kind, payload, tries, done",
}
#: What each migration leaves: it is there as soon as the migration is noted, and not before.
LEFT = {
    2: "SELECT count(*) FROM pragma_table_info('conversations') WHERE name = 'seats'",
    3: "SELECT count(*) FROM sqlite_schema WHERE name = 'words'",
    4: "SELECT count(*) FROM sqlite_schema WHERE name = 'blobs'",
    5: "SELECT count(*) FROM sqlite_schema WHERE name = 'audit'",
}


class Shape:
    """One conversation, written again and again under other names. Nobody waits in it, so that a start has nothing to do."""

    def __init__(self, status: str) -> None:
        late = WallClock().now() - AT - timedelta(minutes=1)
        records = [e.Recorded(x.seq, x.at + late, x.event) for x in told("shape", status)]
        c = replay(records)
        self.row, self.due = standing(c), deadlines(c, Patience())
        self.events = [(x.seq, micros(x.at), msgspec.json.encode(x.event).decode()) for x in records]

    def write(self, db: apsw.Connection, name: str) -> None:
        row = self.row
        events = [(name, seq, at, x.replace("shape", name)) for seq, at, x in self.events]
        db.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", events)
        values = (
            name,
            row.seq,
            row.status,
            f"customer-{name}",
            micros(row.updated_at),
            "",
            row.queue,
            0,
            None,
            row.title,
        )
        db.execute(f"INSERT INTO conversations ({OLD['conversations']}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        due = [(name, x.kind, x.key, micros(x.due_at)) for x in self.due]
        db.executemany("INSERT INTO deadlines VALUES (?, ?, ?, ?, 0)", due)


def build(path: Path) -> None:
    """The journal as the first release would have left it, by plain SQL."""
    db = apsw.Connection(str(path))
    for setting in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-200000"):
        db.execute(f"PRAGMA {setting}").fetchall()
    name, sql = migrate._known()[1]
    db.execute("CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT, checksum INTEGER)")
    db.execute(sql)
    db.execute("INSERT INTO migrations VALUES (1, ?, ?)", (name, zlib.crc32(sql.encode())))
    closed, open_ = Shape("closed"), Shape("with_bot")
    for start in range(0, MESSAGES // EACH, TOGETHER):
        with db:
            for n in range(start, start + TOGETHER):
                (closed if n % 10 else open_).write(db, f"c{n}")
    db.close()


def digest(db: apsw.Connection) -> dict[str, str]:
    """Every row of the old tables."""
    found = {}
    for table, columns in OLD.items():
        seen = hashlib.sha256()
        for row in db.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3"):
            seen.update(repr(row).encode())
        found[table] = seen.hexdigest()
    return found


def opened(path: Path) -> apsw.Connection:
    """To look at it: what a kill left is not tidied up by that."""
    return apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)


class Seen(NamedTuple):
    """A file after a kill: what is half of it, '' for nothing; the last migration that is whole; words still to be taken in."""

    wrong: str
    last: int
    to_go: int


def half(path: Path) -> Seen:
    """Each word is in the index or noted as still to be taken in, and none is both."""
    with closing(opened(path)) as db:
        numbers = [x for (x,) in db.execute("SELECT number FROM migrations ORDER BY number")]
        wrong = [f"migration {n}" for n, sql in LEFT.items() if bool(db.execute(sql).get) != (n in numbers)]
        if numbers != list(range(1, len(numbers) + 1)):
            wrong.append(f"migrations {numbers}")
        to_go = SEARCHED
        if 3 in numbers:
            to_go = db.execute("SELECT coalesce(sum(min(upto, ?)), 0) FROM words_left", (EACH_SEARCHED,)).get
            words = db.execute("SELECT count(*) FROM words").get
            if words + to_go != SEARCHED:
                wrong.append(f"{words} of {SEARCHED} can be searched for, {to_go} are noted")
        if db.execute("SELECT count(*) FROM events").get != SEARCHED + MESSAGES // EACH * 9 // 10:
            wrong.append("events are missing")
    return Seen(", ".join(wrong), numbers[-1], to_go)


#: Conversations of which each word is in the index, once.
COMPLETE = (
    "SELECT count(*) FROM (SELECT count(*) AS n, sum(text LIKE 'I think I was charged%') AS said FROM words "
    "GROUP BY conversation_id) WHERE n = ? AND said = ?"
)


def unlike(path: Path, before: dict[str, str]) -> str:
    """How a journal that was brought up to date differs from what it was; '' when in nothing."""
    seen = half(path)
    with closing(opened(path)) as db:
        now = digest(db)
        complete = db.execute(COMPLETE, (EACH_SEARCHED, EACH)).get
        sound = db.execute("PRAGMA integrity_check").get
    changed = [x for x in OLD if now[x] != before[x]]
    found = (
        seen.wrong,
        f"only migration {seen.last}" if seen.last < 5 else "",
        f"{seen.to_go} words are only noted" if seen.to_go else "",
        ""
        if complete == MESSAGES // EACH
        else f"{complete} of {MESSAGES // EACH} conversations are in the index, once",
        f"changed: {changed}" if changed else "",
        "" if sound == "ok" else str(sound),
    )
    return "; ".join(x for x in found if x)


#: What a migration or a filling that is not one transaction might leave, each on the finished file.
BENT: Sequence[str] = (
    "DELETE FROM words WHERE rowid > 1049950",
    "INSERT INTO words_left VALUES (1, 'c777', 21)",
    "UPDATE words SET conversation_id = 'c778' WHERE rowid = (SELECT max(rowid) FROM words WHERE conversation_id = 'c777')",
    "UPDATE events SET at = at + 1 WHERE conversation_id = 'c777' AND seq = 3",
    "DELETE FROM migrations WHERE number = 5",
)


async def up_s(served: Served) -> float:
    """From the process's start until it answers, seconds."""
    began = seconds()
    served.start()
    await served.up()
    return seconds() - began


def again(base: Path, path: Path) -> None:
    for ending in ("-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    shutil.copyfile(base, path)
    with path.open("rb") as copied:
        os.fsync(copied.fileno())


@pytest.mark.alone
@pytest.mark.timeout(600)
async def test_a_million_messages_are_brought_up_to_date_through_kills(tmp_path: Path, proved: Proved) -> None:
    """G21: nothing is half after any kill, the next start goes on, and in the end every row is what it was."""
    base = tmp_path / "base.db"
    await asyncio.to_thread(build, base)
    with closing(opened(base)) as db:
        before = digest(db)
    wrong, migrating, filling = list[str](), 0, 0
    with Served(tmp_path) as served:
        chance, seen = Random(21), Seen("", 0, 0)
        for n in range(EARLY + LATE):
            if n <= EARLY or not seen.to_go:
                again(base, served.journal)
            await (killed_early if n < EARLY else killed_late)(served, chance.random())
            seen = await asyncio.to_thread(half, served.journal)
            wrong += [f"kill {n}: {seen.wrong}"] if seen.wrong else []
            migrating += seen.last < 5
            filling += seen.last == 5 and seen.to_go > 0
        await up_s(served)
        await filled(served.journal)
        served.kill()
        different = await asyncio.to_thread(unlike, served.journal, before)
        blind = [await asyncio.to_thread(spoilt, served.journal, tmp_path / "bent.db", x, before) for x in BENT]
        served.start()
        await served.up()
        stored = await first_message(served)
        served.kill()
    broken = await asyncio.to_thread(verify_file, served.journal)
    what = (
        f"kill -9 of a server that brings {MESSAGES:,} messages up from the oldest schema; half migrations, words lost"
    )
    said = f"{migrating} of them in its migrations, {filling} while it filled the search index"
    proved("G21", what, EARLY + LATE, len(wrong), said)
    known = "its rows, compared with those of before, and verified; differences"
    proved("G21", known, MESSAGES, bool(different) + len(broken))
    judge = "the same judge with words missing, twice or another's, an event changed, a migration not noted"
    proved("G21", judge, len(BENT), sum(map(bool, blind)))
    assert not wrong, wrong[:5]
    assert migrating >= EARLY / 4 and filling >= LATE / 2
    assert not different
    assert not broken, broken[:5]
    assert all(blind) and stored


@pytest.mark.alone
@pytest.mark.timeout(600)
async def test_a_million_messages_of_before_hold_up_nobody(tmp_path: Path, proved: Proved) -> None:
    """G21: neither the start that brings them up, nor what is written while they are taken into the search index."""
    base = tmp_path / "base.db"
    await asyncio.to_thread(build, base)
    with Served(tmp_path) as served:
        starts_s = [await first_and_next_s(served, base) for _ in range(STARTS)]
        again(base, served.journal)
        await up_s(served)
        began = seconds()
        took_s = await written(served, lambda: to_go(served.journal) > 0)
        filled_s = seconds() - began
        begun = seconds()
        quiet_s = await written(served, lambda: seconds() < begun + 5)
        served.kill()
    late = [first for first, other in starts_s if first - other > LONGER_S]
    slow = [x for x in took_s if x > HELD_UP_S]
    what = f"a start that brings {MESSAGES:,} messages up from the oldest schema; over {LONGER_S:g} s longer than any other"
    first_s, other_s = (sorted(x)[STARTS // 2] for x in zip(*starts_s, strict=True))
    proved("G21", what, STARTS, len(late), f"{first_s:.1f} s until it serves, {other_s:.1f} s at the start after it")
    what = f"messages written while {MESSAGES:,} of before are taken into the search index; over {HELD_UP_S:g} s"
    longest = f"longest {max(took_s):.2f} s, {max(quiet_s):.2f} s afterwards; the index is whole after {filled_s:.0f} s"
    proved("G21", what, len(took_s), len(slow), longest)
    assert len(took_s) > 100
    assert not late and not slow


async def first_and_next_s(served: Served, base: Path) -> tuple[float, float]:
    """How long a start takes that brings them up, and the one after a kill that follows."""
    again(base, served.journal)
    first_s = await up_s(served)
    served.kill()
    other_s = await up_s(served)
    served.kill()
    return first_s, other_s


async def killed_early(served: Served, chance: float) -> None:
    """In its migrations, more or less: they begin when the journal gets its log."""
    log = Path(f"{served.journal}-wal")
    served.start()
    async with asyncio.timeout(60):
        while not log.exists():
            await asyncio.sleep(0.001)
    await asyncio.sleep(chance * 0.1)
    served.kill()


async def killed_late(served: Served, chance: float) -> None:
    """At any moment until it has served for a while."""
    if chance > 0.2:
        await up_s(served)
    else:
        served.start()
    await asyncio.sleep(chance * SERVED_S)
    served.kill()


def to_go(path: Path) -> int:
    with closing(opened(path)) as db:
        return left(db)


async def filled(path: Path) -> None:
    async with asyncio.timeout(300):
        while await asyncio.to_thread(to_go, path):
            await asyncio.sleep(0.2)


async def written(served: Served, more: Callable[[], bool]) -> list[float]:
    """How long each message took until it was acknowledged, seconds: one after the other, while there is ``more``."""
    found = []
    async with asyncio.timeout(300):
        _, visit = await ask(served.port, "POST", "/v1/widget/sessions", "", {"site": "lantern"})
        while await asyncio.to_thread(more):
            began = seconds()
            said = {"message_id": f"m{len(found)}", "text": "Is anybody there?"}
            status, _ = await asked(served.port, visit["token"], visit["conversation_id"], "messages", **said)
            assert status == 200
            found.append(seconds() - began)
            await asyncio.sleep(0.02)
    return found


def spoilt(path: Path, bent: Path, sql: str, before: dict[str, str]) -> str:
    """What the judge says of a file in which that was done."""
    again(path, bent)
    shutil.copyfile(f"{path}-wal", f"{bent}-wal")
    db = apsw.Connection(str(bent))
    db.execute(sql)
    db.close()
    return unlike(bent, before)


async def first_message(served: Served) -> bool:
    """A new customer is served by the journal that was brought up to date."""
    _, visit = await ask(served.port, "POST", "/v1/widget/sessions", "", {"site": "lantern"})
    status, _ = await asked(
        served.port, visit["token"], visit["conversation_id"], "messages", message_id="m1", text="Hello?"
    )
    return status == 200
