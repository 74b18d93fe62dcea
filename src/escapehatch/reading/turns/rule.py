"""From chances to yes or no, turn by turn: the first alarm may need another chance than a later one, and an early one more."""

from __future__ import annotations

import math
from typing import Final

from msgspec import Struct

#: Turns after which what an early alarm needs beyond others has fallen to a third.
FALLS: Final = 4.0


class Rule(Struct, frozen=True):
    """Yes from ``first`` on while no alarm was raised in this conversation, from ``later`` on afterwards.

    ``early``: how much more than ``first`` the very first turn needs; it falls as the conversation goes on.
    """

    first: float = 0.5
    later: float = 0.5
    early: float = 0.0


class Alarm:
    """The rule at work in one conversation."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._raised = False
        self._turn = 0

    def hear(self, chance: float) -> bool:
        """Whether this turn is one at which a person is needed."""
        rule = self._rule
        enough = rule.later if self._raised else rule.first + rule.early * math.exp(-self._turn / FALLS)
        self._turn += 1
        self._raised = self._raised or chance >= enough
        return chance >= enough
