"""Who is offered what: one at a time, never beyond a seat, on to the next, and never forgotten."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.lifecycle import ATTENDED, Status
from escapehatch.desk.presence import GRACE
from escapehatch.ports import Change, JournalUnavailable, Standing
from escapehatch.routing.hours import Hours, Window
from escapehatch.routing.ladder import CHOICES
from escapehatch.routing.roster import Queue

from .room import MONDAY, HandClock, Room, YieldingJournal, agent, author, offering


async def seats(room: Room) -> dict[str, int]:
    """Seats taken of each agent, counted anew from the conversations themselves."""
    taken: dict[str, int] = {}
    async for conversation_id, _ in room.journal.every():
        c = await room.desk.refresh(conversation_id)
        holder = c.reservation.agent if c.reservation else c.agent if c.status in ATTENDED else None
        if holder:
            taken[holder.id] = taken.get(holder.id, 0) + 1
    return taken


# Whose turn it is


async def test_d06_the_oldest_goes_first_when_a_seat_frees() -> None:
    """D06: A waits since 10:00, B since 10:05, a seat frees at 10:06: A goes at once, with no sweep in between."""
    room = Room(agent("dana"))
    await room.come("dana")
    await room.wants_person("busy")
    await room.settle()
    await room.accept("dana", "busy")
    await room.say("dana", "Hello.", "busy")
    await room.wants_person("a")
    await room.later(300)
    await room.wants_person("b")
    await room.later(60)
    assert (await room.offered("a"), await room.offered("b")) == ("", "")
    await room.desk.handle("busy", do.Close(author("dana"), "resolved"))
    await room.settle()
    assert (await room.offered("a"), await room.offered("b")) == ("dana", "")
    assert (await room.see("a")).reservation is not None
    assert await room.lawful()


class NoRoomForOffers(YieldingJournal):
    """Cannot store an offer while ``full``, nor say who waits while ``deaf``."""

    full = deaf = False

    async def append(self, change: Change) -> tuple[e.Recorded, ...]:
        if self.full and any(isinstance(x, e.ReservationMade) for x in change.events):
            raise JournalUnavailable("The disk is full.")
        return await super().append(change)

    async def standings(self, *given: Any, **more: Any) -> tuple[Standing, ...]:
        if self.deaf:
            raise JournalUnavailable("The disk does not read.")
        return await super().standings(*given, **more)


@pytest.mark.parametrize("deaf", [False, True])
async def test_g9_whose_offer_could_not_be_stored_is_still_the_next(deaf: bool) -> None:
    """G9, G13: nobody falls out of the router's picture because of a disk, and nobody who came later goes first."""
    journal = NoRoomForOffers()
    room = Room(agent("dana"), journal=journal)
    await room.wants_person("first")
    await room.later(10)
    await room.wants_person("second")
    journal.full = True
    with pytest.raises(JournalUnavailable):
        await room.come("dana")
    journal.full, journal.deaf = False, deaf
    if deaf:
        with pytest.raises(JournalUnavailable):
            await room.dispatcher.round()
    journal.deaf = False
    await room.dispatcher.round()
    assert (await room.offered("first"), await room.offered("second")) == ("dana", "")


async def test_g6_an_error_before_a_round_ends_no_dispatching(monkeypatch: pytest.MonkeyPatch) -> None:
    """G6: logged as a bug, and offers go on."""
    monkeypatch.setattr("escapehatch.desk.dispatcher.AGAIN_S", 0.01)
    room = Room(agent("dana"))
    wrong = iter([ValueError("?")])
    known = room.dispatcher.router.wakes_at

    def wakes_at(now: datetime) -> datetime | None:
        for error in wrong:
            raise error
        return known(now)

    monkeypatch.setattr(room.dispatcher.router, "wakes_at", wakes_at)
    running = asyncio.create_task(room.dispatcher.run())
    with capture_logs() as logs:
        await asyncio.sleep(0.05)
    assert "dispatch_failed" in [x["event"] for x in logs] and not running.done()
    running.cancel()


