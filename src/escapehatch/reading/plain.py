"""A reader of patterns alone: no model, nothing to load, the same answer always. For tests and lean machines."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Final

from ..conversation.values import Reading, Role
from ..ports import Reader
from .hearing import listen
from .intents import guess
from .tidy import folded

NAME: Final = "plain-1"
#: Shorter messages ("yes", "ok thanks") repeat nothing.
REPEAT_CHARS: Final = 10
COMPARED_CHARS: Final = 400
#: Texts of so many characters must share this much of their words to be compared letter by letter.
LONG_CHARS: Final = 60
SHARED_WORDS: Final = 0.4


class PlainReader:
    """Answers ``ports.Reader`` from patterns: quick, deterministic, weaker on meaning than the encoder."""

    def read(
        self,
        text: str,
        role: Role = Role.CUSTOMER,
        before: str = "",
        earlier: Sequence[tuple[str, str]] = (),
    ) -> Reading:
        if not text.strip():
            return Reading(reader=NAME)
        heard = listen(text, role, before, earlier)
        intent, score = guess(heard) if role == Role.CUSTOMER else ("", 0.0)
        likeness, of = repeats(text, earlier)
        return Reading(
            language=heard.language,
            intent=intent,
            intent_score=score,
            asks_for_human=heard.asks.score,
            frustration=heard.mood,
            topics=heard.topics,
            mentions=heard.mentions,
            repeats=likeness,
            repeats_of=of,
            promises_person=heard.promises_person,
            gives_up=heard.gives_up,
            promises=heard.promises,
            reader=NAME,
        )


def repeats(text: str, earlier: Sequence[tuple[str, str]], above: float = 0.0) -> tuple[float, str]:
    """Likeness of spelling to the most similar earlier message, and which. Nothing at or under ``above`` is looked for."""
    plain = folded(text)[:COMPARED_CHARS]
    best, of = above, ""
    if len(plain) < REPEAT_CHARS:
        return best, of
    for message_id, said in earlier:
        other = folded(said)[:COMPARED_CHARS]
        if len(other) < REPEAT_CHARS:
            continue
        if not _worth(plain, other):
            continue
        likeness = difflib.SequenceMatcher(None, plain, other, autojunk=False)
        if likeness.real_quick_ratio() > best and likeness.quick_ratio() > best and (p := likeness.ratio()) >= best:
            best, of = p, message_id
    return (round(best, 4), of) if of else (0.0, "")


def _worth(a: str, b: str) -> bool:
    """Long texts that share hardly a word are not spelled alike; letter by letter they cost milliseconds."""
    if min(len(a), len(b)) < LONG_CHARS:
        return True
    one, other = set(a.split()), set(b.split())
    return len(one & other) >= SHARED_WORDS * min(len(one), len(other))


def connect(settings: object = None) -> Reader:
    """The reader; it has no settings."""
    return PlainReader()
