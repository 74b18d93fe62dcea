"""Return success: of the conversations that an agent gave back to the bot, the share in which no person was wanted again.

Success is a conversation that ended, with its last stretch after the return the bot's own and its customer not left
without an answer. `asked_again` are those in which a person was asked for after the return, `open` those that go on. Of
several returns the last one counts.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ..conversation.fold import Conversation
from ..conversation.lifecycle import Status


class ReturnSuccess(Struct, frozen=True):
    """Counts, and the share of those returned that are over (none when there are none)."""

    returned: int
    succeeded: int
    asked_again: int
    left_unanswered: int
    open: int
    success_rate: float | None


def measure(conversations: Iterable[Conversation]) -> ReturnSuccess:
    back = [c for c in conversations if c.returned]
    again = [c for c in back if _again(c)]
    quiet = [c for c in back if not _again(c)]
    over = [c for c in quiet if c.status == Status.CLOSED]
    left = sum(bool(c.unanswered) for c in over)
    good, counted = len(over) - left, len(over) + len(again)
    return ReturnSuccess(len(back), good, len(again), left, len(quiet) - len(over), good / counted if counted else None)


def _again(c: Conversation) -> bool:
    return bool(c.returned and c.escalation and c.escalation.requested_at > c.returned.at)
