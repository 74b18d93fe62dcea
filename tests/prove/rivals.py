"""A house whose journal another process locks: what is answered meanwhile, and how soon all is well again."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from escapehatch.conversation import events as e

from .consoles import Shift, judged, those, told, until
from .served import answered, seconds
from .tabs import Tab

RIVAL = Path(__file__).with_name("rival.py")
#: A write is answered within this, yes or no: two waits for the lock (BUSY_MS) and what a busy machine adds, seconds.
ANSWERED_S = 10.0
#: A reading, and the event loop itself, seconds.
READ_S = 3.0
#: When the lock is gone: everything is well again within one second; what a busy machine adds to it.
WELL_S, BUSY_S = 1.0, 2.0


class Rival:
    """As a context: the lock is held within it, and gone after ``seconds`` or at its end."""

    def __init__(self, journal: Path, how: str, lasts_s: float, begin: str = "EXCLUSIVE") -> None:
        self._command = [sys.executable, str(RIVAL), how, str(journal), str(lasts_s), begin]
        self.process: asyncio.subprocess.Process

    async def __aenter__(self) -> Rival:
        self.process = await asyncio.create_subprocess_exec(*self._command, stdout=asyncio.subprocess.PIPE)
        assert self.process.stdout
        assert await self.process.stdout.readline() == b"held\n"
        return self

    async def __aexit__(self, *gone: object) -> None:
        await self.process.wait()


class Load:
    """What was answered to those who write and those who look, and how long it took."""

    def __init__(self, shift: Shift) -> None:
        self._shift = shift
        self._port = shift.served.port
        self.acknowledged: set[str] = set()
        self.statuses: Counter[int] = Counter()
        self.slowest_s: dict[str, float] = {}
        self.wrong: dict[str, Any] = {}
        self._busy: list[asyncio.Task[None]] = []
        self._over = asyncio.Event()

    def begin(self) -> None:
        writing = [self._writes(n, x) for n, x in enumerate(self._shift.widgets)]
        self._busy = [asyncio.create_task(x) for x in (*writing, self._looks(), self._hears())]

    async def end(self) -> None:
        self._over.set()
        await asyncio.wait_for(asyncio.gather(*self._busy), 60)

    def _took(self, what: str, began_s: float, most_s: float) -> None:
        took_s = seconds() - began_s
        self.slowest_s[what] = max(took_s, self.slowest_s.get(what, 0.0))
        if took_s > most_s:
            self.wrong[f"{what} took"] = took_s

    async def write(self, widget: Tab, message_id: str) -> bool:
        """One message by HTTP; whether it is acknowledged."""
        body, began_s = {"message_id": message_id, "text": "Where is it now?"}, seconds()
        where = f"/v1/conversations/{widget.place}/messages"
        status, head, said = await answered(self._port, "POST", where, widget.token, body)
        self._took("a write", began_s, ANSWERED_S)
        self.statuses[status] += 1
        if status == 200:
            self.acknowledged.add(message_id)
        elif status != 503 or int(head.get("retry-after", 0)) <= 0:
            self.wrong["an answer to a write"] = (status, head, said)
        return status == 200

    async def _writes(self, n: int, widget: Tab) -> None:
        k = 0
        while not self._over.is_set():
            k += 1
            while not await self.write(widget, f"m{n}-{k}"):
                await asyncio.sleep(0.2)
            await asyncio.sleep(0.3)

    async def _looks(self) -> None:
        """The queue's display, one conversation, and an agent's page that comes anew: by readings alone."""
        token, widget = self._shift.team[0].token, self._shift.widgets[0]
        for path, who in self._over_and_over(
            ("/v1/conversations?limit=200", token), (f"/v1/conversations/{widget.place}", widget.token)
        ):
            began_s = seconds()
            status, _, said = await answered(self._port, "GET", path, who)
            self._took("a reading", began_s, READ_S)
            if status != 200:
                self.wrong["a reading"] = (status, said)
            await asyncio.sleep(0.2)

    def _over_and_over(self, *asked: tuple[str, str]) -> Any:
        while not self._over.is_set():
            yield from asked

    async def _hears(self) -> None:
        """The event loop answers."""
        while not self._over.is_set():
            began_s = seconds()
            await self._shift.team[0].clock()
            self._took("a pong", began_s, READ_S)
            await asyncio.sleep(0.1)


async def health(port: int) -> tuple[int, int, bytes]:
    """What is said at ``/healthz`` and at ``/readyz``, and why."""
    alive, (ready, _, why) = (await answered(port, "GET", "/healthz"))[0], await answered(port, "GET", "/readyz")
    return alive, ready, why


async def locked_out(shift: Shift, lasts_s: float, times: int) -> tuple[Mapping[str, Any], Load]:
    """The lock is held for long, ``times`` times. What is wrong, all empty when well, and what was measured.

    In each of them an agent's line breaks and one dials; once a silent bot's patience runs out as well.
    """
    load, (stays, leaves, *_) = Load(shift), shift.team
    for n, widget in enumerate(shift.widgets[:2]):
        await widget.write(f"m{n}-0")
        await shift.wants_person(widget)
    await until(lambda: stays.attended and leaves.attended)
    (left,) = leaves.attended
    owed = shift.widgets.pop()
    await owed.write("m99-0")
    load.begin()
    for n in range(times):
        async with Rival(shift.served.journal, "hold", lasts_s, ("EXCLUSIVE", "IMMEDIATE")[n % 2]):
            began_s = seconds()
            await leaves.end()
            await asyncio.sleep(min(3.0, lasts_s / 2))
            alive, ready, why = await health(shift.served.port)
            if (alive, ready) != (200, 503) or b"could not store" not in why:
                load.wrong["health while locked"] = (alive, ready, why)
            leaves.begin()
            await until(lambda: leaves.socket, max(1.0, lasts_s - (seconds() - began_s)))
        await _recovers(load, shift, f"m98-{n}")
    gone_s = seconds()
    await until(lambda: stays.rows[owed.place]["status"] != "with_bot", 15)
    load.slowest_s["the bot's patience"] = seconds() - gone_s
    said = await leaves.say(left, "m0-1000")
    load.wrong |= {"an agent who was back": said} if said["type"] != "done" else {}
    return await _judged(shift, load), load


async def _recovers(load: Load, shift: Shift, message_id: str) -> None:
    gone_s = seconds()
    async with asyncio.timeout(30):
        while not await load.write(shift.widgets[0], message_id):
            await asyncio.sleep(0.05)
        load._took("the first write afterwards", gone_s, WELL_S + BUSY_S)
        while (await health(shift.served.port))[1] != 200:
            await asyncio.sleep(0.05)
    load._took("ready again", gone_s, WELL_S + BUSY_S)


async def elbowed(shift: Shift, lasts_s: float) -> tuple[Mapping[str, Any], Load]:
    """A rival writes all the time, a little at a time."""
    load = Load(shift)
    for n, widget in enumerate(shift.widgets[:2]):
        await widget.write(f"m{n}-0")
        await shift.wants_person(widget)
    load.begin()
    async with Rival(shift.served.journal, "short", lasts_s):
        await asyncio.sleep(lasts_s)
    if load.statuses[200] <= load.statuses[503]:
        load.wrong["most writes succeed"] = dict(load.statuses)
    return await _judged(shift, load), load


async def _judged(shift: Shift, load: Load) -> Mapping[str, Any]:
    await load.end()
    await shift.close()
    shift.served.kill()
    story = await told(shift.served.journal)
    wrong = load.wrong | judged(shift.served.journal, story, load.acknowledged | shift.acknowledged)
    wrong["agents who were lost"] = [x.event for one in story.values() for x in those(one, e.AgentLost)]
    wrong["nothing was acknowledged"] = not load.acknowledged
    return {what: found for what, found in wrong.items() if found}
