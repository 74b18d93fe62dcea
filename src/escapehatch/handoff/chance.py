"""The chance that a person is needed now, learned from conversations in which it is known.

A logistic curve over a few signs, each of which can only raise it. ``weights`` holds the numbers, what they were learned
from, and how far they are from the truth on conversations they had not seen; ``lab.calibrate`` writes that file.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import Final

from ..conversation.fold import Conversation
from ..conversation.values import Role
from .signal import Signal
from .signs import failures, level, repeats
from .stretch import heard, lines, unanswered
from .weights import BIAS, WEIGHTS

#: From so many messages, failed answers and repetitions on, more of them say nothing more.
TURNS_MAX: Final = 10
FAILURES_MAX: Final = 3
REPEATS_MAX: Final = 2
#: Triggers that are signs by themselves here, or made of the chance; all the others are "other".
OWN: Final = frozenset({"asked_for_person", "high_stakes", "frustration", "combined"})


def signs(c: Conversation, signals: Sequence[Signal]) -> dict[str, float]:
    """What the chance is made of, each 0..1. ``signals``: what fired at this turn."""
    fired = {x.trigger: x.score for x in signals}
    return {
        "asked": float("asked_for_person" in fired),
        "wish": max((heard(c, x).asks_for_human for x in unanswered(c)), default=0.0),
        "anger": level(c),
        "turns": min(len(lines(c, Role.CUSTOMER)), TURNS_MAX) / TURNS_MAX,
        "failures": min(len(failures(c)), FAILURES_MAX) / FAILURES_MAX,
        "repeats": min(len(repeats(c)), REPEATS_MAX) / REPEATS_MAX,
        "stakes": fired.get("high_stakes", 0.0),
        "other": max((x.score for x in signals if x.trigger not in OWN), default=0.0),
    }


#: The signs in words, for a reason that rests on many.
WORDS: Final = {
    "wish": "may wish for a person",
    "anger": "sounds frustrated",
    "turns": "has said much already",
    "failures": "was not helped",
    "repeats": "repeats themselves",
}


def in_words(c: Conversation, signals: Sequence[Signal]) -> str:
    """What weighs most in the chance, most first, where no trigger fired that could say so itself."""
    found = signs(c, signals)
    weighed = sorted(((WEIGHTS[x] * found[x], x) for x in WORDS), reverse=True)
    return ", ".join(WORDS[name] for weight, name in weighed if weight > 0)


def chance(c: Conversation, signals: Sequence[Signal]) -> float:
    """0..1: of a hundred turns with this number, so many were turns at which a person was needed."""
    found = signs(c, signals)
    return round(1 / (1 + exp(-(BIAS + sum(WEIGHTS[name] * x for name, x in found.items())))), 4)
