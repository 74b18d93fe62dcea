"""When is a person needed? Cross-validated figures of the turn model on labelled conversations, beside two baselines.

    python benchmarks/turns.py [--data ../shared/data/escalation] [--sets clothing makeup] [--json]

Needs the machine-human chatting handoff files (``mhch_*.train.jsonl``) beside the checkout; without them it says so and ends.
They carry no licence: the models made here are thrown away. The baselines: the share of handoffs at each place of each side
(``place``), and that plus what every word says (``words``), each with the threshold of best F1 on the other folds.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from escapehatch.reading.turns import odds
from escapehatch.reading.turns.fitted import FOLDS, Labelled, choose_rule, labelled, ruled, train_handoff
from escapehatch.reading.turns.judged import figures
from escapehatch.reading.turns.kept import load
from escapehatch.reading.turns.model import Model, before_each, flat, heard_by
from escapehatch.reading.turns.space import Meaning, learn_space
from escapehatch.reading.turns.train import folds_of

#: Places further on count as this one.
LAST_PLACE = 12


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    here = Path(__file__).resolve().parents[2] / "shared" / "data" / "escalation"
    parser.add_argument("--data", type=Path, default=here)
    parser.add_argument("--sets", nargs="+", default=["clothing", "makeup", "makeup2"])
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    report: dict[str, Any] = {}
    for name in given.sets:
        file = given.data / f"mhch_{name}.train.jsonl"
        if not file.exists():
            print(f"no data at {file}: nothing measured", file=sys.stderr)
            continue
        report[name] = measured([json.loads(x) for x in file.read_text(encoding="utf-8").splitlines()])
    print(json.dumps(report, indent=None if given.json else 1))
    return 0


def measured(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """The model's own report, what it costs, and the baselines."""
    data = labelled(lines)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "turns.npz"
        begun = time.perf_counter()
        report = train_handoff(lines, file)
        report["train_s"] = round(time.perf_counter() - begun, 1)
        report["ms_a_turn"] = cost(load(file), data)
    report["baselines"] = baselines(data)
    return report


def cost(model: Model, data: Labelled) -> dict[str, float]:
    """Milliseconds a turn, each conversation from its start."""
    spent = []
    for conversation in data.conversations:
        listening = model.listen()
        for turn in conversation:
            begun = time.perf_counter()
            listening.hear(turn)
            spent.append((time.perf_counter() - begun) * 1000)
    return {f"p{q}": round(float(np.percentile(spent, q)), 3) for q in (50, 95, 99)}


def baselines(data: Labelled) -> dict[str, Any]:
    """Place alone, and place with words: log odds counted on the other folds."""
    space = learn_space(data.conversations)
    heard = [heard_by(Meaning(space), x) for x in data.conversations]
    lengths = [len(x) for x in heard]
    fold = np.repeat(folds_of(len(heard), FOLDS, 0), lengths)
    turns, before = [x for c in heard for x in c], [x for c in heard for x in before_each(c)]
    y = flat(data.labels)
    at = np.array([min(n, LAST_PLACE) * 2 + t.answers for c in heard for n, t in enumerate(c)])
    place = np.zeros(len(y))
    for k in range(FOLDS):
        hit = np.bincount(at[fold != k], y[fold != k], minlength=at.max() + 1)
        seen = np.bincount(at[fold != k], minlength=at.max() + 1)
        share = (hit + 1) / (seen + 5)
        place[fold == k] = np.log(share / (1 - share))[at[fold == k]]
    words = place + odds.unseen(turns, before, y, fold, len(space.grams))[:, 3]
    return {"place": _judged(place, data, fold), "words": _judged(words, data, fold)}


def _judged(score: np.ndarray, data: Labelled, fold: np.ndarray) -> dict[str, float]:
    lengths = [len(x) for x in data.labels]
    parts = [x.tolist() for x in np.split(1 / (1 + np.exp(-score)), np.cumsum(lengths)[:-1])]
    each = [int(x[0]) for x in np.split(fold, np.cumsum(lengths)[:-1])]
    said: list[list[int]] = [[]] * len(parts)
    for k in range(FOLDS):
        others = [n for n, x in enumerate(each) if x != k]
        rule = choose_rule([parts[n] for n in others], [data.labels[n] for n in others])
        for n, x in enumerate(each):
            if x == k:
                said[n] = ruled(parts[n], rule)
    return figures(parts, said, [x.astype(int).tolist() for x in data.labels])


if __name__ == "__main__":
    raise SystemExit(main())
