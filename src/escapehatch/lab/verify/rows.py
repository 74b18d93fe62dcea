"""The rows beside the events say what the events say: rebuilt from zero they are the same (G28), and nobody is forgotten (G6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import apsw

from ...conversation import events as e
from ...conversation.events import Recorded
from ...conversation.fold import Conversation, replay
from ...conversation.lifecycle import HANDED_OFF, WAITING, Status
from ...conversation.values import Role
from ...desk.copies import KIND as COPY
from ...desk.deadlines import Patience, deadlines
from ...desk.desk import TITLE_CHARS
from ...desk.effects import LETTERS, TOLD
from ...journals import sqlite_audit, sqlite_rows
from .blobs import Kept
from .rules import Broken

#: Moments that the policy of that day decided: the row is held to be there, not to the moment.
BY_POLICY = frozenset({"bot_patience"})

Row = tuple[object, ...]
_COLUMNS = "seq, status, customer_id, updated_at, agent_id, queue, priority, waiting_since, title"
_STANDINGS = f"SELECT conversation_id, {_COLUMNS} FROM conversations"


def seats(db: apsw.Connection) -> dict[str, float]:
    """What each conversation takes of an agent's capacity."""
    return dict(db.execute("SELECT conversation_id, seats FROM conversations"))


def unproved(db: apsw.Connection) -> Iterator[Broken]:
    """What is not what was written: changed, taken away, put in or moved (S73). Journals before the chain prove nothing."""
    if db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'audit'").get:
        for x in sqlite_audit.flaws(db):
            yield Broken("AUDIT", x.conversation_id, x.seq, x.sentence)


class Beside:
    """Compares row by row while the histories go by. What met a deadline has changed the conversation: it calls for it no more."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db
        self._rows: dict[str, Row] = {x[0]: x[1:] for x in db.execute(_STANDINGS)}
        self._effects: dict[str, list[tuple[int, str]]] = {}
        for name, effect_id, kind in db.execute(
            "SELECT conversation_id, effect_id, kind FROM effects ORDER BY position"
        ):
            seq = effect_id.rpartition(":")[2]
            self._effects.setdefault(name, []).append((int(seq) if seq.isdigit() else 0, kind))
        self._found: list[Broken] = []
        self._blobs = Kept(db)

    def overheard(
        self, histories: Iterable[tuple[str, Sequence[Recorded]]]
    ) -> Iterator[tuple[str, Sequence[Recorded]]]:
        """The same histories; each is compared on its way."""
        for conversation_id, records in histories:
            self._found += self._compared(conversation_id, records)
            self._found += self._blobs.compared(conversation_id, records)
            yield conversation_id, records

    def broken(self) -> Iterator[Broken]:
        """What differed, and rows that no event accounts for."""
        yield from self._found
        yield from self._blobs.broken()
        for conversation_id, kept in self._rows.items():
            yield Broken("G28", conversation_id, 0, f"the row says {kept}, but there are no events")
        stray = (
            "SELECT DISTINCT conversation_id FROM deadlines d WHERE NOT EXISTS "
            "(SELECT 1 FROM events e WHERE e.conversation_id = d.conversation_id)"
        )
        for (conversation_id,) in self._db.execute(stray):
            yield Broken("G28", conversation_id, 0, "a deadline of a conversation without events")

    def _compared(self, conversation_id: str, records: Sequence[Recorded]) -> Iterator[Broken]:
        c = replay(records)
        kept, told = self._rows.pop(conversation_id, None), standing_row(c)
        if kept != told:
            at = sqlite_rows.micros
            invariant = (
                "G9" if kept and c.escalation and _restarted(kept, told, at(c.escalation.requested_at)) else "G28"
            )
            yield Broken(invariant, conversation_id, c.seq, f"the row says {kept}, the events {told}")
        for invariant, sentence in (*self._deadlines(c), *self._outside(conversation_id, records)):
            yield Broken(invariant, conversation_id, c.seq, sentence)

    def _deadlines(self, c: Conversation) -> Iterator[tuple[str, str]]:
        sql = "SELECT kind, key, due_at FROM deadlines WHERE conversation_id = ?"
        kept = {(kind, key): sqlite_rows.instant(due) for kind, key, due in self._db.execute(sql, (c.id,))}
        told = {(x.kind, x.key): x.due_at for x in deadlines(c, Patience())}
        if c.status in WAITING and not kept:
            yield "G6", "somebody waits without a deadline"
            return
        if c.status not in {Status.CLOSED, Status.ERASED} and told and not kept:
            yield "G6", f"nothing will happen to it: there is no deadline, and it is {c.status}"
            return
        yield from self._differing(kept, told)

    def _differing(
        self, kept: dict[tuple[str, str], datetime], told: dict[tuple[str, str], datetime]
    ) -> Iterator[tuple[str, str]]:
        for row, due_at in told.items():
            if row not in kept:
                yield "G6", f"the deadline {row[0]} of {due_at:%Y-%m-%d %H:%M:%S} is missing"
            elif row in kept and kept[row] != due_at and row[0] not in BY_POLICY:
                yield "G28", f"the deadline {row[0]} is due at {kept[row]}, by the events at {due_at}"
        for row in kept.keys() - told.keys():
            yield "G28", f"no event calls for the deadline {row[0]} {row[1]}"

    def _outside(self, conversation_id: str, records: Sequence[Recorded]) -> Iterator[tuple[str, str]]:
        """Each effect tells of an event that is there; between the first and the last that was told none is left out."""
        names = {x.seq: e.name_of(x.event) for x in records}
        for seq, kind in self._effects.get(conversation_id, []):
            if kind == COPY and names.get(seq) != kind:
                yield "G23", "a copy is sent that nobody asked for"
        kept = [x for x in self._effects.get(conversation_id, []) if x[1] not in LETTERS]
        told = [seq for seq, _ in kept]
        if any(names.get(seq) != kind for seq, kind in kept):
            yield "G23", "an effect tells of an event that is not there"
        if told != sorted(set(told)):
            yield "G23", "effects are not in the order of what happened"
        known = {x.seq for x in records if _minimum(x)}.union(told)
        for seq, name in names.items():
            if name in TOLD and seq not in known and min(told, default=seq) < seq < max(told, default=seq):
                yield "G23", f"{name} was not told, and something later was"


def _minimum(x: Recorded) -> bool:
    """The packet of the handoff's own transaction goes along with the handoff."""
    return isinstance(x.event, e.ContextAdded) and x.event.part == "minimum"


def standing_row(c: Conversation) -> Row:
    """The row that these events call for, worked out without the desk. Columns as in the table."""
    holder = c.agent or (c.reservation.agent if c.reservation else None)
    asked = c.escalation if c.status in HANDED_OFF else None
    since = sqlite_rows.micros(asked.requested_at) if asked and c.status in WAITING else None
    queue, priority = (asked.queue, asked.priority) if asked else ("", 0)
    said = c.said(Role.CUSTOMER)
    title = said[-1].told[:TITLE_CHARS] if said else ""
    updated = sqlite_rows.micros(c.updated_at) if c.updated_at else 0
    who = holder.id if holder else ""
    return c.seq, str(c.status), c.customer.id, updated, who, queue, priority, since, title


def _restarted(kept: Row, told: Row, asked_at: int) -> bool:
    """Whether the one difference is that somebody waits since another moment than the one they asked at."""
    since = kept[7]
    return (*kept[:7], kept[8]) == (*told[:7], told[8]) and since is not None and since != asked_at
