"""How long will it be? An honest, coarse range: the median to the ninetieth percentile, in whole minutes.

``foresee`` replays the router's order on sampled futures (``replay``). Whoever is so far back that the replay does not reach
them is told by formula: with all seats taken and people leaving, those ahead go as a death process (Whitt 1999). ``predict``
is the same formula without patience, for who knows no more than a place in the queue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from math import ceil, sqrt
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from ..conversation.values import Wait
from .correction import Correction
from .hours import Hours, is_open, next_closing, next_opening
from .lasting import Array
from .replay import NEVER, PATHS, STEPS_MAX, Places, Scene, draw, replay
from .roster import Queue
from .scene import Picture
from .waiting import Ready

#: How long a conversation takes an agent, until this deployment's own mean is known, seconds.
HANDLE_S: Final = 540.0
#: What is said when somebody is free now, seconds.
SOON_S: Final = (0, 60)
#: A wait is told anew when it grew by more than this share.
WORSE: Final = 0.25
#: The range that is told, as shares of futures.
LIKELY: Final = (0.5, 0.9)
#: Standard deviations from the mean to the ninetieth percentile.
Z90: Final = 1.2816


class Forecast(Struct, frozen=True):
    """One wait, seconds from now, in those futures in which it ends at all: their share is ``reached``. Where that is less than
    half, nobody can be expected before the seats close: ``NEVER``. ``by``: replay or formula.
    """

    mean_s: float
    p50_s: float
    p90_s: float
    by: str = "replay"
    reached: float = 1.0


#: Nobody before the seats close.
TOO_LATE: Final = Forecast(NEVER, NEVER, NEVER, reached=0.0)


def foresee(
    seen: Picture,
    chance: np.random.Generator,
    paths: int = PATHS,
    steps_max: int = STEPS_MAX,
    of: str = "",
) -> dict[str, Forecast]:
    """A forecast for everybody in the picture, by conversation id; ``of``: for this one's line alone, which is cheaper. The same
    ``chance`` gives the same forecasts.
    """
    lines = [n for n, ids in enumerate(seen.ids) if not of or of in ids]
    if not lines:
        return {}
    called = replay(seen.scene, draw(seen.scene, chance, paths), steps_max, lines)
    found = {}
    for n in lines:
        formula = None
        for column, one in enumerate(_replayed(called[n], _all_close(seen.scene))):
            if one is None and formula is None:
                formula = by_formula(seen.scene, n)
            found[seen.ids[n][column]] = one or (formula[column] if formula else TOO_LATE)
    return found


def _replayed(called: Array, closing: bool) -> Iterator[Forecast | None]:
    """For each column; None where the replay ended too early to say. Percentiles without bias for few paths."""
    p50, p90 = np.quantile(called, LIKELY, axis=0, method="weibull")
    mean = called.mean(axis=0)
    for column in range(called.shape[1]):
        if p90[column] < NEVER and mean[column] < NEVER / len(called):
            yield Forecast(float(mean[column]), float(p50[column]), float(p90[column]))
        elif closing:
            yield _in_time(called[:, column])
        else:
            yield None


def _in_time(called: Array) -> Forecast:
    ended = called[called < NEVER]
    if 2 * len(ended) < len(called):
        return TOO_LATE
    p50, p90 = np.quantile(ended, LIKELY, method="weibull")
    return Forecast(float(ended.mean()), float(p50), float(p90), reached=len(ended) / len(called))


def _all_close(scene: Scene) -> bool:
    return scene.seats + sum(n for team in scene.teams for at, n in team.changes if at > 0) <= 0


def adjusted(one: Forecast, by: Correction) -> Forecast:
    """The forecast, stretched by what recent ones were wrong by."""
    if one.p50_s >= NEVER:
        return one
    middle = one.p50_s * by.middle
    far = max(one.p90_s * by.far, middle)
    return replace(one, mean_s=one.mean_s * by.middle, p50_s=middle, p90_s=far)


def by_formula(scene: Scene, line: int) -> tuple[Forecast, ...]:
    """A death process for each of a line: everybody who came earlier goes first, and some of them leave."""
    own = scene.lines[line]
    ages = np.sort(np.concatenate([np.asarray(x.ages_s) for x in scene.lines]))
    ahead = len(ages) - np.searchsorted(ages, own.ages_s, side="right")
    return tuple(_deaths(ahead, max(scene.seats, 1), own.handle.mean_s(), own.patience.mean_s()))


def death(ahead: int, seats: int, handle_s: float, patience_s: float) -> Forecast:
    """The wait of somebody with so many before them, all seats taken. ``routing.md`` F14."""
    return next(_deaths(np.array([ahead]), seats, handle_s, patience_s))


def _deaths(ahead: Places, seats: int, handle_s: float, patience_s: float) -> Iterator[Forecast]:
    steps = 1 / (seats / handle_s + np.arange(ahead.max(initial=0) + 1) / patience_s)
    means, spreads = np.cumsum(steps), np.sqrt(np.cumsum(steps**2))
    for n in ahead.tolist():
        mean = float(means[n])
        yield Forecast(mean, mean, mean + Z90 * float(spreads[n]), "formula")


def tell(forecast: Forecast, place: int, queue: Queue, now: datetime) -> Wait:
    """What the customer hears. When nobody can be expected before the doors close: the next opening."""
    if not is_open(queue.hours, now):
        return Wait(place, 0, 0, open=False, opens_at=next_opening(queue.hours, now))
    if forecast.p50_s >= NEVER:
        return Wait(place, 0, 0, open=False, opens_at=opens_again(queue.hours, now))
    low, high = _nearest(forecast.p50_s), _minutes(forecast.p90_s)
    return Wait(place, low, max(high, low + 60)) if high > SOON_S[1] else Wait(place, *SOON_S)


def opens_again(hours: Hours, now: datetime) -> datetime | None:
    """The next opening after the doors have closed; None when they never close."""
    closes = next_closing(hours, now)
    return next_opening(hours, closes) if closes else None


def predict(place: int, serving: Sequence[Ready], queue: Queue, now: datetime, handle_s: float = HANDLE_S) -> Wait:
    """What to tell the customer at ``place`` (1 is next), given who serves the queue now."""
    if not is_open(queue.hours, now):
        return Wait(place, 0, 0, open=False, opens_at=next_opening(queue.hours, now))
    seats = sum(x.capacity for x in serving)
    if not seats:
        return Wait(place, 0, 0, open=False)
    releases = place - sum(max(0, x.capacity - x.load) for x in serving)
    if releases <= 0:
        return Wait(place, *SOON_S)
    mean = releases * handle_s / seats
    spread = sqrt(releases) * handle_s / seats
    low, high = _minutes(mean), _minutes(mean + 1.3 * spread)
    return Wait(place, low, max(high, low + 60))


def _minutes(seconds: float) -> int:
    """Rounded up to what people say: minutes, then fives, then tens."""
    minutes = seconds / 60
    step = 1 if minutes <= 10 else 5 if minutes <= 30 else 10
    return ceil(minutes / step) * step * 60


def _nearest(seconds: float) -> int:
    """As ``_minutes``, but to the nearest; one at least."""
    minutes = seconds / 60
    step = 1 if minutes <= 10 else 5 if minutes <= 30 else 10
    return max(round(minutes / step) * step * 60, 60)


def worth_telling(old: Wait, new: Wait) -> bool:
    """Tell again when it got better, opened or closed, or got worse by a quarter."""
    if (old.open, old.opens_at) != (new.open, new.opens_at) or new.place < old.place:
        return True
    return new.high_s < old.high_s or new.high_s > old.high_s * (1 + WORSE)
