"""What was promised to those who wait: kept or broken, counted, and never forgotten."""

from __future__ import annotations

from datetime import timedelta

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.lifecycle import Status
from escapehatch.desk import copies, follow_up, vouching
from escapehatch.handoff import carried, packet
from escapehatch.metrics.promises import measure

from .room import Room, agent, author

HALF_HOUR = timedelta(minutes=30)
TO = "ada@lantern.example"


async def promised(how: str = "email", *agents: str) -> Room:
    """Ada was promised an answer within half an hour from 10:10 on."""
    room = Room(*(agent(x) for x in agents))
    await room.customer("My lamp arrived broken. A person please!")
    await room.wants_person()
    begin = room.clock.now() + timedelta(minutes=10)
    await room.desk.handle("c1", do.PromiseCallback(begin + HALF_HOUR, begin, TO, how))
    await room.settle()
    return room


async def answered(room: Room, *words: str) -> None:
    await room.come("dana")
    await room.accept("dana")
    for text in words:
        await room.say("dana", text)
    await room.settle()


async def test_g08_the_answer_goes_into_the_mailbox_with_all_that_was_said() -> None:
    """G08, G09: at the first answer and again at the end; by an outbox that survives a mail server that is away."""
    room = await promised("email", "dana")
    await room.desk.handle("c1", do.VerifyContact(TO))
    await room.later(700)
    await answered(room, "A new one is on its way.")
    await room.desk.handle("c1", do.PostNote("n1", author("dana"), "Carrier again."))
    room.post.there = False
    await room.outbox.round()
    assert room.post.sent == []
    room.post.there = True
    await room.say("dana", "It comes on Friday.")
    await room.desk.handle("c1", do.Close(author("dana"), "replaced"))
    for _ in range(12):
        room.clock.at += timedelta(minutes=1)
        await room.outbox.round()
    assert [to for _, to, _ in room.post.sent] == [TO, TO]
    assert len({key for key, _, _ in room.post.sent}) == 2
    last = room.post.sent[-1][2]
    assert last.startswith("Dana answered you\n")
    assert "Ada: My lamp arrived broken." in last
    assert "Dana: It comes on Friday." in last
    assert "Carrier" not in last


async def test_s52_an_address_that_nobody_vouched_for_gets_one_bare_line() -> None:
    """S52, G08: the promise stands and is kept in the chat; by e-mail not a word goes out that somebody chose, and no second letter."""
    room = await promised("email", "dana")
    await room.later(700)
    room.post.there = False
    await answered(room, "A new one is on its way.")
    await room.outbox.round()
    room.post.there = True
    await room.say("dana", "It comes on Friday.")
    await room.desk.handle("c1", do.Close(author("dana"), "replaced"))
    for _ in range(12):
        room.clock.at += timedelta(minutes=1)
        await room.outbox.round()
    ((_, to, text),) = room.post.sent
    assert to == TO
    assert text == "\n".join([follow_up.WORDS["en"].bare, follow_up.WORDS["en"].look])
    assert [x.kind for x in await room.happened(e.PromiseKept)] == ["email"]
    assert await room.lawful()


async def test_s52_many_conversations_with_one_address_are_one_letter_an_hour() -> None:
    """S52: though an agent answers each of them."""
    room = await promised("email", "dana")
    begin = room.clock.now() + timedelta(minutes=10)
    for name in ("c2", "c3"):
        await room.wants_person(name)
        await room.desk.handle(name, do.PromiseCallback(begin + HALF_HOUR, begin, TO.upper(), "email"))
    await room.later(700)
    await room.come("dana")
    for name in ("c1", "c2", "c3"):
        await room.desk.handle(name, do.Post(f"{name}a", author("dana"), "Here I am."))
        await room.settle()
    for _ in range(5):
        await room.outbox.round()
    assert len(room.post.sent) == 1
    room.clock.at += timedelta(hours=1)
    await room.wants_person("c4")
    await room.desk.handle("c4", do.PromiseCallback(begin + timedelta(hours=3), begin, TO, "email"))
    await room.desk.handle("c4", do.Post("c4a", author("dana"), "Here I am."))
    for _ in range(5):
        await room.outbox.round()
    assert len(room.post.sent) == 2


