"""Tells other systems what was committed: after the commit, in order within a conversation, until they have heard it.

The effect's id goes along as the idempotency key, so a repeat after a crash is harmless (G23). What fails too often is set
aside as a dead letter, with why; what came after it in its conversation goes on, and a lead may replay it (G16).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Final

import structlog

from ..conversation.events import Recorded
from ..conversation.fold import Conversation
from ..ports import Channel, Clock, Effect, Helpdesk, Journal, JournalUnavailable, Unreachable
from .effects import LETTERS

log = structlog.get_logger(__name__)

LEASE: Final = timedelta(seconds=60)
#: The longest sleep between two looks: for what is to be tried again.
NAP_S: Final = 2.0
#: Back-off after a failure, four times as long after each try up to the longest: half an hour for all tries.
RETRY: Final = timedelta(seconds=2)
RETRY_LONGEST: Final = timedelta(minutes=10)
#: Tries before an effect is a dead letter: of one that nobody was there to hear, and of one that breaks whoever tells it.
TRIES_MAX: Final = 8
POISON_TRIES_MAX: Final = 3
#: How long one effect may take, seconds; less than its lease.
TELL_S: Final = 10.0
#: Others wait at most this long for one that is slow, seconds.
ROUND_S: Final = 1.0


async def nothing(conversation_id: str) -> Mapping[str, Any]:
    return {}


async def no_letter(conversation_id: str, kind: str) -> str:
    return ""


class Outbox:
    """Delivers the journal's effects: to the helpdesk, and follow-ups to the customer by ``channel``. ``carried``: what goes along
    of a conversation, as it is now; ``letter``: the same for the customer's eyes; empty: this one is not to be sent.
    """

    def __init__(
        self,
        journal: Journal,
        helpdesk: Helpdesk | None,
        clock: Clock,
        carried: Callable[[str], Awaitable[Mapping[str, Any]]] = nothing,
        channel: Channel | None = None,
        letter: Callable[[str, str], Awaitable[str]] = no_letter,
    ) -> None:
        self._channel = channel
        self._letter = letter
        self._carried = carried
        self._journal = journal
        self._helpdesk = helpdesk
        self._clock = clock
        self._wake = asyncio.Event()
        self._telling: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        try:
            await self._run()
        finally:
            for task in self._telling:
                task.cancel()

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                delivered = await self.round()
            except Exception:
                log.exception("outbox_failed")
                delivered = 0
            if not delivered:
                await self._nap()

    def react(self, c: Conversation, records: tuple[Recorded, ...]) -> None:
        """After a commit: there may be something to tell."""
        self._wake.set()

    async def _nap(self) -> None:
        try:
            async with asyncio.timeout(NAP_S):
                await self._wake.wait()
        except TimeoutError:
            return

    async def round(self) -> int:
        """Deliver what is waiting; returns how many effects were tried."""
        now = self._clock.now()
        effects = await self._journal.effects(now, now + LEASE)
        if effects:
            tasks = {asyncio.create_task(self._deliver(x)) for x in effects}
            self._telling |= tasks
            await asyncio.wait(tasks, timeout=ROUND_S)
            self._telling = {x for x in self._telling if not x.done()}
        return len(effects)

    async def _deliver(self, effect: Effect) -> None:
        """One effect, whatever becomes of it. The others of its conversation wait for it, nobody else does (G16)."""
        try:
            await self._try(effect)
        except JournalUnavailable:
            log.warning("outcome_not_stored", effect_id=effect.effect_id, conversation_id=effect.conversation_id)

    async def _try(self, effect: Effect) -> None:
        if effect.tries >= TRIES_MAX:
            await self._give_up(effect, "The server died each time that it was told.")
            return
        try:
            async with asyncio.timeout(TELL_S):
                await (self._write(effect) if effect.kind in LETTERS else self._tell(effect))
        except Unreachable as failed:
            await self._again(effect, failed.why, TRIES_MAX)
        except TimeoutError:
            await self._again(effect, f"There was no answer within {TELL_S:g} s.", TRIES_MAX)
        except JournalUnavailable:
            raise
        except Exception as failed:
            log.exception("helpdesk_failed", effect_id=effect.effect_id, conversation_id=effect.conversation_id)
            await self._again(effect, f"It broke what tells it ({type(failed).__name__}).", POISON_TRIES_MAX)
        else:
            await self._journal.effect_done(effect.effect_id)

    async def _again(self, effect: Effect, why: str, most: int) -> None:
        tried = effect.tries + 1
        log.warning(
            "outside_unreachable",
            why=why,
            effect_id=effect.effect_id,
            conversation_id=effect.conversation_id,
            tries=tried,
        )
        if tried >= most:
            await self._give_up(effect, f"{why} Tried {tried} times.")
        else:
            await self._later(effect)

    async def _give_up(self, effect: Effect, reason: str) -> None:
        await self._journal.effect_dead(effect.effect_id, reason, self._clock.now())
        log.error("dead_letter", why=reason, effect_id=effect.effect_id, conversation_id=effect.conversation_id)

    async def _tell(self, effect: Effect) -> None:
        along = await self._carried(effect.conversation_id)
        payload = {"conversation_id": effect.conversation_id, **effect.payload, **along}
        if self._helpdesk:
            await self._helpdesk.tell(effect.effect_id, effect.kind, payload)

    async def _write(self, effect: Effect) -> None:
        if self._channel:
            letter = await self._letter(effect.conversation_id, effect.kind)
            if letter:
                await self._channel.send(effect.effect_id, effect.payload["to"], letter)

    async def _later(self, effect: Effect) -> None:
        wait = min(RETRY * 4 ** min(effect.tries, 8), RETRY_LONGEST)
        await self._journal.effect_failed(effect.effect_id, self._clock.now() + wait)
