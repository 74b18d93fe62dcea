"""Past waits out of the journal, from real conversations."""

from __future__ import annotations

from desk.room import Room, agent, author
from escapehatch.conversation import commands as do
from escapehatch.conversation.values import Author, Role
from escapehatch.routing.recorded import pasts, waited


async def talk(room: Room, name: str, answer_s: float = 0.0) -> None:
    await room.wants_person(name)
    await room.settle()
    if answer_s:
        await room.accept("dana", name)
        await room.say("dana", "Hello.", name)
        await room.later(answer_s)
        await room.desk.handle(name, do.Close(author("dana"), "resolved"))
        await room.settle()


async def test_waits_and_chats_are_read_with_their_ends() -> None:
    """One served for a minute, one who gave up, one who still waits, one who is being served."""
    room = Room(agent("dana"))
    await room.come("dana")
    await talk(room, "served", 60)
    await room.wants_person("here", priority=2)
    await room.settle()
    await room.accept("dana", "here")
    await room.say("dana", "Hello.", "here")
    for name in ("gone", "waits"):
        await talk(room, name)
    await room.later(30)
    await room.desk.handle("gone", do.Close(Author(Role.CUSTOMER, "ada", "Ada"), "left"))
    await room.later(30)
    served, here, gone, waits = await read(room)
    assert served.joined_at is not None
    assert served.ended_at is not None
    assert (served.ended_at - served.joined_at).total_seconds() >= 60
    assert (here.joined_at is not None, here.ended_at, here.level) == (True, None, 1)
    assert (here.class_id, served.class_id) == ("urgent", "standard")
    assert gone.joined_at is None
    assert gone.left_at is not None
    assert gone.patience(room.clock.at) == (30.0, True)
    assert waits.patience(room.clock.at) == (60.0, False)
    assert (waits.joined_at, waits.left_at, waits.ended_at) == (None, None, None)


async def read(room: Room) -> list:  # type: ignore[type-arg]
    return pasts([waited(records) async for _, records in room.journal.every()], room.roster)


async def test_an_agent_with_two_chats_has_two() -> None:
    room = Room(agent("dana", capacity=3))
    await room.come("dana")
    for name in ("a", "b"):
        await room.wants_person(name)
        await room.settle()
        await room.accept("dana", name)
        await room.later(10)
    assert [x.level for x in await read(room)] == [1, 2]
