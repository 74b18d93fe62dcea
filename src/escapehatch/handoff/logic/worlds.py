"""Is there a conversation of which a formula is true? One is shown, or there is none.

Conditions are joined name by name: an interval for a number, what a text may be, whether a topic was heard. A branch of
an ``or`` that contradicts what is already so is left; the first that gets through is a world in which all of it holds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from ..cel import NAMES, T
from .formula import Both, Compare, Either, Formula, Member, Opaque, negation

#: Branches looked at before a question is given up as too hard.
BRANCHES_MAX: Final = 20_000
#: Scores end here; all other numbers have no end.
SCORES: Final = frozenset({"reading.intent_score", "reading.asks_for_human", "reading.frustration"})
#: A shop may say what it likes of a cart; all other numbers begin at nothing.
ANY_NUMBER: Final = frozenset({"cart.total"})
#: A tier is known only of a customer for whom the shop vouched.
ALWAYS_SO: Final = Either((Compare("customer.tier", "==", ""), Compare("customer.verified", "==", True)))


class TooHard(Exception):
    """Neither a world nor the proof that there is none was found in time."""


class Range(Struct, frozen=True):
    """Numbers from ``low`` to ``high``; ``open_``: the end itself is not among them. ``out``: single ones that are not."""

    low: float = 0.0
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    whole: bool = False
    out: frozenset[float] = frozenset()

    def under(self, sign: str, value: float) -> Range:
        """Those of which the comparison is also true."""
        match sign:
            case "<" | "<=" if (value, sign == "<=") < (self.high, not self.high_open):
                return replace(self, high=value, high_open=sign == "<")
            case ">" | ">=" if (value, sign == ">") > (self.low, self.low_open):
                return replace(self, low=value, low_open=sign == ">")
            case "==":
                return self.under("<=", value).under(">=", value)
            case "!=":
                return replace(self, out=self.out | {value})
        return self

    def some(self) -> float | None:
        """One of them, a small one; None when there is none."""
        if self.low > self.high:
            return None
        first, many = max(self.low, min(0.0, self.high)), len(self.out) + 3
        if self.whole:
            tried = [float(math.ceil(first) + n) for n in range(many)]
        else:
            step = min(1.0, (self.high - first) / many)
            tried = [first + n * step for n in range(many)]
            tried += [math.nextafter(first, math.inf), math.nextafter(self.high, -math.inf)]
        if self.low == -math.inf:
            tried += [math.floor(min(0.0, self.high)) - float(n) for n in range(many)]
        return next((x for x in tried if self._holds(x)), None)

    def _holds(self, x: float) -> bool:
        low = x > self.low if self.low_open else x >= self.low
        high = x < self.high if self.high_open else x <= self.high
        return low and high and x not in self.out


class World(Struct, frozen=True):
    """What is so, as far as it was said. ``unknown``: whether something opaque was needed, so that the world may not be one."""

    numbers: Mapping[str, Range] = {}
    texts: Mapping[str, tuple[str | None, frozenset[str]]] = {}
    truths: Mapping[str, bool] = {}
    topics: Mapping[str, bool] = {}
    unknown: bool = False

    def with_(self, atom: Compare | Member | Opaque) -> World | None:
        """The world in which this is so too; None when there is none."""
        if isinstance(atom, Opaque):
            return replace(self, unknown=True)
        if isinstance(atom, Member):
            known = self.topics.get(atom.topic, atom.held)
            return replace(self, topics={**self.topics, atom.topic: known}) if known == atom.held else None
        kind = NAMES[atom.name][0]
        if kind == T.STRING:
            return self._text(atom)
        if kind == T.BOOL:
            held = bool(atom.value) == (atom.sign == "==")
            known = self.truths.get(atom.name, held)
            return replace(self, truths={**self.truths, atom.name: known}) if known == held else None
        found = self._range(atom.name).under(atom.sign, float(atom.value))
        return None if found.some() is None else replace(self, numbers={**self.numbers, atom.name: found})

    def _range(self, name: str) -> Range:
        begin, end = -math.inf if name in ANY_NUMBER else 0.0, 1.0 if name in SCORES else math.inf
        return self.numbers.get(name) or Range(begin, end, whole=NAMES[name][0] == T.INT)

    def _text(self, atom: Compare) -> World | None:
        only, out = self.texts.get(atom.name, (None, frozenset()))
        value = str(atom.value)
        if atom.sign == "==":
            fits = only in (None, value) and value not in out
            return replace(self, texts={**self.texts, atom.name: (value, out)}) if fits else None
        if atom.sign == "!=":
            return replace(self, texts={**self.texts, atom.name: (only, out | {value})}) if only != value else None
        return replace(self, unknown=True)

    def values(self) -> dict[str, Any]:
        """Such a conversation's values, for the condition itself (see ``cel.NAMES``)."""
        found: dict[str, Any] = {"topics": [x for x, held in self.topics.items() if held]}
        for name, (kind, _) in NAMES.items():
            if kind == T.STRING:
                only, out = self.texts.get(name, (None, frozenset()))
                found[name] = only if only is not None else next(x for x in _texts(out))
            elif kind == T.BOOL:
                found[name] = self.truths.get(name, False)
            elif name != "topics":
                number = self._range(name).some() or 0.0
                found[name] = int(number) if kind == T.INT else number
        return found

    def told(self) -> str:
        """What is so, for people: only what the conditions named."""
        values = self.values()
        parts = [f"{x} {values[x]:g}" for x in sorted(self.numbers)]
        parts += [f"{x} {values[x] or 'empty'}" for x in sorted(self.texts)]
        parts += [x if held else f"not {x}" for x, held in sorted(self.truths.items())]
        parts += [f"topic {x}" if held else f"no topic {x}" for x, held in sorted(self.topics.items())]
        return ", ".join(parts) or "any conversation"


def _texts(out: frozenset[str]) -> list[str]:
    return [x for x in ("", *(f"other{n or ''}" for n in range(len(out) + 1))) if x not in out]


def world(*goals: Formula) -> World | None:
    """A world in which all of ``goals`` hold; None when there is none. Raises TooHard."""
    return _search([ALWAYS_SO, *goals], World(), [BRANCHES_MAX])


def implies(a: Formula, b: Formula) -> bool:
    """Whether ``b`` is proved to hold wherever ``a`` does. Raises TooHard."""
    return world(a, negation(b)) is None


def _search(goals: list[Formula], so_far: World, left: list[int]) -> World | None:
    """Facts first, choices last; each choice with what follows from it."""
    choices: list[Either] = []
    todo = list(goals)
    while todo:
        goal = todo.pop()
        if isinstance(goal, Both):
            todo += goal.parts
        elif isinstance(goal, Either):
            choices.append(goal)
        else:
            further = so_far.with_(goal)
            if further is None:
                return None
            so_far = further
    if not choices:
        return so_far
    choices.sort(key=lambda x: len(x.parts))
    for part in choices[0].parts:
        left[0] -= 1
        if left[0] < 0:
            raise TooHard
        found = _search([part, *choices[1:]], so_far, left)
        if found is not None:
            return found
    return None
