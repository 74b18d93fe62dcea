"""Figures of merit, in numpy alone."""

from __future__ import annotations

from typing import Any

import numpy as np


def auc(positive: Any, score: Any) -> float:
    """The chance that a positive scores above a negative; ties count half. NaN when one side is empty."""
    positive = np.asarray(positive, bool)
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    n1, n0 = int(positive.sum()), int((~positive).sum())
    return float((ranks[positive].sum() - n1 * (n1 + 1) / 2) / (n1 * n0)) if n1 and n0 else float("nan")


def binary(positive: Any, said: Any) -> dict[str, float]:
    """Precision, recall and F1."""
    positive, said = np.asarray(positive, bool), np.asarray(said, bool)
    hit = float((positive & said).sum())
    precision, recall = hit / max(float(said.sum()), 1.0), hit / max(float(positive.sum()), 1.0)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(precision + recall, 1e-9)}


def macro_f1(y: Any, said: Any, classes: int) -> float:
    """Mean F1 over the classes that occur."""
    return float(np.mean([binary(y == k, said == k)["f1"] for k in range(classes) if (y == k).any()]))


def calibration_error(right: Any, sure: Any, bins: int = 15) -> float:
    """Expected calibration error: how far from the truth the stated chances are, over bins of equal width (Guo 2017)."""
    right, sure = np.asarray(right, float), np.asarray(sure, float)
    place = np.minimum((sure * bins).astype(int), bins - 1)
    return float(sum(abs((right - sure)[place == n].sum()) for n in range(bins)) / max(len(sure), 1))
