"""Who left without a word, and is it known before an agent's seat is given to nobody? Told customers against the code that runs.

    python benchmarks/leavers.py [--waits N] [--json]

Needs nothing beside the checkout. What customers do is assumed (``lab/leaving.py``); four mean waits and a world in which
nobody notices that they are asked show how much of the figure is the assumption's.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from decide import Row, as_json, table
from numpy.random import default_rng

from escapehatch.lab.leaving import Found, People, wait_out

ROOT = Path(__file__).resolve().parents[1]
SEED, WAITS = 7, 40_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--waits", type=int, default=WAITS)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = rows(given.waits)
    print(json.dumps([as_json(x) for x in found], indent=1) if given.json else table(found))
    return 0


def rows(waits: int = WAITS) -> list[Row]:
    """Every figure, targets included (T11)."""
    usual = wait_out(default_rng(SEED), waits)
    slow = wait_out(default_rng(SEED), waits // 4, People(wait_s=1800.0))
    deaf = wait_out(default_rng(SEED), waits // 4, People(notices=0.0))
    return [
        ("silent leavers known when their turn comes", 0.80, None, usual.detected, _beside(usual)),
        ("live customers closed as left, share", -0.001, None, usual.false_drops, {"live": float(usual.live)}),
        ("... mean wait 30 min", -0.001, None, slow.false_drops, {"live": float(slow.live), "detected": slow.detected}),
        ("... nobody notices the question", -0.001, None, deaf.false_drops, {"detected": deaf.detected}),
        ("live customers passed over at their turn (place kept), share", None, None, _share(usual.skipped, usual), {}),
        ("live customers asked whether they are there, share", None, None, _share(usual.asked, usual), {}),
    ]


def _share(count: int, found: Found) -> float:
    return count / found.live


def _beside(found: Found) -> dict[str, float]:
    return {"leavers": float(found.leavers), **{way: caught / left for way, (left, caught) in found.by_way.items()}}


if __name__ == "__main__":
    sys.exit(main())
