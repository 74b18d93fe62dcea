"""One's own classifier from one's own lines: ``escapehatch train read`` makes it, ``escapehatch read --model`` uses it.

It compares a text with those it learned from (see ``kernel``). ``scores`` are made of what it said of texts it had not
seen, so that they may be read as chances; ``out_of_scope`` is the chance that a text belongs to no label at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from .encoder import WIDTH, Encoder
from .heads import HeadUnusable
from .judging import auc, calibration_error, macro_f1
from .kernel import Machine, learn
from .softmax import Labels, Matrix, fit

Progress = Callable[[str], None]

FORMAT: Final = 2
FOLDS: Final = 5
#: With more texts than this, three folds are enough and much quicker.
MANY: Final = 5_000
FEWEST: Final = 2
#: Labels that mean "none of these", when a training set has them.
OUTSIDE: Final = frozenset({"oos", "out_of_scope", "none", "no_nodes_detected", "other_out"})
#: Without examples of such texts: this share of the known ones looks as strange as a text that is outside as likely as not.
STRANGE_SHARE: Final = 0.05
#: How much the likeness to the nearest known text says beside the best label's strength, in spreads of each.
NEAREST_SHARE: Final = 0.3
TEMPERATURES: Final = np.geomspace(1.0, 60.0, 60)


class Outside(Struct, frozen=True):
    """How sure a text is outside: a logistic curve over familiarity, and over the strength of labels that mean so."""

    best_mean: float
    best_spread: float
    near_mean: float
    near_spread: float
    familiar: float
    named: float
    bias: float

    def familiarity(self, best: Matrix, near: Matrix) -> Matrix:
        strength = (best - self.best_mean) / self.best_spread
        return np.asarray(strength + NEAREST_SHARE * (near - self.near_mean) / self.near_spread, np.float32)

    def chance(self, best: Matrix, near: Matrix, named: Matrix) -> Matrix:
        odds = self.familiar * self.familiarity(best, near) + self.named * named + self.bias
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -30, 30))), np.float32)


class LabelHead:
    """Label, scores and the chance that a text belongs to no label at all."""

    def __init__(self, names: tuple[str, ...], machine: Machine, temperature: float, outside: Outside) -> None:
        self._names = names
        self._machine = machine
        self._temperature = temperature
        self._outside = outside
        self._inside = np.array([x not in OUTSIDE for x in names])
        self._encoder = Encoder()

    def read(self, text: str) -> dict[str, Any]:
        """``label``, ``scores`` of every label (they sum to 1), ``out_of_scope`` 0..1."""
        alike = self._machine.likeness(self._encoder.vector(text)[None, :], [text])
        strength = alike @ self._machine.alphas
        p = chances(strength, self._temperature)[0]
        label = max((x for x in range(len(p)) if self._inside[x]), key=lambda x: float(p[x]))
        best, near, named = signs(strength, alike, self._inside)
        return {
            "label": self._names[label],
            "scores": {name: round(float(x), 4) for name, x in zip(self._names, p, strict=True)},
            "out_of_scope": round(float(self._outside.chance(best, near, named)[0]), 6),
        }

    def save(self, path: Path, report: Mapping[str, Any]) -> None:
        about = {
            "format": FORMAT,
            "names": self._names,
            "temperature": self._temperature,
            "outside": [getattr(self._outside, x) for x in Outside.__struct_fields__],
            "report": report,
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        m = self._machine
        half = {"vectors": m.vectors, "weights": m.weights, "alphas": m.alphas}
        np.savez_compressed(
            path,
            about=np.array(json.dumps(about)),
            rows=m.rows,
            starts=m.starts,
            rarity=m.rarity,
            allow_pickle=False,
            **{name: np.asarray(x, np.float16) for name, x in half.items()},
        )

    @staticmethod
    def load(path: Path) -> LabelHead:
        """Raises HeadUnusable, or EncoderMissing without the encoder."""
        try:
            with np.load(path, allow_pickle=False) as kept:
                about = json.loads(str(kept["about"]))
                parts = {x: kept[x] for x in Machine.__struct_fields__}
        except (OSError, KeyError, ValueError) as broken:
            raise HeadUnusable(
                f"{path.name}: is no label model ({broken}); make one with 'escapehatch train read'"
            ) from broken
        if about.get("format") != FORMAT or parts["vectors"].shape[1:] != (WIDTH,):
            raise HeadUnusable(f"{path.name}: made by another version; train it again")
        full = {x: v.astype(np.float32) if v.dtype == np.float16 else v for x, v in parts.items()}
        return LabelHead(tuple(about["names"]), Machine(**full), about["temperature"], Outside(*about["outside"]))


def train_labels(
    lines: Iterable[Mapping[str, Any]], out: Path, progress: Progress = lambda line: None
) -> dict[str, Any]:
    """Learn from ``{"text", "label"}`` lines, write the model, and report cross-validated figures.

    ``progress`` hears what is being done: ten thousand texts take about two minutes on one core.
    Raises ValueError (with the line) when a line has no text or label, or when there are fewer than two labels.
    """
    texts, labels = _checked(lines)
    names = tuple(sorted(set(labels)))
    inside = np.array([x not in OUTSIDE for x in names])
    if int(inside.sum()) < FEWEST:
        raise ValueError("at least two different labels are needed")
    y = np.array([names.index(x) for x in labels], dtype=np.int64)
    progress(f"encoding {len(texts)} texts")
    vectors = Encoder().vectors(texts)
    strength, near, folds = _crossed(vectors, texts, y, len(names), progress)
    temperature = _temperature(strength, y)
    outside = _outside(strength, near, inside, y)
    p = chances(strength, temperature)
    said = np.where(inside, p, -1.0).argmax(axis=1)
    known = inside[y]
    report: dict[str, Any] = {
        "texts": len(y),
        "labels": len(names),
        "folds": folds,
        "accuracy": round(float((said[known] == y[known]).mean()), 4),
        "macro_f1": round(macro_f1(y[known], said[known], len(names)), 4),
        "calibration_error": round(calibration_error(said == y, p.max(axis=1)), 4),
        "fewest_of_a_label": int(np.bincount(y).min()),
    }
    if not known.all():
        best, _, named = signs(strength, None, inside)
        report["out_of_scope_auc"] = round(auc(~known, outside.chance(best, near, named)), 4)
    progress("learning from all of them")
    LabelHead(names, learn(vectors, texts, y, len(names)), temperature, outside).save(out, report)
    return report


def _checked(lines: Iterable[Mapping[str, Any]]) -> tuple[list[str], list[str]]:
    texts, labels = [], []
    for n, line in enumerate(lines, 1):
        text, label = line.get("text"), line.get("label")
        if not isinstance(text, str) or not text.strip() or label is None or label == "":
            raise ValueError(f"line {n}: 'text' and 'label' are needed")
        texts.append(text)
        labels.append(str(label))
    return texts, labels


def _crossed(
    vectors: Matrix, texts: list[str], y: Labels, classes: int, progress: Progress
) -> tuple[Matrix, Matrix, int]:
    """Strength of each label, and likeness to the nearest text, under a model that has not seen the text."""
    count = 3 if len(y) > MANY else min(FOLDS, len(y))
    place = np.empty(len(y), np.int64)
    place[np.argsort(y, kind="stable")] = np.arange(len(y))
    fold = place % count
    strength, near = np.zeros((len(y), classes), np.float32), np.zeros(len(y), np.float32)
    for k in range(count):
        progress(f"checking on unseen texts, part {k + 1} of {count}")
        seen, new = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        machine = learn(vectors[seen], [texts[n] for n in seen], y[seen], classes)
        alike = machine.likeness(vectors[new], [texts[n] for n in new])
        strength[new], near[new] = alike @ machine.alphas, alike.max(axis=1)
    return strength, near, count


def chances(strength: Matrix, temperature: float) -> Matrix:
    """Strengths as probabilities."""
    odds = np.exp(temperature * (strength - strength.max(axis=1, keepdims=True)))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), np.float32)


def signs(strength: Matrix, alike: Matrix | None, inside: Any) -> tuple[Matrix, Matrix, Matrix]:
    """The best label's strength, the likeness to the nearest known text, the strength of labels that mean outside."""
    best = strength[:, inside].max(axis=1)
    named = strength[:, ~inside].max(axis=1) if not inside.all() else np.full(len(strength), -1.0, np.float32)
    return best, alike.max(axis=1) if alike is not None else np.zeros_like(best), named


