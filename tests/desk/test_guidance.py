"""What a model says of the policy's guidelines, what a watching policy would do, and how crowded the team is."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from escapehatch.conversation import events as e
from escapehatch.conversation.lifecycle import Status
from escapehatch.conversation.values import Guided
from escapehatch.ports import BotLine, Unreachable

from .room import Pip, Room, agent

GIFT = """
guidance:
  - name: spoiled gift
    when: the parcel was a gift and the occasion is near
    decision: handoff
"""


class Advice:
    """Answers as told; ``slow`` answers come when ``ready`` is set."""

    def __init__(self, *answers: tuple[Guided, ...] | Exception, slow: bool = False) -> None:
        self.answers_left = list(answers)
        self.asked: list[list[str]] = []
        self.ready = asyncio.Event()
        if not slow:
            self.ready.set()

    async def answers(self, guidelines: Mapping[str, str], lines: Sequence[BotLine]) -> tuple[Guided, ...]:
        self.asked.append([x.text for x in lines])
        await self.ready.wait()
        answer = self.answers_left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


async def test_a_guideline_that_holds_brings_a_person() -> None:
    """The answer is recorded with the message, and the reason says which guideline, with the customer's words."""
    advice = Advice((Guided("spoiled gift", 0.2),), (Guided("spoiled gift", 0.9, "birthday is tomorrow"),))
    room = Room(agent("dana"), bot=Pip(), rules=GIFT, adviser=advice)
    await room.come("dana")
    await room.customer("The vase came in pieces.")
    await room.settle()
    assert (await room.see()).status == Status.WITH_BOT
    await room.customer("It is for my mother, her birthday is tomorrow.")
    await room.settle()
    asked = (await room.happened(e.HandoffRequested))[0].reason
    assert asked.trigger == "guidance: spoiled gift" and asked.because == "spoiled gift: 'birthday is tomorrow'"
    assert asked.policy == room.policy.version
    assert await room.offered() == "dana"
    c = await room.see()
    assert [c.readings[x].guided[0].holds for x in (c.said("customer")[0].id, asked.evidence[0])] == [0.2, 0.9]
    assert await room.lawful()


async def test_a_model_that_fails_or_is_late_changes_nothing() -> None:
    """The customer was answered meanwhile; the rest of the policy goes on."""
    for advice in (Advice(Unreachable("model", "Away.")), Advice(ValueError("?")), Advice(slow=True)):
        room = Room(agent("dana"), bot=Pip(), rules=GIFT, adviser=advice)
        await room.customer("The vase came in pieces.")
        await room.settle()
        assert [x for x, _ in await room.lines()] == ["customer", "bot"]
        assert (await room.see()).status == Status.WITH_BOT and len(advice.asked) == 1
        await room.customer("A human please.")
        assert (await room.see()).status == Status.QUEUED


async def test_only_the_latest_words_are_asked_about() -> None:
    """A newer message takes the place of the question under way; it holds all that was said."""
    advice = Advice((Guided("spoiled gift", 0.9),), slow=True)
    room = Room(bot=Pip(held=True), rules=GIFT, adviser=advice)
    await room.customer("It is broken.")
    await asyncio.sleep(0)
    await room.customer("It was a gift for tomorrow.")
    await asyncio.sleep(0)
    advice.ready.set()
    await room.settle()
    assert advice.asked[-1] == ["It is broken.", "It was a gift for tomorrow."]
    assert len(await room.happened(e.HandoffRequested)) == 1


async def test_an_answer_after_an_agent_came_brings_nobody_else() -> None:
    advice = Advice((Guided("spoiled gift", 0.9),), slow=True)
    room = Room(agent("dana"), bot=Pip(held=True), rules=GIFT, adviser=advice)
    await room.customer("It was a gift.")
    await asyncio.sleep(0)
    await room.say("dana", "I am here.")
    advice.ready.set()
    await room.settle()
    assert len(await room.happened(e.HandoffRequested)) == 1  # Dana's own stepping in
    assert (await room.see()).status == Status.WITH_AGENT


async def test_without_guidelines_nobody_is_asked() -> None:
    advice = Advice()
    room = Room(bot=Pip(), adviser=advice)
    await room.customer("The vase came in pieces.")
    await room.settle()
    assert advice.asked == []


async def test_a_watching_policy_does_nothing_but_is_noted() -> None:
    """Once for each kind of difference; the customer never sees it."""
    eager = "rules: [{name: eager, when: 'conversation.turns >= 2', decision: offer}]"
    room = Room(agent("dana"), bot=Pip(), watching=eager)
    for text in ("Hello.", "Where is my parcel?", "It was due on Friday.", "It is a lamp."):
        await room.customer(text)
        await room.settle()
    assert room.watching is not None
    noted = await room.happened(e.ShadowDiffered)
    assert [(x.policy, x.live, x.kind) for x in noted] == [(room.watching.version, "answer", "offer")]
    assert noted[0].reason.trigger == "rule: eager"
    assert (await room.see()).offered is None and (await room.see()).status == Status.WITH_BOT


async def test_the_crowd_is_recorded_with_the_words() -> None:
    """People who wait, a seat: 0 when nobody waits; what a decision rests on is in the journal."""
    room = Room(agent("dana", capacity=1), bot=Pip())
    await room.come("dana")
    for n in range(3):
        await room.wants_person(f"w{n}")
    await room.settle()
    await room.customer("Where is my parcel?")
    c = await room.see()
    assert c.readings[c.said("customer")[0].id].pressure == 2.0
