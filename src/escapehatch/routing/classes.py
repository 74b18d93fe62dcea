"""How much does a minute of somebody's wait matter? Service classes, and the index by which a free agent's next customer is chosen.

The index is the generalised c-mu rule for a wait whose cost grows with its square around a target, plus what is lost when
somebody leaves, times how likely that is just now (van Mieghem 1995; Mandelbaum and Stolyar 2004). When more people come
than can ever be served, order by age no longer helps, and the static c-mu/theta order does (Atar, Giat and Shimkin 2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import erfc, exp, log, pi, sqrt
from typing import Final

from msgspec import Struct

from .waiting import Waiting

#: Added to every age, minutes, so that somebody who has just come counts by class and not as nobody.
HEAD_START_MIN: Final = 0.25
#: Where survival is smaller than this, the hazard no longer grows: nobody has waited that long.
SURVIVAL_MIN: Final = 1e-9


class CustomerClass(Struct, frozen=True):
    """Customers whose minutes cost the same. The first class that fits somebody is theirs.

    Who: ``priority_from``, ``tiers`` or ``cart_from`` (both only where the shop vouched for the customer), ``queues``; those
    left empty ask for nothing. ``weight``: what a minute of waiting costs, ``abandon`` what somebody who leaves costs, in the
    same unit. ``target_s``: an answer by then is good. ``cap_s``: older than that, nobody younger goes first.
    ``deadline_s``: an answer is owed by then (a law, a contract); it then goes before all but safety. ``handle_s`` and
    ``patience_s`` are means; ``patience_sigma`` 0 says that patience is exponential, else log-normal with this sigma.
    """

    id: str
    priority_from: int = 0
    tiers: tuple[str, ...] = ()
    cart_from: float | None = None
    queues: tuple[str, ...] = ()
    weight: float = 1.0
    abandon: float = 10.0
    target_s: float = 180.0
    cap_s: float = 900.0
    deadline_s: float | None = None
    safety: bool = False
    handle_s: float = 540.0
    patience_s: float = 660.0
    patience_sigma: float = 0.0

    def fits(self, one: Waiting) -> bool:
        """Tier and cart are one wish: either of them is enough."""
        if one.priority < self.priority_from or (self.queues and one.queue not in self.queues):
            return False
        if not self.tiers and self.cart_from is None:
            return True
        valued = self.cart_from is not None and one.cart >= self.cart_from
        return one.verified and (one.tier in self.tiers or valued)


#: Used where a roster names no classes: by the priority that the policy gave.
DEFAULT: Final = (
    CustomerClass("safety", priority_from=3, weight=8.0, abandon=80.0, target_s=60.0, safety=True),
    CustomerClass("urgent", priority_from=2, weight=8.0, abandon=80.0, target_s=60.0),
    CustomerClass("raised", priority_from=1, weight=3.0, abandon=30.0, target_s=120.0),
    CustomerClass("standard"),
)


def class_of(one: Waiting, classes: Sequence[CustomerClass]) -> CustomerClass:
    """The first class that fits; whom none fits is of the last one."""
    return next((x for x in classes if x.fits(one)), classes[-1])


def index(kind: CustomerClass, age_s: float, overloaded: bool = False) -> float:
    """What a minute of an agent's time saves if it goes to somebody of this class and age. Larger goes first."""
    if overloaded:
        return _static(kind)
    age = age_s / 60 + HEAD_START_MIN
    waiting = 2 * kind.weight * age / (kind.target_s / 60) ** 2
    return (waiting + kind.abandon * hazard(kind, age_s)) * 60 / kind.handle_s


@cache
def _static(kind: CustomerClass) -> float:
    """c-mu/theta, with what a leaving customer costs in c."""
    return (kind.weight * kind.patience_s / 60 + kind.abandon) * 60 / kind.handle_s


def hazard(kind: CustomerClass, age_s: float) -> float:
    """The chance a minute that somebody who has waited so long leaves."""
    sigma = kind.patience_sigma
    if not sigma or age_s <= 0:
        return 0.0 if sigma else 60 / kind.patience_s
    z = (log(age_s / kind.patience_s) + sigma * sigma / 2) / sigma
    survival = max(erfc(z / sqrt(2)) / 2, SURVIVAL_MIN)
    return exp(-z * z / 2) / (sqrt(2 * pi) * sigma * survival) * 60 / age_s
