"""A scenario, as somebody writes it in one readable file: a roster, who comes when, and how people behave."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ...handoff.problems import Problem, place
from ...routing.roster import Roster, RosterRefused, of_tree, parse
from ..staffing.words import seconds, target
from .load import DAY_S, Kind, Profile, Steps, Times, Wave, flat
from .team import Offers

#: Days, kinds of customers and customers a run at most: what happened is kept, a few bytes each.
DAYS_MAX: Final = 400
KINDS_MAX: Final = 100
CUSTOMERS_MAX: Final = 5_000_000


class ScenarioRefused(Exception):
    """The scenario cannot be used. ``problems``: each with its place."""

    def __init__(self, problems: Sequence[Problem | str]) -> None:
        super().__init__("\n".join(str(x) for x in problems))
        self.problems = tuple(problems)


class Scenario(Struct, frozen=True):
    """Everything a run needs. ``share`` of all customers is to be served within ``within_s``."""

    name: str
    roster: Roster
    kinds: tuple[Kind, ...]
    start: datetime
    days: int = 1
    seed: int = 7
    level_cv: float = 0.0
    slow: tuple[float, ...] = (1.0,)
    offers: Offers = Offers()
    share: float = 0.8
    within_s: float = 60.0


def _minute(text: str) -> float:
    found = re.fullmatch(r"(\d{1,2}):(\d\d)", text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(f"{text!r} is no time of the day; write it like 09:30")
    return int(found[1]) * 3600.0 + int(found[2]) * 60.0


class _Sheet(BaseModel):
    model_config = ConfigDict(extra="forbid")


Rate = Annotated[float, Field(ge=0, le=100_000)]


class _Wave(_Sheet):
    """A sine over the day: ``mean`` an hour, ``swing`` up and down as a share of it."""

    mean: Rate
    swing: Annotated[float, Field(ge=0, le=1)] = 0.5
    peak_at: str = "14:00"

    @field_validator("peak_at")
    @classmethod
    def _readable(cls, text: str) -> str:
        _minute(text)
        return text


class _Customers(_Sheet):
    """Customers alike. Times like ``9min``; ``patience: never`` for those who wait as long as it takes."""

    name: Annotated[str, Field(min_length=1, max_length=64)]
    queue: str = ""
    per_hour: Rate | dict[str, Rate] | _Wave
    handle: str = "9min"
    handle_shape: Literal["exponential", "lognormal", "fixed"] = "lognormal"
    handle_cv: Annotated[float, Field(gt=0, le=20)] = 1.0
    patience: str = "11min"
    patience_shape: Literal["exponential", "lognormal", "fixed"] = "lognormal"
    patience_cv: Annotated[float, Field(gt=0, le=20)] = 1.2
    priority: Annotated[int, Field(ge=0, le=3)] = 0
    skills: list[str] = []
    language: str = ""
    tier: str = ""
    verified: bool | None = None
    cart: Annotated[float, Field(ge=0)] = 0.0
    channel: str = ""

    @field_validator("per_hour")
    @classmethod
    def _times(cls, given: Any) -> Any:
        if isinstance(given, dict):
            if not given:
                raise ValueError("say from when on how many come, like {'09:00': 20}")
            for moment in given:
                _minute(moment)
        return given

    @field_validator("handle", "patience")
    @classmethod
    def _span(cls, text: str) -> str:
        if text != "never":
            seconds(text)
        return text

    @model_validator(mode="after")
    def _ends(self) -> _Customers:
        if self.handle == "never":
            raise ValueError("handle: a conversation has to end")
        return self

    def value(self, roster: Roster) -> Kind:
        patience = Times(1.0, "never")
        if self.patience != "never":
            patience = Times(seconds(self.patience), self.patience_shape, self.patience_cv)
        queue = roster.queue(self.queue)
        return Kind(
            name=self.name,
            queue=queue.id,
            profile=self._profile(),
            handle=Times(seconds(self.handle), self.handle_shape, self.handle_cv),
            patience=patience,
            priority=self.priority,
            skills=tuple(sorted({*self.skills, *queue.skills})),
            language=self.language,
            needs_language=queue.needs_language,
            tier=self.tier,
            verified=bool(self.tier or self.cart) if self.verified is None else self.verified,
            cart=self.cart,
            seats=roster.seats(self.channel),
        )

    def _profile(self) -> Profile:
        given = self.per_hour
        if isinstance(given, _Wave):
            return Wave(given.mean / 3600, given.swing, _minute(given.peak_at))
        if isinstance(given, dict):
            steps = sorted((_minute(moment), rate / 3600) for moment, rate in given.items())
            return Steps(tuple(x for x, _ in steps), tuple(x for _, x in steps))
        return flat(given / 3600)


Share = Annotated[float, Field(ge=0, le=1)]


class _Offers(_Sheet):
    accept_s: Annotated[float, Field(ge=0, le=3600)] = 0.0
    missed: Share = 0.0
    declined: Share = 0.0
    away_s: Annotated[float, Field(ge=1, le=86_400)] = 600.0

    @model_validator(mode="after")
    def _some_accepted(self) -> _Offers:
        if self.missed + self.declined >= 1:
            raise ValueError("somebody has to accept: missed and declined together stay below 1")
        return self

    def value(self) -> Offers:
        return Offers(self.accept_s, self.missed, self.declined, self.away_s)


class _Scenario(_Sheet):
    roster: Any
    customers: Annotated[list[_Customers], Field(min_length=1, max_length=KINDS_MAX)]
    first_day: date = date(2026, 1, 5)
    zone: str = "UTC"
    days: Annotated[int, Field(ge=1, le=DAYS_MAX)] = 1
    seed: Annotated[int, Field(ge=0)] = 7
    level_cv: Annotated[float, Field(ge=0, le=3)] = 0.0
    slowdown: Annotated[list[Annotated[float, Field(ge=1, le=100)]], Field(min_length=1)] = [1.0]
    offers: _Offers = _Offers()
    target: str = "80%/60s"

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"{zone!r} is no time zone; write it like Europe/Madrid") from None
        return zone

    @field_validator("target")
    @classmethod
    def _readable(cls, text: str) -> str:
        target(text)
        return text

    @field_validator("slowdown")
    @classmethod
    def _slower(cls, given: list[float]) -> list[float]:
        if given != sorted(given):
            raise ValueError("with more chats at once a chat takes longer, not shorter")
        return given


def scenario(text: str, name: str, beside: Path = Path()) -> Scenario:
    """A checked scenario, or ScenarioRefused with the place of each fault. ``beside``: where a roster's path begins."""
    tree = _tree(text, name)
    try:
        sheet = _Scenario.model_validate(_plain(tree))
    except ValidationError as wrong:
        raise ScenarioRefused([_problem(tree, x["loc"], x["msg"], name) for x in wrong.errors()]) from None
    roster = _roster(tree, sheet, name, beside)
    found = _unknown(tree, sheet, roster, name)
    if found:
        raise ScenarioRefused(found)
    start = datetime.combine(sheet.first_day, time(), ZoneInfo(sheet.zone)).astimezone(UTC)
    made = Scenario(
        name, roster, tuple(x.value(roster) for x in sheet.customers), start, sheet.days, sheet.seed, sheet.level_cv,
        tuple(sheet.slowdown), sheet.offers.value(), *target(sheet.target),
    )  # fmt: skip
    return affordable(made)


