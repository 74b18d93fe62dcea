"""What only a file can do: outlive its process, be held by one, and fail to be written."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest

from escapehatch.conversation import events as e
from escapehatch.conversation.values import Author, Role
from escapehatch.journals import sqlite
from escapehatch.journals.migrate import UnknownSchema
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.ports import Change, Deadline, Effect, JournalUnavailable, Standing

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ADA = Author(Role.CUSTOMER, "ada", "Ada")


def posted(name: str, seq: int, text: str = "Hello") -> Change:
    standing = Standing(name, seq, "with_bot", "ada", NOW)
    event = e.MessagePosted(f"m{seq}", ADA, text)
    rows = (Deadline(name, "inactive", "1", NOW),)
    return Change(name, seq - 1, (event,), NOW, standing, rows, (Effect(f"{name}:{seq}", name, "x", {}),))


async def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    """G28: events, rows, deadlines, effects, records."""
    path = tmp_path / "journal.db"
    journal = await SqliteJournal.open(path)
    written = await journal.append(posted("c1", 1))
    standing = await journal.standings()
    await journal.keep("presence", "dana", b"1")
    await journal.close()
    journal = await SqliteJournal.open(path)
    assert await journal.read("c1") == written
    assert await journal.standings() == standing
    assert await journal.next_due() == NOW
    assert [x.effect_id for x in await journal.effects(NOW, NOW)] == ["c1:1"]
    assert await journal.kept_one("presence", "dana") == b"1"
    await journal.close()


async def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    """S84: also its log, its index and its lock."""
    path = tmp_path / "journal.db"
    before = os.umask(0)
    try:
        journal = await SqliteJournal.open(path)
        await journal.append(posted("c1", 1))
        modes = {x.name: stat.S_IMODE(x.stat().st_mode) for x in tmp_path.iterdir()}
        await journal.close()
    finally:
        os.umask(before)
    assert set(modes) >= {"journal.db", "journal.db-wal", "journal.db.lock"}
    assert set(modes.values()) == {0o600}


async def test_a_file_of_a_newer_release_is_refused_and_let_go(tmp_path: Path) -> None:
    """G21."""
    path = tmp_path / "journal.db"
    await (await SqliteJournal.open(path)).close()
    db = apsw.Connection(str(path))
    db.execute("INSERT INTO migrations VALUES (999, '999_later.sql', 0)")
    for _ in range(2):
        with pytest.raises(UnknownSchema, match="newer release"):
            await SqliteJournal.open(path)
    db.execute("DELETE FROM migrations WHERE number = 999")
    db.close()
    await (await SqliteJournal.open(path)).close()


async def test_a_changed_migration_is_refused(tmp_path: Path) -> None:
    """G21."""
    path = tmp_path / "journal.db"
    await (await SqliteJournal.open(path)).close()
    db = apsw.Connection(str(path))
    db.execute("UPDATE migrations SET checksum = 1")
    db.close()
    with pytest.raises(UnknownSchema, match="not the one"):
        await SqliteJournal.open(path)


OPEN = """
import asyncio, sys
from pathlib import Path
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.ports import JournalUnavailable
try:
    asyncio.run(SqliteJournal.open(Path(sys.argv[1])))
except JournalUnavailable as refused:
    sys.exit(str(refused))
"""


async def test_a_second_process_is_refused_by_name(tmp_path: Path) -> None:
    """G4: two writers of one file are one too many."""
    path = tmp_path / "journal.db"
    journal = await SqliteJournal.open(path)
    run = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", OPEN, str(path)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert f"in use by process {os.getpid()}" in run.stderr
    await journal.append(posted("c1", 1))
    await journal.close()


async def test_a_closed_journal_says_so(tmp_path: Path) -> None:
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    await journal.close()
    async with asyncio.timeout(5):
        with pytest.raises(JournalUnavailable):
            await journal.append(posted("c1", 1))


async def test_what_was_handed_in_before_closing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = await SqliteJournal.open(path)
    writes = [asyncio.create_task(journal.append(posted(f"c{n}", 1))) for n in range(50)]
    await asyncio.gather(*writes[:1])
    await journal.close()
    await asyncio.gather(*writes)
    journal = await SqliteJournal.open(path)
    assert len([x async for x in journal.every()]) == 50
    await journal.close()


# Death

APPENDS = """
import asyncio, sys
from pathlib import Path
from tests_posted import posted
from escapehatch.journals.sqlite import SqliteJournal

async def write(journal, name):
    seq = len(await journal.read(name))
    while True:
        seq += 1
        await journal.append(posted(name, seq, "x" * 300))
        print(name, seq, flush=True)

async def main():
    journal = await SqliteJournal.open(Path(sys.argv[1]))
    await asyncio.gather(*(write(journal, f"c{n}") for n in range(8)))

