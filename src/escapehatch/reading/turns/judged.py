"""How good are turn-by-turn alarms? The measures of the machine-human handoff papers, and calibration."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from ..judging import auc, calibration_error
from .model import flat

#: An alarm so many turns away from the nearest moment still counts as near it; further ahead, as early.
NEAR: Final = 2


def handoff_score(said: Sequence[int], gold: Sequence[int], tolerance: int) -> float:
    """Golden transfer within tolerance (Liu et al. 2021, GT-T at lambda 0) of one conversation, 0..1."""
    moments, alarms = [i for i, x in enumerate(gold) if x], [i for i, x in enumerate(said) if x]
    if not moments or not alarms:
        return float(not moments and not alarms)
    width = 2 * (tolerance + 1e-7) ** 2
    near = [min((a - m) ** 2 for m in moments) for a in alarms]
    return sum(math.exp(-x / width) for x in near) / len(alarms)


def figures(
    chances: Sequence[Sequence[float]], said: Sequence[Sequence[int]], gold: Sequence[Sequence[int]]
) -> dict[str, float]:
    """Turn F1 and AUC, GT-I to III, recall and false alarms of conversations, and when the first alarm came."""
    y, p = flat(gold), flat(chances)
    found = alarms(said, gold)
    found["auc"] = auc(y > 0, p)
    found["calibration_error"] = calibration_error(y > 0, p)
    return {name: round(x, 4) for name, x in found.items()}


def alarms(said: Sequence[Sequence[int]], gold: Sequence[Sequence[int]]) -> dict[str, float]:
    """The figures that need no chances."""
    y, s = flat(gold), flat(said)
    hits = float((y * s).sum())
    found = {
        "f1": 2 * hits / max(float(y.sum() + s.sum()), 1.0),
        "precision": hits / max(float(s.sum()), 1.0),
        "recall": hits / max(float(y.sum()), 1.0),
    }
    for tolerance in (1, 2, 3):
        each = [handoff_score(a, b, tolerance) for a, b in zip(said, gold, strict=True)]
        found[f"gt{tolerance}"] = float(np.mean(each))
    return found | _conversations(said, gold)


def _conversations(said: Sequence[Sequence[int]], gold: Sequence[Sequence[int]]) -> dict[str, float]:
    needed = [(list(a), list(b)) for a, b in zip(said, gold, strict=True) if any(b)]
    calm = [a for a, b in zip(said, gold, strict=True) if not any(b)]
    first = [(a.index(1), [i for i, x in enumerate(b) if x]) for a, b in needed if 1 in a]
    alarms = max(len(first), 1)
    return {
        "dialogue_recall": len(first) / max(len(needed), 1),
        "dialogue_false_alarm": sum(1 in a for a in calm) / max(len(calm), 1),
        "first_within_2": sum(min(abs(at - m) for m in moments) <= NEAR for at, moments in first) / alarms,
        "first_early_2": sum(at < moments[0] - NEAR for at, moments in first) / alarms,
    }
