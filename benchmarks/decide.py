"""Every figure of "when does a person come in", with the baselines in this very script and what is aimed at beside it.

    python benchmarks/decide.py [--data ../shared/data] [--quick] [--json]

Needs the data beside the checkout (``escalation/``, ``context/``); without it says so and ends. ``--quick`` leaves out what
takes minutes: one's own labels (Banking77, CLINC150) and the turn model (machine-human chatting handoff). The dev sets
were looked at while the patterns were written; the phrases of ``tests/reading/requests.tsv`` were not, until they were tried.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import backtest
import numpy as np
import turns

import reading
from escapehatch.conversation import events as e
from escapehatch.conversation.fold import Conversation, apply
from escapehatch.conversation.values import Author, Customer, Reading, Role, Topic
from escapehatch.handoff.judge import judge
from escapehatch.handoff.policy import parse
from escapehatch.lab.calibrate import calibrate
from escapehatch.lab.calibrate import turns as told
from escapehatch.reading.judging import auc, calibration_error
from escapehatch.reading.labels import LabelHead, train_labels
from escapehatch.reading.plain import PlainReader
from escapehatch.reading.reader import EncoderReader
from escapehatch.reading.secrets import mask

ROOT = Path(__file__).resolve().parents[1]
Row = tuple[str, float | None, float | None, float, dict[str, float]]
AT = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if not (given.data / "escalation").is_dir():
        print(f"no data at {given.data}: nothing measured", file=sys.stderr)
        return 0
    rows: list[Row] = []
    parts = [requests, own_phrases, mood, score, speed, backtests] + ([] if given.quick else [labels, turn_model])
    for part in parts:
        begun = time.perf_counter()
        found = list(part(given.data))
        rows += found
        print(f"{part.__name__}: {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    print(json.dumps([as_json(x) for x in rows], indent=1) if given.json else table(rows))
    return 0


def as_json(row: Row) -> dict[str, Any]:
    name, floor, aim, ours, others = row
    return {"figure": name, "floor": floor, "aim": aim, "ours": ours, "baselines": others, "holds": holds(row)}


def holds(row: Row) -> bool | None:
    """Whether the floor is kept; a floor written negative is a ceiling. None where there is none."""
    _, floor, _, ours, _ = row
    return None if floor is None else ours >= floor if floor >= 0 else ours <= -floor


def table(rows: list[Row]) -> str:
    lines = ["| figure | floor | aim | ours | beside it | |", "|---|---|---|---|---|---|"]
    for row in rows:
        name, floor, aim, ours, others = row
        limits = ["" if x is None else f"<= {-x:g}" if x < 0 else f">= {x:g}" for x in (floor, aim)]
        beside = ", ".join(f"{k} {v:.3g}" for k, v in others.items())
        mark = "" if holds(row) in (None, True) else "above" if (floor or 0) < 0 else "below"
        lines.append(f"| {name} | {limits[0]} | {limits[1]} | {ours:.3g} | {beside} | {mark} |")
    return "\n".join(lines)


def requests(data: Path) -> Iterator[Row]:
    """Who asks for a person, on the dev set, with keywords and a careful regex."""
    found = reading.requests(data / "escalation", EncoderReader(), PlainReader())
    ms = found.pop("ms")
    ours = found["encoder reader"]

    def row(name: str, floor: float | None, aim: float | None, group: str, figure: str) -> Row:
        others = {k: found[k][group][figure] for k in ("keywords", "careful regex", "plain reader")}
        return name, floor, aim, ours[group][figure], others

    yield row("asks for a person, English: F1", 0.92, 0.95, "English", "f1")
    yield row("... recall", 0.92, None, "English", "recall")
    yield row("... false positives", -0.003, None, "English", "fpr")
    yield row("... traps: F1", 0.85, 0.90, "traps English", "f1")
    yield row("... bot questions: false positives", -0.01, None, "kind bot-question", "fpr")
    yield row("other languages: F1", 0.88, 0.93, "other languages", "f1")
    yield row("... precision", 0.90, None, "other languages", "precision")
    yield "read, p95 ms", -10.0, None, ms["p95"], {"p50": ms["p50"]}


def own_phrases(data: Path) -> Iterator[Row]:
    """Wishes for a call, and requests, as this project wrote them down before trying them."""
    lines = (ROOT / "tests" / "reading" / "requests.tsv").read_text(encoding="utf-8").splitlines()
    phrases = [x.split("\t") for x in lines if x[0] in "01"]
    read = EncoderReader().read
    ways = {
        "ours": lambda x: read(x).asks_for_human >= 0.5,
        "keywords": lambda x: bool(reading.KEYWORDS.search(x)),
        "careful regex": lambda x: bool(reading.CAREFUL.search(x)),
    }
    heard = {name: [way(x[2]) for x in phrases] for name, way in ways.items()}

    def recall(name: str, kinds: set[str]) -> float:
        asked = [n for n, x in enumerate(phrases) if x[0] == "1" and x[1] in kinds]
        return float(np.mean([heard[name][n] for n in asked]))

    for said, floor, kinds in (("call-back wishes", 0.90, {"cb"}), ("own phrases, English", None, {"hum", "cb"})):
        ours, *others = ((name, recall(name, kinds)) for name in ways)
        yield f"{said}: recall", floor, None, ours[1], dict(others)


def mood(data: Path) -> Iterator[Row]:
    """Frustration, over five folds of the training texts, with the words alone."""
    note = json.loads((ROOT / "src/escapehatch/reading/heads/heads.json").read_text(encoding="utf-8"))
    from escapehatch.reading.mood import mood as words

    lines = (data / "escalation" / "frustration.train.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [json.loads(x) for x in lines]
    lexicon = auc([x["label"] == 1 for x in gold], [words(x["text"]) for x in gold])
    yield (
        "frustration, five folds: AUC",
        None,
        None,
        note["heads"]["mood"]["cross_validated"]["auc"],
        {"lexicon": lexicon},
    )


def score(data: Path) -> Iterator[Row]:
    """The chance that a person is needed now, learned and judged over five folds of whole conversations."""
    text = (data / "context" / "conversations.dev.jsonl").read_text(encoding="utf-8")
    records = [json.loads(x) for x in text.splitlines()]
    kept: dict[tuple[str, Role, str], Reading] = {}
    reader = EncoderReader()

    def read(text: str, role: Role = Role.CUSTOMER, before: str = "", earlier: Any = ()) -> Reading:
        key = (text, role, f"{before}\0{earlier}")
        if key not in kept:
            kept[key] = reader.read(text, role, before, earlier)
        return kept[key]

    learned = calibrate(records, read, mask, "conversations.dev.jsonl")["learned"]
    wish = [(x["wish"], now) for record in records for x, now in told(record, read, mask)]
    y, p = np.array([n for _, n in wish]), np.array([w for w, _ in wish])
    yield "chance of a person, five folds: AUC", None, None, learned["auc"], {"the wish alone": auc(y, p)}
    error = learned["calibration_error"]
    yield "... calibration error", None, None, error, {"the wish alone": calibration_error(y, p, 10)}


def speed(data: Path) -> Iterator[Row]:
    """One judgement under Lantern's policy, everything of the conversation new to it."""
    policy = parse((ROOT / "examples/lantern/policy.yaml").read_text(encoding="utf-8"))
    for many in (50, 200):
        c = conversation(many)
        took = []
        for n in range(2_000):
            fresh = apply(c, e.Recorded(c.seq + 1, AT, e.CartChanged(c.cart, f"page {n}")))
            begun = time.perf_counter()
            judge(fresh, policy, AT)
            took.append((time.perf_counter() - begun) * 1e3)
        p50, p99 = np.percentile(took, [50, 99])
        yield f"policy, {many} messages: p99 ms", -0.2, None, float(p99), {"p50": float(p50)}


