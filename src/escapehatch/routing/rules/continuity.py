"""Prefers whom the customer already knows: the agent asked for by name in a transfer, then the one they had last.

Wrong when that agent is about to leave: presence, not this rule, must say so.
"""

from __future__ import annotations

from datetime import datetime

from ..waiting import Ready, Waiting


def score(waiting: Waiting, agent: Ready, now: datetime) -> float:
    """10 for the wanted agent, 0.5 for the previous one, else 0."""
    if waiting.wanted_agent_id == agent.agent_id:
        return 10.0
    return 0.5 if waiting.previous_agent_id == agent.agent_id else 0.0
