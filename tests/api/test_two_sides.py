"""The example program plays a customer, a bot and an agent against a real server."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from place import Place

PROGRAM = Path(__file__).parents[2] / "examples" / "two_sides.py"


async def test_two_sides_over_the_api(place: Place) -> None:
    """A13, and the whole way of a handoff in one file."""
    tokens = [await place.token("bot", "robo"), await place.token("agent", "dana")]
    run = await asyncio.create_subprocess_exec(
        sys.executable,
        str(PROGRAM),
        place.origin,
        "lantern",
        *tokens,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(30):
        out, err = await run.communicate()
    text = out.decode()
    assert run.returncode == 0, err.decode()
    assert "refused: Too late" in text
    assert "order_id LN-48213" in text
    assert text.rstrip().endswith("(rated)")
