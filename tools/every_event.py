"""Write ``web/protocol/fixtures/every_event.json``: each kind of event at least once, and Python's fold of it.

The golden pages give the fold true stories; this gives it every event, so that none is forgotten in TypeScript.
"""

from __future__ import annotations

import json
import sys
import typing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from escapehatch.conversation import events as e
from escapehatch.conversation.attachment import Attachment
from escapehatch.conversation.fold import Conversation, apply
from escapehatch.conversation.values import (
    Author,
    Card,
    Cart,
    Citation,
    Customer,
    Mention,
    Reading,
    Reason,
    Role,
    Topic,
    Wait,
)

OUT = Path(__file__).resolve().parent.parent / "web" / "protocol" / "fixtures" / "every_event.json"
START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
ADA = Author(Role.CUSTOMER, "ada", "Ada")
PIP = Author(Role.BOT, "pip", "Pip")
DANA = Author(Role.AGENT, "dana", "Dana")
ELI = Author(Role.AGENT, "eli", "Eli")
ORDER = Citation("W123", "/orders/W123", card=Card("order", "shipped", 19.5, lines=("Lamp",), due_on="2026-03-04"))
PHOTO = Attachment("b1", "kettle.jpg", "image/jpeg", 48_211, 1536, 2048)
LIST = Attachment("b2", "parts.pdf", "application/pdf", 9_000)
SOON = START + timedelta(minutes=30, microseconds=250)


def story() -> tuple[e.Event, ...]:
    """A conversation in which everything happens that can."""
    return (*with_bot(), *waiting(), *with_agents(), *afterwards())


def with_bot() -> tuple[e.Event, ...]:
    heard = Reading("en", "billing", 0.9, topics=(Topic("billing", 0.8),), mentions=(Mention("order", "W123", 3, 7),))
    return (
        e.ConversationStarted("c1", Customer("anon"), "widget", "es", "/cart"),
        e.CustomerIdentified(Customer("ada", "Ada", "ada@lantern.example", "", "gold", True)),
        e.CartChanged(Cart(19.5, "EUR", ("Lamp",))),
        e.MessagePosted("m1", ADA, "My W123 was charged twice"),
        e.ReadingRecorded("m1", heard),
        e.BotTurnStarted("t1", 1, "m1", SOON),
        e.BotAttempted("t1", "looked up an order", "W123", "shipped"),
        e.MessagePosted("m2", PIP, "It left.", (Citation("Returns", "/returns", "30 days"), ORDER), "t1", ("Thanks",)),
        e.BotTurnEnded("t1", "answered"),
        e.BotTurnStarted("t2", 1, "m1", SOON),
        e.BotTurnEnded("t2", "failed", "timed out"),
        e.HandoffOffered(Reason("frustration", "sounds annoyed", ("m1",), 0.7)),
        e.ShadowDiffered("0123456789ab", "handoff", "offer", Reason("frustration", "sounds annoyed", ("m1",), 0.7)),
        e.BotTurnStarted("t3", 1, "m1", SOON),
    )


