"""Who is given what, in the ways in which it has gone wrong elsewhere: by hand, into full queues, under load, after crashes."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Any

import pytest

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.lifecycle import ATTENDED, Status
from escapehatch.desk.presence import GRACE
from escapehatch.ports import SeatTaken
from escapehatch.routing.roster import Queue

from .room import HandClock, Room, YieldingJournal, agent, author, offering

LEAD = author("lea")
QUEUES = (Queue("support"), Queue("returns"))
BOTH = ("support", "returns")


# By hand


async def test_d02_a_leads_choice_stands_while_the_router_runs() -> None:
    """D02: from under an offer; whoever was being asked is told who has it, and nobody is asked any more."""
    room = await offering(agent("dana"), agent("eli"))
    first = await room.offered()
    other = "eli" if first == "dana" else "dana"
    await room.desk.handle("c1", do.Assign(LEAD, author(other)))
    refused = (await room.accept(first)).refused
    assert refused
    assert (refused.code, refused.owner.id) == ("taken", other)
    for _ in range(5):
        await room.later(31)
    c = await room.see()
    assert (c.status, c.agent and c.agent.id) == (Status.WITH_AGENT, other)
    assert [x.how for x in await room.happened(e.AgentJoined)] == ["assigned"]
    assert len(await room.happened(e.ReservationMade)) == 1
    assert await room.lawful()


@pytest.mark.parametrize("processes", [1, 2])
async def test_d02_at_the_same_moment_as_the_router(processes: int) -> None:
    """D02: twenty conversations, each assigned while rounds go on; each ends with the one who was chosen."""
    clock, journal = HandClock(), YieldingJournal()
    rooms = [Room(agent("dana", 9), agent("eli", 9), journal=journal, clock=clock, name=x) for x in "xy"[:processes]]
    for room in rooms:
        await room.floor.came("dana")
        await room.floor.came("eli")
    where = [f"c{n}" for n in range(20)]
    await asyncio.gather(*(rooms[0].wants_person(x) for x in where))
    chosen = {x: ("dana", "eli")[n % 2] for n, x in enumerate(where)}
    rounds = [room.dispatcher.round() for room in rooms for _ in range(3)]
    given = [rooms[-1].desk.handle(x, do.Assign(LEAD, author(who))) for x, who in chosen.items()]
    await asyncio.gather(*rounds, *given)
    for x, who in chosen.items():
        c = await rooms[0].desk.refresh(x)
        assert (c.status, c.agent and c.agent.id) == (Status.WITH_AGENT, who)
    assert await rooms[0].lawful()


# Full


async def test_d13_forwarded_into_a_full_queue_it_waits_there() -> None:
    """D13: the old owner's seat is free at once, the wait is the old one, and the customer is told where they stand."""
    room = Room(agent("dana"), agent("eli", queues=("returns",)), queues=QUEUES)
    await room.come("dana", "eli")
    await room.wants_person("busy", queue="returns")
    await room.settle()
    await room.accept("eli", "busy")
    await room.wants_person("c1", queue="support")
    await room.settle()
    await room.accept("dana")
    await room.say("dana", "The colleagues of returns know that.")
    await room.wants_person("c2", queue="support")
    asked_at = (await room.see()).escalation
    await room.later(5)
    await room.desk.handle("c1", do.Transfer("dana", "returns"))
    await room.settle()
    c = await room.see()
    assert (c.status, c.owner.id, c.agent) == (Status.QUEUED, "returns", None)
    assert c.escalation and asked_at
    assert c.escalation.requested_at == asked_at.requested_at
    assert c.escalation.wait
    assert c.escalation.wait.place == 1
    assert await room.offered("c2") == "dana", "her seat is free"
    await room.say("eli", "Done.", "busy")
    await room.desk.handle("busy", do.Close(author("eli"), "resolved"))
    await room.settle()
    assert await room.offered("c1") == "eli"
    assert await room.lawful()


async def test_d15_two_ask_one_is_free_with_one_seat() -> None:
    """D15: one is offered, the other waits, whichever came first by a hair."""
    room = Room(agent("dana"))
    await room.come("dana")
    await asyncio.gather(room.wants_person("c1"), room.wants_person("c2"))
    await room.settle()
    assert sorted([await room.offered("c1"), await room.offered("c2")]) == ["", "dana"]


async def test_full_queue_shows_the_other_choices_at_once() -> None:
    """Two may wait here: the third need not find out by waiting."""
    room = Room(agent("dana"), queues=(Queue("support", limit=2, wait_limit_s=600),))
    await room.come("dana")
    await room.wants_person("busy")
    await room.settle()
    await room.accept("dana", "busy")
    for n in range(3):
        await room.wants_person(f"c{n}")
        await room.later(1)
    told = [[x.because for x in await room.happened(e.FallbackOffered, where=f"c{n}")] for n in range(3)]
    assert told == [[], [], ["full"]]


# Under load, and after crashes


