"""Abandonment: of the requests for a person that are over, the share whose customer was gone before anybody answered.

`left` said so (they ended the conversation), `silent` gave no sign any more until the house gave up. Neither was helped. A
third kind looks like service and is none: `answered_to_nobody` counts the requests in which an agent wrote and the customer
never wrote again before the end; most had gone without a word, some were content with what they read. `closed` were ended
by the house or an agent without a word to the customer. Rates are of `over`; those who still wait, or are being served and have yet to
write, are in none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from ..conversation.requests import Request

OF = Request


class Abandonment(Struct, frozen=True):
    """Counts, and shares of ``over`` (none when nothing is over)."""

    over: int
    left: int
    silent: int
    closed: int
    answered_to_nobody: int
    abandonment_rate: float | None
    silent_rate: float | None


def measure(requests: Iterable[Request]) -> Abandonment:
    over = [x for x in requests if x.ended_at or x.wrote_after]
    by = Counter(x.outcome for x in over)
    nobody = sum(x.outcome == "served" and not x.wrote_after for x in over)
    whole, gone = len(over), by["left"] + by["silent"]
    rates = (gone / whole, by["silent"] / whole) if whole else (None, None)
    return Abandonment(whole, by["left"], by["silent"], by["closed"], nobody, *rates)
