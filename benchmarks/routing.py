"""Every figure of routing and staffing beside what is aimed at, with first come first served and other yardsticks in the same run.

    python benchmarks/routing.py [--tools ../shared/tools/routing] [--quick] [--json] [--write]

The workloads and bounds are those of the scripts beside the checkout: ``mdp_opt.py`` (exact optima of small pools) and
``router_bench.py`` (traces with skills, and a clairvoyant bound, for which scipy is needed). Without them that part is left
out, and it is said. All choices are made by the server's own router. ``--write`` puts the tables into docs/measure.md.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import leavers
import offers
import pace
import pools
import reference
import skills
import waits
from decide import Row, as_json, table

ROOT = Path(__file__).resolve().parents[1]
MARKED = re.compile(r"(<!-- routing -->\n).*?(<!-- /routing -->)", re.DOTALL)
PICTURE = ROOT / "docs" / "images" / "routing-pace.svg"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tools", type=Path, default=ROOT.parent / "shared" / "tools" / "routing")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    rows = measured(given.tools, given.quick, PICTURE if given.write else None)
    if given.json:
        print(json.dumps({"reference": reference.as_json(), "figures": [as_json(x) for x in rows]}, indent=1))
    else:
        print(f"{reference.table()}\n\n{table(rows)}")
    if given.write:
        page = ROOT / "docs" / "measure.md"
        text = page.read_text(encoding="utf-8")
        both = f"{table(rows)}\n\n{reference.table()}"
        page.write_text(MARKED.sub(lambda m: f"{m[1]}\n{both}\n\n{m[2]}", text), encoding="utf-8")
    return 0


def measured(tools: Path, quick: bool, picture: Path | None) -> list[Row]:
    """All rows that can be measured here."""
    rows: list[Row] = []
    mdp, bench = tool(tools, "mdp_opt"), tool(tools, "router_bench")
    many = 30_000 if quick else 120_000
    parts: list[tuple[str, Callable[[], Iterable[Row]]]] = [
        ("pace", lambda: pace.rows(300 if quick else 2_000, picture))
    ]
    if mdp:
        parts.append(("pools", lambda: pools.optimum(mdp, many)))
        parts.append(("overload", lambda: pools.overload(mdp, many // 2)))
    parts.append(("nobody leaves", lambda: pools.without_leaving(many // 2)))
    parts.append(("flood", lambda: pools.flood(20_000)))
    if bench:
        parts.append(("skills", lambda: skills.rows(bench, 4 if quick else 24)))
    parts.append(("waits foreseen", lambda: waits.rows(tools, 48 if quick else 12)))
    parts.append(("who left silently", lambda: leavers.rows(4_000 if quick else 40_000)))
    parts.append(("offers", lambda: offers.rows(50 if quick else 200)))
    for name, part in parts:
        begun = time.perf_counter()
        print(f"{name} ...", end=" ", file=sys.stderr, flush=True)
        rows += part()
        print(f"{time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return rows


def tool(folder: Path, name: str) -> Any:
    """A script beside the checkout, or None, with the reason on standard error."""
    if not (folder / f"{name}.py").exists():
        print(f"no {name}.py at {folder}: its part is not measured", file=sys.stderr)
        return None
    sys.path.append(str(folder))
    try:
        return importlib.import_module(name)
    except ImportError as missing:
        print(f"{name}.py needs {missing.name} (pip install {missing.name}): its part is not measured", file=sys.stderr)
        return None
    finally:
        sys.path.remove(str(folder))


if __name__ == "__main__":
    sys.exit(main())
