"""How often may one address be written to because somebody typed it? So that the chat sends nobody's mail for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from ..ports import Clock

#: Letters of one kind to one typed address within ``WITHIN``, whoever asks for them.
TO_ONE_ADDRESS_MAX: Final = 1
WITHIN: Final = timedelta(hours=1)
#: Addresses that are remembered; the one that was not written to for longest is forgotten first.
KNOWN_MAX: Final = 10_000


class Postage:
    """Letters of one kind, counted by where they go (or by who asks for them). In memory: after a restart it is counted anew."""

    def __init__(self, clock: Clock, most: int = TO_ONE_ADDRESS_MAX) -> None:
        self._clock = clock
        self._most = most
        self._sent: dict[str, list[tuple[datetime, str]]] = {}

    def spent(self, address: str, by: str = "") -> bool:
        """Whether this address was sent as much as it may be. What ``by`` itself had sent there does not count: it is a repeat."""
        return sum(not by or x != by for _, x in self._recent(address)) >= self._most

    def count(self, address: str, by: str = "") -> None:
        """One more was sent there."""
        recent = [*self._recent(address), (self._clock.now(), by)]
        self._sent.pop(address.casefold(), None)
        self._sent[address.casefold()] = recent
        if len(self._sent) > KNOWN_MAX:
            del self._sent[next(iter(self._sent))]

    def forget(self, address: str) -> None:
        """The last one never left."""
        recent = self._recent(address)[:-1]
        if recent:
            self._sent[address.casefold()] = recent
        else:
            self._sent.pop(address.casefold(), None)

    def _recent(self, address: str) -> list[tuple[datetime, str]]:
        after = self._clock.now() - WITHIN
        return [x for x in self._sent.get(address.casefold(), ()) if x[0] > after]
