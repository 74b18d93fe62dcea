"""Gives whoever waits to whoever is free: at once on each event, and by a slow sweep as a net.

Deciding is ``routing``'s: this carries the decision out. Each offer claims the agent's seat in the same transaction as
the reservation (G8), and each wait is told honestly to the customer, again only when it matters.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from ..conversation import commands as do
from ..conversation import events as e
from ..conversation.fold import Conversation
from ..conversation.lifecycle import ATTENDED, WAITING, Status
from ..conversation.values import Author, Role
from ..ports import Clock, Journal, Seat, SeatTaken
from ..routing.ladder import ladder
from ..routing.match import Match, Ready, Waiting, match
from ..routing.roster import AgentProfile, Queue, Roster
from ..routing.wait import predict, worth_telling
from .desk import Desk
from .presence import Floor

log = structlog.get_logger(__name__)

#: The slow net under the events.
SWEEP_S: Final = 5.0
#: Waiting conversations looked at in one round.
WAITING_MAX: Final = 2_000

#: Events that may free a seat or add somebody who waits.
WAKING: Final = frozenset(
    {
        "HandoffRequested",
        "ReservationDeclined",
        "ReservationLapsed",
        "AgentJoined",
        "AgentLost",
        "Transferred",
        "ReturnedToBot",
        "ConversationClosed",
        "CallbackPromised",
        "PriorityRaised",
    }
)


class Dispatcher:
    """One a process. ``wake`` may be called as often as one likes: rounds coalesce.

    ``pressure``: how many people waited for each seat of those agents who are there, as of the last round; 0 when nobody
    waits, and when nobody is there, for then a handoff takes no agent's time from others.
    """

    def __init__(
        self,
        journal: Journal,
        desk: Desk,
        clock: Clock,
        new_id: Callable[[], str],
        roster: Callable[[], Roster],
    ) -> None:
        self._journal = journal
        self._desk = desk
        self._clock = clock
        self._new_id = new_id
        self._roster = roster
        self._wake = asyncio.Event()
        self._missed: set[asyncio.Task[None]] = set()
        self.floor: Floor | None = None
        self.pressure = 0.0

    def wake(self) -> None:
        self._wake.set()

    def react(self, c: Conversation, records: tuple[e.Recorded, ...]) -> None:
        """After a commit: is there somebody to match, or an agent to judge?"""
        names = {e.name_of(x.event) for x in records}
        if names & WAKING:
            self.wake()
        for record in records:
            self._judge_agent(record.event)

    def _judge_agent(self, event: e.Event) -> None:
        if not self.floor:
            return
        if isinstance(event, e.AgentJoined):
            self.floor.answered(event.agent.id)
        elif isinstance(event, e.Transferred | e.ReturnedToBot):
            self.floor.freed(event.agent_id)
        elif isinstance(event, e.ConversationClosed):
            self.floor.freed(event.by.id)
        elif isinstance(event, e.ReservationLapsed):
            missed = asyncio.create_task(self.floor.missed(event.agent_id))
            self._missed.add(missed)
            missed.add_done_callback(self._noted)

    def _noted(self, missed: asyncio.Task[None]) -> None:
        self._missed.discard(missed)
        if not missed.cancelled() and missed.exception():
            log.error("missed_offer_not_noted", exc_info=missed.exception())

    async def review(self, conversation_id: str) -> None:
        """A deadline's way to ask for another look."""
        self.wake()

    async def run(self) -> None:
        """Match whenever woken, until cancelled."""
        while True:
            try:
                async with asyncio.timeout(SWEEP_S):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            try:
                await self.round()
            except Exception:
                log.exception("dispatch_failed")

    async def round(self) -> int:
        """One look at everybody: offer, then tell those who still wait. Returns the number of offers made."""
        rows = await self._journal.standings(sorted(WAITING), limit=WAITING_MAX)
        if not rows:
            self.pressure = 0.0
            return 0
        conversations = [await self._desk.load(row.conversation_id) for row in rows]
        queued = [c for c in conversations if c.status == Status.QUEUED and c.escalation]
        agents = await self._ready()
        now = self._clock.now()
        offers = match([waiting(c, self._roster()) for c in queued], agents, now)
        made = 0
        for offer in offers:
            made += await self._reserve(offer)
        seats = sum(x.capacity for x in agents if x.available)
        self.pressure = round((len(queued) - made) / seats, 3) if seats else 0.0
        await self._tell(conversations, agents, now)
        return made

    async def _ready(self) -> list[Ready]:
        busy = Counter[str]()
        for row in await self._journal.standings(sorted({*ATTENDED, Status.RESERVED}), limit=10_000):
            busy[row.agent_id] += 1
        return [self._agent(profile, busy[profile.id]) for profile in self._roster().agents]

    def _agent(self, profile: AgentProfile, load: int) -> Ready:
        here = self.floor is not None and self.floor.state(profile.id) == "available"
        since = self.floor.since(profile.id) if self.floor else self._clock.now()
        return Ready(
            agent_id=profile.id,
            name=profile.name,
            queues=profile.queues,
            skills=profile.skills,
            languages=profile.languages,
            capacity=profile.capacity,
            load=load,
            idle_since=since,
            available=here,
        )

    async def _reserve(self, offer: Match) -> int:
        roster = self._roster()
        profile = next(x for x in roster.agents if x.id == offer.agent_id)
        c = await self._desk.load(offer.conversation_id)
        queue = roster.queue(c.escalation.queue if c.escalation else "")
        expires_at = self._clock.now() + timedelta(seconds=queue.offer_s)
        agent = Author(Role.AGENT, profile.id, profile.name)
        command = do.Reserve(self._new_id(), agent, expires_at, offer.why)
        try:
            done = await self._desk.handle(offer.conversation_id, command, Seat(profile.id, profile.capacity))
        except SeatTaken:
            return 0
        return int(done.refused is None)

    async def _tell(self, conversations: Sequence[Conversation], agents: Sequence[Ready], now: datetime) -> None:
        places: Counter[str] = Counter()
        for known in conversations:
            c = await self._desk.load(known.id)
            if c.status not in WAITING or not c.escalation:
                continue
            queue = self._roster().queue(c.escalation.queue)
            places[queue.id] += 1
            try:
                await self._tell_one(c, queue, places[queue.id], agents, now)
            except Exception:
                log.exception("wait_not_told", conversation_id=c.id)

    async def _tell_one(
        self, c: Conversation, queue: Queue, place: int, agents: Sequence[Ready], now: datetime
    ) -> None:
        assert c.escalation is not None
        serving = [x for x in agents if queue.id in x.queues and x.available]
        told = predict(place, serving, queue, now)
        if c.escalation.wait is None or worth_telling(c.escalation.wait, told):
            await self._desk.handle(c.id, do.AnnounceWait(told))
        if c.status != Status.QUEUED or c.escalation.callback or c.escalation.fallback:
            return
        waited_s = (now - c.escalation.requested_at).total_seconds()
        step = ladder(queue, len(serving), now, waited_s)
        if step:
            await self._desk.handle(c.id, do.OfferFallback(step.because, step.choices, step.opens_at))


def waiting(c: Conversation, roster: Roster) -> Waiting:
    """What the router needs to know of somebody who waits. A queue that is not on the roster is the default one (B09)."""
    asked = c.escalation
    assert asked is not None
    callback = asked.callback
    return Waiting(
        conversation_id=c.id,
        queue=roster.queue(asked.queue).id,
        priority=asked.priority,
        waiting_since=asked.requested_at,
        skills=asked.reason.skills,
        language=language(c),
        refused_by=asked.refused_by,
        wanted_agent_id=asked.wanted_agent_id,
        callback=(callback.not_before_at, callback.promised_at) if callback else None,
        customer_id=c.customer.id,
        previous_agent_id=c.returned.agent.id if c.returned else "",
        tier=c.customer.tier if c.customer.verified else "",
    )


def language(c: Conversation) -> str:
    """The language the customer last wrote in, as far as it was heard; else their locale's."""
    for entry in reversed(c.said(Role.CUSTOMER)):
        reading = c.readings.get(entry.id)
        if reading and reading.language:
            return reading.language
    return c.locale.split("-")[0]
