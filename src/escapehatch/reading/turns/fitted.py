"""``escapehatch train handoff``: cross-validated figures, chances that mean what they say, a rule, and the model."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .implied import dialogue
from .judged import alarms, figures
from .kept import save
from .model import Blend, Model, flat
from .rule import Alarm, Rule
from .space import Matrix
from .train import TREE_SEEDS, UNIT_SEEDS, folds_of, learn_parts
from .words import Turn, turns_of

FOLDS: Final = 8
#: With more turns than this, three folds are enough and quicker.
MANY: Final = 30_000
#: Fewer conversations than this, or than half of it with a moment for a person, teach nothing.
FEWEST: Final = 20
#: Chances that are tried as thresholds.
LEVELS: Final = np.arange(0.16, 0.62, 0.04)
#: How many steps the later threshold may lie below and above the first, and what the first turn may need beyond it.
LOWER_MAX: Final = 3
HIGHER_MAX: Final = 6
EARLY: Final = (0.0, 0.15, 0.3)
#: Of the rule: what GT-II counts beside F1, and what it must keep: recall of conversations, alarms near, alarms not early;
#: and what falling short of that costs.
GT_SHARE: Final = 0.5
RECALL_MIN: Final = 0.9
NEAR_MIN: Final = 0.85
EARLY_MAX: Final = 0.12
SHORT_COSTS: Final = 2.0
BLEND_RIDGE: Final = 1.0

Scores = Sequence[Matrix]


class Labelled(Struct, frozen=True):
    """Conversations with at least one turn, and 0 or 1 for each turn."""

    conversations: list[list[Turn]]
    labels: list[Matrix]

    @property
    def turns(self) -> int:
        return sum(len(x) for x in self.conversations)

    def part(self, chosen: Iterable[int]) -> Labelled:
        at = list(chosen)
        return Labelled([self.conversations[n] for n in at], [self.labels[n] for n in at])


def labelled(lines: Iterable[Mapping[str, Any]]) -> Labelled:
    """Raises ValueError, with the line, when one cannot be learned from, or when there are too few."""
    found = Labelled([], [])
    for n, line in enumerate(lines, 1):
        try:
            given = dialogue(line)
            turns = turns_of(given)
            labels = np.array([_label(x) for x in given["turns"]], np.float32)
        except ValueError as wrong:
            raise ValueError(f"line {n}: {wrong}") from None
        if turns:
            found.conversations.append(turns)
            found.labels.append(labels)
    needed = sum(bool(x.any()) for x in found.labels)
    if len(found.labels) < FEWEST or needed < FEWEST // 2:
        raise ValueError(
            f"at least {FEWEST} conversations are needed, {FEWEST // 2} of them with a turn labelled 1; "
            f"here are {len(found.labels)} and {needed}"
        )
    if all(x.all() for x in found.labels):
        raise ValueError("every turn is labelled 1; some must be labelled 0")
    return found


def _label(turn: Mapping[str, Any]) -> int:
    label = turn.get("label")
    if label not in (0, 1):
        raise ValueError(f"every turn needs a 'label' of 0 or 1, not {label!r}")
    return int(label)


def train_handoff(lines: Iterable[Mapping[str, Any]], out: Path, seed: int = 0) -> dict[str, Any]:
    """Learn, write the model, and report. The figures are of conversations that the scoring model had not seen."""
    data = labelled(lines)
    folds = 3 if data.turns > MANY else FOLDS
    fold = folds_of(len(data.labels), folds, seed)
    progress = Progress((1 + TREE_SEEDS + UNIT_SEEDS) * (folds + 1) + folds)
    unseen = _crossed(data, fold, seed, progress)
    report = {
        "conversations": len(data.labels),
        "turns": data.turns,
        "positive_share": round(float(flat(data.labels).mean()), 4),
        "folds": folds,
        "cross_validated": _judged(data, unseen, fold, progress),
    }
    blend = fit_blend(unseen, data.labels)
    rule = choose_rule([_chances(blend, x) for x in unseen], data.labels)
    report["threshold"] = {"first": round(rule.first, 4), "later": round(rule.later, 4), "early": rule.early}
    model = Model(learn_parts(data.conversations, data.labels, seed, progress.tick), blend, rule)
    save(model, out, report)
    progress.done()
    return {**report, "model_kb": round(out.stat().st_size / 1024)}


class Progress:
    """How far training is, on standard error."""

    def __init__(self, steps: int) -> None:
        self._steps, self._step = steps, 0

    def tick(self) -> None:
        self._step += 1
        if sys.stderr.isatty():
            print(f"\rtraining {min(100, 100 * self._step // self._steps)} %", end="", file=sys.stderr, flush=True)

    def say(self, sentence: str) -> None:
        start = "\r" if sys.stderr.isatty() else ""
        print(f"{start}{sentence}", file=sys.stderr, flush=True)

    def done(self) -> None:
        self.say("training done")


def _crossed(data: Labelled, fold: NDArray[np.int64], seed: int, progress: Progress) -> list[Matrix]:
    """What the parts say of every turn, learned from the conversations of other folds; as in service, turn by turn."""
    found: list[Matrix] = [np.zeros((0, 3), np.float32)] * len(fold)
    folds = int(fold.max()) + 1
    for k in range(folds):
        seen = data.part(np.flatnonzero(fold != k).tolist())
        parts = learn_parts(seen.conversations, seen.labels, seed, progress.tick)
        model = Model(parts, Blend(1.0, 1.0, 1.0, 0.0), Rule())
        for n in np.flatnonzero(fold == k):
            listening = model.listen()
            found[n] = np.array([listening.parts(turn) for turn in data.conversations[n]], np.float32)
        progress.say(f"fold {k + 1} of {folds}")
    return found


def _judged(data: Labelled, unseen: Scores, fold: NDArray[np.int64], progress: Progress) -> dict[str, float]:
    """Figures where the blend and the rule, too, were chosen on other folds."""
    chances: list[list[float]] = [[]] * len(fold)
    said: list[list[int]] = [[]] * len(fold)
    for k in range(int(fold.max()) + 1):
        others = np.flatnonzero(fold != k).tolist()
        scores, labels = [unseen[n] for n in others], [data.labels[n] for n in others]
        blend = fit_blend(scores, labels)
        rule = choose_rule([_chances(blend, x) for x in scores], labels)
        for n in np.flatnonzero(fold == k).tolist():
            chances[n] = _chances(blend, unseen[n])
            said[n] = ruled(chances[n], rule)
        progress.tick()
    return figures(chances, said, [x.astype(int).tolist() for x in data.labels])


def _chances(blend: Blend, scores: Matrix) -> list[float]:
    return [blend.chance(x) for x in scores.tolist()]


def ruled(chances: Sequence[float], rule: Rule) -> list[int]:
    """Yes or no for each turn of a conversation."""
    alarm = Alarm(rule)
    return [int(alarm.hear(x)) for x in chances]


def fit_blend(scores: Scores, labels: Sequence[Matrix]) -> Blend:
    """Logistic regression of the label on what the parts say (Newton's method)."""
    x, y = np.concatenate(scores).astype(np.float64), flat(labels).astype(np.float64)
    x = np.column_stack([x, np.ones(len(x))])
    ridge = BLEND_RIDGE * np.diag([1.0, 1.0, 1.0, 0.0])
    w = np.zeros(4)
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        bend = (x * np.maximum(p * (1 - p), 1e-6)[:, None]).T @ x + ridge
        w = w - np.linalg.solve(bend, x.T @ (p - y) + ridge @ w)
    return Blend(*(float(v) for v in w))


def choose_rule(chances: Sequence[Sequence[float]], labels: Sequence[Matrix]) -> Rule:
    """The thresholds that do best on conversations the model had not seen: F1 and GT-II, within bounds.

    The neighbours on the grid count as much: a peak that stands alone is luck.
    """
    gold = [x.astype(int).tolist() for x in labels]
    grid = [
        (a, b, early)
        for early in EARLY
        for a in range(len(LEVELS))
        for b in range(max(0, a - LOWER_MAX), min(len(LEVELS), a + HIGHER_MAX + 1))
    ]
    worth = {x: _worth([ruled(turns, _rule(x)) for turns in chances], gold) for x in grid}

    def around(at: tuple[int, int, float]) -> float:
        near = product(range(at[0] - 1, at[0] + 2), range(at[1] - 1, at[1] + 2))
        found = [worth[a, b, at[2]] for a, b in near if (a, b, at[2]) in worth]
        return sum(found) / len(found)

    return _rule(max(worth, key=around))


def _rule(at: tuple[int, int, float]) -> Rule:
    return Rule(float(LEVELS[at[0]]), float(LEVELS[at[1]]), at[2])


def _worth(said: Sequence[Sequence[int]], gold: Sequence[Sequence[int]]) -> float:
    found = alarms(said, gold)
    short = (
        RECALL_MIN - found["dialogue_recall"],
        found["first_early_2"] - EARLY_MAX,
        NEAR_MIN - found["first_within_2"],
    )
    return found["f1"] + GT_SHARE * found["gt2"] - SHORT_COSTS * sum(max(0.0, x) for x in short)
