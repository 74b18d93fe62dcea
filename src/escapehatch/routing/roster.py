"""Queues and agents, as a lead writes them in one readable file. Parsing checks it, with the place of each fault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from .hours import ALWAYS, DAY_MINUTES, DAYS, Hours, SpecialDay, Window
from .public_days import known_place


class RosterRefused(Exception):
    """The roster cannot be used. ``problems``: ``file:line:column: sentence``, one each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Queue(Struct, frozen=True):
    """Where a conversation waits. ``offer_s``: time to accept an offer. ``wait_limit_s``: then a fallback is offered."""

    id: str
    title: str = ""
    hours: Hours = ALWAYS
    skills: tuple[str, ...] = ()
    offer_s: float = 30.0
    wait_limit_s: float = 300.0
    callback_within: timedelta = timedelta(minutes=30)


class AgentProfile(Struct, frozen=True):
    """A person on the team. ``capacity``: conversations at a time."""

    id: str
    name: str
    email: str = ""
    queues: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: int = 3
    role: str = "agent"


class Roster(Struct, frozen=True):
    """The first queue is the default: whoever belongs nowhere goes there (B09)."""

    queues: tuple[Queue, ...] = (Queue("support", "Support"),)
    agents: tuple[AgentProfile, ...] = ()

    def queue(self, queue_id: str) -> Queue:
        """The queue with this id, or the default one."""
        return next((x for x in self.queues if x.id == queue_id), self.queues[0])

    def agent(self, agent_id: str) -> AgentProfile | None:
        return next((x for x in self.agents if x.id == agent_id), None)


DEFAULT: Final = Roster()

Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9_-]*$")]
_WINDOW: Final = re.compile(r"^(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)$")


class _Sheet(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Hours(_Sheet):
    """Keys are days (``mon``, ``mon-fri``) or ``daily``; values windows like ``09:00-17:30``, or ``closed``.

    ``holidays``: places like ``ES`` or ``US-NY`` whose public holidays are closed. ``special``: dates with hours of their own.
    """

    zone: str = "UTC"
    closed: list[date] = []
    holidays: str | list[str] = []
    special: dict[date, str | list[str]] = {}
    daily: str | list[str] | None = None
    days: dict[str, str | list[str]] = {}

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"{zone!r} is no time zone; write it like Europe/Madrid") from None
        return zone

    @field_validator("holidays")
    @classmethod
    def _known_places(cls, places: str | list[str]) -> list[str]:
        return [known_place(x) for x in ([places] if isinstance(places, str) else places)]

    @model_validator(mode="after")
    def _readable(self) -> _Hours:
        twice = sorted(set(self.closed) & set(self.special))
        if twice:
            raise ValueError(f"{twice[0]} is both closed and special; write it once")
        self.value()
        return self

    def value(self) -> Hours:
        week: list[tuple[Window, ...]] = list(ALWAYS.week) if self.daily is None and not self.days else [()] * 7
        if self.daily is not None:
            week = [_windows(self.daily)] * 7
        for days, windows in self.days.items():
            for day in _days(days):
                week[day] = _windows(windows)
        special = tuple(SpecialDay(day, _windows(x)) for day, x in sorted(self.special.items()))
        return Hours(self.zone, tuple(week), frozenset(self.closed), tuple(self.holidays), special)


class _Queue(_Sheet):
    id: Name
    title: str = ""
    hours: _Hours = _Hours()
    skills: list[str] = []
    offer_s: Annotated[float, Field(ge=1, le=600)] = 30.0
    wait_limit_s: Annotated[float, Field(ge=1, le=86_400)] = 300.0
    callback_within_min: Annotated[float, Field(ge=1, le=10_080)] = 30.0

    def value(self) -> Queue:
        within = timedelta(minutes=self.callback_within_min)
        title = self.title or self.id.capitalize()
        return Queue(self.id, title, self.hours.value(), tuple(self.skills), self.offer_s, self.wait_limit_s, within)


