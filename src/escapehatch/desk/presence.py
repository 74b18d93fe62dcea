"""Which agents are there? Sockets counted, the state an agent chose kept in the journal.

A socket that drops does not lose a conversation: each gets a grace, as a deadline row, and a return within it changes
nothing (E01, E03). After a restart nobody is connected yet, so every attended conversation gets its grace again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog
from msgspec import Struct

from ..conversation import commands as do
from ..conversation.lifecycle import ATTENDED
from ..ports import Clock, Journal, JournalUnavailable
from .desk import Desk

log = structlog.get_logger(__name__)

#: How long an agent may be gone before their conversations go back to the queue.
GRACE: Final = timedelta(seconds=20)
#: Offers in a row an agent may miss before they are set away.
MISSED_MAX: Final = 2
#: What could not be stored of somebody's coming or going is tried again after this, seconds (G13).
AGAIN_S: Final = 0.5

KIND: Final = "presence"


class Presence(Struct, frozen=True):
    """``state``: available or away. ``since``: when the agent last became free of work or changed state."""

    state: str
    since: datetime


class Floor:
    """The agents at work."""

    def __init__(self, journal: Journal, desk: Desk, clock: Clock, changed: Callable[[], None]) -> None:
        self._journal = journal
        self._desk = desk
        self._clock = clock
        self._changed = changed
        self._sockets: Counter[str] = Counter()
        self._missed: Counter[str] = Counter()
        self._states: dict[str, Presence] = {}
        self._unsaid: dict[str, datetime] = {}
        #: Grows with each coming, going, choice and rest: whoever has seen the floor at this number has seen it as it is.
        self.changes = 0

    async def open(self) -> None:
        """Read the stored states and start the grace of everybody who was with a customer."""
        for agent_id, raw in (await self._journal.kept(KIND)).items():
            self._states[agent_id] = msgspec.json.decode(raw, type=Presence)
        for row in await self._journal.standings(sorted(ATTENDED), limit=10_000):
            if not self._sockets[row.agent_id]:
                await self._desk.handle(row.conversation_id, do.Disconnect(row.agent_id, self._clock.now() + GRACE))

    def state(self, agent_id: str) -> str:
        """available, away, or offline (no socket)."""
        if not self._sockets[agent_id]:
            return "offline"
        return self.chosen(agent_id)

    def chosen(self, agent_id: str) -> str:
        """What the agent last chose, whether or not a socket is open."""
        known = self._states.get(agent_id)
        return known.state if known else "available"

    def since(self, agent_id: str) -> datetime:
        known = self._states.get(agent_id)
        return known.since if known else self._clock.now()

    def states(self) -> Mapping[str, str]:
        return {agent_id: self.state(agent_id) for agent_id in {*self._states, *self._sockets}}

    async def choose(self, agent_id: str, state: str) -> None:
        """The agent is ``available`` or ``away`` from now on, also after a restart."""
        chosen = Presence(state, self._clock.now())
        await self._journal.keep(KIND, agent_id, msgspec.json.encode(chosen))
        self._missed[agent_id] = 0
        self._states[agent_id] = chosen
        self.changes += 1
        self._changed()

    def freed(self, agent_id: str) -> None:
        """The agent let go of a conversation: idle from now on. Not stored: after a restart the last choice counts."""
        known = self._states.get(agent_id)
        if known:
            self._states[agent_id] = Presence(known.state, self._clock.now())
            self.changes += 1

    async def came(self, agent_id: str) -> None:
        """A socket opened."""
        self._sockets[agent_id] += 1
        self.changes += 1
        await self._say(agent_id, self._clock.now())
        self._changed()

    def given(self, agent_id: str) -> None:
        """Somebody who was there has a customer now. If they went in between, the grace begins with this (G9)."""
        if not self._sockets[agent_id]:
            self._unsaid.setdefault(agent_id, self._clock.now() + GRACE)

    async def went(self, agent_id: str, silent: timedelta = timedelta(0)) -> None:
        """A socket closed. With the last one, the grace begins: with its last sign of life, so long ago (G9)."""
        self._sockets[agent_id] -= 1
        self.changes += 1
        if self._sockets[agent_id] > 0:
            return
        del self._sockets[agent_id]
        await self._say(agent_id, self._clock.now() + GRACE - silent)
        self._changed()

    async def run(self) -> None:
        """Say again what could not be stored when it happened, until cancelled."""
        while True:
            await asyncio.sleep(AGAIN_S)
            try:
                await self.say_again()
            except Exception:
                log.exception("presence_failed")

    async def say_again(self) -> None:
        for agent_id, until_at in list(self._unsaid.items()):
            await self._say(agent_id, until_at)

    async def _say(self, agent_id: str, until_at: datetime) -> None:
        """Whether this agent is there, in each of their conversations; gone, they have ``until_at`` to come back."""
        self._unsaid.pop(agent_id, None)
        try:
            if self._sockets[agent_id] and agent_id not in self._states:
                await self.choose(agent_id, "available")
            for row in await self._journal.standings(sorted(ATTENDED), agent_id=agent_id):
                there = self._sockets[agent_id] > 0
                command = do.Reconnect(agent_id) if there else do.Disconnect(agent_id, until_at)
                await self._desk.handle(row.conversation_id, command)
        except JournalUnavailable:
            self._unsaid[agent_id] = until_at

    async def missed(self, agent_id: str) -> None:
        """An offer lapsed. Two in a row set the agent away, so that nobody waits for an empty chair."""
        self._missed[agent_id] += 1
        if self._missed[agent_id] >= MISSED_MAX:
            await self.choose(agent_id, "away")

    def answered(self, agent_id: str) -> None:
        self._missed[agent_id] = 0
