"""Old transcripts through today's policy, packet and guard: the very code the server runs, message by message.

A transcript line becomes a conversation through events and ``apply``; times are its own or thirty seconds
apart. Nothing here reads a file: the commands hand in one record and get one answer. A record that cannot be
used raises ValueError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct

from ..conversation import events as e
from ..conversation.fold import Conversation, apply
from ..conversation.values import Author, Cart, Customer, Reading, Reason, Role
from ..handoff.facts import Fact, Facts, facts
from ..handoff.judge import Decision, judge
from ..handoff.packet import Packet, assemble
from ..handoff.policy import Policy
from ..handoff.reask import check
from ..handoff.slots import Wants
from ..handoff.wording import Cited

#: Like ``ports.Reader.read``: text, role, the other side's last words, earlier (id, text) of the same role.
Read = Callable[[str, Role, str, Sequence[tuple[str, str]]], Reading]
#: Finds what the shop knows: profile and orders as plain values, from what is known of the customer.
Lookup = Callable[[Conversation, Facts], tuple[Mapping[str, Any] | None, Sequence[Mapping[str, Any]]]]
Mask = Callable[[str, str], str]

#: Earlier messages a reading is compared with, as at the desk.
EARLIER_MAX: Final = 20
#: When a transcript carries no times: it begins here, and a message comes every so often.
BEGIN: Final = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)
APART: Final = timedelta(seconds=30)
#: Characters of a system line kept as something the bot tried.
TRIED_CHARS: Final = 160

NO_SHOP: Final = "No shop is connected."


class Line(Struct, frozen=True):
    """One message of a transcript. ``i`` is its own index there."""

    i: int
    role: str
    text: str
    at: datetime


def unmasked(text: str, _before: str = "") -> str:
    return text


def replay_line(record: Mapping[str, Any], policy: Policy, read: Read, mask: Mask = unmasked) -> dict[str, Any]:
    """What the policy would have done at each customer message, and where it would have brought a person in."""
    told = Told(record, read, mask)
    turns, first = [], None
    for line in lines(record):
        told.add(line)
        if line.role not in (Role.CUSTOMER, Role.BOT):
            continue
        decision = judge(told.c, policy, line.at)
        if line.role == Role.CUSTOMER:
            turns.append({"i": line.i, **_turn(decision, told.index)})
        if decision.kind == "handoff" and first is None and told.c.agent is None:
            first = (line.i, decision.reason)
        if decision.kind == "offer" and decision.reason:
            told.happen(e.HandoffOffered(decision.reason), line.at)
    reason = first[1] if first else None
    return {
        "turns": turns,
        "handoff_at": first[0] if first else None,
        "queue": reason.queue if reason else None,
        "priority": reason.priority if reason else None,
    }


def _turn(decision: Decision, index: Mapping[str, int]) -> dict[str, Any]:
    reason = decision.reason
    return {
        "decision": decision.kind,
        "score": decision.score,
        "trigger": reason.trigger if reason else None,
        "because": reason.because if reason else None,
        "evidence": [index[x] for x in reason.evidence if x in index] if reason else [],
    }


def packet_line(
    record: Mapping[str, Any], policy: Policy, read: Read, lookup: Lookup | None = None, mask: Mask = unmasked
) -> dict[str, Any]:
    """The context packet at the transcript's handoff (or at its end)."""
    told = Told(record, read, mask)
    upto = record.get("handoff_at")
    reason, now = None, BEGIN
    for line in lines(record):
        if isinstance(upto, int) and line.i > upto:
            break
        told.add(line)
        now = line.at
        decision = judge(told.c, policy, now)
        reason = decision.reason or reason
    asked = reason or policy.route(told.c, Reason("transcript", "the transcript hands off here"))
    if told.c.escalation is None:
        told.happen(e.HandoffRequested("escalation", asked), now)
    _enrich(told, lookup, now)
    return _packet(assemble(told.c, now, policy), told.index)


def _enrich(told: Told, lookup: Lookup | None, now: datetime) -> None:
    profile, orders = lookup(told.c, facts(told.c)) if lookup else (None, ())
    why = "The shop does not know this customer." if lookup else NO_SHOP
    parts = {"profile": dict(profile) if profile else None, "orders": [dict(x) for x in orders] or None}
    for name, content in parts.items():
        told.happen(e.ContextAdded("escalation", name, content, "" if content else why), now)


def _packet(packet: Packet, index: Mapping[str, int]) -> dict[str, Any]:
    plain = msgspec.to_builtins(packet)
    cited = [x for sentence in packet.summary for x in sentence.messages]
    return {
        "reason": {**plain["reason"], "evidence": _indexes(packet.reason.evidence, index)},
        "facts": [_fact(x, index) for x in packet.facts],
        "superseded": [_fact(x, index) for x in packet.superseded],
        "declined": [{"type": x.type, "msg": index.get(x.message_id)} for x in packet.declined],
        "profile": plain["profile"] or {},
        "orders": plain["orders"],
        "tried": plain["tried"],
        "promised": [_cited(x, index) for x in packet.promised],
        "open": [_cited(x, index) for x in packet.open],
        "summary": " ".join(x.text for x in packet.summary),
        "evidence": sorted(set(_indexes(cited, index))),
        "suggested_reply": packet.suggested_reply,
        "missing": plain["missing"],
    }


