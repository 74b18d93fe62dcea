"""Which agent holds which conversations, and how many seats that takes."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from ..conversation.fold import Conversation
from ..conversation.lifecycle import ATTENDED, Status
from ..routing.scene import Chat

#: Statuses in which a conversation takes an agent's seats.
HOLDING: Final = frozenset({Status.RESERVED, *ATTENDED})
#: Wrapping up takes about this long.
WRAP_UP_TAKES: Final = timedelta(seconds=45)


class Holding(Struct, frozen=True):
    """``since``: the agent is with the customer; None while it is only offered. ``class_id``: of the customer."""

    agent_id: str
    seats: float
    free_by: datetime | None = None
    since: datetime | None = None
    class_id: str = ""


class Held:
    """Loads as a sum over conversations, so that they cannot drift (D09)."""

    def __init__(self) -> None:
        self._by: dict[str, Holding] = {}
        self._of: dict[str, set[str]] = {}

    def see(self, c: Conversation, seats: float, class_id: str = "") -> set[str]:
        """Take in how a conversation stands; returns the agents whose load changed."""
        before, after = self._by.get(c.id), _holding(c, seats, class_id)
        if before == after:
            return set()
        if before:
            self._of[before.agent_id].discard(c.id)
            del self._by[c.id]
        if after:
            self._of.setdefault(after.agent_id, set()).add(c.id)
            self._by[c.id] = after
        return {x.agent_id for x in (before, after) if x}

    def by(self, conversation_id: str) -> str:
        held = self._by.get(conversation_id)
        return held.agent_id if held else ""

    def conversations(self) -> Set[str]:
        return self._by.keys()

    def load(self, agent_id: str) -> float:
        return sum(self._by[x].seats for x in self._of.get(agent_id, ()))

    def chats(self, now: datetime) -> list[Chat]:
        """All of them, as a prediction sees them."""
        return [Chat(x.agent_id, x.since or now, x.class_id) for x in self._by.values()]

    def free_by(self, agent_id: str) -> datetime | None:
        """When a seat is likely to be free, where somebody is being wrapped up."""
        ends = [self._by[x].free_by for x in self._of.get(agent_id, ())]
        return min((x for x in ends if x), default=None)


def _holding(c: Conversation, seats: float, class_id: str) -> Holding | None:
    if c.status not in HOLDING:
        return None
    holder = c.reservation.agent if c.reservation else c.agent
    if holder is None:
        return None
    wrapped = c.updated_at + WRAP_UP_TAKES if c.status == Status.WRAP_UP and c.updated_at else None
    since = c.escalation.joined_at if c.escalation and c.status != Status.RESERVED else None
    return Holding(holder.id, seats, wrapped, since, class_id)
