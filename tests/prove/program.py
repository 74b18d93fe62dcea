"""An agent's program in a process of its own, to be stopped in the middle of what it does (SIGSTOP).

Run as a script: ``program.py PORT TOKEN AGENT``. It takes orders from standard input, a JSON object a line, and writes what
came of each: ``{"do": "accept" | "say" | "post" | "type", "place", "id", "after_s"}``. ``post`` is ``say`` by HTTP.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from prove.consoles import Console, until
from prove.served import Served, asked


class There:
    """What a console needs to know of a server that somebody else started."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.origin = f"http://127.0.0.1:{port}"


class Program:
    """The parent's side of it. As a context: no process outlives it."""

    def __init__(self, served: Served, token: str, agent_id: str) -> None:
        command = [sys.executable, __file__, str(served.port), token, agent_id]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *gone: object) -> None:
        self._process.kill()
        self._process.wait(30)

    def order(self, **what: Any) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()

    async def heard(self) -> Mapping[str, Any]:
        """What came of an order, in the order of answers."""
        assert self._process.stdout
        line = await asyncio.wait_for(asyncio.to_thread(self._process.stdout.readline), 60)
        found: Mapping[str, Any] = json.loads(line)
        return found

    def stop(self) -> None:
        os.kill(self._process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self._process.pid, signal.SIGCONT)


async def work(port: int, token: str, agent_id: str) -> None:
    loop = asyncio.get_running_loop()
    console = Console(There(port), Random(agent_id), token, agent_id)  # type: ignore[arg-type]
    console.takes = False
    console.begin()
    await until(lambda: console.socket)
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    busy = set()
    while line := await orders.readline():
        busy.add(asyncio.create_task(carried_out(console, port, **json.loads(line))))


async def carried_out(console: Console, port: int, do: str, place: str, id: str = "", after_s: float = 0) -> None:
    offer = console.offered.get(place, "")
    await asyncio.sleep(after_s)
    match do:
        case "accept":
            if not offer:
                await until(lambda: place in console.offered)
                offer = console.offered[place]
            answer: Any = await console.ask(place, "acceptance", reservation_id=offer)
        case "say":
            answer = await console.say(place, id, "As I was about to say")
        case "post":
            status, said = await asked(port, console.token, place, "messages", message_id=id, text="By hand")
            answer = {"status": status, **said}
        case _:
            await console.socket.send(json.dumps({"type": "draft", "conversation_id": place, "text": id}))
            answer = {}
    print(json.dumps({"do": do, **answer}), flush=True)


if __name__ == "__main__":
    asyncio.run(work(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