def affordable(x: Scenario) -> Scenario:
    """The same, or ScenarioRefused when a run would hold more customers than it should."""
    day = sum(kind.profile.peak for kind in x.kinds) * DAY_S
    if day * x.days > CUSTOMERS_MAX:
        raise ScenarioRefused(
            (f"{x.name}: up to {day * x.days:,.0f} customers would come; {CUSTOMERS_MAX:,} at most. Take fewer days.",)
        )
    return x


def _tree(text: str, name: str) -> Any:
    try:
        tree = YAML(typ="rt").load(text)
    except MarkedYAMLError as wrong:
        mark = wrong.problem_mark
        at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise ScenarioRefused((Problem(name, at[0], at[1], wrong.problem or "this is not YAML"),)) from None
    except (YAMLError, ValueError) as wrong:
        raise ScenarioRefused((Problem(name, 1, 1, " ".join(str(wrong).split())),)) from None
    if not isinstance(tree, Mapping):
        raise ScenarioRefused((Problem(name, 1, 1, "a scenario names a roster and customers"),))
    return tree


def _plain(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return str(node) if isinstance(node, str) else node


def _problem(tree: Any, loc: Sequence[Any], sentence: str, name: str) -> Problem:
    words = ".".join(str(x) for x in loc)
    line, column = place(tree, loc, key=True)
    return Problem(name, line, column, f"{words}: {sentence.removeprefix('Value error, ')}")


def _roster(tree: Any, sheet: _Scenario, name: str, beside: Path) -> Roster:
    """The one embedded, or the one in the file that is named."""
    try:
        if not isinstance(sheet.roster, str):
            return of_tree(tree["roster"], name)
        path = beside / sheet.roster
        return parse(path.read_text(encoding="utf-8"), str(path))
    except RosterRefused as refused:
        raise ScenarioRefused(refused.problems) from None
    except OSError as failed:
        raise ScenarioRefused([_problem(tree, ("roster",), f"{sheet.roster}: {failed.strerror}", name)]) from None


def _unknown(tree: Any, sheet: _Scenario, roster: Roster, name: str) -> list[Problem]:
    """Names that nobody has heard of, and customers whom nobody could ever take."""
    queues, found = {x.id for x in roster.queues}, []
    skills = {x for agent in roster.agents for x in agent.skills}
    if not roster.agents:
        found.append(_problem(tree, ("roster",), "there are no agents", name))
    for n, one in enumerate(sheet.customers):
        if one.queue and one.queue not in queues:
            found.append(_problem(tree, ("customers", n, "queue"), f"there is no queue {one.queue!r}", name))
        if one.channel and one.channel not in roster.channels:
            found.append(
                _problem(tree, ("customers", n, "channel"), f"the roster has no channel {one.channel!r}", name)
            )
        lost = set(one.skills) - skills
        if lost:
            found.append(_problem(tree, ("customers", n, "skills"), f"no agent has the skill {min(lost)!r}", name))
        if one.name in {x.name for x in sheet.customers[:n]}:
            found.append(_problem(tree, ("customers", n, "name"), f"{one.name!r} is there twice", name))
    return found
