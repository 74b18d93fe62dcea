"""A message could not be read.

Notices: a customer message whose reading failed, since the bot last spoke. Why: nobody knows whether it asked for a
person, and when in doubt, a person. Wrong when: it was an easy one that the bot would have answered.
"""

from __future__ import annotations

from datetime import datetime

from ...conversation.fold import Conversation
from .. import signal
from ..signal import Signal
from ..stretch import heard, quote, unanswered

ALWAYS = True


class Knobs(signal.Knobs):
    pass


def fires(conversation: Conversation, knobs: Knobs, now: datetime) -> Signal | None:
    failed = [x for x in unanswered(conversation) if heard(conversation, x).reader == "failed"]
    if not failed:
        return None
    return Signal(f"a message could not be read: {quote(failed[-1].text)}", (failed[-1].id,), 0.8)
