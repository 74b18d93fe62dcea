"""What the patterns alone hear in a message. Both readers begin with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..conversation.values import Mention, Role, Topic
from .asks import Heard, asks
from .botside import gives_up, promises, promises_person
from .facts import hear
from .language import language
from .mood import mood
from .topics import topics


class Hearing(NamedTuple):
    """``asks`` and ``mood`` belong to customers, the last three fields to bots."""

    language: str
    asks: Heard = Heard(0.0)
    mood: float = 0.0
    topics: tuple[Topic, ...] = ()
    mentions: tuple[Mention, ...] = ()
    promises_person: float = 0.0
    gives_up: float = 0.0
    promises: tuple[str, ...] = ()


def listen(text: str, role: Role, before: str, earlier: Sequence[tuple[str, str]]) -> Hearing:
    """Everything that needs no model."""
    said = language(text)
    if role == Role.CUSTOMER:
        mentions = hear(text, role, before, tuple(x for _, x in earlier))
        return Hearing(said, asks(text, before), mood(text), topics(text), mentions)
    mentions = hear(text, role) if role in (Role.BOT, Role.AGENT) else ()
    if role != Role.BOT:
        return Hearing(said, mentions=mentions, promises=promises(text) if role == Role.AGENT else ())
    return Hearing(said, Heard(0.0), 0.0, (), mentions, promises_person(text), gives_up(text), promises(text))
