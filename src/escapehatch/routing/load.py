"""Do more people come than can ever be served? Work that arrives, against the seats that are there."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import exp
from typing import Final

#: What came in about this long counts.
MEMORY: Final = timedelta(minutes=45)
#: Overloaded from this share of customers on who must leave unserved, until it is below the second (fluid limit, F6).
ENTER: Final = 0.10
LEAVE: Final = 0.02


class Load:
    """The minutes of work that arrive each minute, as a fading mean."""

    def __init__(self) -> None:
        self._rate = 0.0
        self._at: datetime | None = None
        self.over = False

    def came(self, at: datetime, seat_s: float) -> None:
        """Somebody came who takes this many seat-seconds."""
        self._rate = self.rate(at) + seat_s / MEMORY.total_seconds()
        self._at = at if self._at is None else max(self._at, at)

    def rate(self, now: datetime) -> float:
        """Seats that arriving work keeps busy."""
        if self._at is None or now <= self._at:
            return self._rate
        return self._rate * exp(-((now - self._at) / MEMORY))

    def judge(self, now: datetime, seats: float) -> bool:
        """Whether the share of customers that ``seats`` can never serve is too large. Holds on until it is small."""
        arriving = self.rate(now)
        lost = 1 - seats / arriving if arriving > seats > 0 else 0.0
        self.over = lost > (LEAVE if self.over else ENTER)
        return self.over
