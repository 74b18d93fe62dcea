"""Whoever asks for what is known is on record: agents always, bots once an agent has given the conversation back."""

from __future__ import annotations

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.metrics.repeat_rate import measure
from escapehatch.ports import BotReply

from .room import Pip, Room, agent

TOLD = "My order is #W1234567 and it never came. I want a human."


async def with_dana(*bot_says: BotReply) -> Room:
    room = Room(agent("dana"), bot=Pip(*bot_says))
    await room.come("dana")
    await room.customer(TOLD)
    await room.settle()
    await room.accept("dana")
    return room


async def test_an_agents_re_ask_counts_in_the_repeat_rate() -> None:
    room = await with_dana()
    await room.say("dana", "So that is #W1234567, right?")
    await room.say("dana", "One moment please.")
    assert await room.happened(e.ReaskRecorded) == []
    assert measure([await room.see()]).repeat_rate == 0.0
    await room.say("dana", "What is your order number?")
    (asked,) = await room.happened(e.ReaskRecorded)
    assert asked.facts == ("order_id=#W1234567",)
    assert measure([await room.see()]).repeat_rate == 1.0


async def test_a_bots_re_ask_counts_after_a_return() -> None:
    room = await with_dana(BotReply("Could you tell me your order number?"))
    await room.say("dana", "I asked for a search.")
    await room.desk.handle("c1", do.ReturnToBot("dana", "Tell her: the search takes two days."))
    assert await room.happened(e.ReaskRecorded) == []
    await room.customer("And how long does it take?")
    await room.settle()
    (asked,) = await room.happened(e.ReaskRecorded)
    c = await room.see()
    assert asked.message_id == c.said("bot")[-1].id
    assert measure([c]).reasks == 1
    assert await room.lawful()


async def test_a_bots_first_questions_are_its_own_business() -> None:
    room = Room(bot=Pip(BotReply("What is your order number?")))
    await room.customer("My order #W1234567 is late.")
    await room.settle()
    assert await room.happened(e.ReaskRecorded) == []
