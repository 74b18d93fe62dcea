"""G13: a disk that is full, broken, locked or read-only. No false acknowledgement, reads go on, no restart is needed."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from random import Random

import apsw
import pytest

from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.crash.layer import Kind, Layer, no_fault
from escapehatch.lab.crash.run import Run, Watched, Work
from escapehatch.ports import JournalUnavailable

from .recorded import Failing, GoingOn, Retrying, cut_short, judged, record, rewritten

sys.path.insert(0, str(Path(__file__).parents[1] / "api"))

from place import opened

FAILURES: list[tuple[Kind, type[Exception]]] = [
    ("write", apsw.FullError),
    ("write", apsw.IOError),
    ("write", apsw.ReadOnlyError),
    ("lock", apsw.BusyError),
    ("truncate", apsw.IOError),
    ("read", apsw.IOError),
]


@pytest.mark.parametrize(("kind", "failure"), FAILURES)
@pytest.mark.parametrize("first", [1, 12, 60, 150])
async def test_whatever_fails_wherever_nothing_is_acknowledged_that_is_not_kept(
    kind: Kind, failure: type[Exception], first: int
) -> None:
    """G13, G1: the run goes on afterwards without a restart, and a power cut at any moment of it loses nothing."""
    run, ops = await record(first, 12, fault=Failing(kind, first, 3, failure))
    seen, wrong = await judged(run, ops, first, each=2, most=24)
    assert seen and len(run.acks) > 15
    assert not wrong, wrong[:3]


@pytest.mark.parametrize("first", range(1, 40, 3))
async def test_a_sync_that_failed_is_not_believed_the_second_time(first: int) -> None:
    """G13, fsyncgate: at every third sync of a run; at every one, for longer, in ``make prove``."""
    failing = Failing("sync", first, 1 + first % 3, apsw.IOError)
    run, ops = await record(first, 12, fault=failing)
    _, wrong = await judged(run, ops, first, each=2, most=24)
    assert not wrong, wrong[:3]
    assert any(x.kind == "sync" and not x.ok for x in ops) or first > 30


async def test_a_journal_that_tries_the_sync_again_is_caught() -> None:
    """G13: what is proved above is not so by itself. Which sync matters depends on what came into one commit: several are tried."""
    for first in range(4, 44, 4):
        run, ops = await record(first, 14, kind=Retrying, fault=Failing("sync", first, 1, apsw.IOError))
        if (await judged(run, ops, first, each=2, most=60))[1]:
            return
    raise AssertionError("nobody saw it")


@pytest.mark.parametrize("seed", range(3))
async def test_a_sync_that_failed_after_a_move_that_somebodys_reading_cut_short_loses_nothing(seed: int) -> None:
    """G13: pages that were moved without a sync are forgotten by the system when the next sync fails, and must be moved again."""
    run, ops = await cut_short(seed)
    seen, wrong = await judged(run, ops, seed, each=2, most=120)
    assert seen and not wrong, wrong[:3]


@pytest.mark.parametrize("seed", range(3))
async def test_a_rewriting_that_was_not_synced_does_not_come_back_as_if_it_had_been(seed: int) -> None:
    """G13, G22: the file is written anew after an erasure; what is acknowledged on top of it must not hang in the air."""
    run, ops = await rewritten(seed)
    seen, wrong = await judged(run, ops, seed, each=4, most=160)
    assert seen and not wrong, wrong[:3]


async def test_a_journal_that_goes_on_after_it_is_caught() -> None:
    """G13: what is proved above is not so by itself."""
    for seed in range(6):
        run, ops = await cut_short(seed, GoingOn)
        if (await judged(run, ops, seed, each=4, most=240))[1]:
            return
    raise AssertionError("nobody saw it")


async def test_reads_go_on_while_nothing_can_be_written(tmp_path: Path) -> None:
    """G13: and it recovers by itself at the first write that can be made."""
    layer, run = Layer("reads-go-on"), Run()
    rng = Random(3)
    journal = await asyncio.to_thread(Watched, tmp_path / "journal.db", layer, run)
    await Work(journal, rng).go(4)
    before = {name: records async for name, records in journal.every()}
    layer.fault = lambda kind, file: apsw.FullError() if kind == "write" else None
    for _ in range(3):
        with pytest.raises(JournalUnavailable):
            await journal.keep("count", "n", b"99")
        assert {name: records async for name, records in journal.every()} == before
        assert len(await journal.standings()) == len(before)
    layer.fault = no_fault
    await Work(journal, rng).go(2)
    assert len([x async for x in journal.every()]) >= len(before)
    await journal.close()


async def test_customers_hear_that_it_was_not_sent_and_when_to_try_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G13: the whole server on a disk that fails: 503 and Retry-After; the same message later, once."""
    layer = Layer("house")

    async def on_layer(path: Path) -> SqliteJournal:
        return await asyncio.to_thread(SqliteJournal, path, layer.name)

    monkeypatch.setattr(SqliteJournal, "open", on_layer)
    async with opened(tmp_path) as place:
        visit = await place.visit()
        token, name = visit["token"], visit["conversation_id"]
        for kind, failure in (("sync", apsw.IOError), ("write", apsw.FullError)):
            layer.fault = lambda x, file, kind=kind, failure=failure: failure() if x == kind else None  # type: ignore[misc]
            refused = await place.ask(token, name, "messages", message_id=kind, text="Hello?")
            assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
            assert int(refused.headers["retry-after"]) > 0
            assert (await place.see(token, name)).get("status", "with_bot") == "with_bot"
            layer.fault = no_fault
            for _ in range(2):
                assert (await place.ask(token, name, "messages", message_id=kind, text="Hello?")).status_code == 200
        said = [x["id"] for x in (await place.see(token, name))["entries"] if x["kind"] == "message"]
    assert said == ["sync", "write"]
