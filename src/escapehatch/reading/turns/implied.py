"""Labels that one's own history implies: when an agent came in, and where a customer was lost.

In a transcript that went to a person, the last turn before it is labelled. In one that did not, but whose customer left,
came back later or rated badly, the customer's last turn is. All other turns of the bot's part are 0; what was said after a
person came teaches nothing about when to bring one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

#: Outcomes of customers who were not helped, and the worst ratings (of 5).
LOST: Final = frozenset({"left", "returned_later"})
BAD_RATING: Final = 2


def spoken(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The dialogue of a whole transcript, without labels; what already is a dialogue stays as it is. Raises ValueError."""
    if "turns" in record or "messages" not in record:
        return record
    return {**record, "turns": [_turn(x) for _, x in _numbered(record)]}


def dialogue(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The labelled dialogue of a transcript; what already is a dialogue stays as it is. Raises ValueError."""
    if "turns" in record or "messages" not in record:
        return record
    said = _numbered(record)
    at = record.get("handoff_at")
    if at is None and record.get("outcome") == "handed_off":
        at = next((n - 1 for n, x in said if x.get("role") == "agent"), None)
    kept = [x for n, x in said if at is None or n <= at]
    first = len(kept) - 1 if at is not None else _last_words(kept) if _lost(record) else len(kept)
    return {**record, "turns": [{**_turn(x), "label": int(n >= first)} for n, x in enumerate(kept)]}


def _numbered(record: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    messages = record["messages"]
    if not isinstance(messages, list) or not all(isinstance(x, dict) for x in messages):
        raise ValueError("'messages' must be a list of objects")
    return [(x.get("i", n), x) for n, x in enumerate(messages) if x.get("role") != "system"]


def _last_words(said: list[Mapping[str, Any]]) -> int:
    """Where the customer spoke last."""
    return max((n for n, x in enumerate(said) if x.get("role") == "customer"), default=len(said))


def _lost(record: Mapping[str, Any]) -> bool:
    rating = record.get("rating")
    return record.get("outcome") in LOST or (isinstance(rating, int) and 1 <= rating <= BAD_RATING)


def _turn(message: Mapping[str, Any]) -> dict[str, Any]:
    role = message.get("role")
    return {"role": "agent" if role == "bot" else role, "text": message.get("text")}
