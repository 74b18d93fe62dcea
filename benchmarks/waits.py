"""How long will it be? Predictions beside what then happened, on the non-stationary day, with baselines in this very script.

    python benchmarks/waits.py [--tools ../shared/tools/routing] [--every N] [--write] [--json]

Needs ``delay_estimators.py`` beside the checkout: it defines the day; without it says so and ends. The production router orders
the day, and the production prediction knows what a deployment knows then: its own earlier days, and the waits that are over.
``--every`` predicts only each N-th wait (the day with classes: each 2 N-th, the variants: each 4 N-th). ``--write`` puts the table into docs/measure.md.
"""

from __future__ import annotations

import argparse
import heapq
import json
import os
import re
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from decide import Row, as_json, table
from waiting_day import (
    DAYS,
    EARLIER_DAYS,
    EARLIER_SEED,
    NEW,
    ONE,
    SEED,
    SHARES,
    SHIFTS_MIN,
    START,
    THREE,
    Course,
    Moment,
    play,
    somebody,
    when,
    yard,
)
from waits_drawn import drawn

from escapehatch.routing.classes import CustomerClass
from escapehatch.routing.correction import WINDOW, Correction, Outcome, corrected
from escapehatch.routing.history import Learned, Past, learn, level_of, prior
from escapehatch.routing.lasting import log_normal
from escapehatch.routing.roster import Roster
from escapehatch.routing.router import Router
from escapehatch.routing.scene import Changes, Chat, picture
from escapehatch.routing.wait import adjusted, foresee
from escapehatch.routing.waiting import Ready

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "images" / "waits.svg"
MARKED = re.compile(r"(<!-- waits -->\n).*?(<!-- /waits -->)", re.DOTALL)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tools", type=Path, default=ROOT.parent / "shared" / "tools" / "routing")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = rows(given.tools, given.every, PICTURE if given.write else None)
    if not found:
        print(f"no day at {given.tools}: nothing measured", file=sys.stderr)
        return 0
    print(json.dumps([as_json(x) for x in found], indent=1) if given.json else table(found))
    if given.write:
        page = ROOT / "docs" / "measure.md"
        text = page.read_text(encoding="utf-8")
        page.write_text(MARKED.sub(lambda m: f"{m[1]}\n{table(found)}\n\n{m[2]}", text), encoding="utf-8")
    return 0


def rows(tools: Path, every: int = 1, picture: Path | None = None) -> list[Row]:
    """Every figure; none where the day is not there. ``picture``: where to draw told and real waits."""
    if not (tools / "delay_estimators.py").is_file():
        return []
    script = yard(tools)
    return [*first_come(script, every, picture), *robust(script, 4 * every), *by_class(script, 2 * every)]


def first_come(script: Any, every: int, picture: Path | None = None) -> Iterator[Row]:
    """One class, first come, first served."""
    earlier, course = play(script, EARLIER_SEED, EARLIER_DAYS, ONE), play(script, SEED, DAYS, ONE)
    asked = course.moments[::every]
    ours, clock = forecasts(course, earlier, asked)
    oracle, _ = forecasts(course, earlier, asked, given=_oracle(ONE), correct=False)
    real = np.array([x.waited for x in asked])
    plain = {k: np.array([f(x) for x in asked]) for k, f in PLAIN.items()}
    both = {"oracle": oracle, **{k: _points(v) for k, v in plain.items()}}

    def row(name: str, floor: float | None, figure: Callable[[Any, Any], float], *beside: str) -> Row:
        return name, floor, None, figure(real, ours), {k: figure(real, both[k]) for k in beside}

    if picture:
        picture.write_text(drawn(real, ours), encoding="utf-8")
    everybody = ("oracle", *PLAIN)
    yield "waits predicted", None, None, float(len(asked)), {"mean wait, min": float(real.mean())}
    yield row("WAPE", -0.20, wape, *everybody)
    yield "... beside LES", -0.70, None, wape(real, ours) / wape(real, both["LES"]), {}
    yield row("MAPE, waits of a minute or more", -0.22, mape, *everybody)
    yield row("bias, absolute", -0.03, lambda r, f: abs(bias(r, f)), *everybody)
    yield row("within a minute or 25 %", None, near, *everybody)
    covered = coverage(real, ours)
    yield "P90 covers", 0.88, None, covered, {"at most": 0.92, "oracle": coverage(real, oracle)}
    yield "... off 90 %", -0.02, None, abs(covered - 0.9), {}
    yield "a prediction, p95 ms of CPU", -5.0, None, _ms(clock, 95), {"p50": _ms(clock, 50)}


