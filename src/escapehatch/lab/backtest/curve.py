"""Needless against missed handoffs as the handoff threshold moves, and what each threshold would cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from .marks import Mark
from .retold import Course

#: Points of a curve at most.
POINTS_MAX: Final = 120


class Costs(Struct, frozen=True):
    """Money, in any one currency: an agent's handoff, and what a person who comes too late or never costs on top."""

    handoff: float
    missed: float

    @property
    def break_even(self) -> float:
        """The chance of being needed from which a handoff is the cheaper choice: C_h / (C_h + D)."""
        return self.handoff / (self.handoff + self.missed)

    def of(self, handed: float, missed: float) -> float:
        """A missed one costs the handoff later, and the rest."""
        return handed * self.handoff + missed * (self.handoff + self.missed)


class Point(Struct, frozen=True):
    """What a threshold would have done, over the labelled conversations. ``cost``: of 100 of them; None without costs."""

    threshold: float
    handed_off: int
    missed_rate: float | None
    needless_rate: float | None
    cost: float | None = None


class Curve(Struct, frozen=True):
    """``own``: at the policy's own threshold. ``best``: the cheapest (of equals the highest threshold)."""

    points: tuple[Point, ...] = ()
    own: Point | None = None
    best: Point | None = None


def curve(marks: Sequence[Mark], courses: Sequence[Course], threshold: float, costs: Costs | None = None) -> Curve:
    """The curve over the conversations whose truth is known."""
    labelled = [(m, c) for m, c in zip(marks, courses, strict=True) if m.needed is not None]
    if not labelled:
        return Curve()
    needed = np.array([m.needed for m, _ in labelled], dtype=bool)
    heights = np.array([2.0 if c.certain is not None else c.height for _, c in labelled])

    def point(t: float) -> Point:
        handed = heights >= t
        missed, needless = int(np.sum(needed & ~handed)), int(np.sum(~needed & handed))
        cost = 100 * costs.of(float(handed.sum()), missed) / len(labelled) if costs else None
        return Point(
            round(t, 4),
            int(handed.sum()),
            missed / int(needed.sum()) if needed.any() else None,
            needless / int((~needed).sum()) if not needed.all() else None,
            None if cost is None else round(cost, 2),
        )

    points = [point(t) for t in _thresholds(heights)]
    best = min(points, key=lambda x: (x.cost, -x.threshold)) if costs else None
    return Curve(tuple(points), point(threshold), best)


def _thresholds(heights: np.ndarray) -> list[float]:
    """Every height at which something changes, thinned evenly; the lowest brings everybody a person, the last nobody."""
    seen = sorted({round(float(x), 4) for x in heights if 0 < x <= 1})
    if len(seen) > POINTS_MAX - 2:
        seen = [seen[round(x)] for x in np.linspace(0, len(seen) - 1, POINTS_MAX - 2)]
    return [0.0, *seen, 1.0001]


def costs_of(text: str) -> Costs:
    """``handoff=5,missed=40`` as costs. Raises ValueError."""
    given: dict[str, float] = {}
    for part in text.split(","):
        name, _, value = (x.strip() for x in part.partition("="))
        try:
            given[name] = float(value)
        except ValueError:
            given[name] = -1.0
    if set(given) != {"handoff", "missed"} or min(given.values()) < 0 or sum(given.values()) == 0:
        raise ValueError(f"--costs {text!r}: write for example handoff=5,missed=40 (money, one currency).")
    return Costs(**given)
