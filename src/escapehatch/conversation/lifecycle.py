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
    QUEUED_WITH_BOT = "queued_with_bot"
    RESERVED = "reserved"
    WITH_AGENT = "with_agent"
    ON_HOLD = "on_hold"
    WRAP_UP = "wrap_up"
    CLOSED = "closed"
    ERASED = "erased"


W, Q, B, R, A, H, U, C, X = Status

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
    "CopyRequested",
    "ContactVerified",
    "PromiseKept",
    "PromiseBroken",
    "DraftKept",
)

#: Nothing may happen any more, not even what may happen anywhere.
FINAL: Final = frozenset({X})

#: What may happen to somebody who waits, whoever keeps them company, and leaves them where they are.
WHILE_WAITING: Final = (
    "WaitAnnounced",
    "FallbackOffered",
    "CallbackPromised",
    "PriorityRaised",
    "CustomerWentAway",
    "CustomerCameBack",
)

NEXT: Final[Mapping[Status, Mapping[str, Status]]] = {
    W: {
        "ConversationStarted": W,
        "BotTurnStarted": W,
        "BotAttempted": W,
        "HandoffOffered": W,
        "HandoffRequested": Q,
        "ConversationClosed": C,
        "ConversationErased": X,
    },
    Q: {
        **dict.fromkeys(WHILE_WAITING, Q),
        "BotKept": B,
        "ReservationMade": R,
        "AgentJoined": A,
        "ConversationClosed": C,
        "ConversationErased": X,
    },
    B: {
        **dict.fromkeys(WHILE_WAITING, B),
        "BotTurnStarted": B,
        "BotAttempted": B,
        "BotStoodDown": Q,
        "ReservationMade": R,
        "AgentJoined": A,
        "ConversationClosed": C,
        "ConversationErased": X,
    },
    R: {
        **dict.fromkeys(WHILE_WAITING, R),
        "BotKept": R,
        "BotStoodDown": R,
        "AgentJoined": A,
        "ReservationDeclined": Q,
        "ReservationLapsed": Q,
        "ConversationClosed": C,
        "ConversationErased": X,
    },
    A: {
        "AgentDisconnected": A,
        "AgentReconnected": A,
        "AgentLost": Q,
        "Transferred": Q,
        "ReturnedToBot": W,
        "PutOnHold": H,
        "WrapUpStarted": U,
        "ConversationErased": X,
    },
    H: {
        "HoldEnded": Q,
        "Resumed": A,
        "ConversationErased": X,
    },
    U: {
        "AgentDisconnected": U,
        "AgentReconnected": U,
        "AgentLost": Q,
        "WrapUpInterrupted": A,
        "ReturnedToBot": W,
        "ConversationClosed": C,
        "ConversationErased": X,
    },
    C: {
        "ConversationReopened": W,
        "WaitResumed": Q,
        "ConversationErased": X,
    },
    X: {},
}

MAY_SPEAK: Final[Mapping[Status, frozenset[Role]]] = {
    W: frozenset({Role.CUSTOMER, Role.BOT}),
    Q: frozenset({Role.CUSTOMER}),
    B: frozenset({Role.CUSTOMER, Role.BOT}),
    R: frozenset({Role.CUSTOMER}),
    A: frozenset({Role.CUSTOMER, Role.AGENT}),
    H: frozenset({Role.CUSTOMER}),
    U: frozenset({Role.CUSTOMER, Role.AGENT}),
    C: frozenset({Role.CUSTOMER}),
    X: frozenset(),
}

OWNER: Final[Mapping[Status, str]] = {
    W: "bot",
    Q: "queue",
    B: "bot",
    R: "queue",
    A: "agent",
    H: "agent",
    U: "agent",
    C: "nobody",
    X: "nobody",
}

#: A person is wanted or is there: the bot is silent, unless the customer keeps it while they wait.
HANDED_OFF: Final = frozenset({Q, B, R, A, H, U})
#: A person is wanted and none has come yet.
WAITING: Final = frozenset({Q, B, R})
#: The bot answers what the customer writes.
BOT_ANSWERS: Final = frozenset({W, B})
#: An agent holds the conversation, and it takes one of their seats.
ATTENDED: Final = frozenset({A, U})


def after(status: Status, event: str) -> Status | None:
    """The status that follows ``event``, or None where the event may not happen."""
    return NEXT[status].get(event) or (status if event in ANYWHERE and status not in FINAL else None)
