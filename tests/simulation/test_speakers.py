"""G4: whoever held a conversation and does not any more is not heard, in whatever order things happen."""

from __future__ import annotations

from simulation.speakers import Outside, interleaved

SEEDS = 300


def test_g4_nobody_speaks_who_does_not_hold_it() -> None:
    """G4, C04: bot, agents and customer at once at two desks; words are said, and none by a stale speaker."""
    spoken, histories = 0, set[object]()
    for seed in range(SEEDS):
        journal, history = interleaved(seed)
        assert not journal.stale, f"seed {seed}: {journal.stale}"
        spoken += journal.spoken
        histories.add(history)
    assert spoken > SEEDS
    assert len(histories) > SEEDS / 2


def test_g4_the_judge_is_not_blind() -> None:
    """G4: where the epoch is looked at outside of the transaction, stale words are said, and are found."""
    assert sum(bool(interleaved(seed, Outside)[0].stale) for seed in range(60)) > 5


def test_g4_a_seed_is_always_the_same_order() -> None:
    assert all(interleaved(seed)[1] == interleaved(seed)[1] for seed in range(5))
