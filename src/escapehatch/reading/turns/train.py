"""Learning the turn model: every later part learns from what the earlier ones say of conversations they had not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from . import odds
from .bank import learn_bank
from .features import Trail, alone
from .model import Parts, before_each, flat, heard_by
from .recurrent import learn_unit
from .space import Matrix, Meaning, learn_space
from .trees import grow
from .words import Turn

INNER_FOLDS: Final = 5
TREE_SEEDS: Final = 4
UNIT_SEEDS: Final = 5

Conversation = Sequence[Turn]
Tick = Callable[[], None]


def folds_of(count: int, folds: int, seed: int) -> NDArray[np.int64]:
    """Conversations shared out evenly, by chance of the seed."""
    fold = np.empty(count, np.int64)
    fold[np.random.default_rng(seed).permutation(count)] = np.arange(count) % folds
    return fold


def learn_parts(
    conversations: Sequence[Conversation], labels: Sequence[Matrix], seed: int = 0, tick: Tick = lambda: None
) -> Parts:
    """All parts from labelled conversations, none of them empty."""
    space = learn_space(conversations)
    meaning = Meaning(space)
    heard = [heard_by(meaning, x) for x in conversations]
    each = folds_of(len(heard), min(INNER_FOLDS, len(heard)), seed + 1)
    fold = np.repeat(each, [len(x) for x in heard])
    y = flat(labels)
    learned = learn_bank(heard, labels, each, len(space.grams))
    turns, before = [x for c in heard for x in c], [x for c in heard for x in before_each(c)]
    told = odds.unseen(turns, before, y, fold, len(space.grams))
    alone_rows = np.array([alone(*x) for x in zip(turns, before, told, learned.unseen, strict=True)])
    tick()
    rows = np.split(alone_rows, np.cumsum([len(x) for x in heard])[:-1])
    full = np.concatenate([trailed(x) for x in rows])
    trees = grow(full, y, TREE_SEEDS, seed, tick)
    unit = learn_unit(rows, labels, UNIT_SEEDS, seed, tick)
    return Parts(space, learned.bank, odds.tables(turns, before, y, len(space.grams)), trees, unit)


def trailed(rows: Matrix) -> Matrix:
    """Full rows of one conversation."""
    trail = Trail()
    return np.array([trail.step(row) for row in rows])
