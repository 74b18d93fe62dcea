"""Many lives of the house, each from one seed: nothing lost, one speaker, nobody forgotten.

``python tools/seeds.py --seeds 0:2000`` plays more of them; a seed that fails names the command that plays it again.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from escapehatch.lab.simulation.run import again, many

from .house import build

SEEDS = int(os.environ.get("SEEDS", "160"))
STEPS = 200
PARTS = 8

#: What a run must have exercised, or it proves less than it says.
SOMETIMES = {
    "crash",
    "restart",
    "bot too_late",
    "bot hangs",
    "bot breaks",
    "bot empty",
    "bot promises_person",
    "helpdesk fails after it heard",
    "shop fails",
    "disk IOError",
    "JournalUnavailable",
    "sent again",
    "refused stale_epoch",
    "refused owned",
    "refused lapsed",
    "clock_jumps",
    "changes_capacity",
    "goes_away",
}
SEEN = Counter[str]()


@pytest.mark.parametrize("part", range(PARTS))
def test_no_seed_breaks_a_promise(part: int) -> None:
    """G1, G2, G4, G6, G7, G8, G9, G11, G13, G14, G23, G28, C05, C08, D03, D09: the checkers find nothing, and after healing all is at rest."""
    each = SEEDS // PARTS
    broken, seen = many(range(part * each, (part + 1) * each), STEPS, build)
    SEEN.update(seen)
    assert [(x.seed, x.broken) for x in broken] == []


def test_nothing_goes_unexercised() -> None:
    """Sometimes each fault must have happened. Runs in the same worker, after the seeds."""
    assert SOMETIMES - SEEN.keys() == set()


@pytest.mark.parametrize("seed", [3, 8])
def test_a_seed_is_the_same_every_time(seed: int) -> None:
    first, second = again(seed, STEPS, build)
    assert first.digest == second.digest
    assert first.trace == second.trace
