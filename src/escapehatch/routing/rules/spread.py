"""Spreads the load: the lightest agent first, so that nobody drowns while a colleague is idle.

Wrong where one agent is much faster than another; handling times will tell (see the routing notes).
"""

from __future__ import annotations

from datetime import datetime

from ..waiting import Ready, Waiting


def score(waiting: Waiting, agent: Ready, now: datetime) -> float:
    """Between 0 (full) and 0.4 (idle)."""
    return 0.4 * (1 - agent.load / agent.capacity) if agent.capacity else 0.0
