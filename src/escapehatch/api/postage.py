"""How often may one address be written to because somebody typed it? So that the chat sends nobody's mail for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from ..ports import Clock

#: Copies to one typed address within ``WITHIN``, whoever asks for them.
TO_ONE_ADDRESS_MAX: Final = 1
WITHIN: Final = timedelta(hours=1)
#: Addresses that are remembered; the one that was not written to for longest is forgotten first.
KNOWN_MAX: Final = 10_000


class Postage:
    """In memory: after a restart it is counted anew."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sent: dict[str, list[datetime]] = {}

    def spent(self, address: str) -> bool:
        """Whether this address was sent as much as it may be."""
        return len(self._recent(address)) >= TO_ONE_ADDRESS_MAX

    def count(self, address: str) -> None:
        """One more was sent there."""
        recent = [*self._recent(address), self._clock.now()]
        self._sent.pop(address.casefold(), None)
        self._sent[address.casefold()] = recent
        if len(self._sent) > KNOWN_MAX:
            del self._sent[next(iter(self._sent))]

    def _recent(self, address: str) -> list[datetime]:
        after = self._clock.now() - WITHIN
        return [x for x in self._sent.get(address.casefold(), ()) if x > after]
