"""Tells other systems what was committed: after the commit, in order within a conversation, until they have heard it.

The effect's id goes along as the idempotency key, so a repeat after a crash is harmless (G23).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Final

import structlog

from ..conversation.events import Recorded
from ..conversation.fold import Conversation
from ..ports import Channel, Clock, Effect, Helpdesk, Journal, Unreachable
from .follow_up import KIND as FOLLOW_UP

log = structlog.get_logger(__name__)

LEASE: Final = timedelta(seconds=60)
#: The longest sleep between two looks: for what is to be tried again.
NAP_S: Final = 2.0
#: Back-off after a failure, doubled with each try up to the longest.
RETRY: Final = timedelta(seconds=2)
RETRY_LONGEST: Final = timedelta(minutes=10)


async def nothing(conversation_id: str) -> Mapping[str, Any]:
    return {}


async def no_letter(conversation_id: str) -> str:
    return ""


class Outbox:
    """Delivers the journal's effects: to the helpdesk, and follow-ups to the customer by ``channel``. ``carried``: what goes along
    of a conversation, as it is now; ``letter``: the same for the customer's eyes.
    """

    def __init__(
        self,
        journal: Journal,
        helpdesk: Helpdesk | None,
        clock: Clock,
        carried: Callable[[str], Awaitable[Mapping[str, Any]]] = nothing,
        channel: Channel | None = None,
        letter: Callable[[str], Awaitable[str]] = no_letter,
    ) -> None:
        self._channel = channel
        self._letter = letter
        self._carried = carried
        self._journal = journal
        self._helpdesk = helpdesk
        self._clock = clock
        self._wake = asyncio.Event()

    async def run(self) -> None:
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
        for effect in effects:
            await self._deliver(effect)
        return len(effects)

    async def _deliver(self, effect: Effect) -> None:
        try:
            await (self._write(effect) if effect.kind == FOLLOW_UP else self._tell(effect))
        except Unreachable as failed:
            log.warning("outside_unreachable", why=failed.why, effect_id=effect.effect_id, tries=effect.tries)
            await self._later(effect)
        except Exception:
            # A bug with one effect must not hold up those of other conversations (G16).
            log.exception("helpdesk_failed", effect_id=effect.effect_id, tries=effect.tries)
            await self._later(effect)
        else:
            await self._journal.effect_done(effect.effect_id)

    async def _tell(self, effect: Effect) -> None:
        along = await self._carried(effect.conversation_id)
        payload = {"conversation_id": effect.conversation_id, **effect.payload, **along}
        if self._helpdesk:
            await self._helpdesk.tell(effect.effect_id, effect.kind, payload)

    async def _write(self, effect: Effect) -> None:
        if self._channel:
            letter = await self._letter(effect.conversation_id)
            await self._channel.send(effect.effect_id, effect.payload["to"], letter)

    async def _later(self, effect: Effect) -> None:
        wait = min(RETRY * 2 ** min(effect.tries, 16), RETRY_LONGEST)
        await self._journal.effect_failed(effect.effect_id, self._clock.now() + wait)
