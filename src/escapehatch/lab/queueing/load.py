"""Who comes, when, with how much to do, and how long they are ready to wait. Seconds throughout."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final, Literal, Protocol

import numpy as np
from msgspec import Struct
from numpy.random import Generator
from numpy.typing import NDArray

Many = NDArray[np.float64]
Shape = Literal["exponential", "lognormal", "fixed", "never"]

DAY_S: Final = 86_400.0


class Times(Struct, frozen=True):
    """Handling times, or patience. ``cv``: standard deviation over mean, for ``lognormal`` alone. ``never``: without end."""

    mean_s: float
    shape: Shape = "exponential"
    cv: float = 1.0

    def draw(self, chance: Generator, count: int) -> Many:
        if self.shape == "never":
            return np.full(count, np.inf)
        if self.shape == "fixed":
            return np.full(count, self.mean_s)
        if self.shape == "exponential":
            return chance.exponential(self.mean_s, count)
        variance = math.log1p(self.cv**2)
        return chance.lognormal(math.log(self.mean_s) - variance / 2, math.sqrt(variance), count)


class Profile(Protocol):
    """Arrivals a second over the day."""

    @property
    def peak(self) -> float:
        """The most there ever is."""

    def at(self, t: Many) -> Many:
        """At these seconds of the day."""


class Steps(Struct, frozen=True):
    """The rate ``rates[i]`` from ``starts_s[i]`` on; before the first, that of the last (the evening before)."""

    starts_s: tuple[float, ...]
    rates: tuple[float, ...]

    @property
    def peak(self) -> float:
        return max(self.rates)

    def at(self, t: Many) -> Many:
        return np.asarray(self.rates)[np.searchsorted(self.starts_s, t, side="right") - 1]


class Wave(Struct, frozen=True):
    """A sine around ``mean`` over 24 hours, highest at ``peak_at_s``; ``swing`` 0 is flat, 1 touches nothing."""

    mean: float
    swing: float
    peak_at_s: float

    @property
    def peak(self) -> float:
        return self.mean * (1 + self.swing)

    def at(self, t: Many) -> Many:
        return self.mean * (1 + self.swing * np.cos((t - self.peak_at_s) * 2 * math.pi / DAY_S))


def flat(rate: float) -> Steps:
    """The same all day."""
    return Steps((0.0,), (rate,))


class Kind(Struct, frozen=True):
    """Customers alike: for the router, and in how they come and behave. ``name`` is for the report.

    ``skills``: what an agent must have for them, their queue's included. ``needs_language``: and the language too.
    """

    name: str
    queue: str
    profile: Profile
    handle: Times
    patience: Times
    priority: int = 0
    skills: tuple[str, ...] = ()
    language: str = ""
    needs_language: bool = False
    tier: str = ""
    verified: bool = False
    cart: float = 0.0
    seats: float = 1.0


class Day(Struct, frozen=True):
    """A day's customers in the order they come: when, which kind, how much work, how patient."""

    at: Many
    kind: NDArray[np.intp]
    handle: Many
    patience: Many


def days(kinds: Sequence[Kind], count: int, level_cv: float, chance: Generator) -> Iterator[Day]:
    """A Poisson stream a kind, thinned to its profile, all times a level that each day draws anew (gamma, mean 1)."""
    for n in range(count):
        level = chance.gamma(level_cv**-2, level_cv**2) if level_cv else 1.0
        yield _day(kinds, n * DAY_S, level, chance)


def _day(kinds: Sequence[Kind], begin: float, level: float, chance: Generator) -> Day:
    at, which, handle, patience = [], [], [], []
    for number, kind in enumerate(kinds):
        t = _times(kind.profile, level, chance)
        at.append(begin + t)
        which.append(np.full(len(t), number))
        handle.append(kind.handle.draw(chance, len(t)))
        patience.append(kind.patience.draw(chance, len(t)))
    t = np.concatenate(at)
    order = np.argsort(t, kind="stable")
    return Day(t[order], np.concatenate(which)[order], np.concatenate(handle)[order], np.concatenate(patience)[order])


def _times(profile: Profile, level: float, chance: Generator) -> Many:
    peak = profile.peak
    t = chance.uniform(0, DAY_S, chance.poisson(peak * level * DAY_S))
    return np.sort(t[chance.uniform(0, peak, len(t)) < profile.at(t)])
