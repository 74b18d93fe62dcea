"""The pictures of a backtest's report. Classes: ``a`` the policy, ``b`` the other one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Final

from ..drawing.svg import BOTTOM, LEFT, WIDTH, axes, cut, dot, mark, percent, svg, text
from .curve import Point
from .report import FAR, Side, Trigger

#: Rows of a bar chart at most.
BARS_MAX: Final = 14


def operating(sides: Sequence[Side]) -> str:
    """Needless against missed as the threshold moves, for one policy or two; circles where they stand, a diamond at the cheapest."""
    known = [
        x for side in sides for x in side.curve.points if x.missed_rate is not None and x.needless_rate is not None
    ]
    if not known:
        return ""
    across = _round_up(max(_of(x.needless_rate) for x in known))
    up = _round_up(max(_of(x.missed_rate) for x in known))
    height = 300
    parts = axes(height, _ticks(across), _ticks(up), "needless, share of those who needed nobody", "missed")

    def place(p: Point) -> tuple[float, float]:
        x = LEFT + _of(p.needless_rate) / across * (WIDTH - LEFT - 14)
        return x, height - BOTTOM - _of(p.missed_rate) / up * (height - BOTTOM - 24)

    for side, kind in zip(sides, "ab", strict=False):
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(place, side.curve.points))
        parts.append(f'<polyline class="line {kind}" points="{line}"/>')
        parts += [dot(*place(p), kind, _tip(p)) for p in side.curve.points if kind == "a"]
    for side, kind in zip(sides, "ab", strict=False):
        if side.curve.best:
            x, y = place(side.curve.best)
            parts.append(_diamond(x, y, kind, f"cheapest: {_tip(side.curve.best)}"))
        if side.curve.own:
            parts.append(mark(*place(side.curve.own), kind, f"as it is: {_tip(side.curve.own)}"))
    return svg(height, "Missed against needless handoffs as the threshold moves", parts)


def _of(value: float | None) -> float:
    return value or 0.0


def _tip(p: Point) -> str:
    cost = "" if p.cost is None else f", cost of 100: {p.cost:,.2f}"
    return f"threshold {p.threshold:.2f}: missed {_of(p.missed_rate):.1%}, needless {_of(p.needless_rate):.1%}{cost}"


def _diamond(x: float, y: float, kind: str, tip: str) -> str:
    path = f"M{x:.1f} {y - 10:.1f} l10 10 l-10 10 l-10 -10 z"
    return f'<path class="best {kind}" d="{path}"><title>{escape(tip)}</title></path>'


def _round_up(value: float) -> float:
    """The end of an axis: a little above the largest, at a number people like."""
    for end in (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8):
        if value <= end:
            return end
    return 1.0


def _ticks(end: float) -> list[str]:
    return [percent(end * n / 4) for n in range(5)]


def triggers(rows: Sequence[Trigger]) -> str:
    """A bar a trigger: of its handoffs, how many were needed, how many not, how many nobody knows."""
    if not rows:
        return ""
    shown = list(rows[:BARS_MAX])
    widest = max(x.handed_off for x in shown)
    parts = []
    for n, row in enumerate(shown):
        y, x = n * 40, 0.0
        parts.append(text(0, y + 13, cut(row.trigger, 42)))
        parts.append(text(WIDTH, y + 13, f"{row.handed_off:,}", "tick", "end"))
        for count, kind in ((row.needed, "good"), (row.needless, "bad"), (row.unlabelled, "none")):
            width = count / widest * WIDTH
            tip = {"good": "needed", "bad": "needless", "none": "not known"}[kind]
            if count:
                parts.append(
                    f'<rect class="{kind}" x="{x:.1f}" y="{y + 19}" width="{max(width - 1, 1):.1f}" height="14">'
                    f"<title>{count:,} {tip}</title></rect>"
                )
            x += width
    return svg(len(shown) * 40, "Handoffs by trigger, needed and needless", parts)


def early_late(off_by: dict[int, int], never: int) -> str:
    """How many turns early or late, and how many never though their turn is known."""
    if not off_by:
        return ""
    height, floor = 240, 240 - BOTTOM
    columns = [*((n, off_by.get(n, 0)) for n in range(-FAR, FAR + 1)), (FAR + 2, never)]
    tallest = max(count for _, count in columns) or 1
    wide = WIDTH / (2 * FAR + 3)
    parts = [f'<path class="grid" d="M0 {floor}H{WIDTH}"/>']
    for n, count in columns:
        x, tall = (n + FAR) * wide, count / tallest * (floor - 24)
        kind = "good" if n == 0 else "bad" if n > FAR else "late" if n > 0 else "early"
        name = "never" if n > FAR else f"{n:+d}"
        parts.append(
            f'<rect class="{kind}" x="{x + 2:.1f}" y="{floor - tall:.1f}" width="{wide - 4:.1f}" height="{tall:.1f}">'
            f"<title>{name}: {count:,}</title></rect>"
        )
        parts.append(text(x + wide / 2, floor + 15, name if n else "0", "tick", "middle"))
        if count:
            parts.append(text(x + wide / 2, floor - tall - 5, f"{count:,}", "tick", "middle"))
    parts.append(text(0, height - 4, "early (turns)", "dim"))
    parts.append(text(WIDTH * 0.86, height - 4, "late (turns)", "dim", "end"))
    return svg(height, "Turns between the handoff and the moment a person was needed", parts)


def rates(rows: Sequence[tuple[str, Sequence[tuple[float | None, float | None, float | None]]]]) -> str:
    """Shares with their intervals: a line a rate, a mark a policy. Each value: (value, low, high)."""
    known = [(name, values) for name, values in rows if any(v is not None for v, _, _ in values)]
    if not known:
        return ""
    parts, each = [], 26 + 16 * max(len(v) for _, v in known)
    height = each * len(known) + 22
    floor = height - 20
    for n in range(5):
        x = n / 4 * (WIDTH - 4) + 2
        anchor = "start" if n == 0 else "end" if n == 4 else "middle"
        parts.append(f'<path class="grid" d="M{x:.1f} 16V{floor}"/>')
        parts.append(text(x, height - 4, percent(n / 4), "tick", anchor))
    for n, (name, values) in enumerate(known):
        parts.append(text(0, n * each + 14, name))
        for m, ((value, low, high), kind) in enumerate(zip(values, "ab", strict=False)):
            if value is None:
                continue
            y, x = n * each + 28 + m * 16, value * (WIDTH - 4) + 2
            if low is not None and high is not None:
                parts.append(
                    f'<path class="span {kind}" d="M{low * (WIDTH - 4) + 2:.1f} {y}H{high * (WIDTH - 4) + 2:.1f}"/>'
                )
            parts.append(f'<circle class="mark {kind}" cx="{x:.1f}" cy="{y}" r="5"><title>{value:.1%}</title></circle>')
            words, ends = f"{value:.1%}", max(high or value, value) * WIDTH + 8
            fits = ends < WIDTH - 44
            at = ends if fits else min(low if low is not None else value, value) * WIDTH - 6
            parts.append(text(at, y + 4, words, "tick", "start" if fits else "end"))
    return svg(math.ceil(height), "Rates with their intervals", parts)