async def test_g7_only_the_open_offer_lapses() -> None:
    """G7: the end of an offer that is over already does not end the next one."""
    room = Room(agent("dana"))
    await room.come("dana")
    await room.wants_person("a")
    await room.settle()
    assert (await room.desk.handle("a", do.Lapse("one that is over"))).records == ()
    assert await room.offered("a") == "dana"


async def test_d07_the_first_agent_to_come_is_offered_priority_then_age() -> None:
    """D07: ten wait and nobody is there; then one agent comes, with three seats."""
    room = Room(agent("dana", capacity=3))
    for n in range(10):
        await room.wants_person(f"c{n}", priority=2 if n == 7 else 0)
        await room.later(1)
    assert await seats(room) == {}
    await room.come("dana")
    assert [n for n in range(10) if await room.offered(f"c{n}")] == [0, 1, 7]
    first = await room.happened(e.ReservationMade, where="c7")
    assert first[0].why, "the decision says how it was made"


async def test_d08_who_may_not_is_never_picked() -> None:
    """D08, D10: away, of another queue, without the skill, with no seats, not connected, not on the roster."""
    others = ("support", "returns")
    room = Room(
        agent("away"),
        agent("elsewhere", queues=("returns",)),
        agent("unskilled"),
        agent("unseated", capacity=0, skills=("german",)),
        agent("offline", skills=("german",)),
        agent("dana", skills=("german",)),
        queues=tuple(Queue(x) for x in others),
    )
    await room.floor.came("away")
    await room.floor.choose("away", "away")
    await room.come("elsewhere", "unskilled", "unseated", "stranger")
    await room.wants_person(queue="support", skills=("german",))
    await room.later(5)
    assert await room.happened(e.ReservationMade) == []
    await room.come("dana")
    assert await room.offered() == "dana"


async def test_d03_no_seat_is_given_twice() -> None:
    """D03, G8: fifty at once over two queues; two processes, whose rosters differ, offer at the same moment."""
    clock, journal = HandClock(), YieldingJournal()
    rooms = [
        Room(
            agent("dana", 3, queues=(mine,)),
            agent("eli", 4, queues=(mine,)),
            journal=journal,
            clock=clock,
            queues=(Queue("support"), Queue("returns")),
            name=mine,
        )
        for mine in ("support", "returns")
    ]
    for room in rooms:
        await room.floor.came("dana")
        await room.floor.came("eli")
    await asyncio.gather(*(rooms[n % 2].wants_person(f"c{n}", queue=rooms[n % 2].name) for n in range(50)))
    made = await asyncio.gather(*(room.dispatcher.round() for room in rooms))
    assert min(made) > 0, "both had their hands on the same seats"
    assert await seats(rooms[0]) == {"dana": 3, "eli": 4}
    for n in range(50):
        held = await rooms[0].offered(f"c{n}")
        assert not held or not (await rooms[0].accept(held, f"c{n}")).refused
    await asyncio.gather(*(room.dispatcher.round() for room in rooms))
    assert await seats(rooms[0]) == {"dana": 3, "eli": 4}
    assert await rooms[0].lawful()


async def test_of_two_who_fit_the_longest_idle_is_offered() -> None:
    """Whoever just let go of a customer comes after a colleague who has been free for longer."""
    room = Room(agent("dana"), agent("eli"))
    asked = []
    for n, who in enumerate(("dana", "eli")):
        await room.come(who)
        room.clock.at += timedelta(seconds=n + 1)
    for n in range(4):
        await room.wants_person(f"c{n}")
        await room.settle()
        asked.append(await room.offered(f"c{n}"))
        await room.accept(asked[-1], f"c{n}")
        await room.say(asked[-1], "Hello.", f"c{n}")
        await room.desk.handle(f"c{n}", do.Close(author(asked[-1]), "resolved"))
        await room.later(10)
    assert asked == ["dana", "eli", "dana", "eli"]


# On to the next


