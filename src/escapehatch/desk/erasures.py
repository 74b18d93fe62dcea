"""The right to be forgotten: a conversation, or all of a customer's, is erased, and its last traces soon after (G22).

Erasing is one transaction. The last traces are older copies of rows in pages of the file, and the keys of backups: a small
file is rewritten at once, a large one when nobody is talking, or after a day anyway.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import structlog
from msgspec import Struct

from ..conversation import commands as do
from ..conversation import events as e
from ..conversation.decide import Refused, decide
from ..conversation.fold import apply, replay
from ..conversation.values import Author
from ..ports import Change, Clock, Journal, JournalUnavailable
from .desk import Desk, standing

log = structlog.get_logger(__name__)

#: A journal up to this size is rewritten at once: writers wait less than a second.
AT_ONCE_BYTES: Final = 64 * 1024 * 1024
#: How often it is looked whether what is left can be removed, seconds.
LOOK_S: Final = 600.0
#: A larger journal is rewritten after this long even if people are talking.
ANYWAY_AFTER: Final = timedelta(days=1)


class Erased(Struct, frozen=True):
    """Which conversations are erased, and a sentence for each place that still holds traces of them."""

    conversations: tuple[str, ...]
    left: tuple[str, ...] = ()


class Erasures:
    def __init__(self, desk: Desk, journal: Journal, clock: Clock) -> None:
        self._desk = desk
        self._journal = journal
        self._clock = clock
        self._tidying = asyncio.Lock()

    async def conversation(self, conversation_id: str, by: Author) -> Erased | Refused:
        outcome = await self._desk.handle(conversation_id, do.Erase(by))
        if outcome.refused:
            return outcome.refused
        return Erased((conversation_id,), await self._tidy(AT_ONCE_BYTES))

    async def customer(self, customer_id: str, by: Author) -> Erased:
        """All their conversations: none when there are none."""
        done: list[str] = []
        while rows := await self._journal.standings(customer_id=customer_id):
            for row in rows:
                await self._desk.handle(row.conversation_id, do.Erase(by))
            done += [x.conversation_id for x in rows]
        return Erased(tuple(done), await self._tidy(AT_ONCE_BYTES))

    async def _tidy(self, most_bytes: int | None) -> tuple[str, ...]:
        async with self._tidying:
            return await self._journal.tidy(most_bytes)

    async def run(self) -> None:
        """Removes what could not be removed at once, also what an earlier process left."""
        since = None
        while True:
            try:
                quiet = not (await self._journal.tally()).lines
                late = since is not None and self._clock.now() - since > ANYWAY_AFTER
                left = await self._tidy(None if quiet or late else AT_ONCE_BYTES)
                since = (since or self._clock.now()) if left else None
                for sentence in left:
                    log.warning("traces_left", why=sentence)
            except JournalUnavailable:
                log.warning("traces_left", why="The journal could not be written.")
            await asyncio.sleep(LOOK_S)


async def erase_unattended(journal: Journal, ids: Sequence[str], by: Author, clock: Clock) -> Erased:
    """Without a server: straight to the journal, then every trace. Unknown ids are left out."""
    done = []
    for conversation_id in ids:
        c, now = replay(await journal.read(conversation_id)), clock.now()
        events = decide(c, do.Erase(by), now)
        if isinstance(events, Refused):
            continue
        if events:
            after = apply(c, e.Recorded(c.seq + 1, now, events[0]))
            await journal.erase(Change(conversation_id, c.seq, events, now, standing(after)))
        done.append(conversation_id)
    return Erased(tuple(done), await journal.tidy())
