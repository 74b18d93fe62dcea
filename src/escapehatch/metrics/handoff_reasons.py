"""Handoff reasons: of all requests for a person, how many each reason made, and how many of those nobody answered.

A reason is the trigger that fired, or the rule of one's own; `unanswered` are those whose request ended without a word of
an agent, whoever ended it. Those that still wait are in `requests` and not among the unanswered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from ..conversation.requests import Request

OF = Request


class HandoffReasons(Struct, frozen=True):
    """Counts, most frequent reason first, and shares of ``requests`` and of those that are over (none when there are none)."""

    requests: int
    unanswered: int
    by_reason: dict[str, int]
    share_by_reason: dict[str, float]
    unanswered_by_reason: dict[str, int]
    unanswered_rate: float | None


def measure(requests: Iterable[Request]) -> HandoffReasons:
    asked = tuple(requests)
    lost = [x for x in asked if x.ended_at and not x.served_at]
    over = sum(bool(x.ended_at or x.served_at) for x in asked)
    by, gone = Counter(x.trigger for x in asked), Counter(x.trigger for x in lost)
    ordered = dict(sorted(by.items(), key=lambda x: (-x[1], x[0])))
    shares = {name: count / len(asked) for name, count in ordered.items()}
    rate = len(lost) / over if over else None
    return HandoffReasons(len(asked), len(lost), ordered, shares, {x: gone[x] for x in ordered if gone[x]}, rate)
