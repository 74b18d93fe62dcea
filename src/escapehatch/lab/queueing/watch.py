"""Checks every choice while it is made, by another way than the router's own: by looking at everybody.

*No inversion*: once somebody is older than their class allows, nobody younger starts with an agent who could have taken
them (safety and deadlines go before all). *No hidden idling*: nobody waits while somebody able is free. *Conservation*:
whoever comes is served, leaves, or still waits, and nobody holds more than they can.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from ...routing.roster import AgentProfile
from .load import Kind
from .team import Agent, Contact

#: Instants are kept to the microsecond by some and in floating seconds by others.
DUST_S: Final = 1e-3
#: Broken promises that are kept word for word; all are counted.
TOLD_MAX: Final = 20


class Promise(Struct, frozen=True):
    """What is owed to a kind: after ``cap_s`` nobody younger goes first. ``first``: they go before all.

    ``flood``: with more strangers waiting in their queue, customers whom the shop knows may go before strangers.
    """

    cap_s: float
    first: bool = False
    flood: int | None = None


class Checked(Struct, frozen=True):
    """What was found. ``idle_s``: seconds during which somebody waited though an agent who could take them was free."""

    choices: int
    inversions: int
    idle_s: float
    overfull: int
    unaccounted: int
    told: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        return not (self.inversions or self.overfull or self.unaccounted or self.idle_s > DUST_S)


class Watch:
    """Keeps its own picture of who waits and who is free."""

    def __init__(self, kinds: Sequence[Kind], promises: Sequence[Promise]) -> None:
        self._promises = promises
        self._kinds = kinds
        self._waiting: list[list[tuple[float, str, Contact]]] = [[] for _ in kinds]
        self._free: dict[int, Agent] = {}
        self._able: dict[int, list[bool]] = {}
        self._since: float | None = None
        self._choices = self._inversions = self._overfull = 0
        self._came = self._went = 0
        self._idle_s = 0.0
        self._told: list[str] = []

    def came(self, contact: Contact, again: bool = False) -> None:
        """Somebody waits; ``again``: an offer of them came to nothing."""
        insort(self._waiting[contact.kind], (contact.came_s, contact.id, contact), key=_place)
        self._came += not again

    def left(self, contact: Contact) -> None:
        """Somebody who waited, or was being offered, is gone."""
        self._remove(contact)
        self._went += 1

    def began(self) -> None:
        """Somebody who was chosen is with their agent."""
        self._went += 1

    def seated(self, agent: Agent) -> None:
        """An agent as they are now."""
        if agent.there and agent.load < agent.capacity:
            self._free[agent.number] = agent
        else:
            self._free.pop(agent.number, None)

    def chosen(self, contact: Contact, agent: Agent, now_s: float) -> None:
        """A choice, before it counts."""
        self._choices += 1
        self._remove(contact)
        if agent.load + contact.told.seats > agent.capacity + 1e-9 or not agent.there:
            self._overfull += 1
            self._tell(f"{now_s:.3f} s: {agent.profile.id} was given {contact.id} and has no room")
        if not self._promises[contact.kind].first:
            self._compare(contact, agent, now_s)

    def _compare(self, contact: Contact, agent: Agent, now_s: float) -> None:
        able = self._fits(agent)
        for kind, promise in enumerate(self._promises):
            limit = min(now_s - promise.cap_s - DUST_S, contact.came_s - DUST_S)
            if not able[kind] or (self._kinds[contact.kind].verified and self._flooded(kind)):
                continue
            for came_s, other_id, other in self._waiting[kind]:
                if came_s >= limit:
                    break
                if _can(other, agent):
                    self._inversions += 1
                    self._tell(
                        f"{now_s:.3f} s: {contact.id} (came {contact.came_s:.3f}) went to {agent.profile.id} before "
                        f"{other_id} (came {came_s:.3f}, older than {promise.cap_s:g} s)"
                    )
                    return

    def _flooded(self, kind: int) -> bool:
        """Are these strangers, and too many of them?"""
        limit, own = self._promises[kind].flood, self._kinds[kind]
        if own.verified or limit is None:
            return False
        alike = (n for n, x in enumerate(self._kinds) if x.queue == own.queue and not x.verified)
        return sum(len(self._waiting[n]) for n in alike) > limit

    def rested(self, now_s: float) -> None:
        """The router has nothing more to say just now."""
        if self._since is not None:
            self._idle_s += now_s - self._since
        self._since = now_s if self._free and self._idles() else None

    def _idles(self) -> bool:
        for kind, line in enumerate(self._waiting):
            if line and any(
                self._fits(agent)[kind] and _can(x[2], agent) for agent in self._free.values() for x in line[:1]
            ):
                return True
        return False

    def result(self) -> Checked:
        """After the last event."""
        still = sum(map(len, self._waiting))
        unaccounted = self._came - self._went - still
        return Checked(self._choices, self._inversions, self._idle_s, self._overfull, unaccounted, tuple(self._told))

    def _fits(self, agent: Agent) -> list[bool]:
        known = self._able.get(agent.number)
        if known is None:
            known = self._able[agent.number] = [fits(kind, agent.profile) for kind in self._kinds]
        return known

    def _remove(self, contact: Contact) -> None:
        line = self._waiting[contact.kind]
        at = bisect_left(line, (contact.came_s, contact.id), key=_place)
        if at < len(line) and line[at][2] is contact:
            del line[at]

    def _tell(self, sentence: str) -> None:
        if len(self._told) < TOLD_MAX:
            self._told.append(sentence)


def _place(one: tuple[float, str, Contact]) -> tuple[float, str]:
    return one[:2]


def fits(kind: Kind, agent: AgentProfile) -> bool:
    """May this agent take such customers at all?"""
    speaks = not (kind.needs_language and kind.language) or kind.language in agent.languages
    return speaks and kind.queue in agent.queues and set(kind.skills) <= set(agent.skills)


def _can(contact: Contact, agent: Agent) -> bool:
    """Is there room, and did this agent not just turn them down?"""
    told = contact.told
    return agent.load + told.seats <= agent.capacity + 1e-9 and agent.profile.id not in told.refused_by
