"""The customer asks for a person.

Notices: a message since the bot last spoke in which the wish for a person was heard, in any language; a wish to be
called back counts. Why: it is the customer's to decide; nothing else needs to be true. Wrong when: the words are about
persons ("are you a human?", "human hair"), a quote, or a wish *not* to be connected; the reading is there to tell.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from ...conversation.fold import Conversation
from .. import signal
from ..signal import Signal
from ..stretch import heard, quote, unanswered

ALWAYS = True


class Knobs(signal.Knobs):
    at: float = Field(0.6, gt=0, le=0.9, description="How surely the wish must have been heard (0..1).")


def fires(conversation: Conversation, knobs: Knobs, now: datetime) -> Signal | None:
    asked = [(heard(conversation, x).asks_for_human, x) for x in unanswered(conversation)]
    sure = [(p, x) for p, x in asked if p >= knobs.at]
    if not sure:
        return None
    p, entry = sure[-1]
    return Signal(f"asked for a person: {quote(entry.text)}", (entry.id,), p)
