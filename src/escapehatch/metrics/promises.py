"""Promises: of what those who waited were told, how much came true in time.

``wait``: somebody came within the time that was named first; since that is a range with one in ten beyond it, some must break.
``callback`` and ``email``: a person answered by the promised time; none should break. Those still open are not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from ..conversation.fold import Conversation


class Promises(Struct, frozen=True):
    """Counts by kind, and kept ones as a share of both (none when nothing was promised)."""

    kept: dict[str, int]
    broken: dict[str, int]
    kept_rate: dict[str, float] | None


def measure(conversations: Iterable[Conversation]) -> Promises:
    kept, broken = Counter[str](), Counter[str]()
    for c in conversations:
        kept.update(x.kind for x in c.promises if x.kept)
        broken.update(x.kind for x in c.promises if not x.kept)
    shares = {x: kept[x] / (kept[x] + broken[x]) for x in sorted({*kept, *broken})}
    return Promises(dict(kept), dict(broken), shares or None)
