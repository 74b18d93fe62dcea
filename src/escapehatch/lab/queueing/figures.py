"""What a record means: waits of each kind of customer, who left, how busy agents were, what it cost, and the day in half hours."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import msgspec
import numpy as np
from msgspec import Struct

from ...routing.classes import CustomerClass
from ...routing.roster import AgentProfile
from .load import DAY_S, Kind, Many
from .record import SLOT_S, SLOTS, Record
from .watch import Checked

#: Standard errors come from so many stretches of time.
BATCHES: Final = 20
#: The normal quantile of a 95 % interval.
Z95: Final = 1.959963984540054


class Waits(Struct, frozen=True):
    """Customers of a kind, or all. Waits in seconds, of all of them: those who are served at once and those who leave included.

    ``served_within``: of all, served within the target's time, with its 95 % interval (Wilson). ``se_s``: standard error of
    the mean wait. ``cost``: what waiting and leaving cost, in the unit of the roster's classes.
    """

    name: str
    customers: int
    served: int
    left: int
    wait_mean_s: float
    wait_se_s: float
    wait_p50_s: float
    wait_p90_s: float
    wait_p95_s: float
    wait_p99_s: float
    wait_max_s: float
    p_abandon: float
    served_within: float
    served_within_low: float
    served_within_high: float
    cost: float


class Half(Struct, frozen=True):
    """A half hour of the day, over all days. ``agents``: there on average. ``needed``: with which the target would be met."""

    begins: str
    customers: float
    wait_p50_s: float | None
    wait_p90_s: float | None
    p_abandon: float | None
    queue_mean: float
    agents: float
    needed: int | None = None


class Figures(Struct, frozen=True):
    """Everything about one run. ``occupancy``: share of their seats in use, by agent. ``spread``: the largest difference
    between agents who can do the same and are there at the same times.
    """

    whole: Waits
    kinds: tuple[Waits, ...]
    day: tuple[Half, ...]
    occupancy: dict[str, float]
    occupancy_mean: float
    spread: float
    still_waiting: int
    within_s: float
    checked: Checked

    def plain(self) -> dict[str, Any]:
        """Every figure by its name."""
        found = msgspec.to_builtins(self)
        return {**_rounded(found.pop("whole")), **_rounded(found), "sound": self.checked.sound}


def _rounded(x: Any) -> Any:
    if isinstance(x, dict):
        return {key: _rounded(value) for key, value in x.items()}
    if isinstance(x, list | tuple):
        return [_rounded(value) for value in x]
    return round(x, 6) if isinstance(x, float) else x


def figures(
    record: Record,
    kinds: Sequence[Kind],
    classes: Sequence[CustomerClass],
    agents: Sequence[AgentProfile],
    within_s: float,
    there: Many | None = None,
) -> Figures:
    """``classes``: of each kind. ``there``: agents at work in each half hour of the day."""
    cost = np.array([[x.weight, x.abandon] for x in classes])
    paid = cost[record.kind, 0] * record.wait_s / 60 + cost[record.kind, 1] * ~record.served
    every = np.ones(len(record.kind), dtype=np.bool_)
    share = np.divide(record.busy_s, record.staffed_s, out=np.zeros_like(record.busy_s), where=record.staffed_s > 0)
    return Figures(
        whole=_waits("all", record, every, paid, within_s),
        kinds=tuple(_waits(x.name, record, record.kind == n, paid, within_s) for n, x in enumerate(kinds)),
        day=_day(record, there if there is not None else np.full(SLOTS, float(len(agents)))),
        occupancy={x.id: float(busy) for x, busy in zip(agents, share, strict=True)},
        occupancy_mean=float(record.busy_s.sum() / max(record.staffed_s.sum(), 1e-9)),
        spread=spread(agents, share),
        still_waiting=record.still_waiting,
        within_s=within_s,
        checked=record.checked,
    )


def _waits(name: str, record: Record, rows: np.ndarray[Any, np.dtype[np.bool_]], paid: Many, within_s: float) -> Waits:
    wait, served = record.wait_s[rows], record.served[rows]
    many = len(wait)
    if not many:
        return Waits(name, *(0,) * 3, *(0.0,) * 7, 0.0, 0.0, 0.0, 1.0, 0.0)
    p50, p90, p95, p99 = np.quantile(wait, [0.5, 0.9, 0.95, 0.99])
    good = int((served & (wait <= within_s)).sum())
    low, high = wilson(good, many)
    error = batch_error(record.came_s[rows], wait)
    return Waits(
        name, many, int(served.sum()), int((~served).sum()), float(wait.mean()), error, float(p50), float(p90), float(p95),
        float(p99), float(wait.max()), float(1 - served.mean()), good / many, low, high, float(paid[rows].sum()),
    )  # fmt: skip


def batch_error(came_s: Many, values: Many) -> float:
    """The standard error of the mean of values that depend on their neighbours: from the means of stretches of time."""
    if len(values) < 2 * BATCHES:
        return float(values.std() / math.sqrt(max(len(values), 1)))
    means = [x.mean() for x in np.array_split(values[np.argsort(came_s, kind="stable")], BATCHES)]
    return float(np.std(means, ddof=1) / math.sqrt(BATCHES))


def wilson(good: int, many: int) -> tuple[float, float]:
    """Between which shares the true one lies, 95 % (Wilson 1927). (0, 1) when nothing was seen."""
    if not many:
        return 0.0, 1.0
    share, z2 = good / many, Z95 * Z95
    middle = (share + z2 / (2 * many)) / (1 + z2 / many)
    half = Z95 / (1 + z2 / many) * math.sqrt(share * (1 - share) / many + z2 / (4 * many * many))
    return max(0.0, middle - half), min(1.0, middle + half)


def spread(agents: Sequence[AgentProfile], share: Many) -> float:
    """The largest difference of occupancy among agents who can do the same, with as many seats, at the same times."""
    alike: dict[object, list[float]] = defaultdict(list)
    for agent, busy in zip(agents, share.tolist(), strict=True):
        alike[(agent.queues, agent.skills, agent.languages, agent.capacity, agent.hours)].append(busy)
    return max((max(x) - min(x) for x in alike.values()), default=0.0)


def _day(record: Record, there: Many) -> tuple[Half, ...]:
    slot = (record.came_s % DAY_S // SLOT_S).astype(int)
    order = np.argsort(slot, kind="stable")
    ends = np.searchsorted(slot[order], np.arange(SLOTS + 1))
    found = []
    for n in range(SLOTS):
        rows = order[ends[n] : ends[n + 1]]
        p50, p90, gone = None, None, None
        if len(rows):
            p50, p90 = (float(x) for x in np.quantile(record.wait_s[rows], [0.5, 0.9]))
            gone = float(1 - record.served[rows].mean())
        count = len(rows) / max(record.span_s / DAY_S, 1e-9)
        minute = int(n * SLOT_S // 60)
        begins = f"{minute // 60:02}:{minute % 60:02}"
        found.append(Half(begins, count, p50, p90, gone, float(record.queue[n]), float(there[n])))
    return tuple(found)
