"""The customer is losing patience.

Notices: frustration over the whole stretch, the latest words weighing most; one outburst is enough to offer, anger
that goes on after the bot has answered it brings a person. Words that are calm again bring nobody. Why: an annoyed
customer who is kept with a bot leaves. Wrong when: the anger is about something else, or is irony the reading did not get.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from ...conversation.fold import Conversation
from ...conversation.values import Role
from .. import signal
from ..signal import Signal
from ..signs import level
from ..stretch import heard, lines, quote


class Knobs(signal.Knobs):
    offer_at: float = Field(0.55, gt=0, le=1, description="Level at which a person is offered (0..1).")
    handoff_at: float = Field(0.75, gt=0, le=1, description="Level at which a person comes (0..1).")


def fires(conversation: Conversation, knobs: Knobs, now: datetime) -> Signal | None:
    said = lines(conversation, Role.CUSTOMER)
    reached = level(conversation)
    if not said or reached < min(knobs.offer_at, knobs.handoff_at):
        return None
    told = [x for x in said if heard(conversation, x).frustration >= knobs.offer_at / 2]
    if not told or told[-1] is not said[-1]:
        return None
    answered = [x for x in lines(conversation, Role.BOT, Role.AGENT) if told[0].seq < x.seq < told[-1].seq]
    decision: signal.Wish = "handoff" if reached >= knobs.handoff_at and answered else "offer"
    return Signal(f"is losing patience: {quote(told[-1].text)}", tuple(x.id for x in told[-3:]), reached, decision)
