"""Reads of the journal that are shared: whoever asks for a conversation while it is being read gets that reading, and so does
whoever asks a little later.

After a restart everybody comes back at once, with several pages each, and agents look at the same conversations: each is
then read once (G18). What is appended here is added to what is kept, so telling it to those who listen reads nothing.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final, Generic, TypeVar

from ..conversation.events import Recorded
from ..ports import Journal

#: Events kept, of the conversations that were asked for last: some twenty megabytes.
EVENTS_MAX: Final = 20_000

Records = tuple[Recorded, ...]
T = TypeVar("T")


class Together(Generic[T]):
    """One reading for everybody who asks before it begins. Whoever asks while one is under way gets the next: nobody is told
    what was before they asked."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()
        self._next: asyncio.Task[T] | None = None

    async def read(self, how: Callable[[], Awaitable[T]]) -> T:
        """What ``how`` returns or raises, for all who share it."""
        if self._next is None:
            self._next = asyncio.create_task(self._begin(how))
        return await asyncio.shield(self._next)

    async def _begin(self, how: Callable[[], Awaitable[T]]) -> T:
        async with self._one_at_a_time:
            self._next = None
            return await how()


class Reads:
    """``whole`` and ``since`` answer from what is kept where they can; ``number`` counts whole readings of the journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._under_way: dict[str, asyncio.Task[Records]] = {}
        self._kept: OrderedDict[str, Records] = OrderedDict()
        self._events = 0
        self.number = 0

    async def whole(self, conversation_id: str) -> Records:
        """All that happened, as it is read now or was when somebody else's reading began."""
        kept = self._kept.get(conversation_id)
        if kept:
            return kept
        reading = self._under_way.get(conversation_id)
        if reading is None:
            reading = asyncio.create_task(self._read(conversation_id))
            self._under_way[conversation_id] = reading
        return await asyncio.shield(reading)

    async def since(self, conversation_id: str, after: int, upto: int) -> Records:
        """What happened after ``after``, at least to ``upto``."""
        kept = self._kept.get(conversation_id, ())
        if not kept or kept[-1].seq < upto:
            return await self._journal.read(conversation_id, after)
        self._kept.move_to_end(conversation_id)
        return kept[after:]

    def add(self, conversation_id: str, records: Records) -> None:
        """Appended just now."""
        kept = self._kept.get(conversation_id, ())
        if records and (kept[-1].seq if kept else 0) == records[0].seq - 1:
            self._keep(conversation_id, kept + records)
        elif records:
            self.drop(conversation_id)

    def drop(self, conversation_id: str) -> None:
        """What is kept of this one, or being read, does not count any more."""
        self._under_way.pop(conversation_id, None)
        self._events -= len(self._kept.pop(conversation_id, ()))

    async def _read(self, conversation_id: str) -> Records:
        self.number += 1
        try:
            records = await self._journal.read(conversation_id)
        finally:
            counts = self._under_way.get(conversation_id) is asyncio.current_task()
            if counts:
                del self._under_way[conversation_id]
        if records and counts:
            self._keep(conversation_id, records)
        return records

    def _keep(self, conversation_id: str, records: Records) -> None:
        self._events -= len(self._kept.pop(conversation_id, ()))
        self._kept[conversation_id] = records
        self._events += len(records)
        while self._events > EVENTS_MAX and len(self._kept) > 1:
            self.drop(next(iter(self._kept)))
