"""Turns with labels, and how alike a new turn is to each: in words, in meaning, in what came before, in its signs.

Kernel ridge regression a side (customer, answers): least squares in one step, no random start. What it would have said of a
conversation that it had not seen follows from the same inverse (Rasmussen and Williams 2006, section 5.4.2), so that later
parts can learn from honest scores.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .space import Matrix
from .state import Heard

#: Turns that a model compares with; of more, whole conversations are chosen evenly.
TURNS_MAX: Final = 9_500
RIDGE: Final = 7.0
#: Shares of words and of meaning in the likeness of two texts, and of the turn before, beside the turn itself.
WORDS_SHARE: Final = 0.6
MEANING_SHARE: Final = 0.4
BEFORE_SHARE: Final = 0.5
OWN_SHARE: Final = 0.3
#: How fast likeness falls with the distance of signs.
SIGNS_FALL: Final = 0.03
SIGNS_MAX: Final = 3.0
#: Powers of likeness under which the labels of the nearest turns are averaged; the weight of the side's mean beside them.
NEAR_POWERS: Final = (4.0, 12.0)
PRIOR_WEIGHT: Final = 0.3

Rows = NDArray[np.int32]


class Bank(Struct, frozen=True):
    """Of each turn: grams turned around (``starts``, ``rows``, ``weights``), place, signs, the turns before, label, alpha."""

    starts: NDArray[np.int64]
    rows: Rows
    weights: Matrix
    places: Matrix
    signs: Matrix
    centre: Matrix
    spread: Matrix
    other: Rows
    own: Rows
    answers: NDArray[np.bool_]
    label: Matrix
    alpha: Matrix
    prior: Matrix


class Likeness(Struct, frozen=True):
    """To every turn in the bank: in words, and in words and meaning."""

    words: Matrix
    text: Matrix


class Comparison:
    """A bank, ready for one turn after another."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self._mine = [np.flatnonzero(bank.answers == side) for side in (False, True)]
        self._other = [bank.other[at] for at in self._mine]
        self._own = [bank.own[at] for at in self._mine]
        self._signs = [bank.signs[at] for at in self._mine]
        self._length = [(x * x).sum(axis=1) for x in self._signs]
        self._label = [bank.label[at] for at in self._mine]
        self._alpha = [bank.alpha[at] for at in self._mine]

    def mine(self, answers: bool) -> NDArray[np.intp]:
        """The turns of one side."""
        return self._mine[answers]

    def texts(self, heard: Heard) -> Likeness:
        """Likeness of the text alone, to all turns of both sides."""
        bank = self.bank
        spans = [(bank.starts[g], bank.starts[g + 1]) for g in heard.grams.tolist()]
        if spans:
            at = np.concatenate([bank.rows[a:b] for a, b in spans])
            lengths = np.array([b - a for a, b in spans])
            weight = np.concatenate([bank.weights[a:b] for a, b in spans]) * np.repeat(heard.weights, lengths)
            words = np.bincount(at, weight, minlength=len(bank.label)).astype(np.float32)
        else:
            words = np.zeros(len(bank.label), np.float32)
        near = np.maximum(bank.places @ heard.place, 0.0)
        return Likeness(words, WORDS_SHARE * words + MEANING_SHARE * near * near)

    def row(self, heard: Heard, here: Likeness, other: Likeness | None, own: Likeness | None) -> tuple[Matrix, Matrix]:
        """Likeness to the turns of the same side: all in all, and of the text with the turn before it."""
        side = heard.answers
        text = here.text[self._mine[side]]
        before = _gathered(other.text if other else None, self._other[side])
        again = _gathered(own.words if own else None, self._own[side])
        signs = self.scaled(heard.signs)
        distance = self._length[side] + float(signs @ signs) - 2 * (self._signs[side] @ signs)
        close = np.exp(-SIGNS_FALL * np.maximum(distance, 0.0))
        whole = text + BEFORE_SHARE * before * (1 + text) + OWN_SHARE * again
        return whole + close * (1 + text + BEFORE_SHARE * before), text * (0.4 + 0.6 * before)

    def scaled(self, signs: Matrix) -> Matrix:
        bank = self.bank
        return np.asarray(np.clip((signs - bank.centre) / bank.spread, -SIGNS_MAX, SIGNS_MAX))

    def said(self, answers: bool, row: Matrix) -> float:
        """What the regression says."""
        return float(row @ self._alpha[answers]) + float(self.bank.prior[int(answers)])

    def nearest(self, answers: bool, paired: Matrix, but: NDArray[np.intp] | None = None) -> list[float]:
        """Mean label and number of the nearest turns, for each power; ``but``: turns that do not count (of one's own)."""
        found = []
        prior = float(self.bank.prior[int(answers)])
        weight = np.maximum(paired, 0.0)
        if but is not None:
            weight[but] = 0.0
        for power in NEAR_POWERS:
            near = weight**power
            total = float(near.sum())
            found += [(float(near @ self._label[answers]) + PRIOR_WEIGHT * prior) / (total + PRIOR_WEIGHT), total]
        return found


def _gathered(likeness: Matrix | None, at: Rows) -> Matrix:
    """Likeness to the turns before; where both have none before, they are alike in that."""
    if likeness is None:
        return (at < 0).astype(np.float32)
    return np.where(at >= 0, likeness[at], np.float32(0.0))


