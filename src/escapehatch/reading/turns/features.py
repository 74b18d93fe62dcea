"""One row of numbers a turn: its signs, its tags, where it and the turn before lie, what words and likeness say, what was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from .bank import NEAR_POWERS
from .odds import COLUMNS as ODDS_COLUMNS
from .space import Matrix
from .state import NAMES, Heard

TAGS: Final = 32
PLACES: Final = 16
LAGS: Final = 2
#: In a row that has nothing before it.
NOTHING: Final = -9.0

_ODDS_AT: Final = len(NAMES) + TAGS + 2 * PLACES
_SCORE_AT: Final = _ODDS_AT + ODDS_COLUMNS
#: Columns of one turn alone.
WIDTH: Final = _SCORE_AT + 1 + 2 * len(NEAR_POWERS)
#: What is remembered of the turns before: score, nearest, strongest word, and some signs.
KEPT: Final = (
    _SCORE_AT,
    _SCORE_AT + 1,
    _SCORE_AT + 3,
    _ODDS_AT,
    _ODDS_AT + 1,
    *(NAMES.index(x) for x in ("said_before", "last_alike", "other_near", "other_expected", "length")),
)
FULL_WIDTH: Final = WIDTH + LAGS * len(KEPT) + 2


def alone(heard: Heard, other: Heard | None, odds: Sequence[float], unseen: Sequence[float]) -> Matrix:
    """The columns of a turn by itself. ``unseen``: the bank's score and nearest, as of a turn that is not in it."""
    row = np.zeros(WIDTH, np.float32)
    row[: len(NAMES)] = heard.signs
    if heard.tags:
        counts = np.bincount(np.minimum(np.maximum(heard.tags, 0), TAGS - 1), minlength=TAGS)
        row[len(NAMES) : len(NAMES) + TAGS] = counts / len(heard.tags)
    at = len(NAMES) + TAGS
    row[at : at + PLACES] = heard.place[:PLACES]
    if other is not None:
        row[at + PLACES : at + 2 * PLACES] = other.place[:PLACES]
    row[_ODDS_AT:_SCORE_AT] = odds
    row[_SCORE_AT:] = unseen
    return row


class Trail:
    """Adds what was said of the turns before, as the conversation goes on."""

    def __init__(self) -> None:
        self._kept: list[Matrix] = []
        self._most = NOTHING
        self._sum = 0.0

    def step(self, row: Matrix) -> Matrix:
        """The full row of the next turn, from its own columns."""
        full = np.full(FULL_WIDTH, NOTHING, np.float32)
        full[:WIDTH] = row
        for lag, kept in enumerate(reversed(self._kept[-LAGS:])):
            full[WIDTH + lag * len(KEPT) : WIDTH + (lag + 1) * len(KEPT)] = kept
        full[-2:] = self._most, self._sum
        score = float(row[_SCORE_AT])
        self._kept.append(row[list(KEPT)])
        self._most, self._sum = max(self._most, score), self._sum + score
        return full
