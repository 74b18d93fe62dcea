"""Whoever asked, or looked, may be gone or late: what was stored is known, and told."""

from __future__ import annotations

import asyncio
import contextlib

from escapehatch.conversation import events as e
from escapehatch.conversation.events import Recorded
from escapehatch.ports import Change

from .room import Pip, Room, YieldingJournal, agent


class SlowAnswers(YieldingJournal):
    """What was stored is there at once, and said a little later. ``read`` waits for ``held``, after it has read."""

    held: asyncio.Event | None = None

    async def append(self, change: Change) -> tuple[Recorded, ...]:
        records = await super().append(change)
        await asyncio.sleep(0.01)
        return records

    async def read(self, conversation_id: str, after: int = 0) -> tuple[Recorded, ...]:
        records = await super().read(conversation_id, after)
        held, self.held = self.held, None
        if held:
            await held.wait()
        return records


async def test_g6_what_is_stored_is_told_though_whoever_asked_is_gone() -> None:
    """G6, G12: the request is cut off between the commit and its answer. The agent is offered it, and the packet is made."""
    room = Room(agent("dana"), bot=Pip(), journal=SlowAnswers())
    await room.customer("Where is my parcel?")
    await room.come("dana")
    asking = asyncio.create_task(room.wants_person())
    while not await room.happened(e.HandoffRequested):
        await asyncio.sleep(0)
    asking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asking
    assert asking.cancelled()
    await room.settle()
    assert await room.offered() == "dana"
    assert {"profile", "orders"} <= (await room.see()).context.keys()


async def test_g5_a_look_that_comes_late_does_not_turn_back_what_is_known() -> None:
    """G5: two processes. One reads what the other wrote, and appends before that reading is answered."""
    journal = SlowAnswers()
    mine, other = Room(journal=journal, name="a"), Room(journal=journal, name="b")
    await mine.customer("One.")
    await other.customer("Two.")
    journal.held = held = asyncio.Event()
    late = asyncio.create_task(mine.desk.refresh("c1"))
    await asyncio.sleep(0.005)
    said = await mine.customer("Three.")
    held.set()
    assert (await late).seq >= said.conversation.seq
    assert (await mine.see()).seq >= said.conversation.seq
