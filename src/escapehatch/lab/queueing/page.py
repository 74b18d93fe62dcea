"""What a simulation found, as one page with pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Final

from ..drawing.page import card, figure, table, whole
from ..drawing.plots import Line, columns, lines
from ..drawing.svg import percent
from ..staffing.words import span
from .figures import Half, Waits
from .trial import Trial

#: Said where nobody came.
NOTHING: Final = "Nobody came."
HOURS: Final = "time of the day, hours"
#: Who is dashed in the pictures of one scenario.
AS_THEY_CAME: Final = "first come, first served"


def page(trials: Sequence[Trial]) -> str:
    """One scenario, or two side by side."""
    mine = trials[0]
    return whole(
        f"Simulation of {mine.scenario.name}", [_head(trials), _cards(mine), _pictures(trials), _tables(trials)]
    )


def _head(trials: Sequence[Trial]) -> str:
    keys = zip(trials, "ab", strict=False)
    names = "".join(f'<p class="names"><i class="key {kind}"></i> {escape(_about(x))}</p>' for x, kind in keys)
    return f"<header><h1>A simulated queue</h1>{names}<p>The router is the one that the server runs.</p></header>"


def _about(x: Trial) -> str:
    s = x.scenario
    return f"{s.name}: {s.days} days, {len(s.roster.agents)} agents, {x.ours.whole.customers:,} customers"


def _cards(x: Trial) -> str:
    ours, plain, every = x.ours, x.in_order.whole, x.ours.whole
    good = f"95 % between {every.served_within_low:.1%} and {every.served_within_high:.1%}; wished for {x.scenario.share:.0%}"
    busy = f"of their seats' time; equals differ by {100 * ours.spread:.1f} points"
    kept = f"{ours.checked.choices:,} choices: past the cap nobody overtakes, nobody waits beside a free agent"
    parts = [
        card(f"Served in {span(ours.within_s)}", f"{every.served_within:.1%}", good),
        card("Mean wait", span(every.wait_mean_s), f"one in ten waits longer than {span(every.wait_p90_s)}"),
        card("Left", f"{every.p_abandon:.1%}", f"{every.left:,} before anybody came"),
        card("Busy", f"{ours.occupancy_mean:.0%}", busy),
        card("Cost", f"{every.cost:,.0f}", f"by the roster's classes; {plain.cost:,.0f} {AS_THEY_CAME}"),
        card("Promises", "all kept" if ours.checked.sound else "broken", kept),
    ]
    return f'<section class="cards">{"".join(parts)}</section>'


def _pictures(trials: Sequence[Trial]) -> str:
    mine = trials[0]
    wanted = f"{mine.scenario.share:.0%} in {span(mine.scenario.within_s)}"
    about = (
        '<i class="key a"></i> needed <i class="key b"></i> there. Needed: with so many '
        f"{escape(wanted)} would be met if the half hour's arrivals went on and everybody could take everybody."
    )
    came = [(x.begins, x.customers, f"{x.begins}: {x.customers:.1f} customers a day") for x in mine.ours.day]
    parts = [
        figure(
            "Customers",
            columns(came, "Customers in each half hour", "a half hour", _plain),
            "Of an average day.",
            NOTHING,
        ),
        figure("Agents", _agents(mine.ours.day), about, NOTHING),
        *_over_the_day(trials),
        *_what_if(mine),
    ]
    return f'<section class="charts">{"".join(parts)}</section>'


def _agents(day: Sequence[Half]) -> str:
    needed = Line("needed", [(h, x.needed) for h, x in _hours(day)], "a")
    there = Line("there", [(h, x.agents) for h, x in _hours(day)], "b")
    return lines([needed, there], "Agents needed and there over the day", HOURS, "agents", _plain)


def _over_the_day(trials: Sequence[Trial]) -> Iterator[str]:
    days, names = [x.ours.day for x in trials], [x.scenario.name for x in trials]
    if len(trials) == 1:
        days, names = [trials[0].ours.day, trials[0].in_order.day], ["the router", AS_THEY_CAME]
    legend = "".join(
        f'<i class="key {kind}"></i>\N{NO-BREAK SPACE}{escape(name)} ' for name, kind in zip(names, "ab", strict=False)
    )
    shown: tuple[tuple[str, str, Callable[[float], str], Callable[[Half], float | None]], ...] = (
        ("One in ten waits longer", "wait", _span, lambda x: x.wait_p90_s),
        ("Half wait longer", "wait", _span, lambda x: x.wait_p50_s),
        ("Who left", "of those who came", percent, lambda x: x.p_abandon),
        ("The queue", "customers waiting, on average", _plain, lambda x: x.queue_mean),
    )
    for title, beside, words, of in shown:
        drawn = [
            Line(name, [(h, of(x)) for h, x in _hours(day)], kind)
            for name, day, kind in zip(names, days, "ab", strict=False)
        ]
        yield figure(title, lines(drawn, f"{title}, over the day", HOURS, beside, words), legend, NOTHING)


def _what_if(x: Trial) -> Iterator[str]:
    now = float(len(x.scenario.roster.agents))
    shown: tuple[tuple[str, str, Callable[[float], str], Callable[[Waits], float]], ...] = (
        ("Waits with more agents, or fewer", "mean wait", _span, lambda w: w.wait_mean_s),
        ("Who leaves with more agents, or fewer", "of those who came", percent, lambda w: w.p_abandon),
    )
    for title, beside, words, of in shown if x.curve else ():
        drawn = [Line("agents", [(float(count), of(waits)) for count, waits in x.curve], "a", now)]
        about = "Circle: as in the scenario. Each point is a run of its own."
        yield figure(title, lines(drawn, title, "agents", beside, words), about, NOTHING)


def _hours(day: Sequence[Half]) -> Iterator[tuple[float, Half]]:
    for n, x in enumerate(day):
        yield n / 2, x


def _plain(value: float) -> str:
    return f"{value:.3g}"


def _span(wait_s: float) -> str:
    return f"{wait_s:.3g} s" if wait_s < 100 else f"{wait_s / 60:.3g} min"


def _tables(trials: Sequence[Trial]) -> str:
    parts = []
    for x in trials:
        rows = [_row(line) for line in (*x.ours.kinds, x.ours.whole)]
        rows.append(["all, as they came", *_row(x.in_order.whole)[1:]])
        good = f"served in {span(x.ours.within_s)}"
        head = ["", "came", "mean wait", "p50", "p90", "p95", "p99", "longest", "left", good, "cost"]
        parts.append(f"<section><h2>{escape(x.scenario.name)}</h2>{table(head, rows)}")
        busy = table(["", "of their seats"], [[name, f"{share:.1%}"] for name, share in x.ours.occupancy.items()])
        parts.append(f"<details><summary>How busy each agent is</summary>{busy}</details></section>")
    return "".join(parts)


def _row(x: Waits) -> list[str]:
    waits = (x.wait_mean_s, x.wait_p50_s, x.wait_p90_s, x.wait_p95_s, x.wait_p99_s, x.wait_max_s)
    good = f"{x.served_within:.1%} ({x.served_within_low:.1%} to {x.served_within_high:.1%})"
    return [x.name, f"{x.customers:,}", *map(span, waits), f"{x.p_abandon:.1%}", good, f"{x.cost:,.0f}"]
