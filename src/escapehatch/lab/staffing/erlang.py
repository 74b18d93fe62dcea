"""Erlang B and C: nobody leaves, or nobody waits.

``load`` is the offered load: arrivals a unit of time, times the mean handling time (so many agents are busy on average).
All are recursions that neither overflow nor cancel, for a load of 1e-9 as for one of 100,000.
"""

from __future__ import annotations

import math


class Unstable(ValueError):
    """More comes in than can be handled, and nobody gives up: the queue grows without end."""


def erlang_b(agents: int, load: float) -> float:
    """The chance that all are busy when nobody waits (Erlang 1917). O(agents)."""
    _checked(agents, load)
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_b_load(agents: int, blocked: float) -> float:
    """The load at which ``agents`` turn away the share ``blocked`` (0..1, both excluded): the inverse of ``erlang_b``."""
    if agents < 1 or not 0 < blocked < 1:
        raise ValueError("At least one agent, and a share between 0 and 1.")
    low, high = 0.0, float(agents)
    while erlang_b(agents, high) < blocked:
        high *= 2
    while high - low > 1e-13 * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if erlang_b(agents, middle) < blocked else (low, middle)
    return (low + high) / 2


def erlang_c(agents: int, load: float) -> float:
    """The chance to wait when everybody waits as long as it takes (F2). Raises Unstable when load >= agents."""
    blocked = erlang_b(agents, load)
    if load >= agents:
        raise Unstable(f"A load of {load:g} is more than {agents} agents can ever handle.")
    busy = load / agents
    return blocked / (1 - busy * (1 - blocked))


def erlang_c_wait(agents: int, arrivals: float, handle: float) -> float:
    """The mean wait of all (F2), in the unit of ``handle``."""
    return erlang_c(agents, arrivals * handle) / (agents / handle - arrivals)


def erlang_c_tail(agents: int, arrivals: float, handle: float, t: float) -> float:
    """The chance to wait longer than ``t`` (F2)."""
    return erlang_c(agents, arrivals * handle) * math.exp(-(agents / handle - arrivals) * t)


def _checked(agents: int, load: float) -> None:
    if agents < 0 or not math.isfinite(load) or load < 0:
        raise ValueError(f"Agents and load must not be negative: {agents}, {load}.")
