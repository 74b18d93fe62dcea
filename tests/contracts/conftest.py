"""Every journal there is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from escapehatch.journals.memory import MemoryJournal
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.ports import Journal


@pytest.fixture(params=["memory", "sqlite"])
async def journal(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Journal]:
    kept: Journal = MemoryJournal() if request.param == "memory" else await SqliteJournal.open(tmp_path / "journal.db")
    yield kept
    await kept.close()
