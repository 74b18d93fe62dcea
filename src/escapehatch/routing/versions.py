"""The versions of the roster: what each said, who wrote it and when, and what changed from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from ..differences import Difference, differences
from .hours import DAYS, Hours, Window
from .roster import Roster

#: Under this kind a journal keeps them, by number.
KIND: Final = "roster_version"
#: Who it is said to be when the file was edited by hand.
BY_FILE: Final = "file"


class Version(Struct, frozen=True):
    """A roster text that was in force since ``since_at``. ``by``: an agent's id, or ``file``. Numbers go 1, 2, 3, ...

    A text that comes back is a new version: the list tells what was in force at any time.
    """

    number: int
    since_at: datetime
    by: str
    text: str
    because: str = ""


def key(number: int) -> str:
    return f"{number:08d}"


def written(version: Version) -> bytes:
    return msgspec.json.encode(version)


def read(kept: bytes) -> Version:
    return msgspec.json.decode(kept, type=Version)


def versions(kept: Mapping[str, bytes]) -> list[Version]:
    """What a journal keeps under ``KIND``, oldest first."""
    return [read(kept[x]) for x in sorted(kept)]


def difference(before: Roster, after: Roster) -> list[Difference]:
    """What another roster says otherwise. Layout, comments and what is spelled out as its default are no difference."""
    return list(differences(sheet(before), sheet(after)))


def sheet(roster: Roster) -> dict[str, Any]:
    """All that a roster says, defaults included, as plain values; queues, agents and classes by their ids."""
    plain: dict[str, Any] = msgspec.to_builtins(roster)
    queues = {x.id: _sheet(x, x.hours) for x in roster.queues}
    agents = {x.id: _sheet(x, x.hours) for x in roster.agents}
    classes = {x.id: _sheet(x) for x in roster.classes}
    orders = {"order of queues": list(queues), "order of classes": list(classes)}
    named = {"queues": queues, "agents": agents, "classes": classes}
    return {**named, **orders, **{name: value for name, value in plain.items() if name not in named}}


def _sheet(row: Struct, hours: Hours | None = None) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(row)
    shown = {name: list(x) if isinstance(x, tuple) else x for name, x in plain.items() if name != "id"}
    return {**shown, "hours": _hours(hours)} if hours else shown


def _hours(hours: Hours) -> dict[str, Any]:
    week = {day: _windows(windows) for day, windows in zip(DAYS, hours.week, strict=True)}
    special = {x.day.isoformat(): _windows(x.windows) for x in hours.special}
    closed = sorted(x.isoformat() for x in hours.closed)
    return {"zone": hours.zone, **week, "closed": closed, "holidays": list(hours.holidays), "special": special}


def _windows(windows: tuple[Window, ...]) -> str:
    return ", ".join(f"{_clock(x.start)}-{_clock(x.end)}" for x in windows) or "closed"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
