"""Who may be offered what? Queues, skills and languages, and how the circle widens with the wait."""

from __future__ import annotations

from msgspec import Struct

from .roster import Queue
from .waiting import Ready


class Group(Struct, frozen=True):
    """Agents who can do the same."""

    queues: frozenset[str]
    skills: frozenset[str]
    languages: frozenset[str]


def group_of(agent: Ready) -> Group:
    return Group(frozenset(agent.queues), frozenset(agent.skills), frozenset(agent.languages))


def flexibility(agent: Ready) -> int:
    """How much else they can do: the least flexible are taken first, the others kept for what only they can do."""
    return len(agent.queues) + len(agent.skills)


def reaches(queue: Queue, step: int, skills: tuple[str, ...], language: str, group: Group) -> bool:
    """Whether agents of ``group`` may be offered somebody of ``queue`` after ``step`` widenings."""
    taken = queue.widen[:step]
    served = group.queues & {queue.id, *(x for one in taken for x in one.queues)}
    waived = {x for one in taken for x in one.waive_skills}
    spoken = not language or not queue.needs_language or any(x.any_language for x in taken)
    return bool(served) and set(skills) - waived <= group.skills and (spoken or language in group.languages)


def step_of(queue: Queue, age_s: float) -> int:
    """How many widenings a wait of this age has seen."""
    return sum(age_s >= x.after_s for x in queue.widen)


class Pool:
    """The agents of one group who are at work; ``open`` are those with room for anything."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self.members: dict[str, Ready] = {}
        self.open: dict[str, Ready] = {}

    def put(self, agent: Ready) -> None:
        self.members[agent.agent_id] = agent
        if agent.load < agent.capacity:
            self.open[agent.agent_id] = agent

    def drop(self, agent_id: str) -> None:
        del self.members[agent_id]
        self.open.pop(agent_id, None)
