"""Runs one suite and holds it to its seconds: ``suite.py NAME SECONDS COMMAND...``.

The suite's own failure fails the run. Over the budget is said aloud; three times over fails in CI.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time


def main() -> int:
    name, budget, *command = sys.argv[1:]
    began = time.monotonic()
    code = subprocess.run(command, check=False).returncode
    took = time.monotonic() - began
    over = took > float(budget)
    state = "failed" if code else "over budget" if over else "ok"
    print(f"[{name}] {state}: {took:.1f} s of {budget} s", flush=True)
    return code or int(bool(os.environ.get("CI")) and took > 3 * float(budget))


if __name__ == "__main__":
    raise SystemExit(main())
