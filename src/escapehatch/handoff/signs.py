"""The signs that triggers, rules and the packet all read: failed answers, repeats, frustration, topics, the offer.

Each is a question about the present stretch of a conversation, answered from the recorded readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..conversation.fold import Conversation, Entry
from ..conversation.values import Role
from .stretch import heard, lines

#: Short ways to say that an answer missed. Longer complaints are for the reading (frustration, repeats).
MISSED: Final = re.compile(
    r"\b(?:that(?:'?s| is|s)? not (?:it|right|what|helpful|correct|my)|not what i (?:asked|meant|want|need)"
    r"|(?:doesn'?t|didn'?t|not) help"
    r"|did(?:n'?t| not) answer|wrong answer|you (?:don'?t|do not|didn'?t) understand|no,? not that"
    r"|no es eso|eso no|no me (?:sirve|ayuda|entiend)|das (?:ist|war) (?:es )?nicht|hilft (?:mir )?nicht|nicht das"
    r"|ce n'?est pas (?:ça|cela|ce)|pas ce que|non è (?:questo|quello)|não é isso|não (?:ajuda|ajudou)"
    r"|dat (?:is|bedoel) (?:ik )?niet|helpt (?:me )?niet|to nie to|nie o to)",
    re.IGNORECASE,
)
#: Shorter messages ("yes", "thanks") may come as often as they like.
SHORT_CHARS: Final = 8
#: The weight of each message relative to the one after it.
FADES: Final = 0.6
#: How much of the latest message's own level counts, whatever came before.
LATEST: Final = 0.9


def failures(c: Conversation, at: float = 0.6) -> list[Entry]:
    """The failed answers at the end of the stretch, in a row. An answer the customer rejects counts once."""
    row: list[Entry] = []
    rejected = False
    for entry in reversed(lines(c)):
        if entry.author and entry.author.role == Role.CUSTOMER:
            rejected = rejected or bool(MISSED.search(entry.text))
        elif rejected or heard(c, entry).gives_up >= at:
            row.append(entry)
            rejected = False
        else:
            break
    return list(reversed(row))


def repeats(c: Conversation, likeness: float = 0.8) -> list[Entry]:
    """The messages of this stretch in which the customer repeats what the bot had already answered."""
    place = {x.id: n for n, x in enumerate(lines(c))}
    answers = [place[x.id] for x in lines(c, Role.BOT, Role.AGENT)]
    found: list[Entry] = []
    for entry in lines(c, Role.CUSTOMER):
        reading = heard(c, entry)
        first = place.get(reading.repeats_of)
        if reading.repeats < likeness or first is None or len(entry.text) < SHORT_CHARS:
            continue
        if any(first < at < place[entry.id] for at in answers):
            found.append(entry)
    return found


def level(c: Conversation) -> float:
    """Frustration now, 0..1: the faded mean over the stretch, or most of the latest message's, whichever is more."""
    series = [heard(c, x).frustration for x in lines(c, Role.CUSTOMER)]
    if not series:
        return 0.0
    weights = [FADES**age for age in range(len(series))]
    mean = sum(w * f for w, f in zip(weights, reversed(series), strict=True)) / sum(weights)
    return max(mean, LATEST * series[-1])


def heard_topics(c: Conversation, entry: Entry) -> Iterator[tuple[str, float]]:
    """Topics and the intent of a message, as (name, score)."""
    reading = heard(c, entry)
    yield from ((x.name, x.score) for x in reading.topics)
    if reading.intent:
        yield reading.intent, reading.intent_score


def offer_seq(c: Conversation) -> int:
    """The place of the standing offer in the conversation; 0 when there is none."""
    if not c.offered:
        return 0
    return next((x.seq for x in reversed(c.entries) if x.kind == "system" and x.text == "HandoffOffered"), 0)


def topics_heard(c: Conversation, at: float = 0.5) -> tuple[str, ...]:
    """Every topic and intent heard in the stretch, each once, in order."""
    found = (name for entry in lines(c, Role.CUSTOMER) for name, score in heard_topics(c, entry) if score >= at)
    return tuple(dict.fromkeys(found))
