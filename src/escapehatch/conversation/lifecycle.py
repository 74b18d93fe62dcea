"""The law of a conversation, as data.

``NEXT[status][event]`` is the status after the event; a missing entry means the event may not happen in that status.
``MAY_SPEAK[status]`` names the roles whose words reach the customer. ``OWNER[status]`` names who holds the owner slot.
Nothing else in the house decides what may happen when. The diagram in the docs is drawn from these tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from .values import Role


class Status(StrEnum):
    WITH_BOT = "with_bot"
    QUEUED = "queued"
    RESERVED = "reserved"
    WITH_AGENT = "with_agent"
    WRAP_UP = "wrap_up"
    CLOSED = "closed"


W, Q, R, A, U, C = Status

#: Events that happen wherever the conversation stands, and leave it there.
ANYWHERE: Final = (
    "CustomerIdentified",
    "CartChanged",
    "MessagePosted",
    "ReadingRecorded",
    "NotePosted",
    "DraftSuppressed",
    "BotTurnEnded",
    "ContextAdded",
    "ReaskRecorded",
    "ShadowDiffered",
    "ConversationRated",
)

NEXT: Final[Mapping[Status, Mapping[str, Status]]] = {
    W: {
        "ConversationStarted": W,
        "BotTurnStarted": W,
        "BotAttempted": W,
        "HandoffOffered": W,
        "HandoffRequested": Q,
        "ConversationClosed": C,
    },
    Q: {
        "WaitAnnounced": Q,
        "FallbackOffered": Q,
        "CallbackPromised": Q,
        "PriorityRaised": Q,
        "ReservationMade": R,
        "AgentJoined": A,
        "ConversationClosed": C,
    },
    R: {
        "WaitAnnounced": R,
        "CallbackPromised": R,
        "AgentJoined": A,
        "ReservationDeclined": Q,
        "ReservationLapsed": Q,
        "ConversationClosed": C,
    },
    A: {
        "AgentDisconnected": A,
        "AgentReconnected": A,
        "AgentLost": Q,
        "Transferred": Q,
        "ReturnedToBot": W,
        "WrapUpStarted": U,
    },
    U: {
        "AgentDisconnected": U,
        "AgentReconnected": U,
        "AgentLost": Q,
        "WrapUpInterrupted": A,
        "ReturnedToBot": W,
        "ConversationClosed": C,
    },
    C: {
        "ConversationReopened": W,
    },
}

MAY_SPEAK: Final[Mapping[Status, frozenset[Role]]] = {
    W: frozenset({Role.CUSTOMER, Role.BOT}),
    Q: frozenset({Role.CUSTOMER}),
    R: frozenset({Role.CUSTOMER}),
    A: frozenset({Role.CUSTOMER, Role.AGENT}),
    U: frozenset({Role.CUSTOMER, Role.AGENT}),
    C: frozenset({Role.CUSTOMER}),
}

OWNER: Final[Mapping[Status, str]] = {W: "bot", Q: "queue", R: "queue", A: "agent", U: "agent", C: "nobody"}

#: A person is wanted or is there: the bot is silent.
HANDED_OFF: Final = frozenset({Q, R, A, U})
#: A person is wanted and none has come yet.
WAITING: Final = frozenset({Q, R})
#: An agent holds the conversation.
ATTENDED: Final = frozenset({A, U})


def after(status: Status, event: str) -> Status | None:
    """The status that follows ``event``, or None where the event may not happen."""
    return NEXT[status].get(event) or (status if event in ANYWHERE else None)