async def test_e11_an_offer_not_accepted_goes_on_to_the_next() -> None:
    """E11: never to the same one twice in a row, and whoever misses two is not asked again."""
    room = await offering(agent("dana"), agent("eli"))
    for _ in range(3):
        await room.later(31)
    asked = [x.agent.id for x in await room.happened(e.ReservationMade)]
    assert len(asked) == 4
    assert set(asked) == {"dana", "eli"}
    assert all(one != other for one, other in zip(asked, asked[1:], strict=False))
    for _ in range(2):
        await room.later(31)
    assert {room.floor.state(x) for x in ("dana", "eli")} == {"away"}
    c = await room.see()
    assert (c.status, c.reservation) == (Status.QUEUED, None)
    assert c.escalation and c.escalation.fallback == CHOICES
    fallback = await room.happened(e.FallbackOffered)
    assert [x.because for x in fallback] == ["nobody_there"]


async def test_e12_nobody_accepts_and_the_customer_is_told() -> None:
    """E12, L04: everybody refuses again and again; the wait ends in choices at its limit, once, and the team is alarmed."""
    room = await offering(agent("dana"))
    with capture_logs() as logs:
        await nobody_accepts(room)
    told = await room.happened(e.FallbackOffered)
    assert [(x.because, x.choices) for x in told] == [("all_declined", CHOICES), ("nobody_there", CHOICES)]
    assert (await room.see()).status == Status.QUEUED
    alarms = [(x["log_level"], x["because"], x["conversation_id"]) for x in logs if x["event"] == "nobody_can_come"]
    assert alarms == [("error", "all_declined", "c1"), ("error", "nobody_there", "c1")]


async def nobody_accepts(room: Room) -> None:
    while held := (await room.see()).reservation:
        await room.desk.handle("c1", do.Decline("dana", held.reservation_id))
        await room.settle()
    assert len(await room.happened(e.ReservationDeclined)) < 20, "it does not go on for ever"
    for _ in range(14):
        await room.later(31)


# Two at once


@pytest.mark.parametrize("processes", [1, 2])
async def test_a15_two_agents_at_once_and_one_wins(processes: int) -> None:
    """A15, G7: both step in at one moment, on one process or two; the loser is told who has it."""
    clock, journal = HandClock(), YieldingJournal()
    rooms = [Room(agent("dana"), agent("eli"), journal=journal, clock=clock, name=x) for x in "xy"[:processes]]
    await rooms[0].wants_person()
    for room in rooms:
        await room.see()
    takes = [
        rooms[n % processes].desk.handle("c1", do.TakeOver(author(who), f"e-{who}"))
        for n, who in enumerate(("dana", "eli"))
    ]
    outcomes = await asyncio.gather(*takes)
    (lost,) = [x.refused for x in outcomes if x.refused]
    (joined,) = await rooms[0].happened(e.AgentJoined)
    assert (lost.code, lost.owner.id) == ("owned", joined.agent.id)
    assert joined.agent.name in lost.sentence
    assert await rooms[0].lawful()


# Who leaves


async def with_dana(*others: str) -> Room:
    room = Room(agent("dana"), *(agent(x) for x in others))
    await room.come("dana")
    await room.wants_person()
    await room.settle()
    await room.accept("dana")
    await room.say("dana", "Hello, I am Dana.")
    await room.customer("Thank you.")
    await room.come(*others)
    return room


async def test_e01_the_conversations_of_a_lost_agent_go_to_the_front() -> None:
    """E01, G9: with the wait as it was, before somebody of the same class who came later."""
    room = await with_dana("eli")
    await room.floor.choose("eli", "away")
    await room.later(60)
    await room.wants_person("younger")
    await room.floor.went("dana")
    await room.later(GRACE.total_seconds() - 1)
    assert (await room.see()).status == Status.WITH_AGENT
    await room.later(1)
    c = await room.see()
    assert c.status == Status.QUEUED
    assert c.escalation and c.escalation.requested_at == MONDAY
    assert [x.text for x in c.said()] == ["Hello, I am Dana.", "Thank you."]
    assert any(x.text == "AgentLost" for x in c.entries), "the customer is told"
    await room.floor.choose("eli", "available")
    await room.settle()
    assert (await room.offered(), await room.offered("younger")) == ("eli", "")
    assert await room.lawful()


