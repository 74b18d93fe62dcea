"""G13 with the journal really locked by another process, for long and again and again, under load."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Proved
from .consoles import Shift
from .rivals import Load, elbowed, locked_out
from .served import Served


def measured(load: Load) -> str:
    """What a clock said: the longest of each."""
    longest = ", ".join(f"{what} {took_s:.1f} s" for what, took_s in load.slowest_s.items())
    return f"{load.statuses[200]} times 200, {load.statuses[503]} times 503; longest: {longest}"


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("lasts_s", "times"), [(20, 3), (60, 1)])
async def test_a_journal_that_another_process_locks(tmp_path: Path, proved: Proved, lasts_s: int, times: int) -> None:
    """G13, G1, G2, G6, G9: every write is answered, readings go on, all is well a second after the lock is gone."""
    with Served(tmp_path, 3, capacity=1) as served:
        wrong, load = await locked_out(await Shift(served).open(12, 2), lasts_s, times)
    what = f"writes refused while a rival holds BEGIN EXCLUSIVE or IMMEDIATE, {times} times {lasts_s} s"
    proved("G13", what, load.statuses[503], len(wrong), measured(load))
    assert not wrong
    assert load.statuses[503]


@pytest.mark.timeout(120)
async def test_a_rival_that_writes_all_the_time(tmp_path: Path, proved: Proved) -> None:
    """G13, G1, G2: four fifths of the time it has the lock; most writes succeed, and none is lost or doubled."""
    with Served(tmp_path, 3, capacity=1) as served:
        wrong, load = await elbowed(await Shift(served).open(12, 3), 30)
    proved("G13", "writes beside a rival that writes all the time", load.statuses.total(), len(wrong), measured(load))
    assert not wrong
