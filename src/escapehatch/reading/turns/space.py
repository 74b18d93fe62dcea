"""What words mean, learned from the conversations without their labels.

Words that occur together or in neighbouring turns come to lie together (positive pointwise mutual information, its first
dimensions: Levy and Goldberg 2014). ``expects`` says where the answer to a question usually lies, so that an answer beside
the point can be noticed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .words import Turn

Matrix = NDArray[np.float32]

DIMENSIONS: Final = 48
#: The commonest words that get a place; rarer ones have none.
PLACES_MAX: Final = 6_000
NEIGHBOUR_SHARE: Final = 0.5
CONTEXT_POWER: Final = 0.75
EXPECT_RIDGE: Final = 3.0
#: A gram must occur in so many turns to be known.
GRAM_MIN: Final = 2


class Space(Struct, frozen=True):
    """``words`` (ascending) with ``rarity`` and place; ``grams`` (ascending) with ``gram_rarity``."""

    words: NDArray[np.int64]
    rarity: Matrix
    places: Matrix
    expects: Matrix
    grams: NDArray[np.int64]
    gram_rarity: Matrix


class Meaning:
    """A space, ready to be asked about one turn after another."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self._word = {int(w): n for n, w in enumerate(space.words)}
        self._gram = {int(g): n for n, g in enumerate(space.grams)}
        self.rarity = dict(zip(self._word, space.rarity.tolist(), strict=True))
        self.unheard = float(space.rarity.max()) if len(space.rarity) else 1.0
        self.nowhere = np.zeros(space.places.shape[1], np.float32)

    def place(self, turn: Turn) -> Matrix:
        """Where the turn lies: length one, or zero when no word is known."""
        at = [n for w in dict.fromkeys(turn.words) if (n := self._word.get(w)) is not None]
        if not at:
            return self.nowhere
        return unit(self.space.rarity[at] @ self.space.places[at])

    def grams(self, turn: Turn) -> tuple[NDArray[np.int64], Matrix]:
        """Known grams and their weights, of length one in all."""
        at = np.array([n for g in turn.grams() if (n := self._gram.get(g)) is not None], np.int64)
        return at, unit(self.space.gram_rarity[at])


def unit(vector: Matrix) -> Matrix:
    """The same direction, of length one."""
    size = math.sqrt(float(vector @ vector))
    return vector / np.float32(size) if size > 0 else vector


def learn_space(conversations: Sequence[Sequence[Turn]]) -> Space:
    """Without any label."""
    turns = [turn for each in conversations for turn in each]
    common = Counter(w for turn in turns for w in set(turn.words))
    kept = sorted(w for w, _ in sorted(common.items(), key=lambda x: (-x[1], x[0]))[:PLACES_MAX])
    grams = Counter(g for turn in turns for g in turn.grams())
    known = sorted(g for g, n in grams.items() if n >= GRAM_MIN)
    plain = set(common)
    space = Space(
        words=np.array(kept, np.int64),
        rarity=np.array([math.log((len(turns) + 1) / (common[w] + 0.5)) for w in kept], np.float32),
        places=_places(conversations, {w: n for n, w in enumerate(kept)}),
        expects=np.zeros((DIMENSIONS, DIMENSIONS), np.float32),
        grams=np.array(known, np.int64),
        gram_rarity=np.array(
            [(1.0 if g in plain else 0.7) * math.log((len(turns) + 1) / grams[g]) for g in known], np.float32
        ),
    )
    return Space(
        space.words, space.rarity, space.places, _expects(conversations, space), space.grams, space.gram_rarity
    )


def _places(conversations: Sequence[Sequence[Turn]], at: dict[int, int]) -> Matrix:
    together = np.zeros((len(at), len(at)), np.float32)
    for conversation in conversations:
        before = np.zeros(0, np.int64)
        for turn in conversation:
            here = np.array(sorted({at[w] for w in turn.words if w in at}), np.int64)
            if len(here):
                together[np.ix_(here, here)] += 1 / math.sqrt(len(here))
            if len(here) and len(before):
                share = NEIGHBOUR_SHARE / math.sqrt(len(here) * len(before))
                together[np.ix_(here, before)] += share
                together[np.ix_(before, here)] += share
            before = here
    np.fill_diagonal(together, 0.0)
    each = np.maximum(together.sum(axis=1), 1e-9)
    context = each**CONTEXT_POWER
    context /= context.sum()
    with np.errstate(divide="ignore"):
        telling = np.maximum(np.log(together / each[:, None] / context[None, :]), 0.0).astype(np.float32)
    return _first(telling)


def _first(matrix: Matrix) -> Matrix:
    """The first dimensions (Halko, Martinsson and Tropp 2011), rows of length one."""
    rng = np.random.default_rng(0)
    seen = rng.normal(size=(len(matrix), DIMENSIONS + 10)).astype(np.float32)
    for _ in range(4):
        seen, _ = np.linalg.qr(matrix @ (matrix.T @ seen))
    left, strength, _ = np.linalg.svd(seen.T @ matrix, full_matrices=False)
    found = np.zeros((len(matrix), DIMENSIONS), np.float32)
    width = min(DIMENSIONS, len(strength))
    found[:, :width] = (seen @ left)[:, :width] * np.sqrt(strength[:width])
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6), np.float32)


def _expects(conversations: Sequence[Sequence[Turn]], space: Space) -> Matrix:
    """From the place of what the customer said last to the place of the answer, by ridge regression."""
    meaning = Meaning(space)
    asked, answered = [], []
    for conversation in conversations:
        last = None
        for turn in conversation:
            here = meaning.place(turn)
            if not turn.answers:
                last = here
            elif last is not None:
                asked.append(last)
                answered.append(here)
    if not asked:
        return np.zeros((DIMENSIONS, DIMENSIONS), np.float32)
    x, y = np.array(asked), np.array(answered)
    left = x.T @ x + EXPECT_RIDGE * np.eye(DIMENSIONS, dtype=np.float32)
    return np.asarray(np.linalg.solve(left, x.T @ (y - y.mean(axis=0))), np.float32)
