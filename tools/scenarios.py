"""Writes docs/scenarios.md: each field failure, and the tests that name it. ``--check``: writes nothing, 1 if it is stale.

Every failure in tests/scenarios.toml is named by a test, or has a reason under ``[without]``; anything else is an error.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"(?<![A-Za-z0-9])[A-M]\d\d(?![A-Za-z0-9])|(?<=test_)[a-m]\d\d(?=_)")
FOLDERS = ("tests", "web/widget/test", "web/console/test", "web/protocol/test")
#: What they name are reference values of the theory.
OTHERS = frozenset({"test_staffing.py", "test_history.py"})
HEAD = """# Field failures

Failures that systems of this kind have really had, and where each is tried here. Made by `python tools/scenarios.py` from the IDs that the
tests name: {tried} of {all} are tried; the others have a reason.
"""


def main(arguments: list[str]) -> int:
    known = tomllib.loads((ROOT / "tests" / "scenarios.toml").read_text(encoding="utf-8"))
    without, tests = known.pop("without"), named()
    ids = [one for group in known.values() for one in group if one != "title"]
    for one in ids:
        if (one in without) == (one in tests):
            print(f"{one}: {'tried after all' if one in tests else 'no test names it, and no reason is given'}")
            return 1
    page = ROOT / "docs" / "scenarios.md"
    text = written(known, without, tests)
    if "--check" in arguments:
        stale = not page.exists() or page.read_text(encoding="utf-8") != text
        if stale:
            print("docs/scenarios.md is stale: python tools/scenarios.py")
        return int(stale)
    page.write_text(text, encoding="utf-8")
    return 0


def named() -> dict[str, list[str]]:
    """IDs, with the files that name them."""
    found = defaultdict(set)
    for folder in FOLDERS:
        for file in (ROOT / folder).rglob("test_*.py" if folder == "tests" else "*.test.ts"):
            for one in () if file.name in OTHERS else NAMED.findall(file.read_text(encoding="utf-8")):
                found[one.upper()].add(file.relative_to(ROOT).as_posix())
    return {one: sorted(files) for one, files in found.items()}


def written(known: dict[str, dict[str, str]], without: dict[str, str], tests: dict[str, list[str]]) -> str:
    ids = [one for group in known.values() for one in group if one != "title"]
    parts = [HEAD.format(tried=len(ids) - len(without), all=len(ids))]
    for letter, group in known.items():
        parts.append(f"\n## {letter}. {group['title']}\n\n| ID | what went wrong | tried in |\n|---|---|---|\n")
        for one, name in group.items():
            if one != "title":
                files = ", ".join(f"[{Path(x).stem}](../{x})" for x in tests.get(one, ()))
                parts.append(f"| {one} | {name} | {files or without[one]} |\n")
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
