"""Conversations from elsewhere into a journal: exported events, vCons, and plain transcripts.

Exported events are taken as they are, with their numbers and moments. A vCon or a transcript becomes what must have
happened, through ``decide``: the law of conversations holds for what was imported too, and it ends closed, so that nobody
is rung for it. What is there already is left alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Self

import msgspec
from msgspec.structs import replace

from ..conversation import commands as do
from ..conversation.attachment import in_words
from ..conversation.decide import Refused, decide
from ..conversation.events import MessagePosted, Recorded
from ..conversation.fold import Conversation, apply, replay
from ..conversation.lifecycle import ATTENDED, Status
from ..conversation.values import Author, Customer, Role
from ..desk.deadlines import Patience, deadlines
from ..desk.desk import standing
from ..journals.sqlite import SqliteJournal
from ..ports import Change, Conflict, Journal
from .replay import lines

#: Who is said to have closed what was imported.
IMPORTER: Final = Author(Role.SYSTEM, "import", "")
#: How an imported conversation ended, by a transcript's ``outcome``.
ENDINGS: Final = {"left": "abandoned", "bot_resolved": "resolved"}


def happened(record: Mapping[str, Any]) -> tuple[str, list[Recorded]]:
    """The id and the events of a vCon or a transcript. Raises ValueError for what is neither, or cannot have been."""
    if "vcon" in record:
        record = transcript(record)
    name = str(record["id"])
    said = lines(record)
    if not said:
        raise ValueError("there are no messages in it")
    story = Story(name, _customer(record.get("customer"), name))
    for line in said:
        story.say(line.i, Role(line.role), line.text, line.at)
    story.end(ENDINGS.get(str(record.get("outcome")), "imported"))
    return name, story.records


def transcript(vcon: Mapping[str, Any]) -> dict[str, Any]:
    """A vCon's text dialog as a transcript. Raises ValueError."""
    parties = [x for x in vcon.get("parties") or () if isinstance(x, Mapping)]
    roles = {str(x) for x in Role}
    messages = []
    for n, x in enumerate(vcon.get("dialog") or ()):
        if x.get("type") != "text":
            continue
        who = x.get(
            "originator", (x.get("parties") or [0])[0] if isinstance(x.get("parties"), list) else x.get("parties", 0)
        )
        party = parties[who] if isinstance(who, int) and who < len(parties) else {}
        role = party.get("role") if party.get("role") in roles else ("customer" if who == 0 else "agent")
        messages.append({"i": n, "role": role, "text": str(x.get("body", "")), "at": x.get("start")})
    first = next((x for x in parties if x.get("role") == "customer"), parties[0] if parties else {})
    customer = {"name": first.get("name", ""), "email": first.get("mailto", ""), "phone": first.get("tel", "")}
    return {"id": vcon.get("uuid") or vcon["id"], "messages": messages, "customer": customer}


def _customer(given: Any, name: str) -> Customer:
    known = given if isinstance(given, Mapping) else {}
    who, mail, phone, tier = (str(known.get(x) or "") for x in ("name", "email", "phone", "tier"))
    return Customer(str(known.get("id") or f"of-{name}"), who, mail, phone, tier)


class Story:
    """What must have happened for these words to be said."""

    def __init__(self, name: str, customer: Customer) -> None:
        self.c = Conversation()
        self.records: list[Recorded] = []
        self._name = name
        self._customer = customer

    def say(self, i: int, role: Role, text: str, at: datetime) -> None:
        if not self.c.seq:
            self._do(do.Start(self._name, self._customer, channel="import"), at)
        if role == Role.SYSTEM or not text.strip():
            return
        if role == Role.BOT and self.c.status in ATTENDED and self.c.agent:
            self._do(do.ReturnToBot(self.c.agent.id), at)
        author = {
            Role.CUSTOMER: Author(role, self._customer.id, self._customer.name),
            Role.BOT: Author(role, "bot", ""),
            Role.AGENT: Author(role, "imported-agent", ""),
        }[role]
        self._do(do.Post(f"{self._name}-{i}", author, text, escalation_id=f"{self._name}-e{i}"), at)

    def end(self, how: str) -> None:
        at = self.records[-1].at
        if self.c.status in ATTENDED and self.c.agent:
            self._do(do.StartWrapUp(self.c.agent.id), at)
        if self.c.status != Status.CLOSED:
            self._do(do.Close(IMPORTER, how), at)

    def _do(self, command: do.Command, at: datetime) -> None:
        events = decide(self.c, command, at)
        if isinstance(events, Refused):
            raise ValueError(events.sentence)
        for event in events:
            self.records.append(Recorded(self.c.seq + 1, at, event))
            self.c = apply(self.c, self.records[-1])