asyncio.run(main())
"""


async def test_no_acknowledged_append_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    """G1, G3, C08: five kills in the middle of appends, in one file."""
    path = tmp_path / "journal.db"
    (tmp_path / "tests_posted.py").write_text(Path(__file__).read_text(encoding="utf-8"), encoding="utf-8")
    acknowledged: dict[str, int] = {}
    for kill in range(5):
        for line in await asyncio.to_thread(_killed_after, tmp_path, path, 20 + 37 * kill):
            name, seq = line.split()
            acknowledged[name] = max(acknowledged.get(name, 0), int(seq))
        journal = await SqliteJournal.open(path)
        found = {name: records async for name, records in journal.every()}
        rows = {x.conversation_id: x.seq for x in await journal.standings()}
        await journal.close()
        for name, last in acknowledged.items():
            assert [x.seq for x in found[name]] == list(range(1, len(found[name]) + 1))
            assert len(found[name]) >= last, f"{name}: {last} was acknowledged, {len(found[name])} are there"
            assert rows[name] == len(found[name]), "the row was committed with the events"
    db = apsw.Connection(str(path))
    assert db.execute("PRAGMA integrity_check").get == "ok"
    db.close()


def _killed_after(folder: Path, path: Path, lines: int) -> list[str]:
    """Let a process append until it has acknowledged so many, kill it, and return all it has acknowledged."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    with subprocess.Popen(
        [sys.executable, "-c", APPENDS, str(path)], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
    return [x for x in said if x.endswith("\n")]


# Trouble with the file


@contextmanager
def no_room_beyond(size: int) -> Iterator[None]:
    """Files of this process may not grow beyond ``size`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_acknowledges_nothing_and_passes(tmp_path: Path) -> None:
    """G13: clear refusals, reads go on, and it recovers without a restart."""
    path = tmp_path / "journal.db"
    journal = await SqliteJournal.open(path)
    acknowledged = refused = 0
    with no_room_beyond(300_000):
        while refused < 5:
            try:
                await journal.append(posted("c1", acknowledged + 1, "x" * 5_000))
                acknowledged += 1
            except JournalUnavailable:
                refused += 1
        assert len(await journal.read("c1")) == acknowledged > 0
    await journal.append(posted("c1", acknowledged + 1))
    await journal.close()
    journal = await SqliteJournal.open(path)
    assert len(await journal.read("c1")) == acknowledged + 1
    await journal.close()


async def test_a_locked_file_acknowledges_nothing_and_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """G13, C09: a rival holds the write lock; reads go on, and what is sent again afterwards is written."""
    monkeypatch.setattr(sqlite, "BUSY_MS", 50)
    path = tmp_path / "journal.db"
    journal = await SqliteJournal.open(path)
    await journal.append(posted("c1", 1))
    rival = apsw.Connection(str(path))
    rival.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalUnavailable):
        await journal.append(posted("c1", 2))
    assert len(await journal.read("c1")) == 1
    rival.execute("ROLLBACK")
    rival.close()
    assert (await journal.append(posted("c1", 2)))[0].seq == 2
    await journal.close()


async def test_nothing_of_a_failed_connection_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """G13, fsyncgate: the next commit has another connection, opened while the old one still holds the log."""
    monkeypatch.setattr(sqlite, "BUSY_MS", 50)
    path = tmp_path / "journal.db"
    journal = await SqliteJournal.open(path)
    await journal.append(posted("c1", 1))
    failed, connect = journal._db, journal._connect

    def watched(*flags: int) -> apsw.Connection:
        assert failed.execute("SELECT 1").get == 1, "the old one is open until the new one is"
        return connect(*flags)

    monkeypatch.setattr(journal, "_connect", watched)
    rival = apsw.Connection(str(path))
    rival.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalUnavailable):
        await journal.append(posted("c1", 2))
    rival.execute("ROLLBACK")
    rival.close()
    await journal.append(posted("c1", 2))
    assert journal._db is not failed
    with pytest.raises(apsw.ConnectionClosedError):
        failed.execute("SELECT 1")
    await journal.close()


@pytest.mark.parametrize("table", ["deadlines", "effects", "conversations"])
async def test_c16_what_cannot_be_noted_does_not_happen(tmp_path: Path, table: str) -> None:
    """C16: the event, its row, its deadlines and what others are told are one transaction."""
    path = tmp_path / "journal.db"
    journal = await SqliteJournal.open(path)
    await journal.append(posted("c1", 1))
    before = await journal.standings()
    saboteur = apsw.Connection(str(path))
    for verb in ("INSERT", "UPDATE"):
        saboteur.execute(f"CREATE TRIGGER no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(apsw.ConstraintError):
        await journal.append(posted("c1", 2, "Anybody?"))
    assert [x.seq for x in await journal.read("c1")] == [1]
    assert await journal.standings() == before
    for verb in ("INSERT", "UPDATE"):
        saboteur.execute(f"DROP TRIGGER no_{verb}")
    saboteur.close()
    assert (await journal.append(posted("c1", 2, "Anybody?")))[0].seq == 2
    await journal.close()


async def test_one_bad_change_does_not_undo_its_neighbours(tmp_path: Path) -> None:
    """G16: text that no file can hold is refused alone, though it shares a commit with others."""
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    changes = [posted(f"c{n}", 1, "\ud800" if n == 5 else "fine") for n in range(10)]
    results = await asyncio.gather(*(journal.append(x) for x in changes), return_exceptions=True)
    assert [n for n, x in enumerate(results) if isinstance(x, BaseException)] == [5]
    assert sorted([name async for name, _ in journal.every()]) == [f"c{n}" for n in range(10) if n != 5]
    await journal.close()


async def test_every_commit_is_synced(tmp_path: Path) -> None:
    """G1: the settings that the proofs rest on are those of the writer's connection, also after trouble."""
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    for _ in range(2):
        found = [journal._db.execute(f"PRAGMA {x}").get for x in ("journal_mode", "synchronous", "foreign_keys")]
        assert found == ["wal", 2, 1]
        journal._renew()
    await journal.close()
