"""Customers whose every word can be recognised, and who holds one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from escapehatch.api.grants import Visit
from escapehatch.conversation import events as e
from escapehatch.conversation.attachment import Attachment
from escapehatch.conversation.fold import replay
from escapehatch.conversation.values import Author, Customer, Reason, Role
from escapehatch.desk.desk import standing
from escapehatch.ports import Blob, Change, Deadline, Effect, Journal

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LEAD = Author(Role.AGENT, "dana", "Dana")
OPERATOR = Author(Role.SYSTEM, "operator")


class Clock:
    def now(self) -> datetime:
        return NOW + timedelta(hours=1)


@dataclass(frozen=True)
class Canary:
    """A customer whose every word can be recognised."""

    id: str

    @property
    def word(self) -> str:
        return f"zqx{self.id}zqx"

    def history(self) -> tuple[e.Event, ...]:
        w, ada = self.word, Author(Role.CUSTOMER, self.word, self.word)
        return (
            e.ConversationStarted(self.id, Customer(w, w, f"{w}@lantern.example", w), page=f"https://lantern.example/?{w}"),
            e.MessagePosted("m1", ada, f"My kettle leaks, {w}"),
            e.BotTurnStarted("t1", 1, "m1", NOW),
            e.BotAttempted("t1", "order", w, w),
            e.MessagePosted("m2", Author(Role.BOT, "pip", "Pip"), f"I see, {w}.", turn_id="t1"),
            e.BotTurnEnded("t1", "answered"),
            e.HandoffRequested("e1", Reason("asked_for_person", f"Asked: {w}", ("m1",), queue="support")),
            e.ContextAdded("e1", "minimum", {"facts": [w]}),
        )  # fmt: skip

    def first(self) -> Change:
        return self.change(self.history(), 0)

    def more(self, seq: int) -> Change:
        """One more message, so that rows grow and move between pages."""
        said = (
            e.MessagePosted(f"m{seq}", Author(Role.CUSTOMER, self.word), f"{self.word} " + "and so on " * (seq % 40)),
        )
        return self.change(said, seq)

    def change(self, events: tuple[e.Event, ...], expected: int) -> Change:
        whole = [e.Recorded(n, NOW, x) for n, x in enumerate((*self.history(), *events)[-expected - len(events) :], 1)]
        row = msgspec.structs.replace(standing(replay(whole)), conversation_id=self.id, seq=expected + len(events))
        row = msgspec.structs.replace(row, customer_id=self.word, title=self.word, status="queued")
        told = Effect(f"{self.id}:{expected + 7}", self.id, "HandoffRequested", {"words": self.word})
        due = Deadline(self.id, "wait_review", "e1", NOW + timedelta(days=1))
        return Change(self.id, expected, events, NOW, row, (due,), (told,) if not expected else ())


async def told(journal: Journal, *canaries: Canary) -> None:
    for x in canaries:
        await journal.append(x.first())
        visit = Visit(Customer(x.word, x.word), x.id, "lantern", NOW)
        await journal.keep("visit", f"token-{x.id}", msgspec.json.encode(visit))
        await journal.keep("proof", x.id, x.word.encode())
        shown = Attachment(f"blob-{x.id}", f"{x.word}.jpg", "image/jpeg", 3, 1, 1)
        await journal.put_blob(Blob(shown, x.id, x.word, NOW), x.word.encode())
        said = e.MessagePosted("with", Author(Role.CUSTOMER, x.word), "", attachments=(shown,))
        await journal.append(x.change((said,), len(x.history())))


#: Events of a canary that was told.
TOLD = len(Canary("").history()) + 1


def holding(folder: Path, word: str) -> list[str]:
    """Files under ``folder`` that hold this word, however it is written down."""
    return [x.name for x in sorted(folder.rglob("*")) if x.is_file() and word.encode() in x.read_bytes()]
