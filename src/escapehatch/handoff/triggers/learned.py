"""One's own history says that a person is needed at a turn like this.

Notices: the chance that a turn model (``escapehatch train handoff``) gives to the latest message, in view of all before it.
Why: it has learned from conversations in which an agent took over, the customer left or rated badly. Wrong when: the shop's
bot or its customers have changed since; so it is never the only trigger, and without a model it says nothing.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from ...conversation.fold import Conversation
from .. import signal
from ..signal import Signal
from ..stretch import heard, lines, quote


class Knobs(signal.Knobs):
    offer_at: float = Field(0.4, gt=0, le=1, description="Chance at which a person is offered.")
    handoff_at: float = Field(0.7, gt=0, le=1, description="Chance at which one comes.")


def fires(conversation: Conversation, knobs: Knobs, now: datetime) -> Signal | None:
    said = lines(conversation)
    chance = heard(conversation, said[-1]).needs_person if said else 0.0
    if chance < min(knobs.offer_at, knobs.handoff_at) or not chance:
        return None
    because = f"conversations like this one needed a person {chance:.0%} of the time: {quote(said[-1].text)}"
    return Signal(because, (said[-1].id,), chance, "handoff" if chance >= knobs.handoff_at else "offer")
