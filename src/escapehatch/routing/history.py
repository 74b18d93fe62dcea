"""What one's own past says: how long chats last, how patient people are, who comes when.

Folded from past waits alone, with the roster's classes as what is believed before anything has been seen: a fresh deployment
predicts from its roster, and one with data from its data. Whoever was served had not lost patience yet, and whoever is still
being served is not done: both count as what they are, lower bounds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import exp, sqrt
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from msgspec import Struct

from .classes import CustomerClass
from .lasting import PRIOR_WORTH, Array, Lasting, Spells, exponential, learned, log_normal, spells

WEEK_H: Final = 7 * 24
#: What a whole day tells of one hour of the week counts as so many hours of it seen.
HOUR_WORTH: Final = 2.0
#: Days differ: the level of a day is uncertain as if so many arrivals had been seen of it.
LEVEL_WORTH: Final = 25.0
#: The roster's figures count as so many conversations, all classes together.
ROSTER_WORTH: Final = 50.0
#: Longer than this share of what is believed is not believed.
FORGOTTEN: Final = 0.995
#: Agents hold at most so many conversations for the slowing to be told apart.
LEVEL_MAX: Final = 8
#: How far a slowing is believed.
SLOWING: Final = (0.5, 3.0)


class Past(Struct, frozen=True):
    """One wait for a person, as it went; what has not happened is None.

    ``class_id``. ``left_at``: gave up. ``level``: conversations that the agent held, this one included; 0: not known.
    """

    class_id: str
    asked_at: datetime
    joined_at: datetime | None = None
    left_at: datetime | None = None
    ended_at: datetime | None = None
    level: int = 0

    def patience(self, now: datetime) -> tuple[float, bool]:
        """Seconds of waiting that were borne, and whether they were the last."""
        until = self.joined_at or self.left_at or now
        return (until - self.asked_at).total_seconds(), self.joined_at is None and self.left_at is not None

    def handling(self, now: datetime) -> tuple[float, bool]:
        """Seconds with the agent so far, and whether it is over."""
        begun = self.joined_at or now
        return ((self.ended_at or now) - begun).total_seconds(), self.ended_at is not None


class Learned(Struct, frozen=True):
    """By id of class. ``slowing``: how much longer a chat lasts, by conversations that its agent holds. ``rates``: arrivals a
    second in each hour of the week, local time of ``zone``.
    """

    handle: dict[str, Lasting]
    patience: dict[str, Lasting]
    slowing: tuple[float, ...] = (1.0,) * (LEVEL_MAX + 1)
    rates: dict[str, tuple[float, ...]] = {}
    zone: str = "UTC"

    def handling(self, class_id: str, level: float = 0) -> Lasting:
        """How long such a chat lasts with an agent who holds ``level`` conversations."""
        lasting, factor = self._of(self.handle, class_id), self.slowing[min(round(level), LEVEL_MAX)]
        return lasting if factor == 1.0 else lasting.times(factor)

    def patient(self, class_id: str) -> Lasting:
        """How long such a customer waits."""
        return self._of(self.patience, class_id)

    def _of(self, known: dict[str, Lasting], class_id: str) -> Lasting:
        """A class that the roster no longer has counts as the last one, which fits everybody."""
        return known.get(class_id) or next(reversed(known.values()))

    def coming(self, class_id: str, at: datetime, level: float = 1.0) -> float:
        """Arrivals a second to expect at this hour, on a day that is ``level`` times as busy as others."""
        return level * self.rates[class_id][_hour(at, self.zone)] if class_id in self.rates else 0.0


def learn(pasts: Iterable[Past], classes: Sequence[CustomerClass], now: datetime, zone: str = "UTC") -> Learned:
    """Everything that these waits say. ``pasts`` may be empty; those of classes that no longer exist are left out."""
    known = {x.id: x for x in classes}
    by_class: dict[str, list[Past]] = {x: [] for x in known}
    for past in pasts:
        if past.class_id in by_class:
            by_class[past.class_id].append(past)
    believed = prior(classes)
    chats = {k: [x for x in v if x.joined_at] for k, v in by_class.items()}
    handled = {k: _seen((x.handling(now) for x in v), believed.handle[k]) for k, v in chats.items()}
    borne = {k: _seen((x.patience(now) for x in v), believed.patience[k]) for k, v in by_class.items()}
    handle, patience = _posterior(handled, believed.handle), _posterior(borne, believed.patience)
    return Learned(handle, patience, _slowing(chats, handle, now), _rates(by_class, now, zone), zone)


def prior(classes: Sequence[CustomerClass]) -> Learned:
    """What the roster says."""
    return Learned({x.id: log_normal(x.handle_s) for x in classes}, {x.id: patience_of(x) for x in classes})


def patience_of(their: CustomerClass) -> Lasting:
    """As the roster has it."""
    sigma = their.patience_sigma
    if not sigma:
        return exponential(their.patience_s)
    return log_normal(their.patience_s, sqrt(exp(sigma * sigma) - 1))


def level_of(seen: float, expected: float) -> float:
    """How busy a day is, beside others like it, after ``seen`` arrivals where ``expected`` were to be."""
    return (LEVEL_WORTH + seen) / (LEVEL_WORTH + expected)


def _seen(pairs: Iterable[tuple[float, bool]], believed: Lasting) -> Spells:
    """Counts of (seconds, over). What lasts far longer than is believed was forgotten open: it counts up to there."""
    both, most_s = list(pairs), believed.quantile(FORGOTTEN)
    return spells([min(x, most_s) for x, _ in both], [over and x <= most_s for x, over in both])


def _posterior(seen: dict[str, Spells], priors: dict[str, Lasting]) -> dict[str, Lasting]:
    """Each class by its own data; before that by what all classes together say of the roster's figures."""
    expected = sum(float(np.dot(x.exposed_s, priors[k].hazards)) for k, x in seen.items())
    longer = (expected + ROSTER_WORTH) / (sum(x.count for x in seen.values()) + ROSTER_WORTH)
    return {k: learned(x, priors[k].times(longer)) for k, x in seen.items()}


