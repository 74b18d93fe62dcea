"""Where was the widget seen, and who signed identities? The first time for each site, so that the guided setup knows."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from ..ports import Clock, Journal, JournalUnavailable

KIND: Final = "sighting"


class Sighting(Struct, frozen=True):
    """``page``: its address without what follows the path: that may be private."""

    at: datetime
    page: str = ""


class Sightings:
    """Kept in the journal once for each site; a process asks the journal once."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._known: set[str] = set()

    async def note(self, site: str, page: str, signed: bool) -> None:
        """A visit began. What cannot be kept now is kept with the next one."""
        for name in (f"widget:{site}", f"identity:{site}" if signed else ""):
            if name and name not in self._known:
                seen = Sighting(self._clock.now(), _plain(page))
                try:
                    await self._journal.claim(KIND, name, msgspec.json.encode(seen))
                except JournalUnavailable:
                    return
                self._known.add(name)


def _plain(page: str) -> str:
    try:
        at = urlsplit(page)
    except ValueError:
        return ""
    return f"{at.scheme}://{at.netloc.rpartition('@')[2]}{at.path}"[:200] if at.scheme in {"http", "https"} else ""
