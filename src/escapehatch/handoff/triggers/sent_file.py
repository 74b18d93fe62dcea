"""The customer sent something that the bot cannot see.

Notices: a picture or a file among what the customer sent since the bot last spoke. Why: a bot that reads words alone would
answer past it, or scold the customer for it; a person looks. Without a word beside it a person comes at once. Wrong when: the
bot does see pictures; then switch it off.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from ...conversation.attachment import in_words
from ...conversation.fold import Conversation
from .. import signal
from ..signal import Signal
from ..stretch import quote, unanswered


class Knobs(signal.Knobs):
    decision: signal.Wish = Field("offer", description="offer or handoff, where there are words beside it.")


def fires(conversation: Conversation, knobs: Knobs, now: datetime) -> Signal | None:
    theirs = unanswered(conversation)
    sent = [x for x in theirs if x.attachments]
    if not sent:
        return None
    shown = sent[-1]
    speaks = any(x.text.strip() for x in theirs)
    because = f"sent what the bot cannot see: {quote(in_words(shown.attachments))}"
    return Signal(because, (shown.id,), 0.6 if speaks else 0.8, knobs.decision if speaks else "handoff")
