"""What the commands mean that put a conversation on hold and take it up again. A hold takes no seat."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from . import commands as do
from . import events as e
from .lifecycle import Status
from .picture import Conversation
from .refusal import NOTE_MAX_CHARS, Events, No, holder, must_attend

#: The longest hold.
HOLD_MAX: Final = timedelta(days=14)


def hold(c: Conversation, x: do.PutOnHold, now: datetime) -> Events:
    if c.status == Status.ON_HOLD and c.agent and c.agent.id == x.agent_id:
        return ()
    must_attend(c, x.agent_id)
    if not now < x.until_at <= now + HOLD_MAX:
        raise No("bad_time", f"A hold ends within {HOLD_MAX.days} days, and not in the past.")
    if c.escalation and not c.escalation.first_reply_at:
        raise No("unanswered", "The customer has not been answered yet. Answer first, then put it on hold.")
    if len(x.note) > NOTE_MAX_CHARS:
        raise No("too_long", f"A note holds at most {NOTE_MAX_CHARS:,} characters.")
    return (e.PutOnHold(x.agent_id, x.until_at, x.note),)


def resume(c: Conversation, x: do.Resume, now: datetime) -> Events:
    """By the agent, or because the time has come or the customer has written."""
    if c.status != Status.ON_HOLD or c.agent is None:
        return ()
    if c.agent.id != x.agent_id:
        raise No("not_owner", f"You are not with this customer: {holder(c)}.")
    return (e.Resumed(x.agent_id, x.because),)


def end_hold(c: Conversation, x: do.EndHold, now: datetime) -> Events:
    if c.status != Status.ON_HOLD or c.agent is None:
        return ()
    return (e.HoldEnded(c.agent.id, x.because),)
