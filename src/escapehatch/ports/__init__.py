"""What do we ask of the outside? Values that cross each seam, then the seams themselves.

Adapters live in ``journals``, ``relays``, ``reading`` and ``connectors``; only ``app`` and ``lab`` know which is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from ..conversation.values import Reading, Role
from .blobs import Blob, BlobMissing, Blobs
from .journal import Change, Conflict, Deadline, Effect, Journal, JournalUnavailable, Letter, Seat, SeatTaken, Standing
from .outside import (
    Adviser,
    Bot,
    BotLine,
    BotReply,
    BotRequest,
    Channel,
    Helpdesk,
    Item,
    Outside,
    Page,
    Payment,
    Product,
    Profile,
    Shop,
    ShopOrder,
    Summarist,
    Tried,
    Unreachable,
)

__all__ = [
    "Adviser",
    "Blob",
    "BlobMissing",
    "Blobs",
    "Bot",
    "BotLine",
    "BotReply",
    "BotRequest",
    "Change",
    "Channel",
    "Clock",
    "Conflict",
    "Deadline",
    "Effect",
    "Helpdesk",
    "Item",
    "Journal",
    "JournalUnavailable",
    "Letter",
    "Outside",
    "Page",
    "Payment",
    "Product",
    "Profile",
    "Reader",
    "Relay",
    "Seat",
    "SeatTaken",
    "Shop",
    "ShopOrder",
    "Standing",
    "Summarist",
    "Tried",
    "Unreachable",
]


class Relay(Protocol):
    """How processes wake each other. A hint may be lost or doubled: the journal is the truth."""

    async def publish(self, conversation_id: str, seq: int) -> None: ...

    def listen(self, hear: Callable[[str, int], None]) -> Callable[[], None]:
        """Call ``hear(conversation_id, seq)`` for each hint; returns the way to stop."""


class Reader(Protocol):
    """What does this message say? CPU only, no network; the desk calls it in a worker thread."""

    def read(
        self,
        text: str,
        role: Role = Role.CUSTOMER,
        before: str = "",
        earlier: Sequence[tuple[str, str]] = (),
    ) -> Reading:
        """``before``: the other side's last words. ``earlier``: (message id, text) of the same role, oldest first."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
