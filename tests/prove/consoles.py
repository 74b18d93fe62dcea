"""Agents for a real server: a console that answers beats, takes what it is offered, and comes back as the real one does."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from escapehatch.conversation import events as e
from escapehatch.conversation.events import Recorded
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.verify import verify_file

from .served import Served, ask, asked, customers, logins, seconds
from .tabs import LOST, Tab

#: As in web/protocol/src/connection.ts: a console pings after so long a silence, and dials anew after so long without a word.
PING_S, PONG_S = 5.0, 4.0


class Console(Tab):
    """An agent's page. ``takes``: it accepts whatever it is offered. ``restless``: it dials anew when nothing is heard."""

    def __init__(self, served: Served, chance: Random, token: str, agent_id: str, restless: bool = False) -> None:
        super().__init__(served, chance, token)
        self.agent_id = agent_id
        self.takes = True
        self.rows: dict[str, dict[str, Any]] = {}
        #: When each conversation came to stand as it does, by this machine's steady seconds.
        self.since_s: dict[str, float] = {}
        self.answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self.server_at: datetime | None = None
        self._restless = restless
        self._numbers = iter(range(1_000_000))
        self._heard = asyncio.Event()

    @property
    def offered(self) -> dict[str, str]:
        """The offers to this agent that are open: conversation and reservation."""
        mine = [x for x in self.rows.values() if x["status"] == "reserved" and x["agent_id"] == self.agent_id]
        return {x["conversation_id"]: x["reservation"]["reservation_id"] for x in mine}

    @property
    def attended(self) -> list[str]:
        mine = [x for x in self.rows.values() if x["status"] == "with_agent" and x["agent_id"] == self.agent_id]
        return [x["conversation_id"] for x in mine]

    def ask(self, place: str, what: str, **body: Any) -> asyncio.Future[dict[str, Any]]:
        """Asked now, and again after each break, until there is an answer: ``done`` or ``refused``."""
        ref = f"{self.agent_id}-{next(self._numbers)}"
        frame = {"type": "ask", "ref": ref, "conversation_id": place, "do": what, "body": body}
        self.asked[ref] = frame
        self.answers[ref] = asyncio.get_running_loop().create_future()
        self._send(frame)
        return self.answers[ref]

    def accept(self, place: str) -> asyncio.Future[dict[str, Any]]:
        return self.ask(place, "acceptance", reservation_id=self.offered[place])

    def say(self, place: str, message_id: str, text: str = "Hello, how can I help?") -> asyncio.Future[dict[str, Any]]:
        return self.ask(place, "messages", message_id=message_id, text=text)

    async def clock(self) -> datetime:
        """What time the server says it is."""
        self.server_at = None
        self._send({"type": "ping"})
        await until(lambda: self.server_at)
        assert self.server_at
        return self.server_at

    def _send(self, frame: dict[str, Any]) -> None:
        wire = self.socket
        if wire:
            asyncio.ensure_future(_sent(wire, frame))

    def _hello(self) -> dict[str, Any]:
        return {**super()._hello(), "beats": True}

    async def _connected(self) -> None:
        watching = asyncio.create_task(self._listen()) if self._restless else None
        talking = asyncio.ensure_future(super()._connected())
        both = [x for x in (talking, watching) if x]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in both:
                one.cancel()
            await asyncio.gather(*both, return_exceptions=True)

    async def _listen(self) -> None:
        """Until the line seems dead."""
        while True:
            for wait_s in (PING_S, PONG_S):
                self._heard.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._heard.wait(), wait_s)
                    break
                self._send({"type": "ping"})
            else:
                return

    async def _hear(self, wire: Any, text: str) -> None:
        self._heard.set()
        frame = json.loads(text)
        match frame["type"]:
            case "beat":
                await wire.send('{"type":"ping"}')
            case "inbox":
                self._show(frame)
            case "pong":
                self.server_at = datetime.fromisoformat(frame["now"])
            case "done" | "refused":
                self.asked.pop(frame["ref"], None)
                answer = self.answers.pop(frame["ref"], None)
                if answer and not answer.done():
                    answer.set_result(frame)
            case _:
                await super()._hear(wire, text)

    def _show(self, frame: dict[str, Any]) -> None:
        if frame.get("whole"):
            self.rows.clear()
        for row in frame["rows"]:
            place = row["conversation_id"]
            if place not in self.rows or self.rows[place]["status"] != row["status"]:
                self.since_s[place] = seconds()
            self.rows[place] = row
        if self.takes:
            for place in self.offered:
                self.accept(place)


async def _sent(wire: Any, frame: dict[str, Any]) -> None:
    with contextlib.suppress(*LOST):
        await wire.send(json.dumps(frame))


class Shift:
    """A served house with its people: ``widgets`` who may wait, ``team`` whose pages are open."""

    def __init__(self, served: Served, seed: int = 1) -> None:
        self.served = served
        self.chance = Random(seed)
        self.widgets: list[Tab] = []
        self.team: list[Console] = []
        self.acknowledged: set[str] = set()
        self.closed_at = datetime.max.replace(tzinfo=UTC)

    async def open(self, widgets: int, agents: int, restless: bool = False, **place: str) -> Shift:
        """The server started, everybody's page open."""
        visits = await customers(self.served.journal, widgets)
        tokens = await logins(self.served.journal, {f"a{n}": "agent" for n in range(agents)})
        self.served.start(**place)
        await self.served.up()
        self.widgets = [Tab(self.served, self.chance, *x) for x in visits]
        self.team = [
            Console(self.served, self.chance, x, name, restless and n % 2 == 1)
            for n, (name, x) in enumerate(tokens.items())
        ]
        for page in (*self.widgets, *self.team):
            page.begin()
        await until(lambda: all(x.socket for x in (*self.widgets, *self.team)))
        return self

    async def close(self) -> None:
        self.closed_at = datetime.now(UTC)
        for page in (*self.widgets, *self.team):
            await page.end()
        self.acknowledged |= {x for widget in self.widgets for x in widget.acknowledged}

    async def wants_person(self, widget: Tab) -> None:
        status, answer = await asked(self.served.port, widget.token, widget.place, "handoff")
        assert status == 200, answer

    async def listed(self) -> list[dict[str, Any]]:
        """The rows as the API shows them."""
        status, answer = await ask(self.served.port, "GET", "/v1/conversations?limit=200", self.team[0].token)
        assert status == 200, answer
        found: list[dict[str, Any]] = answer["rows"]
        return found


async def until(true: Any, within_s: float = 30.0) -> None:
    """Wait for it. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not true():
            await asyncio.sleep(0.05)


async def told(path: Path) -> dict[str, tuple[Recorded, ...]]:
    """Everything that the journal tells, once no server has it."""
    journal = await SqliteJournal.open(path)
    found = {name: records async for name, records in journal.every()}
    await journal.close()
    return found


def those(story: Iterable[Recorded], *kinds: type) -> list[Recorded]:
    return [x for x in story if isinstance(x.event, kinds)]


def judged(path: Path, story: dict[str, tuple[Recorded, ...]], acknowledged: Iterable[str]) -> dict[str, Any]:
    """What is wrong: acknowledged messages that are missing, messages that are there twice, rules broken. All empty when well."""
    there = Counter(x.event.message_id for one in story.values() for x in those(one, e.MessagePosted))  # type: ignore[union-attr]
    return {
        "lost": sorted(set(acknowledged) - there.keys()),
        "doubled": sorted(x for x, n in there.items() if n > 1),
        "broken": [str(x) for x in verify_file(path)],
    }
