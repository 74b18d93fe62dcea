"""Two-class pools whose exact optimum is known, run with the production router, first come first served, and strict classes.

All routers meet the very same customers, so that differences are far surer than the figures themselves. Costs are
corrected by a control: strict classes were run as well, and their exact cost is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from msgspec import Struct

from escapehatch.lab.queueing.figures import BATCHES, spread, wilson
from escapehatch.lab.queueing.load import DAY_S, Day, Kind, Many, Times, days, flat
from escapehatch.lab.queueing.record import Record
from escapehatch.lab.queueing.run import Chooses, World, simulate
from escapehatch.lab.queueing.watch import Promise
from escapehatch.lab.queueing.yardstick import InOrder
from escapehatch.lab.staffing.birth_death import states
from escapehatch.lab.staffing.erlang import erlang_c_wait
from escapehatch.lab.staffing.priority import priority_waits
from escapehatch.routing.classes import CustomerClass
from escapehatch.routing.roster import AgentProfile, Queue, Roster
from escapehatch.routing.router import Router

Row = tuple[str, float | None, float | None, float, dict[str, float]]
START = datetime(2026, 1, 5, tzinfo=UTC)
AHT_S = 540.0
#: Customers who came in the first tenth of a run are not counted.
WARM = 0.1
#: A ceiling for what must not happen at all.
NONE = -0.5
SEED = 11


class Pool(Struct, frozen=True):
    """``busy``: load over agents. ``shares`` of the customers, patience as a rate in handling times (0: never), what a handling
    time of waiting and leaving costs, class by class; the first class is the one that matters most.
    """

    busy: float
    shares: tuple[float, float] = (0.12, 0.88)
    leaves: tuple[float, float] = (0.8, 0.8)
    wait: tuple[float, float] = (8.0, 1.0)
    lost: tuple[float, float] = (8.0, 1.0)
    agents: int = 10
    cap_s: float = AHT_S

    @property
    def rates(self) -> tuple[float, float]:
        """Customers in a handling time."""
        a, b = (x * self.busy * self.agents for x in self.shares)
        return a, b

    def exact(self, mdp: Any, policy: str | None = None, longest: int = 36) -> float:
        """The mean cost in a handling time: the least there is, or that of ``p12`` or ``p21``."""
        return float(mdp.solve(self.agents, self.rates, self.leaves, self.wait, self.lost, policy=policy, Q=longest)[0])

    def exact_in_order(self) -> float:
        """First come, first served: one queue, shared out. Only where all are equally patient."""
        queue = states(sum(self.rates), self.agents, (1.0,), self.leaves[0]).queue
        each = [h + a * x for h, a, x in zip(self.wait, self.lost, self.leaves, strict=True)]
        return queue * sum(s * x for s, x in zip(self.shares, each, strict=True))


def kinds(x: Pool) -> tuple[Kind, ...]:
    stays = [Times(AHT_S / rate) if rate else Times(1.0, "never") for rate in x.leaves]
    return tuple(
        Kind(name, "support", flat(rate / AHT_S), Times(AHT_S), stay, priority=priority)
        for name, rate, stay, priority in zip(("high", "standard"), x.rates, stays, (2, 0), strict=True)
    )


def classes(x: Pool, wrong: Sequence[float] = (1.0, 1.0)) -> tuple[CustomerClass, ...]:
    """As a roster would say it: a minute's cost, and times. ``wrong``: handling times are taken for so many times theirs."""
    found = []
    for n, (name, target_s) in enumerate((("high", 60.0), ("standard", 180.0))):
        stay_s = AHT_S / x.leaves[n] if x.leaves[n] else 1e9
        found.append(
            CustomerClass(
                name, priority_from=2 - 2 * n, weight=x.wait[n], abandon=x.lost[n] * AHT_S / 60, target_s=target_s,
                cap_s=x.cap_s, handle_s=AHT_S * wrong[n], patience_s=stay_s,
            )
        )  # fmt: skip
    return tuple(found)


def team(count: int) -> tuple[AgentProfile, ...]:
    return tuple(AgentProfile(f"a{n:03}", f"Agent {n}", queues=("support",), capacity=1) for n in range(count))


