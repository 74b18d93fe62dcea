"""The checkers are not blind: a few of the seeded bugs, caught; ``python tools/mutants.py`` plays them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from prove.mutants import MUTANTS, Mutant, Stale, overlay
from prove.mutants.hunt import hunt

NAMED = {x.name: x for x in MUTANTS}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda x: x.name)
def test_each_bug_still_fits_the_source(mutant: Mutant) -> None:
    """Its old text is there once, and what comes of it is Python: a bug that cannot be put in proves nothing."""
    compile(mutant.applied(), mutant.file, "exec")


def test_a_bug_whose_place_is_gone_is_refused() -> None:
    with pytest.raises(Stale):
        Mutant("stale", "G1", "app.py", "words that are not there", "").applied()


def test_only_the_copy_has_the_bug(tmp_path: Path) -> None:
    mutant = NAMED["a message id may come twice"]
    before = (Path(__file__).parents[2] / "src" / "escapehatch" / mutant.file).read_text(encoding="utf-8")
    place = overlay(mutant, tmp_path / "src") / "escapehatch"
    assert (place / mutant.file).read_text(encoding="utf-8") == mutant.applied() != before
    assert (place / "conversation" / "fold.py").is_symlink()


@pytest.mark.parametrize("name", ["a message id may come twice", "timers only in memory", "commits without a sync"])
def test_a_seeded_bug_is_caught_by_the_simulation(name: str) -> None:
    """G1, G2, G6: within its first seeds."""
    assert hunt(NAMED[name]).by.startswith("seed ")
