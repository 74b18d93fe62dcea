"""G15 in full: 10,000 random calendars against the wall clock, minute by minute."""

from __future__ import annotations

from random import Random

import pytest

from routing.calendars import calendar, differences

from .conftest import Proved

SEED = 20270101
BATCHES, BATCH, QUESTIONS = 100, 100, 30


@pytest.mark.parametrize("batch", range(BATCHES))
def test_ten_thousand_calendars(batch: int, proved: Proved) -> None:
    """G15."""
    for seed in range(SEED + batch * BATCH, SEED + (batch + 1) * BATCH):
        hours, middle = calendar(Random(seed))
        found = list(differences(hours, middle, Random(seed), QUESTIONS))
        assert not found, f"seed {seed}: {hours}: {found}"
    proved(
        "G15",
        f"random opening hours in five zones, asked {QUESTIONS} times, against the wall clock minute by minute",
        BATCH,
        0,
    )
