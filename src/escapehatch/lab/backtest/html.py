"""The report as one page: no script, no address outside, light and dark, readable on a phone. All text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from ..drawing.page import figure, table, whole
from . import charts
from .curve import Costs
from .figures import BETWEEN, Numbers
from .report import FAR, Example, Report, Side
from .table import LINES, cell, costs, minutes, short, waits

#: Points of the operating curve in its table.
TABLE_POINTS: Final = 12
#: The other policy, by its colour.
OTHER: Final = '<i class="key b"></i>'


def page(found: Report) -> str:
    """The whole page."""
    sides = [x for x in (found.policy, found.against) if x]
    title = f"Backtest of {found.policy.name}"
    body = [_head(found), _cards(found), _pictures(sides, found.wanted.costs), _figures(sides, found), _moves(found)]
    body += [_side(name, x) for name, x in zip(short(sides), sides, strict=True)]
    return whole(title, body)


def _head(found: Report) -> str:
    n = found.policy.numbers
    against = f'<p class="names"><i class="key b"></i> {escape(found.against.name)}</p>' if found.against else ""
    know = (
        f"Of {n['labelled']:,} we know whether a person was needed: {n['needed']:,} times yes, {n['not_needed']:,} times no."
        if n["labelled"]
        else "No conversation says whether a person was needed, so nothing here can be called missed or needless. Give "
        "<code>handoff_at</code> or <code>outcome</code>."
    )
    return (
        f'<header><h1>What the policy would have done</h1><p class="names"><i class="key a"></i> {escape(found.policy.name)}</p>'
        f"{against}<p>{n['conversations']:,} conversations, {n['turns']:,} customer turns. {know}</p></header>"
    )


def _cards(found: Report) -> str:
    mine, other = found.policy.numbers, found.against.numbers if found.against else None
    parts = [
        _card("Missed", "A person was needed, none came", mine, other, "missed_rate", "missed"),
        _card("Needless", "A person came, none was needed", mine, other, "needless_rate", "needless"),
        _card("Handed off", "Of all conversations", mine, other, "handed_off_rate", "handed_off"),
    ]
    was = "" if other is None else f"<p>{OTHER} {other['agent_minutes']:,.0f}</p>"
    about = f"<p>{found.wanted.handling.mean_s / 60:g} min a handoff, {BETWEEN:.0%} between {_between(mine)}</p>"
    parts.append(f"<div><h3>Agent minutes</h3><b>{mine['agent_minutes']:,.0f}</b>{about}{was}</div>")
    return f'<section class="cards">{"".join(parts)}</section>'


def _between(n: Numbers) -> str:
    return f"{n['agent_minutes_low'] or 0:,.0f} and {n['agent_minutes_high'] or 0:,.0f}"


def _card(name: str, about: str, mine: Numbers, other: Numbers | None, rate: str, count: str) -> str:
    value, low, high = mine[rate], mine[f"{rate}_low"], mine[f"{rate}_high"]
    if value is None:
        return f"<div><h3>{name}</h3><b>not known</b><p>{about}</p></div>"
    spread = f", {BETWEEN:.0%} between {low:.1%} and {high:.1%}" if low is not None and high is not None else ""
    was = other[rate] if other else None
    before = "" if was is None or other is None else f"<p>{OTHER} {was:.1%} ({other[count]:,})</p>"
    return f"<div><h3>{name}</h3><b>{value:.1%}</b><p>{about}: {mine[count]:,}{spread}</p>{before}</div>"


def _pictures(sides: Sequence[Side], costs: Costs | None) -> str:
    mine = sides[0]
    shares = [
        (name, [(x.numbers[rate], x.numbers[f"{rate}_low"], x.numbers[f"{rate}_high"]) for x in sides])
        for name, rate in (
            ("Missed", "missed_rate"),
            ("Needless", "needless_rate"),
            ("Handed off", "handed_off_rate"),
            ("Within 2 turns", "within_2_turns_rate"),
        )
    ]
    never = int(mine.numbers["dated_needed"] or 0) - int(mine.numbers["timed"] or 0)
    legend = '<i class="key a"></i> needed <i class="key bad"></i> needless <i class="key none"></i> not known'
    return (
        '<section class="charts">'
        + "".join(
            (
                _figure("Rates, and how sure they are", charts.rates(shares), f"Lines: {BETWEEN:.0%} intervals."),
                _figure("As the handoff threshold moves", charts.operating(sides), _about_curve(mine, costs)),
                _figure("What brought a person in", charts.triggers(mine.by_trigger), legend, safe=True),
                _figure(
                    "Early and late",
                    charts.early_late(mine.off_by, never),
                    "Customer turns between the policy's handoff and the moment a person was needed, where that is known. "
                    f"The outermost bars hold {FAR} and more.",
                ),
            )
        )
        + "</section>"
    )


def _figure(title: str, picture: str, about: str, safe: bool = False) -> str:
    missing = "These conversations do not say enough for this picture."
    return figure(title, picture, about if safe else escape(about), missing)


def _about_curve(side: Side, costs: Costs | None) -> str:
    said = f"Circle: the policy as it is (threshold {side.threshold:.2f}). Down and to the left is better."
    said += " What triggers and rules bring in does not depend on the threshold."
    if not costs or not side.curve.best or side.curve.best.cost is None or not side.curve.own:
        return said + " Give your costs to see the cheapest threshold."
    return said + (
        f" Diamond: the cheapest, threshold {min(side.curve.best.threshold, 1.0):.2f}: {side.curve.best.cost:,.2f} for 100 "
        f"conversations, now {side.curve.own.cost or 0:,.2f}. At {costs.handoff:g} a handoff and {costs.missed:g} more for a "
        f"missed one, a calibrated chance breaks even at {costs.break_even:.2f}."
    )


def _figures(sides: Sequence[Side], found: Report) -> str:
    rows = [(name, [cell(x.numbers, count, share) for x in sides]) for name, count, share in LINES]
    rows.append(("agent minutes", [minutes(x.numbers) for x in sides]))
    rows += [*costs(sides, found), *waits(sides, found)]
    remarks = {x.waits.statement for x in sides if x.waits and x.waits.statement}
    return (
        "<section><h2>All figures</h2>"
        + table(["", *short(sides)], [[name, *values] for name, values in rows])
        + "".join(f"<p>{escape(x)}</p>" for x in sorted(remarks))
        + "</section>"
    )


def _moves(found: Report) -> str:
    moves = found.moves
    if not moves:
        return ""
    parts = []
    for kind, count in moves.counts.items():
        by = ", ".join(
            f"{name} {n:,}" for name, n in sorted(moves.by_trigger.get(kind, {}).items(), key=lambda x: -x[1])
        )
        parts.append(_details(f"{count:,} {kind}", moves.examples.get(kind, ()), f"By trigger: {by}." if by else ""))
    if moves.agents_needed is not None:
        parts.append(f"<p>Agents needed: {moves.agents_needed:+d}.</p>")
    return f"<section><h2>Who moved</h2>{''.join(parts) or '<p>Nobody.</p>'}</section>"


def _side(name: str, side: Side) -> str:
    kinds = {
        "missed": "Missed: a person was needed, none came",
        "needless": "Needless: a person came, none was needed",
        "early": "Early",
        "late": "Late",
    }
    parts = [_details(title, side.examples[kind]) for kind, title in kinds.items() if side.examples[kind]]
    parts += [_details(f"Trigger: {x.trigger} ({x.handed_off:,})", x.examples) for x in side.by_trigger]
    points = side.curve.points
    if points:
        thin = points[:: max(1, len(points) // TABLE_POINTS)]
        rows = [
            [f"{p.threshold:.2f}", f"{p.handed_off:,}", _share(p.missed_rate), _share(p.needless_rate), _cost(p.cost)]
            for p in thin
        ]
        numbers = table(["threshold", "handed off", "missed", "needless", "cost of 100"], rows)
        parts.append(f"<details><summary>The curve in numbers</summary>{numbers}</details>")
    return f"<section><h2>To read: {escape(name)}</h2>{''.join(parts)}</section>"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def _cost(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f}"


def _details(title: str, examples: Sequence[Example], about: str = "") -> str:
    lines = "".join(
        f"<li><code>{escape(x.id)}</code>{'' if x.i is None else f' message {x.i}'}: {escape(x.because)}"
        + (f"<blockquote>{escape(x.said)}</blockquote>" if x.said and x.said not in x.because else "")
        + "</li>"
        for x in examples
    )
    said = f"<p>{escape(about)}</p>" if about else ""
    return f"<details><summary>{escape(title)}</summary>{said}<ul>{lines}</ul></details>"
