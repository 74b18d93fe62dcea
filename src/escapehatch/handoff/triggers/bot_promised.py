"""The bot promised a person.

Notices: the bot's latest words say that it is transferring, or that somebody will take over, while nothing of the kind
was decided. Why: a promise without a handoff is the worst failure of such systems (B01); so the promise is made true.
Wrong when: the bot only explained how people can be reached.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from ...conversation.fold import Conversation
from ...conversation.values import Role
from .. import signal
from ..signal import Signal
from ..stretch import heard, last_words, quote

ALWAYS = True


class Knobs(signal.Knobs):
    at: float = Field(0.6, gt=0, le=0.9, description="How surely the words must promise a person (0..1).")


def fires(conversation: Conversation, knobs: Knobs, now: datetime) -> Signal | None:
    said = last_words(conversation, Role.BOT)
    if said is None:
        return None
    sure = heard(conversation, said).promises_person
    if sure < knobs.at:
        return None
    return Signal(f"the bot promised a person: {quote(said.text)}", (said.id,), sure)
