"""Puts one bug into a copy and asks the checkers, the cheapest first, until one is red.

The budget is the same for each bug: a few seeds of the simulation, then the quick tests. It is counted in seconds of
processor time, so that a busy machine catches no less.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import NamedTuple

from .kit import SOURCE, Mutant, overlay

ROOT = SOURCE.parents[1]
#: Seeds of the simulation, and seconds of processor time for each stage.
SEEDS, STAGE_S = "0:5", 120
SIMULATION = (str(ROOT / "tools" / "seeds.py"), "--seeds", SEEDS, "--jobs", "1", "--first")
TESTS = (
    *("tests/contracts/test_journal.py", "tests/conversation/test_decide.py", "tests/conversation/test_endings.py"),
    *("tests/contracts/test_kept.py", "tests/routing/test_router.py", "tests/routing/test_match.py", "tests/desk"),
    *("tests/crash/test_faults.py", "tests/crash/test_images.py", "tests/contracts/test_sqlite.py"),
    *("tests/test_transcripts.py", "tests/conversation/test_properties.py", "tests/contracts/test_erasure.py"),
    *("tests/contracts/test_filling.py", "tests/crash/test_migrations.py"),
    *("tests/api/test_telling.py", "tests/api/test_frames.py", "tests/api/test_letters.py"),
    *("tests/api/test_erasures.py", "tests/api/test_socket.py", "tests/crash/test_killers.py"),
)
QUICK = ("-m", "pytest", "-x", "-q", "--tb=line", "--assert=plain", "-p", "no:cacheprovider", *TESTS)
#: Asked first of bugs at the line to browsers, of which the simulation knows nothing.
LINES = ("tests/api/test_uneven.py", "tests/lines/test_lines.py")
AT_THE_LINE = (*QUICK[: -len(TESTS)], *LINES)
AS_IT_IS = Mutant("nothing", "", "app.py", "", "")


class Found(NamedTuple):
    """``by``: who caught it; empty when nobody did."""

    mutant: Mutant
    by: str
    took_s: float


def hunt(mutant: Mutant) -> Found:
    """Stage by stage until one is red."""
    with tempfile.TemporaryDirectory() as folder:
        place = overlay(None if mutant is AS_IT_IS else mutant, Path(folder) / "src")
        took_s = 0.0
        stages = ((AT_THE_LINE, _by_test),) if mutant.file.startswith("api/") else ()
        for stage, named in (*stages, (SIMULATION, _by_seed), (QUICK, _by_test)):
            code, said, spent_s = _run(stage, place)
            took_s += spent_s
            if code:
                return Found(mutant, named(said), took_s)
    return Found(mutant, "", took_s)


def _run(stage: tuple[str, ...], place: Path) -> tuple[int, str, float]:
    known = {**os.environ, "PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"}
    begun = subprocess.Popen(
        (sys.executable, *stage),
        env=known,
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=partial(resource.setrlimit, resource.RLIMIT_CPU, (STAGE_S, STAGE_S)),
    )
    assert begun.stdout
    said = begun.stdout.read()
    _, status, used = os.wait4(begun.pid, 0)
    begun.returncode = os.waitstatus_to_exitcode(status)
    return begun.returncode, said, used.ru_utime + used.ru_stime


def _by_seed(said: str) -> str:
    broken = re.search(r"^seed (\d+): .*\n {4}(\S+):? ?(.*)$", said, re.MULTILINE)
    if broken:
        return f"seed {broken[1]}: {broken[2]} {broken[3]}".replace("|", "/")[:110]
    return "the simulation: " + (said.strip().splitlines() or ["it did not end"])[-1][:90]


def _by_test(said: str) -> str:
    failed = re.search(r"^(?:FAILED|ERROR) (?:tests/)?(\S+)", said, re.MULTILINE)
    return f"`{failed[1]}`" if failed else "the tests: " + (said.strip().splitlines() or ["they did not end"])[-1][:90]
