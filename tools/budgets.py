"""Files and functions stay small, names stay plain. Prints the size of each room beside its aim."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILE_LINES, FUNCTION_LINES = 400, 60
BANNED = {
    "manager",
    "service",
    "helper",
    "util",
    "utils",
    "base",
    "abstract",
    "impl",
    "processor",
    "engine",
    "common",
    "misc",
}
#: Lines a room should not outgrow without a second thought.
AIMS = {
    "conversation": 1500, "handoff": 3000, "routing": 1500, "metrics": 500, "reading": 4000, "desk": 1500, "journals": 1200,
    "relays": 300, "connectors": 2500, "api": 2000, "lab": 2500,
}  # fmt: skip


def python_problems(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    found = [f"{path}: {n} lines of {FILE_LINES}"] if (n := text.count("\n")) > FILE_LINES else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if BANNED & set(re.sub(r"(?<!^)(?=[A-Z])", "_", node.name).lower().split("_")):
                found.append(f"{path}:{node.lineno}: the name {node.name} says nothing")
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES and not isinstance(node, ast.ClassDef):
                found.append(f"{path}:{node.lineno}: {node.name} has {lines} lines of {FUNCTION_LINES}")
    return found


def main() -> int:
    found: list[str] = []
    for folder in ("src", "tests", "tools", "benchmarks", "examples"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            found += python_problems(path.relative_to(ROOT))
    for path in sorted((ROOT / "web").rglob("*")):
        if path.suffix in {".ts", ".tsx", ".css"} and "node_modules" not in path.parts:
            lines = path.read_text(encoding="utf-8").count("\n")
            if lines > FILE_LINES:
                found.append(f"{path.relative_to(ROOT)}: {lines} lines of {FILE_LINES}")
    for room, aim in AIMS.items():
        lines = sum(p.read_text(encoding="utf-8").count("\n") for p in (ROOT / "src/escapehatch" / room).rglob("*.py"))
        print(f"{room:14}{lines:6} of {aim}")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
