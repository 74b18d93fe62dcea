"""Satisfaction: the ratings (1 to 5) that customers gave, by the way their conversation went.

`bot`: no person was asked for. `person`: an agent answered. `unanswered`: a person was asked for and none answered. `returned`: an agent
answered and gave it back to the bot. A rating is satisfied from 4 on. Few rate, and not at random: `rated_share` says how many did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from ..conversation.fold import Conversation
from ..conversation.lifecycle import Status

#: From here on a customer is satisfied.
SATISFIED = 4


class Path(Struct, frozen=True):
    """Those that ended or were rated, how many were rated, their mean, and the share that is satisfied (none without ratings)."""

    conversations: int
    rated: int
    rated_share: float | None
    mean: float | None
    satisfied_rate: float | None


def measure(conversations: Iterable[Conversation]) -> dict[str, Path]:
    """By path, and ``all``."""
    groups: dict[str, list[Conversation]] = defaultdict(list)
    for c in conversations:
        if (c.said() or c.escalations) and (c.status == Status.CLOSED or c.rating):
            groups[_path(c)].append(c)
            groups["all"].append(c)
    return {name: _rated(groups[name]) for name in ("all", "bot", "person", "returned", "unanswered") if name in groups}


def _path(c: Conversation) -> str:
    if not c.escalations:
        return "bot"
    if not c.said("agent"):
        return "unanswered"
    return "returned" if c.returned else "person"


def _rated(group: list[Conversation]) -> Path:
    given = [c.rating for c in group if c.rating]
    if not given:
        return Path(len(group), 0, 0.0, None, None)
    satisfied = sum(x >= SATISFIED for x in given) / len(given)
    return Path(len(group), len(given), len(given) / len(group), sum(given) / len(given), satisfied)
