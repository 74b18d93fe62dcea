"""The picture of a conversation: ``apply`` folds one event into it, ``replay`` folds them all.

Pure and total: any recorded list of events folds, in this release and later ones. The same fold exists in TypeScript
(``web/protocol/src/fold.ts``) and is held to this one by shared fixtures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from . import events as e
from .lifecycle import OWNER, after
from .picture import (
    Attempt,
    Callback,
    Conversation,
    Entry,
    Escalation,
    Hold,
    Owner,
    Part,
    Promise,
    Reservation,
    Return,
    Suppressed,
    Turn,
)
from .values import Author, Role

__all__ = ["Conversation", "Entry", "Owner", "apply", "replay"]


def replay(records: Iterable[e.Recorded], start: Conversation | None = None) -> Conversation:
    """Fold ``records`` (in order) into ``start`` or a blank conversation."""
    conversation = start or Conversation()
    for record in records:
        conversation = apply(conversation, record)
    return conversation


def apply(c: Conversation, record: e.Recorded) -> Conversation:
    """The conversation after one more event. Events keep their ``seq``: a filtered list folds as well."""
    event = record.event
    name = e.name_of(event)
    status = after(c.status, name) or c.status
    step = STEPS.get(name)
    changed = step(c, event, record) if step else {}
    line = LINES.get(name)
    if line:
        changed["entries"] = (*changed.get("entries", c.entries), line(event, record))
    c = replace(c, seq=record.seq, updated_at=record.at, status=status, **changed)
    return _owned(c)


def _owned(c: Conversation) -> Conversation:
    """Fill the owner slot from the status; a change of owner raises the epoch."""
    kind = OWNER[c.status]
    holder = c.agent if kind == "agent" else None
    queue = c.escalation.queue if kind == "queue" and c.escalation else ""
    owner = Owner(kind, holder.id if holder else queue, holder.name if holder else "")
    return c if owner == c.owner else replace(c, owner=owner, epoch=c.epoch + 1)


Changes = dict[str, Any]


def _started(c: Conversation, x: e.ConversationStarted, r: e.Recorded) -> Changes:
    return {
        "id": x.conversation_id,
        "customer": x.customer,
        "channel": x.channel,
        "locale": x.locale,
        "page": x.page,
        "started_at": r.at,
    }


def _posted(c: Conversation, x: e.MessagePosted, r: e.Recorded) -> Changes:
    waited = c.escalation
    if x.author.role != "agent":
        return {}
    first = waited and not waited.first_reply_at
    return {"draft": "", **(_waited(c, first_reply_at=r.at) if first else {})}


def _read(c: Conversation, x: e.ReadingRecorded, r: e.Recorded) -> Changes:
    return {"readings": {**c.readings, x.message_id: x.reading}}


def _turn_ended(c: Conversation, x: e.BotTurnEnded, r: e.Recorded) -> Changes:
    turn = None if c.turn and c.turn.turn_id == x.turn_id else c.turn
    failed = {"answered": 0, "failed": c.failed_turns + 1}.get(x.outcome, c.failed_turns)
    return {"turn": turn, "failed_turns": failed}


def _requested(c: Conversation, x: e.HandoffRequested, r: e.Recorded) -> Changes:
    asked = Escalation(x.escalation_id, x.reason, r.at, queue=x.reason.queue, priority=x.reason.priority)
    fresh: Changes = {"context": {}, "turn": None, "disposition": "", "draft": ""}
    return {"escalation": asked, "escalations": c.escalations + 1, **fresh}


def _context(c: Conversation, x: e.ContextAdded, r: e.Recorded) -> Changes:
    return {"context": {**c.context, x.part: Part(x.content, x.missing)}}


#: A person is there: whatever was so while the customer waited is over.
_COMPANY_ENDS: dict[str, Any] = {"kept_at": None, "kept_seq": 0, "away_at": None}
#: What is over when an agent is there.
_FOUND: dict[str, Any] = {
    **_COMPANY_ENDS,
    "refused_by": (),
    "refused_at": None,
    "wanted_agent_id": "",
    "wanted_at": None,
}


def _joined(c: Conversation, x: e.AgentJoined, r: e.Recorded) -> Changes:
    waited = c.escalation
    return {
        "agent": x.agent,
        "reservation": None,
        "turn": None,
        "grace_until": None,
        "hold": None,
        "escalation": replace(waited, joined_at=r.at, **_FOUND) if waited else None,
    }


def _not_taken(c: Conversation, x: e.ReservationDeclined | e.ReservationLapsed, r: e.Recorded) -> Changes:
    refused_by = (*c.escalation.refused_by, x.agent_id) if c.escalation else ()
    return {"reservation": None, **_waited(c, refused_by=refused_by, refused_at=r.at)}


def _kept(c: Conversation, x: e.BotKept, r: e.Recorded) -> Changes:
    waited = c.escalation
    since = waited.kept_seq if waited and waited.kept_seq else r.seq
    return _waited(c, kept_at=r.at, kept_seq=since)


def _promise_over(kept: bool) -> Callable[[Conversation, Any, e.Recorded], Changes]:
    return lambda c, x, r: {"promises": (*c.promises, Promise(x.kind, x.promised_at, kept))}


def _hold_ended(c: Conversation, x: e.HoldEnded, r: e.Recorded) -> Changes:
    return {
        "agent": None,
        "hold": None,
        **_waited(c, joined_at=None, wanted_agent_id=x.agent_id, wanted_at=r.at, refused_by=()),
    }


def _lost(c: Conversation, x: e.AgentLost | e.Transferred, r: e.Recorded, **moved: Any) -> Changes:
    """Back to the queue, where whoever had it is not asked first."""
    back = _waited(c, joined_at=None, refused_by=(x.agent_id,), refused_at=r.at, **moved)
    return {"agent": None, "grace_until": None, **back}


def _transferred(c: Conversation, x: e.Transferred, r: e.Recorded) -> Changes:
    wanted_at = r.at if x.to_agent_id else None
    return _lost(c, x, r, queue=x.queue, wanted_agent_id=x.to_agent_id, wanted_at=wanted_at)


def _returned(c: Conversation, x: e.ReturnedToBot, r: e.Recorded) -> Changes:
    who = c.agent or Author(Role.AGENT, x.agent_id)
    return {
        "agent": None,
        "grace_until": None,
        "failed_turns": 0,
        "offered": None,
        "shadowed": "",
        "disposition": x.disposition,
        "returned": Return(who, r.at, x.note, x.disposition),
    }


def _closed(c: Conversation, x: e.ConversationClosed, r: e.Recorded) -> Changes:
    return {"agent": None, "reservation": None, "turn": None, "disposition": x.disposition, "closed_at": r.at}


def _reopened(c: Conversation, x: e.ConversationReopened, r: e.Recorded) -> Changes:
    return {"closed_at": None, "offered": None, "shadowed": "", "failed_turns": 0, "rating": 0}


def _reserved(c: Conversation, x: e.ReservationMade, r: e.Recorded) -> Changes:
    return {"turn": None, "reservation": Reservation(x.reservation_id, x.agent, x.expires_at, x.why)}


def _attempted(c: Conversation, x: e.BotAttempted, r: e.Recorded) -> Changes:
    return {"attempts": (*c.attempts, Attempt(r.seq, x.turn_id, x.what, x.subject, x.outcome, x.ok))}


def _suppressed(c: Conversation, x: e.DraftSuppressed, r: e.Recorded) -> Changes:
    return {"suppressed": (*c.suppressed, Suppressed(r.seq, r.at, x.turn_id, x.text, x.because))}


def _promised(c: Conversation, x: e.CallbackPromised, r: e.Recorded) -> Changes:
    return _waited(c, callback=Callback(x.promised_at, x.not_before_at, x.contact, x.how))


def _announced(c: Conversation, x: e.WaitAnnounced, r: e.Recorded) -> Changes:
    told = {"wait": x.wait, "announced_at": r.at}
    if not x.wait.open:
        return _waited(c, **told, named=None, named_at=None)
    first = c.escalation is not None and c.escalation.named is None and x.wait.high_s > 0
    return _waited(c, **told, **({"named": x.wait, "named_at": r.at} if first else {}))


def _fell_back(c: Conversation, x: e.FallbackOffered, r: e.Recorded) -> Changes:
    reasons = c.escalation.fallback_because if c.escalation else ()
    return _waited(c, fallback=x.choices, fallback_because=(*reasons, x.because))


def _waited(c: Conversation, **changes: Any) -> Changes:
    return {"escalation": replace(c.escalation, **changes)} if c.escalation else {}


def _erased(c: Conversation, x: e.ConversationErased, r: e.Recorded) -> Changes:
    """As if nothing had ever been said: the same whether the events before it were still whole or not."""
    blank = Conversation(id=c.id, owner=c.owner, epoch=c.epoch, started_at=c.started_at)
    kept = {"seq", "updated_at", "status"}
    return {name: getattr(blank, name) for name in blank.__struct_fields__ if name not in kept}


STEPS: dict[str, Callable[[Conversation, Any, e.Recorded], Changes]] = {
    "ConversationStarted": _started,
    "CustomerIdentified": lambda c, x, r: {"customer": x.customer},
    "CartChanged": lambda c, x, r: {"cart": x.cart, "page": x.page or c.page},
    "MessagePosted": _posted,
    "ReadingRecorded": _read,
    "BotTurnStarted": lambda c, x, r: {"turn": Turn(x.turn_id, x.epoch, x.answers, x.due_at)},
    "BotAttempted": _attempted,
    "BotTurnEnded": _turn_ended,
    "DraftSuppressed": _suppressed,
    "HandoffOffered": lambda c, x, r: {"offered": x.reason},
    "ShadowDiffered": lambda c, x, r: {"shadowed": x.kind},
    "HandoffRequested": _requested,
    "ContextAdded": _context,
    "WaitAnnounced": _announced,
    "FallbackOffered": _fell_back,
    "CallbackPromised": _promised,
    "PromiseKept": _promise_over(True),
    "PromiseBroken": _promise_over(False),
    "BotKept": _kept,
    "BotStoodDown": lambda c, x, r: {"turn": None, **_waited(c, kept_at=None, kept_seq=0)},
    "CustomerWentAway": lambda c, x, r: _waited(c, away_at=r.at),
    "CustomerCameBack": lambda c, x, r: _waited(c, away_at=None),
    "WaitResumed": lambda c, x, r: {"closed_at": None, "disposition": "", **_waited(c, away_at=None, refused_by=())},
    "PutOnHold": lambda c, x, r: {"grace_until": None, "hold": Hold(x.until_at, x.note, r.seq)},
    "Resumed": lambda c, x, r: {"hold": None},
    "HoldEnded": _hold_ended,
    "DraftKept": lambda c, x, r: {"draft": x.text},
    "PriorityRaised": lambda c, x, r: _waited(c, priority=x.priority),
    "ReservationMade": _reserved,
    "ReservationDeclined": _not_taken,
    "ReservationLapsed": _not_taken,
    "AgentJoined": _joined,
    "AgentDisconnected": lambda c, x, r: {"grace_until": x.grace_until},
    "AgentReconnected": lambda c, x, r: {"grace_until": None},
    "AgentLost": _lost,
    "Transferred": _transferred,
    "ReturnedToBot": _returned,
    "ConversationClosed": _closed,
    "ConversationReopened": _reopened,
    "ConversationRated": lambda c, x, r: {"rating": x.score},
    "ConversationErased": _erased,
    "ReaskRecorded": lambda c, x, r: {"reasks": c.reasks + len(x.facts)},
}


def _message_line(x: e.MessagePosted, r: e.Recorded) -> Entry:
    more = x.cites, x.quick_replies, x.attachments
    return Entry(r.seq, r.at, "message", x.message_id, x.author, x.text, x.turn_id, *more)


def _note_line(x: e.NotePosted, r: e.Recorded) -> Entry:
    return Entry(r.seq, r.at, "note", x.note_id, x.author, x.text)


def _system(gist: Callable[[Any], str]) -> Callable[[Any, e.Recorded], Entry]:
    def line(x: Any, r: e.Recorded) -> Entry:
        return Entry(r.seq, r.at, "system", text=e.name_of(x), detail=gist(x))

    return line


#: Events that leave a line in the thread. The gist is data (a name, a reason), not a sentence: words come later.
LINES: dict[str, Callable[[Any, e.Recorded], Entry]] = {
    "MessagePosted": _message_line,
    "NotePosted": _note_line,
    "HandoffOffered": _system(lambda x: x.reason.because),
    "HandoffRequested": _system(lambda x: x.reason.because),
    "FallbackOffered": _system(lambda x: x.because),
    "CallbackPromised": _system(lambda x: x.promised_at.isoformat()),
    "PromiseBroken": _system(lambda x: x.kind),
    "BotKept": _system(lambda x: ""),
    "BotStoodDown": _system(lambda x: x.because),
    "CustomerWentAway": _system(lambda x: x.seen_at.isoformat()),
    "CustomerCameBack": _system(lambda x: ""),
    "WaitResumed": _system(lambda x: ""),
    "PutOnHold": _system(lambda x: x.until_at.isoformat()),
    "Resumed": _system(lambda x: x.because),
    "HoldEnded": _system(lambda x: x.because),
    "ReservationMade": _system(lambda x: x.agent.name or x.agent.id),
    "ReservationDeclined": _system(lambda x: x.agent_id),
    "ReservationLapsed": _system(lambda x: x.agent_id),
    "AgentJoined": _system(lambda x: x.agent.name or x.agent.id),
    "AgentLost": _system(lambda x: x.because),
    "Transferred": _system(lambda x: x.to_agent_id or x.queue),
    "ReturnedToBot": _system(lambda x: x.note),
    "WrapUpStarted": _system(lambda x: x.agent_id),
    "ConversationClosed": _system(lambda x: x.disposition),
    "ConversationReopened": _system(lambda x: x.because),
    "ConversationRated": _system(lambda x: str(x.score)),
    "CopyRequested": _system(lambda x: x.contact),
    "ContactVerified": _system(lambda x: x.contact),
    "DraftSuppressed": _system(lambda x: x.because),
    "ConversationErased": _system(lambda x: ""),
}
