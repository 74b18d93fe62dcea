"""A process that stands still hears nobody, and a journal that is locked takes nothing: nobody may pay for either."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.events import Recorded
from escapehatch.conversation.lifecycle import Status
from escapehatch.desk.awake import DEAF_AFTER, Awake
from escapehatch.desk.deadlines import AGAIN, DEAF_TO
from escapehatch.desk.presence import GRACE
from escapehatch.ports import Change, JournalUnavailable
from escapehatch.routing.leavers import LIMITS

from .room import HandClock, Pip, Room, YieldingJournal, agent, author, offering

GRACE_S, OFFER_S = GRACE.total_seconds(), 30.0


def test_g14_a_pause_is_noticed_by_whoever_asks_first() -> None:
    """G14: also before the loop that watches has had its turn; a short hiccup is none."""
    clock = HandClock()
    awake = Awake(clock)
    assert awake.woke_at() is None
    clock.at += DEAF_AFTER
    assert awake.woke_at() is None
    clock.at += timedelta(seconds=40)
    woke_at = clock.at
    assert awake.woke_at() == woke_at
    clock.at += timedelta(seconds=1)
    assert awake.woke_at() == woke_at


async def test_g14_a_grace_that_ran_out_while_nobody_was_heard_begins_anew() -> None:
    """G9, G14: who comes back within it keeps the conversation."""
    room = await offering(agent("dana"))
    await room.accept("dana")
    await room.floor.went("dana")
    await room.stands_still(600)
    await room.later(GRACE_S - 1)
    assert (await room.see()).status == Status.WITH_AGENT
    await room.come("dana")
    await room.later(GRACE_S)
    assert (await room.see()).status == Status.WITH_AGENT
    assert not await room.happened(e.AgentLost)


async def test_g14_who_does_not_come_back_after_a_pause_is_lost_once_and_soon() -> None:
    """G6, G9, G14: one grace after the waking, at the old place in the line."""
    room = await offering(agent("dana"))
    await room.accept("dana")
    await room.floor.went("dana")
    await room.stands_still(600)
    await room.later(GRACE_S)
    assert (await room.see()).status == Status.QUEUED
    assert len(await room.happened(e.AgentLost)) == 1
    assert await room.lawful()


@pytest.mark.parametrize("left_s", [29.0, 3.0, 1.0])
async def test_g14_an_offer_that_nobody_could_answer_is_not_over(left_s: float) -> None:
    """G7, G14: the acceptance that was on its way counts, and no miss is counted against the agent."""
    room = await offering(agent("dana"))
    await room.later(OFFER_S - left_s)
    await room.stands_still(40)
    assert await room.offered() == "dana"
    await room.later(GRACE_S - 1)
    assert not (await room.accept("dana")).refused
    assert not await room.happened(e.ReservationLapsed)


async def test_g14_an_offer_that_nobody_answers_after_a_pause_goes_on_to_the_next() -> None:
    room = await offering(agent("dana"), agent("eli"))
    first = await room.offered()
    await room.stands_still(40)
    await room.later(GRACE_S)
    assert await room.offered() not in ("", first)


async def test_g14_an_offer_made_after_the_waking_has_its_own_time() -> None:
    room = await offering(agent("dana"), agent("eli"))
    first = await room.offered()
    room.woke_at = room.clock.at - timedelta(seconds=1)
    await room.later(OFFER_S)
    assert await room.offered() != first
    assert DEAF_TO["reservation"] < timedelta(seconds=OFFER_S)


async def test_g14_the_bots_patience_goes_on_in_a_pause() -> None:
    """G11, G14: a customer has waited all the same; the person is asked for at the waking."""
    room = Room(agent("dana"), bot=Pip(held=True))
    await room.customer("Where is my parcel?")
    await room.settle()
    await room.stands_still(9)
    assert (await room.see()).status == Status.QUEUED
    await room.bots.close()


async def test_g14_customers_are_not_taken_for_gone_after_a_pause() -> None:
    """G10, G14: their pages had no chance to say anything; whoever says nothing from then on has left."""
    room = Room(agent("dana"))
    await room.wants_person()
    await room.lobby.came("c1", "page")
    await room.settle()
    await room.stands_still(LIMITS.deaf.total_seconds() + 5)
    assert not await room.happened(e.CustomerWentAway)
    await room.later(LIMITS.deaf.total_seconds() + 1)
    assert await room.happened(e.CustomerWentAway)


async def test_g14_a_choice_from_before_a_pause_is_made_anew() -> None:
    """G9, G14: what the router counted must be true when it is written down."""
    room = Room(agent("dana"))
    await room.wants_person()
    old = do.Reserve("r1", author("dana"), room.clock.at + timedelta(seconds=30), chosen_at=room.clock.at)
    room.clock.at += timedelta(seconds=10)
    refused = (await room.desk.handle("c1", old)).refused
    assert refused and refused.code == "stale"


class Locked(YieldingJournal):
    """While ``locked``, nothing can be stored, and all can be read."""

    locked = False

    async def append(self, change: Change) -> tuple[Recorded, ...]:
        self._open()
        return await super().append(change)

    async def keep(self, *given: Any) -> None:
        self._open()
        await super().keep(*given)

    def _open(self) -> None:
        if self.locked:
            raise JournalUnavailable("Somebody else has it.")


async def test_g13_a_deadline_that_could_not_be_met_is_met_when_it_can() -> None:
    """G6, G13: it was claimed, and the lock came in between; not its lease decides when it is tried again."""
    room = Room(agent("dana"), agent("eli"), journal=(journal := Locked()))
    await room.come("dana", "eli")
    await room.wants_person()
    await room.settle()
    first = await room.offered()
    journal.locked = True
    await room.later(OFFER_S)
    assert await room.offered() == first
    journal.locked = False
    await room.later(AGAIN.total_seconds())
    assert await room.offered() not in ("", first)


async def test_g13_an_agent_who_leaves_while_nothing_can_be_stored_is_not_forgotten() -> None:
    """G9, G13: the grace is counted from the leaving, and written down when it can be."""
    room = Room(agent("dana"), journal=(journal := Locked()))
    await room.come("dana")
    await room.wants_person()
    await room.settle()
    await room.accept("dana")
    journal.locked = True
    gone_at = room.clock.at
    await room.floor.went("dana")
    await room.later(5)
    journal.locked = False
    await room.floor.say_again()
    assert [x.grace_until for x in await room.happened(e.AgentDisconnected)] == [gone_at + GRACE]
    await room.later(GRACE_S)
    assert (await room.see()).status == Status.QUEUED


async def test_g13_an_agent_may_come_while_nothing_can_be_stored() -> None:
    """G13: the page opens, and their conversations hear of it later."""
    room = Room(agent("dana"), journal=(journal := Locked()))
    await room.come("dana")
    await room.wants_person()
    await room.settle()
    await room.accept("dana")
    await room.floor.went("dana")
    journal.locked = True
    await room.floor.came("dana")
    assert room.floor.state("dana") == "available"
    journal.locked = False
    await room.floor.say_again()
    assert (await room.see()).grace_until is None


async def test_g13_a_customer_who_came_back_while_nothing_could_be_stored_is_back() -> None:
    """G10, G13: they are taken for gone in the journal, and are there."""
    room = Room(agent("dana"), journal=(journal := Locked()))
    await room.wants_person()
    await room.lobby.came("c1", "page")
    await room.lobby.went("c1", "page")
    await room.later(LIMITS.gone.total_seconds())
    assert await room.happened(e.CustomerWentAway)
    journal.locked = True
    await room.lobby.came("c1", "another")
    journal.locked = False
    await room.later(1)
    assert await room.happened(e.CustomerCameBack)
