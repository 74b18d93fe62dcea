"""On hold: no seat, no waiting, and back in time (D16)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.lifecycle import Status
from escapehatch.desk.presence import GRACE
from escapehatch.ports import Change

from .room import MONDAY, Room, agent, author, offering


async def held(hours: float = 1) -> Room:
    """Dana, who has one seat, has answered Ada and put her on hold."""
    room = await offering(agent("dana"), agent("eli"))
    await room.floor.choose("eli", "away")
    taken = await room.offered()
    await room.accept(taken)
    await room.say(taken, "I ask the carrier.")
    if taken != "dana":
        await room.desk.handle("c1", do.Transfer(taken, "support", "dana"))
        await room.floor.choose("dana", "available")
        await room.settle()
        await room.accept("dana")
    until_at = room.clock.now() + timedelta(hours=hours)
    assert not (await room.desk.handle("c1", do.PutOnHold("dana", until_at, "the carrier"))).refused
    await room.settle()
    return room


async def test_d16_a_hold_frees_the_seat_and_the_time_brings_it_back() -> None:
    """D16: somebody else is offered meanwhile; with room at the end Dana simply has it again, also after a restart."""
    room = await held()
    await room.wants_person("c2")
    await room.settle()
    assert await room.offered("c2") == "dana"
    await room.accept("dana", "c2")
    await room.say("dana", "Hello.", "c2")
    await room.desk.handle("c2", do.Close(author("dana"), "resolved"))
    new = Room(*room.roster.agents, journal=room.journal, clock=room.clock, name="new")
    await new.come("dana")
    await new.later(3600)
    c = await new.see()
    assert (c.status, c.agent and c.agent.id, c.hold) == (Status.WITH_AGENT, "dana", None)
    assert await new.lawful()


async def test_d16_without_a_seat_it_waits_at_the_front_for_the_same_agent() -> None:
    """D16: never beyond capacity; the wait and the priority are the old ones."""
    room = await held()
    await room.wants_person("c2")
    await room.settle()
    await room.accept("dana", "c2")
    await room.say("dana", "Hello.", "c2")
    await room.wants_person("c3")
    await room.later(3600)
    c = await room.see()
    assert c.status == Status.QUEUED
    assert c.escalation and (c.escalation.requested_at, c.escalation.wanted_agent_id) == (MONDAY, "dana")
    await room.desk.handle("c2", do.Close(author("dana"), "resolved"))
    await room.settle()
    assert (await room.offered("c1"), await room.offered("c3")) == ("dana", "")
    assert await room.lawful()


async def test_d16_the_customer_ends_the_hold_by_writing() -> None:
    room = await held()
    await room.later(600)
    await room.customer("Any news?")
    await room.later(0)
    c = await room.see()
    assert (c.status, c.agent and c.agent.id) == (Status.WITH_AGENT, "dana")
    assert [x.because for x in await room.happened(e.Resumed)] == ["The customer wrote."]


async def test_g9_a_line_that_breaks_while_a_hold_ends_has_the_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """G9: she was there when it was decided, and not when it was stored. Nobody waits for her for a day."""
    room = await held()
    stored = room.journal.append

    async def append(change: Change) -> tuple[e.Recorded, ...]:
        if any(isinstance(x, e.Resumed) for x in change.events):
            await room.floor.went("dana")
        return await stored(change)

    monkeypatch.setattr(room.journal, "append", append)
    await room.customer("Any news?")
    await room.later(0)
    await room.floor.say_again()
    c = await room.see()
    assert (c.agent and c.agent.id, c.grace_until) == ("dana", room.clock.now() + GRACE)
    await room.later(GRACE.total_seconds())
    assert (await room.see()).status == Status.QUEUED
    assert await room.lawful()


async def test_a_hold_of_somebody_who_went_home_goes_to_a_colleague() -> None:
    """E10: nobody waits for an absent agent."""
    room = await held()
    await room.floor.went("dana")
    await room.later(GRACE.total_seconds())
    assert (await room.see()).status == Status.ON_HOLD
    await room.floor.choose("eli", "available")
    await room.later(3600)
    assert await room.offered() == "eli"
    assert await room.lawful()


@pytest.mark.parametrize(
    ("minutes", "code"), [(0, "bad_time"), (-5, "bad_time"), (60 * 24 * 15, "bad_time"), (60 * 24 * 14, "")]
)
async def test_a_hold_ends_within_two_weeks(minutes: int, code: str) -> None:
    room = await held()
    await room.desk.handle("c1", do.Resume("dana"))
    until_at = room.clock.now() + timedelta(minutes=minutes)
    outcome = await room.desk.handle("c1", do.PutOnHold("dana", until_at))
    assert (outcome.refused.code if outcome.refused else "") == code


async def test_nobody_is_put_on_hold_unanswered() -> None:
    """C13."""
    room = await offering(agent("dana"))
    await room.accept("dana")
    outcome = await room.desk.handle("c1", do.PutOnHold("dana", room.clock.now() + timedelta(hours=1)))
    assert outcome.refused
    assert outcome.refused.code == "unanswered"


async def test_a_colleague_does_not_speak_into_a_hold() -> None:
    """M03: whoever holds it is named."""
    room = await held()
    outcome = await room.say("eli", "Hello?")
    assert outcome.refused
    assert (outcome.refused.code, outcome.refused.owner.id) == ("owned", "dana")


# Drafts


async def test_e01_what_the_lost_agent_had_typed_is_there_for_the_next_one() -> None:
    """E01: kept when the connection breaks, masked like everything that people write, gone once somebody answers."""
    room = await offering(agent("dana"))
    await room.accept("dana")
    room.drafts.typed("c1", "dana", "Dear Ada, your")
    room.drafts.typed("c1", "dana", "Dear Ada, your parcel is")
    await room.floor.went("dana")
    await room.settle()
    assert (await room.see()).draft == "Dear Ada, your parcel is", "durable before the grace is over"
    await room.later(GRACE.total_seconds())
    c = await room.see()
    assert (c.status, c.draft) == (Status.QUEUED, "Dear Ada, your parcel is")
    assert len(await room.happened(e.DraftKept)) == 1
    await room.come("dana")
    await room.accept("dana")
    await room.say("dana", "Dear Ada, your parcel is found.")
    assert (await room.see()).draft == ""


async def test_what_was_sent_or_deleted_is_no_draft() -> None:
    room = await offering(agent("dana"))
    await room.accept("dana")
    room.drafts.typed("c1", "dana", "Hello Ada")
    await room.say("dana", "Hello Ada")
    room.drafts.typed("c1", "dana", "Let me")
    room.drafts.typed("c1", "dana", " ")
    await room.floor.went("dana")
    await room.later(GRACE.total_seconds())
    assert await room.happened(e.DraftKept) == []
