"""Which customers are there? Sockets, pages in sight, signs of life of those who wait, held against ``routing.leavers``.

What is concluded is a fact in the journal (``CustomerWentAway``, ``CustomerCameBack``); the signs themselves are not kept.
Whoever never had a socket here (a program, another channel) is not judged. One look costs one customer, not all of them.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog
from msgspec.structs import replace

from ..conversation import commands as do
from ..conversation import events as e
from ..conversation.fold import Conversation
from ..conversation.lifecycle import WAITING
from ..conversation.values import Role
from ..ports import Clock, JournalUnavailable
from ..routing.leavers import LIMITS, Limits, Signs, presence
from .desk import Desk

log = structlog.get_logger(__name__)

#: Between two looks at whose moment has come, seconds.
NAP_S: Final = 0.5
#: What could not be stored is tried again after this.
AGAIN: Final = timedelta(seconds=1)

Ask = Callable[[str], None]


class Lobby:
    """``ask`` puts the question to the customer's pages. A page is known by a ``key`` of its socket."""

    def __init__(
        self,
        desk: Desk,
        clock: Clock,
        ask: Ask,
        limits: Limits = LIMITS,
        woke_at: Callable[[], datetime | None] = lambda: None,
    ) -> None:
        self._desk = desk
        self._clock = clock
        self._ask = ask
        self._limits = limits
        self._woke_at = woke_at
        self._signs: dict[str, Signs] = {}
        self._pages: dict[str, dict[str, bool]] = {}
        self._waiting: set[str] = set()
        self._away: set[str] = set()
        self._next: dict[str, datetime] = {}
        self._looks: list[tuple[datetime, str]] = []

    # What is heard of customers

    async def came(self, conversation_id: str, key: str) -> None:
        """A page opened its socket; until it says otherwise it is in sight."""
        now = self._clock.now()
        self._pages.setdefault(conversation_id, {})[key] = True
        with suppress(JournalUnavailable):  # after a restart nothing was heard of it yet
            self._stands(await self._desk.load(conversation_id))
        await self._noted(conversation_id, self._known(conversation_id, now), now, acted=True)

    async def went(self, conversation_id: str, key: str) -> None:
        """A socket closed."""
        pages = self._pages.get(conversation_id, {})
        pages.pop(key, None)
        now, known = self._clock.now(), self._signs.get(conversation_id)
        if not pages:
            self._pages.pop(conversation_id, None)
        if not pages and conversation_id not in self._waiting:
            self._forget(conversation_id)
        elif known:
            hidden_at = known.hidden_at or (None if any(pages.values()) else now)
            gone_at = None if pages else now
            self._signs[conversation_id] = replace(known, sockets=len(pages), hidden_at=hidden_at, gone_at=gone_at)
        self._look(conversation_id, now)

    async def heard(self, conversation_id: str, acted: bool = False) -> None:
        """A frame came. ``acted``: a person did something (wrote, typed, answered)."""
        known = self._signs.get(conversation_id)
        if known:
            await self._noted(conversation_id, known, self._clock.now(), acted)

    async def seen(self, conversation_id: str, key: str, visible: bool) -> None:
        """The page is in sight now, or no longer. Whoever looks at it, is there."""
        pages = self._pages.get(conversation_id, {})
        if key in pages:
            pages[key] = visible
            await self.heard(conversation_id, acted=visible)

    def react(self, c: Conversation, records: tuple[e.Recorded, ...]) -> None:
        """After a commit: who waits now, and who has written."""
        waits = self._stands(c)
        known, now = self._signs.get(c.id), self._clock.now()
        if known and any(_wrote(x.event) for x in records):
            self._signs[c.id] = replace(known, acted_at=now, heard_at=now)
        if known and not known.sockets and not waits:
            self._forget(c.id)
        self._look(c.id, now)

    def _stands(self, c: Conversation) -> bool:
        """Take in whether they wait, and are away; whether they wait."""
        waits = c.status in WAITING and c.escalation is not None and c.escalation.callback is None
        (self._waiting.add if waits else self._waiting.discard)(c.id)
        (self._away.add if waits and c.escalation and c.escalation.away_at else self._away.discard)(c.id)
        return waits

    def _known(self, conversation_id: str, now: datetime) -> Signs:
        return self._signs.get(conversation_id) or Signs(0, now, now)

    async def _noted(self, conversation_id: str, known: Signs, now: datetime, acted: bool) -> None:
        pages = self._pages.get(conversation_id, {})
        hidden_at = None if any(pages.values()) or not pages else known.hidden_at or now
        self._signs[conversation_id] = replace(
            known,
            sockets=len(pages),
            heard_at=now,
            acted_at=now if acted else known.acted_at,
            hidden_at=hidden_at,
            gone_at=known.gone_at if not pages else None,
        )
        self._look(conversation_id, now)
        if conversation_id in self._away and (acted or not known.sockets):
            await self._conclude(conversation_id, do.ComeBack(), now)

    def _forget(self, conversation_id: str) -> None:
        self._signs.pop(conversation_id, None)
        self._next.pop(conversation_id, None)

    # What is made of it

    def _look(self, conversation_id: str, at: datetime) -> None:
        """Look at this one at ``at``, or earlier if that was meant already."""
        if conversation_id not in self._waiting or conversation_id not in self._signs:
            return
        if at < self._next.get(conversation_id, datetime.max.replace(tzinfo=at.tzinfo)):
            self._next[conversation_id] = at
            heapq.heappush(self._looks, (at, conversation_id))

    async def run(self) -> None:
        """Look whenever somebody's moment has come, until cancelled."""
        while True:
            try:
                await self.sweep()
            except Exception:
                log.exception("lobby_failed")
            await asyncio.sleep(NAP_S)

    async def sweep(self) -> int:
        """Look at everybody whose moment has come; returns how many."""
        now, looked = self._clock.now(), 0
        while self._looks and self._looks[0][0] <= now:
            at, conversation_id = heapq.heappop(self._looks)
            if self._next.get(conversation_id) == at:
                del self._next[conversation_id]
                await self._judge(conversation_id, now)
                looked += 1
        return looked

    async def _judge(self, conversation_id: str, now: datetime) -> None:
        known = self._signs.get(conversation_id)
        if known is None or conversation_id not in self._waiting:
            return
        state, again_at = presence(_could_be_heard(known, self._woke_at()), now, self._limits)
        self._look(conversation_id, again_at)
        if state == "ask":
            self._signs[conversation_id] = replace(known, asked_at=now)
            self._ask(conversation_id)
        elif state == "away" and conversation_id not in self._away:
            log.info("customer_away", conversation_id=conversation_id)
            gone_at = known.gone_at or known.hidden_at or known.acted_at
            await self._conclude(conversation_id, do.GoAway(gone_at), now)
        elif state == "here" and conversation_id in self._away:
            await self._conclude(conversation_id, do.ComeBack(), now)

    async def _conclude(self, conversation_id: str, command: do.Command, now: datetime) -> None:
        try:
            await self._desk.handle(conversation_id, command)
        except JournalUnavailable:
            self._look(conversation_id, now + AGAIN)


def _could_be_heard(known: Signs, woke_at: datetime | None) -> Signs:
    """While the server stood still nobody was silent: what was to be heard is awaited from the waking on."""
    if woke_at is None or known.heard_at >= woke_at:
        return known
    later = {x: max(at, woke_at) for x in ("gone_at", "asked_at") if (at := getattr(known, x))}
    return replace(known, heard_at=woke_at, **later)


def _wrote(event: e.Event) -> bool:
    return isinstance(event, e.MessagePosted) and event.author.role == Role.CUSTOMER
