"""G1, G2, G29 and C08 in full: a thousand real kills at random moments, and a kill at each chosen system call of a run."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crash.kills import judged
from crash.test_kills import SCRIPT, storm

from .conftest import Proved

STORMS, LIVES = 10, 110
#: Where to kill: the n-th write, sync or truncation of the writing thread.
CALLS = [
    *(("pwrite64", n) for n in range(1, 700, 8)),
    *(("fdatasync", n) for n in range(1, 60)),
    *(("ftruncate", n) for n in range(1, 5)),
]
BATCH = 15


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(STORMS))
def test_kills_at_random_moments(seed: int, tmp_path: Path, proved: Proved) -> None:
    """G1, G2."""
    found = storm(tmp_path / "journal.db", seed, LIVES, within_s=500)
    bad = found["lost"] + found["doubled"] + found["broken"]
    assert not bad, f"seed {seed}: {found}"
    assert found["acknowledged"] > LIVES / 2
    proved("G1", "kill -9 of a server under load, with resends by message id: kills", LIVES, bad)
    proved("G1", "messages acknowledged in those storms", found["acknowledged"], found["lost"])


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed (apt-get install strace)")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("batch", range(0, len(CALLS), BATCH))
def test_kills_at_every_kind_of_call(batch: int, tmp_path: Path, proved: Proved) -> None:
    """G1: what was said before the kill is there after it, and nothing is half."""
    killed = 0
    for call, n in CALLS[batch : batch + BATCH]:
        path = tmp_path / f"{call}-{n}" / "journal.db"
        inject = ["-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={n}"]
        command = ["strace", "-f", "-qq", "-o", "/dev/null", *inject, sys.executable, str(SCRIPT), "write", str(path)]
        run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        killed += run.returncode != 0
        found = judged(path, set(run.stdout.split()))
        assert not any(found.values()), f"{call} {n}: {found}"
    proved("G1", "kill -9 at the n-th write, sync or truncation (strace): kills", killed, 0)
