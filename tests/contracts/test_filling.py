"""What was said before there was a search is taken into the index while the journal serves: once, all of it, whatever happens."""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest
import structlog
from structlog.testing import capture_logs

from escapehatch.checkup import _journal
from escapehatch.conversation import events as e
from escapehatch.conversation.values import Author, Customer, Role
from escapehatch.journals import copies, migrate, sqlite, sqlite_words
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.journals.sqlite_erasure import find, forget
from escapehatch.journals.sqlite_words import Filling, left
from escapehatch.lab.verify import verify_file
from escapehatch.ports import Change, JournalUnavailable, Standing

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ADA, DANA = Author(Role.CUSTOMER, "ada", "Ada"), Author(Role.AGENT, "dana", "Dana")
NAMES = ("c1", "c2", "c3", "c4")
Words = list[tuple[str, str]]


def said(name: str, expected: int, *events: e.Event) -> Change:
    late = NOW + timedelta(hours=int(name[1:]))
    return Change(name, expected, events, late, Standing(name, expected + len(events), "with_bot", "ada", late))


def told(name: str) -> Change:
    """Nine words of each kind, and what nobody searches for in between."""
    ada = Customer("ada", f"Ada {name}a", f"ada@{name}.example", "+1 555 0100")
    more = (e.MessagePosted(f"m{n}", ADA, f"Kettle {n} of {name} leaks") for n in range(6))
    started = (
        e.ConversationStarted(name, ada),
        e.BotTurnEnded("t1", "answered"),
        e.NotePosted("n1", DANA, f"Note {name}"),
    )
    return said(name, 0, *started, *more, e.CustomerIdentified(ada))


def opened(path: Path) -> apsw.Connection:
    return apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)


def words(path: Path) -> Words:
    with closing(opened(path)) as db:
        return sorted(db.execute("SELECT conversation_id, text FROM words"))


def to_go(path: Path) -> int:
    """Events that are noted as still to be indexed."""
    with closing(opened(path)) as db:
        return int(db.execute("SELECT coalesce(sum(upto), 0) FROM words_left").get)


async def until(path: Path, events: int = 0) -> None:
    """Until no more than so many events are to go."""
    async with asyncio.timeout(20):
        while to_go(path) > events:
            await asyncio.sleep(0.002)


async def old(path: Path) -> Words:
    """A journal of before there was a search, and what its index has to hold in the end."""
    journal = await SqliteJournal.open(path)
    for name in NAMES:
        await journal.append(told(name))
    await journal.close()
    whole = words(path)
    with closing(opened(path)) as db:
        db.execute("DROP TRIGGER words_said; DROP TRIGGER words_of_customer; DROP TABLE words; DROP TABLE words_left")
        db.execute("DELETE FROM migrations WHERE number = 3")
    assert len(whole) == len(NAMES) * 9
    return whole


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """One event a start, and no more of them: a minute lies between two bits."""
    monkeypatch.setattr(sqlite_words, "BIT_S", 0.0)
    monkeypatch.setattr(sqlite_words, "EVENTS", 1)
    monkeypatch.setattr(sqlite_words, "REST", 1e9)


@contextmanager
def quick() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite_words, "BIT_S", 0.02)
        patch.setattr(sqlite_words, "REST", 0.0)
        yield


async def found(journal: SqliteJournal, search: str) -> list[str]:
    return [x.conversation_id for x in await journal.standings(words=search)]


async def test_what_was_said_before_and_what_is_said_now_is_found_once(tmp_path: Path) -> None:
    """G21: the index is, row by row, the one that would have grown with the conversations."""
    path = tmp_path / "journal.db"
    whole = await old(path)
    structlog.reset_defaults()
    with capture_logs() as lines:
        journal = await SqliteJournal.open(path)
        await journal.append(said("c1", 10, e.MessagePosted("m9", ADA, "And the toaster")))
        await journal.append(told("c5"))
        await until(path)
        async with asyncio.timeout(20):
            while len(lines) < 2:
                await asyncio.sleep(0.002)
    said_so = [(x["event"], x["conversations"]) for x in lines]
    assert said_so == [("journal_search_being_built", 4), ("journal_search_built", 0)]
    assert await found(journal, "toaster") == ["c1"]
    assert await found(journal, "kettle leaks") == ["c5", "c4", "c3", "c2", "c1"]
    assert await found(journal, "note c2") == await found(journal, "c2a") == ["c2"]
    await journal.close()
    assert [x for x in words(path) if x not in {("c1", "And the toaster")} and x[0] != "c5"] == whole
    assert len(words(path)) == len(whole) + 1 + 9


