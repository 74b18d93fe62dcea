"""Why a person, when the bot's turn itself brings the reason?"""

from __future__ import annotations

from msgspec.structs import replace

from ..conversation import commands as do
from ..conversation.fold import Conversation
from ..conversation.values import Reason, Role


def broken(c: Conversation, failed: do.FailBotTurn, judged: Reason | None) -> Reason:
    """A turn that failed always brings a person (G11); the policy's reason is kept, with why the turn failed."""
    evidence = tuple(x.id for x in c.unanswered)
    reason = judged or Reason("bot_failed", "the bot could not answer", evidence)
    return replace(reason, because=f"{reason.because} ({failed.because.rstrip('.')})")


def wished(c: Conversation, wish: str, judged: Reason | None) -> Reason:
    """The bot's own reason, unless the policy has a weightier one than that the turn brought no answer."""
    if judged and judged.trigger != "bot_broke_down":
        return judged
    return Reason("bot_asked", wish, tuple(x.id for x in c.unanswered or c.said(Role.CUSTOMER)[-1:]))
