"""The packet on its way to another system: with the whole transcript, as a value, as text for people, or as a vCon.

Nothing is lost on the way: ``of_vcon(as_vcon(x)) == x``, and the pieces that ``pages`` makes of a text are that text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from ..conversation.fold import Conversation
from ..conversation.picture import Callback
from .facts import Fact
from .packet import Packet
from .wording import Cited

#: Of draft-ietf-vcon-vcon-core; a text dialog and JSON attachments are all that is used of it.
VCON: Final = "0.3.0"
#: The attachment of a vCon that holds the packet, and the one that holds the messages as they are kept here.
PACKET_PURPOSE: Final = "escapehatch-context-packet"
TRANSCRIPT_PURPOSE: Final = "escapehatch-transcript"


class Line(Struct, frozen=True):
    """One message: ``role`` is customer, bot or agent."""

    id: str
    role: str
    name: str
    at: datetime
    text: str


class Carried(Struct, frozen=True):
    """What another system is handed."""

    packet: Packet
    transcript: tuple[Line, ...] = ()


def carry(packet: Packet, c: Conversation) -> Carried:
    """The packet with everything that was said, oldest first."""
    lines = (Line(x.id, str(x.author.role), x.author.name, x.at, x.told) for x in c.said() if x.author)
    return Carried(packet, tuple(lines))


def as_plain(carried: Carried) -> dict[str, Any]:
    """Plain values, ready for JSON."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(carried))
    return plain


def of_plain(plain: Mapping[str, Any]) -> Carried:
    """Raises msgspec.ValidationError, which says where and what."""
    return msgspec.convert(plain, Carried)


def as_text(carried: Carried) -> str:
    """For an e-mail or a ticket's first note: what matters first, the whole transcript last."""
    packet = carried.packet
    number = {x.id: n for n, x in enumerate(carried.transcript, 1)}
    blocks = [
        ("Why now", [f"{packet.reason.because} ({packet.reason.trigger})", *_where(packet)]),
        ("Wants", [packet.wants.text]),
        ("Summary", [_cited(x, number) for x in packet.summary]),
        ("Known", [_fact(x, number) for x in packet.facts]),
        ("Not so any more", [_fact(x, number) for x in packet.superseded]),
        ("Asked for and not given", [_fact(x, number) for x in packet.declined]),
        ("Tried", [_tried(x.what, x.subject, x.outcome, x.ok) for x in packet.tried]),
        ("Promised", [_cited(x, number) for x in packet.promised]),
        ("Answer wanted", [_answer(packet.answer_by)] if packet.answer_by else []),
        ("Still open", [_cited(x, number) for x in packet.open]),
        ("Not there", [f"{x.what}: {x.why}" for x in packet.missing]),
        ("Customer", list(_customer(packet))),
        ("Suggested reply", [packet.suggested_reply] if packet.suggested_reply else []),
    ]
    listed = ["\n".join([title.upper(), *(f"- {x}" for x in lines)]) for title, lines in blocks if lines]
    said = [f"[{n}] {x.at:%Y-%m-%d %H:%M} {x.name or x.role}: {x.text}" for n, x in enumerate(carried.transcript, 1)]
    return "\n\n".join([*listed, "\n".join(["TRANSCRIPT", *said])]) + "\n"


def _answer(wanted: Callback) -> str:
    to = f" to {wanted.contact}" if wanted.contact else ""
    return f"{'By e-mail' if wanted.how == 'email' else 'In writing or by a call'}{to}, by {wanted.promised_at:%Y-%m-%d %H:%M} UTC"


def pages(text: str, limit: int) -> Iterator[str]:
    """``text`` in pieces of at most ``limit`` characters, cut at line ends where there are any; joined they are ``text``."""
    while len(text) > limit:
        cut = text.rfind("\n", 0, limit) + 1 or limit
        yield text[:cut]
        text = text[cut:]
    if text:
        yield text


