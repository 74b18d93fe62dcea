"""Kernel ridge regression over sentence vectors and hashed words: exact for some thousand texts, on landmarks beyond.

Two texts are alike when they mean alike (``exp(g (cosine - 1))`` of their vectors) and when they share telling words (the
same of their hashed words, weighed by how rare they are). Least squares on the classes is solved in one step, with no
random start. Rasmussen and Williams 2006, chapters 2 and 8.3.1 (subset of regressors).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .softmax import Labels, Matrix
from .tidy import folded

#: Buckets for hashed words, word pairs and letter groups; words of a text that are looked at.
BUCKETS: Final = 4096
WORDS_MAX: Final = 120
#: How fast likeness falls with distance: of vectors, of words; how much words count beside vectors; the ridge.
NEAR_VECTORS: Final = 2.0
NEAR_WORDS: Final = 1.5
WORDS_SHARE: Final = 0.75
RIDGE: Final = 0.05
#: Texts that a model compares with; of more texts, an even choice.
LANDMARKS_MAX: Final = 8_000
BLOCK: Final = 2_000
_WORD: Final = re.compile(r"\w+")

Sparse = list[tuple[NDArray[np.intp], Matrix]]


class Machine(Struct, frozen=True):
    """``vectors`` (n x width) and words of the landmarks, ``alphas`` (n x classes). Words: for each bucket, who has it."""

    vectors: Matrix
    rows: NDArray[np.int32]
    weights: Matrix
    starts: NDArray[np.int64]
    alphas: Matrix
    rarity: Matrix

    def likeness(self, vectors: Matrix, texts: Sequence[str]) -> Matrix:
        """How alike each text is to each landmark: texts x landmarks."""
        found = np.exp(NEAR_VECTORS * (vectors @ self.vectors.T - 1.0))
        for n, text in enumerate(texts):
            shared = np.zeros(len(self.vectors), np.float32)
            for bucket, weight in zip(*words(text, self.rarity), strict=True):
                mine = slice(self.starts[bucket], self.starts[bucket + 1])
                shared[self.rows[mine]] += weight * self.weights[mine]
            found[n] += WORDS_SHARE * np.exp(NEAR_WORDS * (shared - 1.0))
        return np.asarray(found, np.float32)


def rarities(texts: Sequence[str]) -> Matrix:
    """The weight of each bucket: high where few texts have it."""
    count = np.zeros(BUCKETS, np.float32)
    for text in texts:
        count[np.unique(_buckets(text))] += 1
    return np.asarray(np.log((1 + len(texts)) / (1 + count)), np.float32)


def words(text: str, rarity: Matrix) -> tuple[NDArray[np.intp], Matrix]:
    """Buckets of a text and their weights, of length one in all."""
    bucket, count = np.unique(_buckets(text), return_counts=True)
    weight = np.sqrt(count.astype(np.float32)) * rarity[bucket]
    return bucket, np.asarray(weight / max(float(np.linalg.norm(weight)), 1e-6), np.float32)


def learn(vectors: Matrix, said: Sequence[str], y: Labels, classes: int) -> Machine:
    """Fit all classes at once. Rare classes count more than their share, by the root of their rarity."""
    rarity = rarities(said)
    chosen = np.unique(np.linspace(0, len(y) - 1, min(len(y), LANDMARKS_MAX)).astype(np.int64))
    machine = _landmarks(vectors[chosen], [said[n] for n in chosen], classes, rarity)
    target = np.full((len(y), classes), -1.0 / max(classes - 1, 1), np.float32)
    target[np.arange(len(y)), y] = 1.0
    counts = np.maximum(np.bincount(y, minlength=classes), 1)
    share = np.asarray(np.sqrt(len(y) / (classes * counts))[y], np.float32)
    among = machine.likeness(machine.vectors, [said[n] for n in chosen])
    if len(chosen) == len(y):
        among[np.diag_indices(len(y))] += RIDGE / share
        return _with(machine, np.linalg.solve(among, target))
    left, right = RIDGE * among, np.zeros((len(chosen), classes), np.float32)
    for n in range(0, len(y), BLOCK):
        part = slice(n, n + BLOCK)
        seen = machine.likeness(vectors[part], said[part])
        left += seen.T @ (seen * share[part, None])
        right += seen.T @ (target[part] * share[part, None])
    left[np.diag_indices(len(chosen))] += 1e-3
    return _with(machine, np.linalg.solve(left, right))


def _landmarks(vectors: Matrix, said: Sequence[str], classes: int, rarity: Matrix) -> Machine:
    """The landmarks' words, turned around: for each bucket the landmarks that have it."""
    found = [words(text, rarity) for text in said]
    buckets = np.concatenate([b for b, _ in found])
    rows = np.repeat(np.arange(len(said), dtype=np.int32), [len(b) for b, _ in found])
    order = np.argsort(buckets, kind="stable")
    starts = np.searchsorted(buckets[order], np.arange(BUCKETS + 1)).astype(np.int64)
    weights = np.concatenate([w for _, w in found])[order]
    return Machine(vectors, rows[order], weights, starts, np.zeros((len(said), classes), np.float32), rarity)


def _with(machine: Machine, alphas: Any) -> Machine:
    return Machine(
        machine.vectors,
        machine.rows,
        machine.weights,
        machine.starts,
        np.asarray(alphas, np.float32),
        machine.rarity,
    )


def _buckets(text: str) -> NDArray[np.intp]:
    return np.array([zlib.crc32(x.encode()) % BUCKETS for x in _pieces(text)] or [0], np.intp)


def _pieces(text: str) -> Iterable[str]:
    found = _WORD.findall(folded(text))[:WORDS_MAX]
    yield from found
    yield from (f"{a} {b}" for a, b in zip(found, found[1:], strict=False))
    for word in found:
        yield from (f"<{word}>"[i : i + 4] for i in range(max(1, len(word) - 1)))