def _temperature(strength: Matrix, y: Labels) -> float:
    """The one under which unseen texts' own labels are likeliest."""
    rows = np.arange(len(y))
    return float(
        min(TEMPERATURES, key=lambda t: float(-np.log(np.maximum(chances(strength, t)[rows, y], 1e-9)).mean()))
    )


def _outside(strength: Matrix, near: Matrix, inside: Any, y: Labels) -> Outside:
    """The curve, from examples where there are some, else from how strange the known texts look themselves."""
    best, _, named = signs(strength, None, inside)
    known = inside[y]
    spread = [float(max(x[known].std(), 1e-6)) for x in (best, near)]
    centre = [float(x[known].mean()) for x in (best, near)]
    shape = Outside(centre[0], spread[0], centre[1], spread[1], -1.0, 0.0, 0.0)
    familiar = shape.familiarity(best, near)
    if known.all():
        return replace(shape, bias=float(np.quantile(familiar, STRANGE_SHARE)))
    x = np.stack([familiar, named], axis=1).astype(np.float32)
    weights, bias = fit(x, (~known).astype(np.int64), 2, strength=100.0, balance=0.0)
    slope = weights[:, 1] - weights[:, 0]
    return replace(shape, familiar=float(slope[0]), named=float(slope[1]), bias=float(bias[1] - bias[0]))
