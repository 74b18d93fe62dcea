"""The staffing question and its answer: these arrivals, these agents, this patience."""

from __future__ import annotations

import math
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from .erlang import Unstable
from .levels import basic_levels, best_level, pool
from .patience import Patience
from .waiting import Waiting, waiting

#: More agents than this are not looked for.
AGENTS_MAX: Final = 50_000
#: What is wished for when nothing is said: this share of customers, within so many seconds.
TARGET: Final = (0.8, 60.0)
#: From how many to how many agents a curve is drawn, as shares of those needed.
FEWER: Final = 0.7
MORE: Final = 1.3
#: Points of a curve at most, beside those that are needed and those that there are.
CURVE_POINTS: Final = 40
#: A share of customers who leave that is worth a remark.
MANY_LEAVE: Final = 0.1


class Question(Struct, frozen=True):
    """``arrivals``: a second. ``handles_s[i]``: mean seconds a chat takes while its agent has ``i + 1`` of them.

    ``patience``: in seconds; None: nobody leaves. ``share`` of all customers is to wait at most ``within_s``.
    """

    arrivals: float
    handles_s: tuple[float, ...]
    patience: Patience | None = None
    share: float = TARGET[0]
    within_s: float = TARGET[1]


class Forecast(Struct, frozen=True):
    """What customers and agents meet, in the long run. None: it grows without end.

    ``asa_s`` is the mean wait of all customers, those who leave included; ``wait_p90_s`` is exceeded by one in ten.
    ``queue_mean``: customers waiting. ``occupancy``: share of chat slots in use. ``service_level``: share of customers
    who wait at most ``within_s``, until served or until they leave; ``served_within``: until served. ``agents_needed``: the
    fewest with which ``service_level`` reaches the target.
    """

    agents: int
    p_wait: float
    asa_s: float | None
    p_abandon: float
    wait_p90_s: float | None
    queue_mean: float | None
    occupancy: float
    service_level: float
    served_within: float
    agents_needed: int
    target_share: float
    within_s: float
    model: str
    stable: bool = True
    statement: str = ""

    def plain(self) -> dict[str, Any]:
        """Every figure by its name."""
        return {k: float(f"{v:.12g}") if isinstance(v, float) else v for k, v in msgspec.to_builtins(self).items()}


def forecast(asked: Question, agents: int | None = None) -> Forecast:
    """The answer for ``agents``, or for as many as the target needs. Raises ValueError for what makes no sense."""
    needed = agents_needed(asked)
    return _answer(asked, needed if agents is None else agents, needed)


def curve(asked: Question, around: int | None = None) -> list[Forecast]:
    """The answers for fewer and more agents than the target needs, ``around`` so many among them."""
    needed = agents_needed(asked)
    least = max(1, min(int(needed * FEWER), (around or needed)))
    most = max(math.ceil(needed * MORE) + 1, around or needed)
    counts = {*range(least, most + 1, math.ceil((most - least + 1) / CURVE_POINTS)), needed, around or needed}
    return [_answer(asked, n, needed) for n in sorted(counts)]


def _answer(asked: Question, count: int, needed: int) -> Forecast:
    if count < 1:
        raise ValueError("At least one agent.")
    blank = Forecast(
        count, 1.0, None, 0.0, None, None, 1.0, 0.0, 0.0, needed, asked.share, asked.within_s, model(asked), False
    )
    met = _met(asked, count)
    if met is None:
        return replace(blank, statement=_overrun(asked, count))
    here = pool(asked.arrivals, count, asked.handles_s)
    return replace(
        blank,
        p_wait=met.p_wait,
        asa_s=met.mean_wait,
        p_abandon=met.p_abandon,
        wait_p90_s=met.quantile(0.9),
        queue_mean=asked.arrivals * met.mean_wait,
        occupancy=((1 - met.p_wait) * here.in_use + met.p_wait * here.slots) / here.slots,
        service_level=1 - met.tail(asked.within_s),
        served_within=1 - met.p_abandon - met.late(asked.within_s),
        stable=True,
        statement=_remark(asked, met, needed),
    )


def model(asked: Question) -> str:
    """The name of the formula that answers."""
    levels = f", {len(asked.handles_s)} chats at once" if len(asked.handles_s) > 1 else ""
    if asked.patience is None:
        return f"Erlang C{levels}"
    kind = type(asked.patience).__name__
    return f"{'Erlang A' if kind == 'Exponential' else f'M/M/n+G ({kind} patience)'}{levels}"


def agents_needed(asked: Question) -> int:
    """The fewest agents with which the share of customers who wait at most ``within_s`` is reached."""
    high = 1
    while not _reached(asked, high):
        high *= 2
        if high > AGENTS_MAX:
            raise ValueError(f"More than {AGENTS_MAX:,} agents would be needed.")
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _reached(asked, middle) else (middle, high)
    return high


def _reached(asked: Question, agents: int) -> bool:
    met = _met(asked, agents)
    return met is not None and 1 - met.tail(asked.within_s) >= asked.share


def _overrun(asked: Question, agents: int) -> str:
    finished = agents * len(asked.handles_s) / asked.handles_s[-1]
    enough = agents
    while enough * len(asked.handles_s) / asked.handles_s[-1] <= asked.arrivals:
        enough += 1
    return (
        f"{asked.arrivals * 60:.4g} customers come each minute and {agents} agents finish {finished * 60:.4g}: if nobody "
        f"leaves, the queue grows without end. {enough} agents would keep up. Say how long customers are patient to see "
        "what happens when they leave."
    )


def _remark(asked: Question, met: Waiting, needed: int) -> str:
    best = best_level(asked.handles_s)
    if best < len(asked.handles_s):
        return f"With more than {best} chats at once an agent finishes fewer: lower the concurrency."
    skipped = sorted({*range(1, len(asked.handles_s))} - {*basic_levels(asked.handles_s)})
    if skipped:
        return (
            f"With {skipped[0]} chats at once an agent finishes less than one who goes from fewer to more at a stroke."
        )
    if met.p_abandon > MANY_LEAVE:
        return f"{met.p_abandon:.0%} leave before anybody comes."
    gone = _met(asked, needed)
    if gone and gone.p_abandon > MANY_LEAVE:
        return f"With {needed} agents the target is reached because {gone.p_abandon:.0%} leave: look at 'served within' too."
    return ""


def _met(asked: Question, agents: int) -> Waiting | None:
    here = pool(asked.arrivals, agents, asked.handles_s)
    try:
        return waiting(asked.arrivals, here.entry, here.drain, asked.patience)
    except Unstable:
        return None
