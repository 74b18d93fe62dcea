"""What is told to other systems, what is asked of the shop, and what is left when there is nothing at all."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.fold import Conversation
from escapehatch.conversation.lifecycle import Status
from escapehatch.conversation.values import Customer
from escapehatch.desk.outbox import LEASE, RETRY
from escapehatch.ports import Page, Product, Profile, ShopOrder, Unreachable
from escapehatch.routing.ladder import CHOICES

from .room import Room, agent, author


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
    assert {key for key, _, _ in room.board.heard} == {claimed.effect_id}
    assert len(room.board.heard) == 2


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
    await room.wants_person(queue="gone")
    await room.settle()
    assert await room.offered() == "dana"


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
