"""Who goes first, and what it costs the others: non-preemptive priorities (F7), one handling time for all."""

from __future__ import annotations

from collections.abc import Sequence

from .erlang import erlang_c


def priority_waits(agents: int, loads: Sequence[float], handle: float) -> list[float]:
    """The mean wait of each class, the first one first in line. ``loads`` in agents. Raises erlang.Unstable."""
    at_all = erlang_c(agents, sum(loads)) * handle / agents
    waits, above = [], 0.0
    for load in loads:
        upto = above + load / agents
        waits.append(at_all / ((1 - above) * (1 - upto)))
        above = upto
    return waits
