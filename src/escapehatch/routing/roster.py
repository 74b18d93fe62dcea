"""Queues and agents, as a lead writes them in one readable file. Parsing checks it, with the place of each fault."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from msgspec import Struct, convert
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from .classes import DEFAULT as CLASSES
from .classes import CustomerClass
from .hours import ALWAYS, DAY_MINUTES, DAYS, Hours, SpecialDay, Window
from .public_days import known_place


class RosterRefused(Exception):
    """The roster cannot be used. ``problems``: ``file:line:column: sentence``, one each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Widening(Struct, frozen=True):
    """After ``after_s`` of waiting the circle widens: agents of these queues may take it too, and these skills, or the
    language, are no longer asked for.
    """

    after_s: float
    queues: tuple[str, ...] = ()
    waive_skills: tuple[str, ...] = ()
    any_language: bool = False


class Queue(Struct, frozen=True):
    """Where a conversation waits. ``offer_s``: time to accept an offer. ``wait_limit_s``: then a fallback is offered.

    ``limit``: who comes when so many wait already is shown their other choices at once; 0: any number.
    ``widen``: the circle of agents grows with the wait. ``needs_language``: only agents who speak the customer's language,
    else it is a preference. ``sticky_s``: somebody is kept at most so long for the agent they know. ``flood``: with more
    strangers waiting than this, known customers get every other seat.
    """

    id: str
    title: str = ""
    hours: Hours = ALWAYS
    skills: tuple[str, ...] = ()
    offer_s: float = 30.0
    wait_limit_s: float = 300.0
    callback_within: timedelta = timedelta(minutes=30)
    limit: int = 0
    widen: tuple[Widening, ...] = ()
    needs_language: bool = False
    sticky_s: float = 60.0
    flood: int = 100


class AgentProfile(Struct, frozen=True):
    """A person on the team. ``capacity``: seats, one for each conversation at a time (see ``Roster.channels``).

    ``hours``: their shift; outside it nothing new is offered to them.
    """

    id: str
    name: str
    email: str = ""
    queues: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: float = 3
    role: str = "agent"
    hours: Hours = ALWAYS


class Roster(Struct, frozen=True):
    """The first queue is the default: whoever belongs nowhere goes there (B09).

    ``classes``: whose minutes cost how much, the first that fits. ``channels``: seats that a conversation takes, by channel.
    """

    queues: tuple[Queue, ...] = (Queue("support", "Support"),)
    agents: tuple[AgentProfile, ...] = ()
    classes: tuple[CustomerClass, ...] = CLASSES
    channels: Mapping[str, float] = {}

    def seats(self, channel: str) -> float:
        """What a conversation through this channel takes of an agent's capacity."""
        return self.channels.get(channel, 1.0)

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


Seconds = Annotated[float, Field(gt=0, le=86_400)]


class _Widening(_Sheet):
    after_s: Annotated[float, Field(ge=0, le=86_400)]
    queues: list[Name] = []
    waive_skills: list[str] = []
    any_language: bool = False

    def value(self) -> Widening:
        return Widening(self.after_s, tuple(self.queues), tuple(self.waive_skills), self.any_language)


class _Class(_Sheet):
    """Left out: as for a class ``standard``."""

    id: Name
    priority_from: Annotated[int, Field(ge=0, le=3)] = 0
    tiers: list[str] = []
    cart_from: Annotated[float, Field(ge=0)] | None = None
    queues: list[Name] = []
    weight: Annotated[float, Field(gt=0, le=1e6)] = 1.0
    abandon: Annotated[float, Field(ge=0, le=1e9)] = 10.0
    target_s: Seconds = 180.0
    cap_s: Seconds = 900.0
    deadline_s: Seconds | None = None
    safety: bool = False
    handle_s: Seconds = 540.0
    patience_s: Seconds = 660.0
    patience_sigma: Annotated[float, Field(ge=0, le=10)] = 0.0

    def value(self) -> CustomerClass:
        return convert(self.model_dump(), CustomerClass)


