"""A past conversation, ready to be told again to any policy: what happened, cut after each message.

The readings are part of it, so each message is read once however many policies look at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from ...conversation import events as e
from ...conversation.decide import UNHELPED
from ...conversation.fold import Conversation
from ...conversation.values import Role
from ..replay import Mask, Read, Told, lines
from .truth import Truth, truth

Happened = tuple[e.Event, datetime]


class Beat(Struct, frozen=True):
    """One message and what came with it. ``i``: its index in the transcript. ``at``: when the policy is asked."""

    i: int
    role: str
    text: str
    at: datetime
    events: tuple[Happened, ...]


class Script(Struct, frozen=True):
    """``begin``: what was so before the first message. ``index``: the transcript's index of each message id."""

    id: str
    begin: tuple[Happened, ...]
    beats: tuple[Beat, ...]
    index: dict[str, int]
    truth: Truth

    @property
    def turns(self) -> list[int]:
        """The index of each customer message: the turns that are counted."""
        return [x.i for x in self.beats if x.role == Role.CUSTOMER]


class _Noted(Told):
    """Tells a transcript, and notes what happens."""

    def __init__(self, record: Mapping[str, Any], read: Read, mask: Mask) -> None:
        self.noted: list[Happened] = []
        super().__init__(record, read, mask)

    def happen(self, event: e.Event, at: datetime) -> None:
        self.noted.append((event, at))
        super().happen(event, at)

    def since(self) -> tuple[Happened, ...]:
        noted, self.noted = tuple(self.noted), []
        return noted


def from_transcript(record: Mapping[str, Any], read: Read, mask: Mask) -> Script:
    """A transcript line as a script. Raises ValueError when it is none."""
    known = truth(record)
    told = _Noted(record, read, mask)
    begin, beats = told.since(), []
    for line in lines(record):
        told.add(line)
        happened = told.since()
        if happened:
            beats.append(Beat(line.i, line.role, _said(happened), line.at, happened))
    return Script(str(record["id"]), begin, tuple(beats), told.index, known)


def _said(happened: Sequence[Happened]) -> str:
    return next((x.text for x, _ in happened if isinstance(x, e.MessagePosted)), "")


#: What people, bot and shop did. The rest is what a policy, a desk or a router made of it.
KEPT: Final = (
    e.ConversationStarted,
    e.CustomerIdentified,
    e.CartChanged,
    e.MessagePosted,
    e.ReadingRecorded,
    e.BotAttempted,
    e.BotTurnStarted,
    e.BotTurnEnded,
)


def from_journal(conversation_id: str, records: Iterable[e.Recorded]) -> Script:
    """One conversation of an exported journal, up to where an agent joined. Its recorded readings are used as they are."""
    begin: list[Happened] = []
    beats: list[Beat] = []
    index: dict[str, int] = {}
    asked: int | None = None
    joined = False
    rows = list(records)
    for x in rows:
        event = x.event
        if isinstance(event, e.HandoffRequested) and asked is None:
            asked = len(beats) - 1
        joined = joined or isinstance(event, e.AgentJoined)
        if joined or not isinstance(event, KEPT):
            continue
        if isinstance(event, e.MessagePosted):
            index[event.message_id] = len(beats)
            beats.append(Beat(len(beats), str(event.author.role), event.text, x.at, ((event, x.at),)))
        elif beats:
            beats[-1] = msgspec.structs.replace(beats[-1], at=x.at, events=(*beats[-1].events, (event, x.at)))
        else:
            begin.append((event, x.at))
    return Script(conversation_id, tuple(begin), tuple(beats), index, _kept_truth(rows, asked))


def _kept_truth(rows: Sequence[e.Recorded], asked: int | None) -> Truth:
    """What a journal says: handed off, or how it was closed."""
    if asked is not None:
        return Truth(True, max(asked, 0), "handed off")
    if any(isinstance(x.event, e.ConversationReopened) for x in rows):
        return Truth(True, None, "came back")
    closed = [x.event for x in rows if isinstance(x.event, e.ConversationClosed)]
    if not closed:
        return Truth()
    return Truth(closed[-1].disposition in UNHELPED, None, "closed as " + (closed[-1].disposition or "done"))


def blank() -> Conversation:
    """Where every telling begins."""
    return Conversation()
