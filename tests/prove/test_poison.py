"""G16 on a real server: messages that break, hang or tire whoever reads or judges them, beside customers who want none of it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from random import Random

import pytest

from connectors.far import Writer, answer, listening
from escapehatch.conversation import events as e
from escapehatch.conversation.fold import replay
from escapehatch.conversation.lifecycle import Status
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.verify import verify_file
from reading.test_long import POISON, text_of

from .conftest import Proved
from .served import SECRET, Served, asked, at, customers
from .tabs import Tab, all_in

OTHERS, EACH_S, LASTS_S, POISONED, HANGING = 40, 0.5, 30.0, 30, 3
#: The others' p99 beside poison, over theirs without.
TIMES = 2.0
#: Below this, twice as long is nothing that anybody would notice, seconds.
NOTICED_S = 0.05
PLUGIN = """
import sys, threading
from escapehatch.handoff.signal import Knobs

def fires(c, knobs, now):
    last = c.said()[-1].text if c.said() else ""
    if "breaks-it" in last:
        raise RecursionError(last)
    if "ends-it" in last:
        sys.exit(last)
    if "hangs-it" in last:
        threading.Event().wait()
"""
WAYS = tuple(x for tires in POISON for x in ("breaks-it", tires, "ends-it"))


async def bot(method: str, path: str, headers: dict[str, str], body: bytes, out: Writer) -> None:
    """Answers whoever sends poison with poison."""
    said = json.loads(body)["lines"][-1]["text"]
    answer(out, 200, json.dumps({"text": said[:8_000] if len(said) > 100 else "It comes on Friday."}).encode())


async def writing(tabs: list[Tab], word: str) -> list[float]:
    """Each, twice a second: how long until it was acknowledged."""
    took: list[float] = []

    async def one(n: int, tab: Tab) -> None:
        await asyncio.sleep(EACH_S * n / len(tabs))
        for k in range(int(LASTS_S / EACH_S)):
            took.append(await tab.write(f"m{n}-{word}{k}", f"And number {word}{n}{k}?"))
            await asyncio.sleep(EACH_S)

    await asyncio.gather(*(one(n, x) for n, x in enumerate(tabs)))
    return took


async def poisons(served: Served, visits: list[tuple[str, str]]) -> int:
    """One after the other; how many were acknowledged. The last few hang."""
    done = 0

    async def one(n: int, token: str, place: str) -> None:
        nonlocal done
        await asyncio.sleep(LASTS_S * 0.9 * n / len(visits))
        way = WAYS[n % len(WAYS)] if n < len(visits) - HANGING else "hangs-it"
        text = text_of(way) if way in POISON else f"This {way}"
        status, _ = await asked(served.port, token, place, "messages", message_id="m1", text=text)
        done += status == 200

    await asyncio.gather(*(one(n, *x) for n, x in enumerate(visits)))
    return done


@pytest.mark.alone
@pytest.mark.timeout(150)
async def test_poison_holds_up_nobody_else(tmp_path: Path, proved: Proved, monkeypatch: pytest.MonkeyPatch) -> None:
    """G16: every poisoned message is kept and gets a person or an answer; the others' p99 stays within twice what it was."""
    (tmp_path / "plugin.py").write_text(PLUGIN)
    (tmp_path / "policy.yaml").write_text("version: 1\ntriggers:\n  plugin:fires: {}\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    async with listening() as far:
        far.play = bot
        how = {"kind": "webhook", "url": far.url, "allow_private": True, "secret": SECRET}
        with Served(tmp_path, outside={"bot": how}) as served:
            settings = tmp_path / "escapehatch.toml"
            settings.write_text(f'policy = "policy.yaml"\ntriggers = ["plugin:fires"]\n{settings.read_text()}')
            visits = await customers(served.journal, OTHERS + POISONED)
            served.start()
            await served.up()
            tabs = [Tab(served, Random(n), *x) for n, x in enumerate(visits[:OTHERS])]
            for tab in tabs:
                tab.begin()
            await all_in(tabs, 0.0, 30)
            await writing(tabs, "w")
            alone = await writing(tabs, "a")
            (beside, done) = await asyncio.gather(writing(tabs, "b"), poisons(served, visits[OTHERS:]))
            for tab in tabs:
                await tab.end()
            await asyncio.sleep(10)
            served.kill()
    journal, silent = await SqliteJournal.open(served.journal), 0
    for _, place in visits[OTHERS:]:
        records = await journal.read(place)
        answered = any(isinstance(x.event, e.MessagePosted) and x.event.author.role == "bot" for x in records)
        silent += not (answered or replay(records).status != Status.WITH_BOT)
    await journal.close()
    slow, usual = at(beside, 0.99), at(alone, 0.99)
    late = slow > max(NOTICED_S, TIMES * usual)
    what = "messages that break or hang a plug-in, or are made to tire patterns, and answers of a bot that are; without an answer or a person"
    proved("G16", what, POISONED, silent + POISONED - done)
    what = f"messages of others meanwhile; later than {TIMES:.0f} times what they took before (p99)"
    proved(
        "G16",
        what,
        len(beside),
        int(late),
        f"p99 {slow * 1e3:.0f} ms, {usual * 1e3:.0f} ms before; longest {max(beside) * 1e3:.0f} ms",
    )
    assert done == POISONED and not silent
    assert not late, (usual, slow)
    assert not verify_file(served.journal)
