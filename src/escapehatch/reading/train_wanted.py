"""Builds ``heads/wanted.npz``, what a sentence asks for, from this project's own frames in ``training/wanted/``.

``python -m escapehatch.reading.train_wanted`` makes the sentences anew (same seed, same sentences), measures on lines of frames that
were not learned from, and then learns from all of them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from ..handoff.asking import plain
from .phrases import Choose, Line, lines, spoken
from .wanted import ASKS, BUCKETS, ELSEWHERE, FILE, Numbers, Wanted, features

SEED: Final = 4
FOLDS: Final = 5
WIDTH: Final = 16
ROUNDS: Final = 8
BATCH: Final = 128
RATE: Final = 0.02
#: Share of the features that are left out while learning, so that none is leaned on alone.
DROPPED: Final = 0.4
#: How the last of several things is joined.
AND: Final = (", and ", " and ", " & ", ", ", " or ", " plus ")
#: How many sentences are made of a line, by where it stands; of give and tell: for each kind.
EACH: Final = {"give": 2, "tell": 4, "ask": 16, "query": 40, "talk": 50, "not": 30, "several": 24}


class Row(NamedTuple):
    """A sentence, what it asks for, and the line that it was made of."""

    text: str
    names: frozenset[str]
    line: tuple[str, int]


def rows(seed: int = SEED) -> list[Row]:
    """All sentences."""
    chance = np.random.default_rng(seed)

    def choose(n: int) -> int:
        return int(chance.integers(n))

    frames = list(lines("frames"))
    around = {x: [y.frame for y in frames if y.heading == x] for x in ("prefaces", "tails")}
    made = [*_framed(frames, choose), *_whole(choose)]
    return [Row(_dressed(x.text, around, choose), x.names, x.line) for x in made]


def _framed(frames: Sequence[Line], choose: Choose) -> Iterator[Row]:
    nouns: dict[str, list[Line]] = {}
    for x in lines("kinds"):
        if x.role in ("noun", "not"):
            nouns.setdefault(x.heading if x.role == "noun" else ELSEWHERE, []).append(x)
    kinds = sorted(set(nouns) - {ELSEWHERE})
    give = [x for x in frames if x.heading == "give"]
    for frame in frames:
        for kind in kinds if frame.heading in ("give", "tell") else ():
            for _ in range(EACH[frame.heading]):
                names = {ASKS, kind} if frame.heading == "give" else {kind}
                yield _filled(frame, [nouns[kind][choose(len(nouns[kind]))]], names, choose)
    for frame in give:
        for _ in range(EACH["several"]):
            several = [kinds[choose(len(kinds))] for _ in range(2 + choose(2))]
            yield _filled(frame, [nouns[x][choose(len(nouns[x]))] for x in several], {ASKS, *several}, choose)
    for noun in nouns[ELSEWHERE]:
        for _ in range(EACH["not"]):
            frame = give[choose(len(give))]
            yield _filled(frame, [noun], {ASKS, ELSEWHERE}, choose)._replace(line=("kinds", noun.number))


def _filled(frame: Line, nouns: Sequence[Line], names: set[str], choose: Choose) -> Row:
    said = [spoken(x.frame, choose) for x in nouns]
    last = AND[choose(len(AND))] + said.pop() if len(said) > 1 else ""
    whole = spoken(frame.frame, choose).replace("{n}", ", ".join(said) + last)
    return Row(whole, frozenset(names), ("frames", frame.number))


def _whole(choose: Choose) -> Iterator[Row]:
    for x in lines("kinds"):
        for _ in range(EACH["ask"] if x.role == "ask" else 0):
            yield Row(spoken(x.frame, choose), frozenset({ASKS, x.heading}), ("kinds", x.number))
    for x in lines("other"):
        for _ in range(EACH[x.heading]):
            names = {ASKS, ELSEWHERE} if x.heading == "query" else set()
            yield Row(spoken(x.frame, choose), frozenset(names), ("other", x.number))


def _dressed(text: str, around: dict[str, list[str]], choose: Choose) -> str:
    """With a word before or behind it, in haste, or with a slip of the finger, now and then."""
    if choose(10) < 3:
        text = around["prefaces"][choose(len(around["prefaces"]))] + " " + text
    if choose(10) < 2:
        tail = around["tails"][choose(len(around["tails"]))]
        text = text.rstrip("?") + (" " if tail[0] != "," else "") + tail + ("?" if text.endswith("?") else "")
    if choose(10) < 2:
        text = text.rstrip("?.")
    elif choose(10) < 2 and not text.endswith("?"):
        text += "."
    return _slipped(text, choose) if choose(12) == 0 and len(text) > 12 else text


def _slipped(text: str, choose: Choose) -> str:
    """A letter left out, two swapped, or one twice."""
    at = 1 + choose(len(text) - 3)
    left, one, two, right = text[:at], text[at], text[at + 1], text[at + 2 :]
    return left + (two, two + one, one + one + two)[choose(3)] + right


def train_wanted(progress: Any = print) -> dict[str, Any]:
    """Train, write, and return the note that lies in the file."""
    made = rows()
    names = tuple(sorted({y for x in made for y in x.names}))
    found = [features(plain(x.text)) for x in made]
    truth = np.array([[y in x.names for y in names] for x in made], np.float32)
    groups = sorted({x.line for x in made})
    fold = np.array([groups.index(x.line) * 2654435761 % 2**32 // 7919 % FOLDS for x in made])
    progress(f"{len(made)} sentences of {len(groups)} lines, {len({x.text for x in made})} different")
    chances = np.zeros_like(truth)
    for k in range(FOLDS):
        seen = np.flatnonzero(fold != k)
        head = fit([found[n] for n in seen], truth[seen], names)
        chances[fold == k] = head.chances([x for x, y in zip(found, fold, strict=True) if y == k])
        progress(f"fold {k + 1} of {FOLDS}")
    note = {"sentences": len(made), "lines": len(groups), "cross_validated": figures(chances, truth, names)}
    head = fit(found, truth, names)
    Wanted(names, head.table, head.weights, head.bias, note).save(FILE)
    return note


def figures(chances: Numbers, truth: Numbers, names: Sequence[str], at: float = 0.5) -> dict[str, Any]:
    """Precision and recall of the kinds together and of each name."""
    asks, elsewhere = names.index(ASKS), names.index(ELSEWHERE)
    kinds = [n for n in range(len(names)) if n not in (asks, elsewhere)]

    def wanted(x: Numbers) -> Numbers:
        x = x.copy()
        x[:, kinds] *= x[:, [asks]] * (1 - x[:, [elsewhere]])
        return x

    said, so = wanted(chances) >= at, wanted(truth) > 0

    def both(s: Any, t: Any) -> list[float]:
        right = float((s & t).sum())
        return [round(right / max(1.0, float(s.sum())), 3), round(right / max(1.0, float(t.sum())), 3)]

    none = ~so[:, kinds].any(axis=1)
    return {
        "kinds": both(said[:, kinds], so[:, kinds]),
        "false_alarms": round(float(said[none][:, kinds].any(axis=1).mean()), 4),
        **{x: both(said[:, n], so[:, n]) for n, x in enumerate(names)},
    }


def fit(found: Sequence[Any], truth: Numbers, names: tuple[str, ...], seed: int = SEED) -> Wanted:
    """Learn table, weights and bias by Adam on the logistic loss."""
    chance = np.random.default_rng(seed)
    parts = [
        (chance.standard_normal((BUCKETS, WIDTH)) * 0.1).astype(np.float32),
        (chance.standard_normal((WIDTH, len(names))) * 0.3).astype(np.float32),
        np.full(len(names), -2.0, np.float32),
    ]
    mean, square = [np.zeros_like(x) for x in parts], [np.zeros_like(x) for x in parts]
    steps = ROUNDS * -(-len(found) // BATCH)
    step = 0
    for _ in range(ROUNDS):
        order = chance.permutation(len(found))
        for start in range(0, len(order), BATCH):
            picked = order[start : start + BATCH]
            slopes = _slopes(parts, [_some(found[n], chance) for n in picked], truth[picked])
            step += 1
            rate = RATE * (1 - 0.95 * step / steps)
            for n, slope in enumerate(slopes):
                mean[n] += 0.1 * (slope - mean[n])
                square[n] += 0.01 * (slope * slope - square[n])
                sure = mean[n] / (1 - 0.9**step)
                parts[n] -= rate * sure / (np.sqrt(square[n] / (1 - 0.99**step)) + 1e-6)
    return Wanted(names, parts[0], parts[1], parts[2])


def _some(found: Any, chance: np.random.Generator) -> Any:
    kept = found[chance.random(len(found)) > DROPPED]
    return kept if len(kept) else found


def _slopes(parts: Sequence[Numbers], found: Sequence[Any], truth: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    table, weights, bias = parts
    many = np.array([len(x) for x in found])
    flat, owner = np.concatenate(found), np.repeat(np.arange(len(found)), many)
    share = 1 / np.sqrt(many).astype(np.float32)[:, None]
    summed = np.add.reduceat(table[flat], np.concatenate([[0], np.cumsum(many)[:-1]]), axis=0) * share
    off = (1 / (1 + np.exp(-(summed @ weights + bias))) - truth) / len(found)
    back = ((off @ weights.T) * share)[owner]
    slope = np.stack([np.bincount(flat, back[:, n], BUCKETS) for n in range(table.shape[1])], axis=1)
    return slope.astype(np.float32), summed.T @ off, off.sum(axis=0)


if __name__ == "__main__":
    print(json.dumps(train_wanted(lambda x: print(x, file=sys.stderr)), indent=1))
