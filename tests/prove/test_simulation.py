"""The long simulation: two thousand lives of the house, each with its own people, bots and faults."""

from __future__ import annotations

from collections import Counter
from typing import Final

import pytest

from escapehatch.lab.simulation.run import play
from simulation.house import build

from .conftest import Proved

SEEDS, STEPS, TOGETHER = 2_000, 200, 25
#: What is counted of the faults and the rare ways, by the simulation's own names.
COUNTED: Final = {
    "power cuts": ("crash",),
    "polite restarts": ("restart",),
    "times of a disk that is full, read-only or broken": ("disk FullError", "disk IOError", "disk ReadOnlyError"),
    "clocks set": ("clock_jumps",),
    "messages sent again": ("sent again",),
    "bots late, silent, broken or lying": ("bot too_late", "bot hangs", "bot breaks", "bot unreachable", "bot empty"),
    "words and acceptances that came too late and were refused": ("refused stale_epoch", "refused lapsed"),
    "connections of agents lost": ("loses_connection",),
}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("first", range(0, SEEDS, TOGETHER))
def test_no_life_breaks_a_promise(first: int, proved: Proved) -> None:
    """G1, G2, G3, G4, G6, G7, G8, G9, G11, G13, G14, G23, G28."""
    seen, events, broken = Counter[str](), 0, list[tuple[int, tuple[str, ...]]]()
    for seed in range(first, first + TOGETHER):
        played = play(seed, STEPS, build)
        seen.update(played.seen)
        events += played.events
        broken += [(seed, played.broken)] if played.broken else []
    assert broken == []
    proved("G1 to G28", f"simulation: lives of {STEPS} steps, each judged after every step", TOGETHER, len(broken))
    proved("G1 to G28", "simulation: events in those lives", events, 0)
    for what, names in COUNTED.items():
        proved("G1 to G28", f"simulation: {what}", sum(seen[x] for x in names), 0)
