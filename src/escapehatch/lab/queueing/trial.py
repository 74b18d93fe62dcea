"""One scenario, run: with the server's router, and beside it first come, first served, with the very same customers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from ...routing.router import Router
from ..staffing.forecast import Question, agents_needed
from ..staffing.patience import Exponential
from .figures import Figures, Half, figures
from .load import DAY_S, Day, Many, days
from .record import SLOT_S, SLOTS
from .run import Chooses, World, simulate
from .scenario import Scenario
from .world import Doors, class_for, world
from .yardstick import InOrder

#: Fewer customers an hour than this need no reckoning: one agent is enough.
QUIET: Final = 1e-6


class Trial(Struct, frozen=True):
    """What became of a scenario. ``in_order``: had they been served as they came. ``closed``: came while their queue was closed."""

    scenario: Scenario
    ours: Figures
    in_order: Figures
    closed: int

    def plain(self) -> dict[str, Any]:
        """Our figures by name, then the rest."""
        x = self.scenario
        about = {"scenario": x.name, "days": x.days, "agents": len(x.roster.agents), "seed": x.seed, "came_closed": self.closed}
        return {**about, **self.ours.plain(), "first_come_first_served": self.in_order.plain()}


def trial(x: Scenario, passed: Callable[[float], None] | None = None) -> Trial:
    """Run it twice. ``passed`` hears how far it is, from 0 to 1. The same seed gives the same figures."""
    where, doors = world(x), Doors(x.kinds, x.roster.queues, x.start, x.days * DAY_S)
    classes = [class_for(x.roster, kind, x.start) for kind in x.kinds]
    there = _there(where, x.days)

    def run(router: Chooses, begins: float) -> Figures:
        doors.closed = 0
        customers, agents = np.random.default_rng(x.seed).spawn(2)
        stream = doors.let(days(x.kinds, x.days, x.level_cv, customers))
        record = simulate(where, router, _told(stream, x.days, begins, passed), x.days * DAY_S, agents)
        return figures(record, x.kinds, classes, x.roster.agents, x.within_s, there)

    strict = frozenset(queue.id for queue in x.roster.queues if queue.needs_language)
    ours, in_order = run(Router(x.roster), 0.0), run(InOrder(languages=strict), 0.5)
    return Trial(x, replace(ours, day=tuple(needed(x, ours.day))), in_order, doors.closed)


def _told(stream: Iterator[Day], many: int, begins: float, passed: Callable[[float], None] | None) -> Iterator[Day]:
    for n, day in enumerate(stream):
        if passed:
            passed(begins + n / many / 2)
        yield day


def _there(where: World, many: int) -> Many:
    """Agents at work in each half hour of the day, over all days."""
    found = np.zeros(SLOTS)
    edges = np.arange(many * SLOTS) * SLOT_S
    for agent in where.agents:
        spans = where.shifts.get(agent.id)
        if spans is None:
            found += 1
            continue
        for shift in spans:
            inside = np.clip(np.minimum(edges + SLOT_S, shift.ends_s) - np.maximum(edges, shift.begins_s), 0, SLOT_S)
            found += inside.reshape(many, SLOTS).sum(axis=0) / SLOT_S / many
    return found


def needed(x: Scenario, day: Sequence[Half]) -> Iterator[Half]:
    """Each half hour with the agents that would meet the target if its arrivals went on and everybody could take everybody."""
    middle = (np.arange(SLOTS) + 0.5) * SLOT_S
    rates = np.array([kind.profile.at(middle) for kind in x.kinds])
    seats = max((int(agent.capacity) for agent in x.roster.agents), default=1) or 1
    for n, half in enumerate(day):
        count = _needed(x, rates[:, n], seats)
        yield replace(half, needed=count)


def _needed(x: Scenario, rates: Many, seats: int) -> int:
    whole = float(rates.sum())
    if whole * 3600 < QUIET:
        return 0
    share = rates / whole
    handle = float(np.sum(share * [kind.handle.mean_s for kind in x.kinds]))
    leaves = float(np.sum(share * [0.0 if kind.patience.shape == "never" else 1 / kind.patience.mean_s for kind in x.kinds]))
    handles = tuple(handle * x.slow[min(level, len(x.slow)) - 1] for level in range(1, seats + 1))
    return agents_needed(Question(whole, handles, Exponential(1 / leaves) if leaves else None, x.share, x.within_s))
