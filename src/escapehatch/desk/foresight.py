"""How long it will be, for everybody who waits: one replay for all of them, rarely enough that offering never waits for it.

What it knows is learned from the journal in the background, and set right by how recent forecasts turned out.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

import numpy as np
import structlog

from ..conversation.fold import Conversation
from ..conversation.lifecycle import ATTENDED, WAITING, Status
from ..ports import Clock, Journal
from ..routing.correction import WINDOW, Correction, Outcome, corrected
from ..routing.history import learn, level_of, prior
from ..routing.load import MEMORY
from ..routing.recorded import pasts, waited
from ..routing.replay import NEVER
from ..routing.router import Router
from ..routing.scene import picture, shifts
from ..routing.wait import Forecast, adjusted, foresee
from .held import Held

log = structlog.get_logger(__name__)

#: Forecasts are made anew at most this often; asked again sooner, the same are told.
FRESH_FOR: Final = timedelta(seconds=1)
#: Somebody who has just come is looked at sooner, but not sooner than this after the last time.
AGAIN_AFTER: Final = timedelta(seconds=0.2)
#: Steps of one replay: some ten milliseconds. Who stands farther back is told by formula.
STEPS_MAX: Final = 200
#: The same chance each time: what is told changes when the queue does, and not by luck.
SEED: Final = 1
#: The past is learned anew this often, from so many of the conversations that ended last.
LEARN_EVERY: Final = timedelta(hours=1)
LEARN_FROM: Final = 10_000
#: After each of them others have their turn, seconds: what is learned is never urgent, and right after a restart all come back.
PAUSE_S: Final = 0.005
#: What outcomes say is reckoned anew after so many of them.
CORRECT_EVERY: Final = 10


class Foresight:
    """``of`` forecasts one wait; ``see`` hears how waits end; ``run`` learns."""

    def __init__(self, journal: Journal, clock: Clock, router: Callable[[], Router], held: Held) -> None:
        self._journal = journal
        self._clock = clock
        self._router = router
        self._held = held
        self._learned = prior(router().roster.classes)
        self._outcomes = deque[Outcome](maxlen=WINDOW)
        self._heard = 0
        self._first: dict[str, tuple[datetime, Forecast]] = {}
        self._made_at: datetime | None = None
        self._made: Mapping[str, Forecast] = {}
        self.correction = Correction()

    def of(self, conversation_id: str) -> Forecast | None:
        """What to expect for this one; None when the replay does not know them."""
        now = self._clock.now()
        age = now - self._made_at if self._made_at else FRESH_FOR
        if age >= FRESH_FOR or (age >= AGAIN_AFTER and conversation_id not in self._made):
            self._made_at, self._made = now, self._foresee(now)
        plain = self._made.get(conversation_id)
        if plain is None:
            return None
        if plain.p90_s < NEVER:
            self._first.setdefault(conversation_id, (now, plain))
        return adjusted(plain, self.correction)

    def _foresee(self, now: datetime) -> Mapping[str, Forecast]:
        router = self._router()
        changes = shifts(router.roster, router.agents(), now)
        seen = picture(router, self._held.chats(now), self._learned, now, changes, self._level(now))
        return foresee(seen, np.random.default_rng(SEED), steps_max=STEPS_MAX)

    def _level(self, now: datetime) -> float:
        """How busy the last half hour was, beside the same hour of other days."""
        router, memory_s = self._router(), MEMORY.total_seconds()
        classes = router.roster.classes
        expected_s = sum(self._learned.coming(x.id, now) * x.handle_s for x in classes) * memory_s
        mean_s = sum(x.handle_s for x in classes) / len(classes)
        return level_of(router.load.rate(now) * memory_s / mean_s, expected_s / mean_s) if expected_s else 1.0

    # How it went

    def see(self, c: Conversation) -> None:
        """A wait that was foretold and is over says how good the forecast was. One with a promised time says nothing."""
        if c.status in WAITING or c.id not in self._first:
            return
        foretold_at, forecast = self._first.pop(c.id)
        asked = c.escalation
        if asked and asked.callback:
            return
        served = c.status in ATTENDED
        waited_s = (self._clock.now() - foretold_at).total_seconds()
        self._outcomes.append(Outcome(forecast.p50_s, forecast.p90_s, waited_s, served))
        self._heard += 1
        if self._heard % CORRECT_EVERY == 0:
            self.correction = corrected(self._outcomes)

    # What the past says

    async def run(self) -> None:
        """Learn at once and then from time to time, until cancelled."""
        while True:
            try:
                await self.learn()
            except Exception:
                log.exception("past_not_learned")
            await asyncio.sleep(LEARN_EVERY.total_seconds())

    async def learn(self) -> None:
        """Take in the conversations that ended last. Reads one at a time; the reckoning is done beside the loop."""
        rows = await self._journal.standings([Status.CLOSED], limit=LEARN_FROM)
        ended = []
        for row in rows:
            ended.append(waited(await self._journal.read(row.conversation_id)))
            await asyncio.sleep(PAUSE_S)
        roster, now = self._router().roster, self._clock.now()
        zone = roster.queues[0].hours.zone
        self._learned = await asyncio.to_thread(lambda: learn(pasts(ended, roster), roster.classes, now, zone))
