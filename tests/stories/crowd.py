"""A house with a past: many conversations in its journal before the server starts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from escapehatch.conversation import events as e
from escapehatch.conversation.fold import replay
from escapehatch.conversation.values import Author, Customer, Reason, Role
from escapehatch.desk.aside import DEATHS_MAX
from escapehatch.desk.desk import standing
from escapehatch.journals.black_box import SLOT_BYTES
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.ports import Change, Effect

PIP = Author(Role.BOT, "Pip", "Pip")
#: Written together, so that they share commits.
TOGETHER = 500

NAMES = ("Anka", "Bela", "Cleo", "Dev", "Edda", "Femi", "Gus", "Hana", "Ivo", "Jun")
FAMILIES = ("Byrne", "Lindqvist", "Moss", "Rao", "Okafor", "Silva", "Tanaka", "Weber", "Young", "Zidane")
THINGS = ("parcel", "kettle", "lamp", "refund", "invoice", "voucher", "chair", "address")


async def fill(path: Path, closed: int, long: int = 0, waiting: int = 0) -> None:
    """``closed`` conversations of the past, one closed one of ``long`` messages called Longa Story, ``waiting`` who wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    journal = await SqliteJournal.open(path)
    now = datetime.now(UTC)
    made = [_past(n, now - timedelta(hours=1, minutes=closed - n)) for n in range(closed)]
    made += [_waits(n, now - timedelta(seconds=30 + n)) for n in range(waiting)]
    if long:
        made.append(_long(long, now - timedelta(minutes=30)))
    for start in range(0, len(made), TOGETHER):
        await asyncio.gather(*(journal.append(x) for x in made[start : start + TOGETHER]))
    await journal.close()


async def set_aside(path: Path, why: str, *isolated: str) -> None:
    """One who waits, and whose helpdesk was told nothing of it; and works, as ``read c1``, of which servers died."""
    path.parent.mkdir(parents=True, exist_ok=True)
    journal, now = await SqliteJournal.open(path), datetime.now(UTC)
    change = _waits(99, now - timedelta(minutes=2))
    untold = [
        Effect(f"e99:{n}", change.conversation_id, kind, {})
        for n, kind in enumerate(("HandoffRequested", "AgentJoined"))
    ]
    await journal.append(replace(change, effects=tuple(untold)))
    for _ in untold:
        for one in await journal.effects(now, now + timedelta(seconds=30)):
            await journal.effect_dead(one.effect_id, why, now)
    await journal.close()
    slots = (f"suspect\t{DEATHS_MAX}\t{x}".encode().ljust(SLOT_BYTES, b"\0") for x in isolated)
    Path(f"{path}.aside").write_bytes(b"".join(slots))


def person(n: int) -> Customer:
    name = f"{NAMES[n % 10]} {FAMILIES[(7 * n + n // 10) % 10]}"
    return Customer(f"c{n}", name, f"c{n}@example.org", verified=True)


def _past(n: int, at: datetime) -> Change:
    who = person(n)
    said = f"Number {n}: where is my {THINGS[n % len(THINGS)]}?"
    return _change(f"past-{n}", who, at, [e.MessagePosted("m1", _author(who), said), _answer("m2"), _closed()])


def _long(messages: int, at: datetime) -> Change:
    who = Customer("longa", "Longa Story", verified=True)
    lines: list[e.Event] = [
        e.MessagePosted(f"m{n}", _author(who), f"Line {n}. " + "And then there was more to tell. " * (n % 5))
        if n % 2 == 0
        else _answer(f"m{n}", f"Answer {n}.")
        for n in range(messages)
    ]
    return _change("long", who, at, [*lines, _closed()])


def _waits(n: int, at: datetime) -> Change:
    who = person(n)
    said = e.MessagePosted("m1", _author(who), f"I want a person about my {THINGS[n % len(THINGS)]}")
    why = Reason("asked_for_person", "asked for a person", ("m1",), queue="support")
    return _change(f"waits-{n}", who, at, [said, e.HandoffRequested(f"e{n}", why)])


def _change(name: str, who: Customer, at: datetime, events: Sequence[e.Event]) -> Change:
    told = (e.ConversationStarted(name, who), *events)
    c = replay(e.Recorded(n, at, x) for n, x in enumerate(told, 1))
    return Change(name, 0, told, at, standing(c))


def _author(who: Customer) -> Author:
    return Author(Role.CUSTOMER, who.id, who.name)


def _answer(message_id: str, text: str = "It left the depot yesterday.") -> e.MessagePosted:
    return e.MessagePosted(message_id, PIP, text)


def _closed() -> e.ConversationClosed:
    return e.ConversationClosed(PIP, "answered")
