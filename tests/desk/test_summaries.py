"""A model sums up while the agent is on the way; it never holds anything up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from escapehatch.conversation import events as e
from escapehatch.conversation.lifecycle import HANDED_OFF
from escapehatch.desk import insist
from escapehatch.desk.summaries import Summaries
from escapehatch.handoff.packet import assemble
from escapehatch.ports import BotLine, Change, JournalUnavailable, Unreachable

from .room import Pip, Room, YieldingJournal, agent

Sentences = tuple[tuple[str, tuple[int, ...]], ...]


class Model:
    """Answers as told, or never."""

    def __init__(self, answer: Sentences | Exception | None) -> None:
        self.answer = answer
        self.asked: list[list[str]] = []

    async def sentences(self, lines: Sequence[BotLine]) -> Sentences:
        self.asked.append([x.text for x in lines])
        if self.answer is None:
            await asyncio.Event().wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer or ()


def room(model: Model, journal: YieldingJournal | None = None) -> Room:
    room = Room(agent("dana"), journal=journal)
    room.desk.reactions.append(Summaries(room.desk, model, 0.05).react)
    return room


async def test_its_sentences_come_after_the_handoff_with_their_messages() -> None:
    model = Model((("The vase arrived in pieces.", (0,)), ("A refund was approved.", (0,))))
    place = room(model)
    await place.come("dana")
    await place.customer("The vase arrived in pieces. I want a human.")
    assert (await place.see()).status in HANDED_OFF
    await place.settle()
    c = await place.see()
    assert model.asked == [["The vase arrived in pieces. I want a human."]]
    shown = assemble(c, place.clock.now()).summary
    assert [(x.text, x.messages) for x in shown] == [("The vase arrived in pieces.", (c.said()[0].id,))]


class FullForAMoment(YieldingJournal):
    """Cannot store a summary, the first times."""

    refusals = 3

    async def append(self, change: Change) -> tuple[e.Recorded, ...]:
        if self.refusals and any(isinstance(x, e.ContextAdded) and x.part == "summary" for x in change.events):
            self.refusals -= 1
            raise JournalUnavailable("The disk is full.")
        return await super().append(change)


async def test_g13_what_the_model_said_is_kept_when_the_disk_has_room_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """G13, G12: nobody would ask it again."""
    monkeypatch.setattr(insist, "AGAIN_S", 0.01)
    place = room(Model((("The vase arrived in pieces.", (0,)),)), FullForAMoment())
    await place.customer("The vase arrived in pieces. I want a human.")
    async with asyncio.timeout(5):
        while "summary" not in (await place.see()).context:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("answer", [Unreachable("summary model", "It is away."), ValueError("?"), None])
async def test_one_that_fails_or_is_late_is_named_as_missing(answer: Exception | None) -> None:
    """G12."""
    place = room(Model(answer))
    await place.customer("The vase arrived in pieces. I want a human.")
    await asyncio.sleep(0.1)
    await place.settle()
    packet = assemble(await place.see(), place.clock.now())
    assert packet.summary
    assert any(x.what == "summary" and "own words" in x.why for x in packet.missing)


async def test_without_a_handoff_nothing_is_asked() -> None:
    model = Model(())
    place = Room(agent("dana"), bot=Pip())
    place.desk.reactions.append(Summaries(place.desk, model, 0.05).react)
    await place.customer("Where is my order?")
    await place.settle()
    assert not await place.happened(e.HandoffRequested)
    assert model.asked == []
