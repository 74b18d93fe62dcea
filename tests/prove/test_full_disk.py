"""G13 on a disk that is really full, and with syncs that really fail: a small tmpfs, and strace."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.test_sqlite import posted
from crash.kills import judged
from crash.test_kills import SCRIPT
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.ports import JournalUnavailable

from .conftest import Proved

SIZE = "8m"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of eight megabytes."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)], check=False)
    if os.geteuid() or made.returncode:
        pytest.skip("a tmpfs cannot be mounted here (root is needed)")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


async def test_a_disk_that_runs_full_and_is_given_room(small: Path, proved: Proved) -> None:
    """G13: refusals while there is no room, reads all the while, and then on without a restart."""
    journal = await SqliteJournal.open(small / "journal.db")
    ballast = [small / f"ballast-{n}" for n in range(3)]
    for file in ballast:
        file.write_bytes(b"x" * 1_500_000)
    acknowledged = refused = 0
    for file in ballast:
        since = refused
        while refused < since + 20:
            try:
                await journal.append(posted("c1", acknowledged + 1, "x" * 20_000))
                acknowledged += 1
            except JournalUnavailable:
                refused += 1
            assert len(await journal.read("c1", after=acknowledged)) == 0
        file.unlink()
        await journal.append(posted("c1", acknowledged + 1))
        acknowledged += 1
    assert len(await journal.read("c1")) == acknowledged
    await journal.close()
    proved("G13", "appends refused by a disk that is really full (tmpfs)", refused, 0)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed (apt-get install strace)")
@pytest.mark.timeout(600)
def test_syncs_that_fail_in_the_kernel(tmp_path: Path, proved: Proved) -> None:
    """G13: EIO from the n-th sync on; what was said to be stored is there, and the program says so, or ends."""
    for n in range(2, 40, 4):
        path = tmp_path / str(n) / "journal.db"
        inject = ["-e", "trace=fdatasync", "-e", f"inject=fdatasync:error=EIO:when={n}..{n + 1}"]
        command = ["strace", "-f", "-qq", "-o", "/dev/null", *inject, sys.executable, str(SCRIPT), "write", str(path)]
        run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        found = judged(path, set(re.findall(r"^c\d-\d+$", run.stdout, re.MULTILINE)))
        assert not any(found.values()), f"sync {n}: {found}"
    proved("G13", "runs in which syncs fail in the kernel (strace, EIO)", len(range(2, 40, 4)), 0)