async def test_each_start_goes_on_where_the_last_one_was(tmp_path: Path, slow: None) -> None:
    """G21: what is in the index and what is noted are all there is, at any moment; the latest conversation first."""
    path = tmp_path / "journal.db"
    whole = await old(path)
    total = len(NAMES) * 10
    for start in range(1, total + 1):
        journal = await SqliteJournal.open(path)
        await until(path, total - start)
        if start == 10:
            assert await found(journal, "kettle") == ["c4"], "the latest one is whole, and the others are not begun"
            assert "not searchable yet: 3" in _journal(path)[2]
        await journal.close()
        assert to_go(path) == total - start
        assert len(words(path)) == len(set(words(path))) + (start >= 10) + (start >= 20) + (start >= 30) + (start >= 40)
    assert words(path) == whole
    assert "not searchable yet" not in _journal(path)[2]
    assert [x for x in verify_file(path) if x.invariant == "AUDIT"] == []


async def test_a_long_conversation_is_taken_in_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """G21: what others wait for is bounded whatever the conversation's length; and what is new meanwhile is not taken in again."""
    monkeypatch.setattr(sqlite_words, "EVENTS", 3)
    path = tmp_path / "journal.db"
    whole = await old(path)
    with closing(opened(path)) as db:
        migrate.migrate(db)
        monkeypatch.setattr(sqlite_words, "BIT_S", 0.0)
        filling = Filling(db)
        left_over = [
            db.execute("SELECT max(place), upto FROM words_left").get for _ in range(3) if not filling.go_on(db)
        ]
        assert [upto for _, upto in left_over] == [7, 4, 1]
    with quick():
        journal = await SqliteJournal.open(path)
        await until(path)
        await journal.close()
    assert words(path) == whole


async def test_what_is_erased_meanwhile_is_never_taken_in(tmp_path: Path, slow: None) -> None:
    """G22: of a conversation that is in by half, and of one that is not begun; the others are found."""
    path = tmp_path / "journal.db"
    whole = await old(path)
    journal = await SqliteJournal.open(path)
    await until(path, 39)
    for name in ("c4", "c2"):
        await journal.erase(said(name, 10, e.ConversationErased(DANA)))
    await journal.close()
    with quick():
        journal = await SqliteJournal.open(path)
        await until(path)
        assert await found(journal, "kettle") == ["c3", "c1"]
        assert await journal.tidy() == ()
        await journal.close()
    assert words(path) == [x for x in whole if x[0] in {"c1", "c3"}]
    for file in tmp_path.iterdir():
        assert b"Kettle 5 of c4" not in file.read_bytes() and b"Kettle 5 of c2" not in file.read_bytes()


async def test_a_bit_between_the_looking_and_the_erasing_leaves_nothing(tmp_path: Path) -> None:
    """G22: an erasure looks aside where the words are; what was taken in since is found all the same."""
    path = tmp_path / "journal.db"
    whole = await old(path)
    with closing(opened(path)) as db:
        migrate.migrate(db)
        looked = find(db, "c3")
        filling = Filling(db)
        while left(db):
            filling.go_on(db)
        with db:
            forget(db, "c3", looked, NOW)
    assert words(path) == [x for x in whole if x[0] != "c3"]


async def test_numbers_that_another_erasure_freed_hide_nothing(tmp_path: Path) -> None:
    """G22: the index gives them again, to words of a conversation that is about to be erased."""
    path = tmp_path / "journal.db"
    journal = await SqliteJournal.open(path)
    await journal.append(told("c1"))
    await journal.append(told("c2"))
    looked = await journal._query(lambda db: find(db, "c1"))
    await journal.erase(said("c2", 10, e.ConversationErased(DANA)))
    await journal.append(said("c1", 10, e.MessagePosted("m9", ADA, "The kettle again")))
    await journal._submit(lambda db: forget(db, "c1", looked, NOW))
    await journal.close()
    assert words(path) == []


async def test_a_backup_of_half_an_index_is_restored_whole(tmp_path: Path, slow: None) -> None:
    """G20, G21: the index is no part of a backup; it grows with what is put back."""
    path, copy, back = tmp_path / "journal.db", tmp_path / "copy.db", tmp_path / "back.db"
    whole = await old(path)
    journal = await SqliteJournal.open(path)
    await until(path, 39)
    copies.backup(path, copy)
    await journal.close()
    copies.restore(copy, back, NOW)
    journal = await SqliteJournal.open(back)
    assert await found(journal, "kettle") == ["c4", "c3", "c2", "c1"]
    await journal.close()
    assert (words(back), to_go(back)) == (whole, 0)


