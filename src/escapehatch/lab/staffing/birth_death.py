"""The same systems state by state: a second, independent way to every figure, and the way to limited waiting rooms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from .levels import finished
from .patience import Many

#: A state this many e-folds below the likeliest one is never reached.
NEVER: Final = 60.0
#: States at most; beyond, ``waiting`` is the way.
STATES_MAX: Final = 5_000_000


class States(Struct, frozen=True):
    """``chance[k]``: of k in the system. Rates and times in the caller's unit."""

    chance: Many
    slots: int
    arrivals: float
    leaves: float

    @property
    def p_wait(self) -> float:
        """The chance that an arriving customer finds all slots in use (and may stay)."""
        return float(self.chance[self.slots :].sum())

    @property
    def queue(self) -> float:
        """Customers waiting, on average."""
        return float(np.sum(np.arange(len(self.chance) - self.slots) * self.chance[self.slots :]))

    @property
    def inside(self) -> float:
        """Customers waiting or served, on average."""
        return float(np.sum(np.arange(len(self.chance)) * self.chance))

    @property
    def p_abandon(self) -> float:
        """The share that leaves unserved."""
        return self.leaves * self.queue / self.arrivals

    @property
    def mean_wait(self) -> float:
        """The mean wait of all, by Little's law."""
        return self.queue / self.arrivals

    @property
    def in_use(self) -> float:
        """The share of slots in use."""
        busy = np.minimum(np.arange(len(self.chance)), self.slots)
        return float(np.sum(busy * self.chance) / self.slots)


def states(arrivals: float, agents: int, handles: Sequence[float], leaves: float, room: int | None = None) -> States:
    """M/M/n+M with level-dependent rates. ``leaves``: 1 / mean patience. ``room``: most in the system; None: no limit."""
    rates = np.fromiter(finished(agents, handles), dtype=np.float64)
    slots, drain = len(rates), float(rates[-1])
    waiting = (room - slots) if room is not None else _reach(arrivals, drain, leaves)
    rates = np.concatenate([rates, drain + leaves * np.arange(1, waiting + 1)])
    logs = np.concatenate([[0.0], np.cumsum(np.log(arrivals) - np.log(rates))])
    weights = np.exp(logs - logs.max())
    return States(weights / weights.sum(), slots, arrivals, leaves)


def _reach(arrivals: float, drain: float, leaves: float) -> int:
    """How long a queue can get before its chance is nothing."""
    if leaves <= 0 and arrivals >= drain:
        raise ValueError("Without anybody leaving this queue grows without end; limit the room.")
    length, depth = 16, 0.0
    while True:
        steps = np.log(arrivals) - np.log(drain + leaves * np.arange(1, length + 1))
        heights = np.cumsum(steps)
        depth = float(max(heights.max(), 0.0) - heights[-1])
        if depth > NEVER:
            return length
        if length > STATES_MAX:
            raise ValueError("Too many states; use 'waiting', which needs none.")
        length *= 2
