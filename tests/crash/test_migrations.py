"""G21: journals of every schema there ever was open, whole, also when the process dies in the middle of migrating them."""

from __future__ import annotations

import asyncio
import zlib
from pathlib import Path
from random import Random
from typing import Any

import apsw
import pytest

from escapehatch.journals import migrate, sqlite_words
from escapehatch.journals.migrate import UnknownSchema
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.journals.sqlite_words import left
from escapehatch.lab.crash.images import images, lay_out
from escapehatch.lab.crash.layer import Layer
from escapehatch.lab.verify import verify_file

from .recorded import memory

HISTORY = sorted((Path(__file__).parents[1] / "history").glob("*.sql"))
TABLES = ("events", "deadlines", "effects", "kept")


def laid_out(kept: Path, path: Path) -> dict[str, list[Any]]:
    """A journal as that release left it; what is in it."""
    text = kept.read_text(encoding="utf-8")
    db = apsw.Connection(str(path))
    db.execute("CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT, checksum INTEGER)")
    for number, (name, sql) in sorted(migrate._known().items()):
        if number <= int(text.split("\n")[0].split()[-1]):
            db.execute(sql)
            db.execute("INSERT INTO migrations VALUES (?, ?, ?)", (number, name, zlib.crc32(sql.encode())))
    with db:
        db.execute(text)
    found = content(db)
    db.close()
    return found


def content(db: apsw.Connection) -> dict[str, list[Any]]:
    return {x: sorted(db.execute(f"SELECT * FROM {x}"), key=repr) for x in TABLES}


@pytest.mark.parametrize("kept", HISTORY, ids=lambda x: x.stem)
async def test_an_old_journal_opens_and_breaks_no_promise(kept: Path, tmp_path: Path) -> None:
    """G21, G28: every event folds, every row is what the events call for, and it is written to as any other."""
    path = tmp_path / "journal.db"
    before = laid_out(kept, path)
    journal = await SqliteJournal.open(path)
    assert sum([len(records) async for _, records in journal.every()]) == len(before["events"]) > 50
    await journal.close()
    assert [x for x in verify_file(path) if x.invariant != "G23"] == []
    db = apsw.Connection(str(path))
    assert content(db) == before
    assert db.execute("SELECT max(number) FROM migrations").get == max(migrate._known())
    db.close()


async def filled(path: Path) -> None:
    """Until the words of before are in the search index too."""
    async with asyncio.timeout(20):
        db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        while left(db):
            await asyncio.sleep(0.001)
        db.close()


async def test_a_migration_that_is_cut_off_anywhere_is_finished_by_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G21: some hundred images of the oldest journal while it is being migrated, and its search index filled, in the
    smallest steps; every row as before, nothing half, no word missing or there twice."""
    monkeypatch.setattr(sqlite_words, "BIT_S", 0.0)
    monkeypatch.setattr(sqlite_words, "EVENTS", 10)
    kept = next(x for x in HISTORY if x.stem == "first")
    layer = Layer("migrating")
    before = laid_out(kept, tmp_path / "journal.db")
    journal = await asyncio.to_thread(SqliteJournal, tmp_path / "journal.db", layer.name)
    await filled(tmp_path / "journal.db")
    await journal.close()
    kinds = ("MessagePosted", "NotePosted", "ConversationStarted", "CustomerIdentified")
    searched = sum(x[3].startswith(tuple(f'{{"type":"{kind}"' for kind in kinds)) for x in before["events"])
    db = apsw.Connection(str(tmp_path / "journal.db"))
    whole = sorted(db.execute("SELECT conversation_id, text FROM words"))
    db.close()
    assert len(whole) == searched
    seen = 0
    with memory() as folder:
        for position, image in images(layer.ops, Random(1), each=3, most=300):
            lay_out(image, folder)
            journal = await SqliteJournal.open(folder / "journal.db")
            await filled(folder / "journal.db")
            await journal.close()
            db = apsw.Connection(str(folder / "journal.db"))
            assert content(db) == before, f"operation {position}"
            assert db.execute("PRAGMA integrity_check").get == "ok"
            assert sorted(db.execute("SELECT conversation_id, text FROM words")) == whole
            db.close()
            seen += 1
    assert seen > 40


def test_a_database_that_is_no_journal_is_refused(tmp_path: Path) -> None:
    """G21: in a clear sentence, and it is left as it is."""
    path = tmp_path / "books.db"
    db = apsw.Connection(str(path))
    db.execute("CREATE TABLE books (title TEXT)")
    with pytest.raises(UnknownSchema, match="not a journal"):
        SqliteJournal(path)
    assert [row[0] for row in db.execute("SELECT name FROM sqlite_schema")] == ["books"]
    db.close()
