"""Repeat rate: of the conversations in which a person answered, the share in which something known was asked again.

A re-ask is what the guard recorded when the words were sent. The second figure is the share in which the customer said
again, to the agent, what they had already said. Both should be zero.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ..conversation.fold import Conversation

#: A customer's message counts as a repeat of an earlier one from this likeness on.
ALIKE = 0.85


class RepeatRate(Struct, frozen=True):
    """Counts, and shares of ``attended`` (none when nobody was attended)."""

    attended: int
    asked_again: int
    said_again: int
    reasks: int
    repeat_rate: float | None
    said_again_rate: float | None


def measure(conversations: Iterable[Conversation]) -> RepeatRate:
    attended = [c for c in conversations if c.said("agent")]
    again = sum(c.reasks > 0 for c in attended)
    said = sum(_said_again(c) for c in attended)
    whole = len(attended)
    shares = (again / whole, said / whole) if whole else (None, None)
    return RepeatRate(whole, again, said, sum(c.reasks for c in attended), *shares)


def _said_again(c: Conversation) -> bool:
    first = c.said("agent")[0].seq
    later = [x for x in c.said("customer") if x.seq > first]
    return any((reading := c.readings.get(x.id)) is not None and reading.repeats >= ALIKE for x in later)
