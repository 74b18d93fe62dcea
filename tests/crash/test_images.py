"""G1: what a power cut may leave of the journal's files holds everything that was acknowledged, and the judge is not blind."""

from __future__ import annotations

import pytest

from escapehatch.lab.crash.run import Watched

from .recorded import Apart, Eager, Normal, judged, record


@pytest.mark.parametrize("seed", range(2))
async def test_no_image_lacks_what_was_acknowledged(seed: int) -> None:
    """G1, G3, G28: several hundred images; ten thousand and more in ``make prove``."""
    run, ops = await record(seed, rounds=40)
    seen, wrong = await judged(run, ops, seed, each=3, most=300)
    assert seen >= 250 and len(run.acks) > 50
    assert not wrong, f"seed {seed}: {wrong[:5]}"


@pytest.mark.parametrize("kind", [Eager, Normal, Apart])
async def test_a_journal_that_breaks_its_promise_is_caught(kind: type[Watched]) -> None:
    """G1: acknowledged before the commit, commits without a sync, rows of another transaction."""
    run, ops = await record(1, rounds=20, kind=kind)
    seen, wrong = await judged(run, ops, 1, each=3, most=300)
    assert len(wrong) > seen / 50, f"{kind.__name__}: {len(wrong)} of {seen} images"
