"""A linear classifier: softmax regression, fitted by L-BFGS in plain numpy. No other dependency is worth its size here."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Labels = NDArray[np.int64]

MEMORY: Final = 8
STEPS_MAX: Final = 200
TOLERANCE: Final = 1e-5
HALVINGS_MAX: Final = 20


def probabilities(x: Matrix, weights: Matrix, bias: Matrix) -> Matrix:
    """Rows of class probabilities."""
    logits = x @ weights + bias
    logits -= logits.max(axis=1, keepdims=True)
    odds = np.exp(logits)
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float32)


def fit(
    x: Matrix, y: Labels, classes: int, strength: float = 1.0, balance: float = 0.5, weight: Matrix | None = None
) -> tuple[Matrix, Matrix]:
    """Weights and bias. ``strength``: higher fits closer (inverse L2). ``balance``: 0 as the data, 1 all classes alike."""
    counts = np.maximum(np.bincount(y, minlength=classes), 1).astype(np.float32)
    each = (len(y) / (classes * counts)) ** balance
    share = each[y] * (weight if weight is not None else 1.0)
    share = (share / share.sum()).astype(np.float32)
    width = x.shape[1]
    ridge = 1.0 / (strength * len(y))

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        w = flat[: width * classes].reshape(width, classes).astype(np.float32)
        p = probabilities(x, w, flat[width * classes :].astype(np.float32))
        picked = np.maximum(p[np.arange(len(y)), y], 1e-12)
        value = float(-(share * np.log(picked)).sum()) + 0.5 * ridge * float((w * w).sum())
        p[np.arange(len(y)), y] -= 1.0
        p *= share[:, None]
        gradient = np.concatenate([(x.T @ p + ridge * w).ravel(), p.sum(axis=0)])
        return value, gradient.astype(np.float64)

    best = _lbfgs(loss, np.zeros(width * classes + classes))
    return best[: width * classes].reshape(width, classes).astype(np.float32), best[width * classes :].astype(
        np.float32
    )


def _lbfgs(
    loss: Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]], at: NDArray[np.float64]
) -> NDArray[np.float64]:
    pairs: deque[tuple[NDArray[np.float64], NDArray[np.float64]]] = deque(maxlen=MEMORY)
    value, slope = loss(at)
    for _ in range(STEPS_MAX):
        step = _direction(slope, pairs)
        downhill = float(step @ slope)
        size = 1.0 if pairs else 1.0 / max(1.0, float(np.abs(slope).sum()))
        for _ in range(HALVINGS_MAX):
            new_value, new_slope = loss(at + size * step)
            if new_value <= value + 1e-4 * size * downhill:
                break
            size *= 0.5
        else:
            return at
        moved, turned = size * step, new_slope - slope
        if float(moved @ turned) > 1e-12:
            pairs.append((moved, turned))
        gained, at, value, slope = value - new_value, at + moved, new_value, new_slope
        if gained < TOLERANCE * max(1.0, abs(value)) * 0.1:
            break
    return at


def _direction(
    slope: NDArray[np.float64], pairs: deque[tuple[NDArray[np.float64], NDArray[np.float64]]]
) -> NDArray[np.float64]:
    q = slope.copy()
    alphas = []
    for s, y in reversed(pairs):
        a = float(s @ q) / float(s @ y)
        alphas.append(a)
        q -= a * y
    if pairs:
        s, y = pairs[-1]
        q *= float(s @ y) / float(y @ y)
    for (s, y), a in zip(pairs, reversed(alphas), strict=True):
        q += (a - float(y @ q) / float(s @ y)) * s
    return -q
