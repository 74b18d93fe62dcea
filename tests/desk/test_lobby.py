"""Customers who leave without a word cost no seat; those who are there lose nothing."""

from __future__ import annotations

from datetime import timedelta

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.lifecycle import Status
from escapehatch.desk.deadlines import LEFT_AFTER
from escapehatch.desk.lobby import Lobby
from escapehatch.routing.leavers import LIMITS

from .room import MONDAY, Room, agent

GONE_S = LIMITS.gone.total_seconds()


async def watched(*agents: str) -> Room:
    """Ada waits since 10:00 with one page open; nobody of the team is there yet."""
    room = Room(*(agent(x) for x in agents))
    await room.wants_person()
    await room.lobby.came("c1", "page")
    await room.settle()
    return room


async def test_t11_whoever_has_left_is_not_offered_and_the_next_one_is() -> None:
    """T11: the seat goes to somebody who is there; the place of the one who left is kept."""
    room = await watched("dana")
    await room.lobby.went("c1", "page")
    await room.later(GONE_S)
    c = await room.see()
    assert c.escalation and c.escalation.away_at == room.clock.now()
    await room.wants_person("c2")
    await room.come("dana")
    assert (await room.offered("c1"), await room.offered("c2")) == ("", "dana")
    assert await room.lawful()


async def test_whoever_comes_back_is_offered_first_again() -> None:
    """Exactly the same place: before somebody who came in the meantime."""
    room = await watched("dana")
    await room.lobby.went("c1", "page")
    await room.later(60)
    await room.wants_person("c2")
    await room.lobby.came("c1", "another page")
    await room.settle()
    await room.come("dana")
    assert (await room.offered("c1"), await room.offered("c2")) == ("dana", "")
    c = await room.see()
    assert c.escalation and c.escalation.requested_at == MONDAY


async def test_a_short_break_of_the_line_is_no_leaving() -> None:
    room = await watched()
    await room.lobby.went("c1", "page")
    await room.later(GONE_S - 1)
    await room.lobby.came("c1", "page again")
    await room.later(1)
    await room.lobby.heard("c1")
    await room.later(GONE_S)
    assert await room.happened(e.CustomerWentAway) == []


async def test_of_two_pages_one_is_enough() -> None:
    room = await watched()
    await room.lobby.came("c1", "other")
    await room.lobby.went("c1", "page")
    await room.later(GONE_S + 1)
    assert await room.happened(e.CustomerWentAway) == []


async def test_somebody_out_of_sight_is_asked_before_they_count_as_away() -> None:
    """T11: pinged first; the answer keeps them, silence does not."""
    room = await watched()
    await room.lobby.seen("c1", "page", visible=False)
    await room.later(LIMITS.hidden.total_seconds())
    assert room.asked_still == ["c1"]
    await room.lobby.seen("c1", "page", visible=True)
    await room.lobby.seen("c1", "page", visible=False)
    for _ in range(4):
        await room.lobby.heard("c1")
        await room.later(LIMITS.answer.total_seconds() / 4)
    assert await room.happened(e.CustomerWentAway) == []
    for _ in range(8):
        await room.lobby.heard("c1")
        await room.later(LIMITS.answer.total_seconds() / 2)
    assert room.asked_still == ["c1", "c1"]
    assert len(await room.happened(e.CustomerWentAway)) == 1


async def test_writing_by_any_way_is_coming_back() -> None:
    room = await watched()
    await room.lobby.went("c1", "page")
    await room.later(GONE_S)
    await room.customer("I am on another device now.")
    c = await room.see()
    assert c.escalation and c.escalation.away_at is None
    assert [e.name_of(x) for x in await room.happened(e.CustomerWentAway, e.CustomerCameBack)] == [
        "CustomerWentAway",
        "CustomerCameBack",
    ]


