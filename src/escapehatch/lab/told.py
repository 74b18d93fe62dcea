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


#: Why the choices are offered, in words.
WHY: Final = {
    "closed": "nobody is here now",
    "nobody_there": "nobody is here now",
    "all_declined": "nobody has accepted",
    "full": "the queue is full",
    "long_wait": "it takes long",
}


def _fallback(x: e.FallbackOffered, c: Conversation) -> str:
    opens = f"; somebody is here from {x.opens_at:%H:%M}" if x.opens_at else ""
    return f"{WHY.get(x.because, x.because)}: {' or '.join(filter(None, (', '.join(x.choices[:-1]), *x.choices[-1:])))}{opens}"


def _kept(x: e.BotKept, c: Conversation) -> str:
    since = c.escalation.requested_at.strftime("%H:%M:%S") if c.escalation else ""
    return f"the bot answers {'again ' if x.again else ''}meanwhile; waits since {since}"


def _promised(x: e.CallbackPromised, c: Conversation) -> str:
    return f"{x.how} promised by {x.promised_at:%H:%M:%S}" + (f" to {x.contact}" if x.how == "email" else "")


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
    e.CallbackPromised: _promised,
    e.PromiseKept: lambda x, c: f"{x.kind} promised by {x.promised_at:%H:%M:%S}: kept",
    e.PromiseBroken: lambda x, c: f"{x.kind} promised by {x.promised_at:%H:%M:%S}: broken",
    e.BotKept: _kept,
    e.BotStoodDown: lambda x, c: "the bot is silent again" + (f": {x.because}" if x.because else ""),
    e.CustomerWentAway: lambda x, c: "no sign of the customer: not offered, place kept",
    e.CustomerCameBack: lambda x, c: "the customer is back, at the same place",
    e.WaitResumed: lambda x, c: f"waits again, since {c.escalation.requested_at:%H:%M:%S}" if c.escalation else "",
    e.PutOnHold: lambda x, c: f"on hold until {x.until_at:%H:%M:%S}" + (f": {x.note}" if x.note else ""),
    e.Resumed: lambda x, c: f"{x.agent_id} has it again" + (f": {x.because}" if x.because else ""),
    e.HoldEnded: lambda x, c: f"the hold is over: {x.because} Waits for {x.agent_id}",
    e.DraftKept: lambda x, c: f"what {x.agent_id} had typed is kept: {x.text}",
    e.PriorityRaised: lambda x, c: f"priority raised to {x.priority}: {x.because}",
    e.Transferred: lambda x, c: f"transferred to {x.to_agent_id or x.queue}",
    e.ReturnedToBot: lambda x, c: "returned to the bot" + (f": {x.note}" if x.note else ""),
    e.WrapUpStarted: lambda x, c: f"{x.agent_id} wraps up",
    e.WrapUpInterrupted: lambda x, c: "the customer wrote again",
    e.ConversationClosed: lambda x, c: f"closed: {x.disposition}",
    e.ConversationReopened: lambda x, c: f"reopened: {x.because}",
    e.ConversationRated: lambda x, c: f"rated {x.score}",
    e.ConversationErased: lambda x, c: f"erased by {x.by.id}",
    e.CopyRequested: lambda x, c: f"a copy goes to {x.contact}",
    e.ContactVerified: lambda x, c: f"{x.contact} is the customer's own",
    e.ReaskRecorded: lambda x, c: f"asked again for what is known: {', '.join(x.facts)}",
}
