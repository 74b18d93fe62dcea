"""Reads of the journal that are shared."""

from __future__ import annotations

import asyncio

import pytest

from escapehatch.desk import reads
from escapehatch.desk.reads import Reads, Together
from escapehatch.journals.memory import MemoryJournal
from escapehatch.ports import JournalUnavailable

from .room import Pip, Room


async def told(*names: str) -> tuple[Room, MemoryJournal]:
    room = Room(bot=Pip())
    for name in names:
        await room.customer("Where is my parcel?", name)
        await room.settle()
    return room, room.journal


async def test_g18_who_comes_at_once_and_who_comes_later_share_one_reading() -> None:
    """G18: ten at once, one afterwards, and what was appended in between is there without another."""
    room, journal = await told("c1")
    shared = Reads(journal)
    found = await asyncio.gather(*(shared.whole("c1") for _ in range(10)))
    assert {len(x) for x in found} == {len(found[0])}
    assert await shared.whole("c1") == found[0]
    assert await shared.since("c1", 2, len(found[0])) == found[0][2:]
    outcome = await room.customer("And now?")
    shared.add("c1", outcome.records)
    assert await shared.since("c1", 0, outcome.conversation.seq) == await journal.read("c1")
    assert shared.number == 1


async def test_g22_what_was_dropped_is_read_anew_also_when_it_was_just_being_read() -> None:
    """G22: a reading that began before an erasure is not kept after it."""
    _, journal = await told("c1")
    shared = Reads(journal)
    reading = asyncio.create_task(shared.whole("c1"))
    await asyncio.sleep(0)
    shared.drop("c1")
    await reading
    assert not shared._kept
    await shared.whole("c1")
    assert shared.number == 2


async def test_g18_little_is_kept_and_a_gap_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """G5, G17: the oldest goes first; events that do not follow what is kept make it worthless."""
    _, journal = await told("c1", "c2", "c3")
    lengths = {x: len(await journal.read(x)) for x in ("c1", "c2", "c3")}
    monkeypatch.setattr(reads, "EVENTS_MAX", lengths["c2"] + lengths["c3"])
    shared = Reads(journal)
    for name in lengths:
        await shared.whole(name)
    assert list(shared._kept) == ["c2", "c3"]
    shared.add("c3", (await journal.read("c3"))[:1])
    assert list(shared._kept) == ["c2"]


async def test_a_reading_that_fails_fails_for_all_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    _, journal = await told("c1")
    shared, read = Reads(journal), journal.read

    async def broken(conversation_id: str, after: int = 0) -> object:
        raise JournalUnavailable("gone")

    monkeypatch.setattr(journal, "read", broken)
    found = await asyncio.gather(*(shared.whole("c1") for _ in range(3)), return_exceptions=True)
    assert [type(x) for x in found] == [JournalUnavailable] * 3
    monkeypatch.setattr(journal, "read", read)
    assert await shared.whole("c1")


async def test_g18_one_listing_for_all_who_ask_before_it_begins_and_a_later_one_for_whoever_asks_meanwhile() -> None:
    """G5, G18: an inbox that was listed before its page began to listen could lack somebody for ever."""
    shared, goes_on, listings = Together[int](), asyncio.Event(), 0

    async def listing() -> int:
        nonlocal listings
        listings += 1
        mine = listings
        await goes_on.wait()
        return mine

    first = [asyncio.create_task(shared.read(listing)) for _ in range(5)]
    while not listings:
        await asyncio.sleep(0)
    later = [asyncio.create_task(shared.read(listing)) for _ in range(5)]
    await asyncio.sleep(0)
    first[0].cancel()
    later[0].cancel()
    goes_on.set()
    assert await asyncio.gather(*first[1:]) == [1] * 4
    assert await asyncio.gather(*later[1:]) == [2] * 4


async def test_a_listing_that_fails_fails_for_all_who_share_it_and_no_other() -> None:
    shared = Together[int]()

    async def broken() -> int:
        raise JournalUnavailable("gone")

    async def whole() -> int:
        return 7

    found = await asyncio.gather(*(shared.read(broken) for _ in range(3)), return_exceptions=True)
    assert [type(x) for x in found] == [JournalUnavailable] * 3
    assert await shared.read(whole) == 7
