"""A customer who goes on with the bot while they wait: the place is kept, and the bot never speaks beside a person."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.lifecycle import Status
from escapehatch.conversation.values import Author, Role
from escapehatch.ports import BotReply, Unreachable

from .room import MONDAY, Pip, Room, agent, author

ADA = Author(Role.CUSTOMER, "ada", "Ada")
NOW_WITH_BOT = Status.QUEUED_WITH_BOT


async def waiting(*agents: str, bot: Pip | None = None, there: bool = False) -> Room:
    """Somebody waits for a person and has chosen to go on with the bot."""
    room = Room(*(agent(x) for x in agents), bot=bot or Pip())
    await room.customer("A person please!")
    await room.settle()
    await room.wants_person()
    await room.settle()
    if there:
        await room.come(*agents)
    assert not (await room.desk.handle("c1", do.KeepBot())).refused
    await room.settle()
    return room


async def test_the_bot_answers_and_the_place_stays() -> None:
    room = await waiting()
    before = (await room.see()).escalation
    await room.later(60)
    await room.customer("How long do returns take?")
    await room.settle()
    c = await room.see()
    assert c.status == NOW_WITH_BOT
    assert (await room.lines())[-1] == ("bot", "Answer 1.")
    after = c.escalation
    assert before and after
    kept = ("requested_at", "priority", "queue", "callback", "refused_by")
    assert [getattr(before, x) for x in kept] == [getattr(after, x) for x in kept]
    assert after.requested_at == MONDAY
    assert await room.lawful()


async def test_what_was_said_before_the_choice_was_meant_for_a_person() -> None:
    """The bot does not answer "a person please" a second time; what comes after the choice is its to answer."""
    pip = Pip()
    room = await waiting(bot=pip)
    assert pip.asked == []
    await room.customer("How long do returns take?")
    await room.settle()
    assert [x.lines[-1].text for x in pip.asked] == ["How long do returns take?"]


async def test_the_policy_asks_for_no_second_person() -> None:
    """B15: whatever is written to the bot now, a person is already wanted."""
    room = await waiting()
    for text in ("I want a human!", "HUMAN. This is fraud, I will sue you", "a real person please"):
        await room.customer(text)
        await room.settle()
    assert len(await room.happened(e.HandoffRequested)) == 1
    assert await room.happened(e.HandoffOffered) == []
    assert await room.lawful()


async def test_an_offer_silences_the_bot_and_a_refusal_gives_it_the_word_again() -> None:
    """G4: fenced by the epoch while somebody is asked; what was written meanwhile is answered afterwards."""
    pip = Pip(BotReply("Too late."), BotReply("Now."))
    room = await waiting("dana", "eli", bot=pip)
    await room.floor.choose("eli", "away")
    pip._go.clear()
    await room.customer("How long do returns take?")
    await room.settle()
    await room.come("dana", "eli")
    await room.floor.choose("eli", "away")
    assert await room.offered() == "dana"
    pip.let_go()
    await room.settle()
    assert ("bot", "Too late.") not in await room.lines()
    assert [x.text for x in (await room.see()).suppressed] == ["Too late."]
    held = (await room.see()).reservation
    assert held
    await room.floor.choose("dana", "away")
    await room.desk.handle("c1", do.Decline("dana", held.reservation_id))
    await room.settle()
    c = await room.see()
    assert (c.status, (await room.lines())[-1]) == (NOW_WITH_BOT, ("bot", "Now."))
    assert c.escalation and c.escalation.requested_at == MONDAY
    assert await room.lawful()


async def test_the_choice_can_be_made_while_somebody_is_asked() -> None:
    room = await waiting("dana", there=True)
    assert (await room.see()).status == Status.RESERVED
    await room.later(31)
    assert (await room.see()).status in (NOW_WITH_BOT, Status.RESERVED)
    assert [x.again for x in await room.happened(e.BotKept)][:2] == [False, True]


@pytest.mark.parametrize(
    "fails", [Unreachable("bot", "It is down."), ValueError("bug"), BotReply("", handoff="I give up.")]
)
async def test_a_bot_that_fails_leaves_them_in_the_queue(fails: Exception | BotReply) -> None:
    """G11, B11: back to only waiting, said aloud, nothing asked for twice."""
    room = await waiting(bot=Pip(fails))
    await room.customer("How long do returns take?")
    await room.settle()
    c = await room.see()
    assert (c.status, c.turn) == (Status.QUEUED, None)
    assert [bool(x.because) for x in await room.happened(e.BotStoodDown)] == [True]
    assert c.escalation and c.escalation.requested_at == MONDAY
    assert await room.lawful()


async def test_a_bot_that_stays_silent_stands_down_in_time() -> None:
    """G6, G11: by a deadline that survives a restart."""
    pip = Pip()
    room = await waiting(bot=pip)
    pip._go.clear()
    await room.customer("How long do returns take?")
    await room.settle()
    new = Room(journal=room.journal, clock=room.clock, name="new")
    await new.later(9)
    assert (await new.see()).status == Status.QUEUED
    await room.bots.close()


async def test_the_customer_may_only_wait_again() -> None:
    room = await waiting()
    await room.desk.handle("c1", do.DismissBot())
    asked = len(room.bot.asked) if isinstance(room.bot, Pip) else 0
    await room.customer("Hello?")
    await room.settle()
    assert (await room.see()).status == Status.QUEUED
    assert isinstance(room.bot, Pip)
    assert len(room.bot.asked) == asked
    assert (await room.desk.handle("c1", do.DismissBot())).records == ()


@pytest.mark.parametrize("seed", range(6))
async def test_a05_no_word_of_the_bot_after_somebody_came(seed: int) -> None:
    """A05, G4: forty conversations with the bot while waiting; offers, refusals, takeovers and answers in any order."""
    random = Random(seed)
    room = Room(*(agent(x, 40) for x in ("dana", "eli")), bot=Pip())
    await room.come("dana", "eli")

    async def act(where: str) -> None:
        await room.wants_person(where)
        for n in range(6):
            held = (await room.see(where)).reservation
            acts: list[do.Command] = [do.KeepBot(), do.Post(f"{where}m{n}", ADA, "And now?")]
            if held:
                acts += [do.Decline(held.agent.id, held.reservation_id), do.Accept(held.agent, held.reservation_id)]
                acts += [do.Lapse(held.reservation_id)]
            acts += [do.TakeOver(author(random.choice(["dana", "eli"])), f"{where}e{n}")] * (n > 3)
            await room.desk.handle(where, random.choice(acts))
            for _ in range(random.randrange(8)):
                await asyncio.sleep(0)

    await asyncio.gather(*(act(f"c{n}") for n in range(40)))
    await room.settle()
    assert await room.lawful(), "the checker compares every word with the owner and the epoch of its turn"
    said = [x async for x in room.journal.every()]
    assert any(isinstance(y.event, e.BotKept) for _, records in said for y in records)
    for _, records in said:
        joined = [n for n, x in enumerate(records) if isinstance(x.event, e.AgentJoined)]
        after = records[joined[0] :] if joined else ()
        assert not any(isinstance(x.event, e.MessagePosted) and x.event.author.role == "bot" for x in after)
