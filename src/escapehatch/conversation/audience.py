"""Who may see which event. The customer's copy of a conversation is the fold of the events this lets through."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from . import events as e
from .values import Author, Reason, Role

#: Events that are the team's own business.
INTERNAL: Final = frozenset(
    {
        "ReadingRecorded",
        "NotePosted",
        "BotAttempted",
        "DraftSuppressed",
        "ContextAdded",
        "PriorityRaised",
        "ReservationMade",
        "ReservationDeclined",
        "ReservationLapsed",
        "AgentDisconnected",
        "AgentReconnected",
        "ReaskRecorded",
        "ShadowDiffered",
        "PromiseKept",
        "PromiseBroken",
        "CustomerWentAway",
        "CustomerCameBack",
        "DraftKept",
    }
)


def for_customer(record: e.Recorded) -> e.Recorded | None:
    """The event as the customer may see it: whole, without the inside words, or not at all."""
    event = record.event
    if e.name_of(event) in INTERNAL or (isinstance(event, e.BotKept) and event.again):
        return None
    shown = _without_inside_words(event)
    return record if shown is event else replace(record, event=shown)


def _without_inside_words(event: e.Event) -> e.Event:
    match event:
        case e.HandoffRequested():
            return replace(event, reason=Reason(event.reason.trigger, "", queue=event.reason.queue))
        case e.HandoffOffered():
            return replace(event, reason=Reason(event.reason.trigger, ""))
        case e.BotTurnEnded():
            return replace(event, because="")
        case e.AgentLost() | e.BotStoodDown() | e.Resumed() | e.HoldEnded():
            return replace(event, because="")
        case e.PutOnHold():
            return replace(event, note="")
        case e.Transferred():
            return replace(event, note="")
        case e.ReturnedToBot():
            return replace(event, note="", disposition="")
        case e.ConversationClosed():
            by = Author(event.by.role, event.by.id, event.by.name)
            return replace(event, by=by, note="", disposition="")
        case e.ConversationErased():
            return replace(event, by=Author(Role.SYSTEM, ""))
    return event
