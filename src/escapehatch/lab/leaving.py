"""How many who left silently are found out before an agent's seat is given to nobody, and is anybody dropped who is there?

Customers who wait, told second by second: they look at the page and away from it, lose the network for a moment, have their
phone close the socket in a pocket, answer when they are asked or do not notice, and some leave without a word, each in one of
four ways. What they do is assumed and stands below, to be changed; what is made of it is ``routing.leavers``, the code that
runs. Chance is handed in. story.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from numpy.random import Generator

from ..desk.deadlines import LEFT_AFTER
from ..routing.leavers import LIMITS, Limits, Signs, presence

START: Final = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
#: The page says that it is alive this often, seconds (the widget's ping).
PING_S: Final = 20.0


class People(Struct, frozen=True):
    """Seconds are means. ``ways``: how those leave who say nothing, and how often."""

    wait_s: float = 240.0
    patience_s: float = 660.0
    sight_s: float = 90.0
    hidden_s: float = 60.0
    acts_s: float = 25.0
    blip_every_s: float = 600.0
    blip_s: float = 5.0
    mobile: float = 0.4
    pocket_s: float = 30.0
    notices: float = 0.6
    answers_s: float = 10.0
    ways: tuple[tuple[str, float], ...] = (("closes", 0.55), ("hides", 0.25), ("sleeps", 0.12), ("walks off", 0.08))


class Found(Struct, frozen=True):
    """Of ``leavers`` (gone when their turn came) ``caught`` were known to be; of ``live`` ones ``skipped`` were not offered at
    that moment, ``asked`` heard a question, ``dropped`` were closed as left. ``by_way``: way -> (leavers, caught).
    """

    leavers: int
    caught: int
    live: int
    skipped: int
    asked: int
    dropped: int
    by_way: dict[str, tuple[int, int]]

    @property
    def detected(self) -> float:
        return self.caught / self.leavers if self.leavers else 0.0

    @property
    def false_drops(self) -> float:
        return self.dropped / self.live if self.live else 0.0


class _Customer:
    """One wait, from the request to the offer. Times are seconds from its beginning."""

    def __init__(self, chance: Generator, people: People, limits: Limits, leaves_s: float, way: str) -> None:
        self.chance, self.people, self.limits = chance, people, limits
        self.leaves_s, self.way = leaves_s, way
        self.mobile = chance.random() < people.mobile
        self.signs = Signs(1, START, START)
        self.away_s: float | None = None
        self.asked = False
        self.dropped = False
        self._coming: list[tuple[float, int, str]] = []
        self._n = 0
        for at_s, what in self._life():
            self._later(at_s, what)

    def _later(self, at_s: float, what: str) -> None:
        self._n += 1
        heapq.heappush(self._coming, (at_s, self._n, what))

    def _drawn(self, mean_s: float) -> float:
        return float(self.chance.exponential(mean_s))

    def _life(self) -> Iterator[tuple[float, str]]:
        """Into sight and out of it, and breaks of the line, until they leave (or for ever)."""
        people, at_s, end_s = self.people, 0.0, min(self.leaves_s, 4 * 3600.0)
        while at_s < end_s:
            sight_s = self._drawn(people.sight_s)
            act_s = at_s + self._drawn(people.acts_s)
            while act_s < min(at_s + sight_s, end_s):
                yield act_s, "acts"
                act_s += self._drawn(people.acts_s)
            out_s = at_s + sight_s
            back_s = out_s + float(self.chance.lognormal(0.0, 1.2)) * people.hidden_s / 2.05
            if out_s < end_s:
                yield out_s, "hides"
            if self.mobile and out_s + people.pocket_s < min(back_s, end_s):
                yield out_s + people.pocket_s, "closes"
            if back_s < end_s:
                yield back_s, "shows"
            at_s = back_s
        blip_s = self._drawn(people.blip_every_s)
        while blip_s < end_s:
            yield blip_s, "breaks"
            yield blip_s + float(self.chance.lognormal(0.0, 1.0)) * people.blip_s / 1.65, "mends"
            blip_s += self._drawn(people.blip_every_s)
        if self.leaves_s < end_s + 1:
            yield self.leaves_s, self.way

    def until(self, end_s: float) -> None:
        """Live until then; whatever the house would look at, it looks at."""
        look_s = 0.0
        while True:
            event_s = self._coming[0][0] if self._coming else end_s
            at_s = min(event_s, look_s, end_s)
            if self.away_s is not None and at_s - self.away_s >= LEFT_AFTER.total_seconds():
                self.dropped = True
            if at_s >= end_s:
                return
            if event_s <= look_s:
                self._happens(at_s, heapq.heappop(self._coming)[2])
                look_s = at_s
            look_s = self._look(at_s) if look_s <= at_s else look_s

    def _gone(self, at_s: float) -> bool:
        return at_s >= self.leaves_s

    def _happens(self, at_s: float, what: str) -> None:
        now, x = START + timedelta(seconds=at_s), self.signs
        if self._gone(at_s) and what not in {self.way, "ends"}:
            return
        if what == "acts" and x.sockets:
            self.signs = replace(x, acted_at=now)
        elif what == "shows":
            self.signs = replace(x, sockets=1, hidden_at=None, gone_at=None, acted_at=now)
        elif what == "hides":
            self.signs = replace(x, hidden_at=x.hidden_at or now)
        elif what == "mends" and not (self.mobile and x.hidden_at):
            self.signs = replace(x, sockets=1, gone_at=None)
        elif what in {"closes", "breaks"}:
            self.signs = replace(x, sockets=0, gone_at=x.gone_at or now)
        if not (self._gone(at_s) and self.way == "sleeps"):
            self.signs = replace(self.signs, heard_at=now)

    def _look(self, at_s: float) -> float:
        now = START + timedelta(seconds=at_s)
        if self.signs.sockets and not (self._gone(at_s) and self.way == "sleeps"):
            beat = START + timedelta(seconds=at_s - at_s % PING_S)
            self.signs = replace(self.signs, heard_at=max(self.signs.heard_at, beat))
        state, again_at = presence(self.signs, now, self.limits)
        if state == "ask":
            self._is_asked(at_s)
        if state == "away":
            self.away_s = at_s if self.away_s is None else self.away_s
        else:
            self.away_s = None
        return max((again_at - START).total_seconds(), at_s + 0.001)

    def _is_asked(self, at_s: float) -> None:
        self.signs = replace(self.signs, asked_at=START + timedelta(seconds=at_s))
        self.asked = True
        sees = self.signs.hidden_at is None or self.chance.random() < self.people.notices
        if sees and not self._gone(at_s):
            self._later(at_s + self._drawn(self.people.answers_s), "shows")


def wait_out(chance: Generator, waits: int, people: People = People(), limits: Limits = LIMITS) -> Found:
    """``waits`` customers, each until their turn has come. Those whose patience ends before it leave without a word."""
    seen, names = Counter[str](), [way for way, _ in people.ways]
    ways: dict[str, Counter[str]] = {way: Counter() for way in names}
    drawn = zip(
        chance.exponential(people.wait_s, waits),
        chance.exponential(people.patience_s, waits),
        chance.choice(len(names), waits, p=[x for _, x in people.ways]),
        strict=True,
    )
    for turn_s, leaves_s, way in drawn:
        one = _Customer(chance, people, limits, float(leaves_s), names[way])
        one.until(float(turn_s))
        if leaves_s <= turn_s:
            ways[names[way]].update(left=1, caught=one.away_s is not None)
        else:
            seen.update(live=1, skipped=one.away_s is not None, asked=one.asked, dropped=one.dropped)
    by_way = {way: (x["left"], x["caught"]) for way, x in ways.items()}
    left, caught = (sum(x[n] for x in by_way.values()) for n in (0, 1))
    return Found(left, caught, seen["live"], seen["skipped"], seen["asked"], seen["dropped"], by_way)
