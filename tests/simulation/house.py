"""The real house, built on a journal and a clock that somebody else made."""

from __future__ import annotations

from collections.abc import Callable

from escapehatch.app import House
from escapehatch.ports import Clock, Journal, Outside, Reader
from escapehatch.settings import Settings

SETTINGS = Settings(reader="plain")


def build(journal: Journal, clock: Clock, reader: Reader, outside: Outside, new_id: Callable[[], str]) -> House:
    return House(SETTINGS, journal, clock, reader, outside, new_id)