def waiting() -> tuple[e.Event, ...]:
    return (
        e.HandoffRequested("x1", Reason("asked", "asked for a person", ("m1",), 1.0, "billing", 1, ("es",))),
        e.DraftSuppressed("t3", 1, "Let me check", "a person is being found"),
        e.BotTurnEnded("t3", "suppressed"),
        e.ContextAdded("x1", "minimum", {"wants": ["refund"]}),
        e.ContextAdded("x1", "orders", None, "the shop did not answer"),
        e.WaitAnnounced(Wait(2, 180, 360)),
        e.FallbackOffered("nobody_there", ("callback", "wait"), SOON),
        e.FallbackOffered("closed", ("bot", "email", "leave"), SOON),
        e.BotKept(),
        e.MessagePosted("m2b", ADA, "What is a pouffe?"),
        e.MessagePosted("m2c", ADA, "", attachments=(PHOTO, LIST)),
        e.BotTurnStarted("t4", 3, "m2c", SOON),
        e.BotTurnEnded("t4", "answered"),
        e.BotStoodDown("the bot could not answer"),
        e.BotKept(),
        e.CustomerWentAway(START),
        e.CustomerCameBack(),
        e.CustomerWentAway(START),
        e.ConversationClosed(Author(Role.SYSTEM, "system"), "abandoned_silent"),
        e.WaitResumed(),
        e.BotKept(),
        e.CallbackPromised(SOON, START, "ada@lantern.example", "email"),
        e.PromiseBroken("email", SOON),
        e.PromiseKept("wait", SOON),
        e.PriorityRaised("the promise is near", 2),
        e.ReservationMade("r1", DANA, SOON, ("least busy",)),
        e.ReservationDeclined("r1", "dana"),
        e.BotKept(again=True),
        e.ReservationMade("r2", ELI, SOON),
        e.ReservationLapsed("r2", "eli"),
        e.ReservationMade("r3", DANA, SOON),
    )


def with_agents() -> tuple[e.Event, ...]:
    return (
        e.AgentJoined(DANA, "accepted", "r3"),
        e.NotePosted("n1", DANA, "check the payments"),
        e.MessagePosted("m3", DANA, "Hello Ada, which order?"),
        e.ReaskRecorded("m3", ("order=W123",)),
        e.AgentDisconnected("dana", SOON),
        e.AgentReconnected("dana"),
        e.AgentDisconnected("dana", SOON),
        e.AgentLost("dana", "did not come back"),
        e.DraftKept("dana", "Dear Ada"),
        e.AgentJoined(ELI, "takeover"),
        e.Transferred("eli", "returns", "dana", "knows the carrier"),
        e.AgentJoined(DANA),
        e.MessagePosted("m3b", DANA, "I ask the carrier"),
        e.PutOnHold("dana", SOON, "the carrier"),
        e.Resumed("dana", "the customer wrote"),
        e.PutOnHold("dana", SOON),
        e.HoldEnded("dana", "the time has come"),
        e.AgentJoined(DANA),
        e.WrapUpStarted("dana"),
        e.MessagePosted("m4", ADA, "one more thing"),
        e.WrapUpInterrupted("m4"),
        e.ReturnedToBot("dana", "refund is on its way", "resolved"),
    )


def afterwards() -> tuple[e.Event, ...]:
    return (
        e.CopyRequested("ada@lantern.example"),
        e.ContactVerified("ada@lantern.example"),
        e.ConversationRated(5, "kind"),
        e.ConversationClosed(Author(Role.SYSTEM, "system"), "inactive"),
        e.ConversationReopened("the customer wrote again"),
        e.MessagePosted("m5", ADA, "me again"),
        e.HandoffRequested("x2", Reason("asked", "asked again", queue="billing")),
        e.AgentJoined(DANA),
        e.WrapUpStarted("dana"),
        e.ConversationClosed(DANA, "resolved", "done"),
        e.ConversationErased(DANA),
    )


def fixture() -> dict[str, Any]:
    """``events``: the journal; ``snapshots``: version -> Python's picture of it."""
    records = [e.Recorded(place, START + timedelta(seconds=place), x) for place, x in enumerate(story(), 1)]
    missing = {kind.__name__ for kind in typing.get_args(e.Event)} - {e.name_of(record.event) for record in records}
    if missing:
        raise ValueError(f"tools/every_event.py does not tell of {sorted(missing)}")
    conversation, pictures = Conversation(), {}
    for record in records:
        conversation = apply(conversation, record)
        pictures[str(record.seq)] = conversation
    whole: dict[str, Any] = msgspec.json.decode(msgspec.json.encode({"events": records, "snapshots": pictures}))
    return whole


def text() -> str:
    """The file as it must be."""
    return json.dumps(fixture(), ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    OUT.write_text(text(), encoding="utf-8")
    sys.exit(0)
