"""Lets customers and agents meet: the router that the server runs is told what happens, and asked after each event."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from msgspec import Struct
from msgspec.structs import replace
from numpy.random import Generator

from ...routing.roster import AgentProfile
from ...routing.waiting import Match, Ready, Waiting
from .load import Day, Kind
from .record import Record, Recorder
from .team import MISSED_MAX, Agent, Contact, Offers, Shift
from .watch import Promise, Watch

#: What can happen, besides somebody coming.
LEAVES, FINISHES, ANSWERS, SHIFTS, RETURNS, SWEEPS = range(6)
ACCEPTED, DECLINED, MISSED = range(3)
#: An offer lapses after so long where the queue says nothing.
OFFER_S: Final = 30.0


class Chooses(Protocol):
    """What the simulation asks of a router; ``routing.router.Router`` is the one that counts."""

    def put(self, one: Waiting) -> None: ...
    def drop(self, conversation_id: str) -> None: ...
    def seat(self, agent: Ready) -> None: ...
    def unseat(self, agent_id: str) -> None: ...
    def next(self, now: datetime) -> Match | None: ...


class World(Struct, frozen=True):
    """Who may come and who works. ``shifts`` by agent id; who is not in it is always there. ``slow[i]``: how many times longer
    a chat takes while its agent has ``i + 1``. ``promises``: one a kind. ``sweep_s``: the router is also asked so often.
    """

    kinds: tuple[Kind, ...]
    agents: tuple[AgentProfile, ...]
    promises: tuple[Promise, ...]
    start: datetime
    shifts: dict[str, tuple[Shift, ...]] = {}
    slow: tuple[float, ...] = (1.0,)
    offers: Offers = Offers()
    offer_s: dict[str, float] = {}
    sweep_s: float = 0.0


def simulate(
    world: World,
    router: Chooses,
    stream: Iterable[Day],
    span_s: float,
    chance: Generator,
    passed: Callable[[float], None] | None = None,
) -> Record:
    """Everything up to ``span_s``. ``stream``: who comes, in order. ``passed`` hears each day's end, in seconds."""
    return _Run(world, router, chance).whole(stream, span_s, passed)


