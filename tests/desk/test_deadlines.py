"""What was promised for a moment happens then: also after a restart, and once."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.fold import Conversation
from escapehatch.conversation.lifecycle import Status
from escapehatch.desk.deadlines import INACTIVE_AFTER, WRAP_UP_FOR
from escapehatch.desk.desk import Judgement
from escapehatch.ports import Deadline
from escapehatch.routing.ladder import CHOICES

from .room import MONDAY, Pip, Room, agent, author, offering

DAY_S = INACTIVE_AFTER.total_seconds()
WRAP_UP_S = WRAP_UP_FOR.total_seconds()


def after_restart(room: Room) -> Room:
    """A new process over the same journal; nothing was carried over in memory."""
    return Room(*room.roster.agents, journal=room.journal, clock=room.clock, queues=room.roster.queues, name="new")


async def attended(*, answered: bool = True) -> Room:
    room = await offering(agent("dana"))
    await room.accept("dana")
    if answered:
        await room.say("dana", "Hello, I am Dana.")
    return room


# Durable


async def test_g6_the_patience_with_a_bot_survives_a_restart() -> None:
    """G6, C08: the process dies in the middle of the bot's turn; the next one fires what the first had promised."""
    room = Room(agent("dana"), bot=Pip(held=True))
    await room.customer("Where is my parcel?")
    await room.settle()
    new = after_restart(room)
    await new.later(8)
    c = await new.see()
    assert c.status == Status.QUEUED
    assert c.turn is None
    await room.bots.close()


async def test_g11_the_patience_begins_with_the_message_and_not_with_the_bots_turn() -> None:
    """G11: the process dies after the customer's message, before the bot was so much as asked."""
    room = Room(agent("dana"), bot=Pip())
    room.desk.reactions.remove(room.bots.react)
    await room.customer("Where is my parcel?")
    await room.settle()
    assert await room.happened(e.BotTurnStarted) == []
    new = after_restart(room)
    new.desk.reactions.remove(new.bots.react)
    await new.later(8)
    assert (await new.see()).status == Status.QUEUED


async def test_g11_writing_again_does_not_put_off_the_person() -> None:
    """G11: the patience runs from the first message that got no answer, however often the customer writes."""
    room = Room(agent("dana"), bot=Pip(held=True))
    await room.customer("Where is my parcel?")
    await room.later(5)
    await room.customer("Hello?")
    await room.later(4)
    assert (await room.see()).status == Status.QUEUED
    await room.bots.close()


async def test_c12_an_offer_runs_out_also_after_a_restart() -> None:
    """C12, G6: fell due while nobody was running; done on the first look, and once."""
    room = await offering(agent("dana"), agent("eli"))
    first = await room.offered()
    new = after_restart(room)
    await new.come("dana", "eli")
    await new.later(600)
    assert await new.offered() not in ("", first)
    await new.deadlines.tick()
    assert len(await new.happened(e.ReservationLapsed)) == 1


async def test_g16_a_row_that_fails_does_not_hold_up_the_others() -> None:
    """G16: a kind that this release does not know, due before everything else."""
    room = Room()
    await room.customer("Where is my parcel?")
    await room.settle()
    key = ("c0", "from_tomorrow", "")
    room.journal._deadlines = {key: (Deadline(*key, MONDAY), None), **room.journal._deadlines}
    room.clock.at += timedelta(seconds=1)
    assert await room.deadlines.tick() == len(room.journal._deadlines)
    assert key in room.journal._deadlines, "kept, for a release that knows it"


@pytest.mark.parametrize("end", ["queued", "offered", "attended", "wrapping up", "with the bot"])
async def test_g6_nobody_is_ever_without_a_deadline(end: str) -> None:
    """G6, C12: as long as it is open, some row says by when it is looked at again, and looking keeps it so."""
    room = Room(*([] if end == "queued" else [agent("dana")]), bot=Pip())
    if end == "with the bot":
        await room.customer("Where is my parcel?")
    else:
        await room.wants_person()
    await room.settle()
    if end not in ("queued", "with the bot"):
        await room.come("dana")
    if end in ("attended", "wrapping up"):
        await room.accept("dana")
    if end == "wrapping up":
        await room.say("dana", "Done.")
        await room.desk.handle("c1", do.StartWrapUp("dana"))
    for _ in range(60):
        assert (await room.see()).status == Status.CLOSED or await room.journal.next_due() is not None
        await room.later(3600)
    assert await room.lawful()


async def test_g14_a_clock_that_is_set_is_noticed_within_a_second() -> None:
    """G14, G6: the loop sleeps by the machine's time, and looks at the clock often enough not to miss that it was moved."""
    room = await offering(agent("dana"), agent("eli"))
    running = asyncio.create_task(room.deadlines.run())
    await asyncio.sleep(0.2)
    room.clock.at += timedelta(hours=1)
    try:
        async with asyncio.timeout(3):
            while not await room.happened(e.ReservationLapsed):
                await asyncio.sleep(0.05)
    finally:
        running.cancel()


