"""What large teams come to: rules of thumb with a theorem behind them (F5, F6). ``beta``: spare agents over root load."""

from __future__ import annotations

import math

from .patience import Patience
from .waiting import keeping_up


def root_agents(load: float, beta: float) -> int:
    """So many agents, for ``load`` of them busy on average: the square-root rule, rounded up."""
    return math.ceil(load + beta * math.sqrt(load))


def root_beta(agents: int, load: float) -> float:
    """How many roots of the load ``agents`` are more than the load."""
    return (agents - load) / math.sqrt(load)


def halfin_whitt(beta: float) -> float:
    """The chance to wait of many agents, load + beta * sqrt(load) of them, when nobody leaves. beta > 0."""
    if beta <= 0:
        raise ValueError("Without spare agents everybody waits: beta must be more than 0.")
    return 1 / (1 + beta * _below(beta) / _bell(beta))


def garnett(beta: float, patience_ratio: float) -> float:
    """The same when customers leave. ``patience_ratio``: leaving rate over handling rate (theta / mu), > 0."""
    root = math.sqrt(patience_ratio)
    return 1 / (1 + root * _hazard(beta / root) / _hazard(-beta))


def garnett_abandon(beta: float, patience_ratio: float, agents: int) -> float:
    """The share of those who wait that leaves."""
    b = beta / math.sqrt(patience_ratio)
    return math.sqrt(patience_ratio / agents) * (_hazard(b) - b)


def overload_abandon(busy: float) -> float:
    """The share that must leave when ``busy`` (load over agents) is above 1; 0 below."""
    return max(0.0, 1 - 1 / busy)


def overload_wait(busy: float, patience: Patience) -> float:
    """The wait at which as many have left as cannot be served, in the unit of ``patience``."""
    return keeping_up(busy, 1.0, patience)


def _bell(x: float) -> float:
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def _below(x: float) -> float:
    return math.erfc(-x / math.sqrt(2)) / 2


def _hazard(x: float) -> float:
    """The normal hazard; far out it is x + 1/x, where the quotient would be 0 / 0."""
    return _bell(x) / _below(-x) if x < 30 else x + 1 / x
