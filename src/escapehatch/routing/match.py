"""Who gets whom: ``match`` looks at everybody who waits and everybody who is free, and says whom to offer to whom.

Order: callbacks that are due, then whoever has waited past the starvation cap, then priority, then age (D06, D07), then
id, so that the same facts always give the same answer. An agent is never offered straight again what they just refused,
unless there is nobody else at all (E11).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from . import rules
from .waiting import Match, Ready, Waiting

__all__ = ["Match", "Ready", "Waiting", "exhausted", "match", "why_nobody"]

#: Older than this, a conversation goes before younger ones of a higher priority (but not before safety, 3).
STARVATION_CAP: Final = timedelta(minutes=15)
#: Candidates whose scores are kept with an offer.
TOP: Final = 3
#: After a refusal by the only agent, it is offered to them again no sooner than this many refusals of theirs in all.
ALONE_MAX: Final = 10


def match(waiting: Sequence[Waiting], agents: Sequence[Ready], now: datetime) -> tuple[Match, ...]:
    """One round of offers. Capacities are kept across the whole round."""
    pools: dict[str, list[str]] = defaultdict(list)
    free: dict[str, Ready] = {}
    for agent in agents:
        if agent.available and agent.load < agent.capacity:
            free[agent.agent_id] = agent
            for queue in agent.queues:
                pools[queue].append(agent.agent_id)
    found = []
    for one in sorted(waiting, key=lambda x: order(x, now)):
        if one.callback and one.callback[0] > now:
            continue
        chosen = _choose(one, [free[x] for x in pools[one.queue] if x in free], now)
        if chosen is None:
            continue
        found.append(chosen)
        taken = replace(free[chosen.agent_id], load=free[chosen.agent_id].load + 1)
        if taken.load < taken.capacity:
            free[taken.agent_id] = taken
        else:
            del free[taken.agent_id]
    return tuple(found)


def order(one: Waiting, now: datetime) -> tuple[int, int, datetime, str]:
    """Smaller goes first."""
    due = one.callback is not None and one.callback[0] <= now
    starving = now - one.waiting_since > STARVATION_CAP
    tier = 0 if due else 1 if starving or one.priority >= 3 else 2
    return (tier, -one.priority if tier else 0, one.waiting_since, one.conversation_id)


def _choose(one: Waiting, pool: Sequence[Ready], now: datetime) -> Match | None:
    able = eligible(one, pool)
    if not able:
        return None
    ranked = sorted(able, key=lambda x: _rank(one, x, now))
    return Match(one.conversation_id, ranked[0].agent_id, tuple(_why(one, x, now) for x in ranked[:TOP]))


def _rank(one: Waiting, agent: Ready, now: datetime) -> tuple[float, int, datetime, str]:
    """Best score, then the least flexible (keep the others for what only they can do), then the longest idle."""
    return (-rules.total(one, agent, now), len(agent.queues) + len(agent.skills), agent.idle_since, agent.agent_id)


def _why(one: Waiting, agent: Ready, now: datetime) -> str:
    parts = ", ".join(f"{name} {score(one, agent, now):.2f}" for name, score in rules.found())
    return f"{agent.name or agent.agent_id}: {parts}; load {agent.load} of {agent.capacity}"


def eligible(one: Waiting, pool: Sequence[Ready]) -> list[Ready]:
    """Who may be offered this: free, in the queue, able, and not the one who just refused while others could."""
    able = [
        x
        for x in pool
        if x.available and x.load < x.capacity and one.queue in x.queues and set(one.skills) <= set(x.skills)
    ]
    fresh = [x for x in able if x.agent_id not in one.refused_by]
    if fresh:
        return fresh
    last = one.refused_by[-1] if one.refused_by else ""
    again = [x for x in able if x.agent_id != last]
    return again or (able if len(one.refused_by) < ALONE_MAX else [])


def exhausted(one: Waiting, agents: Sequence[Ready]) -> bool:
    """Everybody who could take it has refused: a state of its own, for the ladder and the alarm (E12)."""
    able = [x for x in agents if x.available and one.queue in x.queues and set(one.skills) <= set(x.skills)]
    return bool(able) and all(x.agent_id in one.refused_by for x in able)


def why_nobody(one: Waiting, agents: Sequence[Ready]) -> str:
    """Why this one is not being offered to anybody, in one sentence."""
    serving = [x for x in agents if one.queue in x.queues]
    if not serving:
        return f"No agent serves the queue {one.queue}."
    there = [x for x in serving if x.available]
    if not there:
        return f"Nobody of the queue {one.queue} is there."
    able = [x for x in there if set(one.skills) <= set(x.skills)]
    if not able:
        return f"Nobody who is there has the skills: {', '.join(one.skills)}."
    if all(x.load >= x.capacity for x in able):
        return f"All {len(able)} who could are full."
    return "Everybody who is free has declined." if exhausted(one, agents) else "It is about to be offered."
