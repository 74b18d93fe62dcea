"""A copy by e-mail for the customer: one message, with what they saw and nothing else."""

from __future__ import annotations

from datetime import timedelta

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.decide import COPIES_MAX
from escapehatch.conversation.values import Author, Customer, Role
from escapehatch.desk.copies import WORDS

from .room import Pip, Room, agent, author

TO = "ada@lantern.example"


async def helped() -> Room:
    """Ada was answered by the bot, then by Dana, who left a note; an answer of the bot came too late."""
    pip = Pip()
    room = Room(agent("dana"), bot=pip)
    await room.customer("Where is my lamp?")
    await room.settle()
    began = (await room.see()).epoch
    await room.wants_person()
    await room.come("dana")
    await room.accept("dana")
    await room.desk.handle("c1", do.PostNote("n1", author("dana"), "Carrier lost it again."))
    await room.say("dana", "A new one is on its way.")
    await room.desk.handle("c1", do.FinishBotTurn("t9", began, "late", Author(Role.BOT, "Pip", "Pip"), "Too late."))
    await room.settle()
    await room.desk.handle("c1", do.VerifyContact(TO))
    return room


async def sent(room: Room) -> list[tuple[str, str]]:
    for _ in range(9):
        await room.outbox.round()
    return [(to, text) for _, to, text in room.post.sent]


async def test_g26_it_holds_what_both_sides_saw_and_nothing_else() -> None:
    """G26: no note, no late answer; and the helpdesk is not told of it."""
    room = await helped()
    await room.desk.handle("c1", do.RequestCopy(TO))
    ((to, text),) = await sent(room)
    assert to == TO
    assert text.startswith("A copy of your chat\nYou asked for a copy.")
    assert "You: Where is my lamp?" in text
    assert "Answer 1." in text
    assert "Dana (person): A new one is on its way." in text
    assert "(AI): " in text
    for kept_back in ("Carrier", "Too late"):
        assert kept_back not in text, kept_back
    assert "CopyRequested" not in [kind for _, kind, _ in room.board.heard]


async def test_g23_it_waits_for_a_mail_server_that_is_away_and_goes_out_once() -> None:
    room = await helped()
    room.post.there = False
    await room.desk.handle("c1", do.RequestCopy(TO))
    assert await sent(room) == []
    room.post.there = True
    room.clock.at += timedelta(minutes=5)
    await sent(room)
    room.clock.at += timedelta(hours=1)
    assert len(await sent(room)) == 1


async def test_asking_again_changes_nothing_until_something_was_said() -> None:
    room = await helped()
    for _ in range(3):
        assert not (await room.desk.handle("c1", do.RequestCopy(TO))).refused
    assert len(await room.happened(e.CopyRequested)) == 1
    await room.say("dana", "It comes on Friday.")
    await room.desk.handle("c1", do.RequestCopy(TO))
    assert len(await sent(room)) == 2


async def test_a_conversation_is_not_sent_without_end() -> None:
    """S52: nor to a list of addresses, nor to none."""
    room = await helped()
    for n in range(COPIES_MAX):
        await room.desk.handle("c1", do.VerifyContact(f"ada{n}@lantern.example"))
        assert not (await room.desk.handle("c1", do.RequestCopy(f"ada{n}@lantern.example"))).refused
    await room.desk.handle("c1", do.VerifyContact("bo@lantern.example"))
    more = await room.desk.handle("c1", do.RequestCopy("bo@lantern.example"))
    assert more.refused and more.refused.code == "too_many"
    for wrong in ("", "ada", "a@b.example, c@d.example", "a@b.example\nBcc: x@y.example"):
        refused = (await room.desk.handle("c1", do.RequestCopy(wrong))).refused
        assert refused and refused.code == "bad_contact", wrong


async def test_s52_no_copy_goes_where_nobody_showed_that_they_read() -> None:
    """S52: neither to a typed address nor to one that a page, and not the shop's key, says is theirs."""
    room = await helped()
    for known in (Customer("ada", "Ada", "bo@lantern.example"), Customer("ada", "Ada", TO, verified=True)):
        await room.desk.handle("c1", do.Identify(known))
        for to in ("bo@lantern.example", "") if not known.verified else ("bo@lantern.example",):
            refused = (await room.desk.handle("c1", do.RequestCopy(to))).refused
            assert refused and refused.code == "unverified"
    assert await sent(room) == []
    assert not (await room.desk.handle("c1", do.RequestCopy(TO.upper()))).refused


async def test_the_known_address_needs_no_typing_and_the_letter_is_in_their_language() -> None:
    room = Room()
    await room.desk.handle("c1", do.Start("c1", Customer("ada", "Ada", TO, verified=True), locale="de-AT"))
    assert (await room.desk.handle("c1", do.RequestCopy())).refused, "nothing was said yet"
    await room.desk.handle("c1", do.Post("m1", Author(Role.CUSTOMER, "ada", "Ada"), "Wo ist meine Lampe?"))
    await room.desk.handle("c1", do.RequestCopy())
    ((to, text),) = await sent(room)
    assert (to, text.splitlines()[0]) == (TO, "Kopie Ihres Chats")
    assert "Sie: Wo ist meine Lampe?" in text


def test_ten_languages() -> None:
    assert sorted(WORDS) == ["ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt"]
    assert len({x.begin for x in WORDS.values()}) == 10
