"""The context packet: everything an agent must know before "hello". ``assemble`` makes it from the conversation
alone.

Two phases. ``minimum`` is committed together with the handoff. What the shop knows (``profile``, ``orders``,
``cart``) comes later as ``ContextAdded`` events, and ``assemble`` merges it; a part that could not be had
stands in ``missing`` with why (G12). Every word a person said stays a quotation with the message it came from;
nothing in it is ever obeyed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ..conversation.fold import Conversation, Entry
from ..conversation.picture import Callback
from ..conversation.values import Cart, Customer, Role
from .facts import Fact, Facts, facts, verify
from .grounding import grounded
from .policy import Policy
from .signs import level
from .stretch import heard, language
from .wording import Cited, suggested_reply, summary, wants

#: Of the format. Fields are added with defaults, never renamed.
VERSION: Final = 1
#: Questions of the customer shown as open.
OPEN_MAX: Final = 5

#: What a later phase brings, and what is said while it is under way.
LATER: Final = {"profile": "It is being fetched from the shop.", "orders": "They are being fetched from the shop."}


class Why(Struct, frozen=True):
    """Why now: the trigger, the reason for people, the messages it rests on, and how sure it was (0..1)."""

    trigger: str
    because: str
    evidence: tuple[str, ...] = ()
    score: float = 1.0
    requested_at: datetime | None = None
    queue: str = ""
    priority: int = 0


class Attempt(Struct, frozen=True):
    """Something the bot tried, and how it ended."""

    what: str
    subject: str = ""
    outcome: str = ""
    ok: bool = True


class Missing(Struct, frozen=True):
    """A part that is not there, and why."""

    what: str
    why: str


class Mood(Struct, frozen=True):
    """How the customer felt in one message, 0 (calm) to 1 (furious)."""

    message_id: str
    frustration: float


class Earlier(Struct, frozen=True):
    """What an agent left behind when the conversation went back to the bot before."""

    agent: str
    at: datetime
    note: str = ""
    disposition: str = ""


class Packet(Struct, frozen=True):
    """What the agent sees before typing. See the module's text for how it grows."""

    version: int
    conversation_id: str
    reason: Why
    wants: Cited
    facts: tuple[Fact, ...]
    superseded: tuple[Fact, ...]
    declined: tuple[Fact, ...]
    customer: Customer
    cart: Cart
    page: str = ""
    language: str = ""
    profile: dict[str, Any] | None = None
    orders: tuple[dict[str, Any], ...] = ()
    tried: tuple[Attempt, ...] = ()
    promised: tuple[Cited, ...] = ()
    open: tuple[Cited, ...] = ()
    mood: tuple[Mood, ...] = ()
    mood_now: float = 0.0
    summary: tuple[Cited, ...] = ()
    suggested_reply: str = ""
    missing: tuple[Missing, ...] = ()
    messages: int = 0
    returned: Earlier | None = None
    answer_by: Callback | None = None


def minimum(conversation: Conversation, now: datetime) -> dict[str, Any]:
    """The packet of the handoff's own transaction, as plain values: all that needs no other system."""
    packet = assemble(replace(conversation, context={}), now)
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(packet))
    return plain


def assemble(conversation: Conversation, now: datetime, policy: Policy | None = None) -> Packet:
    """The packet as of now, with whatever parts have arrived."""
    c = conversation
    profile, orders, missing = _parts(c)
    known = verify(facts(c), profile, orders)
    asks = wants(c, known)
    return Packet(
        version=VERSION,
        conversation_id=c.id,
        reason=_why(c),
        wants=asks,
        facts=known.current,
        superseded=known.superseded,
        declined=known.declined,
        customer=c.customer,
        cart=_cart(c),
        page=c.page,
        language=language(c),
        profile=profile,
        orders=tuple(orders),
        tried=tuple(Attempt(x.what, x.subject, x.outcome, x.ok) for x in c.attempts),
        promised=_promised(c),
        answer_by=c.escalation.callback if c.escalation else None,
        open=_open(c),
        mood=tuple(Mood(x.id, heard(c, x).frustration) for x in c.said(Role.CUSTOMER) if x.id in c.readings),
        mood_now=round(level(c), 3),
        summary=_rewritten(c) or summary(c, known, asks),
        suggested_reply=suggested_reply(c, known, _own(orders), language(c)),
        missing=missing,
        messages=len(c.said()),
        returned=_earlier(c),
    )


