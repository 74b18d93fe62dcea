"""The bot does not get anywhere.

Notices: in a row, bot messages that fail to help ("I did not understand", "I can't find that") or customers who say so
("no, that's not it"); and a bot that has been silent for longer than its patience. Why: two failures seldom become a
success, and nobody should need a magic phrase to get out (B06). Wrong when: an honest "that I don't know" was all the
customer needed.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from ...conversation.fold import Conversation, Entry
from .. import signal
from ..signal import Signal
from ..signs import failures
from ..stretch import quote


class Knobs(signal.Knobs):
    offer_after: int = Field(2, ge=1, le=10, description="Failed answers in a row after which a person is offered.")
    handoff_after: int = Field(3, ge=1, le=10, description="Failed answers in a row after which a person comes.")
    at: float = Field(0.6, gt=0, le=1, description="How surely a bot message must have failed to help (0..1).")


def fires(conversation: Conversation, knobs: Knobs, now: datetime) -> Signal | None:
    silent = _silent(conversation, now)
    if silent:
        return silent
    failed = failures(conversation, knobs.at)
    if len(failed) >= knobs.handoff_after:
        return _signal(failed, "handoff", 0.9)
    if len(failed) >= knobs.offer_after:
        return _signal(failed, "offer", 0.7)
    return None


def _signal(failed: tuple[Entry, ...], decision: signal.Wish, score: float) -> Signal:
    because = f"the bot failed {len(failed)} times in a row, last: {quote(failed[-1].text)}"
    return Signal(because, tuple(x.id for x in failed), score, decision)


def _silent(c: Conversation, now: datetime) -> Signal | None:
    if not c.turn or now < c.turn.due_at:
        return None
    waiting = tuple(x.id for x in c.unanswered)
    return Signal("the bot did not answer in time", waiting, 1.0, "handoff", priority=1)