async def test_a_backup_of_an_old_release_goes_on_after_it_is_restored(tmp_path: Path) -> None:
    """G20, G21, G22: as the journal would that it was made of, without what was erased since."""
    path, saved = tmp_path / "journal.db", tmp_path / "saved.db"
    whole = await old(path)
    with closing(opened(path)) as db:
        db.execute("VACUUM INTO ?", (str(saved),))
    journal = await SqliteJournal.open(path)
    await journal.erase(said("c2", 10, e.ConversationErased(DANA)))
    await journal.close()
    copies.restore(saved, path, NOW)
    journal = await SqliteJournal.open(path)
    await until(path)
    await journal.close()
    assert words(path) == [x for x in whole if x[0] != "c2"]


async def test_a_locked_file_only_puts_it_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """G13, G21: a bit that fails is undone whole, what is written afterwards is stored, and it is tried again."""
    monkeypatch.setattr(sqlite, "BUSY_MS", 20)
    monkeypatch.setattr(sqlite_words, "AGAIN_S", 0.1)
    path = tmp_path / "journal.db"
    whole = await old(path)
    with closing(opened(path)) as db:
        migrate.migrate(db)
    rival = opened(path)
    rival.execute("BEGIN IMMEDIATE")
    journal = await SqliteJournal.open(path)
    failed = journal._db
    async with asyncio.timeout(20):
        while journal._trusted:
            await asyncio.sleep(0.002)
    assert to_go(path) == 40
    with pytest.raises(JournalUnavailable):
        await journal.append(said("c1", 10, e.MessagePosted("m9", ADA, "Hello?")))
    rival.execute("ROLLBACK")
    rival.close()
    await journal.append(said("c1", 10, e.MessagePosted("m9", ADA, "Hello?")))
    await until(path)
    assert journal._db is not failed, "nothing of a connection is trusted with which a bit failed"
    await journal.close()
    assert words(path) == sorted([*whole, ("c1", "Hello?")])


async def test_closing_does_not_wait_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """G21: a bit is under way at most."""
    monkeypatch.setattr(sqlite_words, "EVENTS", 1)
    monkeypatch.setattr(sqlite_words, "BIT_S", 0.0)
    monkeypatch.setattr(sqlite_words, "REST", 100.0)
    path = tmp_path / "journal.db"
    await old(path)
    journal = await SqliteJournal.open(path)
    await until(path, 38)
    began = time.monotonic()
    await journal.close()
    assert to_go(path) > 20
    assert time.monotonic() - began < 5


#: The end of the third migration before its text was replaced.
AT_ONCE = """-- What was said before this release.
INSERT INTO words (text, conversation_id)
SELECT json_extract(event, '$.text'), conversation_id FROM events
WHERE substr(event, 1, 24) = '{"type":"MessagePosted",' OR substr(event, 1, 21) = '{"type":"NotePosted",';

INSERT INTO words (text, conversation_id)
SELECT
    concat_ws(
        ' ',
        json_extract(event, '$.customer.name'),
        json_extract(event, '$.customer.email'),
        json_extract(event, '$.customer.phone')
    ),
    conversation_id
FROM events
WHERE substr(event, 1, 30) = '{"type":"ConversationStarted",' OR substr(event, 1, 29) = '{"type":"CustomerIdentified",';
"""


async def test_a_journal_whose_index_was_filled_at_once_opens_as_it_is(tmp_path: Path) -> None:
    """G21: by the text that the migration replaces; erased from, backed up and searched as any other."""
    path, copy = tmp_path / "journal.db", tmp_path / "copy.db"
    whole = await old(path)
    name, text = migrate._known()[3]
    former = text[text.index("-- What can be") : text.index("-- What was said")] + AT_ONCE
    with closing(opened(path)) as db:
        db.execute(former)
        db.execute("INSERT INTO migrations VALUES (3, ?, ?)", (name, zlib.crc32(former.encode())))
    assert words(path) == whole
    journal = await SqliteJournal.open(path)
    assert await found(journal, "kettle") == ["c4", "c3", "c2", "c1"]
    copies.backup(path, copy)
    await journal.erase(said("c2", 10, e.ConversationErased(DANA)))
    assert await found(journal, "kettle") == ["c4", "c3", "c1"]
    await journal.close()
    assert "not searchable yet" not in _journal(path)[2]
    copies.restore(copy, path, NOW)
    assert words(path) == [x for x in whole if x[0] != "c2"]
