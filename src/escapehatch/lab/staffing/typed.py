"""The command ``forecast``: what was typed, as a question, and its answer as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from rich.console import Console
from rich.table import Table

from .forecast import TARGET, Forecast, Question, curve, forecast
from .page import agent_hours, day_page, page
from .patience import Exponential, Fixed, LogNormal, Patience, Uniform
from .profile import Profile, Staffed, profile, staff
from .words import handles, rate, seconds, span, target

SHAPES: Final = ("exponential", "lognormal", "uniform", "fixed")
#: Standard deviation over mean of log-normal patience, when it is not given.
PATIENCE_CV: Final = 1.0
#: Seats, added up over the intervals, of a question that is answered while somebody waits.
SEATS_MAX: Final = 10_000
#: Intervals of such a question.
INTERVALS_NOW_MAX: Final = 192
#: For log-normal patience an interval counts as so many.
LOGNORMAL_IS_SLOWER: Final = 8


def question(
    arrivals: str, handle: str, patience: str = "", concurrency: int = 1, slowdown: str = "", wanted: str = "", shape: str = SHAPES[0], cv: float = PATIENCE_CV
) -> Question:  # fmt: skip
    """The question in plain values. Raises ValueError for what cannot be understood."""
    share, within_s = target(wanted) if wanted else TARGET
    stay = _patience(seconds(patience), shape, cv) if patience else None
    return Question(rate(arrivals), handles(handle, concurrency, slowdown), stay, share, within_s)


def _patience(mean_s: float, shape: str, cv: float) -> Patience:
    if shape == "lognormal":
        if not 0 < cv <= 20:
            raise ValueError("--patience-cv lies between 0 and 20.")
        return LogNormal(mean_s, cv)
    kinds: dict[str, type[Exponential | Fixed | Uniform]] = {
        "exponential": Exponential,
        "fixed": Fixed,
        "uniform": Uniform,
    }
    if shape not in kinds:
        raise ValueError(f"--patience-shape is one of {', '.join(SHAPES)}, not {shape!r}.")
    return kinds[shape](mean_s)


class Typed(Struct, frozen=True):
    """The options of ``escapehatch forecast`` as they are typed; ``profile`` is the text of a profile (see ``profile``)."""

    handle: str
    arrivals: str = ""
    profile: str = ""
    interval: str = ""
    agents: int | None = None
    patience: str = ""
    concurrency: int = 1
    slowdown: str = ""
    target: str = ""
    patience_shape: str = SHAPES[0]
    patience_cv: float = PATIENCE_CV

    def day(self) -> Profile | None:
        """The profile, when one was given. Raises ValueError."""
        if bool(self.profile) == bool(self.arrivals):
            raise ValueError("Give either the arrivals (48/min), or a profile with what comes in each interval.")
        return profile(self.profile, self.interval) if self.profile else None

    def question(self) -> Question:
        """The question; with a profile its arrivals are those of the busiest interval. Raises ValueError."""
        day = self.day()
        came = f"{max(x.arrivals for x in day.intervals) / day.length_s:.12f}/s" if day else self.arrivals
        return question(
            came, self.handle, self.patience, self.concurrency, self.slowdown, self.target, self.patience_shape, self.patience_cv
        )  # fmt: skip


def plain(typed: Typed) -> dict[str, Any]:
    """The answer's figures by name: of one load, or of every interval. Raises ValueError for what cannot be understood."""
    asked, day = typed.question(), typed.day()
    return day_plain(day, staff(asked, day, typed.agents)) if day else forecast(asked, typed.agents).plain()


def bounded(asked: Mapping[str, Any]) -> dict[str, Any]:
    """``plain`` for somebody who waits for the answer: with ``curve`` true also for fewer and more agents. Raises ValueError.

    What would take more than a second or two is refused: ask the command.
    """
    typed, question, day = _within_reach(asked)
    found = plain(typed)
    return (
        {**found, "curve": [x.plain() for x in curve(question, typed.agents)]}
        if asked.get("curve") and not day
        else found
    )


