"""An agent's silence is counted while the server listens."""

from __future__ import annotations

import asyncio
import time

import pytest

from escapehatch.desk import awake

SILENT_S = 0.5


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(awake, "STEP_S", 0.1)


async def test_g14_a_server_that_stood_still_takes_nobody_for_silent() -> None:
    """G14: its event loop stands still for four silences; that is one step of one."""
    silence = awake.Silence(SILENT_S)
    lasting = asyncio.create_task(silence.lasts(busy=lambda: False))
    await asyncio.sleep(0.15)
    time.sleep(2)
    await asyncio.sleep(0.05)
    assert not lasting.done()
    silence.broken()
    await asyncio.wait_for(lasting, 10)


async def test_g13_who_is_being_served_is_not_silent() -> None:
    """G9, G13: what they asked for waits for a lock; what they say meanwhile is not read yet."""
    silence, served = awake.Silence(SILENT_S), asyncio.Event()
    lasting = asyncio.create_task(silence.lasts(busy=lambda: not served.is_set()))
    await asyncio.sleep(1)
    assert not lasting.done()
    served.set()
    await asyncio.wait_for(lasting, 10)
