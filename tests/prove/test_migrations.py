"""G21 at its size: a million messages in the oldest schema there is, and the server that brings them up to date is killed again and again."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sys
import zlib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

import apsw
import msgspec
import pytest

from escapehatch.conversation import events as e
from escapehatch.conversation.fold import replay
from escapehatch.desk.deadlines import Patience, deadlines
from escapehatch.desk.desk import standing
from escapehatch.journals import migrate
from escapehatch.journals.sqlite_rows import micros
from escapehatch.lab.verify import verify_file

from .conftest import Proved
from .served import Served, WallClock, ask, asked, seconds

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from restart import AT, EACH, told

MESSAGES, KILLS, TOGETHER = 1_000_000, 30, 2_000
#: Words that are searched for, of each conversation: its messages, and who the customer is.
SEARCHED = MESSAGES // EACH * (EACH + 1)
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


def half(path: Path) -> tuple[str, int]:
    """What is half after a kill, '' for nothing; and the last migration that is whole."""
    db = opened(path)
    numbers = [x for (x,) in db.execute("SELECT number FROM migrations ORDER BY number")]
    wrong = [f"migration {n}" for n, sql in LEFT.items() if bool(db.execute(sql).get) != (n in numbers)]
    if numbers != list(range(1, len(numbers) + 1)):
        wrong.append(f"migrations {numbers}")
    if 3 in numbers and (words := db.execute("SELECT count(*) FROM words").get) != SEARCHED:
        wrong.append(f"{words} of {SEARCHED} can be searched for")
    if db.execute("SELECT count(*) FROM events").get != (MESSAGES // EACH * (EACH + 1) + MESSAGES // EACH * 9 // 10):
        wrong.append("events are missing")
    db.close()
    return ", ".join(wrong), numbers[-1]


def unlike(path: Path, before: dict[str, str]) -> str:
    """How a journal that was brought up to date differs from what it was; '' when in nothing."""
    wrong, last = half(path)
    db = opened(path)
    now = digest(db)
    sound = db.execute("PRAGMA integrity_check").get
    db.close()
    changed = [x for x in OLD if now[x] != before[x]]
    found = [wrong, f"only migration {last}" if last < 5 else "", f"changed: {changed}" if changed else ""]
    return "; ".join(x for x in (*found, "" if sound == "ok" else str(sound)) if x)


#: What a migration that is not one transaction might leave, each on the finished file.
BENT: Sequence[str] = (
    "DELETE FROM words WHERE rowid > 1049950",
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


@pytest.mark.alone
@pytest.mark.timeout(600)
async def test_a_million_messages_are_brought_up_to_date_through_kills(tmp_path: Path, proved: Proved) -> None:
    """G21: nothing is half after any kill, the next start goes on, and in the end every row is what it was."""
    base = tmp_path / "base.db"
    await asyncio.to_thread(build, base)
    db = opened(base)
    before = digest(db)
    db.close()
    with Served(tmp_path) as served:
        again(base, served.journal)
        whole_s = await up_s(served)
        served.kill()
        usual_s = await up_s(served)
        served.kill()
        again(base, served.journal)
        chance, wrong, cut_off = Random(21), list[str](), 0
        for n in range(KILLS):
            served.start()
            # Denser at the beginning: each start begins the one long migration anew.
            await asyncio.sleep(usual_s / 2 + (whole_s - usual_s / 2) * ((n + chance.random()) / KILLS) ** 2)
            served.kill()
            bad, last = await asyncio.to_thread(half, served.journal)
            wrong += [f"kill {n}: {bad}"] if bad else []
            cut_off += last < 5
            if last == 5:
                again(base, served.journal)
        finished_s = await up_s(served)
        served.kill()
        different = await asyncio.to_thread(unlike, served.journal, before)
        blind = [await asyncio.to_thread(spoilt, served.journal, tmp_path / "bent.db", x, before) for x in BENT]
        served.start()
        await served.up()
        stored = await first_message(served)
        served.kill()
    broken = await asyncio.to_thread(verify_file, served.journal)
    what = f"kill -9 of a server that brings {MESSAGES:,} messages up from the oldest schema; half migrations"
    proved("G21", what, KILLS, len(wrong), f"{cut_off} of them before it was done")
    known = "its rows, compared with those of before, and verified; differences"
    proved("G21", known, MESSAGES, bool(different) + len(broken))
    proved(
        "G21",
        "the same judge with words missing, an event changed, a migration not noted",
        len(BENT),
        sum(map(bool, blind)),
    )
    said = (
        f"nobody is served for {whole_s:.1f} s, {finished_s:.1f} s after the kills; {usual_s:.1f} s at any other start"
    )
    proved("G21", "the start that brings them up to date: how long it takes", 1, 0, said)
    assert not wrong, wrong[:5]
    assert cut_off > KILLS / 2
    assert not different
    assert not broken, broken[:5]
    assert all(blind) and stored


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
