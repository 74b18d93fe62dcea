"""Gives whoever waits to whoever is free: at once on each event, and by a slow sweep as a net.

Deciding is ``routing``'s: this feeds the router with what was committed, and carries its matches out. Each offer claims
the agent's seats in the same transaction as the reservation (G8): the router's picture may be late, the journal's is not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog

from ..conversation import commands as do
from ..conversation import events as e
from ..conversation.fold import Conversation
from ..conversation.lifecycle import NEXT, WAITING, Status
from ..conversation.values import Author, Role
from ..ports import Clock, Journal, JournalUnavailable, Seat, SeatTaken, Standing
from ..routing.classes import class_of
from ..routing.hours import is_open
from ..routing.roster import AgentProfile, Roster
from ..routing.router import Router
from ..routing.waiting import Match, Ready, Waiting
from .desk import Desk
from .foresight import Foresight
from .held import HOLDING, Held
from .presence import Floor
from .waits import Waits

log = structlog.get_logger(__name__)

#: The slow net under the events.
SWEEP_S: Final = 5.0
#: So often everybody's seat is looked at although nobody came or went: opening hours begin and end.
SEATS_EVERY: Final = timedelta(seconds=1)
#: How often the router's picture is compared with the journal.
RECONCILE: Final = timedelta(seconds=60)
#: Conversations that wait or are held, at most.
ROWS_MAX: Final = 1_000_000
#: A round that could not be stored is tried again after this, seconds.
AGAIN_S: Final = 0.5
#: Offers made in one round before others are served.
OFFERS_MAX: Final = 200

#: From where an offer may be made.
OFFERABLE: Final = frozenset(status for status in Status if "ReservationMade" in NEXT[status])


class Dispatcher:
    """``run`` offers whenever ``wake`` was called; calls in between coalesce.

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
        self._held = Held()
        self._compared_at: datetime | None = None
        self._seated_at: datetime | None = None
        self._seated: tuple[Roster, int] | None = None
        self.router = Router(roster())
        self.foresight = Foresight(journal, clock, lambda: self.router, self._held)
        self.waits = Waits(desk, clock, lambda: self.router, self.foresight)
        self.floor: Floor | None = None
        self.pressure = 0.0

    # What happens

    def wake(self) -> None:
        self._wake.set()

    def react(self, c: Conversation, records: tuple[e.Recorded, ...]) -> None:
        """After a commit: who waits, who holds what, and is there an agent to judge?"""
        if self.see(c):
            self.wake()
        for record in records:
            self._judge_agent(record.event)
            if isinstance(record.event, e.HandoffRequested):
                self._told_where(c, record.event.reason.queue)

    def _told_where(self, c: Conversation, queue: str) -> None:
        """A policy may name a queue that the roster has not (any more): the customer waits all the same, and somebody is told."""
        given = self._roster().queue(queue)
        if queue and given.id != queue:
            log.warning("queue_not_on_roster", conversation_id=c.id, queue=given.id)

    def see(self, c: Conversation) -> bool:
        """Take in how a conversation stands; True when that changed anything for the router."""
        before = self.router.waiting(c.id)
        if c.status in OFFERABLE and c.escalation:
            self.router.put(waiting(c, self._roster()))
        else:
            self.router.drop(c.id)
        after = self.router.waiting(c.id)
        moved = self._held.see(c, self._roster().seats(c.channel), self._class_id(c))
        self.foresight.see(c)
        for agent_id in moved:
            self._seat(agent_id)
        if before != after or c.status in WAITING:
            self.waits.changed(c)
        return bool(moved) or before != after

    def _class_id(self, c: Conversation) -> str:
        roster = self._roster()
        return class_of(waiting(c, roster), roster.classes).id if c.escalation else ""

    def _judge_agent(self, event: e.Event) -> None:
        if not self.floor:
            return
        if isinstance(event, e.AgentJoined):
            self.floor.answered(event.agent.id)
            if event.how == "accepted":
                self.floor.given(event.agent.id)
        elif isinstance(event, e.Resumed) and event.because:
            self.floor.given(event.agent_id)
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

    def load(self, agent_id: str) -> float:
        """Seats that this agent's conversations take now."""
        return self._held.load(agent_id)

    async def review(self, conversation_id: str) -> None:
        """A deadline's way to ask for another look."""
        self.see(await self._desk.refresh(conversation_id))
        self.waits.review(conversation_id)
        self.wake()

    async def run(self) -> None:
        """Offer whenever woken, until cancelled."""
        while True:
            try:
                await self._nap()
                if await self.round() >= OFFERS_MAX:
                    self.wake()
            except JournalUnavailable:
                await asyncio.sleep(AGAIN_S)
                self.wake()
            except Exception:
                log.exception("dispatch_failed")
                await asyncio.sleep(AGAIN_S)

    async def _nap(self) -> None:
        """Until woken, or until somebody may be offered whom nobody wakes us for."""
        soonest = self.router.wakes_at(self._clock.now())
        left_s = (soonest - self._clock.now()).total_seconds() if soonest else SWEEP_S
        with suppress(TimeoutError):
            async with asyncio.timeout(min(max(left_s, 0.0), SWEEP_S)):
                await self._wake.wait()
        self._wake.clear()

    # A round

    async def round(self) -> int:
        """Offer what can be offered, then tell those who still wait. Returns the number of offers made."""
        now = self._clock.now()
        if self._compared_at is None or now - self._compared_at >= RECONCILE:
            await self._compare(now)
        self._take_roster()
        self._seat_all(now)
        made = 0
        for _ in range(OFFERS_MAX):
            chosen_at = self._clock.now()
            offer = self.router.next(chosen_at)
            if offer is None:
                break
            try:
                made += await self._reserve(offer, chosen_at)
            except Exception:
                # The router took it as given: its picture is set right before anybody else is offered.
                self._compared_at = self._seated_at = None
                raise
        seats = sum(x.capacity for x in self.router.agents() if x.available)
        self.pressure = round(len(self.router.everybody()) / seats, 3) if seats else 0.0
        await self.waits.tell()
        return made

    def _take_roster(self) -> None:
        if self.router.roster != self._roster():
            known = self.router.everybody()
            self.router = Router(self._roster())
            for one in known:
                self.router.put(one)

    def _seat_all(self, now: datetime) -> None:
        """Where somebody came or went, the roster changed, or time has passed; who lets go of somebody is seated as it happens."""
        seen = (self._roster(), self.floor.changes if self.floor else 0)
        if self._seated_at and now - self._seated_at < SEATS_EVERY and self._seated == seen:
            return
        self._seated_at, self._seated = now, seen
        for profile in self._roster().agents:
            self._take_seat(profile)

    async def _compare(self, now: datetime) -> None:
        """Set the router's picture right by the journal's rows: at the start, and from time to time (C05)."""
        rows = {
            x.conversation_id: x for x in await self._journal.standings(sorted({*OFFERABLE, *HOLDING}), limit=ROWS_MAX)
        }
        known = {x.conversation_id for x in self.router.everybody()} | self._held.conversations()
        wrong = [x for x in rows.values() if not self._agrees(x)]
        for conversation_id in [*(x.conversation_id for x in wrong), *(known - rows.keys())]:
            self.see(await self._desk.refresh(conversation_id))
        self._compared_at = now

    def _agrees(self, row: Standing) -> bool:
        waits = self.router.waiting(row.conversation_id) is not None
        held = self._held.by(row.conversation_id) == row.agent_id
        return waits == (row.status in OFFERABLE) and (held or row.status not in HOLDING)

    def _seat(self, agent_id: str) -> None:
        profile = self._roster().agent(agent_id)
        if profile is None:
            self.router.unseat(agent_id)
        else:
            self._take_seat(profile)

    def _take_seat(self, profile: AgentProfile) -> None:
        ready, before = self._ready(profile), self.router.agent(profile.id)
        if before != ready:
            self.router.seat(ready)
        if before is None or before.available != ready.available:
            self.waits.staffed(ready.queues)

    def _ready(self, profile: AgentProfile) -> Ready:
        now = self._clock.now()
        here = self.floor is not None and self.floor.state(profile.id) == "available"
        return Ready(
            agent_id=profile.id,
            name=profile.name,
            queues=profile.queues,
            skills=profile.skills,
            languages=profile.languages,
            capacity=profile.capacity,
            load=self._held.load(profile.id),
            idle_since=self.floor.since(profile.id) if self.floor else now,
            available=here and is_open(profile.hours, now),
            free_by=self._held.free_by(profile.id),
        )

    async def _reserve(self, offer: Match, chosen_at: datetime) -> int:
        roster = self._roster()
        profile = roster.agent(offer.agent_id)
        c = await self._desk.load(offer.conversation_id)
        if profile is None:
            self.see(c)
            return 0
        queue = roster.queue(c.escalation.queue if c.escalation else "")
        expires_at = chosen_at + timedelta(seconds=queue.offer_s)
        agent = Author(Role.AGENT, profile.id, profile.name)
        command = do.Reserve(self._new_id(), agent, expires_at, offer.why, offer.choice, chosen_at)
        seat = Seat(profile.id, profile.capacity, roster.seats(c.channel))
        try:
            done = await self._desk.handle(offer.conversation_id, command, seat)
        except SeatTaken:
            await self._recount(profile.id)
            self.see(c)
            return 0
        if done.refused:
            self.see(await self._desk.refresh(offer.conversation_id))
            self._seat(profile.id)
        return int(done.refused is None)

    async def _recount(self, agent_id: str) -> None:
        """Another process gave this agent something: hear what."""
        for row in await self._journal.standings(sorted(HOLDING), agent_id=agent_id, limit=ROWS_MAX):
            self.see(await self._desk.refresh(row.conversation_id))
        self._seat(agent_id)


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
        refused_at=asked.refused_at,
        wanted_agent_id=asked.wanted_agent_id,
        wanted_at=asked.wanted_at,
        away=asked.away_at is not None,
        callback=(callback.not_before_at, callback.promised_at) if callback else None,
        customer_id=c.customer.id,
        previous_agent_id=c.returned.agent.id if c.returned else "",
        tier=c.customer.tier if c.customer.verified else "",
        verified=c.customer.verified,
        cart=c.cart.total if c.customer.verified else 0.0,
        seats=roster.seats(c.channel),
    )


def language(c: Conversation) -> str:
    """The language the customer last wrote in, as far as it was heard; else their locale's."""
    for entry in reversed(c.said(Role.CUSTOMER)):
        reading = c.readings.get(entry.id)
        if reading and reading.language:
            return reading.language
    return c.locale.split("-")[0]