async def test_g16_one_whose_policy_hangs_delays_nobody_elses_moment() -> None:
    """G16, G6: the first is judged for two seconds when the bot's time is over; others get their person within one."""
    room = Room(agent("dana"), bot=Pip(held=True))
    judge = room.desk._knows.judge

    def hangs(c: Conversation, now: datetime) -> Judgement:
        time.sleep(2 if c.id == "c1" and c.failed_turns else 0)
        return judge(c, now)

    await room.customer("Where is my parcel?")
    await room.settle()
    room.desk._knows = replace(room.desk._knows, judge=hangs)
    running = asyncio.create_task(room.deadlines.run())
    room.clock.at += timedelta(seconds=8)
    await asyncio.sleep(0.2)
    await room.customer("And mine?", "c2", "bo")
    room.clock.at += timedelta(seconds=8)
    try:
        async with asyncio.timeout(1):
            while (await room.see("c2")).status != Status.QUEUED:
                room.deadlines.react(await room.see("c2"), ())
                await asyncio.sleep(0.05)
        assert (await room.see()).status == Status.WITH_BOT, "the first hangs still"
    finally:
        running.cancel()
        await room.bots.close()


# Nothing happens any more


async def test_a_quiet_conversation_with_the_bot_is_closed_after_a_day() -> None:
    """B14: silence alone closes it, it never brings a person."""
    room = Room(bot=Pip())
    await room.customer("Where is my parcel?")
    await room.settle()
    await room.later(DAY_S - 1)
    assert (await room.see()).status == Status.WITH_BOT
    await room.later(2)
    c = await room.see()
    assert (c.status, c.disposition, c.escalations) == (Status.CLOSED, "inactive", 0)


async def test_g8_a_wrap_up_that_nobody_ends_is_over_after_ten_minutes() -> None:
    """G8, D09: the agent went to lunch in the middle of it; the seat is free again."""
    room = await attended()
    await room.desk.handle("c1", do.StartWrapUp("dana"))
    await room.later(10 * 60 - 1)
    assert (await room.see()).status == Status.WRAP_UP
    await room.later(2)
    assert (await room.see()).status == Status.CLOSED
    await room.wants_person("c2")
    await room.settle()
    assert await room.offered("c2") == "dana"


async def test_g8_an_agents_quiet_conversation_gives_the_seat_back() -> None:
    """G8, D09: the agent answered, the customer never came back, nobody pressed a button: no seat leaks."""
    room = await attended()
    await room.later(DAY_S + 1)
    c = await room.see()
    assert (c.status, c.disposition) == (Status.CLOSED, "inactive")
    await room.wants_person("c2")
    await room.settle()
    assert await room.offered("c2") == "dana"
    assert await room.lawful()


@pytest.mark.parametrize("asked", [True, False])
async def test_c13_nobody_answered_so_it_waits_again(asked: bool) -> None:
    """C13: accepted and forgotten for a day: back to the queue, not closed as if it had been handled."""
    room = await attended(answered=False)
    if asked:
        await room.customer("Hello?")
    await room.later(DAY_S + 1)
    c = await room.see()
    assert c.status in (Status.QUEUED, Status.RESERVED)
    assert c.escalation and c.escalation.requested_at == MONDAY


# Waiting


async def test_e12_a_wait_beyond_its_limit_gets_choices_once() -> None:
    """E12, G09: five minutes are promised here; an agent is there, but full."""
    room = await attended()
    await room.wants_person("c2")
    for _ in range(9):
        await room.later(31)
        assert await room.happened(e.FallbackOffered, where="c2") == []
    for _ in range(20):
        await room.later(31)
    told = await room.happened(e.FallbackOffered, where="c2")
    assert [(x.because, x.choices) for x in told] == [("long_wait", CHOICES)]


async def test_d11_a_wait_is_not_told_again_and_again() -> None:
    """D11: nobody is there; an hour of looking writes nothing after the first word and the choices."""
    room = Room()
    await room.wants_person()
    await room.later(31)
    before = (await room.see()).seq
    for _ in range(120):
        await room.later(31)
    assert (await room.see()).seq == before


async def test_a_promised_callback_is_first_when_it_is_due_and_not_before() -> None:
    """C12, G07: not offered before its time; then ahead of whoever has waited longer; also after a restart."""
    room = Room(agent("dana"))
    await room.wants_person("older", priority=2)
    await room.later(60)
    await room.wants_person("promised")
    due = room.clock.now() + timedelta(minutes=10)
    await room.desk.handle("promised", do.PromiseCallback(due + timedelta(minutes=30), due, "ada@lantern.example"))
    new = after_restart(room)
    await new.later(599)
    assert await new.happened(e.PriorityRaised, where="promised") == []
    await new.later(1)
    assert len(await new.happened(e.PriorityRaised, where="promised")) == 1
    await new.come("dana")
    assert (await new.offered("promised"), await new.offered("older")) == ("dana", "")


async def test_k02_only_an_agents_words_are_the_first_reply() -> None:
    """K02: neither the bot's, nor the house's lines, nor a note, nor the joining itself."""
    room = Room(agent("dana"), bot=Pip())
    await room.customer("Where is my parcel?")
    await room.settle()
    await room.wants_person()
    await room.later(11)
    await room.come("dana")
    await room.accept("dana")
    await room.desk.handle("c1", do.PostNote("n1", author("dana"), "A present."))
    await room.customer("Hello?")
    c = await room.see()
    assert c.escalation and c.escalation.joined_at and c.escalation.first_reply_at is None
    await room.later(5)
    await room.say("dana", "Hello, I am Dana.")
    c = await room.see()
    assert c.escalation and c.escalation.first_reply_at == room.clock.now()
