"""A journal in memory: the twin that tests, replay and simulation use. Nothing survives the process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from ..conversation.erasure import forgotten
from ..conversation.events import ConversationErased, Recorded
from ..conversation.lifecycle import ATTENDED, WAITING, Status
from ..conversation.tally import Line, Tally
from ..ports import Change, Conflict, Deadline, Effect, Letter, SeatTaken, Standing
from .memory_blobs import MemoryBlobs
from .words import matches, wanted

#: Statuses that take one of an agent's seats.
SEATED = frozenset({Status.RESERVED, *ATTENDED})


#: No effect is put off for longer: a later moment was named before the clock was set back (G14).
RETRY_MAX: Final = timedelta(minutes=10)


class MemoryJournal(MemoryBlobs):
    stream_epoch = 1

    def __init__(self) -> None:
        super().__init__()
        self._events: dict[str, list[Recorded]] = {}
        self._standings: dict[str, Standing] = {}
        self._deadlines: dict[tuple[str, str, str], tuple[Deadline, datetime | None]] = {}
        self._effects: dict[str, tuple[Effect, datetime | None]] = {}
        self._delivered: set[str] = set()
        self._dead: dict[str, Letter] = {}
        self._kept: dict[str, dict[str, bytes]] = {}

    async def append(self, change: Change) -> tuple[Recorded, ...]:
        past = self._events.get(change.conversation_id, [])
        if len(past) != change.expected:
            raise Conflict(change.conversation_id, change.expected, len(past))
        self._claim_seat(change)
        self._send(change)
        first = change.expected + 1
        records = tuple(Recorded(first + n, change.at, event) for n, event in enumerate(change.events))
        self._events.setdefault(change.conversation_id, []).extend(records)
        self._standings[change.conversation_id] = change.standing
        self._replace_deadlines(change)
        for effect in change.effects:
            if effect.effect_id not in self._delivered:
                self._effects.setdefault(effect.effect_id, (effect, None))
        return records

    def _claim_seat(self, change: Change) -> None:
        if not change.seat:
            return
        taken = sum(
            row.seats
            for row in self._standings.values()
            if row.agent_id == change.seat.agent_id
            and row.status in SEATED
            and row.conversation_id != change.conversation_id
        )
        if not change.seat.fits(taken):
            raise SeatTaken(change.seat.agent_id)

    def _replace_deadlines(self, change: Change) -> None:
        old = {key: row for key, row in self._deadlines.items() if key[0] == change.conversation_id}
        for key in old:
            del self._deadlines[key]
        for row in change.deadlines:
            key = (row.conversation_id, row.kind, row.key)
            before = old.get(key)
            lease = before[1] if before and before[0] == row else None
            self._deadlines[key] = (row, lease)

    async def erase(self, change: Change) -> tuple[Recorded, ...]:
        name = change.conversation_id
        records = await self.append(change)
        self._events[name] = [replace(x, event=forgotten(x.event)) for x in self._events[name]]
        self._standings[name] = replace(change.standing, customer_id="", title="")
        self._blobs = {key: x for key, x in self._blobs.items() if x[0].conversation_id != name}
        for effect_id in [x for x, (effect, _) in self._effects.items() if effect.conversation_id == name]:
            self._dead.pop(effect_id, None)
            await self.effect_done(effect_id)
        for records_of_kind in self._kept.values():
            for key in [x for x, value in records_of_kind.items() if x == name or name.encode() in value]:
                del records_of_kind[key]
        return records

    async def erased(self, conversation_id: str) -> bool:
        return any(isinstance(x.event, ConversationErased) for x in self._events.get(conversation_id, ()))

    async def tidy(self, most_bytes: int | None = None) -> tuple[str, ...]:
        return ()

    async def read(self, conversation_id: str, after: int = 0) -> tuple[Recorded, ...]:
        return tuple(self._events.get(conversation_id, ())[after:])

    async def standings(
        self,
        statuses: Sequence[str] = (),
        agent_id: str = "",
        customer_id: str = "",
        limit: int = 200,
        words: str = "",
        before: tuple[datetime, str] | None = None,
    ) -> tuple[Standing, ...]:
        asked = wanted(words)
        rows = [
            row
            for row in self._standings.values()
            if (not statuses or row.status in statuses)
            and (not agent_id or row.agent_id == agent_id)
            and (not customer_id or row.customer_id == customer_id)
            and (before is None or (row.updated_at, row.conversation_id) < before)
            and (not asked or matches(asked, self._events[row.conversation_id]))
        ]
        waiting = bool(statuses) and set(statuses) <= WAITING and not asked and not before
        if waiting:
            rows.sort(key=lambda x: (-x.priority, x.waiting_since or x.updated_at, x.conversation_id))
        else:
            rows.sort(key=lambda x: (x.updated_at, x.conversation_id), reverse=True)
        return tuple(rows[:limit])

    async def every(self) -> AsyncIterator[tuple[str, tuple[Recorded, ...]]]:
        for conversation_id, records in list(self._events.items()):
            yield conversation_id, tuple(records)

    async def due(self, now: datetime, lease_until: datetime, limit: int = 100) -> tuple[Deadline, ...]:
        rows = [
            (key, row)
            for key, (row, leased) in self._deadlines.items()
            if row.due_at <= now and (leased is None or leased <= now or leased > lease_until)
        ]
        rows.sort(key=lambda x: x[1].due_at)
        for key, row in rows[:limit]:
            self._deadlines[key] = (row, lease_until)
        return tuple(row for _, row in rows[:limit])

    async def next_due(self) -> datetime | None:
        return min((max(row.due_at, leased or row.due_at) for row, leased in self._deadlines.values()), default=None)

    async def deadline_done(self, deadline: Deadline) -> None:
        key = (deadline.conversation_id, deadline.kind, deadline.key)
        known = self._deadlines.get(key)
        if known and known[0] == deadline:
            del self._deadlines[key]

    async def effects(self, now: datetime, lease_until: datetime, limit: int = 20) -> tuple[Effect, ...]:
        first: dict[str, str] = {}
        for effect_id, (effect, _) in self._effects.items():
            if effect_id in self._dead:
                continue
            first.setdefault(effect.conversation_id, effect_id)
        waits = {x: self._effects[x][1] for x in first.values()}
        ready = [x for x, until in waits.items() if until is None or not now < until <= now + RETRY_MAX][:limit]
        claimed = []
        for effect_id in ready:
            effect = self._effects[effect_id][0]
            self._effects[effect_id] = (replace(effect, tries=effect.tries + 1), lease_until)
            claimed.append(effect)
        return tuple(claimed)

    async def effect_done(self, effect_id: str) -> None:
        self._effects.pop(effect_id, None)
        self._delivered.add(effect_id)

    async def effect_failed(self, effect_id: str, retry_at: datetime) -> None:
        if effect_id in self._effects:
            self._effects[effect_id] = (self._effects[effect_id][0], retry_at)

    async def effect_dead(self, effect_id: str, reason: str, at: datetime) -> None:
        if effect_id in self._effects:
            self._dead[effect_id] = Letter(self._effects[effect_id][0], reason, at)

    async def letters(self, limit: int = 1_000) -> tuple[Letter, ...]:
        return tuple(self._dead[x] for x in self._effects if x in self._dead)[:limit]

    async def replay_letter(self, effect_id: str) -> bool:
        letter = self._dead.pop(effect_id, None)
        if letter:
            self._effects[effect_id] = (replace(letter.effect, tries=0), None)
        return letter is not None

    async def drop_letter(self, effect_id: str) -> bool:
        if effect_id not in self._dead:
            return False
        del self._dead[effect_id]
        await self.effect_done(effect_id)
        return True

    async def tally(self) -> Tally:
        rows = [x for x in self._standings.values() if x.status not in {Status.CLOSED, Status.ERASED}]
        kinds = sorted({(x.status, x.queue) for x in rows})
        lines = tuple(_line([x for x in rows if (x.status, x.queue) == kind]) for kind in kinds)
        return Tally(lines, len(self._effects) - len(self._dead), len(self._dead))

    async def keep(self, kind: str, key: str, value: bytes) -> None:
        self._kept.setdefault(kind, {})[key] = value

    async def claim(self, kind: str, key: str, value: bytes) -> bool:
        kept = self._kept.setdefault(kind, {})
        free = key not in kept
        kept.setdefault(key, value)
        return free

    async def kept(self, kind: str) -> Mapping[str, bytes]:
        return dict(self._kept.get(kind, {}))

    async def kept_one(self, kind: str, key: str) -> bytes | None:
        return self._kept.get(kind, {}).get(key)

    async def take(self, kind: str, key: str) -> bytes | None:
        return self._kept.get(kind, {}).pop(key, None)

    async def close(self) -> None:
        """Nothing to do."""


def _line(rows: list[Standing]) -> Line:
    """Rows of one status and queue."""
    since = [x.waiting_since for x in rows if x.waiting_since]
    return Line(rows[0].status, rows[0].queue, len(rows), min(since, default=None))
