"""What was found out for an agent is not dropped because it could not be stored at that moment: nobody would find it out again."""

from __future__ import annotations

import asyncio
from typing import Final

from ..conversation import commands as do
from ..ports import JournalUnavailable
from .desk import Desk

#: Tried again after this, seconds.
AGAIN_S: Final = 0.5


async def insist(desk: Desk, conversation_id: str, command: do.Command) -> None:
    """``desk.handle``, until it could be stored or refused (G13)."""
    while True:
        try:
            await desk.handle(conversation_id, command)
        except JournalUnavailable:
            await asyncio.sleep(AGAIN_S)
        else:
            return
