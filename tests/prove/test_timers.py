"""G6 by the clock on the wall: promises fall due while the server runs, and while it does not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from escapehatch.conversation import events as e
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.verify import verify_file

from .conftest import Proved
from .past import TOGETHER, closing
from .served import Served, at

#: Conversations that close after silence; spread over so many seconds.
MANY, SPREAD_S, FIRST_IN_S = 1_500, 30.0, 20.0
#: The promises, seconds.
STEADY_S, STEADY_P99_S, RESTARTED_S = 1.0, 0.25, 2.0
DOWN_S = 15.0


async def due(path: Path, first_at: datetime) -> dict[str, datetime]:
    """A conversation for each deadline, evenly over the time: name and when it is due."""
    journal = await SqliteJournal.open(path)
    moments = [first_at + timedelta(seconds=SPREAD_S * n / MANY) for n in range(MANY)]
    ends = list(closing(moments))
    for start in range(0, MANY, TOGETHER):
        await asyncio.gather(*(journal.append(x) for x in ends[start : start + TOGETHER]))
    await journal.close()
    return {x.conversation_id: at for x, at in zip(ends, moments, strict=True)}


async def closed(path: Path, expected: dict[str, datetime]) -> tuple[dict[str, float], int]:
    """How late each was closed, seconds, and how many were closed twice."""
    assert not verify_file(path)
    journal, late, twice = await SqliteJournal.open(path), dict[str, float](), 0
    for name, due_at in expected.items():
        ends = [x.at for x in await journal.read(name) if isinstance(x.event, e.ConversationClosed)]
        twice += max(0, len(ends) - 1)
        if ends:
            late[name] = (ends[0] - due_at).total_seconds()
    await journal.close()
    return late, twice


@pytest.mark.alone
@pytest.mark.timeout(180)
async def test_deadlines_are_met_within_a_second(tmp_path: Path, proved: Proved) -> None:
    """G6, steady: fifty a second, each once."""
    with Served(tmp_path) as served:
        expected = await due(served.journal, datetime.now(UTC) + timedelta(seconds=FIRST_IN_S))
        served.start()
        await served.up()
        await asyncio.sleep((max(expected.values()) - datetime.now(UTC)).total_seconds() + 3)
        served.kill()
        late, twice = await closed(served.journal, expected)
    took = list(late.values())
    missed = sum(x > STEADY_S for x in took) + MANY - len(took) + twice
    what = f"deadlines, {MANY / SPREAD_S:.0f} a second, met within {STEADY_S:.0f} s by a running server, each once"
    proved(
        "G6",
        what,
        MANY,
        missed,
        f"p50 {at(took, 0.5) * 1e3:.0f} ms late, p99 {at(took, 0.99) * 1e3:.0f} ms, longest {max(took) * 1e3:.0f} ms",
    )
    assert not missed
    assert at(took, 0.99) <= STEADY_P99_S


@pytest.mark.alone
@pytest.mark.timeout(180)
async def test_what_fell_due_while_nobody_ran_is_met_at_once(tmp_path: Path, proved: Proved) -> None:
    """G6: the server is killed in the midst, a part falls due meanwhile; those are met within two seconds of its being up."""
    with Served(tmp_path) as served:
        expected = await due(served.journal, datetime.now(UTC) + timedelta(seconds=FIRST_IN_S))
        served.start()
        await served.up()
        await asyncio.sleep((min(expected.values()) - datetime.now(UTC)).total_seconds() + 5)
        served.kill()
        killed_at = datetime.now(UTC)
        await asyncio.sleep(DOWN_S)
        served.start()
        await served.up()
        up_at = datetime.now(UTC)
        await asyncio.sleep((max(expected.values()) - datetime.now(UTC)).total_seconds() + 6)
        served.kill()
        late, twice = await closed(served.journal, expected)
    waited = {x for x, due_at in expected.items() if killed_at < due_at < up_at}
    took = [(expected[x] + timedelta(seconds=late[x]) - up_at).total_seconds() for x in waited if x in late]
    missed = sum(x > RESTARTED_S for x in took) + MANY - len(late) + twice
    what = f"deadlines that fell due while the server was down for {DOWN_S:.0f} s, met within {RESTARTED_S:.0f} s of its being up, each once"
    proved("G6", what, len(waited), missed, f"p99 {at(took, 0.99):.2f} s, longest {max(took):.2f} s")
    assert not missed
