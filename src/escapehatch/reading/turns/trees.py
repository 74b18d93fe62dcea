"""Gradient-boosted trees on binned columns (Friedman 2001; histograms as in LightGBM), complete to a fixed depth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .space import Matrix

BINS: Final = 32
DEPTH: Final = 3
TREES: Final = 300
STEP: Final = 0.04
ROWS_SHARE: Final = 0.7
COLUMNS_SHARE: Final = 0.3
SHRINK: Final = 5.0
LEAF_MIN: Final = 20
FOREVER: Final = np.float32(np.inf)

Whole = NDArray[np.int64]


class Trees(Struct, frozen=True):
    """``column`` and ``above`` (trees x inner nodes), ``leaf`` (trees x leaves), ``start``: log odds before any tree."""

    column: NDArray[np.int16]
    above: Matrix
    leaf: Matrix
    start: float

    def score(self, row: Matrix) -> float:
        """Log odds of one row."""
        each = np.arange(len(self.column))
        node = np.zeros(len(self.column), np.int64)
        for _ in range(DEPTH):
            node = 2 * node + 1 + (row[self.column[each, node]] > self.above[each, node])
        return self.start + float(self.leaf[each, node - (2**DEPTH - 1)].sum())


def grow(x: Matrix, y: Matrix, seeds: int, seed: int = 0, tick: Callable[[], None] = lambda: None) -> Trees:
    """The mean of ``seeds`` boosted sets of trees."""
    edges = [_edges(x[:, c]) for c in range(x.shape[1])]
    binned = np.stack([np.searchsorted(e, x[:, c], side="left") for c, e in enumerate(edges)], axis=1).astype(np.int64)
    mean = float(np.clip(y.mean(), 1e-3, 1 - 1e-3))
    start = float(np.log(mean / (1 - mean)))
    parts = []
    for n in range(seeds):
        parts.append(_boosted(binned, edges, y.astype(np.float64), start, np.random.default_rng((seed, n))))
        tick()
    return Trees(
        column=np.concatenate([p[0] for p in parts]).astype(np.int16),
        above=np.concatenate([p[1] for p in parts]).astype(np.float32),
        leaf=(np.concatenate([p[2] for p in parts]) / seeds).astype(np.float32),
        start=start,
    )


def _edges(column: Matrix) -> Matrix:
    """Bin b holds the values above edge b - 1 and up to edge b."""
    return np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1], method="lower")).astype(np.float32)


def _boosted(
    binned: Whole, edges: list[Matrix], y: NDArray[np.float64], start: float, rng: np.random.Generator
) -> tuple[Whole, Matrix, Matrix]:
    rows, columns = binned.shape
    score = np.full(rows, start)
    some_rows, some_columns = max(1, int(ROWS_SHARE * rows)), max(1, int(COLUMNS_SHARE * columns))
    column = np.zeros((TREES, 2**DEPTH - 1), np.int64)
    above = np.full((TREES, 2**DEPTH - 1), FOREVER, np.float32)
    leaf = np.zeros((TREES, 2**DEPTH), np.float32)
    for t in range(TREES):
        p = 1 / (1 + np.exp(-score))
        slope, bend = p - y, np.maximum(p * (1 - p), 1e-6)
        among = rng.permutation(rows)[:some_rows]
        cols = np.sort(rng.permutation(columns)[:some_columns])
        node = np.zeros(rows, np.int64)
        for depth in range(DEPTH):
            here = _best(binned[among][:, cols], node[among], slope[among], bend[among], 2**depth)
            for k, (c, b) in enumerate(here):
                at = 2**depth - 1 + k
                if c >= 0 and b < len(edges[cols[c]]):
                    column[t, at], above[t, at] = cols[c], edges[cols[c]][b]
            cut = np.array([b if c >= 0 else BINS for c, b in here])
            which = np.array([cols[c] if c >= 0 else 0 for c, b in here])
            node = 2 * node + (binned[np.arange(rows), which[node]] > cut[node])
        g = np.bincount(node[among], slope[among], minlength=2**DEPTH)
        h = np.bincount(node[among], bend[among], minlength=2**DEPTH)
        leaf[t] = -STEP * g / (h + SHRINK)
        score += leaf[t][node]
    return column, above, leaf


def _best(
    binned: Whole, node: Whole, slope: NDArray[np.float64], bend: NDArray[np.float64], nodes: int
) -> list[tuple[int, int]]:
    """For each node the column and bin after which to part; (-1, 0) where nothing is gained."""
    rows, columns = binned.shape
    at = (node[:, None] * columns + np.arange(columns)) * BINS + binned
    shape = (nodes, columns, BINS)
    flat = at.ravel()

    def summed(weight: NDArray[np.float64] | None) -> NDArray[np.float64]:
        each = None if weight is None else np.repeat(weight, columns)
        return np.bincount(flat, each, minlength=nodes * columns * BINS).reshape(shape).cumsum(axis=2)

    g, h, n = summed(slope), summed(bend), summed(None)
    all_g, all_h, all_n = g[..., -1:], h[..., -1:], n[..., -1:]
    gain = g**2 / (h + SHRINK) + (all_g - g) ** 2 / (all_h - h + SHRINK) - all_g**2 / (all_h + SHRINK)
    gain[(n < LEAF_MIN) | (all_n - n < LEAF_MIN)] = 0.0
    best = gain.reshape(nodes, -1).argmax(axis=1)
    most = gain.reshape(nodes, -1).max(axis=1)
    return [
        (int(b // BINS), int(b % BINS)) if m > 1e-9 else (-1, 0)
        for b, m in zip(best.tolist(), most.tolist(), strict=True)
    ]
