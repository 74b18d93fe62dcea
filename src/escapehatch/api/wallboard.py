"""What a lead sees at a glance: each queue now, each agent now, and today's service level."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from ..conversation.fold import Conversation
from ..conversation.lifecycle import WAITING
from ..conversation.requests import UNASKED
from ..metrics.time_to_human import QUICK_S
from ..ports import Standing
from ..routing.hours import is_open
from ..routing.roster import Queue
from .parts import Parts
from .rows import floor

#: Conversations of today that are looked at, the latest; waiting ones at most.
TODAY_MAX: Final = 5_000
PAGE: Final = 500


class Level(Struct, frozen=True):
    """Of those whose wait has been decided: how many an agent joined within ``QUICK_S``."""

    quick: int = 0
    asked: int = 0

    @property
    def share(self) -> float | None:
        return self.quick / self.asked if self.asked else None


async def wallboard(parts: Parts) -> dict[str, Any]:
    """Waits in seconds; shares from 0 to 1, None while there is nothing to count."""
    now, roster = parts.clock.now(), parts.roster()
    waiting = await parts.journal.standings(sorted(WAITING), limit=TODAY_MAX)
    today = await _today(parts, roster.queues[0], now)
    queues = [
        _queue(parts, x, [w for w in waiting if roster.queue(w.queue) is x], _level(today, x.id, now), now)
        for x in roster.queues
    ]
    return {
        "now": now,
        "waiting": len(waiting),
        "pressure": parts.pressure(),
        "service_level": _level(today, "", now).share,
        "within_s": QUICK_S,
        "today": _level(today, "", now).asked,
        "queues": queues,
        "agents": floor(parts),
    }


def _queue(parts: Parts, queue: Queue, waiting: Sequence[Standing], level: Level, now: datetime) -> dict[str, Any]:
    serving = [x for x in floor(parts) if queue.id in x["queues"]]
    there = [x for x in serving if x["state"] == "available"]
    oldest = min((x.waiting_since for x in waiting if x.waiting_since), default=None)
    return {
        "id": queue.id,
        "title": queue.title or queue.id,
        "open": is_open(queue.hours, now),
        "waiting": len(waiting),
        "oldest_s": max(0, int((now - oldest).total_seconds())) if oldest else None,
        "oldest_id": next((x.conversation_id for x in waiting if x.waiting_since == oldest), "") if oldest else "",
        "available": len(there),
        "agents": len(serving),
        "load": sum(x["load"] for x in there),
        "capacity": sum(x["capacity"] for x in there),
        "service_level": level.share,
        "today": level.asked,
    }


async def _today(parts: Parts, first: Queue, now: datetime) -> list[Conversation]:
    """Conversations in which something happened since midnight, where the first queue is."""
    zone = ZoneInfo(first.hours.zone)
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    found: list[Standing] = []
    before: tuple[datetime, str] | None = None
    while len(found) < TODAY_MAX:
        page = await parts.journal.standings(limit=PAGE, before=before)
        found += [x for x in page if x.updated_at >= midnight]
        if len(page) < PAGE or page[-1].updated_at < midnight:
            break
        before = (page[-1].updated_at, page[-1].conversation_id)
    told = [await parts.desk.load(x.conversation_id) for x in found]
    return [c for c in told if c.escalation and c.escalation.requested_at >= midnight]


def _level(today: Sequence[Conversation], queue_id: str, now: datetime) -> Level:
    """Who still waits counts once the time is over; who left before it is over does not."""
    quick = asked = 0
    for c in today:
        wait = c.escalation
        if wait is None or wait.reason.trigger == UNASKED or (queue_id and wait.queue != queue_id):
            continue
        ended_at = wait.joined_at or c.closed_at or now
        in_time = (ended_at - wait.requested_at).total_seconds() <= QUICK_S
        if in_time and not wait.joined_at:
            continue
        asked += 1
        quick += in_time
    return Level(quick, asked)