def as_vcon(carried: Carried) -> dict[str, Any]:
    """A vCon of the conversation so far: parties, a text dialog, the summary as analysis, the packet as attachment."""
    plain = as_plain(carried)
    parties = list(dict.fromkeys((x.role, x.name) for x in carried.transcript))
    if not any(role == "customer" for role, _ in parties):
        parties.insert(0, ("customer", carried.packet.customer.name))
    begun = carried.transcript[0].at.isoformat() if carried.transcript else None
    return {
        "vcon": VCON,
        "uuid": carried.packet.conversation_id,
        "created_at": begun,
        "subject": carried.packet.reason.because,
        "parties": [_party(role, name, carried.packet) for role, name in parties],
        "dialog": [
            {
                "type": "text",
                "start": x.at.isoformat(),
                "parties": [parties.index((x.role, x.name))],
                "mediatype": "text/plain",
                "body": x.text,
                "encoding": "none",
            }
            for x in carried.transcript
        ],
        "analysis": [
            {
                "type": "summary",
                "dialog": _dialogs(x, carried),
                "vendor": "escapehatch",
                "mediatype": "text/plain",
                "body": x.text,
                "encoding": "none",
            }
            for x in carried.packet.summary
        ],
        "attachments": [
            _attachment(PACKET_PURPOSE, plain["packet"], begun),
            _attachment(TRANSCRIPT_PURPOSE, plain["transcript"], begun),
        ],
    }


def of_vcon(vcon: Mapping[str, Any]) -> Carried:
    """What ``as_vcon`` was given. Raises ValueError for a vCon that holds no packet."""
    held = {x.get("purpose"): str(x.get("body")) for x in vcon.get("attachments") or () if isinstance(x, dict)}
    if PACKET_PURPOSE not in held:
        raise ValueError(f"This vCon has no attachment with the purpose {PACKET_PURPOSE!r}.")
    parts = {
        "packet": msgspec.json.decode(held[PACKET_PURPOSE]),
        "transcript": msgspec.json.decode(held.get(TRANSCRIPT_PURPOSE) or "[]"),
    }
    return of_plain(parts)


def _where(packet: Packet) -> list[str]:
    reason = packet.reason
    return [f"queue {reason.queue}, priority {reason.priority}"] if reason.queue else []


def _cited(said: Cited, number: Mapping[str, int]) -> str:
    return f"{said.text} {_refs(said.messages, number)}".rstrip()


def _refs(ids: tuple[str, ...], number: Mapping[str, int]) -> str:
    known = [str(number[x]) for x in ids if x in number]
    return f"[{', '.join(known)}]" if known else ""


def _fact(fact: Fact, number: Mapping[str, int]) -> str:
    kind = fact.type.replace("_", " ")
    ids = (fact.message_id, *fact.also)
    return f"{kind}{': ' if fact.value else ''}{fact.value} ({fact.status}) {_refs(ids, number)}".rstrip()


def _tried(what: str, subject: str, outcome: str, ok: bool) -> str:
    return f"{f'{what} {subject}'.strip()}: {outcome or ('done' if ok else 'failed')}"


def _customer(packet: Packet) -> Iterator[str]:
    who = packet.customer
    for label, value in (("name", who.name), ("e-mail", who.email), ("phone", who.phone), ("level", who.tier)):
        if value:
            yield f"{label}: {value}"
    yield f"identity: {'verified by the shop' if who.verified else 'not verified'}"


def _party(role: str, name: str, packet: Packet) -> dict[str, Any]:
    party: dict[str, Any] = {"role": role, **({"name": name} if name else {})}
    if role == "customer":
        who = packet.customer
        party |= {k: v for k, v in (("name", who.name or name), ("mailto", who.email), ("tel", who.phone)) if v}
    return party


def _dialogs(said: Cited, carried: Carried) -> list[int]:
    return [n for n, x in enumerate(carried.transcript) if x.id in said.messages]


def _attachment(purpose: str, body: Any, begun: str | None) -> dict[str, Any]:
    text = msgspec.json.encode(body).decode()
    return {
        "purpose": purpose,
        "start": begun,
        "party": 0,
        "mediatype": "application/json",
        "body": text,
        "encoding": "json",
    }
