"""Containment: of the conversations that began with a bot and that ended, the share closed without a person.

Every conversation in which the customer or the bot said something, or a person was asked for, began with a bot: also
one whose bot never got a word out. Not contained but *false containment* (`falsely`) is a conversation that was reopened, whose
customer left unhelped (the last words were theirs, or the bot gave up), or who came back within seven days with the
same matter. Handed off and contained never exceed the whole (K04). Conversations that are still open do not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from msgspec import Struct

from ..conversation.fold import Conversation
from ..conversation.lifecycle import Status

#: A bot's last words count as giving up from this score on.
GAVE_UP = 0.5
#: A new conversation within this long after the end counts as coming back.
BACK_WITHIN = timedelta(days=7)
#: An intent names the matter from this score on.
SURE = 0.5
#: Intents that name no matter.
SMALL_TALK = frozenset({"thanks", "greeting", "goodbye", "other"})


class Containment(Struct, frozen=True):
    """Counts, and shares of ``ended`` (none when nothing ended)."""

    ended: int
    contained: int
    falsely: int
    handed_off: int
    containment: float | None
    false_containment: float | None
    handoff_rate: float | None


def measure(conversations: Iterable[Conversation]) -> Containment:
    known = [c for c in conversations if c.said() or c.escalations]
    by_customer: dict[str, list[Conversation]] = defaultdict(list)
    for c in known:
        by_customer[c.customer.id].append(c)
    ended = [c for c in known if c.status == Status.CLOSED]
    handed = sum(c.escalations > 0 for c in ended)
    falsely = sum(not c.escalations and (_unhelped(c) or _came_back(c, by_customer[c.customer.id])) for c in ended)
    contained = len(ended) - handed - falsely
    whole = len(ended)
    shares = (contained / whole, falsely / whole, handed / whole) if whole else (None, None, None)
    return Containment(whole, contained, falsely, handed, *shares)


def _unhelped(c: Conversation) -> bool:
    reopened = any(x.text == "ConversationReopened" for x in c.entries if x.kind == "system")
    last = c.said("bot")[-1:]
    reading = c.readings.get(last[0].id) if last else None
    return reopened or bool(c.unanswered) or (reading is not None and reading.gives_up >= GAVE_UP)


def _came_back(c: Conversation, others: Sequence[Conversation]) -> bool:
    end = c.closed_at
    later = [x for x in others if x.started_at and end and end <= x.started_at <= end + BACK_WITHIN]
    return any(x.id != c.id and _matters(x) & _matters(c) for x in later)


def _matters(c: Conversation) -> set[tuple[str, str]]:
    """What the customer came with: intents and order numbers."""
    heard = [c.readings[x.id] for x in c.said("customer") if x.id in c.readings]
    intents = {("intent", x.intent) for x in heard if x.intent not in {"", *SMALL_TALK} and x.intent_score >= SURE}
    return intents | {("order_id", y.value) for x in heard for y in x.mentions if y.type == "order_id" and y.value}
