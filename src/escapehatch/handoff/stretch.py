"""The present stretch with the bot: what was said since the conversation began, came back from an agent, or reopened.

Triggers count inside it, so that what led to an earlier handoff does not lead to the next one (B08, B11).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from ..conversation.fold import Conversation, Entry
from ..conversation.values import Reading, Role

#: Characters of a message quoted as evidence.
QUOTE_CHARS: Final = 90
#: Events after which counting begins anew.
FRESH_START: Final = frozenset({"ReturnedToBot", "ConversationReopened"})

NOTHING_HEARD: Final = Reading()

P = ParamSpec("P")
T = TypeVar("T")
Question = Callable[Concatenate[Conversation, P], T]


class _Answers:
    """What was answered about the conversation that was last asked about."""

    def __init__(self) -> None:
        self.kept: tuple[Conversation | None, dict[Any, Any]] = (None, {})


_ANSWERS: Final = _Answers()


def once(question: Question[P, T]) -> Question[P, T]:
    """Answer a question about a conversation once: triggers, rules and the chance all ask the same ones, one after another.

    A conversation never changes, so what was answered about it stays true. Answers about the last one are kept.
    """

    @wraps(question)
    def asked(c: Conversation, /, *args: P.args, **named: P.kwargs) -> T:
        if named:
            return question(c, *args, **named)
        known, answers = _ANSWERS.kept
        if known is not c:
            answers = {}
            _ANSWERS.kept = (c, answers)
        key = (question, args)
        if key in answers:
            kept: T = answers[key]
            return kept
        answer = answers[key] = question(c, *args, **named)
        return answer

    return asked


@once
def lines(c: Conversation, *roles: str) -> tuple[Entry, ...]:
    """The messages of the present stretch, oldest first; of these roles when any is named."""
    if roles:
        return tuple([x for x in lines(c) if x.author and x.author.role in roles])
    found: list[Entry] = []
    for entry in reversed(c.entries):
        if entry.kind == "message":
            if entry.author:
                found.append(entry)
        elif entry.text in FRESH_START and entry.kind == "system":
            break
    return tuple(reversed(found))


@once
def heard_lines(c: Conversation, *roles: str) -> tuple[tuple[Entry, Reading], ...]:
    """The same messages, each with what was heard in it."""
    readings = c.readings
    return tuple([(x, readings.get(x.id, NOTHING_HEARD)) for x in lines(c, *roles)])


@once
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


@once
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
