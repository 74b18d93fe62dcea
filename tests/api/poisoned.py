"""Breaks on certain words, and says them while it does: a trigger of somebody's own package."""

from __future__ import annotations

from datetime import datetime

from escapehatch.conversation.fold import Conversation
from escapehatch.handoff.signal import Knobs, Signal


def fires(c: Conversation, knobs: Knobs, now: datetime) -> Signal | None:
    """A bug of the kind that quotes what it choked on, once directly and once as the cause of another."""
    last = c.said()[-1].text if c.said() else ""
    if "poison" not in last:
        return None
    try:
        return {}[last]
    except KeyError as wrong:
        raise ValueError(f"cannot judge {last!r}") from wrong
