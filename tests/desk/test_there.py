"""Who is there, of the team, and what is told to those who wait when that changes; and at night."""

from __future__ import annotations

from datetime import datetime

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.lifecycle import Status
from escapehatch.desk.presence import GRACE
from escapehatch.routing.hours import Hours, Window
from escapehatch.routing.roster import Queue

from .room import Pip, Room, agent, author, offering

DAY = Hours("UTC", ((Window(9 * 60, 18 * 60),),) * 7)
NIGHT_AT = datetime.fromisoformat("2026-11-23T23:00:00+00:00")


async def test_e04_a_tab_in_the_background_stays_at_work() -> None:
    """E04: no timer of the page is asked; an hour without a word from it, and the open socket is enough."""
    room = Room(agent("dana"))
    await room.come("dana")
    await room.later(3600)
    assert room.floor.state("dana") == "available"
    await room.wants_person()
    await room.settle()
    assert await room.offered() == "dana"


async def test_e05_an_agent_with_nothing_but_a_phone_is_as_good_as_any() -> None:
    """E05: one socket counts, whatever it is on; a phone that sleeps for a moment loses neither work nor state."""
    room = await offering(agent("dana"))
    await room.accept("dana")
    for _ in range(3):
        await room.floor.went("dana")
        assert room.floor.state("dana") == "offline", "nothing is offered to a phone that sleeps"
        await room.later(GRACE.total_seconds() - 1)
        await room.come("dana")
    c = await room.see()
    assert (c.status, room.floor.state("dana")) == (Status.WITH_AGENT, "available")


async def test_e06_the_last_agent_leaves_and_who_waits_hears_it() -> None:
    """E06: not at some later look, but at once; and a next step follows within seconds."""
    room = await offering(agent("dana"))
    await room.accept("dana")
    await room.wants_person("c2")
    await room.settle()
    c = await room.see("c2")
    assert c.escalation and c.escalation.wait and c.escalation.wait.open
    await room.later(20)
    await room.floor.went("dana")
    await room.settle()
    c = await room.see("c2")
    assert c.escalation and c.escalation.wait
    assert not c.escalation.wait.open
    assert [x.because for x in await room.happened(e.FallbackOffered, where="c2")] == ["nobody_there"]


async def test_g28_who_went_to_lunch_is_still_at_lunch_after_a_restart() -> None:
    """G28, E07: what an agent chose outlives the process; nobody is offered to somebody who said that they are away."""
    room = Room(agent("dana"))
    await room.come("dana")
    await room.floor.choose("dana", "away")
    new = Room(*room.roster.agents, journal=room.journal, clock=room.clock, name="new")
    await new.floor.open()
    await new.come("dana")
    assert new.floor.state("dana") == "away"
    await new.wants_person()
    await new.settle()
    assert await new.offered() == ""


async def test_e09_availability_is_the_queues_not_one_agents() -> None:
    """E09: one of two goes home; for those who wait nothing is closed."""
    room = Room(agent("dana"), agent("eli"))
    await room.come("dana", "eli")
    for where in ("a", "b"):
        await room.wants_person(where)
        await room.settle()
        await room.accept(await room.offered(where), where)
    await room.wants_person()
    await room.later(20)
    await room.floor.went("dana")
    await room.later(1)
    c = await room.see()
    assert c.escalation and c.escalation.wait
    assert c.escalation.wait.open
    assert await room.happened(e.FallbackOffered) == []


async def test_e10_a_returning_customer_of_an_absent_agent_is_routed_afresh() -> None:
    """E10: Dana closed it yesterday and is not there; Eli is asked at once, not Dana's empty chair."""
    room = await offering(agent("dana"))
    room.roster = Room(agent("dana"), agent("eli")).roster
    await room.accept("dana")
    await room.say("dana", "Solved.")
    await room.desk.handle("c1", do.Close(author("dana"), "resolved"))
    await room.floor.went("dana")
    await room.later(24 * 3600)
    await room.come("eli")
    await room.customer("It broke again. A person please!")
    await room.wants_person()
    await room.settle()
    assert await room.offered() == "eli"


async def test_g01_nobody_is_told_that_we_are_away_while_the_bot_answers() -> None:
    """G01: at night the bot answers as by day; the closed doors are mentioned when a person is wanted, and once."""
    room = Room(agent("dana"), bot=Pip(), queues=(Queue("support", hours=DAY),))
    room.clock.at = NIGHT_AT
    await room.customer("How long do returns take?")
    await room.settle()
    for _ in range(5):
        await room.later(60)
    assert await room.happened(e.FallbackOffered, e.WaitAnnounced) == []
    await room.wants_person()
    for _ in range(20):
        await room.later(60)
    told = await room.happened(e.FallbackOffered)
    assert [(x.because, x.opens_at and x.opens_at.hour) for x in told] == [("closed", 9)]


async def test_g05_one_department_closed_the_others_open() -> None:
    """G05: told at once, with the way on and the time; whoever asks the open one is simply offered."""
    team = agent("dana"), agent("eli", queues=("returns",))
    room = Room(*team, queues=(Queue("support"), Queue("returns", hours=DAY)))
    room.clock.at = NIGHT_AT
    await room.come("dana")
    await room.wants_person("closed", queue="returns")
    await room.wants_person("open", queue="support")
    await room.settle()
    (told,) = await room.happened(e.FallbackOffered, where="closed")
    assert told.because == "closed"
    assert told.opens_at
    assert "callback" in told.choices
    assert await room.offered("open") == "dana"


async def test_g9_whose_line_broke_before_their_accept_was_heard_has_the_grace_and_no_longer() -> None:
    """G9, E01: the page is closed right after the click. The customer goes on to somebody else, and does not wait for a day."""
    room = await offering(agent("dana"), agent("eli"))
    who = await room.offered()
    await room.floor.went(who)
    await room.accept(who)
    await room.floor.say_again()
    c = await room.see()
    assert (c.agent and c.agent.id, c.grace_until) == (who, room.clock.now() + GRACE)
    await room.later(GRACE.total_seconds())
    assert await room.offered() not in {"", who}
    assert await room.lawful()


async def test_e03_who_comes_back_before_that_grace_was_written_keeps_the_customer() -> None:
    """E03: and nothing is begun that nobody would end."""
    room = await offering(agent("dana"))
    await room.floor.went("dana")
    await room.accept("dana")
    await room.come("dana")
    await room.floor.say_again()
    assert (await room.see()).grace_until is None
