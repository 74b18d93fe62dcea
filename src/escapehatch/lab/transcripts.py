"""One's own conversations as transcripts, for ``backtest``, ``replay`` and ``train handoff``.

What became of each is told by what happened later: who came back within three days of a conversation in which no person
answered was not helped by it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from ..conversation import events as e
from ..conversation.decide import UNHELPED
from ..conversation.events import Recorded
from ..conversation.fold import Conversation, apply, replay
from ..handoff.carried import as_vcon, carry
from ..handoff.packet import assemble
from .snapshot import conversations, snapshot

#: Who comes back within this time came back about the same.
BACK_WITHIN: Final = timedelta(hours=72)


def export_transcripts(path: Path) -> Iterator[str]:
    """A SQLite journal as JSON Lines, a conversation a line."""
    with snapshot(path) as db:
        for line in transcripts(conversations(db)):
            yield json.dumps(line, ensure_ascii=False)


def export_vcons(path: Path) -> Iterator[str]:
    """A SQLite journal as vCons, a conversation a line: with the packet as it was when the last event happened."""
    with snapshot(path) as db:
        for _, records in conversations(db):
            c = replay(records)
            if c.said() and c.updated_at:
                yield json.dumps(as_vcon(carry(assemble(c, c.updated_at), c)), ensure_ascii=False)


class _Told(Struct):
    c: Conversation
    handoff_at: int | None = None


def transcripts(told_of: Iterable[tuple[str, Sequence[Recorded]]]) -> Iterator[dict[str, Any]]:
    """A transcript line (see ``docs/examples/transcripts.jsonl``) for each conversation in which something was said."""
    told = [x for _, records in told_of if (x := _tell(records)).c.said()]
    begun = defaultdict(list)
    for x in told:
        if x.c.customer.id and x.c.started_at:
            begun[x.c.customer.id].append(x.c.started_at)
    for x in told:
        ended = x.c.updated_at
        again = any(ended and ended < at <= ended + BACK_WITHIN for at in begun[x.c.customer.id])
        yield _line(x, again)


def _tell(records: Sequence[Recorded]) -> _Told:
    told = _Told(Conversation())
    for record in records:
        if isinstance(record.event, e.HandoffRequested) and told.handoff_at is None and told.c.said():
            told.handoff_at = len(told.c.said()) - 1
        told.c = apply(told.c, record)
    return told


def _line(told: _Told, again: bool) -> dict[str, Any]:
    c = told.c
    messages = [
        {"i": n, "role": str(x.author.role), "text": x.told, "at": x.at.isoformat()}
        for n, x in enumerate(c.said())
        if x.author
    ]
    line: dict[str, Any] = {
        "id": c.id,
        "messages": messages,
        "customer": {"id": c.customer.id, "tier": c.customer.tier},
    }
    if c.cart.items or c.cart.total:
        line["cart"] = {"total": c.cart.total, "currency": c.cart.currency, "items": list(c.cart.items)}
    line |= {"handoff_at": told.handoff_at, "outcome": _outcome(told, again)}
    return line | ({"rating": c.rating} if c.rating else {})


def _outcome(told: _Told, again: bool) -> str:
    if told.handoff_at is not None:
        return "handed_off"
    if again:
        return "returned_later"
    return "left" if told.c.unanswered or told.c.disposition in UNHELPED - {"inactive"} else "bot_resolved"
