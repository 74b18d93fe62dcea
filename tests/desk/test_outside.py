"""What is told to other systems, what is asked of the shop, and what is left when there is nothing at all."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.fold import Conversation
from escapehatch.conversation.lifecycle import Status
from escapehatch.conversation.values import Customer
from escapehatch.desk import insist, outbox
from escapehatch.desk.outbox import LEASE, POISON_TRIES_MAX, RETRY, RETRY_LONGEST, TRIES_MAX
from escapehatch.ports import Change, JournalUnavailable, Page, Product, Profile, ShopOrder, Unreachable
from escapehatch.routing.ladder import CHOICES

from .room import Room, YieldingJournal, agent, author


async def rounds(room: Room) -> None:
    """Deliver until nothing is left that may be delivered now."""
    while await room.outbox.round():
        pass


# The outbox


async def test_g23_a_helpdesk_that_is_away_hears_it_later_in_order_and_once() -> None:
    """G23, H09: nothing is lost, nothing is told twice, the key stays the same, and a ticket begins with why it is there."""
    room = Room(agent("dana"))
    room.board.there = False
    await room.come("dana")
    await room.wants_person()
    await room.settle()
    await rounds(room)
    await room.accept("dana")
    assert room.board.heard == []
    assert (await room.see()).status == Status.WITH_AGENT, "nobody waits for the helpdesk"
    room.board.there = True
    assert await room.outbox.round() == 0, "not before the back-off is over"
    room.clock.at += RETRY
    await rounds(room)
    await room.say("dana", "Done.")
    await room.desk.handle("c1", do.Close(author("dana"), "resolved"))
    await rounds(room)
    kinds = [kind for _, kind, _ in room.board.heard if kind != "ContextAdded"]
    assert kinds == ["HandoffRequested", "AgentJoined", "ConversationClosed"]
    c = await room.see()
    assert c.escalation
    assert room.board.heard[0][1] == "HandoffRequested"
    keys = [key for key, _, _ in room.board.heard]
    assert len(set(keys)) == len(keys) == 5
    assert all(key.startswith(f"{c.escalation.escalation_id}:") for key in keys)
    seqs = [x["seq"] for _, _, x in room.board.heard]
    assert seqs == sorted(seqs)


async def test_g23_after_a_crash_it_is_told_again_under_the_same_key() -> None:
    """G23: the process dies after telling, before it could write that down."""
    room = Room()
    await room.wants_person()
    now = room.clock.now()
    (claimed,) = await room.journal.effects(now, now + LEASE)
    await room.board.tell(claimed.effect_id, claimed.kind, {"conversation_id": "c1"})
    assert await room.outbox.round() == 0, "it is leased to the one who died"
    room.clock.at += LEASE
    await rounds(room)
    assert [key for key, _, _ in room.board.heard].count(claimed.effect_id) == 2


async def test_g16_what_the_helpdesk_chokes_on_does_not_hold_up_the_others() -> None:
    """G16: an answer that nobody can read is a failure of that one effect."""
    room = Room()
    room.board.deaf.add("c0")
    for n in range(3):
        await room.wants_person(f"c{n}")
    await rounds(room)
    assert {x["conversation_id"] for _, _, x in room.board.heard} == {"c1", "c2"}
    room.board.deaf.clear()
    room.clock.at += RETRY
    await rounds(room)
    assert [x["conversation_id"] for _, _, x in room.board.heard if x["conversation_id"] == "c0"]


async def test_g16_what_fails_too_often_is_a_dead_letter_and_is_told_after_all_when_a_lead_says_so() -> None:
    """G16, G23: eight tries over half an hour, then set aside with why; replayed, it goes under its old key."""
    room = Room()
    room.board.there = False
    await room.wants_person()
    await room.settle()
    began = room.clock.at
    first = (await room.journal.effects(began, began))[0].effect_id
    while not (letters := [x for x in await room.journal.letters() if x.effect.effect_id == first]):
        room.clock.at += timedelta(seconds=1)
        await room.outbox.round()
        assert room.clock.at < began + timedelta(hours=1)
    assert timedelta(minutes=20) < room.clock.at - began < timedelta(minutes=40)
    assert letters[0].reason == f"It is away. Tried {TRIES_MAX} times."
    room.board.there = True
    room.clock.at += RETRY_LONGEST
    await rounds(room)
    assert room.board.heard and first not in {key for key, _, _ in room.board.heard}, "the others go on"
    assert await room.journal.replay_letter(first)
    await rounds(room)
    assert [key for key, _, _ in room.board.heard].count(first) == 1
    assert await room.journal.letters() == ()


async def test_g16_what_breaks_whoever_tells_it_is_tried_three_times() -> None:
    """G16: a bug is not an outage."""
    room = Room()
    await room.wants_person()
    await room.settle()
    (poison,) = await room.journal.effects(room.clock.at, room.clock.at)
    room.board.deaf.add(poison.effect_id)
    tries = 0
    while not await room.journal.letters():
        room.clock.at += RETRY_LONGEST
        tries += await room.outbox.round() > 0
        assert tries < 10
    assert "ValueError" in (await room.journal.letters())[0].reason
    assert tries == POISON_TRIES_MAX - 1, "and one before the first round, that nobody saw the end of"


async def test_g16_an_effect_that_kills_the_server_each_time_is_not_tried_for_ever() -> None:
    """G16: claimed again and again, and never an outcome."""
    room = Room()
    await room.wants_person()
    for _ in range(TRIES_MAX):
        await room.journal.effects(room.clock.at, room.clock.at)
    await room.outbox.round()
    (letter,) = await room.journal.letters()
    assert "died" in letter.reason and room.board.heard == []


async def test_g16_one_that_hangs_holds_up_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """G16: a helpdesk that never answers for one conversation; the others hear within the round, it is tried later."""
    monkeypatch.setattr(outbox, "TELL_S", 0.3)
    monkeypatch.setattr(outbox, "ROUND_S", 0.05)
    room = Room()
    room.board.hung.add("c0")
    for n in range(3):
        await room.wants_person(f"c{n}")
    assert await asyncio.wait_for(room.outbox.round(), 0.25) == 3
    assert {x["conversation_id"] for _, _, x in room.board.heard} == {"c1", "c2"}
    room.board.hung.clear()
    await asyncio.sleep(0.4)
    room.clock.at += RETRY
    await rounds(room)
    assert "c0" in {x["conversation_id"] for _, _, x in room.board.heard}


# The shop


class Shelf:
    """A shop in memory, or one that fails."""

    def __init__(self, fails: Exception | None = None) -> None:
        self.fails = fails

    async def profile(self, customer_id: str) -> Profile | None:
        if self.fails:
            raise self.fails
        return Profile(Customer("ada", "Ada", verified=True), since="2024-02-29")

    async def orders(self, customer_id: str) -> tuple[ShopOrder, ...]:
        if self.fails:
            raise self.fails
        return (ShopOrder("LN-10234", "ada", "shipped"),)

    async def order(self, order_id: str) -> ShopOrder | None:
        return None

    async def products(self) -> tuple[Product, ...]:
        return ()

    async def pages(self) -> tuple[Page, ...]:
        return ()


async def handed_off(shop: Shelf | None, *, verified: bool = True) -> Room:
    room = Room(agent("dana"), shop=shop)
    await room.come("dana")
    await room.desk.handle("c1", do.Start("c1", Customer("ada", "Ada", verified=verified)))
    await room.customer("Where is my parcel?")
    await room.settle()
    return room


@pytest.mark.parametrize(
    ("shop", "verified", "why"),
    [
        (Shelf(Unreachable("shop", "It answered 502.")), True, "It answered 502."),
        (Shelf(ValueError("not JSON")), True, "could not be read"),
        (Shelf(), False, "has not signed in"),
        (None, True, "No shop is connected."),
    ],
)
async def test_g12_without_the_shop_the_handoff_goes_on(shop: Shelf | None, verified: bool, why: str) -> None:
    """G12, H05: what is missing is named, part by part, and the agent is offered the conversation all the same."""
    room = await handed_off(shop, verified=verified)
    c = await room.see()
    assert await room.offered() == "dana"
    assert c.context["minimum"].content
    assert [why in c.context[x].missing for x in ("profile", "orders")] == [True, True]


# Nothing at all


async def test_g06_no_bot_no_shop_no_agent() -> None:
    """G06, B07, B09: the customer waits in a queue that exists, is told honestly, and gets choices."""
    room = Room()
    await room.customer("a person please")
    await room.settle()
    c = await room.see()
    assert c.escalation
    assert (c.status, c.escalation.queue) == (Status.QUEUED, "support")
    assert c.escalation.wait and not c.escalation.wait.open
    await room.later(31)
    c = await room.see()
    assert c.escalation and c.escalation.fallback == CHOICES
    promised = do.PromiseCallback(room.clock.now() + timedelta(hours=1), room.clock.now(), "ada@lantern.example")
    assert not (await room.desk.handle("c1", promised)).refused
    assert await room.lawful()


async def test_b09_a_queue_that_nobody_knows_is_the_default_one() -> None:
    """B09: the policy names a queue that the roster has not: whoever serves the default one takes it."""
    room = Room(agent("dana"))
    await room.come("dana")
    with capture_logs() as lines:
        await room.wants_person(queue="gone")
        await room.wants_person("c2", queue="support")
        await room.settle()
    assert await room.offered() == "dana"
    told = [(x["conversation_id"], x["queue"]) for x in lines if x["event"] == "queue_not_on_roster"]
    assert told == [("c1", "support")]


# Listeners


async def test_g12_a_packet_that_cannot_be_made_stops_no_handoff() -> None:
    """G12: a person is on the way all the same, and is told that the packet is missing."""

    def broken(c: Conversation, now: datetime) -> object:
        raise ValueError("a fact that nobody can read")

    room = Room(agent("dana"))
    room.desk._knows = replace(room.desk._knows, minimum_packet=broken)
    await room.come("dana")
    await room.wants_person()
    await room.settle()
    assert await room.offered() == "dana"
    (packet,) = [x for x in await room.happened(e.ContextAdded) if x.part == "minimum"]
    assert packet.content["missing"][0]["what"] == "packet"


class FullForAMoment(YieldingJournal):
    """Cannot store what the shop said, the first times."""

    refusals = 3

    async def append(self, change: Change) -> tuple[e.Recorded, ...]:
        if self.refusals and any(isinstance(x, e.ContextAdded) and x.part != "minimum" for x in change.events):
            self.refusals -= 1
            raise JournalUnavailable("The disk is full.")
        return await super().append(change)


async def test_g13_what_the_shop_said_is_kept_when_the_disk_has_room_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """G13, G12: the packet is whole a moment later, without a restart."""
    monkeypatch.setattr(insist, "AGAIN_S", 0.01)
    room = Room(agent("dana"), journal=FullForAMoment())
    await room.wants_person()
    await room.settle()
    assert {"profile", "orders"} <= (await room.see()).context.keys()
