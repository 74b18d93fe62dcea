"""Signs of life of agents. A line that dies says nothing, so it is asked: the page answers each beat, in a hidden tab too.

Customers are left to the server's own heartbeat (``serving.HEARTBEAT_S``): a phone whose radio wakes every few seconds is
soon empty, and no decision hangs on the moment at which a customer's line died.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from . import wire

#: An agent's page is asked for a sign of life this often, seconds.
BEAT_S: Final = 5.0
#: An agent whose page has given none for so long is not there any more, seconds. Their grace counts from the last one (G9).
SILENT_S: Final = 11.0


async def beat(send: Callable[[wire.FromServer], Awaitable[None]]) -> None:
    """Ask until cancelled."""
    while True:
        await asyncio.sleep(BEAT_S)
        await send(wire.Beat())
