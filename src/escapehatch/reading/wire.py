"""One line of ``escapehatch read``: a record in, what was heard out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..conversation.values import Reading, Role
from ..ports import Reader


def read_line(reader: Reader, record: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to ``{"text", "before"}``; ``id`` and ``ms`` are the caller's. Raises ValueError when there is no text."""
    text, before = record.get("text"), record.get("before") or ""
    if not isinstance(text, str):
        raise ValueError("'text' is needed: the customer's words as text")
    if not isinstance(before, str):
        raise ValueError("'before' must be text: the bot's last words")
    return as_line(reader.read(text, Role.CUSTOMER, before))


def as_line(reading: Reading) -> dict[str, Any]:
    """A reading in the keys of the command's output. Facts: what is stated as true of the speaker."""
    return {
        "language": reading.language,
        "intent": reading.intent,
        "intent_score": reading.intent_score,
        "in_scope": reading.in_scope,
        "asks_for_human": reading.asks_for_human,
        "frustration": reading.frustration,
        "topics": [{"name": x.name, "score": x.score} for x in reading.topics],
        "facts": [
            {"type": x.type, "value": x.value, "start": x.start, "end": x.end}
            for x in reading.mentions
            if x.value and x.stance in ("claimed", "corrects", "confirmed")
        ],
    }
