"""Small histories, told step by step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from escapehatch.conversation import events as e
from escapehatch.conversation.fold import Conversation, replay
from escapehatch.conversation.values import Author, Customer, Reason, Role

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ADA = Author(Role.CUSTOMER, "ada", "Ada")
PIP = Author(Role.BOT, "bot", "Pip")
DANA = Author(Role.AGENT, "dana", "Dana")
ELI = Author(Role.AGENT, "eli", "Eli")
SYSTEM = Author(Role.SYSTEM, "system")

ASK = e.MessagePosted("m1", ADA, "Where is my parcel?")
ANSWER = e.MessagePosted("m2", PIP, "On its way.")
THANKS = e.MessagePosted("m3", ADA, "Are you sure?")
BUTTON = e.HandoffRequested("e1", Reason("asked_for_person", "Pressed the button.", queue="support"))
OFFERED = e.ReservationMade("r1", DANA, START)
JOINED = e.AgentJoined(DANA, "accepted", "r1")
REPLY = e.MessagePosted("m5", DANA, "Hello, I am Dana.")
WRAPPED = e.WrapUpStarted("dana")
CLOSED = e.ConversationClosed(SYSTEM, "inactive")
SERVED = (BUTTON, OFFERED, JOINED, REPLY, WRAPPED, CLOSED)


def history(*steps: e.Event | int, name: str = "c1", who: str = "ada", day: float = 0) -> list[e.Recorded]:
    """What happened. A number lets so many seconds pass."""
    at = START + timedelta(days=day)
    records = [e.Recorded(1, at, e.ConversationStarted(name, Customer(who)))]
    for step in steps:
        if isinstance(step, int):
            at += timedelta(seconds=step)
        else:
            records.append(e.Recorded(len(records) + 1, at, step))
    return records


def told(*steps: e.Event | int, name: str = "c1", who: str = "ada", day: float = 0) -> Conversation:
    """A conversation out of what happened."""
    return replay(history(*steps, name=name, who=who, day=day))
