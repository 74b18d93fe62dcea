"""A small gated recurrent unit (Cho et al. 2014) that carries a conversation's course in 32 numbers; Adam, dropout, numpy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .space import Matrix

HIDDEN: Final = 32
INNER: Final = 48
EPOCHS: Final = 24
BATCH: Final = 16
STEP: Final = 5e-3
DROP: Final = 0.4
DECAY: Final = 1e-3
#: The longest step of one batch, and how far a standardised column may lie from its mean.
SLOPE_MAX: Final = 2.0
FAR: Final = 4.0

Weights = dict[str, Matrix]


class Unit(Struct, frozen=True):
    """Several trained units, side by side: the first axis of every array is the unit."""

    centre: Matrix
    spread: Matrix
    enter: Matrix
    enter_bias: Matrix
    gates: Matrix
    back: Matrix
    gate_bias: Matrix
    out: Matrix
    past: Matrix
    bias: Matrix

    def start(self) -> Matrix:
        """What is carried before the first turn."""
        return np.zeros((len(self.out), HIDDEN), np.float32)

    def step(self, row: Matrix, carried: Matrix) -> tuple[float, Matrix]:
        """Log odds of a person (the mean of the units), and what is carried on."""
        x = np.clip((row - self.centre) / self.spread, -FAR, FAR)
        q = np.tanh(x @ self.enter + self.enter_bias)
        g = np.einsum("si,sij->sj", q, self.gates) + self.gate_bias
        u = np.einsum("si,sij->sj", carried, self.back)
        keep, reset, new = HIDDEN, 2 * HIDDEN, slice(2 * HIDDEN, None)
        r = _sigmoid(g[:, :keep] + u[:, :keep])
        z = _sigmoid(g[:, keep:reset] + u[:, keep:reset])
        n = np.tanh(g[:, new] + r * u[:, new])
        after = (1 - z) * n + z * carried
        score = (after * self.past).sum(axis=1) + (q * self.out).sum(axis=1) + self.bias
        return float(score.mean()), after


def _sigmoid(x: Any) -> Matrix:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), np.float32)


def learn_unit(
    rows: Sequence[Matrix], labels: Sequence[Matrix], seeds: int, seed: int = 0, tick: Callable[[], None] = lambda: None
) -> Unit:
    """``rows``: a matrix a conversation, turns x columns; ``labels`` likewise."""
    every = np.concatenate(rows)
    centre, spread = every.mean(axis=0), every.std(axis=0) + 1e-3
    x = [np.clip((r - centre) / spread, -FAR, FAR).astype(np.float32) for r in rows]
    found = []
    for n in range(seeds):
        found.append(_trained(x, labels, np.random.default_rng((seed, n))))
        tick()
    stacked = {name: np.stack([w[name] for w in found]).astype(np.float32) for name in found[0]}
    return Unit(
        centre=centre.astype(np.float32),
        spread=spread.astype(np.float32),
        enter=stacked["enter"],
        enter_bias=stacked["enter_bias"],
        gates=stacked["gates"],
        back=stacked["back"],
        gate_bias=stacked["gate_bias"],
        out=stacked["out"],
        past=stacked["past"],
        bias=stacked["bias"][:, 0],
    )


def _fresh(width: int, rng: np.random.Generator, mean: float) -> Weights:
    def some(a: int, b: int) -> Matrix:
        return np.asarray(rng.normal(size=(a, b)) / np.sqrt(a), np.float32)

    return {
        "enter": some(width, INNER),
        "enter_bias": np.zeros(INNER, np.float32),
        "gates": some(INNER, 3 * HIDDEN),
        "back": some(HIDDEN, 3 * HIDDEN),
        "gate_bias": np.zeros(3 * HIDDEN, np.float32),
        "out": some(INNER, 1)[:, 0],
        "past": some(HIDDEN, 1)[:, 0],
        "bias": np.array([np.log(mean / (1 - mean))], np.float32),
    }


def _trained(x: Sequence[Matrix], labels: Sequence[Matrix], rng: np.random.Generator) -> Weights:
    mean = float(np.clip(np.concatenate(labels).mean(), 1e-3, 1 - 1e-3))
    w = _fresh(x[0].shape[1], rng, mean)
    first, second = ({k: np.zeros_like(v) for k, v in w.items()} for _ in range(2))
    steps = EPOCHS * -(-len(x) // BATCH)
    done = 0

    def drop(*shape: int) -> Matrix:
        return np.asarray((rng.random(shape, np.float32) > DROP) / np.float32(1 - DROP), np.float32)

    for _ in range(EPOCHS):
        order = rng.permutation(len(x))
        for at in range(0, len(x), BATCH):
            done += 1
            slope = _slope(w, *_padded(x, labels, order[at : at + BATCH]), drop)
            step = STEP * 0.5 * (1 + np.cos(np.pi * done / steps))
            long = np.sqrt(sum(float((g * g).sum()) for g in slope.values()))
            for k, g in slope.items():
                g = g * min(1.0, SLOPE_MAX / (long + 1e-9))
                first[k] = 0.9 * first[k] + 0.1 * g
                second[k] = 0.999 * second[k] + 0.001 * g * g
                move = first[k] / (1 - 0.9**done) / (np.sqrt(second[k] / (1 - 0.999**done)) + 1e-8)
                w[k] = w[k] - np.float32(step) * (move + (DECAY * w[k] if w[k].ndim > 1 else 0.0)).astype(np.float32)
    return w


def _padded(x: Sequence[Matrix], labels: Sequence[Matrix], chosen: NDArray[np.int64]) -> tuple[Matrix, Matrix, Matrix]:
    """Turns x conversations x columns; labels and which of them are real likewise."""
    longest = max(len(x[i]) for i in chosen)
    rows = np.zeros((longest, len(chosen), x[0].shape[1]), np.float32)
    y, real = np.zeros((2, longest, len(chosen)), np.float32)
    for b, i in enumerate(chosen):
        rows[: len(x[i]), b], y[: len(x[i]), b], real[: len(x[i]), b] = x[i], labels[i], 1.0
    return rows, y, real


class _Course(Struct):
    """What a pass forward leaves for the way back; turns x conversations x hidden."""

    carried: Matrix
    reset: Matrix
    keep: Matrix
    new: Matrix
    back: Matrix


def _forward(gates: Matrix, back: Matrix) -> _Course:
    turns, many = gates.shape[:2]
    h2 = 2 * HIDDEN
    c = _Course(
        np.zeros((turns + 1, many, HIDDEN), np.float32),
        *(np.zeros((turns, many, HIDDEN), np.float32) for _ in range(4)),
    )
    for t in range(turns):
        u = c.carried[t] @ back
        both = _sigmoid(gates[t, :, :h2] + u[:, :h2])
        c.reset[t], c.keep[t], c.back[t] = both[:, :HIDDEN], both[:, HIDDEN:], u[:, h2:]
        c.new[t] = np.tanh(gates[t, :, h2:] + c.reset[t] * c.back[t])
        c.carried[t + 1] = (1 - c.keep[t]) * c.new[t] + c.keep[t] * c.carried[t]
    return c


def _backward(c: _Course, slope: Matrix, back: Matrix) -> tuple[Matrix, Matrix]:
    """From the slope at what is carried to those at the gates and at the way back."""
    turns, many = c.new.shape[:2]
    gates = np.zeros((turns, many, 3 * HIDDEN), np.float32)
    of_back, carried = np.zeros_like(back), np.zeros((many, HIDDEN), np.float32)
    for t in range(turns - 1, -1, -1):
        carried = carried + slope[t]
        dn = carried * (1 - c.keep[t]) * (1 - c.new[t] ** 2)
        dz = carried * (c.carried[t] - c.new[t]) * c.keep[t] * (1 - c.keep[t])
        dr = dn * c.back[t] * c.reset[t] * (1 - c.reset[t])
        gates[t] = np.concatenate([dr, dz, dn], axis=1)
        du = np.concatenate([dr, dz, dn * c.reset[t]], axis=1)
        of_back += c.carried[t].T @ du
        carried = carried * c.keep[t] + du @ back.T
    return gates, of_back


def _slope(w: Weights, x: Matrix, y: Matrix, real: Matrix, drop: Callable[..., Matrix]) -> Weights:
    """The gradient of the mean log loss, with dropout before and after the first layer and after the unit."""
    turns, many, width = x.shape
    flat = (x * drop(turns, many, width)).reshape(-1, width)
    q = np.tanh(flat @ w["enter"] + w["enter_bias"])
    q_mask, h_mask = drop(turns * many, INNER), drop(turns, many, HIDDEN)
    seen = q * q_mask
    course = _forward((seen @ w["gates"] + w["gate_bias"]).reshape(turns, many, -1), w["back"])
    out = course.carried[1:] * h_mask
    score = out @ w["past"] + (seen @ w["out"]).reshape(turns, many) + w["bias"][0]
    miss = (_sigmoid(score) - y) * real / real.sum()
    gates, back = _backward(course, miss[:, :, None] * w["past"] * h_mask, w["back"])
    flat_gates = gates.reshape(-1, 3 * HIDDEN)
    dq = (miss.reshape(-1, 1) * w["out"] + flat_gates @ w["gates"].T) * q_mask * (1 - q * q)
    return {
        "enter": flat.T @ dq,
        "enter_bias": dq.sum(axis=0),
        "gates": seen.T @ flat_gates,
        "back": back,
        "gate_bias": flat_gates.sum(axis=0),
        "out": seen.T @ miss.ravel(),
        "past": np.einsum("tb,tbh->h", miss, out),
        "bias": np.array([miss.sum()], np.float32),
    }