class Chaos:
    """A team and its customers who do anything at any time; the process dies now and then, and another goes on."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.journal = YieldingJournal()
        self.clock = HandClock()
        self.names = ("dana", "eli", "fay")
        self.crashes = 0
        self.room = self._process()

    def _process(self) -> Room:
        team = [agent(x, n, queues=BOTH[: 1 + n % 2]) for n, x in enumerate(self.names, 1)]
        return Room(*team, journal=self.journal, clock=self.clock, queues=QUEUES, name=f"p{self.crashes}-")

    async def crash(self) -> None:
        """Nothing that was held in memory goes on."""
        self.crashes += 1
        self.room = self._process()
        await self.room.floor.open()
        for who in self.random.sample(self.names, 2):
            await self.room.floor.came(who)

    async def step(self, n: int) -> None:
        where, who = f"c{self.random.randrange(25)}", self.random.choice(self.names)
        c = await self.room.see(where)
        choice = self.random.random()
        if choice < 0.01:
            await self.crash()
        elif choice < 0.06:
            floor = self.room.floor
            await (floor.went(who) if floor.state(who) != "offline" else floor.came(who))
        elif choice < 0.10:
            await self.room.later(self.random.choice([1, 31, 61]))
        elif not c.seq or c.status in (Status.WITH_BOT, Status.CLOSED):
            await self.room.wants_person(where, queue=self.random.choice(BOTH))
        else:
            await self._with(where, n)

    async def _with(self, where: str, n: int) -> None:
        c = await self.room.see(where)
        held = c.reservation
        if held:
            one = self.random.choice(
                [do.Accept(held.agent, held.reservation_id)] * 3 + [_no(held), do.Lapse(held.reservation_id)]
            )
            await self.room.desk.handle(where, one)
        elif c.agent:
            mine = c.agent.id
            until_at = self.clock.now() + GRACE
            acts: list[do.Command] = [do.Post(f"m{n}", c.agent, "Yes."), do.Transfer(mine, self.random.choice(BOTH))]
            acts += [do.PutOnHold(mine, until_at), do.Close(c.agent, "resolved"), do.ReturnToBot(mine)]
            await self.room.desk.handle(where, self.random.choice(acts))
        else:
            await self.room.desk.handle(
                where, self.random.choice([do.KeepBot(), do.DismissBot(), do.GoAway(self.clock.now())])
            )


def _no(held: Any) -> do.Decline:
    return do.Decline(held.agent.id, held.reservation_id)


async def recount(room: Room) -> dict[str, int]:
    found: dict[str, int] = {}
    async for _, records in room.journal.every():
        c = await room.desk.refresh(records[0].event.conversation_id)  # type: ignore[union-attr]
        holder = c.reservation.agent if c.reservation else c.agent if c.status in ATTENDED else None
        if holder:
            found[holder.id] = found.get(holder.id, 0) + 1
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_d09_the_load_is_a_recount_after_anything(seed: int) -> None:
    """D09, G8, C05: a thousand random operations and several crashes; never beyond a seat, never below nothing, never adrift."""
    chaos = Chaos(seed)
    await chaos.room.come(*chaos.names)
    for n in range(1_000):
        await chaos.step(n)
        if n % 4 == 0:
            await chaos.room.settle()
        if n % 25 == 0:
            await chaos.room.settle()
            counted = await recount(chaos.room)
            assert all(counted.get(x.id, 0) <= x.capacity for x in chaos.room.roster.agents)
            for profile in chaos.room.roster.agents:
                assert chaos.room.dispatcher._held.load(profile.id) == counted.get(profile.id, 0)
    assert chaos.crashes > 2
    assert await chaos.room.lawful()


async def test_d12_overlapping_teams_never_lock_each_other_out() -> None:
    """D12: two processes, agents of two queues each, sixty conversations given, refused and passed on at once."""
    clock, journal = HandClock(), YieldingJournal()
    team = [agent(x, 3, queues=BOTH) for x in ("dana", "eli", "fay")]
    rooms = [Room(*team, journal=journal, clock=clock, queues=QUEUES, name=x) for x in "xy"]
    for room in rooms:
        for profile in team:
            await room.floor.came(profile.id)
    random = Random(5)

    async def life(n: int) -> None:
        where, room = f"c{n}", rooms[n % 2]
        await room.wants_person(where, queue=BOTH[n % 2])
        for _ in range(6):
            await rooms[random.randrange(2)].dispatcher.round()
            c = await room.desk.refresh(where)
            if c.reservation:
                done = random.choice([do.Accept(c.reservation.agent), _no(c.reservation)])
                await rooms[random.randrange(2)].desk.handle(where, done)
            elif c.agent:
                await rooms[random.randrange(2)].desk.handle(where, do.Transfer(c.agent.id, BOTH[random.randrange(2)]))

    async with asyncio.timeout(60):
        await asyncio.gather(*(life(n) for n in range(60)))
    counted = await recount(rooms[0])
    assert counted
    assert all(x <= 3 for x in counted.values())
    assert await rooms[0].lawful()


async def test_a_seat_is_never_taken_twice_by_a_hold_and_an_offer() -> None:
    """D16, G8: taking up what was on hold claims the seat in the same transaction."""
    room = await offering(agent("dana"))
    await room.accept("dana")
    await room.say("dana", "One moment.")
    await room.desk.handle("c1", do.PutOnHold("dana", room.clock.now() + GRACE))
    await room.wants_person("c2")
    await room.settle()
    assert await room.offered("c2") == "dana"
    seat = room._seat("dana", await room.see())
    assert seat
    with pytest.raises(SeatTaken):
        await room.desk.handle("c1", do.Resume("dana"), seat)


async def test_what_somebody_writes_while_they_wait_may_make_them_go_first() -> None:
    """The word about danger, in the same transaction as the message: whoever waited longer comes after it."""
    room = Room(agent("dana"))
    await room.wants_person("first")
    await room.later(30)
    await room.wants_person("second")
    await room.customer("The lamp caught fire and burned my hand", "second", "bo")
    c = await room.see("second")
    assert c.escalation and c.escalation.priority == 3
    raised = [x for x in await room.journal.read("second") if isinstance(x.event, e.PriorityRaised | e.MessagePosted)]
    assert raised[-1].at == raised[-2].at
    await room.come("dana")
    assert (await room.offered("second"), await room.offered("first")) == ("dana", "")
