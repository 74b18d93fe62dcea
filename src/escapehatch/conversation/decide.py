"""May this be done, and what happens if it is? The one transition function, for every door.

``decide`` returns new events (none when the command changes nothing, as on a repeat) or ``Refused``. What is lawful is
read from the tables in ``lifecycle``; the functions here only say which events a command means.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from . import commands as do
from . import events as e
from . import holds, waits
from .contact import is_email
from .fold import apply
from .lifecycle import ATTENDED, BOT_ANSWERS, FINAL, HANDED_OFF, MAY_SPEAK, WAITING, Status, after
from .picture import Conversation
from .refusal import NOTE_MAX_CHARS, Events, No, Refused, attends, few_enough, holder, must_attend
from .values import Author, Reason, Role

__all__ = ["MEANING", "MESSAGE_MAX_CHARS", "NOTE_MAX_CHARS", "UNHELPED", "Refused", "decide"]

#: Characters in one message or note. Longer ones are refused whole: nothing is cut.
MESSAGE_MAX_CHARS: Final = 10_000
#: Copies by e-mail that the customer of one conversation may have.
COPIES_MAX: Final = 3
#: An agent has it, at work on it or waiting for something.
OWNED: Final = ATTENDED | {Status.ON_HOLD}
#: Ways to end a conversation in which no person ever answered. Any other would count silence as help (C13).
UNHELPED: Final = frozenset({"abandoned", waits.ABANDONED_SILENT, "inactive", "left", "spam", "duplicate"})


def decide(c: Conversation, command: do.Command, now: datetime) -> tuple[e.Event, ...] | Refused:
    """The events that ``command`` means for ``c`` at ``now``. A repeated ``message_id`` yields nothing new."""
    try:
        if not c.seq and not isinstance(command, do.Start):
            raise No("unknown_conversation", "There is no such conversation.")
        if c.status in FINAL and not isinstance(command, do.Erase):
            raise No("erased", "This conversation was erased. Please begin a new one.")
        events = tuple(MEANING[type(command)](c, command, now))
        _check(c, events, now)
    except No as no:
        return Refused(no.code, no.sentence, c.owner)
    return events


def _check(c: Conversation, events: Events, now: datetime) -> None:
    """Hold each event against the tables, one after the other."""
    for event in events:
        name = e.name_of(event)
        if after(c.status, name) is None:
            raise No("not_now", f"That is not possible while the conversation is {_words(c.status)}.")
        if isinstance(event, e.MessagePosted) and event.author.role not in MAY_SPEAK[c.status]:
            raise No("not_your_turn", f"The {event.author.role} may not speak while {holder(c)}.")
        c = apply(c, e.Recorded(c.seq + 1, now, event))


def _words(status: Status) -> str:
    return status.replace("_", " ")


def _start(c: Conversation, x: do.Start, now: datetime) -> Events:
    if c.seq:
        return ()
    return (e.ConversationStarted(x.conversation_id, x.customer, x.channel, x.locale, x.page),)


def _identify(c: Conversation, x: do.Identify, now: datetime) -> Events:
    return () if x.customer == c.customer else (e.CustomerIdentified(x.customer),)


def _change_cart(c: Conversation, x: do.ChangeCart, now: datetime) -> Events:
    return () if (x.cart, x.page or c.page) == (c.cart, c.page) else (e.CartChanged(x.cart, x.page),)


def _post(c: Conversation, x: do.Post, now: datetime) -> Events:
    known = c.message(x.message_id)
    if known:
        before = (known.text, known.author and known.author.id, known.attachments)
        if before != (x.text, x.author.id, x.attachments):
            raise No("message_id_reused", "This message id already belongs to another message.")
        return ()
    if x.text.strip() or not x.attachments:
        _sized(x.text, MESSAGE_MAX_CHARS)
    few_enough(x.attachments)
    if x.epoch is not None and x.epoch != c.epoch:
        raise No("stale_epoch", f"Too late: {holder(c)}.")
    said: list[e.Event] = [e.MessagePosted(x.message_id, x.author, x.text, x.cites, attachments=x.attachments)]
    if x.reading:
        said.append(e.ReadingRecorded(x.message_id, x.reading))
    if x.author.role == Role.AGENT:
        # First what was promised: where a claim begins another escalation, nothing of the old one is open any more.
        return (*waits.settle(c, ("callback", "email"), now), *_claim(c, x, now), *said)
    if x.author.role == Role.CUSTOMER:
        return _heard(c, x, said)
    return said


def _guide(c: Conversation, x: do.Guide, now: datetime) -> Events:
    reading = c.readings.get(x.message_id)
    if reading is None or reading.guided == x.guided:
        return ()
    return (e.ReadingRecorded(x.message_id, replace(reading, guided=x.guided)),)


def _sized(text: str, most: int) -> None:
    if not text.strip():
        raise No("empty", "An empty message cannot be sent.")
    if len(text) > most:
        raise No("too_long", f"This is longer than {most:,} characters. Please send it in parts.")


def _claim(c: Conversation, x: do.Post, now: datetime) -> Events:
    """An agent who answers becomes the owner in the same transaction (A01), unless another agent is (M03)."""
    if c.status in ATTENDED and c.agent and c.agent.id == x.author.id:
        return ()
    return _step_in(c, x.author, x.escalation_id, "echo" if x.echo else "takeover", now)


def _step_in(c: Conversation, agent: Author, escalation_id: str, how: str, now: datetime) -> Events:
    if c.status == Status.ON_HOLD and c.agent and c.agent.id == agent.id:
        return (e.Resumed(agent.id),)
    reserved = c.reservation.agent if c.reservation else None
    if c.status in OWNED and c.agent:
        raise No("owned", f"{c.agent.name or c.agent.id} is with the customer.")
    if reserved and reserved.id != agent.id:
        raise No("reserved", f"This is being offered to {reserved.name or reserved.id} right now.")
    joined = e.AgentJoined(agent, how, c.reservation.reservation_id if c.reservation else "")
    if c.status in WAITING:
        return (joined, *waits.settle(c, ("wait",), now))
    reason = Reason(
        "takeover", f"{agent.name or agent.id} stepped in.", queue=c.escalation.queue if c.escalation else ""
    )
    reopened = (e.ConversationReopened("an agent wrote"),) if c.status == Status.CLOSED else ()
    return (*reopened, e.HandoffRequested(escalation_id, reason), joined)


def _heard(c: Conversation, x: do.Post, said: list[e.Event]) -> Events:
    if waits.left_silently(c):
        return (e.WaitResumed(), *said)
    if c.status == Status.CLOSED:
        return (e.ConversationReopened("the customer wrote again"), *said)
    if c.status == Status.WRAP_UP:
        return (*said, e.WrapUpInterrupted(x.message_id))
    return (*waits.back(c), *said)


def _note(c: Conversation, x: do.PostNote, now: datetime) -> Events:
    if c.message(x.note_id):
        return ()
    _sized(x.text, NOTE_MAX_CHARS)
    return (e.NotePosted(x.note_id, x.author, x.text),)


def _start_turn(c: Conversation, x: do.StartBotTurn, now: datetime) -> Events:
    if c.status not in BOT_ANSWERS:
        raise No("not_your_turn", f"The bot may not speak while {holder(c)}.")
    if not c.owed or (c.turn and c.turn.turn_id == x.turn_id):
        return ()
    replaced = (e.BotTurnEnded(c.turn.turn_id, "superseded", "the customer wrote more"),) if c.turn else ()
    return (*replaced, e.BotTurnStarted(x.turn_id, c.epoch, c.owed[-1].id, x.due_at))


def _finish_turn(c: Conversation, x: do.FinishBotTurn, now: datetime) -> Events:
    if c.message(x.message_id) or any(held.turn_id == x.turn_id for held in c.suppressed):
        return ()
    late = _too_late(c, x)
    if late:
        ended = (e.BotTurnEnded(x.turn_id, "suppressed", late),) if c.turn and c.turn.turn_id == x.turn_id else ()
        return (e.DraftSuppressed(x.turn_id, x.epoch, x.text[:MESSAGE_MAX_CHARS], late), *ended)
    _sized(x.text, MESSAGE_MAX_CHARS)
    posted = e.MessagePosted(x.message_id, x.author, x.text, x.cites, x.turn_id, x.quick_replies)
    read = (e.ReadingRecorded(x.message_id, x.reading),) if x.reading else ()
    return (*x.attempts, posted, *read, e.BotTurnEnded(x.turn_id, "answered"))


def _too_late(c: Conversation, x: do.FinishBotTurn) -> str:
    """Why these words may no longer be shown; empty when they may."""
    if c.epoch != x.epoch or c.status not in BOT_ANSWERS:
        return holder(c)
    if not c.turn or c.turn.turn_id != x.turn_id:
        return "a newer turn took over"
    if c.unanswered and c.unanswered[-1].id != c.turn.answers:
        return "the customer wrote more"
    return ""


def _fail_turn(c: Conversation, x: do.FailBotTurn, now: datetime) -> Events:
    if not c.turn or c.turn.turn_id != x.turn_id:
        return ()
    stood = (e.BotStoodDown(x.because),) if c.status == Status.QUEUED_WITH_BOT else ()
    return (*x.attempts, e.BotTurnEnded(x.turn_id, "failed", x.because), *stood)


def _offer(c: Conversation, x: do.Offer, now: datetime) -> Events:
    return () if c.offered or c.status != Status.WITH_BOT else (e.HandoffOffered(x.reason),)


def _note_shadow(c: Conversation, x: do.NoteShadow, now: datetime) -> Events:
    """Once for each kind: what a policy that only watches would do again and again is no news."""
    if x.kind == x.live or x.kind == c.shadowed:
        return ()
    return (e.ShadowDiffered(x.policy, x.kind, x.live, x.reason),)


def _request(c: Conversation, x: do.RequestHandoff, now: datetime) -> Events:
    if c.status in HANDED_OFF:
        return ()
    if waits.left_silently(c):
        return (e.WaitResumed(),)
    reopened = (e.ConversationReopened("a person was asked for"),) if c.status == Status.CLOSED else ()
    packet = (e.ContextAdded(x.escalation_id, "minimum", x.packet),) if x.packet is not None else ()
    return (*reopened, e.HandoffRequested(x.escalation_id, x.reason), *packet)


def _add_context(c: Conversation, x: do.AddContext, now: datetime) -> Events:
    if not c.escalation or c.escalation.escalation_id != x.escalation_id:
        return ()
    return (e.ContextAdded(x.escalation_id, x.part, x.content, x.missing),)


def _accept(c: Conversation, x: do.Accept, now: datetime) -> Events:
    if c.status in ATTENDED and c.agent:
        if c.agent.id == x.agent.id:
            return ()
        raise No("taken", f"{c.agent.name or c.agent.id} has already taken this conversation.")
    held = c.reservation
    if not held or (x.reservation_id and held.reservation_id != x.reservation_id):
        raise No("lapsed", "This offer has run out. The conversation went on to the next agent.")
    if held.agent.id != x.agent.id:
        raise No("reserved", f"This is being offered to {held.agent.name or held.agent.id}.")
    return (e.AgentJoined(x.agent, "accepted", held.reservation_id), *waits.settle(c, ("wait",), now))


def _take_over(c: Conversation, x: do.TakeOver, now: datetime) -> Events:
    if c.status in ATTENDED and c.agent and c.agent.id == x.agent.id:
        return ()
    return _step_in(c, x.agent, x.escalation_id, x.how, now)


def _assign(c: Conversation, x: do.Assign, now: datetime) -> Events:
    """From the queue, from under an offer, or from a colleague: the one who is chosen has it."""
    if c.status in OWNED and c.agent:
        if c.agent.id == x.agent.id:
            return ()
        if c.status != Status.WITH_AGENT:
            raise No("owned", f"{c.agent.name or c.agent.id} has it, and is not done with it.")
        queue = c.escalation.queue if c.escalation else ""
        return (e.Transferred(c.agent.id, queue, x.agent.id, f"by {x.by.name or x.by.id}"), _given(x))
    if c.status not in WAITING:
        raise No("not_waiting", "Nobody is being waited for in this conversation.")
    return (_given(x), *waits.settle(c, ("wait",), now))


def _given(x: do.Assign) -> e.AgentJoined:
    return e.AgentJoined(x.agent, "assigned")


def _disconnect(c: Conversation, x: do.Disconnect, now: datetime) -> Events:
    if not attends(c, x.agent_id) or c.grace_until:
        return ()
    return (e.AgentDisconnected(x.agent_id, x.grace_until),)


def _reconnect(c: Conversation, x: do.Reconnect, now: datetime) -> Events:
    return (e.AgentReconnected(x.agent_id),) if attends(c, x.agent_id) and c.grace_until else ()


def _lose(c: Conversation, x: do.LoseAgent, now: datetime) -> Events:
    if not attends(c, x.agent_id):
        return ()
    if c.status == Status.WRAP_UP and not c.unanswered and not _never_answered(c):
        return (e.ConversationClosed(Author(Role.SYSTEM, "system"), c.disposition or "resolved", x.because),)
    return (e.AgentLost(x.agent_id, x.because),)


def _keep_draft(c: Conversation, x: do.KeepDraft, now: datetime) -> Events:
    """For whoever comes next; what an agent then says makes it obsolete."""
    text = x.text.strip()[:NOTE_MAX_CHARS]
    return (e.DraftKept(x.agent_id, text),) if text and c.status in HANDED_OFF and c.draft != text else ()


def _never_answered(c: Conversation) -> bool:
    return c.escalation is not None and not c.escalation.first_reply_at


def _transfer(c: Conversation, x: do.Transfer, now: datetime) -> Events:
    must_attend(c, x.agent_id)
    return (e.Transferred(x.agent_id, x.queue, x.to_agent_id, x.note),)


def _return(c: Conversation, x: do.ReturnToBot, now: datetime) -> Events:
    must_attend(c, x.agent_id)
    if len(x.note) > NOTE_MAX_CHARS:
        raise No("too_long", f"A note for the bot holds at most {NOTE_MAX_CHARS:,} characters.")
    return (e.ReturnedToBot(x.agent_id, x.note, x.disposition),)


def _wrap_up(c: Conversation, x: do.StartWrapUp, now: datetime) -> Events:
    must_attend(c, x.agent_id)
    return () if c.status == Status.WRAP_UP else (e.WrapUpStarted(x.agent_id),)


def _close(c: Conversation, x: do.Close, now: datetime) -> Events:
    if c.status == Status.CLOSED:
        return ()
    closed = e.ConversationClosed(x.by, x.disposition, x.note)
    if x.by.role == Role.AGENT:
        must_attend(c, x.by.id)
        if _never_answered(c) and x.disposition not in UNHELPED:
            raise No("unanswered", "The customer has not been answered yet. Answer first, or close it as abandoned.")
        return (closed,) if c.status == Status.WRAP_UP else (e.WrapUpStarted(x.by.id), closed)
    return (closed,)


def _rate(c: Conversation, x: do.Rate, now: datetime) -> Events:
    if not 1 <= x.score <= 5:
        raise No("bad_rating", "A rating is a number from 1 to 5.")
    return () if c.rating == x.score and not x.comment else (e.ConversationRated(x.score, x.comment[:NOTE_MAX_CHARS]),)


def _copy(c: Conversation, x: do.RequestCopy, now: datetime) -> Events:
    """To one address of their own (S52), a few times. Asked for again before anything new was said, it is on its way already."""
    contact = x.contact.strip() or c.customer.email
    if not is_email(contact):
        raise No("bad_contact", "Please give one e-mail address, like ada@example.com.")
    if not c.said():
        raise No("nothing_said", "Nothing has been said yet.")
    if not c.vouched(contact):
        raise No("unverified", "Show first that this address is yours: have a code sent there, and enter it.")
    sent = [y for y in c.entries if y.kind == "system" and y.text == "CopyRequested"]
    if any(y.detail == contact and y.seq > c.said()[-1].seq for y in sent):
        return ()
    if len(sent) >= COPIES_MAX:
        raise No("too_many", f"A conversation is sent {COPIES_MAX} times at most.")
    return (e.CopyRequested(contact),)


def _verify(c: Conversation, x: do.VerifyContact, now: datetime) -> Events:
    return () if c.vouched(x.contact) else (e.ContactVerified(x.contact),)


def _reask(c: Conversation, x: do.RecordReask, now: datetime) -> Events:
    return (e.ReaskRecorded(x.message_id, x.facts),) if x.facts else ()


def _erase(c: Conversation, x: do.Erase, now: datetime) -> Events:
    return () if c.status in FINAL else (e.ConversationErased(x.by),)


MEANING: Final[dict[type, Callable[[Conversation, Any, datetime], Events]]] = {
    do.Start: _start,
    do.Identify: _identify,
    do.ChangeCart: _change_cart,
    do.Post: _post,
    do.Guide: _guide,
    do.PostNote: _note,
    do.StartBotTurn: _start_turn,
    do.FinishBotTurn: _finish_turn,
    do.FailBotTurn: _fail_turn,
    do.Offer: _offer,
    do.NoteShadow: _note_shadow,
    do.RequestHandoff: _request,
    do.AddContext: _add_context,
    do.AnnounceWait: waits.announce,
    do.OfferFallback: waits.fall_back,
    do.PromiseCallback: waits.promise,
    do.BreakPromise: waits.break_promise,
    do.KeepBot: waits.keep_bot,
    do.DismissBot: waits.dismiss_bot,
    do.GoAway: waits.go_away,
    do.ComeBack: waits.come_back,
    do.RaisePriority: waits.raise_priority,
    do.Reserve: waits.reserve,
    do.Accept: _accept,
    do.TakeOver: _take_over,
    do.Assign: _assign,
    do.Decline: waits.decline,
    do.Lapse: waits.lapse,
    do.Disconnect: _disconnect,
    do.Reconnect: _reconnect,
    do.LoseAgent: _lose,
    do.Transfer: _transfer,
    do.ReturnToBot: _return,
    do.PutOnHold: holds.hold,
    do.Resume: holds.resume,
    do.EndHold: holds.end_hold,
    do.KeepDraft: _keep_draft,
    do.StartWrapUp: _wrap_up,
    do.Close: _close,
    do.Rate: _rate,
    do.RequestCopy: _copy,
    do.VerifyContact: _verify,
    do.RecordReask: _reask,
    do.Erase: _erase,
}
