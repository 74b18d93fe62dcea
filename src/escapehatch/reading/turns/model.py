"""The parts together: what a conversation says turn by turn, as a chance that a person is needed now."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from msgspec import Struct

from .bank import Bank, Comparison, Likeness
from .features import Trail, alone
from .implied import spoken
from .odds import told
from .recurrent import Unit
from .rule import Alarm, Rule
from .space import Matrix, Meaning, Space
from .state import Heard, State
from .trees import Trees
from .words import Turn, turns_of


class Blend(Struct, frozen=True):
    """Log odds of a person from what the parts say: fitted on conversations that they had not seen, so also calibrated."""

    bank: float
    trees: float
    unit: float
    bias: float

    def chance(self, said: Sequence[float]) -> float:
        odds = self.bank * said[0] + self.trees * said[1] + self.unit * said[2] + self.bias
        return 1 / (1 + math.exp(-min(max(odds, -30.0), 30.0)))


class Parts(Struct, frozen=True):
    """All that is learned before blending."""

    space: Space
    bank: Bank
    odds: Matrix
    trees: Trees
    unit: Unit


class Model:
    """Ready to listen. One model serves any number of conversations at once."""

    def __init__(self, parts: Parts, blend: Blend, rule: Rule) -> None:
        self.parts, self.blend, self.rule = parts, blend, rule
        self.meaning = Meaning(parts.space)
        self.comparison = Comparison(parts.bank)

    def listen(self) -> Listening:
        """Begin a conversation."""
        return Listening(self)

    def score(self, turns: Iterable[Turn]) -> tuple[list[float], list[int]]:
        """A whole conversation: chances and yes or no, each from the turns up to it alone."""
        listening, alarm = self.listen(), Alarm(self.rule)
        scores = [listening.hear(turn) for turn in turns]
        return scores, [int(alarm.hear(x)) for x in scores]

    def line(self, record: dict[str, Any]) -> dict[str, Any]:
        """One line of ``escapehatch handoff-score``. Raises ValueError, saying what is wrong."""
        scores, labels = self.score(turns_of(spoken(record)))
        return {"scores": [round(x, 6) for x in scores], "labels": labels}


class Listening:
    """The state of one conversation."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._state = State(model.meaning)
        self._trail = Trail()
        self._carried = model.parts.unit.start()
        self._last: dict[bool, Heard] = {}
        self._alike: dict[bool, Likeness] = {}

    def hear(self, turn: Turn) -> float:
        """The chance that a person is needed now, after this turn."""
        return self._model.blend.chance(self.parts(turn))

    def parts(self, turn: Turn) -> tuple[float, float, float]:
        """What each part says of the next turn: the bank's score, and the log odds of the trees and the unit."""
        model = self._model
        heard = self._state.hear(turn)
        here = model.comparison.texts(heard)
        side = heard.answers
        whole, paired = model.comparison.row(heard, here, self._alike.get(not side), self._alike.get(side))
        said = model.comparison.said(side, whole)
        other = self._last.get(not side)
        row = alone(heard, other, told(model.parts.odds, heard, other), [said, *model.comparison.nearest(side, paired)])
        odds, self._carried = model.parts.unit.step(row, self._carried)
        self._last[side], self._alike[side] = heard, here
        return said, model.parts.trees.score(self._trail.step(row)), odds


def heard_by(meaning: Meaning, turns: Iterable[Turn]) -> list[Heard]:
    """A whole conversation as the models see it."""
    state = State(meaning)
    return [state.hear(turn) for turn in turns]


def before_each(heard: Sequence[Heard]) -> list[Heard | None]:
    """The other side's last turn before each turn."""
    return [heard[n - x.other] if x.other else None for n, x in enumerate(heard)]


def flat(rows: Iterable[Any]) -> Matrix:
    """One value a turn, of all conversations."""
    return np.concatenate([np.asarray(x, np.float32) for x in rows])
