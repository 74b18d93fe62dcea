"""The bot says the same thing again.

Notices: a bot message nearly equal to an earlier one of this stretch, with the customer's words in between.
Why: whoever did not get further with the first will not with the second. Wrong when: the customer asked for it
again, or asked the same of another order; so it is offered before it is done.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pydantic import Field

from ...conversation.fold import Conversation
from ...conversation.values import Role
from .. import signal
from ..signal import Signal
from ..stretch import heard, heard_lines, lines, quote

#: Shorter bot messages are courtesies ("You're welcome!"), and may come twice.
COURTESY_CHARS: Final = 30


class Knobs(signal.Knobs):
    likeness: float = Field(0.9, gt=0.5, le=1, description="How alike two answers must be (0..1).")
    offer_after: int = Field(1, ge=1, le=10, description="Repeats after which a person is offered.")
    handoff_after: int = Field(2, ge=1, le=10, description="Repeats after which a person comes.")


def fires(conversation: Conversation, knobs: Knobs, now: datetime) -> Signal | None:
    said = lines(conversation, Role.BOT)
    known = {x.id for x in said}
    again = [
        x
        for x, reading in heard_lines(conversation, Role.BOT)
        if reading.repeats >= knobs.likeness and reading.repeats_of in known and len(x.text) >= COURTESY_CHARS
    ]
    if len(again) < knobs.offer_after or again[-1] is not said[-1]:
        return None
    done = len(again) >= knobs.handoff_after
    because = f"the bot repeated itself: {quote(again[-1].text)}"
    evidence = (heard(conversation, again[-1]).repeats_of, again[-1].id)
    return Signal(because, evidence, 0.85 if done else 0.6, "handoff" if done else "offer")
