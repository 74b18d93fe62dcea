"""What must be told to others because of a change: written with it, in the same transaction, and told later by the outbox."""

from __future__ import annotations

from typing import Final

from ..conversation import events as e
from ..conversation.fold import Conversation
from ..ports import Effect
from . import copies, follow_up

#: Effects that are written to the customer, and not told to the helpdesk.
LETTERS: Final = {copies.KIND: copies.letter, follow_up.KIND: follow_up.letter}
#: Events after which another system is told.
TOLD: Final = frozenset(
    {
        "HandoffRequested",
        "ContextAdded",
        "AgentJoined",
        "ReturnedToBot",
        "ConversationClosed",
        "CallbackPromised",
    }
)


def effects(c: Conversation, seq: int, events: tuple[e.Event, ...], tells: bool, mails: bool) -> tuple[Effect, ...]:
    """Of ``events``, which came after version ``seq`` and led to ``c``. ``tells``: there is a helpdesk. ``mails``: a channel."""
    asked = [(n, x.contact) for n, x in enumerate(events, seq + 1) if isinstance(x, e.CopyRequested)] if mails else []
    wanted = tuple(Effect(f"{c.id}:{n}", c.id, copies.KIND, {"to": to}) for n, to in asked)
    if not c.escalation:
        return wanted
    mailed = mails and c.escalation.callback and follow_up.due(c, events)
    letters = _letters(c, seq + len(events)) if mailed else ()
    return (*wanted, *letters, *(_told(c, seq, events) if tells else ()))


def _letters(c: Conversation, seq: int) -> tuple[Effect, ...]:
    asked = c.escalation
    assert asked and asked.callback
    return (Effect(f"{asked.escalation_id}:{seq}:mail", c.id, follow_up.KIND, {"to": asked.callback.contact}),)


def _told(c: Conversation, seq: int, events: tuple[e.Event, ...]) -> tuple[Effect, ...]:
    assert c.escalation
    minimum = {n for n, x in enumerate(events, 1) if isinstance(x, e.ContextAdded) and x.part == "minimum"}
    numbered = [(n, e.name_of(x)) for n, x in enumerate(events, 1) if n not in minimum]
    told = [(seq + n, kind) for n, kind in numbered if kind in TOLD]
    key = c.escalation.escalation_id
    return tuple(Effect(f"{key}:{at}", c.id, kind, {"escalation_id": key, "seq": at}) for at, kind in told)
