"""Containment: of the conversations that a bot took part in and that ended, the share closed without a person.

A conversation that was reopened, or whose customer left unhelped (the last words were theirs, or the bot gave up),
is not contained: it is *false containment*. Handed off and contained never exceed the whole (K04). Conversations
that are still open do not count.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ..conversation.fold import Conversation
from ..conversation.lifecycle import Status

#: A bot's last words count as giving up from this score on.
GAVE_UP = 0.5


class Containment(Struct, frozen=True):
    """Counts, and shares of ``ended`` (0 when nothing ended)."""

    ended: int
    contained: int
    falsely: int
    handed_off: int
    containment: float
    handoff_rate: float


def measure(conversations: Iterable[Conversation]) -> Containment:
    ended = [c for c in conversations if c.said("bot") and (c.status == Status.CLOSED or c.escalations)]
    handed = sum(c.escalations > 0 for c in ended)
    falsely = sum(not c.escalations and _unhelped(c) for c in ended)
    contained = len(ended) - handed - falsely
    whole = len(ended) or 1
    return Containment(len(ended), contained, falsely, handed, contained / whole, handed / whole)


def _unhelped(c: Conversation) -> bool:
    reopened = any(x.text == "ConversationReopened" for x in c.entries if x.kind == "system")
    last = c.said("bot")[-1]
    reading = c.readings.get(last.id)
    return reopened or bool(c.unanswered) or (reading is not None and reading.gives_up >= GAVE_UP)