def _fact(fact: Fact, index: Mapping[str, int]) -> dict[str, Any]:
    return {"type": fact.type, "value": fact.value, "msg": index.get(fact.message_id), "status": fact.status}


def _cited(said: Cited, index: Mapping[str, int]) -> dict[str, Any]:
    found = _indexes(said.messages, index)
    return {"text": said.text, "msg": found[0] if found else None}


def _indexes(ids: Sequence[str], index: Mapping[str, int]) -> list[int]:
    return [index[x] for x in ids if x in index]


def reask_line(
    record: Mapping[str, Any], read: Read, mask: Mask = unmasked, wants: Wants | None = None
) -> dict[str, Any]:
    """Whether the record's ``draft`` asks for something known, and where the answer stands."""
    draft = record.get("draft")
    if not isinstance(draft, str):
        raise ValueError("a 'draft' is needed: the agent's words as text")
    told = Told(record, read, mask)
    for line in lines(record):
        told.add(line)
    flag = check(draft, told.c, wants=wants)
    evidence = [{"type": x.type, "value": x.value, "msg": told.index.get(x.message_id)} for x in flag.facts]
    return {"flag": bool(flag), "evidence": evidence, "flag_at": flag.flag_at if flag else None}


def lines(record: Mapping[str, Any]) -> list[Line]:
    """The messages of a transcript, checked, each with an index and a time. Raises ValueError."""
    given = record.get("messages")
    if not isinstance(given, list):
        raise ValueError("'messages' is needed: a list of {role, text}")
    found: list[Line] = []
    at = BEGIN - APART
    for n, message in enumerate(given):
        if not isinstance(message, dict) or not isinstance(message.get("text"), str):
            raise ValueError(f"message {n} needs 'role' and 'text'")
        role = message.get("role")
        if role not in set(Role):
            raise ValueError(f"message {n}: role must be customer, bot, agent or system, not {role!r}")
        at = max(_time(message.get("at")) or at + APART, at)
        i = message.get("i", n)
        found.append(Line(i if isinstance(i, int) else n, role, message["text"], at))
    return found


def _time(given: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(given)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


class Told:
    """A conversation as it is told again, with the reading of each message."""

    def __init__(self, record: Mapping[str, Any], read: Read, mask: Mask) -> None:
        self._read = read
        self._mask = mask
        self.index: dict[str, int] = {}
        self.c = Conversation()
        started = e.ConversationStarted("transcript", _customer(record), locale=str(record.get("locale") or "en"))
        self.happen(started, BEGIN)
        if isinstance(record.get("cart"), dict):
            self.happen(e.CartChanged(_cart(record["cart"])), BEGIN)

    def happen(self, event: e.Event, at: datetime) -> None:
        self.c = apply(self.c, e.Recorded(self.c.seq + 1, at, event))

    def add(self, line: Line) -> None:
        """One more message: heard, and told."""
        if line.role == Role.SYSTEM:
            self.happen(e.BotAttempted("", line.text[:TRIED_CHARS]), line.at)
            return
        if not line.text.strip():
            return
        message_id = f"m{len(self.index)}"
        self.index[message_id] = line.i
        role = Role(line.role)
        text = self._mask(line.text, self.c.just_before(role))
        reading = self._read(text, role, self.c.before(role), self._earlier(role))
        if role == Role.AGENT and self.c.agent is None:
            self.happen(e.HandoffRequested("escalation", Reason("transcript", "an agent wrote here")), line.at)
            self.happen(e.AgentJoined(Author(role, "agent")), line.at)
        self.happen(e.MessagePosted(message_id, Author(role, str(role)), text), line.at)
        self.happen(e.ReadingRecorded(message_id, reading), line.at)

    def _earlier(self, role: Role) -> list[tuple[str, str]]:
        return [(x.id, x.text) for x in self.c.said(role)][-EARLIER_MAX:]


def _customer(record: Mapping[str, Any]) -> Customer:
    given = record.get("customer")
    if not isinstance(given, dict):
        return Customer(str(record.get("customer_id") or "customer"))
    known = {x: given[x] for x in ("name", "email", "phone", "tier") if isinstance(given.get(x), str)}
    return Customer(str(given.get("id") or "customer"), verified=given.get("verified") is True, **known)


def _cart(given: Mapping[str, Any]) -> Cart:
    try:
        return msgspec.convert(given, Cart, strict=False)
    except msgspec.ValidationError as bad:
        raise ValueError(f"cart: {bad}") from None
