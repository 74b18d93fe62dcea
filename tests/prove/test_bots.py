"""G11 against bots that are really out there: a bot over HTTP with every fault that we know, and a server that must not be silent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from connectors.far import listening
from escapehatch.conversation import events as e
from escapehatch.conversation.fold import Conversation, apply
from escapehatch.conversation.lifecycle import HANDED_OFF
from escapehatch.conversation.values import Role
from escapehatch.handoff import policy
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.verify import verify_file

from .conftest import Proved
from .moody import LATE, Moody
from .served import SECRET, Served, asked, at, customers, logins, seconds
from .tabs import Tab, all_in, many_files

CUSTOMERS, EACH_S = 160, 0.25
#: The promise.
PATIENCE_S = policy.DEFAULT.patience.total_seconds()
WITHIN = timedelta(seconds=PATIENCE_S + 1)
#: What counts as a handoff, and as an honest notice.
HANDED = (e.HandoffRequested, e.AgentJoined)
NOTICED = (e.HandoffOffered, e.FallbackOffered)
ANSWERS = frozenset(x.__name__ for x in (*HANDED, *NOTICED))


class Hears(Tab):
    """A customer's page that notes when it hears of what."""

    def __init__(self, served: Served, chance: Random, token: str, place: str) -> None:
        super().__init__(served, chance, token, place)
        self.heard: list[tuple[float, int, str]] = []
        self.words: list[str] = []

    async def _hear(self, wire: Any, text: str) -> None:
        now, frame = seconds(), json.loads(text)
        for x in frame.get("events", ()):
            event = x["event"]
            self._note(
                now, x["seq"], event["type"], event.get("message_id", ""), event.get("author"), event.get("text")
            )
        if frame["type"] == "snapshot":
            for x in frame["conversation"].get("entries", ()):
                self._note(now, x["seq"], x.get("text", ""), x.get("id", ""), x.get("author"), x.get("text"))
        await super()._hear(wire, text)

    def _note(self, now: float, seq: int, kind: str, name: str, author: Any, text: str | None) -> None:
        role = author["role"] if author else ""
        if role == "bot":
            self.words.append(text or "")
        self.heard.append((now, seq, name if role == "customer" else "bot" if role == "bot" else kind))

    def answered_s(self, message_id: str, began_s: float) -> float | None:
        """From sending until the first word or notice that came after it; None where a person was wanted already."""
        own = next((seq for _, seq, what in self.heard if what == message_id), 10**9)
        if any(seq < own and what in {x.__name__ for x in HANDED} for _, seq, what in self.heard):
            return None
        found = [now for now, seq, what in self.heard if seq > own and (what == "bot" or what in ANSWERS)]
        return min(found, default=float("inf")) - began_s


async def talks(tab: Hears, n: int, began: dict[tuple[int, str], float]) -> None:
    """One message; or a second one when the first is dealt with; or one after the other while nobody answers."""
    chance = Random(n)
    pauses = chance.choice([(), (9.0,), (2.0, 2.0), (5.0,)])
    for k, pause in enumerate((0.0, *pauses)):
        await asyncio.sleep(pause)
        began[n, f"m{n}-{k}"] = seconds()
        await tab.write(f"m{n}-{k}", f"Hello, it is about parcel-{n}-{k}, when does it come?")


def judged(records: Sequence[e.Recorded]) -> tuple[list[float], list[str]]:
    """How long each message that was the bot's to answer waited, seconds; and what was wrong, in words."""
    took, wrong, c = list[float](), list[str](), Conversation()
    for n, x in enumerate(records):
        with_bot = c.status not in HANDED_OFF
        c = apply(c, x)
        if not (isinstance(x.event, e.MessagePosted) and x.event.author.role == Role.CUSTOMER) or not with_bot:
            continue
        dealt_at = _dealt_at(records[n + 1 :])
        took.append((dealt_at - x.at).total_seconds() if dealt_at else float("inf"))
        if dealt_at is None or dealt_at - x.at > WITHIN:
            wrong.append(f"{c.id} {x.event.message_id}: {took[-1]:.2f} s")
    return took, wrong


def _dealt_at(rest: Sequence[e.Recorded]) -> datetime | None:
    """The first handoff or notice, or the bot's words of a turn that began after the message."""
    turns = set[str]()
    for x in rest:
        if isinstance(x.event, e.BotTurnStarted):
            turns.add(x.event.turn_id)
        own = isinstance(x.event, e.MessagePosted) and x.event.author.role == Role.BOT and x.event.turn_id in turns
        if own or isinstance(x.event, HANDED + NOTICED):
            return x.at
    return None


