"""The locks name everything that pyproject.toml asks for, each with its hash, and no address to fetch it from."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links")


def plain(requirement: str) -> str:
    """The project's name as indexes compare it: ``uuid_utils>=1`` is ``uuid-utils``."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0]).lower()


def lacking(lock: str, wanted: list[str]) -> list[str]:
    text = (ROOT / "locks" / lock).read_text(encoding="utf-8")
    locked = {plain(line) for line in text.splitlines() if "==" in line}
    found = [f"locks/{lock}: {name} is missing (make lock)" for name in sorted({*map(plain, wanted)} - locked)]
    found += [f"locks/{lock}: carries an address: {line}" for line in text.splitlines() if ADDRESS.search(line)]
    return found


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needs, extras = project["project"]["dependencies"], project["project"]["optional-dependencies"]
    found = lacking("runtime.txt", needs) + lacking("dev.txt", [*needs, *extras["dev"]])
    found += lacking("bench.txt", ["scipy"])
    found += lacking("boot.txt", ["uv"]) + lacking("build.txt", project["build-system"]["requires"])
    for lock in ("web/package-lock.json", "tools/node/package-lock.json"):
        if '"resolved"' in (ROOT / lock).read_text(encoding="utf-8"):
            found.append(f"{lock}: carries an address")
    print("\n".join(found) or "locks name everything, and no address")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
