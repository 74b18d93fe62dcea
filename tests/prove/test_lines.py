"""Bad lines for longer: many customers and agents, every fault, a kill -9 in the middle; and clients without one of their habits."""

from __future__ import annotations

from pathlib import Path

import pytest

from lines.fleet import Run, Size, bundled, played
from lines.judge import judged
from lines.proxy import BAD, FRAMES, REQUESTS, Faults

from .conftest import Proved

#: The pages' timers run as in a browser, so that the time until they have come to rest is one to be told.
LARGE = Size(
    customers=20,
    posters=6,
    agents=6,
    each=18,
    pause_ms=1_800,
    speed=1.0,
    seconds=40.0,
    patience_s=40.0,
    kill_after_s=20.0,
)
#: So long after the last fault every page must show what a new one would: a ping, a pong, and a back-off that had grown.
REST_S = 30.0
LOSSY = Faults(drop=0.1, double=0.1, swap=0.1)
SMALL = Size(seconds=3.0, patience_s=1.0, each=4, pause_ms=500)


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundled(tmp_path_factory.mktemp("fleet"))


@pytest.mark.timeout(170)
async def test_bad_lines_and_a_kill(tmp_path: Path, script: Path, proved: Proved) -> None:
    """G1, G2, G5, G10, I01, I02, I04, I05, I06: no page ever shows what is not so, and all come to rest."""
    run = await played(tmp_path, script, 11, BAD, LARGE)
    found = await judged(run.rows, run.journal)
    met, rest_s = run.proxy.counts, run.healed.get("took_ms", 0) / 1000
    states = [x for x in found.broken if x.startswith("G5")]
    faults = (
        f"{met.total()} faults of {len(met)} kinds among {run.proxy.passed.total() + met.total():,} frames and requests"
    )
    proved(
        "G5",
        "pictures that pages showed on lines that lose, double, mix up, stall and cut, and a kill -9; wrong, or behind after a heal",
        found.states,
        len(states),
        f"{faults}; all pages and lists as new ones {rest_s:.1f} s after the last",
    )
    proved(
        "G2",
        "messages written on such lines by pages and by HTTP, pages loaded again meanwhile; lost, doubled, or not as written",
        found.messages,
        len(found.broken) - len(states),
    )
    assert not found.broken, found.broken[:10]
    assert {*met} == {*FRAMES, *REQUESTS}
    assert rest_s <= REST_S


@pytest.mark.parametrize("habit", ["repeats", "gaps", "sums", "ids"])
async def test_a_client_without_one_of_its_habits_is_seen(
    tmp_path: Path, script: Path, habit: str, proved: Proved
) -> None:
    """G2, G5: the judge is not blind. Repeats folded in, gaps passed over, sums not looked at, another id each time."""
    run: Run = await played(tmp_path, script, 7, LOSSY, SMALL, habit)
    found = await judged(run.rows, run.journal)
    proved(
        "G5",
        "clients that lack one habit (drop repeats, mind gaps, mind sums, keep ids); not noticed",
        1,
        not found.broken,
    )
    assert len(found.broken) > 3
