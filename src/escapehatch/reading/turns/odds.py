"""What each word says for or against a person, of a turn and of the other side's turn before it: shrunken log odds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .space import Matrix
from .state import Heard

#: So many imagined turns of average outcome stand beside each gram's real ones.
SHRINK: Final = 3.0
COLUMNS: Final = 8
Counts = NDArray[np.float64]


def tables(heard: Sequence[Heard], before: Sequence[Heard | None], label: Matrix, grams: int) -> Matrix:
    """Log odds of each gram: [of the turn or the one before it] x [customer, answers] x grams."""
    seen, hit, mean = _counts(heard, before, label, grams)
    return _odds(seen, hit, mean)


def _counts(
    heard: Sequence[Heard], before: Sequence[Heard | None], label: Matrix, grams: int
) -> tuple[Counts, Counts, Counts]:
    seen, hit, total = np.zeros((2, 2, grams)), np.zeros((2, 2, grams)), np.zeros((2, 2))
    for turn, last, y in zip(heard, before, label, strict=True):
        side = int(turn.answers)
        total[side] += (1.0, float(y))
        for which, said in enumerate((turn, last)):
            if said is not None:
                seen[which, side, said.grams] += 1.0
                hit[which, side, said.grams] += float(y)
    return seen, hit, total


def _odds(seen: Counts, hit: Counts, total: Counts) -> Matrix:
    mean = np.clip((total[:, 1] + 0.5) / (total[:, 0] + 1.0), 0.01, 0.99)[None, :, None]
    found = np.log((hit + SHRINK * mean) / (seen - hit + SHRINK * (1 - mean))) - np.log(mean / (1 - mean))
    return np.asarray(np.where(seen > 1, found, 0.0), np.float32)


def unseen(
    heard: Sequence[Heard], before: Sequence[Heard | None], label: Matrix, fold: NDArray[np.int64], grams: int
) -> Matrix:
    """What the tables say of each turn when its fold had not been counted."""
    every = _counts(heard, before, label, grams)
    found = np.zeros((len(heard), COLUMNS), np.float32)
    for k in np.unique(fold):
        out = np.flatnonzero(fold == k).tolist()
        part = _counts([heard[n] for n in out], [before[n] for n in out], label[out], grams)
        table = _odds(*(a - b for a, b in zip(every, part, strict=True)))
        for n in out:
            found[n] = told(table, heard[n], before[n])
    return found


def told(table: Matrix, turn: Heard, before: Heard | None) -> list[float]:
    """Sum, most, least and mean over the turn's grams, and over those of the other side's turn before it."""
    side = int(turn.answers)
    found: list[float] = []
    for which, said in enumerate((turn, before)):
        if said is None or not len(said.grams):
            found += [0.0, 0.0, 0.0, 0.0]
            continue
        odds = table[which, side, said.grams]
        found += [float(odds.sum()), float(odds.max()), float(odds.min()), float(odds.mean())]
    return found
