"""A real server for the proofs: ``escapehatch serve`` in a process of its own, on this machine's loopback, to be killed and begun again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from escapehatch.api.grants import Grants, Visit
from escapehatch.app import new_id, new_secret
from escapehatch.conversation.values import Customer
from escapehatch.journals.sqlite import SqliteJournal

#: A server that takes longer to answer is taken for dead, seconds.
PATIENCE_S = 60.0
SETTINGS = """
port = {port}
journal = "journal.db"
roster = "roster.yaml"
reader = "{reader}"
log_level = "error"
{sections}
[sites.lantern]
origins = ["http://shop.example"]
"""
#: Signs what goes to bots and helpdesks of ours.
SECRET = "whsec_bGFudGVybi1sYW50ZXJuLWxhbnRlcm4="
QUEUE = {"id": "support", "title": "Care", "hours": {"zone": "UTC", "daily": "00:00-24:00"}}


class WallClock:
    """The machine's, for what is written before the server starts."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def section(name: str, **values: Any) -> str:
    """A table of the settings. JSON's texts, numbers and booleans are TOML's."""
    return "\n".join([f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())])


class Served:
    """A folder with settings, roster and journal, and the process that serves it. As a context: no process outlives it.

    ``outside``: further sections of the settings, such as the bot's address.
    """

    def __init__(
        self,
        folder: Path,
        agents: int = 2,
        reader: str = "plain",
        bot: str = "api",
        capacity: int = 3,
        outside: Mapping[str, Mapping[str, Any]] | None = None,
        **queue: Any,
    ) -> None:
        self.folder = folder
        self.journal = folder / "journal.db"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        sections = "\n".join(section(k, **v) for k, v in {"bot": {"kind": bot}, **(outside or {})}.items())
        (folder / "escapehatch.toml").write_text(SETTINGS.format(port=self.port, reader=reader, sections=sections))
        team = [
            {"id": f"a{n}", "name": f"Agent {n}", "queues": ["support"], "capacity": capacity} for n in range(agents)
        ]
        # JSON is YAML.
        (folder / "roster.yaml").write_text(json.dumps({"queues": [QUEUE | queue], "agents": team}))
        self.process: subprocess.Popen[bytes] | None = None
        self.log = folder / "server.log"

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *gone: object) -> None:
        self.kill()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, **more: str) -> None:
        """As an operator starts it, with ``more`` in its environment. What Python compiled at an earlier start is found again."""
        place = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | more
        command = [sys.executable, "-m", "escapehatch.cli", "serve", "--settings", "escapehatch.toml"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, env=place, stdout=log, stderr=log)

    def pause(self) -> None:
        """As a host does to a machine that it pauses: SIGSTOP. Nothing is closed, and nothing is answered."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """As a power cut does for the process: SIGKILL."""
        if self.process:
            self.process.kill()
            self.process.wait(30)
            self.process = None

    def rss(self) -> int:
        """Bytes of the server in memory."""
        assert self.process
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def cpu_s(self) -> float:
        """Seconds of processor time that the server has used."""
        assert self.process
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def up(self) -> None:
        """Wait until it answers."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                if self.process and self.process.poll() is not None:
                    raise AssertionError(self.log.read_text()[-3000:])
                try:
                    if (await ask(self.port, "GET", "/healthz"))[0] == 200:
                        return
                except OSError:
                    pass
                await asyncio.sleep(0.01)

    async def figures(self) -> dict[str, float]:
        """What ``/metrics`` says, by name and labels."""
        _, text = await ask(self.port, "GET", "/metrics", raw=True)
        rows = [x.rsplit(" ", 1) for x in text.splitlines() if x and not x.startswith("#")]
        return {name: float(value) for name, value in rows}


async def customers(journal: Path, number: int) -> list[tuple[str, str]]:
    """So many sessions, written before the server starts: (token, conversation)."""
    opened = await SqliteJournal.open(journal)
    grants, at = Grants(opened, WallClock(), new_secret, {}), WallClock().now()
    visits = [Visit(Customer(f"anon-{n}-{new_id()}"), new_id(), "lantern", at) for n in range(number)]
    tokens = await asyncio.gather(*(grants.begin_visit(x) for x in visits))
    await opened.close()
    return [(token, x.conversation_id) for token, x in zip(tokens, visits, strict=True)]


async def logins(journal: Path, names: Mapping[str, str]) -> dict[str, str]:
    """A token for each ``{name: kind}``, written before the server starts."""
    opened = await SqliteJournal.open(journal)
    grants = Grants(opened, WallClock(), new_secret, {})
    found = {x: (await grants.begin_login(kind, x, x, timedelta(hours=8)))[0] for x, kind in names.items()}
    await opened.close()
    return found


async def ask(
    port: int, method: str, path: str, token: str = "", body: Mapping[str, Any] | None = None, raw: bool = False
) -> tuple[int, Any]:
    """One request on a connection of its own: (status, answer). Raises OSError when nobody answers."""
    status, _, rest = await answered(port, method, path, token, body)
    return status, rest.decode() if raw else json.loads(rest or b"null")


async def answered(
    port: int, method: str, path: str, token: str = "", body: Mapping[str, Any] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """The same with the headers: (status, headers, body)."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        content = json.dumps(body).encode() if body is not None else b""
        head = [f"{method} {path} HTTP/1.1", f"host: 127.0.0.1:{port}", "connection: close"]
        head += [f"authorization: Bearer {token}"] if token else []
        head += ["content-type: application/json", f"content-length: {len(content)}"] if content else []
        writer.write("\r\n".join([*head, "", ""]).encode() + content)
        answer = await reader.read()
    finally:
        writer.close()
    top, _, rest = answer.partition(b"\r\n\r\n")
    if not top:
        raise ConnectionResetError("no answer")
    said = dict(x.lower().split(": ", 1) for x in top.decode().split("\r\n")[1:])
    return int(top.split()[1]), said, rest


async def asked(port: int, token: str, place: str, what: str, **body: Any) -> tuple[int, Any]:
    """One of the conversation's routes."""
    return await ask(port, "POST", f"/v1/conversations/{place}/{what}", token, body)


def at(values: list[float], share: float) -> float:
    """The quantile, by rank; the largest for 1."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def seconds() -> float:
    return time.perf_counter()
