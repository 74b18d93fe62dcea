"""What will the router do next? Its order, replayed on many sampled futures at once.

A path is one future: how long each chat that is being served still takes, how long each person who waits will stay, who else
will come. On every path the seat that frees first takes whom the router would give it: the best head among the lines that it may
serve. All paths take a step together, so a step costs a few array operations however many paths there are.

A wait is what somebody would wait who never gives up: whoever has left by then is still called, and costs the seat nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, sqrt
from typing import Final

import numpy as np
from msgspec import Struct

from .lasting import Array, Lasting

Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
Places = np.ndarray[tuple[int, ...], np.dtype[np.intp]]

#: Futures that are played.
PATHS: Final = 100
#: Steps at most; whoever has not been called by then is told by formula.
STEPS_MAX: Final = 600
#: People at most who are looked at in one line, those who come later included.
LINE_MAX: Final = 400
#: Of those who may yet come and go first, at most so many in each line.
COMING_MAX: Final = 60
#: Arrivals are drawn for so many times as long as the seats need for all who wait.
HORIZON: Final = 2.0
#: The order is tabulated by age: one value for each so many seconds, up to this age.
GRID_S: Final = 5.0
GRID_MAX_S: Final = 7200.0
AGES: Final[Array] = np.arange(0.0, GRID_MAX_S + GRID_S, GRID_S)
#: Whether all is known is asked every so many steps.
LOOK_EVERY: Final = 8
#: Later than anything, seconds; finite, so that it can be reckoned with.
NEVER: Final = 1e12
NOT_EVEN_THEN: Final = 2 * NEVER


class Busy(Struct, frozen=True):
    """A seat that is taken: for how long it has been, and how long such chats last."""

    elapsed_s: float
    lasting: Lasting


class Team(Struct, frozen=True):
    """Seats that can do the same. ``changes``: (seconds from now, seats that open, or close when they next are free)."""

    idle: int = 0
    busy: tuple[Busy, ...] = ()
    changes: tuple[tuple[float, int], ...] = ()


class Ahead(Struct, frozen=True):
    """People who are alike to the router, who has waited longest first; negative ages are still to come.

    ``standing``: how they stand among others at each of ``AGES``, larger first; empty where there are no others. ``coming``:
    people like them who will come, a second. ``after_s``: the age at which each team may serve them.
    """

    ages_s: tuple[float, ...]
    handle: Lasting
    patience: Lasting
    after_s: tuple[float, ...] = (0.0,)
    standing: tuple[float, ...] = ()
    coming: float = 0.0


class Scene(Struct, frozen=True):
    """Everything a prediction knows. Teams: the least flexible first."""

    lines: tuple[Ahead, ...]
    teams: tuple[Team, ...]

    @property
    def seats(self) -> int:
        """Seats that are open now."""
        return sum(x.idle + len(x.busy) + sum(n for at, n in x.changes if at <= 0) for x in self.teams)


class Futures(Struct, frozen=True):
    """The chance in a scene, drawn: a row for each path. ``free_s``: when each seat is free; ``since_s``, ``leaves_s``: when each
    person came and goes, by columns of all lines in turn; ``holds_s``: how long they then take a seat. Seconds from now.
    """

    free_s: Array
    team_of: Places
    since_s: Array
    leaves_s: Array
    holds_s: Array
    starts: Places


def draw(scene: Scene, chance: np.random.Generator, paths: int = PATHS) -> Futures:
    """Sample ``paths`` futures of a scene."""
    seats = list(_seats(scene, chance, paths))
    coming = [_coming(x, scene) for x in scene.lines]
    lines = [_people(x, n, chance, paths) for x, n in zip(scene.lines, coming, strict=True)]
    starts = np.cumsum([0, *(x[0].shape[1] for x in lines)])
    since, leaves, holds = (np.concatenate(x, axis=1) for x in zip(*lines, strict=True))
    free = np.concatenate([x for _, x in seats], axis=1) if seats else np.full((paths, 1), NEVER)
    team_of = np.repeat([n for n, _ in seats] or [0], [x.shape[1] for _, x in seats] or [1])
    return Futures(free, team_of, since, leaves, holds, starts)


def _seats(scene: Scene, chance: np.random.Generator, paths: int) -> Iterator[tuple[int, Array]]:
    for n, team in enumerate(scene.teams):
        if team.idle:
            yield n, np.zeros((paths, team.idle))
        by_kind: dict[Lasting, list[float]] = {}
        for busy in team.busy:
            by_kind.setdefault(busy.lasting, []).append(busy.elapsed_s)
        for lasting, elapsed in by_kind.items():
            yield n, lasting.rest(np.asarray(elapsed), chance.standard_exponential((paths, len(elapsed))))
        for at_s, seats in team.changes:
            if seats > 0:
                yield n, np.full((paths, seats), max(at_s, 0.0))


def _coming(line: Ahead, scene: Scene) -> int:
    """How many of those who will come are worth drawing: where there is one line, nobody goes before who is there."""
    if len(scene.lines) == 1 or not line.coming:
        return 0
    work_s = sum((len(x.ages_s) + 1) * x.handle.mean_s() for x in scene.lines)
    expected = line.coming * HORIZON * work_s / max(scene.seats, 1)
    return min(ceil(expected + 3 * sqrt(expected)) + 1, COMING_MAX)


def _people(line: Ahead, coming: int, chance: np.random.Generator, paths: int) -> tuple[Array, Array, Array]:
    """When they came, go, and how long they take, with a last column for nobody."""
    here = -np.asarray(line.ages_s[:LINE_MAX], dtype=float)
    since = np.broadcast_to(here, (paths, len(here)))
    if coming:
        later = np.cumsum(chance.standard_exponential((paths, coming)), axis=1) / line.coming
        since = np.concatenate([since, later + max(here.max(initial=0.0), 0.0)], axis=1)
    count = since.shape[1]
    waited = np.maximum(-since, 0.0)
    stays = line.patience.rest(waited, chance.standard_exponential((paths, count)))
    holds = line.handle.rest(np.zeros(count), chance.standard_exponential((paths, count)))
    nobody = np.full((paths, 1), NOT_EVEN_THEN)
    leaves = np.maximum(since, 0.0) + stays
    return np.concatenate([since, nobody], axis=1), np.concatenate([leaves, nobody], axis=1), _pad(holds)


def _pad(values: Array) -> Array:
    return np.concatenate([values, np.zeros((len(values), 1))], axis=1)


def replay(scene: Scene, futures: Futures, steps_max: int = STEPS_MAX, lines: Sequence[int] = ()) -> tuple[Array, ...]:
    """For each line the seconds from now until each of ``ages_s`` is called: a row for each path, ``NEVER`` if not by then.

    ``lines``: it is enough to know of these; all of them when empty.
    """
    plain = len(scene.lines) == 1 and not any(scene.lines[0].after_s) and not _closings(scene)
    called = _in_one_line(futures, steps_max) if plain else _in_order(scene, futures, steps_max, lines)
    widths = [min(len(x.ages_s), LINE_MAX) for x in scene.lines]
    return tuple(called[:, a : a + n] for a, n in zip(futures.starts, widths, strict=False))


def _in_one_line(futures: Futures, steps_max: int) -> Array:
    """First come, first served: the whole order is known."""
    free, called = futures.free_s.copy(), np.full(futures.since_s.shape, NEVER)
    rows = np.arange(len(free))
    came = np.maximum(futures.since_s, 0.0)
    for n in range(min(futures.since_s.shape[1] - 1, steps_max)):
        seat = free.argmin(axis=1)
        at = np.maximum(free[rows, seat], came[:, n])
        called[:, n] = at
        free[rows, seat] = np.where(futures.leaves_s[:, n] >= at, at + futures.holds_s[:, n], at)
    return called


def _closings(scene: Scene) -> bool:
    return any(n < 0 for team in scene.teams for _, n in team.changes)


def _in_order(scene: Scene, futures: Futures, steps_max: int, lines: Sequence[int]) -> Array:
    """The router's order, step by step: the seat that is free first, and the best head that it may serve."""
    walk = _Walk(scene, futures, lines or range(len(scene.lines)))
    for n in range(steps_max):
        if n % LOOK_EVERY == 0 and walk.is_over():
            break
        walk.step()
    return walk.called


