"""Each event as the sentence that a golden page shows after ``>``. Events that only prepare others say nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ..conversation import events as e
from ..conversation.fold import Conversation
from ..conversation.lifecycle import Status


def tell(event: e.Event, before: Conversation) -> str:
    """What happened, for people; empty when it is not worth a line."""
    said = SENTENCES.get(type(event))
    return said(event, before) if said else ""


def _requested(x: e.HandoffRequested, c: Conversation) -> str:
    priority = f", priority {x.reason.priority}" if x.reason.priority else ""
    where = f" (queue: {x.reason.queue}{priority})" if x.reason.queue else ""
    return f"handoff requested: {x.reason.because}{where}"


def _joined(x: e.AgentJoined, c: Conversation) -> str:
    return f"{x.agent.id} is with the customer" + ("" if x.how == "accepted" else f" ({x.how})")


def _suppressed(x: e.DraftSuppressed, c: Conversation) -> str:
    if c.status == Status.WITH_BOT:
        return f"refused: {x.because}"
    return f"refused: bot may not speak while {c.status}"


def _ended(x: e.BotTurnEnded, c: Conversation) -> str:
    return f"the bot failed: {x.because}" if x.outcome == "failed" else ""


def _fallback(x: e.FallbackOffered, c: Conversation) -> str:
    opens = f"; somebody is here from {x.opens_at:%H:%M}" if x.opens_at else ""
    return f"{x.because}: {' or '.join(x.choices)}{opens}"


def _lost(x: e.AgentLost, c: Conversation) -> str:
    since = c.escalation.requested_at.strftime("%H:%M:%S") if c.escalation else ""
    return f"{x.agent_id} was lost; waits again, since {since}"


SENTENCES: Final[dict[type, Callable[[Any, Conversation], str]]] = {
    e.HandoffRequested: _requested,
    e.HandoffOffered: lambda x, c: f"offered a person: {x.reason.because}",
    e.ReservationMade: lambda x, c: f"reserved for {x.agent.id} until {x.expires_at:%H:%M:%S}",
    e.ReservationDeclined: lambda x, c: f"{x.agent_id} declined",
    e.ReservationLapsed: lambda x, c: f"the offer to {x.agent_id} ran out",
    e.AgentJoined: _joined,
    e.AgentDisconnected: lambda x, c: f"{x.agent_id} has until {x.grace_until:%H:%M:%S} to come back",
    e.AgentReconnected: lambda x, c: f"{x.agent_id} is back",
    e.AgentLost: _lost,
    e.DraftSuppressed: _suppressed,
    e.BotTurnEnded: _ended,
    e.FallbackOffered: _fallback,
    e.CallbackPromised: lambda x, c: f"callback promised by {x.promised_at:%H:%M:%S}",
    e.PriorityRaised: lambda x, c: f"priority raised to {x.priority}: {x.because}",
    e.Transferred: lambda x, c: f"transferred to {x.to_agent_id or x.queue}",
    e.ReturnedToBot: lambda x, c: "returned to the bot" + (f": {x.note}" if x.note else ""),
    e.WrapUpStarted: lambda x, c: f"{x.agent_id} wraps up",
    e.WrapUpInterrupted: lambda x, c: "the customer wrote again",
    e.ConversationClosed: lambda x, c: f"closed: {x.disposition}",
    e.ConversationReopened: lambda x, c: f"reopened: {x.because}",
    e.ConversationRated: lambda x, c: f"rated {x.score}",
    e.ReaskRecorded: lambda x, c: f"asked again for what is known: {', '.join(x.facts)}",
}
