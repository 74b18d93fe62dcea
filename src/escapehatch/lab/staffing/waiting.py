"""Who waits, how long, and who leaves: M/M/n+G in one formula (F4), and Erlang C (F2) where nobody leaves.

All that matters of the agents is ``entry`` (the chance that the last free slot is the one in use, were there one slot
fewer and no waiting: ``erlang_b(n - 1)`` for n alike) and ``drain`` (chats finished a unit of time when all are busy).
So agents with several chats at once, slower the more they have, fit as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from msgspec import Struct

from .erlang import Unstable
from .patience import Many, Patience

#: An integrand this many e-folds below its peak is nothing.
DEPTH: Final = 45.0
#: Pieces of an integral on either side of its peak, each with as many points.
PIECES: Final = 24
POINTS: Final = 24

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(POINTS)


class Waiting(Struct, frozen=True):
    """What customers meet. ``mean_wait`` is over all of them, those who are served at once and those who leave included.

    ``tail(t)``: the share that waits longer than ``t``. ``late(t)``: the share that is served, and later than ``t``.
    """

    p_wait: float
    p_abandon: float
    mean_wait: float
    tail: Callable[[float], float]
    late: Callable[[float], float]

    def quantile(self, share: float) -> float:
        """The wait (unit of the caller) that at most ``1 - share`` of all customers exceed."""
        over = 1 - share
        if self.p_wait <= over:
            return 0.0
        low, high = 0.0, max(self.mean_wait, 1e-12)
        while self.tail(high) > over:
            low, high = high, high * 2
        while high - low > 1e-12 * high:
            middle = (low + high) / 2
            if middle in (low, high):
                break
            low, high = (middle, high) if self.tail(middle) > over else (low, middle)
        return (low + high) / 2


def waiting(arrivals: float, entry: float, drain: float, patience: Patience | None = None) -> Waiting:
    """What customers meet who come at ``arrivals``. Raises Unstable when nobody leaves and more come than finish."""
    return _without_end(arrivals, entry, drain) if patience is None else _patient(arrivals, entry, drain, patience)


def _without_end(arrivals: float, entry: float, drain: float) -> Waiting:
    spare = drain - arrivals
    if spare <= 0:
        raise Unstable(f"{arrivals:g} come and {drain:g} can be finished in the same time.")
    p_wait = arrivals * entry / (spare + arrivals * entry)

    def tail(t: float) -> float:
        return p_wait * math.exp(-spare * t)

    return Waiting(p_wait, 0.0, p_wait / spare, tail, tail)


def _patient(arrivals: float, entry: float, drain: float, patience: Patience) -> Waiting:
    """F4 with every integrand positive and scaled by its peak: no cancellation, no overflow."""

    def height(t: Many) -> Many:
        return arrivals * patience.stayed(t) - drain * t

    top = keeping_up(arrivals, drain, patience)
    scale = float(height(np.array([top]))[0])
    start, end = _edges(height, top, scale)
    cuts = sorted({start, top, end, *(x for x in patience.breaks if start < x < end)})

    def area(weight: Callable[[Many], Many] | None = None, since: float = 0.0) -> float:
        t, w = _grid([max(x, since) for x in cuts])
        return float(np.sum(w * np.exp(height(t) - scale) * (weight(t) if weight else 1.0)))

    whole = area()
    if arrivals * entry <= 0 or whole <= 0:
        return Waiting(0.0, 0.0, 0.0, lambda t: 0.0, lambda t: 0.0)
    odds = math.log(arrivals) + math.log(entry) + scale + math.log(whole)
    p_wait = 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0

    def tail(t: float) -> float:
        return p_wait * float(patience.stays(np.array([t]))[0]) * area(since=t) / whole

    def late(t: float) -> float:
        return p_wait * area(patience.stays, since=t) / whole

    return Waiting(p_wait, p_wait * area(patience.left) / whole, p_wait * area(patience.stayed) / whole, tail, late)


def keeping_up(arrivals: float, drain: float, patience: Patience) -> float:
    """The wait at which as many stay as can be handled (F6; the peak of F4's integrand); 0 without overload."""
    keep = drain / arrivals

    def stays(t: float) -> float:
        return float(patience.stays(np.array([t]))[0])

    if keep >= stays(0.0):
        return 0.0
    low, high = 0.0, 1 / drain
    while stays(high) > keep:
        low, high = high, high * 2
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if stays(middle) > keep else (low, middle)
    return high


def _edges(height: Callable[[Many], Many], top: float, scale: float) -> tuple[float, float]:
    """From where to where the integrand (whose logarithm is concave) is worth adding up."""

    def deep(t: float) -> bool:
        return float(height(np.array([t]))[0]) < scale - DEPTH

    step = max(top, 1e-12)
    while not deep(top + step):
        step *= 2
    end = _bisect(deep, top + step, top)
    start = _bisect(deep, 0.0, top) if top > 0 and deep(0.0) else 0.0
    return start, end


def _bisect(deep: Callable[[float], bool], outside: float, inside: float) -> float:
    for _ in range(30):
        middle = (outside + inside) / 2
        outside, inside = (middle, inside) if deep(middle) else (outside, middle)
    return outside


def _grid(cuts: list[float]) -> tuple[Many, Many]:
    """Gauss-Legendre points and weights on the pieces between the cuts."""
    points, weights = [], []
    for low, high in zip(cuts, cuts[1:], strict=False):
        if high <= low:
            continue
        edges = np.linspace(low, high, PIECES + 1)
        half = (edges[1:] - edges[:-1])[:, None] / 2
        points.append((edges[:-1, None] + half * (1 + _NODES)).ravel())
        weights.append((half * _WEIGHTS).ravel())
    if not points:
        return np.zeros(0), np.zeros(0)
    return np.concatenate(points), np.concatenate(weights)
