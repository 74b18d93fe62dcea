"""The two sides that routing brings together, and what it decides."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from ..conversation.values import Choice


class Waiting(Struct, frozen=True):
    """Somebody who waits for a person. ``refused_by``: who declined or missed the offer, last one last, at ``refused_at``.

    ``callback``: (not before, promised by), when the customer chose to be written to later. ``tier`` and ``cart`` count
    only when the shop vouched for the customer (``verified``). ``seats``: the share of an agent's capacity that it takes.
    ``wanted_agent_id``: who was asked for in a transfer at ``wanted_at``. ``away``: nobody seems to be at the other end now.
    """

    conversation_id: str
    queue: str
    waiting_since: datetime
    priority: int = 0
    skills: tuple[str, ...] = ()
    language: str = ""
    refused_by: tuple[str, ...] = ()
    wanted_agent_id: str = ""
    callback: tuple[datetime, datetime] | None = None
    customer_id: str = ""
    previous_agent_id: str = ""
    tier: str = ""
    verified: bool = False
    cart: float = 0.0
    seats: float = 1.0
    away: bool = False
    refused_at: datetime | None = None
    wanted_at: datetime | None = None


class Ready(Struct, frozen=True):
    """An agent as the router sees them now. ``load``: the seats of conversations offered or held.

    ``free_by``: when somebody who is full is likely to have a seat again, where that is known (they are wrapping up).
    """

    agent_id: str
    name: str
    idle_since: datetime
    queues: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: float = 3
    load: float = 0
    available: bool = True
    free_by: datetime | None = None

    def has_room(self, seats: float) -> bool:
        return self.available and self.load + seats <= self.capacity + SEAT_DUST


#: Shares of a seat are added up: this much is rounding.
SEAT_DUST = 1e-9


class Match(Struct, frozen=True):
    """Offer this conversation to this agent. ``why``: the first three candidates for people, ``choice`` for checkers."""

    conversation_id: str
    agent_id: str
    why: tuple[str, ...] = ()
    choice: Choice | None = None
