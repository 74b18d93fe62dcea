"""The non-stationary day, ordered by the production router: what is known at each moment somebody has to wait, and what followed.

Arrivals, handling times, patience and shifts are those of ``delay_estimators.py`` beside the checkout.
"""

from __future__ import annotations

import heapq
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from escapehatch.routing.classes import CustomerClass
from escapehatch.routing.history import Past
from escapehatch.routing.roster import Queue, Roster
from escapehatch.routing.router import Router
from escapehatch.routing.waiting import Ready, Waiting

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
SEED, DAYS, EARLIER_SEED, EARLIER_DAYS = 7, 30, 8, 5
#: As in the day's own script: waits that begin in its last hour are not counted.
LAST_MIN, SHIFTS_MIN = 660.0, (240.0, 480.0)
ONE = (CustomerClass("standard", patience_sigma=0.944, cap_s=86_400.0),)
THREE = (
    CustomerClass("high", priority_from=2, weight=8.0, abandon=80.0, target_s=60.0, patience_sigma=0.944),
    CustomerClass("standard", priority_from=1, patience_sigma=0.944),
    CustomerClass("low", weight=0.5, abandon=5.0, target_s=480.0, patience_sigma=0.944),
)
NEW = "-1"
SHARES = (0.12, 0.73, 0.15)


@dataclass
class Moment:
    """Somebody came and nobody was free: all that is known then, and how it went. Minutes of the day."""

    day: int
    at: float
    kind: int
    seats: int
    busy: tuple[tuple[float, int], ...]
    waiting: tuple[tuple[float, int], ...]
    les: float
    hol: float
    over: bool
    came: tuple[int, ...]
    waited: float = -1.0
    patience: float = 0.0


@dataclass
class Course:
    """A simulated run of days: moments to predict, and the past that a deployment would have recorded."""

    roster: Roster
    moments: list[Moment] = field(default_factory=list)
    pasts: list[list[Past]] = field(default_factory=list)


def yard(tools: Path) -> Any:
    spec = importlib.util.spec_from_file_location("delay_estimators", tools / "delay_estimators.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def play(yard: Any, seed: int, days: int, classes: tuple[CustomerClass, ...]) -> Course:
    """Days of the yard, ordered by the production router. One agent stands for the pool, with the seats of the shift."""
    drawn, (_, _, _, _, slots) = yard.day(np.random.default_rng(seed), days)
    roster = Roster(queues=(Queue("support"),), classes=classes)
    course, kinds = Course(roster), np.random.default_rng(seed + 1000)
    for n, (arrivals, services, patiences) in enumerate(drawn):
        of = kinds.choice(len(classes), len(arrivals), p=SHARES if len(classes) == 3 else None)
        _Day(course, n, arrivals, services, patiences, of, slots).run()
    return course


class _Day:
    """One day. Whoever has left stays in line for the record: called later, they tell what their wait would have been."""

    def __init__(
        self, course: Course, n: int, arrivals: Any, services: Any, patiences: Any, of: Any, slots: Any
    ) -> None:
        self.course, self.n, self.slots = course, n, slots
        self.arrivals, self.services, self.patiences, self.of = arrivals, services, patiences, of
        self.router = Router(course.roster)
        self.busy: list[tuple[float, float, int]] = []
        self.line: dict[int, float] = {}
        self.les = 0.0
        self.moments: dict[int, Moment] = {}
        self.called: dict[int, float] = {}
        self.came = [0] * len(course.roster.classes)

    def run(self) -> None:
        events = [(t, 0, k) for k, t in enumerate(self.arrivals)] + [(t, 1, -1) for t in SHIFTS_MIN]
        heapq.heapify(events)
        while events:
            at, what, k = heapq.heappop(events)
            while self.busy and self.busy[0][0] <= at + 1e-12:
                heapq.heappop(self.busy)
            if what == 0:
                self._arrive(k, at)
            for joined in self._call(at):
                heapq.heappush(events, (at + self.services[joined], 2, joined))
        self._record()

    def _seats(self, at: float) -> int:
        return int(self.slots[min(int(at // 240), 2)])

    def _arrive(self, k: int, at: float) -> None:
        alive = [j for j in self.line if self.patiences[j] >= at - self.arrivals[j]]
        busy = tuple((at - begun, int(self.of[j])) for _, begun, j in self.busy)
        waiting = tuple((at - self.arrivals[j], int(self.of[j])) for j in alive)
        hol = at - self.arrivals[alive[0]] if alive else 0.0
        over = self.router.load.judge(when(self.n, at), self._seats(at))
        kind = int(self.of[k])
        self.moments[k] = Moment(
            self.n,
            at,
            kind,
            self._seats(at),
            busy,
            waiting,
            self.les,
            hol,
            over,
            tuple(self.came),
            patience=self.patiences[k],
        )
        self.came[kind] += 1
        self.line[k] = at
        self.router.put(somebody(k, kind, when(self.n, at)))

    def _call(self, at: float) -> Iterator[int]:
        """Whom the router calls now. A seat that is offered to somebody who has left goes on to the next."""
        while len(self.busy) < self._seats(at):
            self.router.seat(Ready("pool", "pool", START, ("support",), capacity=self._seats(at), load=len(self.busy)))
            match = self.router.next(when(self.n, at))
            if match is None:
                return
            k = int(match.conversation_id)
            del self.line[k]
            self.called[k] = at - self.arrivals[k]
            if self.patiences[k] >= self.called[k]:
                self.les = self.called[k]
                heapq.heappush(self.busy, (at + self.services[k], at, k))
                yield k

    def _record(self) -> None:
        pasts = []
        for k, arrival in enumerate(self.arrivals):
            class_id, asked = self.course.roster.classes[self.of[k]].id, when(self.n, arrival)
            waited, patience = self.called[k], self.patiences[k]
            if patience >= waited:
                ended = arrival + waited + self.services[k]
                pasts.append(Past(class_id, asked, when(self.n, arrival + waited), None, when(self.n, ended)))
            else:
                pasts.append(Past(class_id, asked, left_at=when(self.n, arrival + patience)))
            moment = self.moments[k]
            moment.waited = waited
            if waited > 0 and moment.at <= LAST_MIN:
                self.course.moments.append(moment)
        self.course.pasts.append(pasts)


def when(day: int, minutes: float) -> datetime:
    return START + timedelta(days=day, minutes=float(minutes))


def somebody(k: int, kind: int, since: datetime) -> Waiting:
    return Waiting(str(k), "support", since, priority=2 - kind)
