"""The numeric target of a restart: a million messages are stored, the server is killed, and the next one takes the first message in time."""

from __future__ import annotations

import asyncio
import statistics
import sys
from pathlib import Path

import pytest

from .conftest import Proved
from .served import Served, asked, customers, seconds

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from restart import build

MESSAGES, RUNS, WITHIN_S = 1_000_000, 9, 2.0


async def first_message_s(served: Served, token: str, place: str) -> float:
    """From the start of the process until a customer's first message is acknowledged; they ask again and again meanwhile."""
    began = seconds()
    served.start()
    async with asyncio.timeout(60):
        while True:
            try:
                status, answer = await asked(served.port, token, place, "messages", message_id="m1", text="Hello?")
            except OSError:
                await asyncio.sleep(0.005)
                continue
            assert status == 200, answer
            return seconds() - began


@pytest.mark.alone
@pytest.mark.timeout(600)
@pytest.mark.parametrize("reader", ["plain", "encoder"])
async def test_the_first_message_after_a_kill(reader: str, tmp_path: Path, proved: Proved) -> None:
    """RTO: the server is killed as soon as it has answered, so each start finds the log of the last one."""
    served = Served(tmp_path, reader=reader)
    build(served.journal, MESSAGES)
    everybody = await customers(served.journal, RUNS + 1)
    took = []
    for token, place in everybody:
        took.append(await first_message_s(served, token, place))
        served.kill()
    # The first start compiles what no start before it has compiled.
    median_s = statistics.median(took[1:])
    what = f"restart with {MESSAGES:,} messages stored, {reader} reader: first message within {WITHIN_S:.0f} s of the process's start"
    late = sum(x > WITHIN_S for x in took[1:])
    proved("RTO", what, RUNS, late, f"median {median_s:.2f} s, longest {max(took[1:]):.2f} s")
    assert median_s <= WITHIN_S, took
