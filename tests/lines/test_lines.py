"""Real pages, a real server, and between them a line with every fault: what they show, what arrives, how they come to rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from .fleet import Size, bundled, played
from .judge import judged
from .proxy import BAD, FRAMES, REQUESTS, Faults

#: Frames lost, doubled and overtaken, and nothing that would make a page start over by itself.
LOSSY = Faults(drop=0.1, double=0.1, swap=0.1)


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundled(tmp_path_factory.mktemp("fleet"))


async def test_a_line_with_every_fault_loses_doubles_and_mixes_up_nothing(tmp_path: Path, script: Path) -> None:
    """G2, G5, G10, I01, I02, I04, I05, I06, I08: both sides, two tabs, pages loaded again, posts by HTTP; then a heal."""
    run = await played(tmp_path, script, 7, BAD, Size())
    found = await judged(run.rows, run.journal)
    assert not found.broken, (found.broken[:10], run.proxy.counts)
    assert found.states > 200 and found.messages > 100
    kinds = {*run.proxy.counts}
    assert len(kinds & {*FRAMES}) > 5 and kinds >= {*REQUESTS}, run.proxy.counts
    assert run.healed["compared"] > 20


async def test_a_page_that_goes_on_over_a_gap_is_seen(tmp_path: Path, script: Path) -> None:
    """G5: the judge is not blind. The other habits are taken away one by one in ``tests/prove/test_lines.py``."""
    run = await played(tmp_path, script, 7, LOSSY, Size(seconds=3.0, patience_s=1.0, each=4, pause_ms=500), "gaps")
    found = await judged(run.rows, run.journal)
    assert sum("not how it went" in x for x in found.broken) > 3
