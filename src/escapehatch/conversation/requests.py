"""What became of each request for a person? One line a request, as the law and the metrics count: a conversation may have several.

The wait begins when the person was asked for (K01) and ends with an agent's own words (K02). An agent who steps in unasked
serves no request. Stays are the other side of it: who had which conversation, from when until when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from . import events as e
from .values import Role

#: The trigger of an escalation that nobody had asked for.
UNASKED: Final = "takeover"
#: Endings of a wait in which the customer gave no sign any more, and those in which they said so.
SILENT: Final = frozenset({"inactive", "abandoned_silent"})
SAID: Final = frozenset({"left"})


class Request(Struct, frozen=True):
    """``served_at``: the first words of an agent. ``promised_at``: by when somebody was to write, ``kept_at``: when they did.

    ``queue``: where it waited when it was served or ended. ``customer_class``: as the router told it, when it did.
    ``offers``, ``declined``, ``lapsed``: to and by agents. ``fallbacks``: why the customer was given choices.
    ``ended_at``, ``ended_as``: when and how it was over, served or not. ``wrote_after``: the customer, once served.
    """

    conversation_id: str
    escalation_id: str
    channel: str
    requested_at: datetime
    trigger: str
    queue: str = ""
    priority: int = 0
    customer_class: str = ""
    offers: int = 0
    declined: int = 0
    lapsed: int = 0
    fallbacks: tuple[str, ...] = ()
    promised_at: datetime | None = None
    kept_at: datetime | None = None
    joined_at: datetime | None = None
    served_at: datetime | None = None
    agent_id: str = ""
    wrote_after: bool = False
    ended_at: datetime | None = None
    ended_as: str = ""

    @property
    def wait_s(self) -> float | None:
        """Seconds from the request to an agent's words; None when there were none."""
        return (self.served_at - self.requested_at).total_seconds() if self.served_at else None

    @property
    def outcome(self) -> str:
        """served, left (and said so), silent, closed (by the house or an agent, without a word), or waiting."""
        if self.served_at:
            return "served"
        if self.ended_at is None:
            return "waiting"
        return "silent" if self.ended_as in SILENT else "left" if self.ended_as in SAID else "closed"


class Stay(Struct, frozen=True):
    """An agent had a conversation from ``joined_at`` until ``left_at``, or at least until then when it goes on."""

    conversation_id: str
    agent_id: str
    joined_at: datetime
    left_at: datetime


def requests(records: Iterable[e.Recorded]) -> tuple[Request, ...]:
    """Each request of one conversation, oldest first."""
    found: list[Request] = []
    conversation_id = channel = ""
    asked = False
    for record in records:
        event = record.event
        if isinstance(event, e.ConversationStarted):
            conversation_id, channel = event.conversation_id, event.channel
        elif isinstance(event, e.HandoffRequested):
            asked = event.reason.trigger != UNASKED
            if asked:
                found.append(_asked(conversation_id, channel, event, record.at))
        elif asked and (step := STEPS.get(e.name_of(event))):
            found[-1] = replace(found[-1], **step(found[-1], event, record.at))
    return tuple(found)


def _asked(conversation_id: str, channel: str, x: e.HandoffRequested, at: datetime) -> Request:
    why = x.reason
    return Request(conversation_id, x.escalation_id, channel, at, why.trigger, why.queue, why.priority)


Changes = dict[str, Any]


def _posted(r: Request, x: e.MessagePosted, at: datetime) -> Changes:
    if x.author.role == Role.CUSTOMER:
        return {"wrote_after": r.served_at is not None or r.wrote_after}
    if x.author.role != Role.AGENT:
        return {}
    kept = {"kept_at": at} if r.promised_at and not r.kept_at else {}
    return kept if r.served_at else {**kept, "served_at": at, "agent_id": x.author.id}


def _reserved(r: Request, x: e.ReservationMade, at: datetime) -> Changes:
    rivals = x.choice.rivals if x.choice else ()
    known = next((y.customer_class for y in rivals if y.conversation_id == r.conversation_id), r.customer_class)
    return {"offers": r.offers + 1, "customer_class": known}


def _ended(r: Request, how: str, at: datetime) -> Changes:
    return {} if r.ended_at else {"ended_at": at, "ended_as": how}


STEPS: Final[dict[str, Callable[[Request, Any, datetime], Changes]]] = {
    "MessagePosted": _posted,
    "ReservationMade": _reserved,
    "ReservationDeclined": lambda r, x, at: {"declined": r.declined + 1},
    "ReservationLapsed": lambda r, x, at: {"lapsed": r.lapsed + 1},
    "FallbackOffered": lambda r, x, at: {"fallbacks": (*r.fallbacks, x.because)},
    "CallbackPromised": lambda r, x, at: {"promised_at": r.promised_at or x.promised_at},
    "PriorityRaised": lambda r, x, at: {"priority": x.priority},
    "AgentJoined": lambda r, x, at: {"joined_at": r.joined_at or at},
    "AgentLost": lambda r, x, at: {} if r.served_at else {"joined_at": None},
    "Transferred": lambda r, x, at: {} if r.served_at else {"joined_at": None, "queue": x.queue},
    "ReturnedToBot": lambda r, x, at: _ended(r, "returned", at),
    "ConversationClosed": lambda r, x, at: _ended(r, x.disposition, at),
    "ConversationErased": lambda r, x, at: _ended(r, "erased", at),
    "WaitResumed": lambda r, x, at: {"ended_at": None, "ended_as": ""},
}

#: What begins a stay, besides an agent's joining, and what ends one.
BEGINS: Final = frozenset({"AgentJoined", "Resumed"})
ENDS: Final = frozenset(
    {"AgentLost", "Transferred", "ReturnedToBot", "ConversationClosed", "ConversationErased", "PutOnHold"}
)


def stays(records: Iterable[e.Recorded]) -> tuple[Stay, ...]:
    """Each stay of an agent with one conversation, wrap-up included, oldest first."""
    found: list[Stay] = []
    conversation_id, here = "", False
    for record in records:
        event: Any = record.event
        if isinstance(event, e.ConversationStarted):
            conversation_id = event.conversation_id
        if here:
            found[-1] = replace(found[-1], left_at=record.at)
        name = e.name_of(event)
        if name in BEGINS:
            who = event.agent.id if isinstance(event, e.AgentJoined) else event.agent_id
            found.append(Stay(conversation_id, who, record.at, record.at))
        here = (here or name in BEGINS) and name not in ENDS
    return tuple(found)
