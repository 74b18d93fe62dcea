"""Plays many seeds of the simulation, on all cores, and says which broke something and how to play it again.

python tools/seeds.py --seeds 0:2000 --steps 200
python tools/seeds.py --seeds 17:18 --steps 200 --trace
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.simulation.house import build

from escapehatch.lab.simulation.run import Played, play


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seeds", default="0:2000", help="first:last, the last not included")
    asked.add_argument("--steps", type=int, default=200)
    asked.add_argument("--jobs", type=int, default=os.cpu_count())
    asked.add_argument("--trace", action="store_true", help="what happened in a seed that broke something")
    asked.add_argument("--first", action="store_true", help="stop at the first seed that breaks something")
    given = asked.parse_args()
    first, last = (int(x) for x in given.seeds.split(":"))
    begun, seen, broken, events = time.monotonic(), Counter[str](), list[Played](), 0
    with ProcessPoolExecutor(given.jobs) as pool:
        one_life = partial(play, steps=given.steps, build=build)
        seeds = range(first, last)
        played = map(one_life, seeds) if given.jobs == 1 else pool.map(one_life, seeds, chunksize=4)
        for n, one in enumerate(played, 1):
            seen.update(one.seen)
            events += one.events
            if one.broken:
                broken.append(one)
                _tell(one, given.trace)
                if given.first:
                    break
            if sys.stderr.isatty() or n % 100 == 0:
                print(f"{n} of {last - first} seeds, {len(broken)} broken", file=sys.stderr)
    took = time.monotonic() - begun
    print(f"{last - first} seeds x {given.steps} steps: {events:,} events, {len(broken)} broken, {took:.0f} s")
    print(", ".join(f"{name} {times:,}" for name, times in sorted(seen.items())))
    return bool(broken)


def _tell(one: Played, trace: bool) -> None:
    print(f"seed {one.seed}: python tools/seeds.py --seeds {one.seed}:{one.seed + 1} --steps {one.steps} --trace")
    for sentence in one.broken:
        print(f"    {sentence}")
    if trace:
        print(*(f"    {x}" for x in one.trace), sep="\n")


if __name__ == "__main__":
    sys.exit(main())
