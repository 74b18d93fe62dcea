"""The forecast as one page: what is met with so many agents, curves over more and fewer, a day interval by interval."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..drawing.page import card, figure, table, whole
from ..drawing.plots import Line, Words, columns, lines
from ..drawing.svg import percent
from .forecast import Forecast, Question, curve
from .limits import garnett, halfin_whitt, overload_abandon, overload_wait, root_beta
from .patience import Exponential
from .profile import Profile, Staffed
from .words import span

MISSING = "There is nothing to compare."


def page(asked: Question, met: Forecast) -> str:
    """One load: figures, and curves over the number of agents."""
    around = curve(asked, met.agents)
    heading = f"{met.agents} agents for {asked.arrivals * 60:.4g} customers a minute"
    return whole(
        heading, [_head(heading, asked, met), _cards(met), _pictures(around, met), _large(asked, met), _all(around)]
    )


def day_page(asked: Question, day: Profile, staffed: Sequence[Staffed]) -> str:
    """A profile: agents in each interval, and what is met with them."""
    hours = agent_hours(day, staffed)
    most = max(staffed, key=lambda x: x.met.agents)
    heading = f"{hours:,.4g} agent hours, at most {most.met.agents} agents at a time"
    shown = [
        (x.name, float(x.met.agents), f"{x.name}: {x.met.agents} agents, {x.arrivals:g} customers") for x in staffed
    ]
    came = [(x.name, x.arrivals, f"{x.name}: {x.arrivals:g} customers") for x in staffed]
    level = [Line("wait at most the target", [(n, x.met.service_level) for n, x in enumerate(staffed)]),
             Line("leave", [(n, x.met.p_abandon) for n, x in enumerate(staffed)], "b")]  # fmt: skip
    waits = [(n, x.met) for n, x in enumerate(staffed)]

    def at(n: float) -> str:
        return staffed[int(n)].name if n < len(staffed) else ""

    about = "Each interval is staffed for those who come in it and those still served from before."
    pictures = (
        figure("Agents in each interval", columns(shown, "Agents in each interval", "agents", _count), about, MISSING),
        figure("Customers in each interval", columns(came, "Customers in each interval", "customers", _count, "late"), "", MISSING),
        figure("Who is served in time, who leaves", lines(level, "Service level and share who leave, by interval", "", "share", percent, at), KEY_SHARES, MISSING),
        figure("Waits", _waits(waits, "Waits by interval", "", None, at), KEY_WAITS, MISSING),
    )  # fmt: skip
    rows = [
        [x.name, f"{x.arrivals:g}", f"{x.load:.2f}", str(x.met.agents), f"{x.met.service_level:.1%}", span(x.met.asa_s),
         span(x.met.wait_p90_s), f"{x.met.p_abandon:.1%}", f"{x.met.occupancy:.0%}"] for x in staffed
    ]  # fmt: skip
    head = ["interval", "customers", "load", "agents", f"within {span(asked.within_s)}", "mean wait", "nine in ten", "leave", "in use"]  # fmt: skip
    body = [
        _head(heading, asked, staffed[0].met),
        f'<section class="charts">{"".join(pictures)}</section>',
        f"<section><h2>All intervals</h2>{table(head, rows)}</section>",
    ]
    return whole(heading, body)


def agent_hours(day: Profile, staffed: Sequence[Staffed]) -> float:
    return sum(x.met.agents for x in staffed) * day.length_s / 3600


KEY_WAITS = '<i class="key a"></i> mean wait of all <i class="key b"></i> nine in ten wait at most'
KEY_SHARES = '<i class="key a"></i> wait at most the target\'s time <i class="key b"></i> leave before anybody comes'


def _head(heading: str, asked: Question, met: Forecast) -> str:
    handle = ", ".join(span(x) for x in asked.handles_s)
    said = f"{met.model}. A chat takes {handle}. Target: {asked.share:.0%} within {span(asked.within_s)}."
    remark = f"<p>{escape(met.statement)}</p>" if met.statement else ""
    return f"<header><h1>{escape(heading)}</h1><p>{escape(said)}</p>{remark}</header>"


def _cards(met: Forecast) -> str:
    parts = (
        card(f"Wait at most {span(met.within_s)}", f"{met.service_level:.1%}", f"target {met.target_share:.0%}"),
        card("Mean wait", span(met.asa_s), f"nine in ten at most {span(met.wait_p90_s)}"),
        card("Leave", f"{met.p_abandon:.1%}", "before anybody comes"),
        card("Slots in use", f"{met.occupancy:.0%}", f"{met.agents_needed} agents reach the target"),
    )
    return f'<section class="cards">{"".join(parts)}</section>'


def _pictures(around: Sequence[Forecast], met: Forecast) -> str:
    # One agent too few can make a wait of hours: the picture ends where a wait is many times the target.
    top = max(20 * met.within_s, 2 * (met.wait_p90_s or 0))
    shares = [Line("within the target", [(x.agents, x.service_level if x.stable else None) for x in around], "a", met.agents),
              Line("leave", [(x.agents, x.p_abandon if x.stable else None) for x in around], "b", met.agents)]  # fmt: skip
    parts = (
        figure("Waits against agents", _waits([(x.agents, x) for x in around if (x.wait_p90_s or 0) <= top], "Waits against the number of agents", "agents", met.agents), KEY_WAITS, MISSING),
        figure("Who is served in time, who leaves", lines(shares, "Shares against the number of agents", "agents", "share", percent), KEY_SHARES, MISSING),
    )  # fmt: skip
    return f'<section class="charts">{"".join(parts)}</section>'


def _waits(
    shown: Sequence[tuple[float, Forecast]], label: str, below: str, here: float | None, at: Words = "{:g}".format
) -> str:
    longest = max((x.wait_p90_s or 0 for _, x in shown), default=0)
    unit_s, unit = (60, "min") if longest > 100 else (1, "s")

    def line(name: str, kind: str, waits: list[float | None]) -> Line:
        points = [(n, None if s is None else s / unit_s) for (n, _), s in zip(shown, waits, strict=True)]
        return Line(name, points, kind, here)

    drawn = [
        line("mean wait", "a", [x.asa_s for _, x in shown]),
        line("nine in ten", "b", [x.wait_p90_s for _, x in shown]),
    ]
    return lines(drawn, label, below, f"wait, {unit}", _count, at)


def _large(asked: Question, met: Forecast) -> str:
    """Rules of thumb beside the exact figures, where they apply: agents with one chat each."""
    if len(asked.handles_s) > 1:
        return ""
    load = asked.arrivals * asked.handles_s[0]
    beta, busy = root_beta(met.agents, load), load / met.agents
    rows = [["spare agents, in roots of the load", f"{beta:.3g}", ""]]
    if isinstance(asked.patience, Exponential):
        rule = garnett(beta, asked.handles_s[0] / asked.patience.mean)
        rows.append(["have to wait, by the rule for large teams", f"{rule:.1%}", f"{met.p_wait:.1%}"])
    elif asked.patience is None and beta > 0:
        rows.append(["have to wait, by the rule for large teams", f"{halfin_whitt(beta):.1%}", f"{met.p_wait:.1%}"])
    if asked.patience is not None and busy > 1:
        rows.append(
            ["must leave, more coming than can be served", f"{overload_abandon(busy):.1%}", f"{met.p_abandon:.1%}"]
        )
        rows.append(["wait of those served then", span(overload_wait(busy, asked.patience)), span(met.asa_s)])
    return f"<section><h2>Rules of thumb</h2>{table([f'{load:.4g} agents busy on average', 'rule', 'exact'], rows)}</section>"


def _all(around: Sequence[Forecast]) -> str:
    rows = [
        [str(x.agents), f"{x.service_level:.1%}", span(x.asa_s), span(x.wait_p90_s), f"{x.p_abandon:.1%}", f"{x.occupancy:.0%}"]
        for x in around
    ]  # fmt: skip
    head = ["agents", f"within {span(around[0].within_s)}", "mean wait", "nine in ten", "leave", "in use"]
    return f"<section><h2>All figures</h2>{table(head, rows)}</section>"


def _count(value: float) -> str:
    return f"{value:,.4g}"