def robust(script: Any, every: int) -> Iterator[Row]:
    """Handling times believed wrong by 30 %: what is announced must still hold, by what recent waits teach."""
    earlier, course = play(script, EARLIER_SEED, EARLIER_DAYS, ONE), play(script, SEED, DAYS, ONE)
    asked = course.moments[::every]
    real = np.array([x.waited for x in asked])
    for name, factor in (("30 % too short", 0.7), ("30 % too long", 1.3)):
        given = _oracle(ONE, factor)
        ours, _ = forecasts(course, earlier, asked, given=given)
        raw, _ = forecasts(course, earlier, asked, given=given, correct=False)
        beside = {"uncorrected": coverage(real, raw), "WAPE": wape(real, ours), "uncorrected WAPE": wape(real, raw)}
        yield f"P90 covers, handling {name}", 0.80, None, coverage(real, ours), beside


def by_class(script: Any, every: int) -> Iterator[Row]:
    """Three classes, ordered by the router's index: others may come and go first."""
    earlier, course = play(script, EARLIER_SEED, EARLIER_DAYS, THREE), play(script, SEED, DAYS, THREE)
    asked = course.moments[::every]
    ours, clock = forecasts(course, earlier, asked)
    oracle, _ = forecasts(course, earlier, asked, given=_oracle(THREE, rates=True), correct=False)
    real = np.array([x.waited for x in asked])
    plain = {k: _points(np.array([f(x) for x in asked])) for k, f in PLAIN.items()}
    both = {"oracle": wape(real, oracle), **{k: wape(real, v) for k, v in plain.items()}}
    yield "by class: waits predicted", None, None, float(len(asked)), {"mean wait, min": float(real.mean())}
    yield "by class: WAPE", -0.30, None, wape(real, ours), both
    for n, one in enumerate(THREE):
        these = np.array([x.kind == n for x in asked])
        beside = {"mean wait, min": float(real[these].mean()), "LES": wape(real[these], plain["LES"][these])}
        yield f"... {one.id}", None, None, wape(real[these], ours[these]), beside
    yield "by class: bias, absolute", -0.03, None, abs(bias(real, ours)), {"oracle": abs(bias(real, oracle))}
    covered = coverage(real, ours)
    yield "by class: P90 covers", 0.88, None, covered, {"at most": 0.92, "oracle": coverage(real, oracle)}
    yield "by class: a prediction, p95 ms of CPU", -5.0, None, _ms(clock, 95), {"p50": _ms(clock, 50)}


# The prediction


def forecasts(
    course: Course, earlier: Course, asked: Sequence[Moment], given: Learned | None = None, correct: bool = True
) -> tuple[np.ndarray, list[float]]:
    """(mean, p50, p90) in minutes for each moment, and the seconds that each took. ``given``: not learned but told."""
    chance, found, clock = np.random.default_rng(99), [], []
    told, learned_for = deque[Outcome](maxlen=WINDOW), -1
    pending: list[tuple[float, int, Outcome]] = []
    learned, correction = given or prior(course.roster.classes), Correction()
    for n, moment in enumerate(asked):
        if moment.day != learned_for:
            learned_for, pending = moment.day, []
            if given is None:
                learned = learn(_shifted(course, earlier, moment.day), course.roster.classes, when(moment.day, -60))
        fresh = False
        while pending and pending[0][0] <= moment.at:
            told.append(heapq.heappop(pending)[2])
            fresh = True
        if correct and fresh and n % 20 == 0:
            correction = corrected(told)
        router, held, changes, level = state(moment, course.roster, learned)
        begun = time.thread_time()
        seen = picture(router, held, learned, when(moment.day, moment.at), changes, level)
        plain = foresee(seen, chance, of=NEW)[NEW]
        forecast = adjusted(plain, correction)
        clock.append(time.thread_time() - begun)
        found.append((forecast.mean_s / 60, forecast.p50_s / 60, forecast.p90_s / 60))
        served = moment.patience >= moment.waited
        borne = min(moment.waited, moment.patience)
        outcome = Outcome(plain.p50_s, plain.p90_s, borne * 60, served)
        heapq.heappush(pending, (moment.at + borne, n, outcome))
    return np.array(found), clock