def bounded_page(asked: Mapping[str, Any]) -> str:
    """The same as a page with its pictures. Raises ValueError."""
    typed, question, day = _within_reach(asked)
    if day:
        return day_page(question, day, staff(question, day, typed.agents))
    return page(question, forecast(question, typed.agents))


def _within_reach(asked: Mapping[str, Any]) -> tuple[Typed, Question, Profile | None]:
    typed = Typed(**{x: asked[x] for x in Typed.__struct_fields__ if x in asked})
    question, day = typed.question(), typed.day()
    busiest = question.arrivals * question.handles_s[-1] / len(question.handles_s)
    intervals = len(day.intervals) if day else 1
    seats = max(busiest, typed.agents or 0) * len(question.handles_s) * intervals
    slow = LOGNORMAL_IS_SLOWER if typed.patience_shape == "lognormal" else 1
    if seats > SEATS_MAX or slow * intervals > INTERVALS_NOW_MAX:
        raise ValueError("This is too much to work out while you wait. Use `escapehatch forecast`.")
    return typed, question, day


def show(typed: Typed, as_json: bool, html: Path | None = None) -> None:
    """The answer on standard output, and as a page. Raises ValueError for what cannot be understood."""
    asked, day = typed.question(), typed.day()
    if day:
        staffed = staff(asked, day, typed.agents)
        drawn, told, words, remark = day_page(asked, day, staffed), day_plain(day, staffed), day_table(day, staffed), ""
    else:
        met = forecast(asked, typed.agents)
        drawn, told, words, remark = page(asked, met) if html else "", met.plain(), table(met), met.statement
    if html:
        html.write_text(drawn, encoding="utf-8")
    if as_json:
        print(json.dumps(told))
        return
    Console().print(words)
    if remark:
        print(remark)


def day_plain(day: Profile, staffed: Sequence[Staffed]) -> dict[str, Any]:
    """Every figure of every interval by its name."""
    each = [{"interval": x.name, "arrivals": x.arrivals, "load": round(x.load, 9), **x.met.plain()} for x in staffed]
    return {"interval_s": day.length_s, "agent_hours": agent_hours(day, staffed), "intervals": each}


def day_table(day: Profile, staffed: Sequence[Staffed]) -> Table:
    within = span(staffed[0].met.within_s)
    found = Table("interval", "customers", "agents", f"within {within}", "mean wait", "nine in ten", "leave", box=None)
    for x in staffed:
        met = x.met
        found.add_row(
            x.name, f"{x.arrivals:g}", str(met.agents), f"{met.service_level:.1%}", span(met.asa_s), span(met.wait_p90_s), f"{met.p_abandon:.1%}"
        )  # fmt: skip
    found.title, found.title_justify = f"{agent_hours(day, staffed):,.4g} agent hours ({staffed[0].met.model})", "left"
    return found


def table(x: Forecast) -> Table:
    """The answer for people."""
    found = Table(title=f"{x.agents} agents ({x.model})", title_justify="left", show_header=False, box=None)
    queue = "without end" if x.queue_mean is None else f"{x.queue_mean:.2f}"
    for name, value in (
        ("have to wait", f"{x.p_wait:.1%}"),
        ("mean wait of all", span(x.asa_s)),
        ("nine in ten wait at most", span(x.wait_p90_s)),
        (f"wait at most {span(x.within_s)}", f"{x.service_level:.1%} (target {x.target_share:.0%})"),
        (f"served within {span(x.within_s)}", f"{x.served_within:.1%}"),
        ("leave before anybody comes", f"{x.p_abandon:.1%}"),
        ("waiting at any time", queue),
        ("slots in use", f"{x.occupancy:.1%}"),
        ("agents needed for the target", str(x.agents_needed)),
    ):
        found.add_row(name, value)
    return found
