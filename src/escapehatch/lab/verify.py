"""The invariant checker: reads what happened and names every promise that was broken.

It runs on a journal, live or exported, and shares nothing with the desk but the events and the tables: what the desk
believes is not asked. Each rule has a mutated history in the tests that it catches. O(n) in the number of events.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import apsw
import msgspec
from msgspec import Struct

from ..conversation import events as e
from ..conversation.decide import UNHELPED
from ..conversation.events import Recorded
from ..conversation.fold import Conversation, apply, replay
from ..conversation.lifecycle import ATTENDED, HANDED_OFF, MAY_SPEAK, WAITING, after
from ..conversation.values import Role
from ..journals import sqlite_rows
from .snapshot import conversations, snapshot


class Broken(Struct, frozen=True):
    """A promise that was broken, where, and how."""

    invariant: str
    conversation_id: str
    seq: int
    sentence: str


def verify(conversations: Iterable[tuple[str, Sequence[Recorded]]]) -> list[Broken]:
    """Every broken invariant of these histories, in their order."""
    return [x for conversation_id, records in conversations for x in _history(conversation_id, records)]


def _history(conversation_id: str, records: Sequence[Recorded]) -> Iterator[Broken]:
    c, said, begun = Conversation(), set[str](), dict[str, int]()
    for place, record in enumerate(records, 1):
        if record.seq != place:
            yield Broken("G3", conversation_id, record.seq, f"seq {record.seq} stands where {place} belongs")
        for rule in RULES:
            sentence = rule(c, record, said, begun)
            if sentence:
                yield Broken(rule.__name__.strip("_").upper(), conversation_id, record.seq, sentence)
        if isinstance(record.event, e.MessagePosted):
            said.add(record.event.message_id)
        elif isinstance(record.event, e.BotTurnStarted):
            begun[record.event.turn_id] = record.event.epoch
        c = apply(c, record)
        coming = place < len(records) and isinstance(records[place].event, e.AgentJoined)
        if _enters_no_queue(c, record) and not coming:
            yield Broken("G6", conversation_id, record.seq, "somebody waits in no queue")


def _enters_no_queue(c: Conversation, x: Recorded) -> bool:
    """Whether ``x`` made somebody wait where nobody looks (a takeover waits for nobody: its agent joins next)."""
    waits = isinstance(x.event, e.HandoffRequested | e.AgentLost | e.Transferred) and c.status in WAITING
    return waits and not (c.escalation and c.escalation.queue)


Rule = Callable[[Conversation, Recorded, set[str], dict[str, int]], str]


def _life(c: Conversation, x: Recorded, said: set[str], begun: dict[str, int]) -> str:
    name = e.name_of(x.event)
    return "" if after(c.status, name) else f"{name} may not happen while {c.status}"


def _g2(c: Conversation, x: Recorded, said: set[str], begun: dict[str, int]) -> str:
    doubled = isinstance(x.event, e.MessagePosted) and x.event.message_id in said
    return (
        f"the message {x.event.message_id} is there twice" if doubled and isinstance(x.event, e.MessagePosted) else ""
    )


def _g4(c: Conversation, x: Recorded, said: set[str], begun: dict[str, int]) -> str:
    if not isinstance(x.event, e.MessagePosted):
        return ""
    author = x.event.author
    if author.role not in MAY_SPEAK[c.status]:
        return f"the {author.role} spoke while {c.status}"
    if author.role == Role.AGENT and (c.agent is None or c.agent.id != author.id):
        return f"{author.id} spoke, but {c.owner.id or c.owner.kind} was the owner"
    if x.event.turn_id and begun.get(x.event.turn_id) != c.epoch:
        return f"a turn of epoch {begun.get(x.event.turn_id)} spoke in epoch {c.epoch}"
    return ""


def _g7(c: Conversation, x: Recorded, said: set[str], begun: dict[str, int]) -> str:
    taken = isinstance(x.event, e.AgentJoined) and c.status in ATTENDED and c.agent
    return f"an agent joined while {c.agent.id} was there" if taken and c.agent else ""


def _b15(c: Conversation, x: Recorded, said: set[str], begun: dict[str, int]) -> str:
    twice = isinstance(x.event, e.HandoffRequested) and c.status in HANDED_OFF
    return "a person was asked for twice" if twice else ""


def _c13(c: Conversation, x: Recorded, said: set[str], begun: dict[str, int]) -> str:
    if not isinstance(x.event, e.ConversationClosed) or x.event.by.role != Role.AGENT:
        return ""
    unanswered = c.escalation is not None and c.escalation.first_reply_at is None
    silent = unanswered and x.event.disposition not in UNHELPED
    return f"closed as {x.event.disposition!r} though nobody answered" if silent else ""


RULES: Final[tuple[Rule, ...]] = (_life, _g2, _g4, _g7, _b15, _c13)


def verify_file(path: Path) -> list[Broken]:
    """Check a SQLite journal (opened read-only; it may be in use) or an export in JSON Lines."""
    with path.open("rb") as file:
        kept = file.read(15) == b"SQLite format 3"
    if not kept:
        return verify(_exported(path))
    with snapshot(path) as db:
        return [*verify(conversations(db)), *_rows(db)]


def _rows(db: apsw.Connection) -> Iterator[Broken]:
    """The rows beside the events say the same as the events (G28), and each wait has a deadline (G6)."""
    timed = {row[0] for row in db.execute("SELECT DISTINCT conversation_id FROM deadlines")}
    columns = "conversation_id, seq, status, customer_id, agent_id, queue, priority, waiting_since"
    rows = {x[0]: x[1:] for x in db.execute(f"SELECT {columns} FROM conversations")}
    for conversation_id, records in conversations(db):
        c = replay(records)
        kept, told = rows.pop(conversation_id, None), _told(c)
        if kept != told:
            yield Broken("G28", conversation_id, c.seq, f"the row says {kept}, the events {told}")
        if c.status in WAITING and conversation_id not in timed:
            yield Broken("G6", conversation_id, c.seq, "somebody waits without a deadline")
    for conversation_id, kept in rows.items():
        yield Broken("G28", conversation_id, 0, f"the row says {kept}, but there are no events")


def _told(c: Conversation) -> tuple[int, str, str, str, str, int, int | None]:
    """The row that these events call for, worked out without the desk."""
    holder = c.agent or (c.reservation.agent if c.reservation else None)
    asked = c.escalation if c.status in HANDED_OFF else None
    since = sqlite_rows.micros(asked.requested_at) if asked and c.status in WAITING else None
    queue, priority = (asked.queue, asked.priority) if asked else ("", 0)
    return c.seq, str(c.status), c.customer.id, holder.id if holder else "", queue, priority, since


def _exported(path: Path) -> Iterator[tuple[str, list[Recorded]]]:
    found: dict[str, list[Recorded]] = {}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                found.setdefault(str(row["conversation_id"]), []).append(msgspec.convert(row, Recorded))
            except (ValueError, KeyError, TypeError, msgspec.ValidationError) as wrong:
                raise ValueError(f"line {number}: {wrong}") from None
    yield from found.items()


def export_lines(path: Path) -> Iterator[str]:
    """A SQLite journal as JSON Lines, an event a line."""
    with snapshot(path) as db:
        for conversation_id, records in conversations(db):
            for record in records:
                row = {"conversation_id": conversation_id, **msgspec.to_builtins(record)}
                yield json.dumps(row, ensure_ascii=False)
