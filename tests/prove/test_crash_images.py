"""G1 and G13 in full: more than ten thousand images of the journal's files after a power cut, and every sync failing once."""

from __future__ import annotations

import apsw
import pytest

from crash.recorded import Apart, Eager, Failing, Normal, Retrying, judged, record
from escapehatch.lab.crash.run import Watched

from .conftest import Proved

RUNS, IMAGES = 20, 600
SYNCS, TOGETHER = 60, 6


@pytest.mark.parametrize("seed", range(100, 100 + RUNS))
async def test_power_cuts(seed: int, proved: Proved) -> None:
    """G1."""
    run, ops = await record(seed, rounds=60)
    seen, wrong = await judged(run, ops, seed, each=4, most=IMAGES)
    assert not wrong, f"seed {seed}: {wrong[:5]}"
    proved("G1", "power cuts: crash images of a busy journal", seen, len(wrong))


@pytest.mark.parametrize("first", range(1, SYNCS, TOGETHER))
async def test_every_sync_fails(first: int, proved: Proved) -> None:
    """G13: once, twice, five times in a row; then a power cut."""
    seen, wrong = 0, list[str]()
    for nth in range(first, first + TOGETHER):
        for times in (1, 2, 5):
            run, ops = await record(nth, 16, fault=Failing("sync", nth, times, apsw.IOError))
            more, found = await judged(run, ops, nth, each=2, most=40)
            seen, wrong = seen + more, [*wrong, *found]
    assert not wrong, wrong[:5]
    proved("G13", "power cuts after a sync that failed, at every sync of a run", seen, len(wrong))


@pytest.mark.parametrize("kind", [Eager, Normal, Apart, Retrying])
async def test_the_judge_is_not_blind(kind: type[Watched], proved: Proved) -> None:
    """G1, G13: journals that break the promise, each in its own way."""
    wrong, seen = list[str](), 0
    for seed in range(4, 44, 8):
        fault = Failing("sync", seed, 1, apsw.IOError)
        run, ops = await (record(seed, 20, kind, fault) if kind is Retrying else record(seed, 20, kind))
        more, found = await judged(run, ops, seed, each=3, most=200)
        seen, wrong = seen + more, [*wrong, *found]
    assert wrong
    images = len({x.split(":")[0] for x in wrong})
    proved("G1", f"the same judge on a journal that {str(kind.__doc__).lower().rstrip('.')}", seen, images)
