"""What runs beside those who come, and is watched by nobody: a failure is a bug, logged whole, and ends nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger(__name__)


async def once(work: Awaitable[None], part: str) -> None:
    """What is taken up again after a restart."""
    try:
        await work
    except Exception:
        log.exception("not_resumed", part=part)


async def again(work: Callable[[], Awaitable[None]], every_s: float, part: str) -> None:
    """So often, until cancelled. What fails is tried again next time."""
    while True:
        await asyncio.sleep(every_s)
        try:
            await work()
        except Exception:
            log.exception("not_done", part=part)
