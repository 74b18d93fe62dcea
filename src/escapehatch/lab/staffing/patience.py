"""How long customers wait before they leave: distributions for M/M/n+G.

Each knows the share still there after a time (``stays``), its integral from 0 (``stayed``, the H of F4), the share gone
(``left``, without cancellation near 0) and where it bends (``breaks``), so that integrals are split there. Times in the
caller's unit; all take arrays.
"""

from __future__ import annotations

import math
from typing import Any, Final, Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Many = NDArray[np.float64]

_ERFC: Final[Any] = np.frompyfunc(math.erfc, 1, 1)


class Patience(Protocol):
    """A distribution of patience."""

    @property
    def breaks(self) -> tuple[float, ...]:
        """Times at which ``stays`` jumps or has a kink."""

    def stays(self, t: Many) -> Many:
        """The share still waiting after ``t``."""

    def left(self, t: Many) -> Many:
        """The share gone by ``t``."""

    def stayed(self, t: Many) -> Many:
        """The integral of ``stays`` from 0 to ``t``."""


class Exponential(Struct, frozen=True):
    """The same hazard at any time (Erlang A). ``mean`` > 0."""

    mean: float

    @property
    def breaks(self) -> tuple[float, ...]:
        return ()

    def stays(self, t: Many) -> Many:
        return np.exp(-t / self.mean)

    def left(self, t: Many) -> Many:
        return -np.expm1(-t / self.mean)

    def stayed(self, t: Many) -> Many:
        return self.left(t) * self.mean


class Fixed(Struct, frozen=True):
    """Everybody leaves after exactly ``mean``."""

    mean: float

    @property
    def breaks(self) -> tuple[float, ...]:
        return (self.mean,)

    def stays(self, t: Many) -> Many:
        return np.where(t < self.mean, 1.0, 0.0)

    def left(self, t: Many) -> Many:
        return np.where(t < self.mean, 0.0, 1.0)

    def stayed(self, t: Many) -> Many:
        return np.minimum(t, self.mean)


class Uniform(Struct, frozen=True):
    """Evenly spread from 0 to twice ``mean``."""

    mean: float

    @property
    def breaks(self) -> tuple[float, ...]:
        return (2 * self.mean,)

    def stays(self, t: Many) -> Many:
        return 1 - self.left(t)

    def left(self, t: Many) -> Many:
        return np.minimum(t / (2 * self.mean), 1.0)

    def stayed(self, t: Many) -> Many:
        inside = np.minimum(t, 2 * self.mean)
        return inside - inside**2 / (4 * self.mean)


class LogNormal(Struct, frozen=True):
    """What chats show: few leave at once, a long tail. ``cv``: standard deviation over mean."""

    mean: float
    cv: float

    @property
    def _shape(self) -> tuple[float, float]:
        variance = math.log1p(self.cv**2)
        return math.log(self.mean) - variance / 2, math.sqrt(variance)

    @property
    def breaks(self) -> tuple[float, ...]:
        middle, spread = self._shape
        return tuple(math.exp(middle + k * spread) for k in (-4, -2, 0, 2, 4))

    def _z(self, t: Many) -> Many:
        middle, spread = self._shape
        with np.errstate(divide="ignore"):
            return np.asarray((np.log(t) - middle) / spread, dtype=np.float64)

    def stays(self, t: Many) -> Many:
        return _above(self._z(t))

    def left(self, t: Many) -> Many:
        return _above(-self._z(t))

    def stayed(self, t: Many) -> Many:
        return t * self.stays(t) + self.mean * _above(self._shape[1] - self._z(t))


def _above(z: Many) -> Many:
    """The share of the normal distribution above ``z``."""
    return np.asarray(_ERFC(z / math.sqrt(2)), dtype=np.float64) / 2
