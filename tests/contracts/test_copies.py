"""G20: a backup of a journal in use is whole, and whoever saw more than a restored one holds starts over."""

from __future__ import annotations

import asyncio
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest
from typer.testing import CliRunner

from escapehatch.cli import cli
from escapehatch.journals import copies
from escapehatch.journals.copies import Unusable
from escapehatch.journals.migrate import UnknownSchema
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.ports import JournalUnavailable

from .test_sqlite import posted

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


async def filled(path: Path, count: int) -> SqliteJournal:
    journal = await SqliteJournal.open(path)
    for seq in range(len(await journal.read("c1")) + 1, count + 1):
        await journal.append(posted("c1", seq))
    return journal


async def test_a_backup_is_one_moment_of_a_journal_in_use(tmp_path: Path) -> None:
    """G20: eight writers go on meanwhile; every conversation is gap-free, its row is that of its last event."""
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    stop = asyncio.Event()

    async def write(name: str) -> None:
        seq = 0
        while not stop.is_set():
            seq += 1
            await journal.append(posted(name, seq, "x" * 500))

    writers = [asyncio.create_task(write(f"c{n}")) for n in range(8)]
    for n in range(3):
        await asyncio.sleep(0.1)
        before = {name: len(records) async for name, records in journal.every()}
        copy = tmp_path / f"copy-{n}.db"
        await asyncio.to_thread(copies.backup, tmp_path / "journal.db", copy)
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        with pytest.raises(UnknownSchema, match="escapehatch restore"):
            await SqliteJournal.open(copy)
        back = tmp_path / f"back-{n}.db"
        await asyncio.to_thread(copies.restore, copy, back, NOW)
        saved = await SqliteJournal.open(back)
        found = {name: [x.seq for x in records] async for name, records in saved.every()}
        rows = {x.conversation_id: x.seq for x in await saved.standings()}
        await saved.close()
        assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in found.values())
        assert rows == {name: len(seqs) for name, seqs in found.items()}
        assert all(len(found[name]) >= count for name, count in before.items())
    stop.set()
    await asyncio.gather(*writers)
    await journal.close()


async def test_a_restore_raises_the_epoch_and_keeps_the_old_journal(tmp_path: Path) -> None:
    """G20: also when the same backup is restored twice, or the old journal is gone."""
    path, copy = tmp_path / "journal.db", tmp_path / "copy.db"
    journal = await filled(path, 3)
    assert journal.stream_epoch == 1
    copies.backup(path, copy)
    await (await _closed(journal, path, 6)).close()
    epochs = [copies.restore(copy, path, NOW)]
    journal = await SqliteJournal.open(path)
    assert (journal.stream_epoch, len(await journal.read("c1"))) == (epochs[0], 3)
    await journal.close()
    old = await SqliteJournal.open(tmp_path / "journal.db.replaced-1")
    assert (old.stream_epoch, len(await old.read("c1"))) == (1, 6)
    await old.close()
    epochs.append(copies.restore(copy, path, NOW))
    path.unlink()
    epochs.append(copies.restore(copy, path, NOW.replace(hour=11)))
    assert 1 < epochs[0] < epochs[1] < epochs[2]


async def _closed(journal: SqliteJournal, path: Path, count: int) -> SqliteJournal:
    await journal.close()
    return await filled(path, count)


async def test_what_was_not_yet_moved_out_of_the_log_stays_with_the_old_journal(tmp_path: Path) -> None:
    """G20: a server that was killed leaves its log; it must neither be lost nor meet the restored file."""
    path, copy = tmp_path / "journal.db", tmp_path / "copy.db"
    journal = await filled(path, 2)
    copies.backup(path, copy)
    for seq in (3, 4):
        await journal.append(posted("c1", seq))
    killed = tmp_path / "killed"
    killed.mkdir()
    for name in ("journal.db", "journal.db-wal"):
        (killed / name).write_bytes((tmp_path / name).read_bytes())
    await journal.close()
    copies.restore(copy, killed / "journal.db", NOW)
    for name, count in (("journal.db", 2), ("journal.db.replaced-1", 4)):
        found = await SqliteJournal.open(killed / name)
        assert len(await found.read("c1")) == count
        await found.close()


async def test_nothing_is_replaced_that_should_not_be(tmp_path: Path) -> None:
    """G20: a running server, a file that is there, a damaged or foreign copy."""
    path, copy = tmp_path / "journal.db", tmp_path / "copy.db"
    journal = await filled(path, 200)
    copies.backup(path, copy)
    with pytest.raises(Unusable, match="never replaces"):
        copies.backup(path, copy)
    with pytest.raises(JournalUnavailable, match="in use"):
        copies.restore(copy, path, NOW)
    await journal.close()
    torn = tmp_path / "torn.db"
    torn.write_bytes(copy.read_bytes()[:40_000] + os.urandom(12_000) + copy.read_bytes()[52_000:])
    foreign = tmp_path / "foreign.db"
    db = apsw.Connection(str(foreign))
    db.execute("CREATE TABLE books (title TEXT)")
    db.close()
    words = tmp_path / "words.db"
    words.write_text("not a database, but long enough to be looked at as one" * 40)
    before = path.read_bytes()
    for wrong in (torn, foreign, words, tmp_path / "nothing.db"):
        with pytest.raises((Unusable, UnknownSchema)):
            copies.restore(wrong, path, NOW)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


async def test_the_commands_say_what_became_of_it(tmp_path: Path) -> None:
    """G20."""
    path, copy = str(tmp_path / "journal.db"), str(tmp_path / "copy.db")
    await (await filled(Path(path), 2)).close()
    run = CliRunner().invoke
    assert "bytes" in run(cli, ["backup", path, copy]).output
    again = run(cli, ["backup", path, copy])
    assert again.exit_code != 0 and "never replaces" in again.output
    assert "stream epoch" in run(cli, ["restore", copy, path]).output
    assert run(cli, ["restore", str(tmp_path / "no.db"), path]).exit_code != 0
