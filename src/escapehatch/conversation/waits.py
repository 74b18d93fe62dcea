"""What the commands mean that concern somebody who waits: told, offered, promised, kept company, gone and back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from . import commands as do
from . import events as e
from .contact import is_email, is_phone
from .lifecycle import WAITING, Status
from .picture import Conversation, Escalation
from .refusal import Events, No

#: How a wait ends whose customer gave no sign any more. Not as helped, and not for good.
ABANDONED_SILENT: Final = "abandoned_silent"
#: The priority of an answer that is late: it outranks everything. A long wait does not: age is the router's business.
LATE_PRIORITY: Final = 3
#: A choice that is older than that when it is to be written down is made anew: the process stood still in between (G14).
CHOICE_FOR: Final = timedelta(seconds=2)


def announce(c: Conversation, x: do.AnnounceWait, now: datetime) -> Events:
    waited = c.escalation
    if c.status not in WAITING or not waited or waited.wait == x.wait:
        return ()
    return (e.WaitAnnounced(x.wait),)


def fall_back(c: Conversation, x: do.OfferFallback, now: datetime) -> Events:
    """Once for each reason: the same is not said twice, and a promise that was taken settles it."""
    waited = c.escalation
    if c.status not in WAITING - {Status.RESERVED} or not waited or waited.callback:
        return ()
    return () if x.because in waited.fallback_because else (e.FallbackOffered(x.because, x.choices, x.opens_at),)


def promise(c: Conversation, x: do.PromiseCallback, now: datetime) -> Events:
    waited = _waited(c)
    if waited.callback:
        return ()
    contact = x.contact.strip() or (c.customer.email if x.how == "email" else "")
    if x.how == "email" and not is_email(contact):
        raise No("bad_contact", "Please give one e-mail address, like ada@example.com.")
    if contact and not (is_email(contact) or is_phone(contact)):
        raise No("bad_contact", "Please give an e-mail address or a phone number.")
    return (e.CallbackPromised(x.promised_at, x.not_before_at, contact, x.how),)


def _waited(c: Conversation) -> Escalation:
    if c.status not in WAITING or not c.escalation:
        raise No("not_waiting", "Nobody is being waited for in this conversation.")
    return c.escalation


def raise_priority(c: Conversation, x: do.RaisePriority, now: datetime) -> Events:
    if c.status not in WAITING or not c.escalation or c.escalation.priority >= x.priority:
        return ()
    return (e.PriorityRaised(x.because, x.priority),)


def reserve(c: Conversation, x: do.Reserve, now: datetime) -> Events:
    if x.chosen_at and now - x.chosen_at > CHOICE_FOR:
        raise No("stale", "This was chosen a while ago. It is chosen anew.")
    return (e.ReservationMade(x.reservation_id, x.agent, x.expires_at, x.why, x.choice),)


def decline(c: Conversation, x: do.Decline, now: datetime) -> Events:
    held = c.reservation
    if not held or (held.reservation_id, held.agent.id) != (x.reservation_id, x.agent_id):
        return ()
    return (e.ReservationDeclined(x.reservation_id, x.agent_id), *_company_again(c))


def lapse(c: Conversation, x: do.Lapse, now: datetime) -> Events:
    held = c.reservation
    if not held or held.reservation_id != x.reservation_id:
        return ()
    return (e.ReservationLapsed(x.reservation_id, held.agent.id), *_company_again(c))


def _company_again(c: Conversation) -> Events:
    """The customer chose the bot for as long as nobody comes: an offer that came to nothing changes nothing."""
    return (e.BotKept(again=True),) if c.escalation and c.escalation.kept_at else ()


# The bot, in the meantime


def keep_bot(c: Conversation, x: do.KeepBot, now: datetime) -> Events:
    return () if _waited(c).kept_at else (e.BotKept(),)


def dismiss_bot(c: Conversation, x: do.DismissBot, now: datetime) -> Events:
    return _stood_down(c, x.because) if c.status in WAITING and c.escalation and c.escalation.kept_at else ()


def _stood_down(c: Conversation, because: str) -> Events:
    ended = (e.BotTurnEnded(c.turn.turn_id, "superseded", "the customer waits for a person"),) if c.turn else ()
    return (*ended, e.BotStoodDown(because))


# Gone and back


def go_away(c: Conversation, x: do.GoAway, now: datetime) -> Events:
    """Only somebody who is waited for in the chat itself: whoever was promised an answer later may go."""
    waited = c.escalation
    if c.status not in WAITING or not waited or waited.away_at or waited.callback:
        return ()
    return (e.CustomerWentAway(x.seen_at),)


def come_back(c: Conversation, x: do.ComeBack, now: datetime) -> Events:
    return back(c)


def back(c: Conversation) -> Events:
    """Whoever writes, or shows themselves, is there."""
    away = c.status in WAITING and c.escalation and c.escalation.away_at
    return (e.CustomerCameBack(),) if away else ()


def left_silently(c: Conversation) -> bool:
    """Whether the wait was closed because the customer gave no sign: it goes on where it was when they do."""
    return c.status == Status.CLOSED and c.disposition == ABANDONED_SILENT and c.escalation is not None


# Promises


def told_until(c: Conversation) -> datetime | None:
    """By when, as the customer was first told, somebody comes; None when no time was named, or the doors have closed since."""
    waited = c.escalation
    if not waited or not waited.named or not waited.named_at:
        return None
    return waited.named_at + timedelta(seconds=waited.named.high_s)


def open_promises(c: Conversation) -> dict[str, datetime]:
    """What the customer was told and waits for now: kind -> by when."""
    waited = c.escalation
    found = dict[str, datetime]()
    if not waited:
        return found
    until = told_until(c)
    if until and c.status in WAITING and not waited.callback and not c.met("wait"):
        found["wait"] = until
    back_at = waited.callback
    if back_at and not waited.first_reply_at and not c.met(back_at.how):
        found[back_at.how] = back_at.promised_at
    return found


def settle(c: Conversation, kinds: tuple[str, ...], now: datetime) -> Events:
    """What becomes of these promises, if they are open, when what they promise happens now."""
    promised = open_promises(c)
    return tuple(
        e.PromiseKept(x, promised[x]) if now <= promised[x] else e.PromiseBroken(x, promised[x])
        for x in kinds
        if x in promised
    )


def break_promise(c: Conversation, x: do.BreakPromise, now: datetime) -> Events:
    due_at = open_promises(c).get(x.kind)
    if due_at is None or due_at > now:
        return ()
    sooner = do.RaisePriority("The promised answer is late.", 0 if x.kind == "wait" else LATE_PRIORITY)
    return (e.PromiseBroken(x.kind, due_at), *raise_priority(c, sooner, now))