def exported(record: Mapping[str, Any]) -> tuple[str, Recorded]:
    """A line of ``export``: whose it is, and the event. Raises ValueError."""
    try:
        told = msgspec.convert({x: record[x] for x in ("seq", "at", "event")}, Recorded, strict=False)
        return str(record["conversation_id"]), _without_bytes(told)
    except msgspec.ValidationError as wrong:
        raise ValueError(str(wrong)) from None


def _without_bytes(record: Recorded) -> Recorded:
    """An export holds no bytes: what was sent along is told by its name, and nothing refers to what is not there (G29)."""
    event = record.event
    if not isinstance(event, MessagePosted) or not event.attachments:
        return record
    text = f"{event.text} {in_words(event.attachments)}".strip()
    return replace(record, event=replace(event, text=text, attachments=()))


async def take_in(journal: Journal, name: str, records: Sequence[Recorded]) -> bool:
    """Append a whole history. False when it is there already; raises ValueError when another one is."""
    there = await journal.read(name)
    if there:
        if list(there) == list(records):
            return False
        raise ValueError(f"{name}: there is another conversation of this name in the journal")
    if [x.seq for x in records] != list(range(1, len(records) + 1)):
        raise ValueError(f"{name}: its events are not numbered from 1 without a gap")
    c = Conversation()
    for at, together in _by_moment(records):
        before, c = c, replay(together, c)
        rows = deadlines(c, Patience())
        change = Change(name, before.seq, tuple(x.event for x in together), at, standing(c), rows)
        try:
            await journal.append(change)
        except Conflict as failed:
            raise ValueError(f"{name}: somebody else writes to it ({failed})") from None
    return True


def _by_moment(records: Sequence[Recorded]) -> Iterator[tuple[datetime, list[Recorded]]]:
    for at, together in groupby(records, key=lambda x: x.at):
        yield at, list(together)


class Intake:
    """A journal being filled. ``taken`` and ``known`` count conversations. An export's events wait for the last of their own."""

    def __init__(self, path: Path, runner: asyncio.Runner) -> None:
        self.taken = 0
        self.known = 0
        self._runner = runner
        self._journal = runner.run(SqliteJournal.open(path))
        self._name = ""
        self._events: list[Recorded] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failed: object) -> None:
        self._runner.run(self._journal.close())
        self._runner.close()

    def take(self, record: Mapping[str, Any]) -> None:
        """One line. Raises ValueError for one that cannot be used; those before it stay."""
        if "event" in record:
            name, event = exported(record)
            if name != self._name:
                self._flush()
                self._name = name
            self._events.append(event)
            return
        self._flush()
        self._store(*happened(record))

    def finish(self, tell: Callable[[str], None]) -> int:
        """What still waits; the number of conversations that could not be used."""
        try:
            self._flush()
        except ValueError as wrong:
            tell(str(wrong))
            return 1
        return 0

    def _flush(self) -> None:
        events, self._events = self._events, []
        if events:
            self._store(self._name, events)

    def _store(self, name: str, records: Sequence[Recorded]) -> None:
        if self._runner.run(take_in(self._journal, name, records)):
            self.taken += 1
        else:
            self.known += 1