def gather(heard: Sequence[Sequence[Heard]], labels: NDArray[np.float32], grams: int) -> Bank:
    """A bank of all turns of these conversations, without alphas."""
    turns = [x for each in heard for x in each]
    found = np.concatenate([x.grams for x in turns])
    rows = np.repeat(np.arange(len(turns), dtype=np.int32), [len(x.grams) for x in turns])
    order = np.argsort(found, kind="stable")
    weights = np.concatenate([x.weights for x in turns]).astype(np.float32)
    signs = np.array([x.signs for x in turns])
    centre, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-3
    answers = np.array([x.answers for x in turns])
    mean = float(labels.mean())
    prior = [float(labels[answers == side].mean()) if (answers == side).any() else mean for side in (False, True)]
    index = np.arange(len(turns))
    return Bank(
        starts=np.searchsorted(found[order], np.arange(grams + 1)).astype(np.int64),
        rows=rows[order],
        weights=weights[order],
        places=np.array([x.place for x in turns]),
        signs=np.clip((signs - centre) / spread, -SIGNS_MAX, SIGNS_MAX).astype(np.float32),
        centre=centre.astype(np.float32),
        spread=spread.astype(np.float32),
        other=np.array([i - x.other if x.other else -1 for i, x in zip(index, turns, strict=True)], np.int32),
        own=np.array([i - x.own if x.own else -1 for i, x in zip(index, turns, strict=True)], np.int32),
        answers=answers,
        label=labels.astype(np.float32),
        alpha=np.zeros(len(turns), np.float32),
        prior=np.array(prior, np.float32),
    )


class Learned(Struct, frozen=True):
    """A bank with alphas, and what it says of each turn when that turn's fold had not been seen: score, nearest."""

    bank: Bank
    unseen: Matrix


def learn_bank(
    heard: Sequence[Sequence[Heard]], labels: Sequence[Matrix], each: NDArray[np.int64], grams: int
) -> Learned:
    """From labelled conversations; ``each``: the fold of each. Of too many, an even choice is kept to compare with."""
    turns = sum(len(x) for x in heard)
    share = min(1.0, TURNS_MAX / max(turns, 1))
    kept = [n for n in range(len(heard)) if int((n + 1) * share) > int(n * share)] if share < 1 else range(len(heard))
    chosen = [heard[n] for n in kept]
    bank = gather(chosen, np.concatenate([labels[n] for n in kept]), grams)
    learned = _solved(bank, chosen, np.repeat(each[list(kept)], [len(x) for x in chosen]))
    if share == 1:
        return learned
    comparison = Comparison(learned.bank)
    parts = dict(zip(kept, np.split(learned.unseen, np.cumsum([len(x) for x in chosen])[:-1]), strict=True))
    return Learned(
        learned.bank,
        np.concatenate([parts[n] if n in parts else _all_unseen(comparison, x) for n, x in enumerate(heard)]),
    )


def _all_unseen(comparison: Comparison, conversation: Sequence[Heard]) -> Matrix:
    """Of a conversation that is not in the bank."""
    return np.array(
        [
            [comparison.said(x.answers, whole), *comparison.nearest(x.answers, paired)]
            for x, whole, paired in _compared(comparison, conversation)
        ],
        np.float32,
    )


def _compared(comparison: Comparison, conversation: Sequence[Heard]) -> Iterator[tuple[Heard, Matrix, Matrix]]:
    last: dict[bool, Likeness] = {}
    for turn in conversation:
        here = comparison.texts(turn)
        yield turn, *comparison.row(turn, here, last.get(not turn.answers), last.get(turn.answers))
        last[turn.answers] = here


def _solved(bank: Bank, heard: Sequence[Sequence[Heard]], fold: NDArray[np.int64]) -> Learned:
    comparison = Comparison(bank)
    owner = np.repeat(np.arange(len(heard)), [len(x) for x in heard])
    rows, unseen = _all_rows(comparison, heard, owner)
    alpha = np.zeros(len(owner), np.float32)
    for side in (False, True):
        at = comparison.mine(side)
        if not len(at):
            continue
        kernel = np.array(rows[side], np.float64)
        kernel = (kernel + kernel.T) / 2
        kernel[np.diag_indices(len(at))] += RIDGE
        inverse = np.linalg.inv(kernel)
        target = bank.label[at].astype(np.float64) - float(bank.prior[int(side)])
        solved = inverse @ target
        alpha[at] = solved
        for k in np.unique(fold[at]):
            out = np.flatnonzero(fold[at] == k)
            missed = np.linalg.solve(inverse[np.ix_(out, out)], solved[out])
            unseen[at[out], 0] = bank.label[at[out]] - missed
    return Learned(_with_alpha(bank, alpha), unseen)


def _all_rows(
    comparison: Comparison, heard: Sequence[Sequence[Heard]], owner: NDArray[np.intp]
) -> tuple[dict[bool, list[Matrix]], Matrix]:
    rows: dict[bool, list[Matrix]] = {False: [], True: []}
    unseen = np.zeros((len(owner), 1 + 2 * len(NEAR_POWERS)), np.float32)
    n = 0
    for whose, conversation in enumerate(heard):
        own = {side: np.flatnonzero(owner[comparison.mine(side)] == whose) for side in (False, True)}
        for turn, whole, paired in _compared(comparison, conversation):
            rows[turn.answers].append(whole)
            unseen[n, 1:] = comparison.nearest(turn.answers, paired, own[turn.answers])
            n += 1
    return rows, unseen


def _with_alpha(bank: Bank, alpha: Matrix) -> Bank:
    parts = {name: getattr(bank, name) for name in Bank.__struct_fields__}
    return Bank(**{**parts, "alpha": alpha})
