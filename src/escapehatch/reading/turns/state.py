"""What can be said of a turn from it and those before it: lengths, repetition, whether the answer fits the question."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .space import Matrix, Meaning, unit
from .words import Turn

#: Earlier turns of the same side that a turn is compared with.
BACK_MAX: Final = 40
#: From here on a turn counts as said before.
REPEATS_FROM: Final = 0.85
NAMES: Final = (
    "answers", "place", "customer_turns", "answers_so_far", "in_a_row", "length", "distinct", "length_before", "rarity",
    "rare_words", "sentiment", "own_alike", "own_contained", "said_before", "last_alike", "last_contained", "last_near",
    "last_length", "own_near", "other_alike", "other_contained", "other_near", "other_expected", "other_nearest",
    "other_length", "customer_repeats", "answer_repeats", "subject_near",
)  # fmt: skip
RARE: Final = 6.0
#: With nothing to compare with.
NONE: Final = -1.0


class Heard(Struct, frozen=True):
    """A turn as the models see it. ``other`` and ``own``: how many turns back the last of either side was, 0 for none."""

    answers: bool
    signs: Matrix
    place: Matrix
    grams: NDArray[np.int64]
    weights: Matrix
    other: int
    own: int
    tags: tuple[int, ...]
    turn: Turn


class _Said(Struct):
    index: int
    words: frozenset[int]
    weight: float
    place: Matrix
    turn: Turn


class State:
    """One conversation so far. Each step sees what came before and nothing else."""

    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning
        self._sides: dict[bool, list[_Said]] = {False: [], True: []}
        self._repeats = {False: 0, True: 0}
        self._count = 0
        self._row = 0
        self._last: Turn | None = None
        self._subject = meaning.nowhere

    def hear(self, turn: Turn) -> Heard:
        """The next turn."""
        meaning = self._meaning
        rarity = [meaning.rarity.get(w, meaning.unheard) for w in set(turn.words)]
        said = _Said(self._count, frozenset(turn.words), sum(rarity), meaning.place(turn), turn)
        own, other = self._sides[turn.answers], self._sides[not turn.answers]
        self._row = self._row + 1 if self._last is not None and self._last.answers == turn.answers else 1
        signs = [
            float(turn.answers),
            math.log1p(self._count),
            math.log1p(len(self._sides[False])),
            math.log1p(len(self._sides[True])),
            math.log1p(self._row),
            math.log1p(turn.length),
            math.log1p(len(rarity)),
            math.log1p(self._last.length) if self._last else NONE,
            said.weight / len(rarity) if rarity else 0.0,
            math.log1p(sum(x > RARE for x in rarity)),
            turn.sentiment,
            *self._repetition(said, own),
            *self._answering(said, other),
            float(self._repeats[False]),
            float(self._repeats[True]),
            float(said.place @ unit(self._subject)) if self._count else NONE,
        ]
        grams, weights = meaning.grams(turn)
        heard = Heard(
            answers=turn.answers,
            signs=np.array(signs, np.float32),
            place=said.place,
            grams=grams,
            weights=weights,
            other=self._count - other[-1].index if other else 0,
            own=self._count - own[-1].index if own else 0,
            tags=turn.tags,
            turn=turn,
        )
        own.append(said)
        self._subject = self._subject + said.place
        self._last = turn
        self._count += 1
        return heard

    def _repetition(self, said: _Said, own: list[_Said]) -> list[float]:
        """Likeness to what this side said before: the most alike, the same again, the last."""
        if not own:
            return [0.0, 0.0, 0.0, 0.0, 0.0, NONE, NONE, NONE]
        alike = [self._overlap(said, x) for x in own[-BACK_MAX:]]
        most, again = max(x[0] for x in alike), sum(x.turn.words == said.turn.words != () for x in own)
        if again or most > REPEATS_FROM:
            self._repeats[said.turn.answers] += 1
        near = np.array([x.place for x in own[-BACK_MAX:]]) @ said.place
        last = own[-1]
        return [
            most,
            max(x[1] for x in alike),
            math.log1p(again),
            *alike[-1],
            float(near[-1]),
            math.log1p(last.turn.length),
            float(near.max()),
        ]

    def _answering(self, said: _Said, other: list[_Said]) -> list[float]:
        """Likeness to what the other side said, and to what usually follows it."""
        if not other:
            return [0.0, 0.0, NONE, NONE, NONE, NONE]
        last = other[-1]
        asked, answer = (last, said) if said.turn.answers else (said, last)
        near = np.array([x.place for x in other[-BACK_MAX:]]) @ said.place
        return [
            *self._overlap(said, last),
            float(near[-1]),
            float(answer.place @ unit(asked.place @ self._meaning.space.expects)),
            float(near.max()),
            math.log1p(last.turn.length),
        ]

    def _overlap(self, a: _Said, b: _Said) -> tuple[float, float]:
        """Shared words by rarity: of all words, and of the shorter text's."""
        shared = a.words & b.words
        if not shared:
            return 0.0, 0.0
        rarity, unheard = self._meaning.rarity, self._meaning.unheard
        weight = sum(rarity.get(w, unheard) for w in shared)
        smaller = min(a.weight, b.weight)
        return weight / max(a.weight + b.weight - weight, 1e-6), weight / smaller if smaller > 0 else 0.0
