"""How well a waiting conversation and an agent fit: one rule a file, each ``score(waiting, agent, now) -> float``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from ..waiting import Ready, Waiting

Score = Callable[[Waiting, Ready, datetime], float]


@cache
def found() -> tuple[tuple[str, Score], ...]:
    """Every rule of this folder, by file name."""
    return tuple((x.name, import_module(f"{__name__}.{x.name}").score) for x in iter_modules(__path__))


def total(waiting: Waiting, agent: Ready, now: datetime) -> float:
    """The sum of all rules: larger goes first."""
    return sum(score(waiting, agent, now) for _, score in found())
