"""Conversations for these tests, told in a few words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from escapehatch.conversation import events as e
from escapehatch.conversation.fold import Conversation, apply
from escapehatch.conversation.values import Author, Customer, Mention, Reading, Role

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ADA = Customer("ada", "Ada Lovelace", "ada@lantern.example", tier="vip", verified=True)


def told(*messages: tuple[str, str, Reading] | tuple[str, str], customer: Customer = ADA) -> Conversation:
    """A conversation with the bot: (role, text, reading) one after the other, ten seconds apart, ids m0, m1, ..."""
    c = happen(Conversation(), e.ConversationStarted("c1", customer))
    for n, (role, text, *read) in enumerate(messages):
        c = happen(c, e.MessagePosted(f"m{n}", Author(Role(role), role), text))
        if read:
            c = happen(c, e.ReadingRecorded(f"m{n}", read[0]))
    return c


def happen(c: Conversation, event: e.Event) -> Conversation:
    return apply(c, e.Recorded(c.seq + 1, NOW + timedelta(seconds=10 * c.seq), event))


def heard(*mentions: tuple[str, str] | tuple[str, str, str]) -> Reading:
    """A reading with these mentions: (type, value) or (type, value, stance)."""
    return Reading(language="en", mentions=tuple(Mention(x[0], x[1], stance=(*x, "claimed")[2]) for x in mentions))