async def test_e01_who_is_back_in_time_keeps_the_customer() -> None:
    """E01: and the first grace, which is over by then, takes nothing away."""
    room = await with_dana("eli")
    await room.floor.went("dana")
    await room.later(10)
    await room.come("dana")
    await room.come("dana")
    await room.floor.went("dana")
    assert room.floor.state("dana") == "available", "one of her two windows is open"
    await room.later(60)
    c = await room.see()
    assert (c.status, c.agent and c.agent.id) == (Status.WITH_AGENT, "dana")


async def test_g9_the_grace_counts_from_the_last_sign_of_life() -> None:
    """E01, G9: a line that died unseen for eleven seconds costs the customer twenty, not thirty-one."""
    room = await with_dana("eli")
    await room.floor.went("dana", timedelta(seconds=11))
    await room.later(GRACE.total_seconds() - 12)
    assert (await room.see()).status == Status.WITH_AGENT
    await room.later(1)
    assert (await room.see()).status != Status.WITH_AGENT


async def test_an_agent_who_leaves_with_an_offer_loses_it_when_it_runs_out() -> None:
    """E07, E11: the offer goes on, and nobody who is gone is offered another."""
    room = Room(agent("dana"), agent("eli"))
    await room.come("dana")
    await room.wants_person()
    await room.settle()
    await room.floor.went("dana")
    await room.come("eli")
    await room.later(31)
    assert await room.offered() == "eli"
    await room.later(31)
    assert await room.offered() == "", "Dana is not there, and Eli has only just missed it"
    await room.later(31)
    assert await room.offered() == "eli"


async def test_e03_the_grace_survives_a_restart() -> None:
    """E03: nobody is connected after it, so whoever does not come back loses the conversation."""
    room = await with_dana("eli")
    again = Room(agent("dana"), agent("eli"), journal=room.journal, clock=room.clock, name="again")
    await again.floor.open()
    await again.come("eli")
    await again.later(GRACE.total_seconds())
    assert await again.offered() == "eli"


# Hours


ZONE = "Europe/Madrid"
NIGHT = Hours(ZONE, ((Window(22 * 60, 6 * 60),),) * 7, frozenset({date(2026, 12, 25)}))


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-24T04:59:00+00:00", None),  # 05:59, in a window over midnight
        ("2026-11-24T05:00:00+00:00", "2026-11-24T21:00:00+00:00"),  # 06:00, closed on the minute
        ("2027-03-28T03:59:00+00:00", None),  # the clock has gone forward
        ("2026-10-25T04:59:00+00:00", None),  # the clock has gone back
        ("2026-12-26T01:00:00+00:00", "2026-12-26T21:00:00+00:00"),  # the night of a holiday, after midnight
    ],
)
async def test_g04_closed_means_told_when_it_opens(now: str, opens: str | None) -> None:
    """G04: across midnight, on days when the clock changes, on a holiday."""
    room = Room(agent("dana"), queues=(Queue("support", hours=NIGHT),))
    room.clock.at = datetime.fromisoformat(now)
    await room.wants_person()
    await room.settle()
    told = await room.happened(e.FallbackOffered)
    expected = [("closed", datetime.fromisoformat(opens))] if opens else []
    assert [(x.because, x.opens_at) for x in told] == expected


async def test_g18_a_round_does_not_look_at_everybody_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """G18: of a team of many, those are looked at who came, went, or let go of somebody; all of them once a second."""
    room = Room(*(agent(f"a{n}") for n in range(50)))
    await room.come("a0", "a1")
    looked = list[str]()
    ready = room.dispatcher._ready
    monkeypatch.setattr(room.dispatcher, "_ready", lambda profile: looked.append(profile.id) or ready(profile))
    for n in range(20):
        await room.wants_person(f"c{n}")
        await room.settle()
    assert {await room.offered("c0"), await room.offered("c1")} == {"a0", "a1"}
    assert len(looked) < 100
    room.clock.at += timedelta(seconds=1)
    await room.dispatcher.round()
    assert len(set(looked)) == 50
