"""What agents have typed and not sent, kept so that it is there for whoever comes next (E01).

Each keystroke is no fact: the last text of each conversation is held in memory, and becomes one only when the connection to
its agent breaks or the conversation leaves them. Secrets in it are masked by the desk, as in everything that people write.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Final

import structlog

from ..conversation import commands as do
from ..conversation import events as e
from ..conversation.fold import Conversation
from ..conversation.refusal import NOTE_MAX_CHARS
from .desk import Desk

log = structlog.get_logger(__name__)

#: Drafts held in memory; the one untouched for longest is forgotten first.
DRAFTS_MAX: Final = 2_000


class Drafts:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._texts: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._keeping: set[asyncio.Task[None]] = set()

    def typed(self, conversation_id: str, agent_id: str, text: str) -> None:
        """The whole of what the agent has typed so far; empty when it was sent or deleted."""
        key = (conversation_id, agent_id)
        self._texts.pop(key, None)
        if text.strip():
            self._texts[key] = text[:NOTE_MAX_CHARS]
        while len(self._texts) > DRAFTS_MAX:
            self._texts.popitem(last=False)

    def react(self, c: Conversation, records: tuple[e.Recorded, ...]) -> None:
        """After a commit: said, so no draft any more; or the agent is gone, so what they had typed is kept."""
        for record in records:
            match record.event:
                case e.MessagePosted():
                    self._texts.pop((c.id, record.event.author.id), None)
                case e.ConversationErased():
                    for key in [x for x in self._texts if x[0] == c.id]:
                        del self._texts[key]
                case e.AgentDisconnected() | e.AgentLost() | e.Transferred() | e.HoldEnded():
                    self._left(c.id, record.event.agent_id)

    def _left(self, conversation_id: str, agent_id: str) -> None:
        text = self._texts.get((conversation_id, agent_id))
        if text:
            task = asyncio.create_task(self._keep(conversation_id, agent_id, text))
            self._keeping.add(task)
            task.add_done_callback(self._keeping.discard)

    async def _keep(self, conversation_id: str, agent_id: str, text: str) -> None:
        try:
            await self._desk.handle(conversation_id, do.KeepDraft(agent_id, text))
        except Exception:
            log.exception("draft_not_kept", conversation_id=conversation_id)
