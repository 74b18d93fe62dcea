"""Where events are kept: the values that cross that seam, and the journal itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct

from ..conversation.events import Event, Recorded
from ..conversation.tally import Tally
from .blobs import Blobs


class Conflict(Exception):
    """Somebody else appended first: read again and decide again. ``actual`` is the version found."""

    def __init__(self, conversation_id: str, expected: int, actual: int) -> None:
        super().__init__(f"{conversation_id}: expected version {expected}, found {actual}")
        self.actual = actual


class SeatTaken(Exception):
    """The agent has no free seat at the moment of the claim."""


class JournalUnavailable(Exception):
    """Nothing can be stored now (disk full, locked, IO error). Nothing was acknowledged; try again later."""


class Standing(Struct, frozen=True):
    """The row by which a conversation is found: its status, owner and place, as of version ``seq``.

    ``seats``: what it takes of the capacity of the agent who holds it.
    """

    conversation_id: str
    seq: int
    status: str
    customer_id: str
    updated_at: datetime
    agent_id: str = ""
    queue: str = ""
    priority: int = 0
    waiting_since: datetime | None = None
    title: str = ""
    seats: float = 1.0


class Deadline(Struct, frozen=True):
    """A moment by which something must happen. The set of a conversation is replaced by each append."""

    conversation_id: str
    kind: str
    key: str
    due_at: datetime


class Effect(Struct, frozen=True):
    """Something to tell the outside world after the commit. ``effect_id`` is the idempotency key."""

    effect_id: str
    conversation_id: str
    kind: str
    payload: dict[str, Any]
    tries: int = 0


class Letter(Struct, frozen=True):
    """An effect that nobody tries any more: it failed too often. ``reason`` is one sentence."""

    effect: Effect
    reason: str
    dead_at: datetime


class Seat(Struct, frozen=True):
    """A claim of ``seats`` on an agent's capacity, tested in the same transaction as the append."""

    agent_id: str
    capacity: float
    seats: float = 1.0

    def fits(self, taken: float) -> bool:
        """Whether it fits beside what is taken. Shares are added up: a billionth is rounding."""
        return taken + self.seats <= self.capacity + 1e-9


class Change(Struct, frozen=True):
    """One append: ``events`` follow version ``expected``; the rows describe the conversation after them."""

    conversation_id: str
    expected: int
    events: tuple[Event, ...]
    at: datetime
    standing: Standing
    deadlines: tuple[Deadline, ...] = ()
    effects: tuple[Effect, ...] = ()
    seat: Seat | None = None


class Journal(Blobs, Protocol):
    """Where events are kept. What ``append`` returned is durable; nothing is acknowledged before.

    ``stream_epoch``: another number after a restore; versions of different epochs are not comparable.
    """

    @property
    def stream_epoch(self) -> int: ...

    async def append(self, change: Change) -> tuple[Recorded, ...]:
        """Write all of it or nothing. Raises Conflict (stale version), SeatTaken, or BlobMissing."""

    async def erase(self, change: Change) -> tuple[Recorded, ...]:
        """Append ``change``, which says that its conversation is erased, and leave of all before what ``forgotten`` leaves.

        All of it or nothing, as ``append``. What was to be told outside is not told any more.
        """

    async def tidy(self, most_bytes: int | None = None) -> tuple[str, ...]:
        """Remove every trace of what was erased, from files and backups too; a sentence for each that is still there.

        That may hold up writers for seconds: with ``most_bytes`` a larger journal is left for later.
        """

    async def erased(self, conversation_id: str) -> bool:
        """Whether it was, also before a restore: what was erased does not come back."""

    async def read(self, conversation_id: str, after: int = 0) -> tuple[Recorded, ...]: ...

    async def standings(
        self,
        statuses: Sequence[str] = (),
        agent_id: str = "",
        customer_id: str = "",
        limit: int = 200,
        words: str = "",
        before: tuple[datetime, str] | None = None,
    ) -> tuple[Standing, ...]:
        """Rows that match every given filter: waiting ones by priority then age, others latest first.

        ``words``: each begins a word of a message, a note, or the customer's name, address or number; latest first.
        ``before``: (updated_at, conversation_id) of the last row of the page before; latest first.
        """

    def every(self) -> AsyncIterator[tuple[str, tuple[Recorded, ...]]]:
        """Each conversation with all its events, oldest conversation first."""

    async def due(self, now: datetime, lease_until: datetime, limit: int = 100) -> tuple[Deadline, ...]:
        """Claim the deadlines that are due and not leased to somebody else after ``now``.

        A lease that ends after ``lease_until`` was given before the clock was set back, and counts for nothing.
        """

    async def next_due(self) -> datetime | None:
        """When the next deadline can be claimed: it is due, and nobody's lease is on it."""

    async def deadline_done(self, deadline: Deadline) -> None: ...

    async def effects(self, now: datetime, lease_until: datetime, limit: int = 20) -> tuple[Effect, ...]:
        """Claim undelivered effects, per conversation in order."""

    async def effect_done(self, effect_id: str) -> None: ...

    async def effect_failed(self, effect_id: str, retry_at: datetime) -> None: ...

    async def effect_dead(self, effect_id: str, reason: str, at: datetime) -> None:
        """Set it aside as a dead letter: the next one of its conversation goes on."""

    async def letters(self, limit: int = 1_000) -> tuple[Letter, ...]:
        """Dead letters, in the order in which they were to be told."""

    async def replay_letter(self, effect_id: str) -> bool:
        """Try it again, under its id and in its old place; False when it is no dead letter."""

    async def drop_letter(self, effect_id: str) -> bool:
        """Give it up for good; False when it is no dead letter."""

    async def tally(self) -> Tally: ...

    async def keep(self, kind: str, key: str, value: bytes) -> None:
        """Store a small record beside the conversations (a login, a presence). Replaces the old one."""

    async def claim(self, kind: str, key: str, value: bytes) -> bool:
        """Store a record unless there is one: of many callers exactly one hears True."""

    async def kept(self, kind: str) -> Mapping[str, bytes]: ...

    async def kept_one(self, kind: str, key: str) -> bytes | None: ...

    async def take(self, kind: str, key: str) -> bytes | None:
        """Remove and return a record: of many callers exactly one gets it."""

    async def close(self) -> None: ...
