"""Pictures as inline SVG: drawn for a phone's width, scaled up on wider screens, coloured by the page.

Every text is escaped here. Classes: ``a`` the first of what is compared, ``b`` the second, ``good``, ``bad``, ``dim``.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

WIDTH: Final = 400
#: Room at the left for numbers, at the bottom for words, at the top and right for what juts out, of a chart with axes.
LEFT: Final = 44
BOTTOM: Final = 40
TOP: Final = 24
RIGHT: Final = WIDTH - 14


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """Words at a place."""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def svg(height: float, label: str, parts: Sequence[str]) -> str:
    """A picture with its description for those who do not see it."""
    return f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(label, quote=True)}">{"".join(parts)}</svg>'


def tip(words: str) -> str:
    """What is shown over a mark."""
    return f"<title>{escape(words)}</title>"


def dot(x: float, y: float, kind: str, words: str) -> str:
    return f'<circle class="dot {kind}" cx="{x:.1f}" cy="{y:.1f}" r="2">{tip(words)}</circle>'


def mark(x: float, y: float, kind: str, words: str) -> str:
    return f'<circle class="mark {kind}" cx="{x:.1f}" cy="{y:.1f}" r="6">{tip(words)}</circle>'


def axes(height: float, across: Sequence[str], up: Sequence[str], below: str, beside: str) -> list[str]:
    """A grid with evenly spread numbers: ``across`` from left to right, ``up`` from the floor."""
    floor = height - BOTTOM
    parts = [text(2, 12, beside, "dim"), text(RIGHT, height - 4, below, "dim", "end")]
    for n, words in enumerate(across):
        x = LEFT + n / (len(across) - 1) * (RIGHT - LEFT)
        parts += [f'<path class="grid" d="M{x:.1f} {floor}V{TOP}"/>', text(x, floor + 16, words, "tick", "middle")]
    for n, words in enumerate(up):
        y = floor - n / (len(up) - 1) * (floor - TOP)
        parts += [f'<path class="grid" d="M{LEFT} {y:.1f}H{RIGHT}"/>', text(LEFT - 6, y + 4, words, "tick", "end")]
    return parts


def percent(share: float) -> str:
    return f"{share * 100:.3g}%"


def cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"
