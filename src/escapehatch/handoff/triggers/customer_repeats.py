"""The customer has to say it again.

Notices: a customer message that says the same as an earlier one of this stretch, after the bot had answered in
between; rephrasing counts. Why: the first answer did not help, whatever the bot believed. Wrong when: the
customer pastes the same request for several orders; so it is offered first, and done when it happens again.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from ...conversation.fold import Conversation
from ...conversation.values import Role
from .. import signal
from ..signal import Signal
from ..signs import repeats
from ..stretch import heard, lines, quote


class Knobs(signal.Knobs):
    likeness: float = Field(0.8, gt=0.5, le=1, description="How alike two messages must be (0..1).")
    offer_after: int = Field(1, ge=1, le=10, description="Repeats after which a person is offered.")
    handoff_after: int = Field(2, ge=1, le=10, description="Repeats after which a person comes.")


def fires(conversation: Conversation, knobs: Knobs, now: datetime) -> Signal | None:
    again = repeats(conversation, knobs.likeness)
    said = lines(conversation, Role.CUSTOMER)
    if len(again) < knobs.offer_after or again[-1] is not said[-1]:
        return None
    done = len(again) >= knobs.handoff_after
    because = f"had to say it again: {quote(again[-1].text)}"
    evidence = (heard(conversation, again[-1]).repeats_of, again[-1].id)
    return Signal(because, evidence, 0.85 if done else 0.6, "handoff" if done else "offer")
