"""Writes docs/proofs.md from what ``make prove`` counted (``.cache/proofs``)."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEAD = """# Proofs

What `make prove` did and counted, written by `tools/proofs.py`. Each row is a fault that was really injected and a checker
that decided, not an eye. *Broken* counts what the checker found; where a row says that the judge was given a
journal that breaks its promise, it must find something, or it would be blind. *Measured* is what a clock or a scale said, on the machine that ran the proofs.
The IDs are those named in the tests; RTO is the time to the first message after a restart.

| # | what was done | tried | broken | measured |
|---|---|---:|---:|---|
"""


def main() -> None:
    tried: dict[tuple[str, str], int] = defaultdict(int)
    broken: dict[tuple[str, str], int] = defaultdict(int)
    measured: dict[tuple[str, str], str] = {}
    for path in sorted((ROOT / ".cache" / "proofs").glob("*.json")):
        row = json.loads(path.read_text(encoding="utf-8"))
        key = (row["guarantee"], row["what"])
        tried[key] += row["tried"]
        broken[key] += row["broken"]
        measured[key] = row.get("measured", "")
    lines = [f"| {x[0]} | {x[1]} | {tried[x]:,} | {broken[x]:,} | {measured[x]} |" for x in sorted(tried, key=_order)]
    (ROOT / "docs" / "proofs.md").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def _order(key: tuple[str, str]) -> tuple[int, str]:
    return int(re.sub(r"\D", "", key[0]) or 0), key[1]


if __name__ == "__main__":
    main()