class Runs:
    """One pool's customers, and whoever serves them."""

    def __init__(self, x: Pool, customers: int, seed: int = SEED) -> None:
        self.pool = x
        self.days = int(np.ceil(customers / sum(x.rates) * AHT_S / DAY_S))
        self.span_s = self.days * DAY_S
        self.stream: list[Day] = list(days(kinds(x), self.days, 0.0, np.random.default_rng(seed)))
        self.world = World(kinds(x), team(x.agents), (Promise(x.cap_s), Promise(x.cap_s)), START)

    def run(self, router: Chooses) -> Record:
        found = simulate(self.world, router, self.stream, self.span_s, np.random.default_rng(1))
        return found.since(WARM * self.span_s)

    def ours(self, wrong: Sequence[float] = (1.0, 1.0)) -> Record:
        return self.run(Router(Roster(agents=self.world.agents, classes=classes(self.pool, wrong))))

    def in_order(self) -> Record:
        return self.run(InOrder())

    def strict(self, first: int = 2) -> Record:
        return self.run(InOrder(lambda one: abs(one.priority - first)))

    def cost(self, record: Record) -> Many:
        """The mean cost in a handling time, for each of twenty stretches."""
        each = np.asarray(self.pool.wait)[record.kind] * record.wait_s / AHT_S
        each = each + np.asarray(self.pool.lost)[record.kind] * ~record.served
        begin = self.span_s - record.span_s
        edges = np.linspace(begin, self.span_s, BATCHES + 1)
        stretch = np.clip(np.searchsorted(edges, record.came_s, side="right") - 1, 0, BATCHES - 1)
        sums: Many = np.bincount(stretch, weights=each, minlength=BATCHES)
        return sums / ((edges[1] - edges[0]) / AHT_S)


def mean_error(x: Many) -> tuple[float, float]:
    return float(x.mean()), float(x.std(ddof=1) / np.sqrt(len(x)))


def wait(record: Record, kind: int, share: float | None = None) -> float:
    """Minutes: the mean, or a quantile, of a class."""
    found = record.wait_s[record.kind == kind] / 60
    return float(found.mean() if share is None else found.max() if share == 1 else np.quantile(found, share))


