"""A journal with a past, for a server that is started on it: customers who have talked with the bot, and some who wait."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from escapehatch.api.grants import Grants, Visit
from escapehatch.app import new_id, new_secret
from escapehatch.conversation import events as e
from escapehatch.conversation.fold import replay
from escapehatch.conversation.values import Author, Customer, Reason, Role
from escapehatch.desk.deadlines import Patience, deadlines
from escapehatch.desk.desk import standing
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.ports import Change

from .served import WallClock

PIP = Author(Role.BOT, "pip", "Pip")
#: Messages of each before the server starts: the bot has the last word, so nobody is owed one.
SAID = 4
TOGETHER = 500


async def talked(path: Path, number: int, waiting_each: int) -> list[tuple[str, str]]:
    """So many sessions, one in ``waiting_each`` of whom waits for a person: (token, conversation)."""
    journal, at = await SqliteJournal.open(path), WallClock().now()
    grants = Grants(journal, WallClock(), new_secret, {})
    visits = [Visit(Customer(f"anon-{n}"), new_id(), "lantern", at) for n in range(number)]
    tokens: list[str] = []
    for start in range(0, number, TOGETHER):
        part = visits[start : start + TOGETHER]
        tokens += await asyncio.gather(*(grants.begin_visit(x) for x in part))
        changes = [told(x, at, waits=n % waiting_each == 0) for n, x in enumerate(part, start)]
        await asyncio.gather(*(journal.append(x) for x in changes))
    await journal.close()
    return [(token, x.conversation_id) for token, x in zip(tokens, visits, strict=True)]


def closing(due_at: Sequence[datetime]) -> Iterator[Change]:
    """Customers who talked with the bot so long ago that their conversations end at these moments."""
    now = WallClock().now()
    lasts = told(Visit(Customer("anon"), "c", "lantern", now), now, waits=False).deadlines[0].due_at - now
    for at in due_at:
        began_at = at - lasts
        yield told(Visit(Customer(f"anon-{new_id()}"), new_id(), "lantern", began_at), began_at, waits=False)


def told(visit: Visit, at: datetime, waits: bool) -> Change:
    """A customer and a bot in turn; then one waits, or may go on."""
    name, ada = visit.conversation_id, Author(Role.CUSTOMER, visit.customer.id)
    events: list[e.Event] = [e.ConversationStarted(name, visit.customer)]
    for n in range(SAID):
        events.append(e.MessagePosted(f"m-{n}", (ada, PIP)[n % 2], "I think I was charged twice for order LN-47790."))
    if waits:
        events.append(e.HandoffRequested(f"e-{name}", Reason("asked", "Asked.", queue="support")))
        events.append(e.ContextAdded(f"e-{name}", "minimum", {"missing": []}))
    c = replay(e.Recorded(n, at, x) for n, x in enumerate(events, 1))
    return Change(name, 0, tuple(events), at, standing(c), deadlines(c, Patience()))