def test_the_letter_speaks_ten_languages() -> None:
    assert sorted(follow_up.WORDS) == sorted(copies.WORDS) == sorted(vouching.WORDS)
    assert len({x.look for x in follow_up.WORDS.values()} | {x.begin for x in follow_up.WORDS.values()}) == 20
    assert all("123456" in vouching.letter("123456", f"{x}-XX") for x in vouching.WORDS)


async def test_g08_the_packet_says_where_to_and_by_when() -> None:
    """G08: whoever takes it sees the address and the time, wherever the packet goes."""
    room = await promised()
    c = await room.see()
    whole = packet.assemble(c, room.clock.now())
    assert whole.answer_by
    assert (whole.answer_by.contact, whole.answer_by.how) == (TO, "email")
    assert f"By e-mail to {TO}, by 2026-11-23 10:40 UTC" in carried.as_text(carried.carry(whole, c))


async def test_nobody_is_written_to_who_did_not_ask_for_it() -> None:
    room = await promised("callback", "dana")
    await room.later(700)
    await answered(room, "A new one is on its way.")
    await room.desk.handle("c1", do.Close(author("dana"), "replaced"))
    for _ in range(5):
        await room.outbox.round()
    assert room.post.sent == []


async def test_a_promise_in_time_is_kept_and_counted() -> None:
    room = await promised("email", "dana")
    await room.later(700)
    await answered(room, "A new one is on its way.", "It comes on Friday.")
    assert [x.kind for x in await room.happened(e.PromiseKept)] == ["email"]
    await room.later(3600)
    assert await room.happened(e.PromiseBroken) == []
    assert measure([await room.see()]).kept == {"email": 1}


async def test_a_promise_is_broken_once_and_goes_first_from_then_on() -> None:
    """C12, G6: also after a restart; a late answer does not make it kept."""
    room = await promised()
    new = Room(agent("dana"), journal=room.journal, clock=room.clock, name="new")
    await new.later(3000)
    c = await new.see()
    assert c.escalation and c.escalation.priority == 3
    for _ in range(3):
        await new.later(600)
    assert [x.kind for x in await new.happened(e.PromiseBroken)] == ["email"]
    await answered(new, "Sorry.")
    assert await new.happened(e.PromiseKept) == []
    found = measure([await new.see()])
    assert (found.kept, found.broken, found.kept_rate) == ({}, {"email": 1}, {"email": 0.0})
    assert await new.lawful()


async def test_an_answer_after_its_time_is_late_though_no_timer_has_said_so_yet() -> None:
    """G6: the process was held up, and the agent was quicker than the clock's row."""
    room = await promised("email", "dana")
    room.clock.at += timedelta(hours=5)
    await answered(room, "Here I am.")
    assert [x.kind for x in await room.happened(e.PromiseBroken)] == ["email"]
    assert await room.happened(e.PromiseKept) == []


async def test_an_agent_who_accepts_and_says_nothing_does_not_keep_it() -> None:
    """C13: the promise is of an answer; it is watched until there is one."""
    room = await promised("callback", "dana")
    await room.later(700)
    await room.come("dana")
    await room.accept("dana")
    await room.later(3000)
    assert (await room.see()).status == Status.WITH_AGENT
    assert [x.kind for x in await room.happened(e.PromiseBroken)] == ["callback"]


async def busy() -> Room:
    """Dana, who has one seat, is with somebody; Ada waits and was told how long."""
    room = Room(agent("dana"))
    await room.come("dana")
    await room.wants_person("busy")
    await room.settle()
    await room.accept("dana", "busy")
    await room.say("dana", "Hello.", "busy")
    await room.wants_person()
    await room.settle()
    return room


async def test_a_wait_that_was_named_is_kept_by_whoever_comes_in_time() -> None:
    room = await busy()
    await room.later(60)
    await room.desk.handle("busy", do.Close(author("dana"), "resolved"))
    await room.settle()
    await room.accept("dana")
    assert [x.kind for x in await room.happened(e.PromiseKept)] == ["wait"]


async def test_a_wait_that_was_named_is_broken_by_the_clock_once() -> None:
    """And the other choices are shown with it."""
    room = await busy()
    told = (await room.see()).escalation
    assert told and told.wait and told.wait.high_s
    for _ in range(told.wait.high_s // 30 + 2):
        await room.later(30)
    assert [x.kind for x in await room.happened(e.PromiseBroken)] == ["wait"]
    assert "long_wait" in [x.because for x in await room.happened(e.FallbackOffered)]