def daily_longest(record: Record, kind: int) -> float:
    """Minutes: the longest wait of a day, on average over days."""
    rows = record.kind == kind
    day = (record.came_s[rows] // DAY_S).astype(int)
    longest = np.zeros(int(day.max()) + 1)
    np.maximum.at(longest, day, record.wait_s[rows] / 60)
    return float(longest[day.min() :].mean())


def optimum(mdp: Any, customers: int) -> Iterator[Row]:
    """T1, T2, T3, T4, T6, T10, T12 on the pools with an exact optimum."""
    told = {0.85: 1.67475, 0.95: 2.83028, 1.10: 5.18649}
    second = {0.85: 3.05820, 0.95: 5.50336, 1.10: 10.93120}
    for busy, reference in told.items():
        pool = Pool(busy)
        best, strict = pool.exact(mdp), pool.exact(mdp, "p12")
        yield f"g*, {busy}: off the reference", -5e-6 * 1.000001, None, abs(best - reference), {"g*": best}
        last = pool.exact(mdp, "p21")
        yield (
            f"class 2 first, {busy}: off the reference",
            -5e-6 * 1.000001,
            None,
            abs(last - second[busy]),
            {"exact": last},
        )
        runs = Runs(pool, customers)
        records = runs.ours(), runs.in_order(), runs.strict()
        if busy == 0.95:
            yield from against_exact(runs, records, strict, last)
        yield from gaps(runs, records, best, strict)
        yield from waits(busy, *records)
        yield from wrong_estimates(runs, records[2], best, strict)


def against_exact(runs: Runs, records: Sequence[Record], strict: float, last: float) -> Iterator[Row]:
    """The simulator's own soundness, in standard errors."""
    known = (
        ("class 1 first", records[2], strict),
        ("class 2 first", runs.strict(0), last),
        ("in order", records[1], runs.pool.exact_in_order()),
    )
    for name, record, exact in known:
        found, error = mean_error(runs.cost(record))
        yield (
            f"simulated, {name}: standard errors off",
            -2.0,
            None,
            abs(found - exact) / error,
            {"simulated": found, "exact": exact},
        )


def gaps(runs: Runs, records: Sequence[Record], best: float, strict: float) -> Iterator[Row]:
    busy = runs.pool.busy
    ours, plain, control = (runs.cost(x) for x in records)
    gap, error = mean_error((ours - control + strict) / best - 1)
    beside = {
        "s.e.": error,
        "FIFO": runs.pool.exact_in_order() / best - 1,
        "strict": strict / best - 1,
        "uncorrected": float(ours.mean() / best - 1),
    }
    yield f"cost over g*, {busy}", -0.03, None, gap, beside


def waits(busy: float, ours: Record, plain: Record, strict: Record) -> Iterator[Row]:
    def ratio(kind: int, share: float | None = None) -> tuple[float, dict[str, float]]:
        a, b = wait(ours, kind, share), wait(plain, kind, share)
        return a / b, {"min": a, "FIFO min": b}

    ceiling = {0.95: -0.45, 1.10: -0.40}.get(busy)
    yield f"high-stakes, {busy}: mean wait to FIFO's", ceiling, None, *ratio(0)
    yield "... p95", -0.5, None, *ratio(0, 0.95)
    yield "standard: mean wait to FIFO's", -1.12, None, *ratio(1)
    yield "... p99", -1.15, None, *ratio(1, 0.99)
    value, beside = ratio(1, 1)
    yield "... longest of all", -1.1 if busy < 1 else None, None, value, {**beside, "strict min": wait(strict, 1, 1)}
    day = [daily_longest(x, 1) for x in (ours, plain, strict)]
    yield (
        "... longest of a day",
        None,
        None,
        day[0] / day[1],
        dict(zip(("min", "FIFO min", "strict min"), day, strict=True)),
    )
    yield (
        "inversions past the cap",
        NONE,
        None,
        float(ours.checked.inversions),
        {"strict": float(strict.checked.inversions), "choices": float(ours.checked.choices)},
    )
    means = float(ours.wait_s.mean()), float(plain.wait_s.mean())
    yield "mean wait of all to FIFO's", -1.01, None, means[0] / means[1], {"hidden idling s": ours.checked.idle_s}
    share = ours.busy_s / ours.staffed_s
    yield "occupancy, spread among equals", -0.10, None, spread(team(len(share)), share), {"mean": float(share.mean())}
    good = int((ours.served & (ours.wait_s < 180)).sum())
    low, high = wilson(good, len(ours.wait_s))
    fifo = float((plain.served & (plain.wait_s < 180)).mean())
    yield "served in 180 s, share of all", None, 0.95, good / len(ours.wait_s), {"from": low, "to": high, "FIFO": fifo}


def wrong_estimates(runs: Runs, control: Record, best: float, strict: float) -> Iterator[Row]:
    """T10: handling times believed to be 30 % shorter or longer than they are, one class each way."""
    found = []
    for wrong in ((0.7, 1.3), (1.3, 0.7)):
        ours = runs.cost(runs.ours(wrong))
        found.append(mean_error((ours - runs.cost(control) + strict) / best - 1)[0])
    yield (
        "cost over g*, handling estimates 30 % wrong",
        -0.05,
        None,
        max(found),
        {"short first": found[0], "long first": found[1]},
    )


def without_leaving(customers: int) -> Iterator[Row]:
    """T3 against F7: nobody leaves; the cap is out of the way, since Cobham knows none."""
    for agents, busy, share in ((10, 0.95, 0.12), (20, 0.85, 0.10), (20, 0.90, 0.10), (20, 0.95, 0.10)):
        pool = Pool(busy, (share, 1 - share), (0.0, 0.0), lost=(0.0, 0.0), agents=agents, cap_s=1e9)
        runs = Runs(pool, customers)
        ours, plain, strict = runs.ours(), runs.in_order(), runs.strict()
        exact = priority_waits(agents, list(pool.rates), AHT_S / 60)
        name = f"nobody leaves, {agents} agents at {busy}"
        if agents == 10:
            for kind, value in enumerate(exact):
                rows = strict.kind == kind
                found, error = batch(strict, rows)
                beside = {"simulated": found / AHT_S, "Cobham": value * 60 / AHT_S}
                yield (
                    f"{name}, class {kind + 1}: standard errors off",
                    -2.0,
                    None,
                    abs(found / 60 - value) * 60 / error,
                    beside,
                )
            continue
        closed = exact[0] / (erlang_c_wait(agents, sum(pool.rates), 1.0) * AHT_S / 60)
        # The control again: how far strict classes fell from the closed form with these customers.
        found = wait(ours, 0) / wait(strict, 0)
        yield (
            f"{name}: first class's wait to Cobham's",
            -1.05,
            None,
            found,
            {"to FIFO": wait(ours, 0) / wait(plain, 0), "Cobham": closed},
        )


def batch(record: Record, rows: Any) -> tuple[float, float]:
    order = np.argsort(record.came_s[rows], kind="stable")
    means = np.array([x.mean() for x in np.array_split(record.wait_s[rows][order], BATCHES)])
    return mean_error(means)


def overload(mdp: Any, customers: int) -> Iterator[Row]:
    """T8: more come than can be served, and patience differs tenfold: c-mu/theta, not c-mu."""
    pool = Pool(1.3, (0.5, 0.5), (2.0, 0.2), wait=(2.0, 1.5), lost=(0.0, 0.0), cap_s=1e9)
    best, theta, plain = pool.exact(mdp, longest=60), pool.exact(mdp, "p21", 60), pool.exact(mdp, "p12", 60)
    yield (
        "c-mu/theta instance: optimum, off 4.8183",
        -5e-5,
        None,
        abs(best - 4.8183),
        {"c-mu/theta": theta, "c-mu": plain},
    )
    runs = Runs(pool, customers)
    ours, control = runs.cost(runs.ours()), runs.cost(runs.strict(0))
    gap, error = mean_error((ours - control + theta) / best - 1)
    fifo = float(runs.cost(runs.in_order()).mean() / best - 1)
    beside = {"s.e.": error, "c-mu/theta": theta / best - 1, "c-mu": plain / best - 1, "FIFO": fifo}
    yield "c-mu/theta instance: cost over the optimum", -0.05, None, gap, beside


def flood(customers: int) -> Iterator[Row]:
    """Strangers come at three times what the team can do; customers whom the shop knows are 40 % of what it can."""
    stay, handle = Times(AHT_S / 0.8), Times(AHT_S)
    known = Kind("known", "support", flat(4.0 / AHT_S), handle, stay, verified=True)
    crowd = Kind("strangers", "support", flat(30.0 / AHT_S), handle, stay)
    agents, many = team(10), int(np.ceil(customers / 34.0 * AHT_S / DAY_S))
    roster = Roster(queues=(Queue("support", flood=20),), agents=agents)
    promise = Promise(roster.classes[-1].cap_s, flood=20)

    def run(these: tuple[Kind, ...], router: Chooses) -> Record:
        world = World(these, agents, (promise,) * len(these), START)
        stream = days(these, many, 0.0, np.random.default_rng(SEED))
        return simulate(world, router, stream, many * DAY_S, np.random.default_rng(1)).since(WARM * many * DAY_S)

    found = {
        "ours": run((known, crowd), Router(roster)),
        "FIFO": run((known, crowd), InOrder()),
        "no flood": run((known,), Router(roster)),
    }
    left = {name: float(1 - x.served[x.kind == 0].mean()) for name, x in found.items()}
    beside = {"FIFO": left["FIFO"], "no flood": left["no flood"]}
    yield "flood of strangers: known customers who leave", None, None, left["ours"], beside
    means = {name: wait(x, 0) for name, x in found.items()}
    yield "... their mean wait, min", None, None, means["ours"], {k: means[k] for k in ("FIFO", "no flood")}
    yield "... inversions past the cap", NONE, None, float(found["ours"].checked.inversions), {}
