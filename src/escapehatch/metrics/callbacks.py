"""Callbacks: of the promises that a person would write by a certain time and whose time has come, the share that was kept.

Kept is a promise when an agent wrote to the customer by then; `late` when one wrote afterwards; `broken` when the
conversation ended without a word, unless the customer ended it themselves (`released`). Those nobody has written to and that go on are `open`.
The first promise of a request is the one that counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from ..conversation.requests import SAID, Request

OF = Request


class Callbacks(Struct, frozen=True):
    """Counts, and the share of kept, late and broken ones that was kept (none when there are none)."""

    promised: int
    kept: int
    late: int
    broken: int
    released: int
    open: int
    kept_rate: float | None


def measure(requests: Iterable[Request]) -> Callbacks:
    by = Counter(_became(x) for x in requests if x.promised_at)
    due = by["kept"] + by["late"] + by["broken"]
    rate = by["kept"] / due if due else None
    return Callbacks(by.total(), by["kept"], by["late"], by["broken"], by["released"], by["open"], rate)


def _became(x: Request) -> str:
    assert x.promised_at is not None
    if x.kept_at:
        return "kept" if x.kept_at <= x.promised_at else "late"
    if x.ended_at is None:
        return "open"
    return "released" if x.ended_as in SAID else "broken"
