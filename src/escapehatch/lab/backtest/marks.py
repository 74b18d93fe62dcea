"""How far a policy's handoff is from the truth, conversation by conversation.

The turn error is that of the handoff literature (golden transfer within tolerance): a predicted turn counts by its
distance to the nearest true one, exp(-d^2 / 2T^2), for T = 1, 2, 3.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from .retold import Course
from .script import Script


class Mark(Struct, frozen=True):
    """One conversation under one policy. ``needed``: None when nobody knows. ``wanted``: the true turn, where known.

    ``off``: turns after the true one (negative: before); None unless both are known.
    """

    turns: int
    needed: bool | None
    wanted: int | None
    handed: int | None
    offered: bool
    certain: bool

    @property
    def missed(self) -> bool:
        return self.needed is True and self.handed is None

    @property
    def needless(self) -> bool:
        return self.needed is False and self.handed is not None

    @property
    def off(self) -> int | None:
        return None if self.wanted is None or self.handed is None else self.handed - self.wanted

    @property
    def dated(self) -> bool:
        """Whether the turn error can be told: the true turn is known, or that there is none."""
        return self.needed is False or self.wanted is not None

    def near(self, tolerance: int) -> float:
        """The turn error score, 0..1 (1 is best), of this conversation."""
        told = [self.handed] if self.handed is not None else []
        return turn_score(told, [self.wanted] if self.wanted is not None else [], tolerance)


def mark(script: Script, course: Course) -> Mark:
    """The truth of ``script`` beside the policy's ``course``."""
    turns = script.turns
    known = script.truth
    wanted = None
    if known.needed and known.at is not None and turns:
        wanted = max(sum(i <= known.at for i in turns) - 1, 0)
    return Mark(len(turns), known.needed, wanted, course.turn, course.offered is not None, course.certain is not None)


def turn_score(told: Sequence[int], true: Sequence[int], tolerance: int) -> float:
    """GT-I, II, III for tolerance 1, 2, 3 (penalty factor 0): the mean nearness of the turns told to the true ones."""
    if not true:
        return 0.0 if told else 1.0
    if not told:
        return 0.0
    wide = 2 * (tolerance + 1e-7) ** 2
    return sum(max(math.exp(-((a - b) ** 2) / wide) for b in true) for a in told) / len(told)
