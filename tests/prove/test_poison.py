"""G16 on a real server: messages that break, hang or tire whoever reads or judges them, beside customers who want none of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from connectors.far import Writer, answer, listening
from escapehatch.conversation import events as e
from escapehatch.conversation.fold import replay
from escapehatch.conversation.lifecycle import Status
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.verify import verify_file

from .conftest import Proved
from .served import SECRET, Served, asked, at, customers
from .tabs import Tab, all_in
from .tiring import POISON, text_of

OTHERS, EACH_S, LASTS_S, POISONED, HANGING = 40, 0.5, 15.0, 30, 3
#: The others' p99 beside poison, over theirs without: before it, or after, whichever was shorter.
TIMES = 2.0
#: Below this, twice as long is nothing that anybody would notice, seconds.
NOTICED_S = 0.1
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
BREAKS, TIRES = ("breaks-it", "ends-it"), tuple(POISON)


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


async def poisons(served: Served, visits: list[tuple[str, str]], ways: Sequence[str], hanging: int) -> int:
    """One after the other; how many were acknowledged. The last few hang."""
    done = 0

    async def one(n: int, token: str, place: str) -> None:
        nonlocal done
        await asyncio.sleep(LASTS_S * 0.9 * n / len(visits))
        way = ways[n % len(ways)] if n < len(visits) - hanging else "hangs-it"
        text = text_of(way) if way in POISON else f"This {way}"
        status, _ = await asked(served.port, token, place, "messages", message_id="m1", text=text)
        done += status == 200

    await asyncio.gather(*(one(n, *x) for n, x in enumerate(visits)))
    return done


async def silent(path: Path, visits: list[tuple[str, str]]) -> int:
    """Of these, who got neither an answer nor a person."""
    journal, number = await SqliteJournal.open(path), 0
    for _, place in visits:
        records = await journal.read(place)
        answered = any(isinstance(x.event, e.MessagePosted) and x.event.author.role == "bot" for x in records)
        number += not (answered or replay(records).status != Status.WITH_BOT)
    await journal.close()
    return number


@pytest.mark.alone
@pytest.mark.timeout(180)
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
            visits = await customers(served.journal, OTHERS + 2 * POISONED)
            breaking, tiring = visits[OTHERS:-POISONED], visits[-POISONED:]
            served.start()
            await served.up()
            tabs = [Tab(served, Random(n), *x) for n, x in enumerate(visits[:OTHERS])]
            for tab in tabs:
                tab.begin()
            await all_in(tabs, 0.0, 30)
            await writing(tabs, "w")
            alone = await writing(tabs, "a")
            beside, done = await asyncio.gather(writing(tabs, "b"), poisons(served, breaking, BREAKS, HANGING))
            tired, more = await asyncio.gather(writing(tabs, "t"), poisons(served, tiring, TIRES, 0))
            after = await writing(tabs, "z")
            for tab in tabs:
                await tab.end()
            await asyncio.sleep(10)
            served.kill()
    unheard = await silent(served.journal, visits[OTHERS:]) + 2 * POISONED - done - more
    what = "messages that break, end or hang a plug-in, or are long to search; without an answer or a person"
    proved("G16", what, 2 * POISONED, unheard)
    usual = min(at(alone, 0.99), at(after, 0.99))
    most = max(NOTICED_S, TIMES * usual)
    for what, took in (("a plug-in that breaks, ends or hangs", beside), ("what is long to search", tired)):
        slow = at(took, 0.99)
        measured = f"p99 {slow * 1e3:.0f} ms, {usual * 1e3:.0f} ms without; longest {max(took) * 1e3:.0f} ms"
        proved(
            "G16",
            f"messages of others beside {what}; p99 over {TIMES:.0f} times what it was",
            len(took),
            int(slow > most),
            measured,
        )
        assert slow <= most, (what, usual, slow)
    assert not unheard
    assert not verify_file(served.journal)
