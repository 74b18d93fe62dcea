"""The log's lines of what happened to conversations: after the commit, by id and version, without a word that was said.

What an operator asks at night is told at level ``info``: who was handed off and why, who was offered whom, who came after how
long, what the bot failed at. The rest (messages, readings, parts of the packet) is told at ``debug``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import structlog

from ..conversation import commands as do
from ..conversation import events as e
from ..conversation.decide import Refused
from ..conversation.events import Recorded
from ..conversation.fold import Conversation

log = structlog.get_logger(__name__)

Fields = dict[str, Any]
#: A command that takes longer is worth a warning, seconds.
SLOW_S: Final = 1.0


def react(c: Conversation, records: tuple[Recorded, ...]) -> None:
    """One line a fact. ``c`` is the conversation after all of ``records``."""
    if not structlog.is_configured():
        return
    for record in records:
        name = e.name_of(record.event)
        tell = log.info if name in NOTABLE or _failed(record.event) else log.debug
        line = LINES.get(name)
        tell(name, conversation_id=c.id, seq=record.seq, **(line(c, record.event, record.at) if line else {}))


def handled(c: Conversation, command: do.Command, refused: Refused | None, took_s: float) -> None:
    """One line a command; a slow one is a warning. Where nobody has set up a log, there is no diary."""
    if not structlog.is_configured():
        return
    tell = log.warning if took_s > SLOW_S else log.debug
    code = {"refused": refused.code} if refused else {}
    name = type(command).__name__
    tell("handled", conversation_id=c.id, seq=c.seq, command=name, took_ms=round(took_s * 1000, 1), **code)


def _failed(event: e.Event) -> bool:
    missing = isinstance(event, e.ContextAdded) and event.missing
    return bool(missing) or (isinstance(event, e.BotTurnEnded) and event.outcome != "answered")


def _s(since: datetime | None, at: datetime) -> float | None:
    return round((at - since).total_seconds(), 3) if since else None


def _requested(c: Conversation, x: e.HandoffRequested, at: datetime) -> Fields:
    reason = {"trigger": x.reason.trigger, "queue": x.reason.queue, "priority": x.reason.priority}
    return {"escalation_id": x.escalation_id, **reason, "score": x.reason.score, "lasted_s": _s(c.started_at, at)}


def _waited(c: Conversation, at: datetime) -> Fields:
    asked = c.escalation
    if not asked:
        return {}
    return {"escalation_id": asked.escalation_id, "waited_s": _s(asked.requested_at, at)}


def _reserved(c: Conversation, x: e.ReservationMade, at: datetime) -> Fields:
    offer = {"reservation_id": x.reservation_id, "agent_id": x.agent.id, "expires_at": x.expires_at.isoformat()}
    return {**offer, **_waited(c, at)}


def _refused(c: Conversation, x: e.ReservationDeclined | e.ReservationLapsed, at: datetime) -> Fields:
    return {"reservation_id": x.reservation_id, "agent_id": x.agent_id, **_waited(c, at)}


def _joined(c: Conversation, x: e.AgentJoined, at: datetime) -> Fields:
    return {"agent_id": x.agent.id, "how": x.how, "reservation_id": x.reservation_id, **_waited(c, at)}


def _promise(c: Conversation, x: e.PromiseKept | e.PromiseBroken, at: datetime) -> Fields:
    return {"kind": x.kind, "promised_at": x.promised_at.isoformat(), **_waited(c, at)}


def _of_agent(c: Conversation, x: Any, at: datetime) -> Fields:
    return {"agent_id": x.agent_id}


#: Told at ``info``, as often as people come and go; everything else that is not a failure at ``debug``.
_NOTABLE: Final = """
    HandoffRequested FallbackOffered CallbackPromised PromiseBroken CustomerWentAway WaitResumed PriorityRaised
    ReservationMade ReservationDeclined ReservationLapsed AgentJoined AgentDisconnected AgentReconnected AgentLost
    Transferred ReturnedToBot HoldEnded DraftSuppressed ConversationClosed ConversationReopened
    ConversationErased
"""
NOTABLE: Final = frozenset(_NOTABLE.split())

#: What goes along with the name of an event. Ids that the house or its roster gave, numbers, names of rules: nothing that a customer,
#: an agent, a bot or a shop may have written.
LINES: Final[dict[str, Callable[[Conversation, Any, datetime], Fields]]] = {
    "ConversationStarted": lambda c, x, at: {"channel": x.channel},
    "MessagePosted": lambda c, x, at: {"role": str(x.author.role)},
    "BotTurnStarted": lambda c, x, at: {"turn_id": x.turn_id, "epoch": x.epoch},
    "BotAttempted": lambda c, x, at: {"turn_id": x.turn_id, "had": x.ok},
    "BotTurnEnded": lambda c, x, at: {"turn_id": x.turn_id, "outcome": x.outcome},
    "DraftSuppressed": lambda c, x, at: {"turn_id": x.turn_id, "epoch": x.epoch},
    "HandoffRequested": _requested,
    "ContextAdded": lambda c, x, at: {"escalation_id": x.escalation_id, "part": x.part, "had": not x.missing},
    "FallbackOffered": lambda c, x, at: {"because": x.because, **_waited(c, at)},
    "CallbackPromised": lambda c, x, at: {"how": x.how, "promised_at": x.promised_at.isoformat(), **_waited(c, at)},
    "PromiseKept": _promise,
    "PromiseBroken": _promise,
    "CustomerWentAway": lambda c, x, at: _waited(c, at),
    "WaitResumed": lambda c, x, at: _waited(c, at),
    "PriorityRaised": lambda c, x, at: {"priority": x.priority, **_waited(c, at)},
    "ReservationMade": _reserved,
    "ReservationDeclined": _refused,
    "ReservationLapsed": _refused,
    "AgentJoined": _joined,
    "AgentDisconnected": _of_agent,
    "AgentReconnected": _of_agent,
    "AgentLost": lambda c, x, at: {"agent_id": x.agent_id, **_waited(c, at)},
    "Transferred": lambda c, x, at: {"agent_id": x.agent_id, **_waited(c, at)},
    "ReturnedToBot": _of_agent,
    "PutOnHold": _of_agent,
    "Resumed": _of_agent,
    "HoldEnded": _of_agent,
    "ConversationClosed": lambda c, x, at: {"role": str(x.by.role), "lasted_s": _s(c.started_at, at)},
    "ConversationRated": lambda c, x, at: {"score": x.score},
}
