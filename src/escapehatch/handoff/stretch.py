"""The present stretch with the bot: what was said since the conversation began, came back from an agent, or reopened.

Triggers count inside it, so that what led to an earlier handoff does not lead to the next one (B08, B11).
"""

from __future__ import annotations

from typing import Final

from ..conversation.fold import Conversation, Entry
from ..conversation.values import Reading, Role

#: Characters of a message quoted as evidence.
QUOTE_CHARS: Final = 90
#: Events after which counting begins anew.
FRESH_START: Final = frozenset({"ReturnedToBot", "ConversationReopened"})

NOTHING_HEARD: Final = Reading()


def lines(c: Conversation, *roles: str) -> tuple[Entry, ...]:
    """The messages of the present stretch, oldest first; of these roles when any is named."""
    found: list[Entry] = []
    for entry in reversed(c.entries):
        if entry.kind == "message":
            if entry.author and (not roles or entry.author.role in roles):
                found.append(entry)
        elif entry.text in FRESH_START and entry.kind == "system":
            break
    found.reverse()
    return tuple(found)


def unanswered(c: Conversation) -> tuple[Entry, ...]:
    """What the customer said in this stretch since the other side last spoke."""
    found: list[Entry] = []
    for entry in reversed(c.entries):
        if entry.kind == "message" and entry.author:
            if entry.author.role != Role.CUSTOMER:
                break
            found.append(entry)
        elif entry.text in FRESH_START and entry.kind == "system":
            break
    found.reverse()
    return tuple(found)


def heard(c: Conversation, entry: Entry) -> Reading:
    """What was heard in a message; a blank reading when nothing was recorded."""
    return c.readings.get(entry.id, NOTHING_HEARD)


def last_words(c: Conversation, role: str) -> Entry | None:
    """The latest message of the stretch, if ``role`` said it."""
    for entry in reversed(c.entries):
        if entry.kind == "message" and entry.author:
            return entry if entry.author.role == role else None
        if entry.text in FRESH_START and entry.kind == "system":
            break
    return None


def latest_reading(c: Conversation) -> Reading:
    """What was heard in the customer's latest message."""
    said = lines(c, Role.CUSTOMER)
    return heard(c, said[-1]) if said else NOTHING_HEARD


def language(c: Conversation) -> str:
    """The language the customer last wrote in, as far as it was heard; else their locale's."""
    for entry in reversed(lines(c, Role.CUSTOMER)):
        spoken = heard(c, entry).language
        if spoken:
            return spoken
    return c.locale.split("-")[0].split("_")[0]


def quote(text: str) -> str:
    """The words as evidence: on one line, in quotes, cut where they are long."""
    flat = " ".join(text.split())
    return f"'{flat}'" if len(flat) <= QUOTE_CHARS else f"'{flat[:QUOTE_CHARS].rstrip()}…'"