def _shifted(course: Course, earlier: Course, day: int) -> Iterator[Past]:
    """The days before this one, no more than a deployment looks back; the earlier course lies before the first day."""
    days = [*earlier.pasts, *course.pasts][day : day + EARLIER_DAYS]
    for n, pasts in enumerate(days, day - EARLIER_DAYS):
        for x in pasts:
            yield x if n >= 0 else _back(x, timedelta(days=EARLIER_DAYS))


def _back(x: Past, by: timedelta) -> Past:
    joined_at, left_at, ended_at = (at - by if at else None for at in (x.joined_at, x.left_at, x.ended_at))
    return Past(x.class_id, x.asked_at - by, joined_at, left_at, ended_at)


def state(moment: Moment, roster: Roster, learned: Learned) -> tuple[Router, list[Chat], dict[str, Changes], float]:
    """What a deployment has at hand when somebody comes: its router, what its agents hold, their shifts, today's level."""
    now = when(moment.day, moment.at)
    router = Router(roster)
    router.load.over = moment.over
    for k, (age, kind) in enumerate(moment.waiting):
        router.put(somebody(k, kind, now - timedelta(minutes=age)))
    router.put(somebody(-1, moment.kind, now))
    router.seat(Ready("pool", "pool", START, ("support",), capacity=moment.seats, load=len(moment.busy)))
    held = [Chat("pool", now - timedelta(minutes=age), roster.classes[kind].id) for age, kind in moment.busy]
    return router, held, {"pool": _changes(moment.at)}, _level(moment, learned)


def _changes(at: float) -> tuple[tuple[float, int], ...]:
    slots = (24, 36, 30)
    return tuple(((t - at) * 60, slots[n + 1] - slots[n]) for n, t in enumerate(SHIFTS_MIN) if t > at)


def _level(moment: Moment, learned: Learned) -> float:
    """How busy today is, from who has come so far."""
    if not learned.rates:
        return 1.0
    hours = np.arange(0.0, moment.at, 5.0)
    expected = sum(learned.coming(k, when(moment.day, x)) * 300 for k in learned.rates for x in hours)
    return level_of(sum(moment.came), expected)


def _oracle(classes: Sequence[CustomerClass], factor: float = 1.0, rates: bool = False) -> Learned:
    """What nobody knows: the figures with which the day was made."""
    handle, patience = log_normal(540.0 * factor), log_normal(660.0, 1.2)
    ids = [x.id for x in classes]
    hours = [2.9 + np.sin(np.pi * (h - 7.5) / 12) if 8 <= h < 20 else 0.0 for h in range(24)] * 7
    coming = {k: tuple(x / 60 * s for x in hours) for k, s in zip(ids, SHARES, strict=False)} if rates else {}
    return Learned(dict.fromkeys(ids, handle), dict.fromkeys(ids, patience), rates=coming)


PLAIN: dict[str, Callable[[Moment], float]] = {
    "LES": lambda x: x.les,
    "HOL": lambda x: x.hol,
    "QL": lambda x: (len(x.waiting) + 1) * 9.0 / x.seats,
    "QL_M": lambda x: sum(1 / (x.seats / 9.0 + j / 11.0) for j in range(len(x.waiting) + 1)),
}


# The figures: ``real`` and the first column of ``found`` in minutes


def _points(values: np.ndarray) -> np.ndarray:
    return np.stack([values, values, values], axis=1)


def wape(real: np.ndarray, found: np.ndarray) -> float:
    return float(np.abs(real - found[:, 0]).sum() / real.sum())


def bias(real: np.ndarray, found: np.ndarray) -> float:
    return float((found[:, 0] - real).sum() / real.sum())


def mape(real: np.ndarray, found: np.ndarray) -> float:
    long = real >= 1
    return float(np.mean(np.abs(real - found[:, 0])[long] / real[long]))


def near(real: np.ndarray, found: np.ndarray) -> float:
    return float(np.mean(np.abs(real - found[:, 0]) <= np.maximum(1.0, 0.25 * real)))


def coverage(real: np.ndarray, found: np.ndarray) -> float:
    return float(np.mean(real <= found[:, 2]))


def _ms(clock: Sequence[float], share: float) -> float:
    return float(np.percentile(clock, share) * 1e3)


if __name__ == "__main__":
    sys.exit(main())
