"""What those who wait are told: how long it will be, again only when that matters, and their next step when nobody can come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from ..conversation import commands as do
from ..conversation.fold import Conversation
from ..conversation.lifecycle import WAITING, Status
from ..ports import Clock
from ..routing.ladder import CHOICES, Trouble, ladder
from ..routing.roster import Queue
from ..routing.router import Router
from ..routing.wait import predict, tell, worth_telling
from ..routing.waiting import Ready
from .desk import Desk
from .foresight import Foresight

log = structlog.get_logger(__name__)

#: People told in one round, the longest untold first: telling never holds up offering.
TOLD_MAX: Final = 100
#: When somebody leaves the queue, so many at its head hear of it at once; the others at their next review.
NEXT_UP: Final = 10
#: An order holds so long: a long queue's in any case, a short one's unless somebody came or went.
ORDER_FOR: Final = timedelta(seconds=1)
SHORT: Final = 200
#: Reasons for the ladder that somebody of the team must hear of: the doors are open, and still nobody comes (E12, L04).
ALARMING: Final = frozenset({"nobody_there", "all_declined", "full"})


class Waits:
    """``changed`` and ``review`` note who is to be told; ``tell`` tells them. ``choices``: the rungs that this house has."""

    def __init__(self, desk: Desk, clock: Clock, router: Callable[[], Router], foresight: Foresight) -> None:
        self._desk = desk
        self._foresight = foresight
        self._clock = clock
        self._router = router
        self._due: dict[str, None] = {}
        self._moved: set[str] = set()
        self.choices: Callable[[Conversation], tuple[str, ...]] = lambda c: CHOICES
        self._orders: dict[str, tuple[datetime, int, dict[str, int]]] = {}

    def changed(self, c: Conversation) -> None:
        """Somebody came, left, or was moved: they and those at the head of the queue may hear something new."""
        if c.status in WAITING:
            self._due[c.id] = None
        if c.escalation:
            self._moved.add(self._router().roster.queue(c.escalation.queue).id)

    def staffed(self, queue_ids: Iterable[str]) -> None:
        """Somebody of these queues came, left or went away: everybody who waits there may hear something new (E06)."""
        now = self._clock.now()
        for queue_id in queue_ids:
            self._due |= dict.fromkeys(self._places(queue_id, now))

    def review(self, conversation_id: str) -> None:
        """Look at this one again."""
        self._due[conversation_id] = None

    async def tell(self) -> None:
        """Tell those who are due, as many as fit into one round."""
        now = self._clock.now()
        for queue_id in self._moved:
            self._due |= dict.fromkeys(list(self._places(queue_id, now))[:NEXT_UP])
        self._moved.clear()
        for conversation_id in list(self._due)[:TOLD_MAX]:
            self._due.pop(conversation_id, None)
            try:
                await self._tell(await self._desk.load(conversation_id), now)
            except Exception:
                log.exception("wait_not_told", conversation_id=conversation_id)

    def _places(self, queue_id: str, now: datetime) -> dict[str, int]:
        """Place by conversation, 1 first."""
        router = self._router()
        at, changes, places = self._orders.get(queue_id, (now, -1, {}))
        moved = changes != router.changes and len(places) < SHORT
        if moved or now - at >= ORDER_FOR:
            places = {x.conversation_id: n for n, x in enumerate(router.in_order(queue_id, now), 1)}
            self._orders[queue_id] = (now, router.changes, places)
        return places

    async def _tell(self, c: Conversation, now: datetime) -> None:
        if c.status not in WAITING or not c.escalation:
            return
        queue = self._router().roster.queue(c.escalation.queue)
        waited_s = (now - c.escalation.requested_at).total_seconds()
        serving = self._router().there(queue.id, waited_s)
        if c.status != Status.RESERVED:
            await self._tell_wait(c, queue, serving, now)
            await self._tell_choices(c, queue, serving, now, waited_s)

    async def _tell_wait(self, c: Conversation, queue: Queue, serving: Sequence[Ready], now: datetime) -> None:
        assert c.escalation is not None
        places = self._places(queue.id, now)
        place = places.get(c.id, len(places) + 1)
        forecast = self._foresight.of(c.id) if serving else None
        told = tell(forecast, place, queue, now) if forecast else predict(place, serving, queue, now)
        if c.escalation.wait is None or worth_telling(c.escalation.wait, told):
            await self._desk.handle(c.id, do.AnnounceWait(told))

    async def _tell_choices(
        self, c: Conversation, queue: Queue, serving: Sequence[Ready], now: datetime, waited_s: float
    ) -> None:
        if not c.escalation or c.escalation.callback:
            return
        late = c.met("wait")
        trouble = Trouble(
            declined=self._router().exhausted(c.id, now),
            full=0 < queue.limit < self._places(queue.id, now).get(c.id, 0),
            late=late is not None and not late.kept,
        )
        step = ladder(queue, len(serving), now, waited_s, trouble, self.choices(c))
        if step and step.because not in c.escalation.fallback_because:
            if step.because in ALARMING:
                log.error("nobody_can_come", because=step.because, queue=queue.id, conversation_id=c.id)
            await self._desk.handle(c.id, do.OfferFallback(step.because, step.choices, step.opens_at))
