"""G4 in full: more than ten thousand orders of all that may happen to one conversation at once, at two desks."""

from __future__ import annotations

import pytest

from simulation.speakers import Outside, interleaved

from .conftest import Proved

SEEDS, TOGETHER, BLIND = 12_000, 500, 500


@pytest.mark.parametrize("first", range(1_000, 1_000 + SEEDS, TOGETHER))
def test_nobody_speaks_who_does_not_hold_it(first: int, proved: Proved) -> None:
    """G4: replies, acceptances, takeovers, transfers, returns and ends, with a bot that answers late."""
    spoken, stale = 0, list[str]()
    for seed in range(first, first + TOGETHER):
        journal, _ = interleaved(seed)
        spoken += journal.spoken
        stale += [f"seed {seed}: {x}" for x in journal.stale]
    proved("G4", "random orders of all that may happen to a conversation at once, at two desks", TOGETHER, len(stale))
    proved("G4", "words of bots and agents that were said in them, and those of a stale speaker", spoken, len(stale))
    assert not stale, stale[:5]


def test_the_judge_is_not_blind(proved: Proved) -> None:
    """G4: the same, with a journal that lets the epoch be looked at outside of the transaction."""
    found = sum(bool(interleaved(seed, Outside)[0].stale) for seed in range(BLIND))
    proved("G4", "the same judge where the epoch is looked at outside of the transaction", BLIND, found)
    assert found > BLIND / 20