def _slowing(chats: dict[str, list[Past]], handle: dict[str, Lasting], now: datetime) -> tuple[float, ...]:
    """Time with the agent over what the class would take, by level; drawn to 1 where few have been seen."""
    taken, ended = defaultdict[int, float](float), defaultdict[int, float](float)
    for class_id, pasts in chats.items():
        for level in {x.level for x in pasts if x.level}:
            here = _seen((x.handling(now) for x in pasts if x.level == level), handle[class_id])
            bucket = min(level, LEVEL_MAX)
            taken[bucket] += float(np.dot(here.exposed_s, handle[class_id].hazards))
            ended[bucket] += here.count
    found = [(taken[n] + PRIOR_WORTH) / (ended[n] + PRIOR_WORTH) for n in range(LEVEL_MAX + 1)]
    return tuple(min(max(x, SLOWING[0]), SLOWING[1]) for x in found)


def _rates(by_class: dict[str, list[Past]], now: datetime, zone: str) -> dict[str, tuple[float, ...]]:
    """Arrivals a second in each hour of the week: drawn to the same hour of other days, and that to the mean."""
    begun = min((x.asked_at for pasts in by_class.values() for x in pasts), default=None)
    if begun is None:
        return {}
    seen = _hours_seen(begun, now, zone)
    found = {}
    for class_id, pasts in by_class.items():
        counts = np.bincount([_hour(x.asked_at, zone) for x in pasts], minlength=WEEK_H).astype(float)
        found[class_id] = tuple((_drawn(counts, seen) / 3600).tolist())
    return found


def _drawn(counts: Array, seen: Array) -> Array:
    """Arrivals an hour, for each hour of the week."""
    by_day, seen_by_day = counts.reshape(7, 24), seen.reshape(7, 24)
    mean = counts.sum() / max(float(seen.sum()), 1.0)
    of_hour = (by_day.sum(axis=0) + HOUR_WORTH * mean) / (seen_by_day.sum(axis=0) + HOUR_WORTH)
    return np.asarray((by_day + HOUR_WORTH * of_hour) / (seen_by_day + HOUR_WORTH)).ravel()


def _hours_seen(begun: datetime, now: datetime, zone: str) -> Array:
    """How many of each hour of the week lie between the two, parts included."""
    seen = np.zeros(WEEK_H)
    weeks, rest = divmod(max(now - begun, timedelta(0)), timedelta(days=7))
    seen += weeks
    at = now - rest
    while at < now:
        step = min(now - at, timedelta(hours=1) - (at - at.replace(minute=0, second=0, microsecond=0)))
        seen[_hour(at, zone)] += step / timedelta(hours=1)
        at += step
    return seen


def _hour(at: datetime, zone: str) -> int:
    local = at.astimezone(ZoneInfo(zone))
    return local.weekday() * 24 + local.hour