class _Run:
    def __init__(self, world: World, router: Chooses, chance: Generator) -> None:
        self.world, self.router, self.chance = world, router, chance
        self.agents = [Agent(n, x, world.slow) for n, x in enumerate(world.agents)]
        self.by_id = {x.profile.id: x for x in self.agents}
        self.watch = Watch(world.kinds, world.promises)
        self.recorder = Recorder()
        self.events: list[tuple[float, int, int, Any]] = []
        self.serial = 0
        self.now_s = 0.0
        self.now = world.start
        self.waiting: dict[str, Contact] = {}
        self.instant = not (world.offers.accept_s or world.offers.missed or world.offers.declined)
        self.handlers: tuple[Callable[[Any], None], ...] = (
            self._leave, self._finish, self._answer, self._shift, self._return, self._sweep,
        )  # fmt: skip

    def whole(self, stream: Iterable[Day], span_s: float, passed: Callable[[float], None] | None) -> Record:
        self._open()
        for day in stream:
            for at, kind, handle, patience in zip(
                day.at.tolist(), day.kind.tolist(), day.handle.tolist(), day.patience.tolist(), strict=True
            ):
                if at >= span_s:
                    break
                self._until(at)
                self._come(kind, handle, patience)
            if passed:
                passed(self.now_s)
        self._until(span_s)
        self._at(span_s)
        self.recorder.waits(span_s, 0)
        self.watch.rested(span_s)
        for agent in self.agents:
            agent.touch(span_s)
        return self.recorder.result(self.agents, span_s, self.watch.result())

    def _open(self) -> None:
        for agent in self.agents:
            shifts = self.world.shifts.get(agent.profile.id)
            if shifts is None:
                self._duty(agent, True)
            for shift in shifts or ():
                self._later(shift.begins_s, SHIFTS, (agent, True))
                self._later(shift.ends_s, SHIFTS, (agent, False))
        if self.world.sweep_s:
            self._later(self.world.sweep_s, SWEEPS, None)

    def _duty(self, agent: Agent, on: bool) -> None:
        agent.touch(self.now_s)
        agent.on_duty = on
        agent.idle_since = self.now
        self._seat(agent)

    def _shift(self, whom: Any) -> None:
        agent, begins = whom
        self._duty(agent, begins)
        self._settle()

    def _sweep(self, _: Any) -> None:
        self._later(self.now_s + self.world.sweep_s, SWEEPS, None)
        self._settle()

    def _until(self, end_s: float) -> None:
        events, handlers = self.events, self.handlers
        while events and events[0][0] <= end_s:
            at, _, what, whom = heapq.heappop(events)
            self._at(at)
            handlers[what](whom)
        self._at(end_s)

    def _at(self, now_s: float) -> None:
        if now_s != self.now_s:
            self.now_s = now_s
            self.now = self.world.start + timedelta(seconds=now_s)

    def _later(self, at_s: float, what: int, whom: Any) -> None:
        self.serial += 1
        heapq.heappush(self.events, (at_s, self.serial, what, whom))

    def _come(self, number: int, handle: float, patience: float) -> None:
        kind = self.world.kinds[number]
        self.serial += 1
        told = Waiting(
            f"c{self.serial:09d}", kind.queue, self.now, kind.priority, kind.skills, kind.language,
            tier=kind.tier, verified=kind.verified, cart=kind.cart, seats=kind.seats,
        )  # fmt: skip
        contact = Contact(told, number, self.now_s, handle)
        self.waiting[contact.id] = contact
        if patience != float("inf"):
            self._later(self.now_s + patience, LEAVES, contact)
        self.watch.came(contact)
        self.recorder.waits(self.now_s, 1)
        self.router.put(told)
        self._settle()

    def _settle(self) -> None:
        """Ask until the router has nothing more to say."""
        while found := self.router.next(self.now):
            contact, agent = self.waiting.pop(found.conversation_id), self.by_id[found.agent_id]
            self.watch.chosen(contact, agent, self.now_s)
            agent.touch(self.now_s)
            agent.load += contact.told.seats
            contact.agent = agent
            self.watch.seated(agent)
            if self.instant:
                self._begin(contact, agent)
            else:
                self._offer(contact, agent)
        self.watch.rested(self.now_s)

    def _begin(self, contact: Contact, agent: Agent) -> None:
        contact.ended = True
        self.recorder.waits(self.now_s, -1)
        self.recorder.ended(contact, self.now_s - contact.came_s, agent.number)
        self.watch.began()
        self.serial += 1
        agent.take(contact, self.serial)
        self._next_end(agent)

    def _next_end(self, agent: Agent) -> None:
        if agent.ends:
            self._later(agent.next_end_s(), FINISHES, (agent, agent.version))

    def _finish(self, whom: Any) -> None:
        agent, version = whom
        if agent.version != version:
            return
        agent.touch(self.now_s)
        contact = agent.finish()
        self._next_end(agent)
        self._release(agent, contact)
        self._settle()

    def _release(self, agent: Agent, contact: Contact) -> None:
        """A seat is free again."""
        agent.load = max(agent.load - contact.told.seats, 0.0)
        agent.idle_since = self.now
        self._seat(agent)

    def _seat(self, agent: Agent) -> None:
        """Tell router and watch how this agent is now."""
        if agent.there:
            self.router.seat(agent.ready(self.now))
        else:
            self.router.unseat(agent.profile.id)
        self.watch.seated(agent)

    def _leave(self, contact: Any) -> None:
        if contact.ended:
            return
        contact.ended = True
        self.recorder.waits(self.now_s, -1)
        self.recorder.ended(contact, self.now_s - contact.came_s)
        self.watch.left(contact)
        if self.waiting.pop(contact.id, None):
            self.router.drop(contact.id)
        else:
            self._withdraw(contact)
            self._settle()

    def _withdraw(self, contact: Contact) -> None:
        """The offer of this one has come to an end, whatever it was."""
        agent, contact.agent = contact.agent, None
        if agent:
            agent.touch(self.now_s)
            agent.offered -= contact.told.seats
            self._release(agent, contact)

    def _offer(self, contact: Contact, agent: Agent) -> None:
        agent.offered += contact.told.seats
        offers, fate = self.world.offers, self.chance.random()
        if fate < offers.missed:
            self._later(
                self.now_s + self.world.offer_s.get(contact.told.queue, OFFER_S), ANSWERS, (contact, agent, MISSED)
            )
            return
        delay = self.chance.exponential(offers.accept_s) if offers.accept_s else 0.0
        answer = DECLINED if fate < offers.missed + offers.declined else ACCEPTED
        self._later(self.now_s + delay, ANSWERS, (contact, agent, answer))

    def _answer(self, whom: Any) -> None:
        contact, agent, answer = whom
        if contact.ended or contact.agent is not agent:
            return
        if answer is ACCEPTED:
            agent.touch(self.now_s)
            agent.offered -= contact.told.seats
            agent.missed = 0
            self._begin(contact, agent)
            return
        agent.missed = agent.missed + 1 if answer is MISSED else 0
        if agent.missed >= MISSED_MAX:
            agent.missed, agent.away = 0, True
            self._later(self.now_s + self.world.offers.away_s, RETURNS, agent)
        self._withdraw(contact)
        self._again(contact, agent)
        self._settle()

    def _again(self, contact: Contact, agent: Agent) -> None:
        """Back to the front, with the age it has."""
        contact.told = replace(contact.told, refused_by=(*contact.told.refused_by, agent.profile.id))
        self.waiting[contact.id] = contact
        self.watch.came(contact, again=True)
        self.router.put(contact.told)

    def _return(self, agent: Any) -> None:
        agent.away = False
        self._duty(agent, agent.on_duty)
        self._settle()
