"""Has a model sum up what was said, after the handoff is a fact and while the agent is on the way.

Its sentences are kept as a part of the packet's context. Which of them the packet shows is for ``handoff.grounding`` to say. When
no answer comes in time the part is recorded as missing, with why, and the extractive summary stands (G12).
"""

from __future__ import annotations

import asyncio

import structlog

from ..conversation import commands as do
from ..conversation import events as e
from ..conversation.fold import Conversation
from ..ports import Summarist, Unreachable
from .bot_turn import lines_of
from .desk import Desk
from .insist import insist

log = structlog.get_logger(__name__)


class Summaries:
    """Without a ``summarist`` nothing is asked."""

    def __init__(self, desk: Desk, summarist: Summarist | None, time_s: float) -> None:
        self._desk = desk
        self._summarist = summarist
        self._time_s = time_s
        self._running: set[asyncio.Task[None]] = set()

    def react(self, c: Conversation, records: tuple[e.Recorded, ...]) -> None:
        """After a commit: a new escalation."""
        if self._summarist and any(isinstance(x.event, e.HandoffRequested) for x in records):
            task = asyncio.create_task(self._ask(self._summarist, c))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _ask(self, summarist: Summarist, c: Conversation) -> None:
        ids = [x.id for x in c.said() if x.author]
        content, missing = None, ""
        try:
            async with asyncio.timeout(self._time_s):
                found = await summarist.sentences(lines_of(c))
            content = [{"text": text, "messages": [ids[n] for n in cited]} for text, cited in found]
        except (Unreachable, TimeoutError) as failed:
            missing = f"{failed or 'The model did not answer in time.'} The summary is made of the messages' own words."
        except Exception:
            log.exception("summary_failed", conversation_id=c.id)
            missing = "The model's answer could not be used. The summary is made of the messages' own words."
        if c.escalation:
            await insist(self._desk, c.id, do.AddContext(c.escalation.escalation_id, "summary", content, missing))
