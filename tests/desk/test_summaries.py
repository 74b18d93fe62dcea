"""A model sums up while the agent is on the way; it never holds anything up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from escapehatch.conversation import events as e
from escapehatch.conversation.lifecycle import HANDED_OFF
from escapehatch.desk.summaries import Summaries
from escapehatch.handoff.packet import assemble
from escapehatch.ports import BotLine, Unreachable

from .room import Pip, Room, agent

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


def room(model: Model) -> Room:
    room = Room(agent("dana"))
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
