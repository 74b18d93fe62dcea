"""An answer by e-mail (G08): when it is written, and what it says. The address was asked once and checked before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..conversation import events as e
from ..conversation.fold import Conversation
from ..conversation.values import Role

#: The effect by which the outbox knows that it is for the customer, and not for the helpdesk.
KIND: Final = "FollowUp"


def due(c: Conversation, events: Sequence[e.Event]) -> bool:
    """Whether these events, after which ``c`` stands, are a follow-up: a person's first answer, or the end of their work."""
    waited = c.escalation
    if not waited or not waited.callback or waited.callback.how != "email" or not waited.first_reply_at:
        return False
    answered = any(isinstance(x, e.MessagePosted) and x.author.role == Role.AGENT for x in events)
    ended = any(isinstance(x, e.ConversationClosed) and x.by.role == Role.AGENT for x in events)
    return ended or (answered and _answers(c) == 1)


def _answers(c: Conversation) -> int:
    asked_seq = next((x.seq for x in reversed(c.entries) if x.text == "CallbackPromised"), 0)
    return sum(x.seq > asked_seq for x in c.said(Role.AGENT))


def letter(c: Conversation) -> str:
    """Subject and text: who has answered, and all that was said, without notes and other words of the team's own."""
    said = [x for x in c.said() if x.author]
    answered = next((x.author for x in reversed(said) if x.author and x.author.role == Role.AGENT), None)
    name = (answered.name or answered.id) if answered else "We"
    lines = [f"{x.author.name or x.author.role}: {x.text}" for x in said if x.author]
    return "\n".join([f"{name} answered you", "You asked for an answer by e-mail. This is what was said:", "", *lines])
