"""Halves of the seeds, so that two workers share them; each half checks that nothing went unexercised in it."""

from __future__ import annotations

import os
from collections import Counter

from escapehatch.lab.simulation.run import many

from .house import build

SEEDS = int(os.environ.get("SEEDS", "240"))
STEPS, PARTS = 200, 12

#: What a half must have exercised, or it proves less than it says.
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
    "erased",
    "refused erased",
    "line was cut",
    "line went dead",
    "page got a snapshot",
    "page went on",
    "page loaded again",
}


def broken(half: int, part: int, seen: Counter[str]) -> list[tuple[int, tuple[str, ...]]]:
    """Plays one part of a half, and returns each seed that broke something, with what."""
    each = SEEDS // 2 // PARTS
    first = (half * PARTS + part) * each
    found, exercised = many(range(first, first + each), STEPS, build)
    seen.update(exercised)
    return [(x.seed, x.broken) for x in found]
