"""Three classes, three groups of agents, two skills: cost against a bound that knows every time in advance."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import numpy as np
from msgspec import Struct
from pools import NONE, START, Row

from escapehatch.lab.queueing.load import Day, Kind, Times, flat
from escapehatch.lab.queueing.record import Record
from escapehatch.lab.queueing.run import Chooses, World, simulate
from escapehatch.lab.queueing.watch import Promise
from escapehatch.lab.queueing.yardstick import InOrder, narrowest, widest
from escapehatch.routing import router as production
from escapehatch.routing.classes import CustomerClass
from escapehatch.routing.roster import AgentProfile, Roster
from escapehatch.routing.router import Router

#: A run goes on until everybody has been served or has left.
SPAN_S = 86_400.0 * 3
SKILLS = ("a", "b")
NEVER = Times(1.0, "never")
#: Patience in these traces: log-normal, cv 1.2.
SIGMA = math.sqrt(math.log(1 + 1.2**2))


class Measured(Struct, frozen=True):
    """A policy on one trace: what it cost, and the longest wait of the low class in minutes."""

    cost: float
    longest: float
    inversions: int


def classes(bench: Any) -> tuple[CustomerClass, ...]:
    """High stakes, standard, low: the costs of the bench, its answer times as targets."""
    return tuple(
        CustomerClass(
            name, priority_from=2 - n, weight=bench.W[n], abandon=bench.AB[n], target_s=60 * bench.SLA[n],
            handle_s=60 * bench.MS, patience_s=60 * bench.MP, patience_sigma=SIGMA,
        )
        for n, name in enumerate(("high", "standard", "low"))
    )  # fmt: skip


def team(bench: Any) -> tuple[AgentProfile, ...]:
    """A person a slot."""
    return tuple(
        AgentProfile(
            f"{name.lower()}{n}", f"{name} {n}", queues=("support",),
            skills=tuple(SKILLS[x] for x in sorted(able)), capacity=1,
        )
        for name, (able, slots) in bench.GROUPS.items()
        for n in range(slots)
    )  # fmt: skip


def kinds() -> tuple[Kind, ...]:
    """Class by class, skill by skill."""
    return tuple(
        Kind(f"{name} {skill}", "support", flat(0.0), NEVER, NEVER, priority=2 - n, skills=(skill,))
        for n, name in enumerate(("high", "standard", "low"))
        for skill in SKILLS
    )


def measure(bench: Any, trace: Any, router: Chooses) -> Measured:
    at, cls, skill, handle, patience = trace
    promises = tuple(Promise(x.cap_s) for x in classes(bench) for _ in SKILLS)
    world = World(kinds(), team(bench), promises, START)
    day = Day(at * 60, cls * len(SKILLS) + skill, handle * 60, patience * 60)
    found: Record = simulate(world, router, [day], SPAN_S, np.random.default_rng(1))
    assert len(found.wait_s) == len(at)
    who = found.kind // len(SKILLS)
    weight, lost = (np.array([x[n] for n in range(3)]) for x in (bench.W, bench.AB))
    cost = (weight[who] * found.wait_s / 60 + lost[who] * ~found.served).sum()
    return Measured(float(cost), float(found.wait_s[who == 2].max() / 60), found.checked.inversions)


def rows(bench: Any, traces: int) -> Iterator[Row]:
    """T4, T5. ``bench``: the module that defines traces and bound."""
    roster = Roster(agents=team(bench), classes=classes(bench))
    ways: dict[str, Callable[[], Chooses]] = {
        "ours": lambda: Router(roster),
        "FIFO flexible first": lambda: InOrder(rank=widest),
        "FIFO": lambda: InOrder(rank=narrowest),
        "strict": lambda: InOrder(lambda x: -x.priority, narrowest),
    }
    for busy, ceiling in ((0.95, -3.6), (1.10, -3.8)):
        drawn = [bench.trace(np.random.default_rng(1000 + n), busy) for n in range(traces)]
        found = {name: [measure(bench, x, make()) for x in drawn] for name, make in ways.items()}
        with mock.patch.object(production, "flexibility", lambda agent: -len(agent.skills)):
            found["ours, flexible first"] = [measure(bench, x, Router(roster)) for x in drawn]
        costs = {name: sum(x.cost for x in each) for name, each in found.items()}
        yield from against_bound(bench, busy, ceiling, drawn, costs)
        beside = {name: x / costs["FIFO flexible first"] for name, x in costs.items() if name in ("FIFO", "strict")}
        yield "... cost to FIFO's, flexible first", -0.6, None, costs["ours"] / costs["FIFO flexible first"], beside
        yield (
            "... cost to that with the most flexible first",
            -1.0,
            None,
            costs["ours"] / costs["ours, flexible first"],
            {},
        )
        longest = {name: float(np.mean([x.longest for x in each])) for name, each in found.items()}
        yield (
            "... low class's longest wait to FIFO's",
            None,
            None,
            longest["ours"] / longest["FIFO"],
            {f"{name} min": longest[name] for name in ("ours", "FIFO", "strict")},
        )
        yield (
            "... inversions past the cap",
            NONE,
            None,
            float(sum(x.inversions for x in found["ours"])),
            {"strict": float(sum(x.inversions for x in found["strict"]))},
        )


def against_bound(bench: Any, busy: float, ceiling: float, drawn: list[Any], costs: dict[str, float]) -> Iterator[Row]:
    bound = sum(bench.lp_bound(x) for x in drawn)
    beside = {name: x / bound for name, x in costs.items() if name != "ours"}
    yield f"skills, {busy}: cost over the clairvoyant bound, times", ceiling, None, costs["ours"] / bound, beside
