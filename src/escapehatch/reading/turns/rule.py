"""From chances to yes or no, turn by turn: the first alarm may need another chance than a later one."""

from __future__ import annotations

from msgspec import Struct


class Rule(Struct, frozen=True):
    """Yes from ``first`` on while no alarm was raised in this conversation, from ``later`` on afterwards."""

    first: float = 0.5
    later: float = 0.5


class Alarm:
    """The rule at work in one conversation."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._raised = False

    def hear(self, chance: float) -> bool:
        """Whether this turn is one at which a person is needed."""
        yes = chance >= (self._rule.later if self._raised else self._rule.first)
        self._raised = self._raised or yes
        return yes
