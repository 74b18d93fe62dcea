"""Counts and rates of a policy over many conversations, with bootstrap intervals.

A figure is a quotient of two sums over conversations. Conversations with the same marks are one group, so drawing them
anew is one multinomial draw of group sizes: exact, and as fast for a million conversations as for a hundred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .marks import Mark

#: Times that the conversations are drawn anew, and the share of the draws between low and high.
DRAWS: Final = 2_000
BETWEEN: Final = 0.95
#: Turns within which a handoff counts as in time (the literature's first alarm within two turns).
CLOSE: Final = 2

Numbers = dict[str, float | int | None]
Many = NDArray[np.float64]


class Handling(Struct, frozen=True):
    """How long an agent is busy with one handoff: mean seconds, and standard deviation over mean."""

    mean_s: float = 540.0
    cv: float = 1.0


#: What is counted in each conversation.
COUNTS: Final = (
    "conversations", "turns", "labelled", "needed", "not_needed", "handed_off", "handed_needed", "handed_labelled",
    "missed", "missed_offered", "needless", "offered", "dated", "dated_needed", "gt1", "gt2", "gt3", "timed", "on_time", "early", "late",
    "close", "early_far", "turns_off",
)  # fmt: skip
#: Rates: a sum over another.
RATES: Final[dict[str, tuple[str, str]]] = {
    "handed_off_rate": ("handed_off", "conversations"),
    "missed_rate": ("missed", "needed"),
    "needless_rate": ("needless", "not_needed"),
    "precision": ("handed_needed", "handed_labelled"),
    "gt1": ("gt1", "dated"),
    "gt2": ("gt2", "dated"),
    "gt3": ("gt3", "dated"),
    "on_time_rate": ("on_time", "timed"),
    "early_rate": ("early", "timed"),
    "late_rate": ("late", "timed"),
    "within_2_turns_rate": ("close", "timed"),
    "over_2_turns_early_rate": ("early_far", "timed"),
    "mean_turns_off": ("turns_off", "timed"),
}
#: The counts that stand in a report; the others only serve rates.
SHOWN: Final = (
    "conversations", "turns", "labelled", "needed", "not_needed", "handed_off", "missed", "missed_offered", "needless",
    "offered", "dated_needed", "timed", "on_time", "early", "late",
)  # fmt: skip

NUMBERS: Final = (
    *SHOWN,
    *(x + end for x in RATES for end in ("", "_low", "_high")),
    *("agent_minutes" + end for end in ("", "_low", "_high")),
)


def counted(m: Mark) -> tuple[float, ...]:
    """The counts of one conversation, in the order of ``COUNTS``."""
    handed, off = m.handed is not None, m.off
    timed = off is not None
    off = off or 0
    return (
        1, m.turns, m.needed is not None, m.needed is True, m.needed is False, handed, handed and m.needed is True,
        handed and m.needed is not None, m.missed, m.missed and m.offered, m.needless, m.offered, m.dated, m.wanted is not None,
        m.dated and m.near(1), m.dated and m.near(2), m.dated and m.near(3), timed, timed and off == 0, off < 0, off > 0,
        timed and abs(off) <= CLOSE, off < -CLOSE, abs(off),
    )  # fmt: skip


class Drawn(Struct, frozen=True):
    """Sums over the conversations as they are (``sums``), and over each draw (``draws``, a row a draw), by policy."""

    sums: tuple[Many, ...]
    draws: tuple[Many, ...]
    minutes: tuple[Many, ...]


def draw(sides: Sequence[Sequence[Mark]], handling: Handling, seed: int) -> Drawn:
    """Draw the conversations anew, the same ones for each of ``sides`` (policies over the same conversations)."""
    chance = np.random.default_rng(seed)
    groups = Counter(zip(*([counted(m) for m in side] for side in sides), strict=True))
    whole = sum(groups.values())
    sizes = np.array(list(groups.values()), dtype=np.float64)
    drawn = chance.multinomial(whole, sizes / whole, size=DRAWS) if whole else np.zeros((DRAWS, 0))
    sums, draws, minutes = [], [], []
    for n in range(len(sides)):
        table = np.array([rows[n] for rows in groups], dtype=np.float64).reshape(len(groups), len(COUNTS))
        sums.append(sizes @ table)
        draws.append(drawn @ table)
        minutes.append(_minutes(draws[n][:, COUNTS.index("handed_off")], handling, chance))
    return Drawn(tuple(sums), tuple(draws), tuple(minutes))


def _minutes(handed: Many, handling: Handling, chance: Any) -> Many:
    """Agent minutes of each draw: so many handling times, their spread included."""
    spread = handling.cv * np.sqrt(handed) * chance.standard_normal(len(handed))
    return np.asarray(np.maximum(handed + spread, 0.0) * handling.mean_s / 60)


def numbers(drawn: Drawn, side: int, handling: Handling) -> Numbers:
    """Every number of one policy, each rate with ``_low`` and ``_high``. None where there is nothing to divide by."""
    sums = drawn.sums[side]
    found: Numbers = {x: int(sums[COUNTS.index(x)]) for x in SHOWN}
    for name, quotient in RATES.items():
        low, high = interval(_quotient(drawn.draws[side], quotient))
        value = _quotient(sums[None, :], quotient)[0]
        found |= {name: _known(value), f"{name}_low": low, f"{name}_high": high}
    low, high = interval(drawn.minutes[side])
    minutes = float(sums[COUNTS.index("handed_off")]) * handling.mean_s / 60
    return found | {"agent_minutes": round(minutes, 1), "agent_minutes_low": low, "agent_minutes_high": high}


def differences(drawn: Drawn) -> Numbers:
    """The first policy's figures less the second's, on the same draws."""
    mine, other = drawn.sums
    at = COUNTS.index
    found: Numbers = {x: int(mine[at(x)] - other[at(x)]) for x in ("handed_off", "missed", "needless", "offered")}
    for name in ("handed_off_rate", "missed_rate", "needless_rate", "gt1", "gt2", "gt3", "within_2_turns_rate"):
        quotient = RATES[name]
        low, high = interval(_quotient(drawn.draws[0], quotient) - _quotient(drawn.draws[1], quotient))
        value = (_quotient(mine[None, :], quotient) - _quotient(other[None, :], quotient))[0]
        found |= {name: _known(value), f"{name}_low": low, f"{name}_high": high}
    return found


def _quotient(sums: Many, quotient: tuple[str, str]) -> Many:
    above, below = (sums[:, COUNTS.index(x)] for x in quotient)
    known = below > 0
    if quotient[1] == "dated":  # without a single true turn it would only count false alarms
        known &= sums[:, COUNTS.index("dated_needed")] > 0
    return np.asarray(np.divide(above, below, out=np.full(len(sums), np.nan), where=known))


def interval(values: Many) -> tuple[float | None, float | None]:
    """The middle ``BETWEEN`` of what was drawn; None when nothing could be."""
    held = values[~np.isnan(values)]
    if not len(held):
        return None, None
    low, high = np.quantile(held, [(1 - BETWEEN) / 2, (1 + BETWEEN) / 2])
    return _known(low), _known(high)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)
