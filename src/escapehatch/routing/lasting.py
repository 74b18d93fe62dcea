"""How long things last: a chat, somebody's patience. Learned by counting, and honest about what has not ended yet.

Time is cut into bins; in each bin the chance to end per second is constant. Learning is adding: endings and seconds at
risk in each bin, so that a wait cut short by an agent still says how long the customer had been patient (censoring). A prior
counts as so many conversations of the same kind (gamma prior of a piecewise constant hazard), and so little data is harmless.
What is left, given what has passed, is one look-up: the cumulated chance reached so far plus a standard exponential.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import erfc, log, sqrt
from typing import Final

import numpy as np
from msgspec import Struct

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

#: Bins grow by the same factor from here to there, seconds; below is one bin, above another.
FIRST_S: Final = 5.0
LAST_S: Final = 4 * 3600.0
BINS: Final = 42
EDGES: Final[Array] = np.concatenate([[0.0], np.geomspace(FIRST_S, LAST_S, BINS - 1)])
#: Where the last bin ends for the purposes of arithmetic: a year.
FAR_S: Final = 365 * 86_400.0
#: The look-up has so many cells for each unit of cumulated chance, and so many in all; beyond it is exact and slower.
CELLS: Final = 256
CELL_COUNT: Final = 2048
#: Nothing lasts for ever, chance to end per second at least.
LEAST: Final = 1e-9
#: A prior counts as this many conversations.
PRIOR_WORTH: Final = 20.0


class Lasting(Struct, frozen=True):
    """``hazards``: chance per second to end in each bin, having lasted until then."""

    hazards: tuple[float, ...]

    def mean_s(self) -> float:
        ended, exposed = _expected(self)
        return float(exposed.sum() / ended.sum())

    def rest(self, elapsed_s: Array, luck: Array) -> Array:
        """Seconds that are left after ``elapsed_s``; ``luck``: standard exponentials, a column for each elapsed."""
        knots, reached = _knots(self)
        chance = np.interp(elapsed_s, knots, reached) + luck
        cells = (chance * CELLS).astype(np.intp)
        until = _cells(self).take(cells, mode="clip")
        beyond = cells >= CELL_COUNT
        if beyond.any():
            until[beyond] = np.interp(chance[beyond], reached, knots)
        return np.asarray(np.maximum(until - elapsed_s, 0.0))

    def times(self, factor: float) -> Lasting:
        """The same shape, everything ``factor`` times as long."""
        return _stretched(self, factor)

    def quantile(self, share: float) -> float:
        """By when this share is over, seconds."""
        knots, reached = _knots(self)
        return float(np.interp(-log(1 - share), reached, knots))


def _lasting(hazards: Array) -> Lasting:
    return Lasting(tuple(np.maximum(hazards, LEAST).tolist()))


@lru_cache(maxsize=512)
def _knots(one: Lasting) -> tuple[Array, Array]:
    """Ends of the bins, and the chance cumulated there."""
    knots = np.append(EDGES, FAR_S)
    return knots, np.concatenate([[0.0], np.cumsum(np.diff(knots) * np.asarray(one.hazards))])


@lru_cache(maxsize=512)
def _cells(one: Lasting) -> Array:
    """By when a cumulated chance is reached, for the middle of each cell."""
    knots, reached = _knots(one)
    return np.interp((np.arange(CELL_COUNT) + 0.5) / CELLS, reached, knots)


@lru_cache(maxsize=512)
def _expected(one: Lasting) -> tuple[Array, Array]:
    """Endings and seconds at risk in each bin that one conversation of this kind brings."""
    _, reached = _knots(one)
    left = np.exp(-reached)
    ended = left[:-1] - left[1:]
    return ended, ended / np.asarray(one.hazards)


@lru_cache(maxsize=512)
def _stretched(one: Lasting, factor: float) -> Lasting:
    knots, reached = _knots(one)
    return _lasting(np.diff(np.interp(knots / factor, knots, reached)) / np.diff(knots))


@lru_cache(maxsize=128)
def exponential(mean_s: float) -> Lasting:
    """No memory: what is left never depends on what has passed."""
    return Lasting((1 / mean_s,) * BINS)


@lru_cache(maxsize=128)
def log_normal(mean_s: float, cv: float = 1.0) -> Lasting:
    """The usual shape of chats and of patience. ``cv``: standard deviation over mean."""
    spread = sqrt(log(1 + cv * cv))
    middle = log(mean_s) - spread * spread / 2
    points = np.unique(np.concatenate([EDGES, np.geomspace(0.1, 40 * LAST_S, 4_000)]))
    left = np.array([0.5 * erfc((log(x) - middle) / spread / sqrt(2)) if x > 0 else 1.0 for x in points])
    area = np.concatenate([[0.0], np.cumsum(np.diff(points) * (left[1:] + left[:-1]) / 2)])
    at = np.append(np.searchsorted(points, EDGES), len(points) - 1)
    # What is beyond all bins' reach is left to the last hazard.
    gone, exposed = -np.diff(left[at]), np.diff(area[at])
    return _lasting(np.where(exposed > 1e-9, gone / np.maximum(exposed, 1e-9), gone[-1] / max(exposed[-1], 1e-9)))


class Spells(Struct, frozen=True):
    """What has been seen: endings and seconds at risk, for each bin."""

    ended: tuple[float, ...] = (0.0,) * BINS
    exposed_s: tuple[float, ...] = (0.0,) * BINS

    def __add__(self, other: Spells) -> Spells:
        """Both together."""
        return Spells(
            tuple(a + b for a, b in zip(self.ended, other.ended, strict=True)),
            tuple(a + b for a, b in zip(self.exposed_s, other.exposed_s, strict=True)),
        )

    @property
    def count(self) -> float:
        """Endings in all."""
        return sum(self.ended)


def spells(durations_s: Iterable[float], ended: Iterable[bool]) -> Spells:
    """Counts of these durations; one that has not ``ended`` was cut short and lasted at least so long."""
    lasted = np.maximum(np.fromiter(durations_s, float), 0.0)
    over = np.fromiter(ended, bool)
    widths = np.diff(np.append(EDGES, FAR_S))
    exposed = np.clip(lasted[:, None] - EDGES, 0.0, widths).sum(axis=0)
    place = np.searchsorted(EDGES, lasted[over], side="right") - 1
    return Spells(tuple(np.bincount(place, minlength=BINS).astype(float).tolist()), tuple(exposed.tolist()))


def learned(seen: Spells, prior: Lasting, worth: float = PRIOR_WORTH) -> Lasting:
    """What is to be expected after ``seen``; without data the prior itself."""
    ended, exposed = _expected(prior)
    hazards = (np.asarray(seen.ended) + worth * ended) / (np.asarray(seen.exposed_s) + worth * exposed)
    return _lasting(hazards)
