"""What recent forecasts were wrong by. The last outcomes say by which factor to stretch what is told next.

A conformal calibration that hears censored outcomes too: whoever left had not been served yet. Each outcome is the ratio of
the real to the foretold wait; the factor is the ratio within which the right share of outcomes lies. What is believed before
any outcome, that forecasts are right, counts as some outcomes: a few odd waits change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp
from statistics import NormalDist
from typing import Final

from msgspec import Struct

from .lasting import Lasting, learned, log_normal, spells

#: So many outcomes are looked at, the last ones.
WINDOW: Final = 400
#: What is believed before counts as this many.
WORTH: Final = 40.0
#: Added to both sides of a ratio, seconds: short waits are all chance.
SLACK_S: Final = 30.0
#: A factor stays between these.
BOUNDS: Final = (0.5, 3.0)
#: Spread of real waits around foretold ones, as is usual (sigma of a log-normal).
SPREAD: Final = 0.45
#: Ratios are counted in bins that are made for seconds: 1 is here.
UNIT_S: Final = 600.0


class Outcome(Struct, frozen=True):
    """A forecast, uncorrected, and the wait that followed; ``served`` False: left after so long."""

    p50_s: float
    p90_s: float
    waited_s: float
    served: bool


class Correction(Struct, frozen=True):
    """Factors for the middle and for the far end of the range."""

    middle: float = 1.0
    far: float = 1.0


def corrected(outcomes: Iterable[Outcome]) -> Correction:
    """The factors that would have been right for these."""
    some = list(outcomes)
    over = [x.served for x in some]
    middle = _factor([_ratio(x.waited_s, x.p50_s) for x in some], over, 0.5)
    return Correction(middle, _factor([_ratio(x.waited_s, x.p90_s) for x in some], over, 0.9))


def _ratio(waited_s: float, foretold_s: float) -> float:
    return (waited_s + SLACK_S) / (foretold_s + SLACK_S)


def _factor(ratios: list[float], over: list[bool], share: float) -> float:
    seen = spells([x * UNIT_S for x in ratios], over)
    found = learned(seen, _believed(share), WORTH).quantile(share) / UNIT_S
    return min(max(found, BOUNDS[0]), BOUNDS[1])


def _believed(share: float) -> Lasting:
    """Ratios of a forecast that is right: this share lies below 1."""
    z = NormalDist().inv_cdf(share)
    mean = UNIT_S * exp(SPREAD * SPREAD / 2 - z * SPREAD)
    return log_normal(mean, (exp(SPREAD * SPREAD) - 1) ** 0.5)
