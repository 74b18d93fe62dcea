"""Puts one bug at a time into a copy of the product, and says which checker catches it. Writes docs/mutants.md.

python tools/mutants.py                       # the product as it is, then all of them
python tools/mutants.py --only "lease|seat"   # those whose names match; the others keep what was found before

The budget is the same for each: a few seeds of the simulation, then the quick tests, until one of them is red. It is
counted in seconds of processor time, so that a busy machine catches no less.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.prove.mutants import MUTANTS, Mutant
from tests.prove.mutants.hunt import AS_IT_IS, Found, hunt

ROOT = Path(__file__).resolve().parent.parent
KNOWN = ROOT / ".cache" / "mutants"
NOT_PLAYED = "not played"
HEAD = """# Seeded bugs

What the checkers are worth: {count} bugs, each put into a copy of the product alone by `tools/mutants.py` (`make prove` plays
them), and {caught} of them caught. Every bug has the same budget: five seeds of the simulation ([how it works](explain/simulation.md)),
then the quick tests, until one is red; a bug at the line to browsers is first looked for with pages on a bad line. The seconds are of processor time.

| the bug | breaks | caught by | s |
|---|---|---|---:|
"""


def table(played: list[Found], caught: int) -> str:
    rows = [f"| {x.mutant.name} | {x.mutant.breaks} | {x.by or '**nobody**'} | {x.took_s:.0f} |" for x in played]
    return HEAD.format(count=len(rows), caught=caught) + "\n".join(rows) + "\n"


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--only", default="", help="a pattern for the names")
    asked.add_argument("--jobs", type=int, default=os.cpu_count())
    given = asked.parse_args()
    chosen = [x for x in MUTANTS if re.search(given.only, x.name)]
    if not given.only and (clean := hunt(AS_IT_IS)).by:
        print(f"the product as it is does not pass: {clean.by}")
        return 1
    if not given.only:
        shutil.rmtree(KNOWN, ignore_errors=True)
    KNOWN.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(given.jobs) as pool:
        for done in as_completed([pool.submit(hunt, x) for x in chosen]):
            one = done.result()
            _place(one.mutant).write_text(json.dumps([one.by, one.took_s]), encoding="utf-8")
            print(f"{one.mutant.name} ({one.mutant.breaks}): {one.by or 'NOT CAUGHT'}, {one.took_s:.1f} s", flush=True)
    return written([_known(x) for x in MUTANTS])


def _known(mutant: Mutant) -> Found:
    place = _place(mutant)
    return Found(mutant, *(json.loads(place.read_text(encoding="utf-8")) if place.exists() else (NOT_PLAYED, 0.0)))


def _place(mutant: Mutant) -> Path:
    """Where it is kept what was found of this one."""
    return KNOWN / f"{re.sub('[^a-z]', '-', mutant.name.lower())}.json"


def written(found: list[Found]) -> int:
    """The table; 0 when nearly all are caught."""
    played = [x for x in found if x.by != NOT_PLAYED]
    caught = sum(bool(x.by) for x in played)
    print(f"{caught} of {len(played)} caught, {len(found) - len(played)} not played")
    (ROOT / "docs" / "mutants.md").write_text(table(played, caught), encoding="utf-8")
    return int(len(played) - caught > len(played) // 20)


if __name__ == "__main__":
    sys.exit(main())
