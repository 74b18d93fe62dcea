"""One's own classifier from one's own lines: ``escapehatch train read`` makes it, ``escapehatch read --model`` uses it.

Features are the sentence vector and hashed words and letter groups, so that both meaning and telling words count.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from .encoder import WIDTH, Encoder
from .heads import Head, HeadUnusable
from .judging import auc, macro_f1
from .softmax import Matrix, fit, probabilities
from .tidy import folded

#: Buckets for hashed words and letter groups, and how much they weigh beside the vector.
BUCKETS: Final = 4096
HASHED_WEIGHT: Final = 0.6
STRENGTH: Final = 30.0
FOLDS: Final = 5
#: With more texts than this, three folds are enough and much quicker.
MANY: Final = 5_000
FEWEST: Final = 2
#: Labels that mean "none of these", when a training set has them.
OUTSIDE: Final = frozenset({"oos", "out_of_scope", "none", "no_nodes_detected", "other_out"})
_WORD: Final = re.compile(r"\w+")


class LabelHead:
    """Label, scores and the chance that a text belongs to no label at all."""

    def __init__(self, head: Head, known: Matrix, encoder: Encoder | None = None) -> None:
        self._head = head
        self._known = known
        self._encoder = encoder or Encoder()

    @staticmethod
    def load(path: Path) -> LabelHead:
        """Raises HeadUnusable, or EncoderMissing without the encoder."""
        head = Head.load(path)
        if head.weights.shape[0] != WIDTH + BUCKETS:
            raise HeadUnusable(f"{path.name}: is no label model; make one with 'escapehatch train read'")
        return LabelHead(head, np.asarray(head.note.get("likeness", [0.0]), np.float32))

    def read(self, text: str) -> dict[str, Any]:
        """``label``, ``scores`` of every label, ``out_of_scope`` 0..1."""
        x = features([text], self._encoder)
        p = probabilities(x, self._head.weights, self._head.bias)[0]
        scores = {name: round(float(v), 4) for name, v in zip(self._head.names, p, strict=True)}
        inside = [n for n in self._head.names if n not in OUTSIDE]
        label = max(inside, key=lambda n: scores[n])
        named = sum(float(v) for n, v in zip(self._head.names, p, strict=True) if n in OUTSIDE)
        return {"label": label, "scores": scores, "out_of_scope": round(max(named, self._strange(x, p)), 4)}

    def _strange(self, x: Matrix, p: Matrix) -> float:
        """How few of the training texts were less like what was learned: 1 for the strangest."""
        rank = float(
            np.searchsorted(self._known, confidence(x, p[None, :], self._head.weights, self._head.bias)[0])
        ) / max(len(self._known), 1)
        return float((1.0 - rank) ** 4)


def train_labels(lines: Iterable[Mapping[str, Any]], out: Path) -> dict[str, Any]:
    """Learn from ``{"text", "label"}`` lines, write the model, and report cross-validated figures.

    Raises ValueError (with the line) when a line has no text or label, or when there are fewer than two labels.
    """
    texts, labels = _checked(lines)
    names = tuple(sorted(set(labels)))
    if len(names) < FEWEST:
        raise ValueError("at least two different labels are needed")
    y = np.array([names.index(x) for x in labels], dtype=np.int64)
    x = features(texts, Encoder())
    p, sure, fold = _crossed(x, y, len(names))
    weights, bias = fit(x, y, len(names), STRENGTH)
    inside = np.array([n not in OUTSIDE for n in names])[y]
    report: dict[str, Any] = {
        "texts": len(y),
        "labels": len(names),
        "folds": fold,
        "accuracy": round(float((p.argmax(axis=1) == y).mean()), 4),
        "macro_f1": round(macro_f1(y, p.argmax(axis=1), len(names)), 4),
        "fewest_of_a_label": int(np.bincount(y).min()),
    }
    if not inside.all():
        named = p[:, [n in OUTSIDE for n in names]].sum(axis=1)
        report["out_of_scope_auc"] = round(auc(~inside, np.maximum(named, 1 - sure)), 4)
    known = np.quantile(sure[inside], np.linspace(0, 1, 201)).astype(np.float32)
    Head(names, weights, bias, {**report, "likeness": [round(float(v), 5) for v in known]}).save(out)
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


def _crossed(x: Matrix, y: Any, classes: int) -> tuple[Matrix, Matrix, int]:
    """Probabilities and confidence of each text under a model that has not seen it. Labels are spread over the folds."""
    count = 3 if len(y) > MANY else min(FOLDS, len(y))
    place = np.empty(len(y), np.int64)
    place[np.argsort(y, kind="stable")] = np.arange(len(y))
    fold = place % count
    p, sure = np.zeros((len(y), classes), np.float32), np.zeros(len(y), np.float32)
    for k in range(count):
        seen = fold != k
        w, b = fit(x[seen], y[seen], classes, STRENGTH)
        p[~seen] = probabilities(x[~seen], w, b)
        sure[~seen] = confidence(x[~seen], p[~seen], w, b)
    return p, sure, count


def confidence(x: Matrix, p: Matrix, weights: Matrix, bias: Matrix) -> Matrix:
    """How much like the training texts: the best label's raw score, tempered by its probability; 0..1."""
    logits = x @ weights + bias
    best = logits.max(axis=1) - logits.mean(axis=1)
    return np.asarray(0.5 * p.max(axis=1) + 0.5 / (1 + np.exp(-(best - 6.0) / 2.0)), np.float32)


def features(texts: Sequence[str], encoder: Encoder) -> Matrix:
    """Sentence vectors beside hashed words, word pairs and letter groups, both of length one before weighting."""
    vectors = encoder.vectors(texts) if len(texts) > 1 else encoder.vector(texts[0])[None, :]
    hashed = np.zeros((len(texts), BUCKETS), np.float32)
    for n, text in enumerate(texts):
        for piece in _pieces(text):
            hashed[n, zlib.crc32(piece.encode()) % BUCKETS] += 1.0
    np.sqrt(hashed, out=hashed)
    size = np.linalg.norm(hashed, axis=1, keepdims=True)
    hashed *= HASHED_WEIGHT / np.maximum(size, 1e-6)
    return np.concatenate([vectors, hashed], axis=1)


def _pieces(text: str) -> Iterable[str]:
    words = _WORD.findall(folded(text))[:120]
    yield from words
    yield from (f"{a} {b}" for a, b in zip(words, words[1:], strict=False))
    for word in words:
        yield from (f"<{word}>"[i : i + 4] for i in range(max(1, len(word) - 1)))
