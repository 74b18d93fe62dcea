"""G17 at its size: of five thousand pages five hundred stop reading, and nobody else notices."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from pathlib import Path
from typing import Any

import pytest
import websockets

from .conftest import Proved
from .served import Served, asked, at, seconds
from .tabs import Tab, all_in, many_files
from .test_herd import crowd

WIDGETS, AGENTS, STALLED, WRITING = 4_500, 40, 500, 200
GROWTH_MAX, OTHERS_P99_S = 50 * 1024 * 1024, 0.25
#: The server's own heartbeat cuts who is silent within twice its twenty seconds.
CUT_WITHIN_S = 60.0
LONG = "note " + "x" * 3_900
#: So many long notes for those who do not read: far more than the system's own buffers hold.
NOTES, EACH = 6, 50


class Stalled:
    """An agent's browser that says hello, looks at a conversation, and never reads another byte."""

    def __init__(self, served: Served, token: str, place: str) -> None:
        self._served, self._token, self._place = served, token, place
        self.socket: Any = None

    async def come(self) -> None:
        small = socket.socket()
        small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        small.setblocking(False)
        await asyncio.get_running_loop().sock_connect(small, ("127.0.0.1", self._served.port))
        url = f"ws://127.0.0.1:{self._served.port}/v1/socket"
        self.socket = await websockets.connect(
            url, sock=small, origin=self._served.origin, max_queue=1, ping_interval=None, open_timeout=60
        )  # type: ignore[arg-type]
        await self.socket.send(json.dumps({"type": "hello", "token": self._token}))
        await self.socket.send(json.dumps({"type": "watch", "conversation_id": self._place, "ref": "w"}))


async def written(tabs: list[Tab], rounds: int, word: str) -> list[float]:
    """How long each message takes to its acknowledgement, a few of them a second each."""
    took: list[float] = []

    async def one(n: int, tab: Tab) -> None:
        await asyncio.sleep(n * 5 / len(tabs))
        for k in range(rounds):
            took.append(await tab.write(f"m{n}-{word}{k}"))
            await asyncio.sleep(5)

    await asyncio.gather(*(one(n, x) for n, x in enumerate(tabs)))
    return took


@pytest.mark.alone
@pytest.mark.timeout(600)
async def test_who_does_not_read_costs_little_and_holds_up_nobody(tmp_path: Path, proved: Proved) -> None:
    """G17: the server's memory is bounded, the others wait no longer, the stalled are cut and come back to all of it."""
    many_files()
    with Served(tmp_path, AGENTS) as served:
        widgets, team = await crowd(served, WIDGETS, AGENTS)
        looked = [x.place for x in widgets[: NOTES * EACH : EACH]]
        alone = await written(widgets[-WRITING:], 3, "a")
        stalled = [Stalled(served, team[n % AGENTS].token, looked[n % len(looked)]) for n in range(STALLED)]
        for start in range(0, STALLED, 25):
            await asyncio.gather(*(x.come() for x in stalled[start : start + 25]))
        before = served.rss()
        noted = asyncio.create_task(notes(served, team[0].token, looked))
        crowded = await written(widgets[-WRITING:], 3, "b")
        await noted
        growth = served.rss() - before
        sockets = await fewer(served, AGENTS)
        back = Tab(served, team[0]._chance, widgets[0].token, widgets[0].place)
        back.begin()
        await all_in([back], 0.0, 30)
        for tab in (*widgets, *team, back):
            await tab.end()
        for one in stalled:
            with contextlib.suppress(OSError):
                one.socket.transport.abort()
    slow = at(crowded, 0.99)
    proved(
        "G17",
        f"{STALLED} of {WIDGETS + STALLED + AGENTS:,} pages stop reading; messages of the others acknowledged after {OTHERS_P99_S * 1e3:.0f} ms",
        len(crowded),
        max(0, sum(x > OTHERS_P99_S for x in crowded) - len(crowded) // 100),
        f"p99 {slow * 1e3:.0f} ms, {at(alone, 0.99) * 1e3:.0f} ms before; memory +{growth / 2**20:.0f} MiB",
    )
    proved("G17", "pages that did not read, and those of them not cut within a minute", STALLED, sockets)
    assert growth < GROWTH_MAX
    assert not sockets
    assert slow <= OTHERS_P99_S


async def notes(served: Served, token: str, places: list[str]) -> None:
    """Long notes in the conversations that those who do not read have open, one after the other."""
    for n in range(30):
        for place in places:
            status, answer = await asked(served.port, token, place, "notes", note_id=f"n{n}", text=f"{n} {LONG}")
            assert status == 200, answer
        await asyncio.sleep(0.2)


async def fewer(served: Served, most: int) -> int:
    """How many sockets of agents are open beyond ``most`` when they should have been cut."""
    until_s, name = seconds() + CUT_WITHIN_S, 'escapehatch_sockets{role="agent"}'
    while (there := int((await served.figures())[name])) > most and seconds() < until_s:
        await asyncio.sleep(1)
    return max(0, there - most)
