"""The customer says yes to the offer of a person.

Notices: the first words after the offer are an assent ("yes please", "sí", "ja gerne"), or lean towards a
person. Why: a promise made is kept. Wrong when: the "yes" answers another question that the bot asked after the
offer; then a person comes who was offered anyway.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ...conversation.fold import Conversation
from ...conversation.values import Role
from .. import signal
from ..consent import says_yes
from ..signal import Signal
from ..signs import offer_seq
from ..stretch import heard, lines, quote

ALWAYS = True

#: After an offer a weak wish for a person is enough.
LEANS: Final = 0.4


class Knobs(signal.Knobs):
    pass


def fires(conversation: Conversation, knobs: Knobs, now: datetime) -> Signal | None:
    offered_at = offer_seq(conversation)
    if not offered_at:
        return None
    replies = [x for x in lines(conversation, Role.CUSTOMER) if x.seq > offered_at]
    if not replies or len(replies) > 1:
        return None
    first = replies[0]
    if says_yes(first.text) or heard(conversation, first).asks_for_human >= LEANS:
        return Signal(f"said yes to a person: {quote(first.text)}", (first.id,), 0.95)
    return None
