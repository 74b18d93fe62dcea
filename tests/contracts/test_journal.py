"""What every journal does: the twin in memory and the file, held to the same cases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from escapehatch.conversation import events as e
from escapehatch.conversation.values import Author, Customer, Reason, Role
from escapehatch.ports import Change, Conflict, Deadline, Effect, Journal, Seat, SeatTaken, Standing

NOW = datetime(2026, 11, 23, 10, 0, 0, 123456, tzinfo=UTC)
LEASE = NOW + timedelta(seconds=30)
ADA = Author(Role.CUSTOMER, "ada", "Ada")


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def row(name: str, status: str = "with_bot", seq: int = 1, **more: object) -> Standing:
    known: dict[str, object] = {"customer_id": "ada", "updated_at": NOW} | more
    return Standing(name, seq, status, **known)  # type: ignore[arg-type]


def change(name: str, expected: int = 0, text: str = "Hello", **more: object) -> Change:
    event: e.Event = (
        e.MessagePosted(f"m{expected}", ADA, text)
        if expected
        else e.ConversationStarted(name, Customer("ada", "Ada"), page=text)
    )
    known: dict[str, object] = {"at": NOW, "standing": row(name, seq=expected + 1)} | more
    return Change(name, expected, (event,), **known)  # type: ignore[arg-type]


def due(name: str, kind: str = "reservation", key: str = "r1", seconds: float = 0) -> Deadline:
    return Deadline(name, kind, key, at(seconds))


def effect(effect_id: str, name: str = "c1") -> Effect:
    return Effect(effect_id, name, "HandoffRequested", {"seq": 1, "words": ["Größe", 1.5, None]})


# Events


async def test_what_was_appended_is_read_back(journal: Journal) -> None:
    events = (
        e.ConversationStarted("c1", Customer("ada", "Ada", verified=True)),
        e.HandoffRequested("e1", Reason("asked", "Asked.", ("m1",), 0.5, "returns", 2, ("fr",))),
        e.FallbackOffered("closed", ("callback",), at(60)),
    )
    written = await journal.append(Change("c1", 0, events, NOW, row("c1", seq=3)))
    assert [(x.seq, x.at, x.event) for x in written] == [(n, NOW, x) for n, x in enumerate(events, 1)]
    assert await journal.read("c1") == written
    assert await journal.read("c1", after=2) == written[2:]
    assert await journal.read("c1", after=3) == ()
    assert await journal.read("nobody") == ()


async def test_every_kind_of_event_survives(journal: Journal) -> None:
    """A packet with nested values comes back as it was."""
    event = e.ContextAdded("e1", "orders", [{"order_id": "LN-1", "total": 12.5, "own": True, "items": [], "x": None}])
    await journal.append(Change("c1", 0, (event,), NOW, row("c1")))
    assert (await journal.read("c1"))[0].event == event


@pytest.mark.parametrize("expected", [0, 2, 7])
async def test_a_stale_writer_is_refused_whole(journal: Journal, expected: int) -> None:
    await journal.append(change("c1"))
    stale = change("c1", expected, deadlines=(due("c1"),), effects=(effect("x"),), standing=row("c1", "closed"))
    with pytest.raises(Conflict) as refused:
        await journal.append(stale)
    assert refused.value.actual == 1
    assert len(await journal.read("c1")) == 1
    assert (await journal.standings())[0].status == "with_bot"
    assert await journal.next_due() is None
    assert await journal.effects(NOW, LEASE) == ()


async def test_a_first_append_beyond_the_first_version_is_refused(journal: Journal) -> None:
    with pytest.raises(Conflict):
        await journal.append(change("c1", 3))
    assert await journal.read("c1") == ()


async def test_concurrent_writers_make_one_gapless_order(journal: Journal) -> None:
    """G3: twenty writers, each trying until it succeeds."""
    await journal.append(change("c1"))

    async def write(n: int) -> int:
        version = 1
        while True:
            try:
                posted = e.MessagePosted(f"w{n}", ADA, str(n))
                done = await journal.append(Change("c1", version, (posted,), NOW, row("c1", seq=version + 1)))
                return done[0].seq
            except Conflict as refused:
                version = refused.actual

    places = await asyncio.gather(*(write(n) for n in range(20)))
    records = await journal.read("c1")
    assert [x.seq for x in records] == list(range(1, 22))
    for n, place in enumerate(places):
        assert records[place - 1].event == e.MessagePosted(f"w{n}", ADA, str(n))


async def test_of_many_writers_at_one_version_one_succeeds(journal: Journal) -> None:
    """G3: the real race: all expect the same version."""
    await journal.append(change("c1"))
    writes = [journal.append(change("c1", 1, text=str(n))) for n in range(20)]
    results = await asyncio.gather(*writes, return_exceptions=True)
    assert sum(not isinstance(x, BaseException) for x in results) == 1
    assert sum(isinstance(x, Conflict) for x in results) == 19


async def test_conversations_do_not_stand_in_each_others_way(journal: Journal) -> None:
    await asyncio.gather(*(journal.append(change(f"c{n}")) for n in range(30)))
    assert len([x async for x in journal.every()]) == 30


@pytest.mark.parametrize(
    "text", ["Größe 日本語 👩‍👩‍👧", "\x00 in the middle", "a\nb\r\n\t\\\"'", "‮ right to left", "\u2028", "x" * 10_000]
)
async def test_any_text_comes_back_as_it_was(journal: Journal, text: str) -> None:
    """S76, S34."""
    name = f"c-{text[:20]}"
    await journal.append(change(name, text=text, standing=row(name, title=text, customer_id=text)))
    (found,) = [x async for x in journal.every()]
    assert found[0] == name
    assert found[1][0].event == e.ConversationStarted(name, Customer("ada", "Ada"), page=text)
    assert (await journal.standings(customer_id=text))[0].title == text


async def test_every_conversation_oldest_first(journal: Journal) -> None:
    for n in (3, 1, 2):
        await journal.append(change(f"c{n}"))
    await journal.append(change("c3", 1))
    found = [(name, len(records)) async for name, records in journal.every()]
    assert found == [("c3", 2), ("c1", 1), ("c2", 1)]


async def test_every_conversation_over_many_pages(journal: Journal) -> None:
    names = [f"c{n:03}" for n in range(410)]
    await asyncio.gather(*(journal.append(change(x)) for x in names))
    assert sorted([name async for name, _ in journal.every()]) == names


# Seats


def claim(name: str, expected: int = 0, agent: str = "dana", capacity: int = 1, status: str = "reserved") -> Change:
    standing = row(name, status, seq=expected + 1, agent_id=agent)
    return change(name, expected, standing=standing, seat=Seat(agent, capacity))


async def test_two_routers_race_for_the_last_seat(journal: Journal) -> None:
    """G7, G8, D03, D15: twenty conversations, two seats, all at once."""
    results = await asyncio.gather(
        *(journal.append(claim(f"c{n}", capacity=2)) for n in range(20)), return_exceptions=True
    )
    assert sum(not isinstance(x, BaseException) for x in results) == 2
    assert sum(isinstance(x, SeatTaken) for x in results) == 18
    assert len(await journal.standings(agent_id="dana")) == 2


async def test_seats_are_shares_of_what_an_agent_can_take(journal: Journal) -> None:
    """G8, D09: conversations of other channels take other shares, and what is let go is free again."""

    def share(name: str, seats: float, capacity: float = 1.0) -> Change:
        standing = row(name, "reserved", agent_id="dana", seats=seats)
        return change(name, standing=standing, seat=Seat("dana", capacity, seats))

    for n in range(3):
        await journal.append(share(f"mail{n}", 0.3))
    with pytest.raises(SeatTaken):
        await journal.append(share("chat", 1.0))
    await journal.append(share("mail3", 0.1))
    await journal.append(change("mail0", 1, standing=row("mail0", "closed", seq=2)))
    await journal.append(share("mail4", 0.3))
    assert sorted(x.seats for x in await journal.standings(["reserved"])) == [0.1, 0.3, 0.3, 0.3]


async def test_two_routers_race_for_the_same_conversation(journal: Journal) -> None:
    """G7: one of them gets it, the other hears of the conflict."""
    await journal.append(change("c1"))
    results = await asyncio.gather(
        journal.append(claim("c1", 1)), journal.append(claim("c1", 1, "eli")), return_exceptions=True
    )
    assert sorted(type(x).__name__ for x in results) == ["Conflict", "tuple"]


@pytest.mark.parametrize("status", ["reserved", "with_agent", "wrap_up"])
async def test_a_seat_is_taken_until_the_agent_is_done(journal: Journal, status: str) -> None:
    """G8."""
    await journal.append(claim("c1", status=status))
    with pytest.raises(SeatTaken):
        await journal.append(claim("c2"))
    assert await journal.read("c2") == ()
    await journal.append(change("c1", 1, standing=row("c1", "closed", seq=2)))
    assert len(await journal.append(claim("c2"))) == 1


async def test_the_conversations_own_seat_is_not_counted_twice(journal: Journal) -> None:
    await journal.append(claim("c1"))
    assert len(await journal.append(claim("c1", 1, status="with_agent"))) == 1


async def test_an_agent_without_seats_gets_nothing(journal: Journal) -> None:
    """D10: zero means none."""
    with pytest.raises(SeatTaken):
        await journal.append(claim("c1", capacity=0))


# Deadlines


async def test_a_due_row_is_claimed_by_one(journal: Journal) -> None:
    """G6."""
    await journal.append(change("c1", deadlines=(due("c1"), due("c1", "inactive", "1", 60))))
    claims = await asyncio.gather(*(journal.due(NOW, LEASE) for _ in range(5)))
    assert sorted(claims) == [(), (), (), (), (due("c1"),)]


async def test_a_row_of_a_dead_worker_comes_back(journal: Journal) -> None:
    """G6, E03: the lease ran out and nobody said done."""
    await journal.append(change("c1", deadlines=(due("c1"),)))
    await journal.due(NOW, LEASE)
    assert await journal.due(LEASE - timedelta(microseconds=1), at(90)) == ()
    assert await journal.due(LEASE, at(90)) == (due("c1"),)


async def test_a_row_that_is_done_is_gone(journal: Journal) -> None:
    await journal.append(change("c1", deadlines=(due("c1"),)))
    (claimed,) = await journal.due(NOW, LEASE)
    await journal.deadline_done(claimed)
    await journal.deadline_done(claimed)
    assert await journal.due(at(999), at(1000)) == ()
    assert await journal.next_due() is None


async def test_done_does_not_touch_a_row_that_was_moved(journal: Journal) -> None:
    """A worker that finishes late must not take away the new moment of the same deadline."""
    await journal.append(change("c1", deadlines=(due("c1"),)))
    (claimed,) = await journal.due(NOW, LEASE)
    await journal.append(change("c1", 1, deadlines=(due("c1", seconds=60),)))
    await journal.deadline_done(claimed)
    assert await journal.due(at(60), at(90)) == (due("c1", seconds=60),)


async def test_an_append_replaces_the_rows_of_its_conversation_alone(journal: Journal) -> None:
    await journal.append(change("c1", deadlines=(due("c1"), due("c1", "inactive", "1"))))
    await journal.append(change("c2", deadlines=(due("c2"),)))
    await journal.append(change("c1", 1, deadlines=(due("c1", "agent_grace", "dana"),)))
    assert set(await journal.due(NOW, LEASE)) == {due("c2"), due("c1", "agent_grace", "dana")}


async def test_a_row_that_stays_the_same_keeps_its_lease(journal: Journal) -> None:
    await journal.append(change("c1", deadlines=(due("c1"), due("c1", "inactive", "1"))))
    await journal.due(NOW, LEASE)
    await journal.append(change("c1", 1, deadlines=(due("c1"), due("c1", "inactive", "2"))))
    assert await journal.due(at(1), LEASE) == (due("c1", "inactive", "2"),)


async def test_the_soonest_row_is_known_and_the_oldest_come_first(journal: Journal) -> None:
    assert await journal.next_due() is None
    for n, seconds in enumerate((30, 10, 20)):
        await journal.append(change(f"c{n}", deadlines=(due(f"c{n}", seconds=seconds),)))
    assert await journal.next_due() == at(10)
    assert await journal.due(at(9), at(40)) == ()
    assert await journal.due(at(30), at(90), limit=2) == (due("c1", seconds=10), due("c2", seconds=20))
    assert await journal.due(at(30), at(90)) == (due("c0", seconds=30),)


# Effects


async def test_effects_come_in_order_one_a_conversation_at_a_time(journal: Journal) -> None:
    """G23."""
    await journal.append(change("c1", effects=(effect("a"), effect("b"))))
    await journal.append(change("c2", effects=(effect("c", "c2"),)))
    first = await journal.effects(NOW, LEASE)
    assert [(x.effect_id, x.tries, x.payload) for x in first] == [
        ("a", 0, effect("a").payload),
        ("c", 0, effect("c").payload),
    ]
    assert await journal.effects(NOW, LEASE) == ()
    await journal.effect_done("a")
    assert [x.effect_id for x in await journal.effects(NOW, LEASE)] == ["b"]


async def test_the_same_effect_is_told_once(journal: Journal) -> None:
    """G23: also when it is written again after it was delivered."""
    await journal.append(change("c1", effects=(effect("a"),)))
    await journal.append(change("c1", 1, effects=(effect("a"),)))
    assert len(await journal.effects(NOW, LEASE)) == 1
    await journal.effect_done("a")
    await journal.append(change("c1", 2, effects=(effect("a"),)))
    assert await journal.effects(at(999), at(1000)) == ()


async def test_an_effect_whose_worker_died_is_told_again_with_its_key(journal: Journal) -> None:
    """G23."""
    await journal.append(change("c1", effects=(effect("a"),)))
    await journal.effects(NOW, LEASE)
    again = await journal.effects(LEASE, at(90))
    assert [(x.effect_id, x.tries) for x in again] == [("a", 1)]


async def test_a_failed_effect_waits_for_its_time_and_holds_back_the_next(journal: Journal) -> None:
    await journal.append(change("c1", effects=(effect("a"), effect("b"))))
    await journal.effects(NOW, LEASE)
    await journal.effect_failed("a", at(120))
    assert await journal.effects(at(119), at(200)) == ()
    assert [x.effect_id for x in await journal.effects(at(120), at(200))] == ["a"]
    await journal.effect_failed("unknown", at(1))


async def test_effects_are_claimed_a_few_at_a_time(journal: Journal) -> None:
    for n in range(5):
        await journal.append(change(f"c{n}", effects=(effect(f"x{n}", f"c{n}"),)))
    claimed = [await journal.effects(NOW, LEASE, limit=2) for _ in range(4)]
    assert [[x.effect_id for x in some] for some in claimed] == [["x0", "x1"], ["x2", "x3"], ["x4"], []]


# Standings


async def test_waiting_ones_by_priority_then_age(journal: Journal) -> None:
    """D06."""
    for name, status, priority, since in (
        ("c1", "queued", 0, 5),
        ("c2", "queued", 2, 9),
        ("c3", "reserved", 0, 1),
        ("c4", "with_bot", 9, 0),
        ("c5", "queued", 2, 9),
    ):
        standing = row(name, status, queue="support", priority=priority, waiting_since=at(since))
        await journal.append(change(name, standing=standing))
    found = await journal.standings(["queued", "reserved"])
    assert [x.conversation_id for x in found] == ["c2", "c5", "c3", "c1"]
    assert (found[0].queue, found[0].priority, found[0].waiting_since) == ("support", 2, at(9))
    assert [x.conversation_id for x in await journal.standings(["queued"], limit=1)] == ["c2"]


async def test_others_latest_first_by_every_filter(journal: Journal) -> None:
    for n, (status, agent, customer) in enumerate(
        [("with_agent", "dana", "ada"), ("closed", "dana", "bo"), ("with_agent", "eli", "ada"), ("with_bot", "", "ada")]
    ):
        standing = row(f"c{n}", status, agent_id=agent, customer_id=customer, updated_at=at(n))
        await journal.append(change(f"c{n}", standing=standing))

    async def ids(**filters: object) -> list[str]:
        return [x.conversation_id for x in await journal.standings(**filters)]  # type: ignore[arg-type]

    assert await ids() == ["c3", "c2", "c1", "c0"]
    assert await ids(agent_id="dana") == ["c1", "c0"]
    assert await ids(customer_id="ada") == ["c3", "c2", "c0"]
    assert await ids(statuses=["with_agent"], agent_id="dana", customer_id="ada") == ["c0"]
    assert await ids(statuses=["with_agent", "closed"], limit=2) == ["c2", "c1"]
    assert await ids(agent_id="nobody") == []


async def test_the_row_is_the_latest_one(journal: Journal) -> None:
    await journal.append(change("c1"))
    new = row("c1", "queued", seq=2, queue="returns", priority=1, waiting_since=NOW, title="Größe?", updated_at=at(3))
    await journal.append(change("c1", 1, standing=new))
    assert await journal.standings() == (new,)


async def test_filters_are_values_not_sql(journal: Journal) -> None:
    """S34."""
    await journal.append(change("c1"))
    assert await journal.standings(customer_id="' OR 1=1 --") == ()
    assert await journal.standings(["with_bot') OR (1=1"]) == ()


async def test_g14_a_lease_of_a_clock_that_was_set_back_counts_for_nothing(journal: Journal) -> None:
    """G14: claimed while the clock was an hour ahead; now it is not, and the row does not wait for that hour."""
    row = due("c1")
    await journal.append(change("c1", deadlines=(row,)))
    assert await journal.due(at(3600), at(3630)) == (row,)
    assert await journal.due(at(1), at(31)) == (row,)
    assert await journal.due(at(2), at(32)) == (), "and this lease is honoured"
