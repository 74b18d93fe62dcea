"""Time to human: seconds from the moment a person was asked for until one answered.

The clock starts at the handoff (K01). Only an agent's own words stop it: neither the bot's nor the house's lines do
(K02). Conversations whose wait goes on are counted in ``waiting``, not in the times. ``joined`` is until one came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

from msgspec import Struct

from ..conversation.fold import Conversation
from ..conversation.lifecycle import WAITING


class TimeToHuman(Struct, frozen=True):
    """Seconds; ``within_180_s`` is the share of answered ones, 0 when there are none."""

    answered: int
    waiting: int
    wait_s_p50: float
    wait_s_p90: float
    joined_s_p50: float
    joined_s_p90: float
    within_180_s: float


def measure(conversations: Iterable[Conversation]) -> TimeToHuman:
    known = [c for c in conversations if c.escalation]
    replied = [_seconds(c, "first_reply_at") for c in known if c.escalation and c.escalation.first_reply_at]
    joined = [_seconds(c, "joined_at") for c in known if c.escalation and c.escalation.joined_at]
    quick = sum(x <= 180 for x in replied) / len(replied) if replied else 0.0
    waiting = sum(c.status in WAITING for c in known)
    return TimeToHuman(
        len(replied), waiting, _at(replied, 0.5), _at(replied, 0.9), _at(joined, 0.5), _at(joined, 0.9), quick
    )


def _seconds(c: Conversation, moment: str) -> float:
    assert c.escalation is not None
    seconds: float = (getattr(c.escalation, moment) - c.escalation.requested_at).total_seconds()
    return seconds


def _at(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of them do not exceed; 0 when there is none."""
    ordered = sorted(values)
    return ordered[ceil(len(ordered) * share) - 1] if ordered else 0.0
