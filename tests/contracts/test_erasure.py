"""G22, S70: what was erased is nowhere, and everything else is where it was."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

import apsw
import msgspec
import pytest
from typer.testing import CliRunner

from escapehatch.api.grants import Grants, Visit
from escapehatch.cli import cli
from escapehatch.conversation import events as e
from escapehatch.conversation.fold import replay
from escapehatch.conversation.values import Customer
from escapehatch.desk import erasures
from escapehatch.desk.desk import standing
from escapehatch.desk.erasures import erase_unattended
from escapehatch.journals import backup_keys, copies
from escapehatch.journals.copies import Unusable
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.verify import verify_file
from escapehatch.ports import Change, Journal, Standing

from .canaries import LEAD, NOW, OPERATOR, TOLD, Canary, Clock, holding, told


async def test_what_was_erased_is_nowhere_to_be_read(journal: Journal) -> None:
    """G22: events, rows, words, what waits to be told, dead letters, sessions. Others keep theirs."""
    gone, dead, kept = Canary("c1"), Canary("c2"), Canary("c3")
    await told(journal, gone, dead, kept)
    for effect in await journal.effects(NOW, NOW + timedelta(seconds=30)):
        if effect.conversation_id == "c2":
            await journal.effect_dead(effect.effect_id, "The helpdesk is away.", NOW)
    done = await erase_unattended(journal, ["c1", "c2", "nobody"], LEAD, Clock())
    assert (done.conversations, done.left) == (("c1", "c2"), ())
    for x in (gone, dead):
        assert x.word not in repr(await journal.read(x.id))
        assert await journal.standings(customer_id=x.word) == ()
        assert await journal.standings(words=x.word) == ()
        assert await journal.kept_one("visit", f"token-{x.id}") is None
        assert await journal.kept_one("proof", x.id) is None
        assert await journal.content(x.id, f"blob-{x.id}") is None
        after = replay(await journal.read(x.id))
        assert (after.status, after.entries[-1].text) == ("erased", "ConversationErased")
    assert [await journal.erased(x) for x in ("c1", "c2", "c3", "nobody")] == [True, True, False, False]
    assert await journal.letters() == ()
    left = await journal.effects(NOW + timedelta(hours=2), NOW + timedelta(hours=3))
    assert [x.conversation_id for x in left] == ["c3"]
    assert await journal.next_due() == NOW + timedelta(days=1)
    assert [x.conversation_id for x in await journal.standings(words=kept.word)] == ["c3"]
    assert kept.word in repr(await journal.read("c3"))
    assert await journal.kept_one("visit", "token-c3")
    assert (await journal.content("c3", "blob-c3"))[1] == kept.word.encode()  # type: ignore[index]
    assert [(x.status, x.number) for x in (await journal.tally()).lines] == [("queued", 1)]


async def test_erasing_twice_changes_nothing(journal: Journal) -> None:
    """G2."""
    await told(journal, Canary("c1"))
    await erase_unattended(journal, ["c1"], LEAD, Clock())
    once = await journal.read("c1")
    assert (await erase_unattended(journal, ["c1"], LEAD, Clock())).conversations == ("c1",)
    assert await journal.read("c1") == once


async def test_no_file_holds_a_word_of_it(tmp_path: Path) -> None:
    """G22, S70: journal, log and index, after rows have moved between pages for a while."""
    journal, random = await SqliteJournal.open(tmp_path / "journal.db"), Random(3)
    canaries = [Canary(f"c{n:03}") for n in range(120)]
    await told(journal, *canaries)
    versions = dict.fromkeys(canaries, TOLD)
    for _ in range(2_000):
        x = random.choice(canaries)
        await journal.append(x.more(versions[x]))
        versions[x] += 1
    gone = random.sample(canaries, 60)
    done = await erase_unattended(journal, [x.id for x in gone], OPERATOR, Clock())
    assert done.left == ()
    db = apsw.Connection(str(tmp_path / "journal.db"), flags=apsw.SQLITE_OPEN_READONLY)
    assert {x for (x,) in db.execute("SELECT conversation_id FROM salts")} == {
        x.id for x in set(canaries).difference(gone)
    }
    db.close()
    for x in gone:
        assert holding(tmp_path, x.word) == []
    for x in set(canaries).difference(gone):
        assert len(await journal.read(x.id)) == versions[x]
        assert holding(tmp_path, x.word)
    await journal.close()
    assert [x for x in verify_file(tmp_path / "journal.db") if x.invariant == "AUDIT"] == []


async def test_a_large_journal_is_rewritten_later(tmp_path: Path) -> None:
    """G22: until then it says so, also to the next process."""
    path = tmp_path / "journal.db"
    journal = await SqliteJournal.open(path)
    await told(journal, Canary("c1"))
    await journal.erase(
        Change("c1", TOLD, (e.ConversationErased(LEAD),), NOW, standing(replay(await journal.read("c1"))))
    )
    assert "rewritten when it is quiet" in (await journal.tidy(1))[0]
    await journal.close()
    journal = await SqliteJournal.open(path)
    assert len(await journal.tidy(1)) == 1
    assert await journal.tidy() == ()
    assert await journal.tidy(1) == ()
    await journal.close()


async def test_g22_a_backup_of_before_does_not_bring_it_back(tmp_path: Path) -> None:
    """G20, G22, S84: sealed; its key destroyed; not restored; the chain still verifies."""
    path, copy = tmp_path / "journal.db", tmp_path / "backups" / "monday.db"
    copy.parent.mkdir()
    gone, kept = Canary("c1"), Canary("c2")
    journal = await SqliteJournal.open(path)
    await told(journal, gone, kept)
    keys = copies.backup(path, copy)
    assert holding(copy.parent, gone.word) == holding(copy.parent, kept.word) == []
    before = copy.read_bytes()
    assert (await erase_unattended(journal, ["c1"], LEAD, Clock())).left == ()
    with backup_keys.opened(keys) as found:
        assert found.known("c1") == (None, NOW + timedelta(hours=1))
        assert found.known("c2") != (None, None)
    assert copy.read_bytes() == before
    await journal.close()
    copies.restore(copy, path, NOW)
    assert holding(tmp_path, gone.word) == []
    journal = await SqliteJournal.open(path)
    assert await journal.read("c1") == ()
    assert await journal.erased("c1") and not await journal.erased("c2")
    assert len(await journal.read("c2")) == TOLD
    assert [x.conversation_id for x in await journal.standings(words=kept.word)] == ["c2"]
    assert await journal.kept_one("visit", "token-c2")
    assert await journal.kept_one("proof", "c2") == kept.word.encode()
    assert (await journal.content("c2", "blob-c2"))[1] == kept.word.encode()  # type: ignore[index]
    await journal.close()
    assert [x for x in verify_file(path) if x.invariant == "AUDIT"] == []


async def test_g22_keys_that_were_out_of_reach_are_destroyed_by_the_next_backup(tmp_path: Path) -> None:
    """G22: and until then it is said where a trace is left."""
    path = tmp_path / "journal.db"
    away, keys = tmp_path / "unplugged", tmp_path / "stick" / "keys"
    keys.parent.mkdir()
    journal = await SqliteJournal.open(path)
    await told(journal, Canary("c1"), Canary("c2"))
    copies.backup(path, tmp_path / "one.db", keys)
    keys.parent.rename(away)
    done = await erase_unattended(journal, ["c1"], LEAD, Clock())
    assert len(done.left) == 1 and str(keys) in done.left[0]
    away.rename(keys.parent)
    copies.backup(path, tmp_path / "two.db", keys)
    await journal.close()
    with backup_keys.opened(keys) as found:
        assert list(found.erased()) == ["c1"]
    journal = await SqliteJournal.open(path)
    assert await journal.tidy() == ()
    await journal.close()
    path.unlink()
    copies.restore(tmp_path / "one.db", path, NOW, keys)
    journal = await SqliteJournal.open(path)
    assert (await journal.read("c1"), len(await journal.read("c2"))) == ((), TOLD)
    await journal.close()


async def test_g22_old_keys_do_not_bring_back_what_the_journal_knows_is_erased(tmp_path: Path) -> None:
    """G22: somebody kept a copy of the keys after all; the journal that is replaced still says who was erased."""
    path, copy, kept = tmp_path / "journal.db", tmp_path / "copy.db", tmp_path / "kept.keys"
    journal = await SqliteJournal.open(path)
    await told(journal, Canary("c1"), Canary("c2"))
    kept.write_bytes(copies.backup(path, copy).read_bytes())
    await erase_unattended(journal, ["c1"], LEAD, Clock())
    await journal.close()
    copies.restore(copy, path, NOW, kept)
    assert holding(tmp_path, Canary("c1").word) == []
    journal = await SqliteJournal.open(path)
    assert (await journal.read("c1"), len(await journal.read("c2"))) == ((), TOLD)
    await journal.close()


async def test_g22_a_journal_that_a_restore_put_aside_forgets_too(tmp_path: Path) -> None:
    path, copy = tmp_path / "journal.db", tmp_path / "copy.db"
    journal = await SqliteJournal.open(path)
    await told(journal, Canary("c1"), Canary("c2"))
    copies.backup(path, copy)
    await journal.close()
    copies.restore(copy, path, NOW)
    assert holding(tmp_path, Canary("c1").word) == ["journal.db", "journal.db.replaced-1"]
    (tmp_path / "journal.db.replaced-2").write_bytes(b"SQLite format 3\0 and then nothing")
    journal = await SqliteJournal.open(path)
    done = await erase_unattended(journal, ["c1"], LEAD, Clock())
    assert len(done.left) == 1 and "replaced-2" in done.left[0]
    assert holding(tmp_path, Canary("c1").word) == []
    assert holding(tmp_path, Canary("c2").word) == ["journal.db", "journal.db.replaced-1"]
    await journal.close()


async def test_s84_a_backup_is_nothing_without_its_keys(tmp_path: Path) -> None:
    """S84: and it is said which file is missing, or too old."""
    path, copy = tmp_path / "journal.db", tmp_path / "copy.db"
    journal = await SqliteJournal.open(path)
    await told(journal, Canary("c1"))
    old = tmp_path / "old.keys"
    old.write_bytes(copies.backup(path, tmp_path / "old.db").read_bytes())
    await told(journal, Canary("c2"))
    keys = copies.backup(path, copy)
    await journal.close()
    assert holding(copy.parent, Canary("c1").word) == ["journal.db"]
    assert oct(keys.stat().st_mode)[-3:] == oct(copy.stat().st_mode)[-3:] == "600"
    lost = keys.rename(tmp_path / "elsewhere")
    with pytest.raises(Unusable, match="--keys"):
        copies.restore(copy, path, NOW)
    with pytest.raises(Unusable, match="1 conversations"):
        copies.restore(copy, path, NOW, old)
    assert len(verify_file(copy, keys=lost)) == len(verify_file(path))
    copies.restore(copy, path, NOW, old, leave_out=True)
    with pytest.raises(Unusable, match="or these are not its keys"):
        copies.restore(copy, path, NOW, copies.backup(path, tmp_path / "x.db", tmp_path / "x.keys"))
    copies.restore(copy, path, NOW, lost)
    journal = await SqliteJournal.open(path)
    assert len(await journal.read("c2")) == TOLD
    await journal.close()


async def test_g20_a_box_of_a_backup_cannot_be_changed_or_moved(tmp_path: Path) -> None:
    path, copy = tmp_path / "journal.db", tmp_path / "copy.db"
    journal = await SqliteJournal.open(path)
    await told(journal, Canary("c1"), Canary("c2"))
    copies.backup(path, copy)
    await journal.close()
    for bent in ("box = CAST(substr(box, 1, 40) || x'00' || substr(box, 42) AS BLOB)", "conversation_id = 'c2'"):
        other = tmp_path / "bent.db"
        other.write_bytes(copy.read_bytes())
        db = apsw.Connection(str(other))
        db.execute(f"UPDATE sealed SET {bent} WHERE conversation_id = 'c1'")
        db.close()
        with pytest.raises(Unusable, match="changed or is damaged"):
            copies.restore(other, path, NOW)


@pytest.mark.parametrize(
    ("done", "sentence"),
    [
        ("UPDATE events SET event = replace(event, 'leaks', 'works') WHERE conversation_id = 'c2' AND seq = 2", "does not say"),
        ("UPDATE events SET at = at + 1 WHERE conversation_id = 'c2' AND seq = 2", "does not say"),
        ("DELETE FROM events WHERE conversation_id = 'c2' AND seq = 9", "is gone"),
        ("DELETE FROM events WHERE conversation_id = 'c2'", "are gone"),
        ("INSERT INTO events SELECT conversation_id, 10, at, event FROM events WHERE conversation_id = 'c2' AND seq = 9", "never written"),
        ("DELETE FROM audit WHERE conversation_id = 'c2' AND seq = 2", "does not hold"),
        ("UPDATE audit SET seq = 10 - seq WHERE conversation_id = 'c2'", "does not hold"),
        ("UPDATE audit SET commitment = zeroblob(32) WHERE conversation_id = 'c1' AND seq = 3", "does not hold"),
        ("DELETE FROM salts WHERE conversation_id = 'c2'", "does not say"),
        ("DELETE FROM erased", "does not say"),
    ],
)  # fmt: skip
async def test_s73_whoever_bends_what_was_written_is_found_out(tmp_path: Path, done: str, sentence: str) -> None:
    """S73: edited, deleted, put in, reordered; also about a conversation that was erased."""
    path = tmp_path / "journal.db"
    journal = await SqliteJournal.open(path)
    await told(journal, Canary("c1"), Canary("c2"), Canary("c3"))
    await erase_unattended(journal, ["c1"], LEAD, Clock())
    await journal.close()
    assert [x for x in verify_file(path) if x.invariant == "AUDIT"] == []
    db = apsw.Connection(str(path))
    db.execute(done)
    db.close()
    found = [x for x in verify_file(path) if x.invariant == "AUDIT"]
    assert found and any(sentence in x.sentence for x in found)
    assert {x.conversation_id for x in found} <= {"c1", "c2", "c3"}
    assert all(x.conversation_id != "c3" for x in found)


async def test_g22_the_command_says_what_became_of_it(tmp_path: Path) -> None:
    """G22: whoever is named, and nobody else, with sessions in which nothing was said; unknown ones are an error."""
    path, gone, kept = tmp_path / "journal.db", Canary("c1"), Canary("c2")
    journal = await SqliteJournal.open(path)
    await told(journal, gone, kept)
    grants = Grants(journal, Clock(), partial(secrets.token_hex, 16), {})
    silent = Canary("c4")
    for one in (silent, Canary("c3")):
        await grants.begin_visit(Visit(Customer(one.word, one.word), f"of {one.word}", "lantern", NOW))
        await grants.beginning(one.word, "", f"of {one.word}")

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, ["erase", str(path), *words])
        return done.exit_code, done.output

    assert "in use" in (await asyncio.to_thread(run, "--customer", gone.word))[1]
    await journal.close()
    assert "--customer" in (await asyncio.to_thread(run))[1]
    assert await asyncio.to_thread(run, "--customer", "nobody") == (1, "0 conversations erased.\n")
    assert await asyncio.to_thread(run, "--customer", silent.word) == (1, "0 conversations erased.\n")
    assert holding(tmp_path, silent.word) == []
    assert await asyncio.to_thread(run, "--customer", gone.word) == (0, "1 conversations erased.\n")
    assert holding(tmp_path, gone.word) == []
    assert await asyncio.to_thread(run, "--conversation", "c2") == (0, "1 conversations erased.\n")
    assert holding(tmp_path, kept.word) == []
    journal = await SqliteJournal.open(path)
    assert [len(await journal.kept(x)) for x in ("visit", "beginning")] == [1, 1], "of others"
    await journal.close()


async def test_g22_the_last_traces_go_when_nobody_is_talking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """G22: not before, so that no writer waits; also what an earlier process left."""
    monkeypatch.setattr(erasures, "AT_ONCE_BYTES", 1)
    monkeypatch.setattr(erasures, "LOOK_S", 0.02)
    path = tmp_path / "journal.db"
    journal = await SqliteJournal.open(path)
    await told(journal, Canary("c1"), Canary("c2"))
    await erase_quietly(journal, "c1")
    loop = asyncio.create_task(erasures.Erasures(None, journal, Clock()).run())  # type: ignore[arg-type]
    await asyncio.sleep(0.3)
    assert await journal.tidy(1), "somebody still waits"
    await erase_quietly(journal, "c2")
    async with asyncio.timeout(10):
        while await journal.tidy(1):
            await asyncio.sleep(0.02)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    assert holding(tmp_path, Canary("c1").word) == []
    await journal.close()


def replaced(row: Standing) -> Standing:
    """The row of an erased conversation."""
    return msgspec.structs.replace(row, status="erased", seq=TOLD + 1)


async def erase_quietly(journal: SqliteJournal, name: str) -> None:
    row = replaced(standing(replay(await journal.read(name))))
    await journal.erase(Change(name, TOLD, (e.ConversationErased(LEAD),), NOW, row))
