"""G27: three times as many come as can be served, for half an hour. Everybody knows where they stand, and danger waits for nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from desk.room import SUPPORT, Room, agent, author
from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.lifecycle import WAITING, Status
from escapehatch.lab.verify import verify

STEP_S, CHAT_S, LASTS_S = 20, 60, 1800
TEAM = ("dana", "eli", "fay")
#: One comes so often: three times the team's pace.
EVERY_S = CHAT_S / len(TEAM) / 3
#: One in so many is in danger; they may wait for the next free agent, and no longer.
DANGER_EACH, DANGER_S = 30, 80
LIMIT = 40


class Shift:
    """A team at work: whoever is offered somebody accepts at the next step, and is done after CHAT_S."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.came = 0
        self.ends: dict[str, float] = {}

    async def step(self, at_s: float) -> None:
        while self.came * EVERY_S <= at_s < LASTS_S:
            danger = self.came % DANGER_EACH == DANGER_EACH - 1
            await self.room.wants_person(f"c{self.came}", priority=3 if danger else 0)
            self.came += 1
        await self.room.later(STEP_S)
        for name in [x for x, end_s in self.ends.items() if end_s <= at_s]:
            await self._end(name)
        for row in await self.room.journal.standings([Status.RESERVED], limit=50):
            taken = await self.room.accept(row.agent_id, row.conversation_id, await self._offer(row.conversation_id))
            assert not taken.refused
            self.ends[row.conversation_id] = at_s + CHAT_S
        await self.room.settle()

    async def _offer(self, name: str) -> str:
        c = await self.room.desk.load(name)
        assert c.reservation
        return c.reservation.reservation_id

    async def _end(self, name: str) -> None:
        del self.ends[name]
        c = await self.room.desk.load(name)
        assert c.agent
        await self.room.say(c.agent.id, "There you are.", name)
        await self.room.desk.handle(name, do.Close(author(c.agent.id), "resolved"))


@pytest.mark.timeout(170)
async def test_g27_three_times_too_many_for_half_an_hour() -> None:
    room = Room(*(agent(x) for x in TEAM), queues=(replace(SUPPORT, limit=LIMIT),))
    await room.come(*TEAM)
    shift = Shift(room)
    for at_s in range(0, LASTS_S, STEP_S):
        await shift.step(at_s)
    everybody = [await room.desk.load(f"c{n}") for n in range(shift.came)]
    assert shift.came > 0.98 * LASTS_S / EVERY_S
    assert sum(x.escalation.priority == 3 for x in everybody if x.escalation) == shift.came // DANGER_EACH
    served = [x for x in everybody if x.escalation and x.escalation.joined_at]
    waiting = [x for x in everybody if x.status in WAITING]
    assert len(served) > 0.7 * LASTS_S / CHAT_S * len(TEAM)
    assert len(served) + len(waiting) == shift.came
    for c in everybody:
        asked = c.escalation
        assert asked
        if asked.priority == 3:
            assert asked.joined_at
            assert asked.joined_at - asked.requested_at <= timedelta(seconds=DANGER_S), c.id
        records = await room.journal.read(c.id)
        told = next(x for x in records if isinstance(x.event, e.WaitAnnounced | e.FallbackOffered | e.ReservationMade))
        assert told.at - asked.requested_at <= timedelta(seconds=STEP_S)
    late = [x for x in waiting if x.escalation and x.escalation.requested_at > room.clock.at - timedelta(minutes=5)]
    assert late
    assert all(x.escalation and "full" in x.escalation.fallback_because for x in late)
    assert not verify([(x.id, await room.journal.read(x.id)) for x in everybody])
    assert len(room.desk._locks) <= shift.came
