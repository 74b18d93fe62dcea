"""What the router is measured against: whoever came first, goes first. Never used to serve anybody."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime

from ...routing.waiting import Match, Ready, Waiting

#: Who stands in one line: the queue, skills, language, and what ``Order`` says.
Line = tuple[str, tuple[str, ...], str, float]
#: Smaller goes first; ``waiting_since`` decides among equals.
Order = Callable[[Waiting], float]
#: The agent with the smallest goes first.
Rank = Callable[[Ready], tuple[float, ...]]


def lightest(agent: Ready) -> tuple[float, ...]:
    """Who has the least to do, then who has been idle the longest."""
    return (agent.load / agent.capacity if agent.capacity else 1.0, agent.idle_since.timestamp())


def narrowest(agent: Ready) -> tuple[float, ...]:
    """Who can do the least else."""
    return (len(agent.queues) + len(agent.skills), *lightest(agent))


def widest(agent: Ready) -> tuple[float, ...]:
    """Who can do the most: keeps nobody for what only they can do."""
    return (-len(agent.queues) - len(agent.skills), *lightest(agent))


class InOrder:
    """First come, first served; with ``order`` some classes before others, whatever their age.

    ``languages``: queues whose agents must speak the customer's language.
    """

    def __init__(
        self, order: Order | None = None, rank: Rank = lightest, languages: frozenset[str] = frozenset()
    ) -> None:
        self._order, self._rank, self._languages = order, rank, languages
        self._lines: dict[Line, list[tuple[datetime, str]]] = {}
        self._told: dict[str, tuple[Line, Waiting]] = {}
        self._free: dict[str, Ready] = {}
        self._agents: dict[str, Ready] = {}

    def put(self, one: Waiting) -> None:
        kind = (one.queue, one.skills, self._spoken(one), self._order(one) if self._order else 0.0)
        self._told[one.conversation_id] = (kind, one)
        heapq.heappush(self._lines.setdefault(kind, []), (one.waiting_since, one.conversation_id))

    def drop(self, conversation_id: str) -> None:
        self._told.pop(conversation_id, None)

    def seat(self, agent: Ready) -> None:
        self._agents[agent.agent_id] = agent
        if agent.available and agent.load < agent.capacity:
            self._free[agent.agent_id] = agent
        else:
            self._free.pop(agent.agent_id, None)

    def unseat(self, agent_id: str) -> None:
        self._agents.pop(agent_id, None)
        self._free.pop(agent_id, None)

    def next(self, now: datetime) -> Match | None:
        heads = (
            sorted((kind[3], *line[0], kind) for kind in self._lines if (line := self._line(kind)))
            if self._free
            else ()
        )
        for _, _, conversation_id, kind in heads:
            one = self._told[conversation_id][1]
            able = [x for x in self._free.values() if _able(one, kind[2], x)]
            fresh = [x for x in able if x.agent_id not in one.refused_by] or able
            if fresh:
                chosen = min(fresh, key=self._rank)
                heapq.heappop(self._lines[kind])
                del self._told[conversation_id]
                self.seat(_with(chosen, one.seats))
                return Match(conversation_id, chosen.agent_id)
        return None

    def _spoken(self, one: Waiting) -> str:
        return one.language if one.queue in self._languages else ""

    def _line(self, kind: Line) -> list[tuple[datetime, str]]:
        """Those of this kind who still wait, the oldest at the front."""
        line = self._lines[kind]
        while line and self._told.get(line[0][1], (None,))[0] != kind:
            heapq.heappop(line)
        return line


def _able(one: Waiting, spoken: str, agent: Ready) -> bool:
    speaks = not spoken or spoken in agent.languages
    return speaks and one.queue in agent.queues and set(one.skills) <= set(agent.skills) and agent.has_room(one.seats)


def _with(x: Ready, seats: float) -> Ready:
    return Ready(
        x.agent_id, x.name, x.idle_since, x.queues, x.skills, x.languages, x.capacity, x.load + seats, x.available
    )
