"""What the patterns alone hear in a message. Both readers begin with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Final, NamedTuple

from ..conversation.values import Mention, Role, Topic
from .asks import Heard, asks
from .botside import gives_up, promises, promises_person
from .facts import hear
from .language import language
from .mood import mood
from .topics import topics

#: Longer messages are heard one after the other: side by side they take as long, and whoever else wants the processor
#: would wait for each of them in turn (G16).
LONG_CHARS: Final = 1_000
#: Nobody waits for ever for one that hangs, seconds.
TURN_S: Final = 1.0
_TURN: Final = Lock()
#: Read before anybody writes, so that all that is made at a first reading is made; at that of a long message, too.
WARM_UP: Final = (
    "Where is my order?",
    "My name? Order 12345, phone number 411045 a1, one two three four at home, and I paid $12.50 or 12 usd. " * 12,
)


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
    with _turn(text):
        return _listen(text, role, before, earlier)


@contextmanager
def _turn(text: str) -> Iterator[None]:
    taken = len(text) > LONG_CHARS and _TURN.acquire(timeout=TURN_S)
    try:
        yield
    finally:
        if taken:
            _TURN.release()


def _listen(text: str, role: Role, before: str, earlier: Sequence[tuple[str, str]]) -> Hearing:
    said = language(text)
    if role == Role.CUSTOMER:
        mentions = hear(text, role, before, tuple(x for _, x in earlier))
        return Hearing(said, asks(text, before), mood(text), topics(text), mentions)
    mentions = hear(text, role) if role in (Role.BOT, Role.AGENT) else ()
    if role != Role.BOT:
        return Hearing(said, mentions=mentions, promises=promises(text) if role == Role.AGENT else ())
    return Hearing(said, Heard(0.0), 0.0, (), mentions, promises_person(text), gives_up(text), promises(text))
