"""The rules say no: what everybody who decides needs for it, and who may be where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from . import events as e
from .attachment import ATTACHMENTS_MAX, Attachment
from .lifecycle import ATTENDED
from .picture import Conversation, Owner

#: Characters in a rating's comment, a wrap-up note, a brief for the bot, a draft that is kept.
NOTE_MAX_CHARS: Final = 4_000

Events = Sequence[e.Event]


class Refused(Struct, frozen=True):
    """The rules say no: ``code`` for programs, ``sentence`` for people, and who holds the conversation."""

    code: str
    sentence: str
    owner: Owner = Owner()


class No(Exception):
    """Raised while deciding; ``decide`` makes a ``Refused`` of it."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        self.sentence = sentence


def holder(c: Conversation) -> str:
    """Who has the conversation, as the middle of a sentence."""
    who = c.owner.name or c.owner.id
    return {"agent": f"{who} is with the customer", "queue": "a person is being found"}.get(c.owner.kind, "closed")


def attends(c: Conversation, agent_id: str) -> bool:
    return c.status in ATTENDED and c.agent is not None and c.agent.id == agent_id


def must_attend(c: Conversation, agent_id: str) -> None:
    if not attends(c, agent_id):
        raise No("not_owner", f"You are not with this customer: {holder(c)}.")


def few_enough(attachments: Sequence[Attachment]) -> None:
    if len(attachments) > ATTACHMENTS_MAX:
        raise No("too_many_attachments", f"A message carries {ATTACHMENTS_MAX} attachments at most.")