class _Queue(_Sheet):
    id: Name
    title: str = ""
    hours: _Hours = _Hours()
    skills: list[str] = []
    offer_s: Annotated[float, Field(ge=1, le=600)] = 30.0
    wait_limit_s: Annotated[float, Field(ge=1, le=86_400)] = 300.0
    callback_within_min: Annotated[float, Field(ge=1, le=10_080)] = 30.0
    limit: Annotated[int, Field(ge=0, le=100_000)] = 0
    widen: list[_Widening] = []
    needs_language: bool = False
    sticky_s: Annotated[float, Field(ge=0, le=3600)] = 60.0
    flood: Annotated[int, Field(ge=1)] = 100
    capacity: Annotated[float, Field(ge=0, le=100)] | None = None

    def value(self) -> Queue:
        return Queue(
            id=self.id,
            title=self.title or self.id.capitalize(),
            hours=self.hours.value(),
            skills=tuple(self.skills),
            offer_s=self.offer_s,
            wait_limit_s=self.wait_limit_s,
            limit=self.limit,
            callback_within=timedelta(minutes=self.callback_within_min),
            widen=tuple(sorted((x.value() for x in self.widen), key=lambda x: x.after_s)),
            needs_language=self.needs_language,
            sticky_s=self.sticky_s,
            flood=self.flood,
        )


class _Agent(_Sheet):
    id: Name
    name: str
    email: str = ""
    queues: list[Name] = []
    skills: list[str] = []
    languages: list[str] = []
    capacity: Annotated[float, Field(ge=0, le=100)] | None = None
    role: Literal["agent", "lead"] = "agent"
    hours: _Hours = _Hours()

    def value(self, roster: _Roster) -> AgentProfile:
        queues = tuple(self.queues) or tuple(x.id for x in roster.queues)
        limits = [self.capacity, *(x.capacity for x in roster.queues if x.id in queues), roster.capacity]
        return AgentProfile(
            id=self.id,
            name=self.name,
            email=self.email,
            queues=queues,
            skills=tuple(self.skills),
            languages=tuple(self.languages),
            capacity=next(x for x in limits if x is not None),
            role=self.role,
            hours=self.hours.value(),
        )


class _Roster(_Sheet):
    """``capacity``: of agents for whom neither they themselves nor one of their queues says it (D10)."""

    queues: Annotated[list[_Queue], Field(min_length=1)] = [_Queue(id="support", title="Support")]
    agents: list[_Agent] = []
    classes: list[_Class] = []
    channels: dict[str, Annotated[float, Field(ge=0, le=100)]] = {}
    capacity: Annotated[float, Field(ge=0, le=100)] = 3

    def value(self) -> Roster:
        return Roster(
            queues=tuple(x.value() for x in self.queues),
            agents=tuple(x.value(self) for x in self.agents),
            classes=tuple(x.value() for x in self.classes) or CLASSES,
            channels=self.channels,
        )


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
    return of_tree(tree, name)


def of_tree(tree: Any, name: str) -> Roster:
    """The same of a text that is already read, or of the part of one."""
    try:
        sheet = _Roster.model_validate(_plain(tree))
    except ValidationError as wrong:
        raise RosterRefused(tuple(f"{_place(tree, e['loc'], name)}: {_said(e)}" for e in wrong.errors())) from None
    problems = tuple(_double(sheet, tree, name))
    if problems:
        raise RosterRefused(problems)
    return sheet.value()


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
    named: dict[str, Sequence[_Queue | _Agent | _Class]] = {
        "queues": sheet.queues,
        "agents": sheet.agents,
        "classes": sheet.classes,
    }
    for kind, ids in ((kind, [x.id for x in sheets]) for kind, sheets in named.items()):
        for n, known_id in enumerate(ids):
            if known_id in ids[:n]:
                found.append(f"{_place(tree, (kind, n, 'id'), name)}: {known_id!r} is there twice")
    known = {x.id for x in sheet.queues}
    asked: list[tuple[tuple[str | int, ...], list[str]]] = [
        (("agents", n, "queues"), x.queues) for n, x in enumerate(sheet.agents)
    ]
    asked += [(("classes", n, "queues"), x.queues) for n, x in enumerate(sheet.classes)]
    asked += [
        (("queues", n, "widen", m, "queues"), w.queues)
        for n, x in enumerate(sheet.queues)
        for m, w in enumerate(x.widen)
    ]
    for loc, queues in asked:
        found += [f"{_place(tree, loc, name)}: there is no queue {x!r}" for x in queues if x not in known]
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
