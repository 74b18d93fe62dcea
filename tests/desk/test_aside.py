"""G16: one message that breaks, hangs or slows whoever reads or judges it. The others do not notice, and it gets a person."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from msgspec.structs import replace

from escapehatch.conversation.lifecycle import Status
from escapehatch.desk.aside import LANES, Aside, GivenUp
from escapehatch.handoff.judge import judge
from escapehatch.reading.plain import PlainReader

from .room import Pip, Room

POISON = "poison"


class Faulty:
    """A reader, or a policy, that does to poison what ``how`` says, and is itself to all others."""

    def __init__(self, how: str, room: Room) -> None:
        self._how = how
        self._room = room
        self._reader = PlainReader()
        self.go = Event()

    def _suffer(self, text: str) -> None:
        if POISON not in text:
            return
        if self._how == "raises":
            raise RecursionError("too deep")
        if self._how == "exits":
            sys.exit(1)
        if self._how == "hangs":
            self.go.wait(60)
        if self._how == "slow":
            self.go.wait(0.2)

    def read(self, text: str, *given: Any) -> Any:
        self._suffer(text)
        return self._reader.read(text, *given)

    def judge(self, c: Any, now: Any) -> Any:
        self._suffer(c.said()[-1].text)
        return judge(c, self._room.policy, now)


@contextmanager
def poisoned(where: str, how: str, patience_s: float = 0.5) -> Iterator[Room]:
    room = Room(bot=Pip())
    room.desk.aside = Aside(patience_s)
    faulty = Faulty(how, room)
    if where == "reader":
        room.desk._reader = faulty
    else:
        room.desk._knows = replace(room.desk._knows, judge=faulty.judge)
    yield room
    faulty.go.set()


@pytest.mark.parametrize("where", ["reader", "policy"])
@pytest.mark.parametrize("how", ["raises", "hangs", "exits"])
async def test_g16_poison_brings_a_person_and_the_message_is_kept(where: str, how: str) -> None:
    """G16, G11: with the reason that it was not understood, or that something inside broke."""
    with poisoned(where, how) as room:
        outcome = await asyncio.wait_for(room.customer(f"{POISON} in the cup"), 5)
        c = outcome.conversation
        assert c.status == Status.QUEUED and c.escalation
        assert c.escalation.reason.trigger == ("unread" if where == "reader" else "internal")
        assert c.said()[0].text == f"{POISON} in the cup"
        assert c.context["minimum"].content


async def others(room: Room, names: list[str]) -> list[float]:
    """How long each of these customers waits for their acknowledgement, seconds."""

    async def one(name: str) -> float:
        began = time.perf_counter()
        await room.customer("Where is my lamp?", name)
        return time.perf_counter() - began

    return [await one(x) for x in names]


@pytest.mark.parametrize("where", ["reader", "policy"])
async def test_g16_others_are_served_as_if_there_were_no_poison(where: str) -> None:
    """G16: fifty messages while two others hang, against fifty without; the best of three pairs, for machines are noisy."""
    ratios = []
    for _ in range(3):
        with poisoned(where, "hangs", patience_s=30) as room:
            alone = sorted(await others(room, [f"a{n}" for n in range(50)]))
            hanging = [asyncio.create_task(room.customer(POISON, f"p{n}")) for n in range(2)]
            await asyncio.sleep(0.02)
            beside = sorted(await others(room, [f"b{n}" for n in range(50)]))
            assert not any(x.done() for x in hanging)
            for x in hanging:
                x.cancel()
            ratios.append(beside[48] / alone[48])
    assert min(ratios) < 2.0, ratios


async def test_g16_a_message_that_is_slow_is_read_all_the_same() -> None:
    with poisoned("reader", "slow") as room:
        assert (await room.customer(POISON)).conversation.status == Status.WITH_BOT


async def test_g16_more_poison_than_lanes_holds_up_others_for_the_patience_at_most() -> None:
    """G16: and those left behind are not waited for; when they come back after all, all is well again."""
    aside, go = Aside(0.1), Event()
    tasks = [asyncio.create_task(aside.do("wait", go.wait, 60)) for _ in range(3 * LANES)]
    await asyncio.sleep(0.01)  # they begin first
    began = time.perf_counter()
    assert await aside.do("seven", str, 7) == "7"
    assert time.perf_counter() - began < 5
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(x, GivenUp) for x in results)
    assert aside._stuck == 3 * LANES and aside.wrong == ""
    go.set()
    async with asyncio.timeout(5):
        while aside._stuck:
            await asyncio.sleep(0.01)


async def test_g16_many_that_hang_hold_up_others_for_a_moment_each() -> None:
    """G16: not for the patience, of which four at a time would make half a minute."""
    aside, go = Aside(5), Event()
    tasks = [asyncio.create_task(aside.do("wait", go.wait, 60)) for _ in range(20)]
    await asyncio.sleep(0.01)  # they begin first
    began = time.perf_counter()
    assert await aside.do("seven", str, 7) == "7"
    assert time.perf_counter() - began < 2
    go.set()
    assert all(await asyncio.gather(*tasks))


async def test_g16_a_policy_that_hangs_over_who_waits_stands_in_nobodys_way() -> None:
    """G16: what somebody writes while they wait is judged as well, and aside as well."""
    with poisoned("policy", "hangs") as room:
        urgent = Faulty("hangs", room)
        room.desk._knows = replace(room.desk._knows, more_urgent=urgent.judge)
        await room.wants_person()
        began = time.perf_counter()
        hanging = asyncio.create_task(room.customer(POISON))
        await asyncio.sleep(0.02)
        await room.customer("Where is my lamp?", "c2")
        assert time.perf_counter() - began < 0.5, "the event loop stood still"
        c = (await hanging).conversation
        assert (c.status, c.said()[-1].text) == (Status.QUEUED, POISON)
        urgent.go.set()


async def test_g16_when_too_much_hangs_the_server_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("escapehatch.desk.aside.STUCK_MAX", 2)
    aside, go = Aside(0.05), Event()
    await asyncio.gather(*(aside.do("wait", go.wait, 60) for _ in range(2)), return_exceptions=True)
    assert "2 readings or judgements hang" in aside.wrong
    go.set()


async def test_what_is_done_aside_may_raise() -> None:
    with pytest.raises(ZeroDivisionError):
        await Aside().do("divide", lambda: 1 / 0)