async def test_whoever_stays_away_is_closed_as_that_and_taken_up_where_they_were() -> None:
    """C12, B08: a deadline that survives a restart; a later message waits on with the original escalation."""
    room = await watched()
    asked = (await room.see()).escalation
    await room.lobby.went("c1", "page")
    await room.later(GONE_S)
    new = Room(journal=room.journal, clock=room.clock, name="new")
    await new.later(LEFT_AFTER.total_seconds())
    c = await new.see()
    assert (c.status, c.disposition) == (Status.CLOSED, "abandoned_silent")
    await new.later(3600)
    await new.customer("Sorry, my train. Is anybody there?")
    c = await new.see()
    assert c.status == Status.QUEUED
    assert asked and c.escalation
    assert (c.escalation.escalation_id, c.escalation.requested_at) == (asked.escalation_id, MONDAY)
    assert len(await new.happened(e.HandoffRequested)) == 1
    assert await new.lawful()


async def test_the_button_too_takes_the_old_wait_up_again() -> None:
    room = await watched()
    await room.lobby.went("c1", "page")
    await room.later(GONE_S)
    await room.later(LEFT_AFTER.total_seconds())
    await room.wants_person()
    c = await room.see()
    assert c.escalation and (c.status, c.escalation.requested_at) == (Status.QUEUED, MONDAY)


async def test_whoever_was_promised_an_answer_later_may_go() -> None:
    room = await watched("dana")
    due = room.clock.now() + timedelta(minutes=10)
    await room.desk.handle("c1", do.PromiseCallback(due + timedelta(minutes=30), due, "ada@lantern.example"))
    await room.lobby.went("c1", "page")
    await room.later(LEFT_AFTER.total_seconds() + 60)
    assert await room.happened(e.CustomerWentAway) == []
    await room.come("dana")
    assert await room.offered() == "dana"


async def test_programs_without_a_socket_are_not_judged() -> None:
    """Whoever writes over HTTP or another channel has no page that could close."""
    room = Room(agent("dana"))
    await room.wants_person()
    await room.later(LEFT_AFTER.total_seconds())
    await room.come("dana")
    assert await room.offered() == "dana"


async def test_one_look_costs_one_customer() -> None:
    """D11: two thousand wait; a look is taken at whoever's moment has come, not at everybody."""
    room = Room()
    looked: list[int] = []
    lobby = Lobby(room.desk, room.clock, lambda x: None)
    for n in range(2_000):
        c = await room.see(f"c{n}")
        assert not c.seq
        lobby._waiting.add(f"c{n}")
        room.clock.at += timedelta(milliseconds=10)
        await lobby.came(f"c{n}", "page")
    looked.append(await lobby.sweep())
    looked.append(await lobby.sweep())
    room.clock.at += timedelta(seconds=1)
    looked.append(await lobby.sweep())
    assert looked == [2_000, 0, 0]


# After a restart


def after_restart(room: Room) -> Room:
    return Room(*room.roster.agents, journal=room.journal, clock=room.clock, name="new")


async def test_g10_who_was_away_before_a_restart_and_looks_at_the_page_again_keeps_waiting() -> None:
    """G10, G6: they are back although nothing was said since; half an hour later they have not "left"."""
    before = await watched()
    await before.lobby.went("c1", "page")
    await before.later(GONE_S)
    room = after_restart(before)
    await room.lobby.came("c1", "page again")
    await room.settle()
    c = await room.see()
    assert c.escalation and c.escalation.away_at is None
    await room.later(LEFT_AFTER.total_seconds())
    assert (await room.see()).status == Status.QUEUED
    assert await room.lawful()


async def test_t11_who_comes_after_a_restart_and_leaves_is_not_offered() -> None:
    """T11: that they wait was not heard, it was read."""
    room = after_restart(await watched("dana"))
    await room.lobby.came("c1", "page again")
    await room.lobby.went("c1", "page again")
    await room.later(GONE_S)
    await room.come("dana")
    assert await room.offered() == ""
    assert await room.lawful()
