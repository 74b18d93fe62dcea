"""The signs that triggers, rules and the packet all read: failed answers, repeats, frustration, topics, the offer.

Each is a question about the present stretch of a conversation, answered from the recorded readings.
"""

from __future__ import annotations

import re
from typing import Final

from ..conversation.fold import Conversation, Entry
from ..conversation.values import Reading, Role
from .stretch import heard_lines, lines, once

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
#: Messages further back weigh next to nothing.
FADED_AFTER: Final = 20
#: How much of the latest message's own level counts, whatever came before.
LATEST: Final = 0.9


@once
def failures(c: Conversation, at: float = 0.6) -> tuple[Entry, ...]:
    """The failed answers at the end of the stretch, in a row. An answer the customer rejects counts once."""
    row: list[Entry] = []
    rejected = False
    for entry, heard in reversed(heard_lines(c)):
        if entry.author and entry.author.role == Role.CUSTOMER:
            rejected = rejected or bool(MISSED.search(entry.text))
        elif rejected or heard.gives_up >= at:
            row.append(entry)
            rejected = False
        else:
            break
    return tuple(reversed(row))


@once
def repeats(c: Conversation, likeness: float = 0.8) -> tuple[Entry, ...]:
    """The messages of this stretch in which the customer repeats what the bot had already answered."""
    said = heard_lines(c, Role.CUSTOMER)
    again = [(x, heard) for x, heard in said if heard.repeats >= likeness and len(x.text) >= SHORT_CHARS]
    if not again:
        return ()
    place = {x.id: n for n, x in enumerate(lines(c))}
    answers = [place[x.id] for x in lines(c, Role.BOT, Role.AGENT)]
    found: list[Entry] = []
    for entry, heard in again:
        first = place.get(heard.repeats_of)
        if first is not None and any(first < at < place[entry.id] for at in answers):
            found.append(entry)
    return tuple(found)


@once
def level(c: Conversation) -> float:
    """Frustration now, 0..1: the faded mean over the stretch, or most of the latest message's, whichever is more."""
    series = [heard.frustration for _, heard in heard_lines(c, Role.CUSTOMER)[-FADED_AFTER:]]
    if not series:
        return 0.0
    weights = [FADES**age for age in range(len(series))]
    mean = sum(w * f for w, f in zip(weights, reversed(series), strict=True)) / sum(weights)
    return max(mean, LATEST * series[-1])


def heard_topics(reading: Reading) -> list[tuple[str, float]]:
    """Topics and the intent of a message, as (name, score)."""
    found = [(x.name, x.score) for x in reading.topics]
    if reading.intent:
        found.append((reading.intent, reading.intent_score))
    return found


@once
def subjects(c: Conversation) -> dict[str, list[tuple[float, Entry]]]:
    """Every topic and intent heard in the stretch: how surely, and in which message, in order."""
    found: dict[str, list[tuple[float, Entry]]] = {}
    for entry, heard in heard_lines(c, Role.CUSTOMER):
        for x in heard.topics:
            found.setdefault(x.name, []).append((x.score, entry))
        if heard.intent:
            found.setdefault(heard.intent, []).append((heard.intent_score, entry))
    return found


def first_heard(c: Conversation, name: str, at: float) -> tuple[float, Entry] | None:
    """The first time that the topic or intent was heard this surely, with how surely."""
    return next((x for x in subjects(c).get(name, ()) if x[0] >= at), None)


@once
def offer_seq(c: Conversation) -> int:
    """The place of the standing offer in the conversation; 0 when there is none."""
    if not c.offered:
        return 0
    return next((x.seq for x in reversed(c.entries) if x.kind == "system" and x.text == "HandoffOffered"), 0)


@once
def topics_heard(c: Conversation, at: float = 0.5) -> tuple[str, ...]:
    """Every topic and intent heard in the stretch, each once, in order."""
    found = [(first[1].seq, name) for name in subjects(c) if (first := first_heard(c, name, at))]
    return tuple(name for _, name in sorted(found, key=lambda x: x[0]))
