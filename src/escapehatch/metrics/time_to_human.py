"""Time to human: seconds from the moment a person was asked for until one answered.

The clock starts at the handoff (K01). Only an agent's own words stop it: neither the bot's nor the house's lines do
(K02). Conversations whose wait goes on are counted in `waiting`, those that ended without an answer in `never`; neither
are in the times. Nor are those that an agent stepped into unasked: nobody waited. `joined` is until an agent came. Of
several escalations of a conversation the last one counts.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ..conversation.fold import Conversation
from ..conversation.lifecycle import WAITING, Status
from ..conversation.requests import UNASKED
from . import quantile

#: A wait up to here counts as quick, seconds.
QUICK_S = 180


class TimeToHuman(Struct, frozen=True):
    """Seconds, and the share of answered ones in `within_180_s`; none when nobody was answered."""

    answered: int
    waiting: int
    never: int
    wait_s_p50: float | None
    wait_s_p90: float | None
    wait_s_p95: float | None
    joined_s_p50: float | None
    joined_s_p90: float | None
    within_180_s: float | None


def measure(conversations: Iterable[Conversation]) -> TimeToHuman:
    asked = [c for c in conversations if c.escalation and c.escalation.reason.trigger != UNASKED]
    over = [c for c in asked if c.status not in WAITING]
    replied = [_seconds(c, "first_reply_at") for c in over if c.escalation and c.escalation.first_reply_at]
    joined = [_seconds(c, "joined_at") for c in over if c.escalation and c.escalation.joined_at]
    never = sum(c.status == Status.CLOSED and not c.escalation.first_reply_at for c in over if c.escalation)
    quick = sum(x <= QUICK_S for x in replied) / len(replied) if replied else None
    return TimeToHuman(
        len(replied),
        len(asked) - len(over),
        never,
        quantile(replied, 0.5),
        quantile(replied, 0.9),
        quantile(replied, 0.95),
        quantile(joined, 0.5),
        quantile(joined, 0.9),
        quick,
    )


def _seconds(c: Conversation, moment: str) -> float:
    assert c.escalation is not None
    seconds: float = (getattr(c.escalation, moment) - c.escalation.requested_at).total_seconds()
    return seconds
