"""Prefers an agent who speaks the customer's language. Only a preference: a person in another language beats nobody."""

from __future__ import annotations

from datetime import datetime

from ..waiting import Ready, Waiting


def score(waiting: Waiting, agent: Ready, now: datetime) -> float:
    """1 when the agent speaks it or no language is known, else 0."""
    return float(not waiting.language or waiting.language in agent.languages)
