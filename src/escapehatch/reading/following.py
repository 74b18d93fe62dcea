"""Follows conversations with a turn model of one's own: after each message the chance that a person is needed now.

The state of a conversation is kept between messages, so that each costs less than a millisecond; after a restart, or when
others were followed since, it is built again from what was said. Raises HeadUnusable for a file that is no turn model.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Final

from msgspec import Struct

from ..conversation.values import Role
from .turns.kept import load
from .turns.model import Listening, Model
from .turns.words import turn_of

#: Conversations whose state is kept.
KEPT_MAX: Final = 512

Said = tuple[Role, str]


class _Followed(Struct):
    said: list[Said]
    listening: Listening
    chance: float = 0.0


class Following:
    """Safe to call from several threads."""

    def __init__(self, model: Model | Path) -> None:
        self._model = load(model) if isinstance(model, Path) else model
        self._kept: OrderedDict[str, _Followed] = OrderedDict()
        self._lock = Lock()

    def chance(self, conversation_id: str, said: Sequence[Said]) -> float:
        """The chance (0..1) after the last of ``said``: all messages so far, each with who said it."""
        with self._lock:
            known = self._kept.pop(conversation_id, None)
            if known is None or known.said != list(said[: len(known.said)]):
                known = _Followed([], self._model.listen())
            for role, text in said[len(known.said) :]:
                known.chance = known.listening.hear(turn_of(_turn(role, text)))
                known.said.append((role, text))
            self._kept[conversation_id] = known
            while len(self._kept) > KEPT_MAX:
                self._kept.popitem(last=False)
            return round(known.chance, 4)


def _turn(role: Role, text: str) -> Mapping[str, str]:
    """As the model knows it: whoever answers, a person or the bot, is the answering side."""
    return {"role": "customer" if role == Role.CUSTOMER else "agent", "text": text}
