"""A relay within one process: hints are handed on at once."""

from __future__ import annotations

from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

Hear = Callable[[str, int], None]


class MemoryRelay:
    def __init__(self) -> None:
        self._ears: dict[int, Hear] = {}
        self._next = 0

    async def publish(self, conversation_id: str, seq: int) -> None:
        for hear in tuple(self._ears.values()):
            try:
                hear(conversation_id, seq)
            except Exception:
                log.exception("listener_failed", conversation_id=conversation_id)

    def listen(self, hear: Hear) -> Callable[[], None]:
        mine = self._next
        self._next += 1
        self._ears[mine] = hear

        def stop() -> None:
            self._ears.pop(mine, None)

        return stop
