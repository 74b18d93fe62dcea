"""The bot broke down.

Notices: a bot turn that ended in failure (unreachable, empty, malformed, over its limits) after the bot last
answered. Why: the customer would otherwise wait for nobody (G11, B12, B17). After an agent returned the
conversation it says so, so that it is not sent back to a bot that is still broken (B11). Wrong when: the fault
lasted one second and a second try would have worked; trying again is the connector's business, before this.
"""

from __future__ import annotations

from datetime import datetime

from ...conversation.fold import Conversation
from .. import signal
from ..signal import Signal

ALWAYS = True


class Knobs(signal.Knobs):
    pass


def fires(conversation: Conversation, knobs: Knobs, now: datetime) -> Signal | None:
    if not conversation.failed_turns:
        return None
    again = ""
    if conversation.returned:
        who = conversation.returned.agent.name or conversation.returned.agent.id
        again = f" again, after {who} had returned the conversation to it"
    evidence = tuple(x.id for x in conversation.unanswered)
    return Signal(f"the bot could not answer{again}", evidence, 1.0, "handoff", priority=1)