def conversation(many: int) -> Conversation:
    """Questions and answers in turn, each read."""
    c = apply(Conversation(), e.Recorded(1, AT, e.ConversationStarted("c1", Customer("ada"))))
    heard = Reading(
        "en", "order_status", 0.9, frustration=0.05, topics=(Topic("order_status", 0.9), Topic("delivery", 0.3))
    )
    for n in range(many):
        who = Author(Role.BOT, "pip") if n % 2 else Author(Role.CUSTOMER, "ada")
        for event in (e.MessagePosted(f"m{n}", who, f"Where is parcel {n}?"), e.ReadingRecorded(f"m{n}", heard)):
            c = apply(c, e.Recorded(c.seq + 1, AT, event))
    return c


def backtests(data: Path) -> Iterator[Row]:
    text = (data / "context" / "conversations.dev.jsonl").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        found = backtest.measure(text, Path(folder) / "readings.jsonl")
    others = {"judging nobody": found["no-op"]["turns_s"], "two policies": found["two policies"]["turns_s"]}
    yield "backtest, turns/s", 2000.0, None, found["one policy"]["turns_s"], others


def labels(data: Path) -> Iterator[Row]:
    """Labels of one's own: nine of ten texts learned, the tenth judged; and texts of no label at all."""
    gold = [json.loads(x) for x in (data / "escalation/intents.train.jsonl").read_text(encoding="utf-8").splitlines()]
    for kind, floor in (("banking77", 0.93), ("bitext", None), ("curekart", None), ("sofmattress", None)):
        seen, unseen = parted([(x["text"], x["label"]) for x in gold if x["kind"] == kind])
        head = learned(seen)
        right = np.mean([head.read(text)["label"] == label for text, label in unseen])
        yield f"own labels, {kind}: accuracy", floor, None, float(right), {"nearest centroid": centroids(seen, unseen)}
    gold = [
        json.loads(x) for x in (data / "escalation/out_of_scope.train.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    seen, unseen = parted([(x["text"], x["intent"]) for x in gold if x["kind"] == "in-scope"])
    foreign = [x["text"] for x in gold if x["kind"] == "oos"]
    head = learned(seen)
    said = [head.read(x)["out_of_scope"] for x in [*(text for text, _ in unseen), *foreign]]
    outside = [False] * len(unseen) + [True] * len(foreign)
    yield "CLINC150, out of scope: AUROC", 0.96, None, auc(outside, said), {}


def parted(texts: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Nine tenths and one, by the text itself."""
    last = [zlib.crc32(text.encode()) % 10 == 0 for text, _ in texts]
    return [x for x, y in zip(texts, last, strict=True) if not y], [x for x, y in zip(texts, last, strict=True) if y]


def learned(texts: list[tuple[str, str]]) -> LabelHead:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "head.npz"
        train_labels([{"text": a, "label": b} for a, b in texts], file, lambda line: print(line, file=sys.stderr))
        return LabelHead.load(file)


def centroids(seen: list[tuple[str, str]], unseen: list[tuple[str, str]]) -> float:
    """The label whose mean of hashed words is nearest."""

    def row(text: str) -> np.ndarray:
        found = np.zeros(4096)
        for word in re.findall(r"\w+", text.lower()):
            found[zlib.crc32(word.encode()) % 4096] = 1
        return found / max(float(np.linalg.norm(found)), 1.0)

    names = sorted({label for _, label in seen})
    middle = np.stack([np.mean([row(t) for t, x in seen if x == name], axis=0) for name in names])
    middle /= np.linalg.norm(middle, axis=1, keepdims=True)
    return float(np.mean([names[int(np.argmax(middle @ row(t)))] == label for t, label in unseen]))


def turn_model(data: Path) -> Iterator[Row]:
    """Cross-validated on some hundred conversations each; the baselines know the place of a turn, and its words."""
    floors = {"clothing": (0.69, 0.915, 0.763), "makeup": (0.695, 0.925, 0.77)}
    for name, (f1, area, gt2) in floors.items():
        lines = (data / "escalation" / f"mhch_{name}.train.jsonl").read_text(encoding="utf-8").splitlines()
        found = turns.measured([json.loads(x) for x in lines])
        ours = found["cross_validated"]

        def row(key: str, floor: float) -> Row:
            others = {k: v[key] for k, v in found["baselines"].items()}  # noqa: B023
            return f"turn model, {name}: {key}", floor, None, ours[key], others  # noqa: B023

        yield row("f1", f1)
        yield row("auc", area)
        yield row("gt2", gt2)
        yield row("dialogue_recall", 0.90)
        yield row("first_within_2", 0.85)
        yield row("first_early_2", -0.12)
        yield (
            f"turn model, {name}: p99 ms a turn",
            -1.0,
            None,
            found["ms_a_turn"]["p99"],
            {"p50": found["ms_a_turn"]["p50"]},
        )


if __name__ == "__main__":
    sys.exit(main())