class _Walk:
    """All paths under way. Tables are flat and looked up by place: ``head`` is where each path finds who is first in each line."""

    def __init__(self, scene: Scene, futures: Futures, lines: Sequence[int]) -> None:
        paths, columns = futures.since_s.shape
        self.rows, self.asked = np.arange(paths), list(lines)
        self.free, self.called = futures.free_s.copy(), np.full((paths, columns), NEVER)
        first = (self.rows * columns)[:, None]
        self.head = first + futures.starts[:-1]
        self.last = self.head + [min(len(x.ages_s), LINE_MAX) for x in scene.lines]
        self.since, self.leaves, self.holds = (x.ravel() for x in (futures.since_s, futures.leaves_s, futures.holds_s))
        self.seat_at, self.head_at = self.rows * self.free.shape[1], self.rows * len(scene.lines)
        after = np.array([x.after_s for x in scene.lines], dtype=float).T
        after[after >= NEVER] = NOT_EVEN_THEN
        self.after, self.team_of = (after if after.any() else None), futures.team_of
        self.closes = _closing_moments(scene)
        self.closed = np.zeros((paths, len(scene.teams)), dtype=np.intp)
        self.standing = np.array([(-NEVER, *(x.standing or (0.0,) * len(AGES))) for x in scene.lines]).ravel()
        self.tables = np.arange(len(scene.lines)) * (len(AGES) + 1)

    def is_over(self) -> bool:
        """Everybody who is asked for has been called, or no seat opens any more."""
        called = (self.head >= self.last)[:, self.asked].all(axis=1)
        return bool((called | (self.free.min(axis=1) >= NEVER)).all())

    def step(self) -> None:
        """One seat on each path."""
        seat = self.free.argmin(axis=1)
        place = self.seat_at + seat
        at = self.free.take(place)
        since = self.since.take(self.head)
        age = at[:, None] - since
        value = self._value(age)
        if self.after is not None:
            since = since + self.after.take(self.team_of.take(seat), axis=0)
            value[since > at[:, None]] = -NEVER
        best = self.head_at + value.argmax(axis=1)
        who = self.head.take(best)
        # Whoever has left is called as well: the seat stays free, and their wait is known.
        then = at + np.where(self.leaves.take(who) >= at, self.holds.take(who), 0.0)
        some = value.take(best) > -NEVER
        if self.closes is not None:
            shut = self._shut(at, seat)
            then[shut], some = NEVER, some & ~shut
            then = np.where(some | shut, then, self._next(since, at))
        elif not some.all():
            then = np.where(some, then, self._next(since, at))
        self.called.put(who[some], at[some])
        self.head.put(best, who + some)
        self.free.put(place, then)

    def _next(self, since: Array, at: Array) -> Array:
        """When a seat that found nobody may find somebody."""
        return np.asarray(np.minimum(np.maximum(since.min(axis=1), at), NEVER))

    def _value(self, age: Array) -> Array:
        """Where heads of these ages stand; the first cell of each table is for those who have yet to come."""
        age *= 1 / GRID_S
        age += 1.0
        cell = np.minimum(np.maximum(age, 0.0), len(AGES)).astype(np.intp)
        cell += self.tables
        return np.asarray(self.standing.take(cell))

    def _shut(self, at: Array, seat: Places) -> Flags:
        """Whether the seat closes instead of taking somebody."""
        assert self.closes is not None
        team = self.team_of.take(seat)
        shut = np.asarray(at >= self.closes[team, self.closed[self.rows, team]])
        self.closed[self.rows, team] += shut
        return shut


def _closing_moments(scene: Scene) -> Array | None:
    """For each team the moments at which one seat more has closed, and then never."""
    if not _closings(scene):
        return None
    moments = [sorted(at for at, n in team.changes if n < 0 for _ in range(-n)) for team in scene.teams]
    width = max(len(x) for x in moments) + 1
    return np.array([[*x, *[NOT_EVEN_THEN] * (width - len(x))] for x in moments])