async def crowd(served: Served, bot: Moody, visits: list[tuple[str, str]]) -> tuple[list[Hears], list[float]]:
    """Everybody comes, writes, and stays until there has been time to answer; and how long each waited at the socket."""
    began: dict[tuple[int, str], float] = {}
    tabs = [Hears(served, Random(n), token, place) for n, (token, place) in enumerate(visits)]
    for tab in tabs:
        tab.begin()
    await all_in(list(tabs), 0.0, 60)

    async def one(n: int) -> None:
        await asyncio.sleep(n * EACH_S)
        await talks(tabs[n], n, began)

    await asyncio.gather(*(one(n) for n in range(len(tabs))))
    await asyncio.sleep(PATIENCE_S + 2)
    for tab in tabs:
        await tab.end()
    waited = [tabs[n].answered_s(m, since) for (n, m), since in began.items()]
    return tabs, [x for x in waited if x is not None]


@pytest.mark.alone
@pytest.mark.timeout(150)
@pytest.mark.parametrize("kind", ["webhook", "openai"])
async def test_no_silence_whatever_the_bot_does(kind: str, tmp_path: Path, proved: Proved) -> None:
    """G11, A05, B01, B17: answered, handed off or told within its patience and a second; no word of a bot that lost the word."""
    many_files()
    async with listening() as far:
        how = {"kind": kind, "url": far.url, "allow_private": True}
        how |= {"secret": SECRET} if kind == "webhook" else {"model": "moody"}
        with Served(tmp_path, 1, capacity=100, outside={"bot": how}) as served:
            visits = await customers(served.journal, CUSTOMERS)
            agent = (await logins(served.journal, {"a0": "agent"}))["a0"]

            async def take_over(mark: str) -> bool:
                status, _ = await asked(served.port, agent, visits[int(mark.split("-")[0])][1], "takeover")
                return status == 200

            bot = Moody(kind, 11, take_over)
            far.play = bot.play
            served.start()
            await served.up()
            tabs, heard = await crowd(served, bot, visits)
            served.kill()
    await told(served.journal, kind, bot, tabs, heard, proved)


async def told(path: Path, kind: str, bot: Moody, tabs: list[Hears], heard: list[float], proved: Proved) -> None:
    journal, took, wrong, stale, spoken, alone = await SqliteJournal.open(path), list[float](), list[str](), 0, 0, 0
    found = blind = 0
    async for _, records in journal.every():
        one, bad = judged(records)
        took, wrong = took + one, wrong + bad
        said = [x for x in records if isinstance(x.event, e.MessagePosted) and x.event.author.role == Role.BOT]
        own = [x.event.text for x in said if isinstance(x.event, e.MessagePosted)]
        spoken += len(own)
        stale += sum(x.removeprefix(f"{LATE}: ").rstrip(".") in bot.overtaken for x in own)
        # The same history without what the server did for this customer.
        silent = [x for x in records if not isinstance(x.event, HANDED + NOTICED)]
        silent = [x for x in silent if not (isinstance(x.event, e.MessagePosted) and x.event.author.role == Role.BOT)]
        blind += bool(one)
        found += bool(judged(silent)[1])
        alone += sum(isinstance(x.event, e.HandoffRequested) for x in records)
    await journal.close()
    heard_stale = sum(any(x in words for x in bot.overtaken) for tab in tabs for words in tab.words if LATE in words)
    slow = [x for x in heard if x > WITHIN.total_seconds()]
    proved(
        "G11",
        f"messages to a bot ({kind}) that hangs, drips, storms, breaks off, lies or is well; not dealt with within its patience and a second",
        len(took),
        len(wrong),
        f"p50 {at(took, 0.5):.2f} s, p99 {at(took, 0.99):.2f} s, longest {max(took):.2f} s; {spoken} answered, {alone} handed off",
    )
    proved(
        "G11",
        f"the same, on the customers' own sockets ({kind})",
        len(heard),
        len(slow),
        f"p50 {at(heard, 0.5):.2f} s, p99 {at(heard, 0.99):.2f} s, longest {max(heard):.2f} s",
    )
    proved(
        "G4",
        f"answers ({kind}) that came after a person had stepped in, and those said",
        len(bot.overtaken),
        stale + heard_stale,
    )
    proved("G11", f"the same judge where the server says nothing ({kind}): conversations", blind, found)
    assert not verify_file(path)
    assert not wrong, wrong[:9]
    assert not slow
    assert not stale + heard_stale
    assert len(bot.overtaken) > 3
    assert all(bot.moods[x] for x in ("well", "hangs", "drips", "storm", "cut", "promises"))
    assert found == blind > CUSTOMERS / 2
