"""The other half of the seeds: a file of its own, so that it runs beside the first."""

from __future__ import annotations

from collections import Counter

import pytest

from .seeds import PARTS, SOMETIMES, broken

SEEN = Counter[str]()


@pytest.mark.parametrize("part", range(PARTS))
def test_no_seed_breaks_a_promise(part: int) -> None:
    """G1, G2, G4, G6, G7, G8, G9, G11, G13, G14, G23, G28: as in ``test_seeds``."""
    assert broken(1, part, SEEN) == []


def test_nothing_goes_unexercised() -> None:
    """Sometimes each fault must have happened."""
    assert SOMETIMES - SEEN.keys() == set()
