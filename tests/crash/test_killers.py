"""G16: a message under which the process itself dies, as of a fault in a pattern's, a model's or a plug-in's machine code."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import ExitStack
from pathlib import Path
from random import Random
from urllib.request import urlopen

import apsw
import pytest

from escapehatch.conversation.fold import replay
from escapehatch.desk.aside import DEATHS_MAX
from escapehatch.journals.black_box import SLOTS, SUSPECTS_MAX, BlackBox
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.verify import verify_file
from prove.served import Served, asked, customers
from prove.tabs import Tab, all_in

PLUGIN = """
import ctypes

def fires(c, knobs, now):
    if "segfaults-it" in c.said()[-1].text:
        ctypes.string_at(0)
"""
OTHERS = 5


def died(path: Path, *names: str) -> BlackBox:
    """A process that was in the middle of these, and another that looks what is left of it."""
    child = os.fork()
    if not child:
        former = BlackBox(path)
        works = [former.during(x) for x in names]
        for work in works:
            work.__enter__()
        os._exit(1)
    os.waitpid(child, 0)
    return BlackBox(path)


def test_what_was_under_way_is_known_to_the_next_process(tmp_path: Path) -> None:
    """G16: counted until it is got through once; others are not blamed."""
    path = tmp_path / "journal.db.aside"
    with BlackBox(path).during("read c0"):
        pass
    for n in range(1, DEATHS_MAX + 1):
        box = died(path, "read bad", f"read other{n}")
        assert (box.deaths("read bad"), box.deaths(f"read other{n}"), box.deaths("read c0")) == (n, 1, 0)
        with box.during(f"read other{n}"):
            pass
        assert box.deaths(f"read other{n}") == 0
        box.close()
    box = BlackBox(path)
    assert (box.deaths("read bad"), box.number(DEATHS_MAX), box.number(1)) == (DEATHS_MAX, 1, 1)
    with pytest.raises(KeyError), box.during("read bad"):
        raise KeyError
    assert BlackBox(path).deaths("read bad") == 0


def test_a_box_is_full_or_damaged_and_works_go_on(tmp_path: Path) -> None:
    """G16: what is worst is remembered; what nobody can have written counts for nothing."""
    path = tmp_path / "journal.db.aside"
    died(path, "read bad").close()
    box = died(path, "read bad", *(f"read c{n}" for n in range(2 * SLOTS)))
    assert box.deaths("read bad") == 2
    assert sum(box.deaths(f"read c{n}") for n in range(2 * SLOTS)) == SUSPECTS_MAX - 1
    with ExitStack() as many:
        for n in range(2 * SLOTS):
            many.enter_context(box.during(f"read more{n}"))
    box.close()
    assert died(path, "read one more").deaths("read one more") == 1
    path.write_bytes(b"\xff" * path.stat().st_size)
    assert BlackBox(path).deaths("read bad") == 0
    path.write_bytes(b"under way\t1\tread half")
    assert BlackBox(path).deaths("read half") == 2


async def test_g16_a_message_that_kills_the_server_is_isolated_after_three_tries(tmp_path: Path) -> None:
    """G16, G1: its page sends it again to each server; the fourth takes it, and a person comes. Nothing of others is lost."""
    (tmp_path / "plugin.py").write_text(PLUGIN)
    (tmp_path / "policy.yaml").write_text("version: 1\ntriggers:\n  plugin:fires: {}\n")
    with Served(tmp_path) as served:
        settings = tmp_path / "escapehatch.toml"
        settings.write_text(f'policy = "policy.yaml"\ntriggers = ["plugin:fires"]\n{settings.read_text()}')
        visits = await customers(served.journal, OTHERS + 1)
        tabs = [Tab(served, Random(n), *x) for n, x in enumerate(visits)]
        served.start(PYTHONPATH=str(tmp_path))
        await served.up()
        for tab in tabs:
            tab.begin()
        await all_in(tabs, 0.0, 30)
        writing = [asyncio.create_task(x.write("m0-0", "This segfaults-it")) for x in tabs[:1]]
        deaths = 0
        while not writing[0].done():
            await asyncio.sleep(0.05)
            if served.process and served.process.poll() is not None:
                deaths += 1
                assert deaths <= DEATHS_MAX, served.log.read_text()[-2_000:]
                served.start(PYTHONPATH=str(tmp_path))
                await served.up()
        await asyncio.gather(*(x.write(f"m{n}-1", "Where is my lamp?") for n, x in enumerate(tabs[1:], 1)))
        for tab in tabs:
            await tab.end()
        status, _ = await asked(served.port, *visits[1], "messages", message_id="m1-2", text="And my order?")
        figures = await asyncio.to_thread(urlopen, f"{served.origin}/metrics")
        assert b"\nescapehatch_isolated 1.0" in figures.read()
        served.kill()
    assert (deaths, status) == (DEATHS_MAX, 200)
    said = [json.loads(x) for x in served.log.read_text().splitlines() if x.startswith("{")]
    told = [x for x in said if x["event"] == "isolated"]
    assert told and told[0]["during"].endswith(visits[0][1]) and told[0]["level"] == "error"
    journal = await SqliteJournal.open(served.journal)
    c = replay(await journal.read(visits[0][1]))
    await journal.close()
    assert c.escalation and c.escalation.reason.trigger == "internal"
    assert [x.text for x in c.said()][0] == "This segfaults-it"
    assert not verify_file(served.journal)
    db = apsw.Connection(str(served.journal))
    assert (
        db.execute('SELECT count(*) FROM events WHERE event LIKE \'{"type":"MessagePosted"%my lamp?%\'').get == OTHERS
    )
    db.close()