def schema() -> dict[str, Any]:
    """The packet's JSON Schema."""
    return msgspec.json.schema(Packet)


def _parts(c: Conversation) -> tuple[dict[str, Any] | None, Sequence[dict[str, Any]], tuple[Missing, ...]]:
    missing = []
    for name, pending in LATER.items():
        part = c.context.get(name)
        if part is None:
            missing.append(Missing(name, pending))
        elif part.missing:
            missing.append(Missing(name, part.missing))
    for name, part in c.context.items():
        if part.missing and name not in LATER:
            missing.append(Missing(name, part.missing))
    if not c.readings and c.said(Role.CUSTOMER):
        missing.append(Missing("facts", "The messages could not be read; the transcript is whole."))
    profile = _content(c, "profile")
    orders = _content(c, "orders")
    kept = [_shown(x) for x in orders if isinstance(x, dict)] if isinstance(orders, list | tuple) else []
    return (profile if isinstance(profile, dict) else None, kept, tuple(missing))


def _shown(order: dict[str, Any]) -> dict[str, Any]:
    """An order that is not for certain the customer's own is named, and nothing in it is told."""
    if order.get("own", True):
        return order
    return {x: order[x] for x in ("order_id", "status", "own") if x in order}


def _content(c: Conversation, name: str) -> Any:
    part = c.context.get(name)
    return part.content if part else None


def _own(orders: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [x for x in orders if x.get("own", True)]


def _rewritten(c: Conversation) -> tuple[Cited, ...]:
    """A model's sentences, those that their messages bear out; none: the extractive summary stands."""
    content = _content(c, "summary")
    try:
        sentences = msgspec.convert(content or [], list[Cited])
    except msgspec.ValidationError:
        return ()
    return grounded(sentences, {x.id: x.text for x in c.said()})


def _why(c: Conversation) -> Why:
    asked = c.escalation
    if not asked:
        return Why("none", "no person was asked for yet")
    reason = asked.reason
    because = reason.because.strip() or f"{reason.trigger.replace('_', ' ') or 'unknown'} (no reason was given)"
    return Why(
        reason.trigger or "unknown",
        because,
        reason.evidence,
        reason.score,
        asked.requested_at,
        asked.queue,
        asked.priority,
    )


def _cart(c: Conversation) -> Cart:
    content = _content(c, "cart")
    if not isinstance(content, dict):
        return c.cart
    try:
        return msgspec.convert(content, Cart)
    except msgspec.ValidationError:
        return c.cart


def _promised(c: Conversation) -> tuple[Cited, ...]:
    return tuple(
        Cited(words, (entry.id,)) for entry in c.said(Role.BOT, Role.AGENT) for words in heard(c, entry).promises
    )


def _open(c: Conversation) -> tuple[Cited, ...]:
    """The customer's words that nobody has answered, latest last."""
    return tuple(Cited(_flat(x), (x.id,)) for x in c.unanswered[-OPEN_MAX:])


def _flat(entry: Entry) -> str:
    return " ".join(entry.told.split())


def _earlier(c: Conversation) -> Earlier | None:
    left = c.returned
    return Earlier(left.agent.name or left.agent.id, left.at, left.note, left.disposition) if left else None


def known_facts(conversation: Conversation) -> Facts:
    """The facts as of now, verified against what the shop has told."""
    profile, orders, _ = _parts(conversation)
    return verify(facts(conversation), profile, orders)


def values_known(c: Conversation) -> Mapping[str, str]:
    """What is known of the customer now, by type, as a bot is told it."""
    return {x.type: x.value for x in known_facts(c).current}


def order_ids(c: Conversation) -> tuple[str, ...]:
    """The orders that the customer named and still means."""
    return tuple(x.value for x in facts(c).of("order_id"))
