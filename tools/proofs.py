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
journal that breaks its promise, it must find something, or it would be blind. The IDs are those named in the tests.

| # | what was done | tried | broken |
|---|---|---:|---:|
"""


def main() -> None:
    tried: dict[tuple[str, str], int] = defaultdict(int)
    broken: dict[tuple[str, str], int] = defaultdict(int)
    for path in sorted((ROOT / ".cache" / "proofs").glob("*.json")):
        row = json.loads(path.read_text(encoding="utf-8"))
        key = (row["guarantee"], row["what"])
        tried[key] += row["tried"]
        broken[key] += row["broken"]
    lines = [
        f"| {id_} | {what} | {tried[id_, what]:,} | {broken[id_, what]:,} |" for id_, what in sorted(tried, key=_order)
    ]
    (ROOT / "docs" / "proofs.md").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def _order(key: tuple[str, str]) -> tuple[int, str]:
    return int(re.sub(r"\D", "", key[0]) or 0), key[1]


if __name__ == "__main__":
    main()
