"""The real house, built on a journal and a clock that somebody else made."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, cast

from starlette.websockets import WebSocket

from escapehatch import app
from escapehatch.api import wire
from escapehatch.api.asks import Asker
from escapehatch.api.sockets import Session
from escapehatch.conversation import commands as do
from escapehatch.conversation.values import Author, Customer, Role
from escapehatch.lab.simulation.pages import Line, Seen
from escapehatch.ports import Clock, Journal, Outside, Reader
from escapehatch.settings import Settings

SETTINGS = Settings(reader="plain")


class House(app.House):
    """With a door for pages: the API's own session, behind the greeting."""

    def connect(self, line: Line, who: Author, where: str, seen: Seen) -> Coroutine[Any, Any, None]:
        theirs = who.role == Role.CUSTOMER
        start = do.Start(where, Customer(who.id, who.name)) if theirs else None
        session = Session(self.parts, cast(WebSocket, line), Asker(who.role, who.id, who.name, start))
        return session.run(wire.Hello(seen={where: seen.upto}, epoch=seen.epoch, beats=True))


def build(journal: Journal, clock: Clock, reader: Reader, outside: Outside, new_id: Callable[[], str]) -> House:
    return House(SETTINGS, journal, clock, reader, outside, new_id)
