"""G16 with messages of several customers that kill the process in turns; the short form is in ``tests/crash``."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapehatch.desk.aside import DEATHS_MAX

from .conftest import Proved
from .killing import killed

POISONS, OTHERS = 4, 40


@pytest.mark.timeout(200)
async def test_messages_that_kill_the_server(tmp_path: Path, proved: Proved) -> None:
    """G16, G1: each is left alone after three servers at most died of it, and its customer gets a person."""
    deaths, wrong = await killed(tmp_path, POISONS, OTHERS)
    what = (
        "messages under which the process dies (SIGSEGV), and those that went on after three tries, or brought nobody"
    )
    proved("G16", what, POISONS, len(wrong), f"{deaths} servers died; {OTHERS} other customers lost nothing")
    assert not wrong, wrong
    assert DEATHS_MAX <= deaths <= DEATHS_MAX * POISONS
