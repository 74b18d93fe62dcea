"""Who works, when, and how fast: an agent with several chats at once is slower at each of them."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from ...routing.roster import AgentProfile
from ...routing.waiting import Ready, Waiting

#: An agent who takes offers is away after so many that went by in a row (``routing``'s own rule).
MISSED_MAX: Final = 2


class Shift(Struct, frozen=True):
    """At work from ``begins_s`` to ``ends_s``, seconds since the start."""

    begins_s: float
    ends_s: float


class Offers(Struct, frozen=True):
    """How agents answer offers. ``accept_s``: mean seconds until they do, 0 at once. ``missed``, ``declined``: shares.

    After MISSED_MAX missed in a row the agent is away for ``away_s``.
    """

    accept_s: float = 0.0
    missed: float = 0.0
    declined: float = 0.0
    away_s: float = 600.0


class Contact:
    """One customer, from coming to the end."""

    __slots__ = ("agent", "came_s", "ended", "handle", "id", "kind", "told")

    def __init__(self, told: Waiting, kind: int, came_s: float, handle: float) -> None:
        self.told = told
        self.id = told.conversation_id
        self.kind = kind
        self.came_s = came_s
        self.handle = handle
        self.agent: Agent | None = None
        self.ended = False


class Agent:
    """One agent at work. Their own progress runs slower the more chats they have, and each chat ends at a progress."""

    __slots__ = (
        "away", "busy_s", "capacity", "ends", "idle_since", "load", "missed", "number", "offered", "on_duty",
        "profile", "progress", "slow", "staffed_s", "touched_s", "version",
    )  # fmt: skip

    def __init__(self, number: int, profile: AgentProfile, slow: Sequence[float]) -> None:
        self.number = number
        self.profile = profile
        self.capacity = float(profile.capacity)
        self.slow = tuple(slow)
        self.ends: list[tuple[float, int, Contact]] = []
        self.load = 0.0
        self.offered = 0.0
        self.on_duty = False
        self.away = False
        self.missed = 0
        self.progress = 0.0
        self.touched_s = 0.0
        self.version = 0
        self.busy_s = self.staffed_s = 0.0
        self.idle_since: datetime | None = None

    @property
    def there(self) -> bool:
        return self.on_duty and not self.away

    @property
    def pace(self) -> float:
        """How many times longer a chat takes with as many as there are now."""
        return self.slow[min(len(self.ends), len(self.slow)) - 1] if self.ends else 1.0

    def touch(self, now_s: float) -> None:
        """Bring the progress, and the seats in use and there, up to now."""
        passed = now_s - self.touched_s
        if passed > 0:
            if self.ends:
                self.progress += passed / self.pace
                self.busy_s += passed * (self.load - self.offered)
            if self.on_duty:
                self.staffed_s += passed * self.capacity
            elif self.ends:
                self.staffed_s += passed * (self.load - self.offered)
            self.touched_s = now_s

    def take(self, contact: Contact, serial: int) -> None:
        """Begin with this one; ``touch`` first."""
        heapq.heappush(self.ends, (self.progress + contact.handle, serial, contact))
        self.version += 1

    def finish(self) -> Contact:
        """End the one that is next to end; ``touch`` first."""
        ended, _, contact = heapq.heappop(self.ends)
        self.progress = ended
        self.version += 1
        return contact

    def next_end_s(self) -> float:
        """When the next one ends if nothing changes."""
        return self.touched_s + (self.ends[0][0] - self.progress) * self.pace

    def ready(self, now: datetime) -> Ready:
        """As the router is to see them."""
        who = self.profile
        return Ready(
            who.id, who.name, self.idle_since or now, who.queues, who.skills, who.languages, self.capacity, self.load,
            self.there,
        )  # fmt: skip