class _Agent(_Sheet):
    id: Name
    name: str
    email: str = ""
    queues: list[Name] = []
    skills: list[str] = []
    languages: list[str] = []
    capacity: Annotated[int, Field(ge=0, le=100)] = 3
    role: Literal["agent", "lead"] = "agent"

    def value(self, everywhere: tuple[str, ...]) -> AgentProfile:
        queues = tuple(self.queues) or everywhere
        skills, languages = tuple(self.skills), tuple(self.languages)
        return AgentProfile(self.id, self.name, self.email, queues, skills, languages, self.capacity, self.role)


class _Roster(_Sheet):
    queues: Annotated[list[_Queue], Field(min_length=1)] = [_Queue(id="support", title="Support")]
    agents: list[_Agent] = []


def parse(text: str, name: str = "roster.yaml") -> Roster:
    """A checked roster, or RosterRefused with the place of each fault."""
    try:
        tree = YAML(typ="rt").load(text) or {}
    except MarkedYAMLError as wrong:
        mark = wrong.problem_mark
        place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        raise RosterRefused((f"{place}: {wrong.problem or 'this is not YAML'}",)) from None
    except (YAMLError, ValueError) as wrong:
        # A character that may not be written, or a day that no calendar has.
        raise RosterRefused((f"{name}: {' '.join(str(wrong).split())}",)) from None
    try:
        sheet = _Roster.model_validate(_plain(tree))
    except ValidationError as wrong:
        raise RosterRefused(tuple(f"{_place(tree, e['loc'], name)}: {_said(e)}" for e in wrong.errors())) from None
    problems = tuple(_double(sheet, tree, name))
    if problems:
        raise RosterRefused(problems)
    everywhere = tuple(x.id for x in sheet.queues)
    return Roster(tuple(x.value() for x in sheet.queues), tuple(x.value(everywhere) for x in sheet.agents))


def _plain(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return str(node) if isinstance(node, str) else node


def _said(error: Any) -> str:
    return f"{'.'.join(str(x) for x in error['loc'])}: {error['msg'].removeprefix('Value error, ')}"


def _place(tree: Any, loc: tuple[Any, ...], name: str) -> str:
    """The line and column of the deepest node of ``loc`` that is written in the file."""
    node, line, column = tree, 0, 0
    for step in loc:
        try:
            marks = node.lc
            line, column = marks.key(step) if isinstance(node, Mapping) else marks.item(step)
            node = node[step]
        except (KeyError, IndexError, AttributeError, TypeError):
            break
    return f"{name}:{line + 1}:{column + 1}"


def _double(sheet: _Roster, tree: Any, name: str) -> list[str]:
    """Ids given twice, and queues that no one has heard of."""
    found = []
    for kind, ids in (("queues", [x.id for x in sheet.queues]), ("agents", [x.id for x in sheet.agents])):
        for n, known_id in enumerate(ids):
            if known_id in ids[:n]:
                found.append(f"{_place(tree, (kind, n, 'id'), name)}: {known_id!r} is there twice")
    known = {x.id for x in sheet.queues}
    for n, agent in enumerate(sheet.agents):
        for queue in agent.queues:
            if queue not in known:
                found.append(f"{_place(tree, ('agents', n, 'queues'), name)}: there is no queue {queue!r}")
    return found


def _windows(given: str | list[str]) -> tuple[Window, ...]:
    texts = [given] if isinstance(given, str) else given
    return tuple(_window(x) for x in texts if x != "closed")


def _window(text: str) -> Window:
    found = _WINDOW.match(text)
    if not found:
        raise ValueError(f"{text!r} is no window; write it like 09:00-17:30, or closed")
    start_h, start_m, end_h, end_m = (int(x) for x in found.groups())
    start, end = start_h * 60 + start_m, end_h * 60 + end_m
    if start >= DAY_MINUTES or end > DAY_MINUTES or start_m > 59 or end_m > 59:
        raise ValueError(f"{text!r} is beyond the day; hours go from 00:00 to 24:00")
    return Window(start, end)


def _days(text: str) -> list[int]:
    first, _, last = text.partition("-")
    if first not in DAYS or (last and last not in DAYS):
        raise ValueError(f"{text!r} is no day; write mon, tue, ..., or mon-fri")
    begin = DAYS.index(first)
    end = DAYS.index(last) if last else begin
    return [x % 7 for x in range(begin, end + 1 + (7 if end < begin else 0))]
