"""The bot's turns: one answer to everything said, nothing said too late, and a person whenever it fails."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.decide import MESSAGE_MAX_CHARS
from escapehatch.conversation.lifecycle import Status
from escapehatch.conversation.values import Customer, Role
from escapehatch.ports import BotReply, BotRequest, Tried, Unreachable

from .room import Pip, Room, agent, author

ASKED = "Where is my parcel?"
#: A hanging bot that is not let go by then never is, seconds.
LET_GO_S = 20


async def ends(room: Room) -> list[str]:
    return [x.outcome for x in await room.happened(e.BotTurnEnded)]


# Several messages, one answer


async def test_a09_two_messages_in_one_breath_get_one_answer() -> None:
    """A09, A10: exactly one reply, to everything that was said, and the history is linear."""
    pip = Pip(held=True)
    room = Room(bot=pip)
    said = [ASKED, "It is order LN-10234.", "It was due on Friday.", "It is a present."]
    for text in said:
        await room.customer(text)
        await room.settle()
    pip.let_go()
    await room.settle()
    assert await room.lines() == [*(("customer", x) for x in said), ("bot", "Answer 4.")]
    assert [x.text for x in pip.asked[-1].lines] == said
    assert await ends(room) == ["superseded"] * 3 + ["answered"]
    assert (await room.see()).turn is None
    assert await room.lawful()


class Stubborn(Pip):
    """Goes on when it is told to stop, as a program of somebody else may."""

    async def answer(self, request: BotRequest) -> BotReply:
        try:
            return await super().answer(request)
        except asyncio.CancelledError:
            return BotReply("To the first message alone.", handoff="It is too hard.")


async def test_a09_the_answer_of_a_replaced_turn_is_not_shown() -> None:
    """A09: nor does its wish for a person count."""
    stubborn = Stubborn(held=True)
    room = Room(bot=stubborn)
    await room.customer(ASKED)
    await room.settle()
    await room.customer("Never mind, found it.")
    await room.settle()
    stubborn.let_go()
    await room.settle()
    c = await room.see()
    assert [x.text for x in c.suppressed] == ["To the first message alone."]
    assert await room.lines() == [("customer", ASKED), ("customer", "Never mind, found it."), ("bot", "Answer 2.")]
    assert c.status == Status.WITH_BOT


# A person instead


async def test_a_silent_bot_brings_a_person_and_stays_unheard() -> None:
    """G11, C01: at the end of its patience; what it says then is kept, never shown."""
    pip = Pip(held=True)
    room = Room(agent("dana"), bot=pip)
    await room.come("dana")
    await room.customer(ASKED)
    await room.settle()
    await room.later(7.9)
    assert (await room.see()).status == Status.WITH_BOT
    await room.later(0.1)
    c = await room.see()
    assert c.status == Status.RESERVED
    assert c.escalation and "in time" in c.escalation.reason.because
    assert c.escalation.reason.evidence == (c.said()[0].id,)
    pip.let_go()
    await room.settle()
    c = await room.see()
    assert await room.lines() == [("customer", ASKED)]
    assert [x.text for x in c.suppressed] == ["Answer 1."]
    assert len(await room.happened(e.HandoffRequested)) == 1
    assert await room.lawful()


async def test_a_bot_that_hangs_is_let_go() -> None:
    """G11: also by its own process, without waiting for the deadline."""
    room = Room(bot=Pip(held=True), turn_for=timedelta(milliseconds=20))
    await room.customer(ASKED)
    async with asyncio.timeout(LET_GO_S):
        while (await room.see()).status == Status.WITH_BOT:
            await asyncio.wait(room.bots._running.values(), return_when=asyncio.FIRST_COMPLETED)
    await room.settle()
    assert await ends(room) == ["failed"]
    assert not room.bots._running


BROKEN: dict[str, tuple[BotReply | Exception, str]] = {
    "unreachable": (Unreachable("bot", "It answered 502."), "It answered 502"),
    "a bug": (ValueError("no such key"), "broke down"),
    "no words": (BotReply("  \n"), "no words"),
    "endless words": (BotReply("x" * (MESSAGE_MAX_CHARS + 1)), "longer than"),
}


@pytest.mark.parametrize("how", BROKEN)
async def test_g11_whatever_fails_becomes_a_reason_for_a_person(how: str) -> None:
    """G11, B12, B17: once, with why; and the packet is there in the same transaction (H10)."""
    said, why = BROKEN[how]
    room = Room(agent("dana"), bot=Pip(said))
    await room.come("dana")
    outcome = await room.customer(ASKED)
    await room.settle()
    c = await room.see()
    assert c.escalation and why in c.escalation.reason.because
    assert c.escalation.reason.queue == "support"
    assert await room.offered() == "dana"
    records = await room.journal.read("c1", outcome.conversation.seq)
    names = [e.name_of(x.event) for x in records]
    asked = names.index("HandoffRequested")
    assert records[asked + 1].event.part == "minimum"  # type: ignore[union-attr]
    assert names.count("HandoffRequested") == 1
    assert await room.lines() == [("customer", ASKED)]


async def test_no_bot_at_all_means_a_person() -> None:
    """B16, G06."""
    room = Room(agent("dana"))
    await room.come("dana")
    await room.customer(ASKED)
    await room.settle()
    assert await room.offered() == "dana"


# The bot asks for a person itself

TRIED = (Tried("looked up an order", "LN-10234", "not found", ok=False),)


@pytest.mark.parametrize("words", ["", "I will leave this one to my colleagues."])
async def test_the_bot_asks_for_a_person(words: str) -> None:
    """B01, B02, C08, H03: in one fact, with or without words, and what it tried goes along."""
    room = Room(agent("dana"), bot=Pip(BotReply(words, tried=TRIED, handoff="The order is not in the shop.")))
    await room.come("dana")
    await room.customer(ASKED)
    appends: list[set[str]] = []
    room.desk.reactions.append(lambda c, records: appends.append({e.name_of(x.event) for x in records}))
    await room.settle()
    (one,) = [x for x in appends if "HandoffRequested" in x]
    assert {"BotAttempted", "BotTurnEnded"} <= one
    assert ("MessagePosted" in one) == bool(words), "no crash can come between the words and the handoff"
    c = await room.see()
    assert c.escalation
    assert (c.escalation.reason.trigger, c.escalation.reason.because) == ("bot_asked", "The order is not in the shop.")
    assert c.escalation.reason.evidence == (c.said()[0].id,)
    assert [(x.what, x.subject, x.ok) for x in c.attempts] == [("looked up an order", "LN-10234", False)]
    assert "LN-10234" in str(c.context["minimum"].content)
    assert await room.offered() == "dana"
    assert [x for role, x in await room.lines() if role == "bot"] == ([words] if words else [])


@pytest.mark.parametrize("words", ["", "Late words."])
async def test_a_late_wish_for_a_person_changes_nothing(words: str) -> None:
    """A05, A06: the conversation was taken over, answered and closed meanwhile."""
    pip = Pip(BotReply(words, handoff="It is too hard."), held=True)
    room = Room(agent("dana"), bot=pip)
    await room.customer(ASKED)
    await room.settle()
    await room.desk.handle("c1", do.Post("m9", author("dana"), "It is on its way.", escalation_id="e9"))
    await room.desk.handle("c1", do.Close(author("dana"), "resolved"))
    pip.let_go()
    await room.settle()
    c = await room.see()
    assert (c.status, c.escalations) == (Status.CLOSED, 1)
    assert await room.lines() == [("customer", ASKED), ("agent", "It is on its way.")]
    assert await room.lawful()


# Too late


async def test_g4_an_answer_under_way_at_a_takeover_is_refused_by_the_epoch() -> None:
    """G4, A05: also when the conversation is with the bot again by then, in a later epoch."""
    pip = Pip(held=True)
    room = Room(bot=pip)
    await room.customer(ASKED)
    await room.settle()
    began = (await room.see()).epoch
    await room.desk.handle("c1", do.TakeOver(author("dana"), "e9"))
    await room.desk.handle("c1", do.ReturnToBot("dana", "Tell her: it is on its way."))
    await room.settle()
    assert (await room.see()).epoch > began
    late = do.FinishBotTurn(pip.asked[0].turn_id, began, "late", author("bot"), "An old answer.")
    await room.desk.handle("c1", late)
    pip.let_go()
    await room.settle()
    c = await room.see()
    assert "An old answer." in [x.text for x in c.suppressed]
    assert await room.lines() == [("customer", ASKED), ("bot", "Answer 2.")]


async def test_the_bot_reads_the_note_and_not_the_teams_code() -> None:
    """F01: what the agent left reaches the bot under the agent's name; how the team counts it does not."""
    pip = Pip()
    room = Room(bot=pip)
    await room.customer(ASKED)
    await room.settle()
    for note, disposition in (("It is on its way.", "refunded"), ("", "resolved")):
        await room.desk.handle("c1", do.TakeOver(author("dana"), f"e-{disposition}"))
        await room.desk.handle("c1", do.ReturnToBot("dana", note, disposition))
        await room.customer(f"And now? {disposition}")
        await room.settle()
    assert [x.brief for x in pip.asked] == ["", "Dana: It is on its way.", ""]


