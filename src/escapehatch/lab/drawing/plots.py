"""Charts that know nothing of what they show: lines over a number, columns over intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from msgspec import Struct

from .svg import BOTTOM, LEFT, RIGHT, TOP, axes, cut, dot, mark, svg, text, tip

Words = Callable[[float], str]
HEIGHT = 300
#: Steps of an axis, and words under columns, at most.
STEPS = 4
NAMES_MAX = 7


class Line(Struct, frozen=True):
    """``points`` from left to right; a value of None is not drawn. ``marked``: the x at which it stands now."""

    name: str
    points: Sequence[tuple[float, float | None]]
    kind: str = "a"
    marked: float | None = None


def lines(
    drawn: Sequence[Line], label: str, below: str, beside: str, words: Words, at: Words = "{:,.4g}".format
) -> str:
    """One chart of lines over the same x, whole numbers. ``words``: a value as text; ``at``: an x."""
    known = [(x, y) for line in drawn for x, y in line.points if y is not None]
    if len({x for x, _ in known}) < 2:
        return ""
    left, ceiling = min(x for x, _ in known), round_up(max(y for _, y in known))
    step = math.ceil((max(x for x, _ in known) - left) / STEPS)
    right = left + STEPS * step
    across = [at(left + n * step) for n in range(STEPS + 1)]
    parts = axes(HEIGHT, across, [words(ceiling * n / STEPS) for n in range(STEPS + 1)], below, beside)
    floor = HEIGHT - BOTTOM

    def place(x: float, y: float) -> tuple[float, float]:
        return LEFT + (x - left) / (right - left) * (RIGHT - LEFT), floor - y / ceiling * (floor - TOP)

    for line in drawn:
        there = [(x, y) for x, y in line.points if y is not None]
        parts.append(
            f'<polyline class="line {line.kind}" points="{" ".join("{:.1f},{:.1f}".format(*place(x, y)) for x, y in there)}"/>'
        )
        for x, y in there:
            draw = mark if x == line.marked else dot
            parts.append(draw(*place(x, y), line.kind, f"{line.name}, {at(x)}: {words(y)}"))
    return svg(HEIGHT, label, parts)


def columns(values: Sequence[tuple[str, float, str]], label: str, beside: str, words: Words, kind: str = "good") -> str:
    """A column an interval: (its name, its height, what is shown over it)."""
    if not values:
        return ""
    ceiling = round_up(max(y for _, y, _ in values)) or 1.0
    floor, wide = HEIGHT - BOTTOM, (RIGHT - LEFT) / len(values)
    parts = axes(HEIGHT, ["", ""], [words(ceiling * n / STEPS) for n in range(STEPS + 1)], "", beside)
    every = math.ceil(len(values) / NAMES_MAX)
    for n, (name, value, shown) in enumerate(values):
        x, tall, gap = LEFT + n * wide, value / ceiling * (floor - TOP), min(2.0, wide / 4)
        parts.append(
            f'<rect class="{kind}" x="{x + gap / 2:.1f}" y="{floor - tall:.1f}" width="{wide - gap:.1f}" height="{tall:.1f}">'
            f"{tip(shown)}</rect>"
        )
        if n % every == 0:
            parts.append(text(x + wide / 2, floor + 16, cut(name, 8), "tick", "middle"))
    return svg(HEIGHT, label, parts)


def round_up(value: float) -> float:
    """The end of an axis: a little above the largest, at a number that four steps divide well."""
    if value <= 0:
        return 1.0
    scale = 10.0 ** math.floor(math.log10(value))
    return float(
        next(scale * x for x in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10, 12) if scale * x >= value * (1 - 1e-12))
    )
