"""G27 in real time: three times as many come as can be served, at moments that nobody's slowness puts off."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from escapehatch.conversation import events as e
from escapehatch.conversation.fold import replay
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.verify import verify_file

from .conftest import Proved
from .served import Served, ask, asked, at, logins, seconds
from .tabs import Tab, all_in

AGENTS, CHAT_S, LASTS_S = 10, 6.0, 150.0
#: Three times what they can do.
EACH_S = CHAT_S / AGENTS / 3
DANGER_EACH, LIMIT = 30, 40
#: The promises: the API's p99, from the moment at which somebody came; how long danger waits; when a wait is told.
API_P99_S, DANGER_S, TOLD_S = 0.5, 60.0, 5.0
GROWTH_MAX = 40 * 1024 * 1024
WORDS = ("I want to talk to a person", "The lamp caught fire and I am hurt")


class Working(Tab):
    """An agent who accepts what is offered, says a word, and is done after a while."""

    def __init__(self, served: Served, chance: Random, token: str, name: str) -> None:
        super().__init__(served, chance, token)
        self._name = name
        self._chats: set[asyncio.Task[None]] = set()
        self._known: set[str] = set()

    async def _hear(self, socket: Any, text: str) -> None:
        await super()._hear(socket, text)
        if not text.startswith('{"type":"inbox"'):
            return
        for row in json.loads(text)["rows"]:
            offer = row["reservation"]
            if offer and offer["agent"]["id"] == self._name and offer["reservation_id"] not in self._known:
                self._known.add(offer["reservation_id"])
                chat = asyncio.create_task(self._chat(row["conversation_id"], offer["reservation_id"]))
                self._chats.add(chat)
                chat.add_done_callback(self._chats.discard)

    async def _chat(self, place: str, reservation_id: str) -> None:
        port = self._served.port
        taken, _ = await asked(port, self.token, place, "acceptance", reservation_id=reservation_id)
        if taken == 200:
            await asked(port, self.token, place, "messages", message_id=f"a-{place}", text="There you are.")
            await asyncio.sleep(CHAT_S)
            await asked(port, self.token, place, "closure", disposition="resolved")


async def comes(served: Served, n: int, due_s: float, took: list[float], failed: list[Any]) -> None:
    """A visit and the words that ask for a person; measured from when they meant to come."""
    words = WORDS[n % DANGER_EACH == DANGER_EACH - 1]
    try:
        status, visit = await ask(served.port, "POST", "/v1/widget/sessions", "", {"site": "lantern"})
        if status == 200:
            body = {"message_id": "m1", "text": words}
            place = visit["conversation_id"]
            status, _ = await asked(served.port, visit["token"], place, "messages", **body)
    except OSError as lost:
        failed.append(lost)
        return
    took.append(seconds() - due_s)
    if status != 200:
        failed.append(status)


@pytest.mark.alone
@pytest.mark.timeout(420)
async def test_three_times_too_many(tmp_path: Path, proved: Proved) -> None:
    """G27, G6: answers stay quick, memory flat, everybody knows where they stand, and danger waits for nobody."""
    took, failed, arrivals, chance = list[float](), list[Any](), list[asyncio.Task[None]](), Random(27)
    with Served(tmp_path, AGENTS, limit=LIMIT, offer_s=15, capacity=1) as served:
        tokens = await logins(served.journal, {f"a{n}": "agent" for n in range(AGENTS)})
        served.start()
        await served.up()
        team = [Working(served, chance, token, name) for name, token in tokens.items()]
        for tab in team:
            tab.begin()
        await all_in(list(team), 0.0, 30)
        began_s, due_s, early = seconds(), 0.0, 0
        while due_s < LASTS_S:
            await asyncio.sleep(max(0.0, began_s + due_s - seconds()))
            arrivals.append(asyncio.create_task(comes(served, len(arrivals), began_s + due_s, took, failed)))
            due_s += chance.expovariate(1 / EACH_S)
            early = early or (served.rss() if due_s > LASTS_S / 3 else 0)
        await asyncio.gather(*arrivals)
        await asyncio.sleep(TOLD_S)
        growth = served.rss() - early
        for tab in team:
            await tab.end()
    broken, served_n, danger = await judged(served.journal)
    slow = at(took, 0.99)
    late = max(0, sum(x > API_P99_S for x in took) - len(took) // 100)
    proved(
        "G27",
        f"customers who came at {1 / EACH_S:.0f} a second, three times what {AGENTS} agents can serve; failed, late, or not told",
        len(arrivals),
        len(failed) + late + len(broken),
        f"answered p99 {slow * 1e3:.0f} ms after they came; memory +{growth / 2**20:.0f} MiB in the last two thirds; {served_n} served",
    )
    proved(
        "G27",
        f"of them in danger, and those who waited longer than {DANGER_S:.0f} s",
        len(danger),
        sum(x > DANGER_S for x in danger),
        f"longest wait {max(danger):.1f} s",
    )
    assert not failed
    assert not broken, broken[:5]
    assert max(danger) <= DANGER_S
    assert growth < GROWTH_MAX
    assert slow <= API_P99_S


async def judged(path: Path) -> tuple[list[str], int, list[float]]:
    """Who was not told in time where they stand; how many were served; how long those in danger waited, seconds."""
    assert not verify_file(path)
    journal, broken, served, danger = await SqliteJournal.open(path), list[str](), 0, list[float]()
    async for name, records in journal.every():
        c, asked_at = replay(records), next((x.at for x in records if isinstance(x.event, e.HandoffRequested)), None)
        if asked_at is None or not c.escalation:
            broken.append(f"{name}: nobody was asked for")
            continue
        told = (e.WaitAnnounced, e.FallbackOffered, e.ReservationMade)
        told_at = next((x.at for x in records if isinstance(x.event, told)), None)
        if told_at is None or told_at - asked_at > timedelta(seconds=TOLD_S):
            broken.append(f"{name}: told {told_at}, asked {asked_at}")
        joined_at = c.escalation.joined_at
        served += joined_at is not None
        if c.escalation.priority >= 3:
            danger.append((joined_at - asked_at).total_seconds() if joined_at else float("inf"))
    await journal.close()
    return broken, served, danger
