"""Conversations brought to a status by lawful commands, for these tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.decide import Refused, decide
from escapehatch.conversation.fold import Conversation, apply
from escapehatch.conversation.lifecycle import Status
from escapehatch.conversation.values import Author, Cart, Customer, Guided, Reason, Role, Wait

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=30)
ADA = Author(Role.CUSTOMER, "ada", "Ada")
PIP = Author(Role.BOT, "bot", "Pip")
DANA = Author(Role.AGENT, "dana", "Dana")
ELI = Author(Role.AGENT, "eli", "Eli")
SYSTEM = Author(Role.SYSTEM, "system")
ASKED = Reason("asked_for_person", "Asked for a person.", ("m1",), queue="support")

START = do.Start("c1", Customer("ada", "Ada"))
QUESTION = do.Post("m1", ADA, "Where is my parcel?")

#: What leads to each status, from nothing.
ROAD: dict[Status, tuple[do.Command, ...]] = {
    Status.WITH_BOT: (START, QUESTION),
    Status.QUEUED: (START, QUESTION, do.RequestHandoff("e1", ASKED)),
    Status.RESERVED: (START, QUESTION, do.RequestHandoff("e1", ASKED), do.Reserve("r1", DANA, LATER)),
}
ROAD[Status.QUEUED_WITH_BOT] = (*ROAD[Status.QUEUED], do.KeepBot(), do.Post("m3", ADA, "And what is a pouffe?"))
ROAD[Status.WITH_AGENT] = (*ROAD[Status.RESERVED], do.Accept(DANA, "r1"))
ROAD[Status.WRAP_UP] = (*ROAD[Status.WITH_AGENT], do.Post("m2", DANA, "Hello!"), do.StartWrapUp("dana"))
ROAD[Status.ON_HOLD] = (*ROAD[Status.WITH_AGENT], do.Post("m2", DANA, "Hello!"), do.PutOnHold("dana", LATER))
ROAD[Status.CLOSED] = (*ROAD[Status.WRAP_UP], do.Close(DANA, "resolved"))
ROAD[Status.ERASED] = (*ROAD[Status.WITH_AGENT], do.Erase(ELI))

#: One of every command, as it may come at any time.
EVERY: tuple[do.Command, ...] = (
    START,
    do.Identify(Customer("ada", "Ada Lovelace", verified=True)),
    do.ChangeCart(Cart(120.0)),
    do.Post("m8", ADA, "Anybody there?"),
    do.Post("m9", PIP, "Hello."),
    do.Post("m10", DANA, "Hello.", escalation_id="e8"),
    do.PostNote("n8", DANA, "Careful."),
    do.Guide("m1", (Guided("gift", 0.9),)),
    do.NoteShadow("next", "offer", "answer"),
    do.StartBotTurn("t8", LATER),
    do.FinishBotTurn("t8", 1, "m11", PIP, "On its way."),
    do.FailBotTurn("t8", "It broke."),
    do.Offer(Reason("frustration", "Upset.")),
    do.RequestHandoff("e9", ASKED, {"facts": []}),
    do.AddContext("e1", "orders", []),
    do.AnnounceWait(Wait(1, 60, 120)),
    do.OfferFallback("closed", ("callback", "wait")),
    do.PromiseCallback(LATER, NOW, "ada@lantern.example"),
    do.BreakPromise("wait"),
    do.RaisePriority("Due.", 3),
    do.KeepBot(),
    do.DismissBot(),
    do.GoAway(NOW),
    do.ComeBack(),
    do.Reserve("r8", ELI, LATER),
    do.Accept(DANA, "r1"),
    do.TakeOver(DANA, "e8"),
    do.Assign(ELI, DANA),
    do.Decline("dana", "r1"),
    do.Lapse("r1"),
    do.Disconnect("dana", LATER),
    do.Reconnect("dana"),
    do.LoseAgent("dana", "Gone."),
    do.Transfer("dana", "returns"),
    do.ReturnToBot("dana", "Tell her."),
    do.PutOnHold("dana", LATER),
    do.Resume("dana"),
    do.EndHold("The time has come."),
    do.KeepDraft("dana", "Dear Ada"),
    do.StartWrapUp("dana"),
    do.Close(SYSTEM, "inactive"),
    do.Rate(5),
    do.VerifyContact("ada@lantern.example"),
    do.RequestCopy("ada@lantern.example"),
    do.RecordReask("m2", ("order_id=LN-1",)),
    do.Erase(ELI),
)


def conduct(c: Conversation, *commands: do.Command) -> Conversation:
    """Fold what these commands mean; none of them may be refused."""
    for command in commands:
        events = decide(c, command, NOW)
        assert not isinstance(events, Refused), (command, events)
        c = folded(c, events)
    return c


def folded(c: Conversation, events: tuple[e.Event, ...]) -> Conversation:
    for event in events:
        c = apply(c, e.Recorded(c.seq + 1, NOW, event))
    return c


def at(status: Status) -> Conversation:
    c = conduct(Conversation(), *ROAD[status])
    assert c.status == status
    return c


def meant(c: Conversation, command: do.Command) -> list[str]:
    """The names of the events that a command means; it may not be refused."""
    events = decide(c, command, NOW)
    assert not isinstance(events, Refused), events
    return [e.name_of(x) for x in events]


def refusal(c: Conversation, command: do.Command) -> str:
    """The code with which a command is refused; it must be."""
    refused = decide(c, command, NOW)
    assert isinstance(refused, Refused), refused
    assert refused.sentence.endswith(".")
    assert refused.owner == c.owner
    return refused.code