async def test_a05_taken_over_at_any_moment_the_bot_is_silent_from_then_on() -> None:
    """A05, G4: the takeover comes after 0, 1, 2, ... steps of the loop; both outcomes are met on the way."""
    seen = set()
    for steps in range(40):
        room = Room(bot=Pip())
        await room.desk.handle("c1", do.Start("c1", Customer("ada", "Ada")))
        asking = asyncio.create_task(room.customer(ASKED))
        for _ in range(steps):
            await asyncio.sleep(0)
        await room.desk.handle("c1", do.TakeOver(author("dana"), "e9"))
        await asking
        await room.settle()
        records = await room.journal.read("c1")
        joined = next(x.seq for x in records if isinstance(x.event, e.AgentJoined))
        said = [x.seq for x in records if isinstance(x.event, e.MessagePosted) and x.event.author.role == Role.BOT]
        assert all(seq < joined for seq in said)
        seen.add((len(said), len((await room.see()).suppressed)))
        assert await room.lawful()
    assert {(1, 0), (0, 0)} <= seen


async def test_c14_a_policy_that_breaks_means_a_person() -> None:
    """G11, H03: a bug in judging is no silence either."""
    room = Room(agent("dana"), bot=Pip())
    await room.come("dana")

    def broken(*given: object) -> object:
        raise ZeroDivisionError

    knows = room.desk._knows
    room.desk._knows = type(knows)(broken, *(getattr(knows, x) for x in knows.__struct_fields__[1:]))  # type: ignore[arg-type]
    await room.customer(ASKED)
    await room.settle()
    c = await room.see()
    assert c.escalation and c.escalation.reason.trigger == "internal"
    assert await room.offered() == "dana"
