"""From a scenario to a run: shifts and opening hours as stretches of time, what each class is promised, and what-ifs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import numpy as np
from msgspec.structs import replace

from ...routing.classes import CustomerClass, class_of
from ...routing.hours import Hours, next_closing, next_opening
from ...routing.roster import AgentProfile, Queue, Roster
from ...routing.waiting import Waiting
from .load import DAY_S, Day, Kind, Many, Profile, Steps, Wave
from .record import SLOT_S, SLOTS
from .run import World
from .scenario import Scenario
from .team import Shift
from .watch import Promise

#: Where circles widen with the wait, the router is asked so often besides.
SWEEP_S = 5.0


def world(x: Scenario) -> World:
    """Who comes and who works in this scenario."""
    span_s = x.days * DAY_S
    shifts = {agent.id: stretches(agent.hours, x.start, span_s) for agent in x.roster.agents}
    return World(
        kinds=x.kinds,
        agents=x.roster.agents,
        promises=tuple(promise(class_for(x.roster, kind, x.start), x.roster.queue(kind.queue)) for kind in x.kinds),
        start=x.start,
        shifts={agent_id: shift for agent_id, shift in shifts.items() if shift is not None},
        slow=x.slow,
        offers=x.offers,
        offer_s={queue.id: queue.offer_s for queue in x.roster.queues},
        sweep_s=SWEEP_S if any(queue.widen for queue in x.roster.queues) else 0.0,
    )


def class_for(roster: Roster, kind: Kind, at: datetime) -> CustomerClass:
    """The class of such customers."""
    told = Waiting(
        "c",
        kind.queue,
        at,
        kind.priority,
        kind.skills,
        kind.language,
        tier=kind.tier,
        verified=kind.verified,
        cart=kind.cart,
    )
    return class_of(told, roster.classes)


def promise(found: CustomerClass, queue: Queue) -> Promise:
    """What is owed to customers of a class in a queue."""
    return Promise(found.cap_s, found.safety or found.deadline_s is not None, queue.flood)


def stretches(hours: Hours, start: datetime, span_s: float) -> tuple[Shift, ...] | None:
    """From when to when it is open, in seconds from ``start``; None: always."""
    found: list[Shift] = []
    at, end = start, start + timedelta(seconds=span_s)
    while (opens := next_opening(hours, at)) is not None and opens < end:
        closes = next_closing(hours, opens)
        if closes is None:
            return None if not found and opens == start else (*found, Shift(_s(opens, start), span_s))
        found.append(Shift(_s(opens, start), _s(closes, start)))
        at = closes
    return tuple(found)


def _s(at: datetime, start: datetime) -> float:
    return (at - start).total_seconds()


def by_slot(spans: tuple[Shift, ...] | None, many: int) -> Many:
    """Which share of each half hour of the day is open, over so many days."""
    if spans is None:
        return np.ones(SLOTS)
    edges, found = np.arange(many * SLOTS) * SLOT_S, np.zeros(many * SLOTS)
    for x in spans:
        found += np.clip(np.minimum(edges + SLOT_S, x.ends_s) - np.maximum(edges, x.begins_s), 0, SLOT_S)
    share: Many = found.reshape(many, SLOTS).mean(axis=0) / SLOT_S
    return share


class Doors:
    """Lets through who comes while their queue is open, and counts the others."""

    def __init__(self, kinds: Iterable[Kind], queues: Iterable[Queue], start: datetime, span_s: float) -> None:
        hours = {x.id: stretches(x.hours, start, span_s) for x in queues}
        self._open = [hours[x.queue] for x in kinds]
        self.closed = 0

    def let(self, stream: Iterable[Day]) -> Iterator[Day]:
        for day in stream:
            keep = np.ones(len(day.at), dtype=np.bool_)
            for number, spans in enumerate(self._open):
                if spans is not None:
                    keep &= (day.kind != number) | _within(day.at, spans)
            self.closed += int((~keep).sum())
            yield Day(day.at[keep], day.kind[keep], day.handle[keep], day.patience[keep])


def _within(at: Many, spans: tuple[Shift, ...]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    edges = np.array([edge for x in spans for edge in (x.begins_s, x.ends_s)])
    inside: np.ndarray[tuple[int], np.dtype[np.bool_]] = np.searchsorted(edges, at, side="right") % 2 == 1
    return inside


def with_agents(x: Scenario, count: int) -> Scenario:
    """The same with so many agents like those there are, evenly over the team. Raises ValueError below 1."""
    if count < 1:
        raise ValueError("At least one agent.")
    known = x.roster.agents
    chosen = [known[n * len(known) // count] for n in range(count)]
    team = [_like(one, chosen[:n].count(one)) for n, one in enumerate(chosen)]
    return replace(x, roster=replace(x.roster, agents=tuple(team)))


def _like(one: AgentProfile, before: int) -> AgentProfile:
    return replace(one, id=f"{one.id}-{before + 1}", name=f"{one.name} {before + 1}") if before else one


def with_arrivals(x: Scenario, times: float) -> Scenario:
    """The same with so many times as many customers."""
    return replace(x, kinds=tuple(replace(kind, profile=_scaled(kind.profile, times)) for kind in x.kinds))


def _scaled(profile: Profile, times: float) -> Profile:
    if isinstance(profile, Steps):
        return replace(profile, rates=tuple(rate * times for rate in profile.rates))
    assert isinstance(profile, Wave)
    return replace(profile, mean=profile.mean * times)
