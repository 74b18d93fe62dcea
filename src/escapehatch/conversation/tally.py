"""How many are there of what, at one moment?"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Line(Struct, frozen=True):
    """How many conversations have this status and queue. ``oldest_at``: since when the first of those who wait waits."""

    status: str
    queue: str
    number: int
    oldest_at: datetime | None = None


class Tally(Struct, frozen=True):
    """What is there at one moment: open conversations, effects that wait to be told, and dead letters."""

    lines: tuple[Line, ...] = ()
    backlog: int = 0
    letters: int = 0
