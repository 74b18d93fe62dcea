"""Recontact: of the conversations that ended, the share whose customer began another within 24 and within 72 hours of the end.

Counted for customers who are known: an anonymous visitor who comes back has another id, so theirs is not in `ended`. Whether
it was about the same is not asked; `containment` asks that. Ends that are younger than the span cannot be judged yet and are left out of its
share: `now` is the latest thing that is known to have happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from ..conversation.fold import Conversation
from ..conversation.lifecycle import Status

DAY = timedelta(hours=24)
THREE_DAYS = timedelta(hours=72)


class Recontact(Struct, frozen=True):
    """Counts, and shares of those whose span is over (none when there are none)."""

    ended: int
    within_24_h: int
    within_72_h: int
    recontact_24_h_rate: float | None
    recontact_72_h_rate: float | None


def measure(conversations: Iterable[Conversation]) -> Recontact:
    known = [c for c in conversations if c.customer.verified and c.started_at and c.updated_at]
    begun: dict[str, list[datetime]] = defaultdict(list)
    for c in known:
        if c.started_at:
            begun[c.customer.id].append(c.started_at)
    now = max((c.updated_at for c in known if c.updated_at), default=None)
    ends = [(c.closed_at, begun[c.customer.id]) for c in known if c.status == Status.CLOSED and c.closed_at]
    day, days = (_within(ends, span, now) for span in (DAY, THREE_DAYS))
    return Recontact(len(ends), day[0], days[0], day[1], days[1])


def _within(
    ends: Sequence[tuple[datetime, Sequence[datetime]]], span: timedelta, now: datetime | None
) -> tuple[int, float | None]:
    """How many came back in this time, and which share of those who could have."""
    judged = [any(end < x <= end + span for x in begun) for end, begun in ends if now and end + span <= now]
    back = sum(any(end < x <= end + span for x in begun) for end, begun in ends)
    return back, sum(judged) / len(judged) if judged else None
