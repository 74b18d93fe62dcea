"""What came on an average day, from one's own requests for a person and stays: the start of a staffing question.

A day is the roster's: its intervals are those of the team's clock. Handling is the mean time an agent had a conversation,
wrap-up included; patience is what was seen of it, with those who were served counted as having waited at least so long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from ...conversation.requests import Request, Stay

#: How far back is looked.
LOOKED_AT: Final = timedelta(days=28)
#: The length of an interval, minutes.
INTERVAL_MIN: Final = 30
#: With fewer requests than this there is no day to speak of.
FEWEST: Final = 20


def own_day(requests: Sequence[Request], stays: Iterable[Stay], now: datetime, zone: str) -> dict[str, Any]:
    """``profile``: lines ``09:00,4.5`` (mean requests in each interval; empty when too few are known). ``handle_s``,
    ``patience_s``: means, None when not known. ``days``: over how many it was taken.
    """
    since, clock = now - LOOKED_AT, ZoneInfo(zone)
    recent = [x for x in requests if since <= x.requested_at < now]
    known = {
        "requests": len(recent),
        "handle_s": _handle_s(stays, since),
        "patience_s": _patience_s(recent, now),
        "zone": zone,
    }
    if len(recent) < FEWEST:
        return {**known, "days": 0, "profile": "", "arrivals_h": None}
    local = [x.requested_at.astimezone(clock) for x in recent]
    days = (now.astimezone(clock).date() - min(local).date()).days + 1
    counts = Counter((x.hour * 60 + x.minute) // INTERVAL_MIN for x in local)
    rows = [
        f"{n * INTERVAL_MIN // 60:02d}:{n * INTERVAL_MIN % 60:02d},{counts[n] / days:.4g}"
        for n in range(24 * 60 // INTERVAL_MIN)
    ]
    busiest = max(counts.values()) / days * 60 / INTERVAL_MIN
    return {**known, "days": days, "profile": "\n".join(rows), "arrivals_h": busiest}


def _handle_s(stays: Iterable[Stay], since: datetime) -> float | None:
    lasted = [
        (x.left_at - x.joined_at).total_seconds() for x in stays if x.joined_at >= since and x.left_at > x.joined_at
    ]
    return sum(lasted) / len(lasted) if lasted else None


def _patience_s(requests: Iterable[Request], now: datetime) -> float | None:
    """All time waited over those who left: the mean, were it exponential."""
    waited, gave_up = 0.0, 0
    for x in requests:
        end = x.served_at or x.ended_at or now
        waited += (end - x.requested_at).total_seconds()
        gave_up += x.outcome in ("left", "silent")
    return waited / gave_up if gave_up else None
