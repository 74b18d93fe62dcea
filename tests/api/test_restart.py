"""What a restart may cost those who come: nothing of what is taken up again is waited for."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from place import opened, until

from escapehatch.conversation.events import Recorded
from escapehatch.journals.sqlite import SqliteJournal

WAITING = 30


@pytest.mark.timeout(60)
async def test_rto_nobody_waits_for_what_is_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """RTO: with many who wait, and a journal that is slow to read, the server answers before it has read them all; then they get their context."""
    async with opened(tmp_path) as place:
        for _ in range(WAITING):
            visit = await place.visit()
            await place.ask(visit["token"], visit["conversation_id"], "handoff")
    read, read_of = SqliteJournal.read, set[str]()

    async def slow(self: SqliteJournal, conversation_id: str, after: int = 0) -> tuple[Recorded, ...]:
        await asyncio.sleep(0.05)
        read_of.add(conversation_id)
        return await read(self, conversation_id, after)

    monkeypatch.setattr(SqliteJournal, "read", slow)
    async with opened(tmp_path) as place:
        at_once = len(read_of)
        visit = await place.visit()
        answer = await place.ask(visit["token"], visit["conversation_id"], "messages", message_id="m1", text="Hello?")
        assert answer.status_code == 200
        assert at_once < WAITING / 2
        await until(lambda: len(read_of) > WAITING)
