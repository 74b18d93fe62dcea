"""Asks a model about the policy's guidelines after each message of the customer, and lets the policy look again.

The message is stored, and the other triggers have been heard, before the model is asked: it holds up nobody. What it
answered is recorded as part of the message's reading; an answer that does not come changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import structlog

from ..conversation import commands as do
from ..conversation import events as e
from ..conversation.fold import Conversation
from ..conversation.lifecycle import Status
from ..conversation.values import Role
from ..ports import Adviser, Unreachable
from .bot_turn import lines_of
from .desk import Desk

log = structlog.get_logger(__name__)


class Guidance:
    """``guidelines``: name and condition of each in the policy that holds now; none, and nobody is asked."""

    def __init__(
        self, desk: Desk, adviser: Adviser | None, guidelines: Callable[[], Mapping[str, str]], time_s: float
    ) -> None:
        self._desk = desk
        self._adviser = adviser
        self._guidelines = guidelines
        self._time_s = time_s
        self._running: dict[str, asyncio.Task[None]] = {}

    def react(self, c: Conversation, records: tuple[e.Recorded, ...]) -> None:
        """After a commit: new words of a customer who is with the bot. Older words are asked about no longer."""
        said = [x.event for x in records if isinstance(x.event, e.MessagePosted)]
        theirs = said and said[-1].author.role == Role.CUSTOMER
        if self._adviser is None or c.status != Status.WITH_BOT or not theirs or not self._guidelines():
            return
        older = self._running.pop(c.id, None)
        if older:
            older.cancel()
        task = asyncio.create_task(self._ask(self._adviser, c, said[-1].message_id))
        self._running[c.id] = task
        task.add_done_callback(lambda done: self._ended(c.id, done))

    async def close(self) -> None:
        running = tuple(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _ended(self, conversation_id: str, task: asyncio.Task[None]) -> None:
        if self._running.get(conversation_id) is task:
            del self._running[conversation_id]

    async def _ask(self, adviser: Adviser, c: Conversation, message_id: str) -> None:
        try:
            async with asyncio.timeout(self._time_s):
                guided = await adviser.answers(self._guidelines(), lines_of(c))
        except (Unreachable, TimeoutError) as failed:
            log.warning("guidance_not_answered", conversation_id=c.id, why=getattr(failed, "why", "too slow"))
            return
        except Exception:
            log.exception("guidance_failed", conversation_id=c.id)
            return
        if guided:
            await self._desk.handle(c.id, do.Guide(message_id, guided))
