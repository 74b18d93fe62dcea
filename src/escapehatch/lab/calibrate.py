"""Learns the numbers of ``handoff.chance`` from transcripts, and says how far they are from the truth.

    python -m escapehatch.lab.calibrate CONVERSATIONS.jsonl

A line is a transcript with ``asks_for_human`` and ``ends_in_transfer``, or with ``handoff_at``. A person was needed at the
customer's first request for one (at their last message when none is heard), at the last message before a transfer, or at
``handoff_at``. Turns after that moment are left out: in life the person is there by then. Figures are cross-validated
over whole conversations.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..conversation.values import Role
from ..handoff.chance import signs
from ..handoff.judge import judge
from ..handoff.policy import DEFAULT
from ..reading.judging import auc, calibration_error
from .replay import Mask, Read, Told, lines

OUT: Final = Path(__file__).parent.parent / "handoff" / "weights.py"
FOLDS: Final = 5
STEPS: Final = 8_000
RATE: Final = 0.03
RIDGE: Final = 1e-4
#: From this strength on, a message is the request when the record only says that there was one.
HEARD: Final = 0.5
BINS: Final = 10

Numbers = NDArray[np.float64]


def calibrate(records: Iterable[Mapping[str, Any]], read: Read, mask: Mask, source: str) -> dict[str, Any]:
    """Weights by sign, the bias, and the figures. Raises ValueError when nobody needed a person in all of ``records``."""
    rows, needed, group = [], [], []
    for n, record in enumerate(records):
        for found, now in turns(record, read, mask):
            rows.append(found)
            needed.append(now)
            group.append(n)
    y, of = np.array(needed, float), np.array(group)
    if not y.any() or y.all():
        raise ValueError("both turns that needed a person and turns that did not are needed to learn from")
    names = list(rows[0])
    x = np.array([[row[name] for name in names] for row in rows])
    unseen = np.zeros(len(y))
    for k in range(FOLDS):
        new = of % FOLDS == k
        unseen[new] = curve(x[new], *fit(x[~new], y[~new]))
    weights, bias = fit(x, y)
    return {
        "weights": {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)},
        "bias": round(bias, 3),
        "learned": {
            "from": source,
            "conversations": len(set(group)),
            "turns": len(y),
            "needed": int(y.sum()),
            "auc": round(auc(y == 1, unseen), 4),
            "calibration_error": round(calibration_error(y, unseen, BINS), 4),
            "brier": round(float(((unseen - y) ** 2).mean()), 4),
        },
    }


def turns(record: Mapping[str, Any], read: Read, mask: Mask) -> list[tuple[dict[str, float], bool]]:
    """The signs at each customer message, and whether a person was needed, up to the first time one was."""
    told = Told(record, read, mask)
    found = []
    for line in lines(record):
        told.add(line)
        if line.role == Role.CUSTOMER and line.text.strip() and told.c.agent is None:
            found.append((line.i, signs(told.c, judge(told.c, DEFAULT, line.at).signals)))
    at = _moment(record, found)
    return [(x, i == at) for i, x in found if at is None or i <= at]


def _moment(record: Mapping[str, Any], found: list[tuple[int, dict[str, float]]]) -> int | None:
    given = record.get("handoff_at")
    if isinstance(given, int):
        return max((i for i, _ in found if i <= given), default=None)
    last = found[-1][0] if found else None
    if record.get("asks_for_human"):
        return next((i for i, x in found if x["wish"] >= HEARD), last)
    return last if record.get("ends_in_transfer") else None


def fit(x: Numbers, y: Numbers) -> tuple[Numbers, float]:
    """Logistic regression with weights that are never negative (Adam, projected); the same input gives the same numbers."""
    at, low = np.zeros(x.shape[1] + 1), np.append(np.zeros(x.shape[1]), -np.inf)
    at[-1] = -2.0
    mean, square = np.zeros_like(at), np.zeros_like(at)
    for step in range(1, STEPS + 1):
        miss = curve(x, at[:-1], float(at[-1])) - y
        slope = np.append(x.T @ miss / len(y) + RIDGE * at[:-1], miss.mean())
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope * slope
        moved = (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-9)
        at = np.maximum(at - RATE * moved, low)
    return at[:-1], float(at[-1])


def curve(x: Numbers, weights: Numbers, bias: float) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-(x @ weights + bias))), float)


def written(found: Mapping[str, Any]) -> str:
    """The text of ``handoff/weights.py``."""
    weights = "".join(f'    "{name}": {value},\n' for name, value in found["weights"].items())
    learned = "".join(f'    "{name}": {json.dumps(value)},\n' for name, value in found["learned"].items())
    return (
        '"""The numbers of ``chance``, written by ``lab.calibrate``: do not edit by hand."""\n\n'
        "from __future__ import annotations\n\n"
        "from typing import Any, Final\n\n"
        f"BIAS: Final = {found['bias']}\n"
        f"WEIGHTS: Final[dict[str, float]] = {{\n{weights}}}\n"
        "#: What they were learned from; figures on conversations that were not learned from (five folds).\n"
        f"LEARNED: Final[dict[str, Any]] = {{\n{learned}}}\n"
    )


def main(path: Path, progress: Callable[[str], None]) -> None:
    from ..reading.reader import EncoderReader
    from ..reading.secrets import mask

    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    progress(f"reading {len(records)} conversations")
    found = calibrate(records, EncoderReader().read, mask, path.name)
    OUT.write_text(written(found), encoding="utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]), lambda line: print(line, file=sys.stderr))
