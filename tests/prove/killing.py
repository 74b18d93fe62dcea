"""Messages under which the server's process dies (SIGSEGV in a plug-in), pages that send them again, and others beside them."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from urllib.request import urlopen

from escapehatch.conversation import events as e
from escapehatch.conversation.fold import replay
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.verify import verify_file

from .served import Served, customers
from .tabs import Tab, all_in

PLUGIN = """
import ctypes

def fires(c, knobs, now):
    if "segfaults-it" in c.said()[-1].text:
        ctypes.string_at(0)
"""
POISON, PLAIN = "This segfaults-it", "Where is my lamp?"
#: No server is started more often.
STARTS_MAX = 16


async def killed(folder: Path, poisons: int, others: int) -> tuple[int, list[str]]:
    """How many servers died, and what was wrong in the end. Somebody starts the server again each time it died."""
    (folder / "plugin.py").write_text(PLUGIN)
    (folder / "policy.yaml").write_text("version: 1\ntriggers:\n  plugin:fires: {}\n")
    path = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    with Served(folder) as served:
        settings = folder / "escapehatch.toml"
        settings.write_text(f'policy = "policy.yaml"\ntriggers = ["plugin:fires"]\n{settings.read_text()}')
        visits = await customers(served.journal, poisons + others)
        tabs = [Tab(served, Random(n), *x) for n, x in enumerate(visits)]
        served.start(PYTHONPATH=path)
        await served.up()
        for tab in tabs:
            tab.begin()
        await all_in(tabs, 0.0, 30)
        said = [x.write(f"m{n}-0", POISON if n < poisons else PLAIN) for n, x in enumerate(tabs)]
        writing = asyncio.gather(*said)
        deaths = 0
        while not writing.done():
            await asyncio.sleep(0.05)
            if served.process and served.process.poll() is not None:
                deaths += 1
                assert deaths < STARTS_MAX, "it is begun again and again"
                served.start(PYTHONPATH=path)
                await served.up()
        await asyncio.gather(*(x.write(f"m{n}-1", PLAIN) for n, x in enumerate(tabs[poisons:], poisons)))
        for tab in tabs:
            await tab.end()
        figures = (await asyncio.to_thread(urlopen, f"{served.origin}/metrics")).read().decode()
        served.kill()
    wrong = [] if f"\nescapehatch_isolated {poisons}.0" in figures else ["the figures say otherwise"]
    command = [sys.executable, "-m", "escapehatch.cli", "letters", "list", str(served.journal)]
    listed = (await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True)).stdout.split()
    wrong += [f"{place} is not among the letters" for _, place in visits[:poisons] if place not in listed]
    told = [json.loads(x) for x in served.log.read_text().splitlines() if x.startswith("{")]
    isolated = {x["during"] for x in told if x["event"] == "isolated" and x["level"] == "error"}
    wrong += [f"{x} was isolated" for x in isolated if not any(x.endswith(place) for _, place in visits[:poisons])]
    wrong += [f"{place} was not isolated" for _, place in visits[:poisons] if f"judge {place}" not in isolated]
    return deaths, wrong + await _stored(served.journal, visits, poisons)


async def _stored(path: Path, visits: list[tuple[str, str]], poisons: int) -> list[str]:
    """What is not as it should be in the journal."""
    wrong, journal = [f"{x}" for x in verify_file(path)], await SqliteJournal.open(path)
    for n, (_, place) in enumerate(visits):
        records = await journal.read(place)
        said = [x.event.message_id for x in records if isinstance(x.event, e.MessagePosted)]
        wanted = [f"m{n}-0"] if n < poisons else [f"m{n}-0", f"m{n}-1"]
        if [x for x in said if x in wanted] != wanted:
            wrong.append(f"{place} said {said}")
        asked = replay(records).escalation
        if n < poisons and (asked is None or asked.reason.trigger != "internal"):
            wrong.append(f"nobody comes to {place}")
    await journal.close()
    return wrong
