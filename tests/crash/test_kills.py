"""G1, G2, G29, C08: a real process, killed at random moments under load, its customers sending again by message id."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from .kills import judged

SCRIPT = Path(__file__).with_name("kills.py")


def storm(path: Path, seed: int, lives: int, within_s: float) -> dict[str, int]:
    """What ``kills.py storm`` counted."""
    command = [sys.executable, str(SCRIPT), "storm", str(path), str(seed), str(lives)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=within_s, check=True)
    counted: dict[str, int] = json.loads(run.stdout)
    return counted


def test_nothing_acknowledged_is_lost_or_doubled_however_often_the_server_is_killed(tmp_path: Path) -> None:
    """G1, G2, G3, G29, C08: forty kills, also between an upload and its message; a thousand and more in ``make prove``."""
    found = storm(tmp_path / "journal.db", seed=7, lives=40, within_s=120)
    assert found["acknowledged"] >= 20
    assert (found["lost"], found["doubled"], found["broken"]) == (0, 0, 0), found
    assert judged(tmp_path / "journal.db", {"c0x0-never"})["lost"] == 1
