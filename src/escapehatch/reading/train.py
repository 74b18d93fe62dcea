"""Builds the heads: from this project's own phrases and, where they are at hand, public training sets.

``python -m escapehatch.reading.train [DATA_DIR]`` writes ``heads/*.npz`` and ``heads/heads.json``. DATA_DIR holds the
``*.train.jsonl`` files named in the model card; without it the heads learn from own writing alone, and the report says so.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from .encoder import Encoder, Vectors
from .heads import FOLDER, WORDS_SHARE, Head
from .judging import auc, binary, macro_f1
from .kernel import BUCKETS, rarities, words
from .labels import LabelHead, train_labels
from .softmax import fit, probabilities
from .sources import INTENT_OF, NOT_SHOP, OWN_WEIGHT, own_lines

__all__ = ["LabelHead", "train_labels", "train_reading"]

FOLDS: Final = 5
#: Comments of a forum say little of shops, and there are many of them.
MASS_WEIGHT: Final = 0.1
#: The heads of labels see few phrases of many classes.
LABELS_STRENGTH: Final = 60.0
#: Heads that look at the words beside the meaning.
WITH_WORDS: Final = ("issue", "wish")
Progress = Callable[[str], None]


class Row(NamedTuple):
    """A text with its label; ``weight`` lets own writing count more than the masses."""

    text: str
    label: str
    source: str
    licence: str
    weight: float = 1.0


def train_reading(data_dir: Path | None, out: Path = FOLDER, progress: Progress = print) -> dict[str, Any]:
    """Train and write the four heads. Returns the report that also lies in ``heads.json``."""
    encoder = Encoder()
    found = data_dir if data_dir and data_dir.is_dir() else None
    if found is None:
        progress("no public training data at hand: own writing only")
    report: dict[str, Any] = {"format": 1, "learned_from_public_data": found is not None, "heads": {}}
    for name, rows, strength in (
        ("asks", _asks(found), 30.0),
        ("intent", _intents(found), 20.0),
        ("scope", _scope(found), 20.0),
        ("mood", _mood(found), 20.0),
        ("issue", own("issue"), LABELS_STRENGTH),
        ("wish", own("wish"), LABELS_STRENGTH),
    ):
        progress(f"{name}: {len(rows)} texts")
        report["heads"][name] = _head(name, rows, strength, encoder, out)
    out.mkdir(parents=True, exist_ok=True)
    (out / "heads.json").write_text(json.dumps(report, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return report


def _head(name: str, rows: Sequence[Row], strength: float, encoder: Encoder, out: Path) -> dict[str, Any]:
    names = tuple(sorted({x.label for x in rows}))
    texts = [r.text for r in rows]
    x = encoder.vectors(texts)
    rarity = rarities(texts) if name in WITH_WORDS else None
    if rarity is not None:
        x = np.hstack([x, WORDS_SHARE * _hashed(texts, rarity)])
    y = np.array([names.index(r.label) for r in rows], dtype=np.int64)
    weight = np.array([r.weight for r in rows], dtype=np.float32)
    figures = _crossed(x, y, names, strength, weight, rows)
    weights, bias = fit(x, y, len(names), strength, weight=weight)
    sources: dict[str, dict[str, Any]] = {}
    for r in rows:
        sources.setdefault(r.source, {"texts": 0, "licence": r.licence})["texts"] += 1
    note = {"texts": len(rows), "sources": sources, "cross_validated": figures}
    Head(names, weights, bias, note, rarity).save(out / f"{name}.npz")
    return {"classes": len(names), **note}


def _hashed(texts: Sequence[str], rarity: Any) -> Vectors:
    """A row for each text: the weights of its words, each in its bucket."""
    rows = np.zeros((len(texts), BUCKETS), np.float32)
    for row, text in zip(rows, texts, strict=True):
        buckets, shares = words(text, rarity)
        row[buckets] = shares
    return rows


def _crossed(
    x: Vectors, y: Any, names: Sequence[str], strength: float, weight: Any, rows: Sequence[Row]
) -> dict[str, float]:
    """Figures on rows that were not learned from, all together and on own writing alone."""
    fold = folds(len(y))
    p = np.zeros((len(y), len(names)), np.float32)
    for k in range(FOLDS):
        seen = fold != k
        w, b = fit(x[seen], y[seen], len(names), strength, weight=weight[seen])
        p[~seen] = probabilities(x[~seen], w, b)
    own = np.array([r.source == "own" for r in rows])
    right = p.argmax(axis=1) == y
    figures = {
        "accuracy": float(right.mean()),
        "accuracy_own": float(right[own].mean()),
        "macro_f1": macro_f1(y, p.argmax(axis=1), len(names)),
    }
    if len(names) == 2:
        positive = 1 if names[1] in ("yes", "out") else 0
        figures |= {"auc": auc(y == positive, p[:, positive]), **binary(y == positive, p[:, positive] >= 0.5)}
    return {k: round(v, 4) for k, v in figures.items()}


def folds(n: int) -> Any:
    """A fold for each row, the same every time, neighbours apart."""
    return (np.arange(n) * 2654435761 % 2**32 // 7919) % FOLDS


def own(name: str) -> list[Row]:
    """The phrases of ``training/<name>.tsv``."""
    return [Row(text, label, "own", "Apache-2.0", OWN_WEIGHT) for label, text in own_lines(name)]


def _public(data_dir: Path | None, name: str) -> Iterable[dict[str, Any]]:
    path = data_dir / f"{name}.train.jsonl" if data_dir else None
    if path is None or not path.is_file():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _row(record: dict[str, Any], label: str, weight: float = 1.0) -> Row:
    return Row(str(record["text"]), label, str(record.get("source", "")), str(record.get("licence", "")), weight)


def _asks(data: Path | None) -> list[Row]:
    rows = own("asks") + [x._replace(label="yes" if x.label == "talk_to_human" else "no") for x in own("intents")]
    for r in _public(data, "explicit_request"):
        if r["label"] is not None:
            rows.append(_row(r, "yes" if r["label"] else "no"))
    return rows


def _intents(data: Path | None) -> list[Row]:
    rows = [x._replace(label="other" if x.label == "out_of_scope" else x.label) for x in own("intents")]
    rows += [x._replace(label="talk_to_human") for x in own("asks") if x.label == "yes"]
    taken: dict[tuple[str, str], int] = {}
    for r in _public(data, "intents"):
        label = INTENT_OF.get(str(r["label"]))
        key = (str(r["source"]), str(r["label"]))
        taken[key] = taken.get(key, 0) + 1
        if label and taken[key] <= 150:
            rows.append(_row(r, label))
    return rows


def _scope(data: Path | None) -> list[Row]:
    rows = [x._replace(label="out" if x.label == "out_of_scope" else "in") for x in own("intents")]
    rows += [x._replace(label="in") for name in ("asks", "mood") for x in own(name)]
    for r in _public(data, "out_of_scope"):
        if r["source"] != "clinc150":
            rows.append(_row(r, "in"))
        elif r["intent"] in NOT_SHOP:
            rows.append(_row(r, "out"))
    taken: dict[str, int] = {}
    for r in _public(data, "intents"):
        taken[r["label"]] = taken.get(r["label"], 0) + 1
        if r["source"] == "bitext" and taken[r["label"]] <= 100:
            rows.append(_row(r, "in"))
    return rows


def _mood(data: Path | None) -> list[Row]:
    rows = own("mood") + [
        x._replace(label="calm") for x in own("intents") if x.label not in ("complaint", "legal", "press")
    ]
    for r in _public(data, "frustration"):
        rows.append(_row(r, "annoyed" if r["label"] else "calm", MASS_WEIGHT))
    return rows


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    print(json.dumps(train_reading(given), indent=1))
