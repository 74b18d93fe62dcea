"""What those who wait are told comes from the router's order, replayed; and never holds up offering."""

from __future__ import annotations

from datetime import timedelta

import pytest

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.desk import foresight
from escapehatch.desk.foresight import Foresight
from escapehatch.routing.hours import Hours, Window

from .room import Room, agent, author


async def busy(*others: object) -> Room:
    """Dana has one seat, and somebody on it since five minutes."""
    room = Room(agent("dana"), *others)  # type: ignore[arg-type]
    await room.come("dana")
    await room.wants_person("busy")
    await room.settle()
    await room.accept("dana", "busy")
    await room.say("dana", "Hello.", "busy")
    await room.later(300)
    return room


async def told(room: Room, where: str) -> tuple[int, int]:
    c = await room.see(where)
    assert c.escalation is not None
    assert c.escalation.wait is not None
    return c.escalation.wait.low_s, c.escalation.wait.high_s


async def test_each_place_is_told_its_own_wait() -> None:
    """G07: three wait for one seat: a range each, later places longer; nine minutes a chat, and some will not stay."""
    room = await busy()
    for n in range(3):
        await room.wants_person(f"c{n}")
        await room.later(2)
    first, second, third = [await told(room, f"c{n}") for n in range(3)]
    assert 60 <= first[0] < first[1]
    assert first < second < third
    assert third[1] < 3600
    assert await room.lawful()


async def test_priority_is_in_the_forecast() -> None:
    """Who goes first by the router's order waits less, though they came last."""
    room = await busy()
    for n in range(3):
        await room.wants_person(f"c{n}")
        await room.later(2)
    await room.wants_person("urgent", priority=2)
    await room.later(2)
    assert await told(room, "urgent") < await told(room, "c1")


async def test_a_shift_that_begins_soon_is_known() -> None:
    """Eli begins in two minutes: nobody waits for Dana's chat to end."""
    soon = Hours("UTC", ((Window(10 * 60 + 7, 18 * 60),),) * 7)
    room = await busy(agent("eli", hours=soon))
    await room.come("eli")
    await room.wants_person("c1")
    await room.later(1)
    assert (await told(room, "c1"))[1] <= 180


async def test_many_who_come_at_once_cost_one_replay(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many come and ask within a second, the replay runs a bounded number of times."""
    room = await busy()
    runs = []

    def counted(*given: object, **more: object) -> object:
        runs.append(1)
        return whole(*given, **more)  # type: ignore[arg-type]

    whole = foresight.foresee
    monkeypatch.setattr(foresight, "foresee", counted)
    for n in range(40):
        await room.wants_person(f"c{n}")
    await room.settle()
    assert len(runs) <= 1
    for _ in range(10):
        room.clock.at += timedelta(seconds=0.1)
        for n in range(40):
            room.dispatcher.foresight.of(f"c{n}")
            room.dispatcher.foresight.of("nobody")
    assert len(runs) <= 7


async def test_the_same_state_is_told_the_same() -> None:
    """What is told changes when the queue does, and not by luck."""
    room = await busy()
    await room.wants_person("c1")
    await room.later(2)
    forecast = room.dispatcher.foresight.of("c1")
    other = Foresight(room.journal, room.clock, lambda: room.dispatcher.router, room.dispatcher._held)
    assert forecast is not None
    assert other.of("c1") == forecast


async def served(room: Room, name: str, seconds: float) -> None:
    await room.wants_person(name)
    await room.settle()
    await room.accept("dana", name)
    await room.say("dana", "Hello.", name)
    await room.later(seconds)
    await room.desk.handle(name, do.Close(author("dana"), "resolved"))
    await room.settle()


async def test_ones_own_chats_are_learned() -> None:
    """Chats here last a minute and not nine: after some, less is told."""
    room = Room(agent("dana"))
    await room.come("dana")
    for n in range(30):
        await served(room, f"s{n}", 60)
    before = room.dispatcher.foresight._learned.handling("standard").mean_s()
    await room.dispatcher.foresight.learn()
    learned = room.dispatcher.foresight._learned
    assert before == pytest.approx(540, rel=0.02)
    assert learned.handling("standard").mean_s() < 0.6 * before
    assert learned.coming("standard", room.clock.at) > 0


async def test_outcomes_correct_what_is_told() -> None:
    """T10: waits that are far shorter than foretold, again and again, shorten what is told next."""
    room, before = await busy(), "busy"
    for n in range(20):
        await room.wants_person(f"c{n}")
        await room.later(20)
        await room.desk.handle(before, do.Close(author("dana"), "resolved"))
        await room.settle()
        before = f"c{n}"
        await room.accept("dana", before)
        await room.say("dana", "Hello.", before)
    assert room.dispatcher.foresight.correction.far < 0.95
    assert room.dispatcher.foresight.correction.middle < 0.8


async def test_a_promised_callback_is_no_wait() -> None:
    """Who chose to be written to later says nothing about how good forecasts are."""
    room = await busy()
    await room.wants_person("c1")
    await room.later(2)
    foreseen = room.dispatcher.foresight
    assert "c1" in foreseen._first
    moments = (room.clock.at, room.clock.at + timedelta(hours=1))
    await room.desk.handle("c1", do.PromiseCallback(moments[1], moments[0], "ada@example.com"))
    await room.desk.handle("c1", do.Close(author("dana"), "resolved"))
    assert not foreseen._outcomes
    assert await room.happened(e.CallbackPromised, where="c1")
