"""One scenario, run: with the server's router, and beside it first come, first served, with the very same customers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from ...routing.router import Router
from ..staffing.forecast import Question, agents_needed
from ..staffing.patience import Exponential
from .figures import Figures, Half, Waits, figures
from .load import DAY_S, Day, Many, days
from .record import SLOT_S
from .run import Chooses, simulate
from .scenario import Scenario
from .world import Doors, by_slot, class_for, stretches, with_agents, world
from .yardstick import InOrder

#: Fewer customers an hour than this need no reckoning: one agent is enough.
QUIET: Final = 1e-6
#: Teams of the curve, as times of the one there is, and customers a run of it at most.
CURVE: Final = (0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5)
CURVE_CUSTOMERS: Final = 20_000

Passed = Callable[[float], None]


class Trial(Struct, frozen=True):
    """What became of a scenario. ``in_order``: had they been served as they came. ``closed``: came while their queue was closed.

    ``curve``: what so many agents would make of it, where that was asked for.
    """

    scenario: Scenario
    ours: Figures
    in_order: Figures
    closed: int
    curve: tuple[tuple[int, Waits], ...] = ()

    def plain(self) -> dict[str, Any]:
        """Our figures by name, then the rest."""
        x = self.scenario
        about = {
            "scenario": x.name,
            "days": x.days,
            "agents": len(x.roster.agents),
            "seed": x.seed,
            "came_closed": self.closed,
        }
        curve = [{"agents": count, **msgspec.to_builtins(waits)} for count, waits in self.curve]
        return {**about, **self.ours.plain(), "first_come_first_served": self.in_order.plain(), "by_agents": curve}


def trial(x: Scenario, passed: Passed | None = None, curve: bool = False) -> Trial:
    """Run it. ``passed`` hears how far it is, from 0 to 1. The same seed gives the same figures.

    ``curve``: also with fewer agents and with more, over as many days as are cheap.
    """
    counts = counts_of(len(x.roster.agents)) if curve else ()
    runs = 2 + len(counts)
    strict = frozenset(queue.id for queue in x.roster.queues if queue.needs_language)
    ours, closed = run(x, Router(x.roster), _part(passed, 0, runs))
    in_order, _ = run(x, InOrder(languages=strict), _part(passed, 1, runs))
    drawn = []
    for n, count in enumerate(counts):
        less = cheap(with_agents(x, count), ours.whole.customers / x.days)
        drawn.append((count, run(less, Router(less.roster), _part(passed, n + 2, runs))[0].whole))
    return Trial(x, replace(ours, day=tuple(needed(x, ours.day))), in_order, closed, tuple(drawn))


def _part(passed: Passed | None, number: int, runs: int) -> Passed | None:
    return (lambda share: passed((number + share) / runs)) if passed else None


def counts_of(agents: int) -> tuple[int, ...]:
    """Fewer agents and more: the team as it is among them."""
    return tuple(sorted({max(1, round(agents * x)) for x in CURVE}))


def cheap(x: Scenario, customers_a_day: float) -> Scenario:
    """The same over fewer days when it would take long."""
    return replace(x, days=max(1, min(x.days, int(CURVE_CUSTOMERS / max(customers_a_day, 1.0)))))


def run(x: Scenario, router: Chooses, passed: Passed | None = None) -> tuple[Figures, int]:
    """What this router makes of it, and how many came while their queue was closed."""
    where, doors = world(x), Doors(x.kinds, x.roster.queues, x.start, x.days * DAY_S)
    classes = [class_for(x.roster, kind, x.start) for kind in x.kinds]
    customers, agents = np.random.default_rng(x.seed).spawn(2)
    stream = _told(doors.let(days(x.kinds, x.days, x.level_cv, customers)), x.days, passed)
    there = np.sum([by_slot(where.shifts.get(one.id), x.days) for one in where.agents], axis=0)
    record = simulate(where, router, stream, x.days * DAY_S, agents)
    found = figures(record, x.kinds, classes, x.roster.agents, x.within_s, there)
    return found, doors.closed


def _told(stream: Iterator[Day], many: int, passed: Passed | None) -> Iterator[Day]:
    for n, day in enumerate(stream):
        if passed:
            passed(n / many)
        yield day


def needed(x: Scenario, day: Sequence[Half]) -> Iterator[Half]:
    """Each half hour with the agents that would meet the target if its arrivals went on and everybody could take everybody."""
    middle = np.arange(SLOT_S / 2, DAY_S, SLOT_S, dtype=np.float64)
    hours = [stretches(x.roster.queue(kind.queue).hours, x.start, x.days * DAY_S) for kind in x.kinds]
    rates = np.array([k.profile.at(middle) * by_slot(spans, x.days) for k, spans in zip(x.kinds, hours, strict=True)])
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
    leaves = float(
        np.sum(share * [0.0 if kind.patience.shape == "never" else 1 / kind.patience.mean_s for kind in x.kinds])
    )
    handles = tuple(handle * x.slow[min(level, len(x.slow)) - 1] for level in range(1, seats + 1))
    return agents_needed(Question(whole, handles, Exponential(1 / leaves) if leaves else None, x.share, x.within_s))
