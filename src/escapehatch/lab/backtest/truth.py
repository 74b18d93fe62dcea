"""When was a person needed? What a record says about that.

``handoff_at`` is the index of the last message before a person was brought in; null: never. ``outcome`` is one of
``bot_resolved``, ``handed_off``, ``left``, ``returned_later``. Who left or came back unhelped needed a person; the moment is not known then. Hints
(``asks_for_human``, ``ends_in_transfer``) count only where neither is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

OUTCOMES: Final = {"bot_resolved": False, "handed_off": True, "left": True, "returned_later": True}
HINTS: Final = ("asks_for_human", "ends_in_transfer")


class Truth(Struct, frozen=True):
    """``needed``: None when the record does not say. ``at``: index of the last message before the person; None: unknown.

    ``by``: the key that says so.
    """

    needed: bool | None = None
    at: int | None = None
    by: str = ""


def truth(record: Mapping[str, Any]) -> Truth:
    """What the record says. Raises ValueError for a value that means nothing."""
    at, outcome = record.get("handoff_at"), record.get("outcome")
    if at is not None and (isinstance(at, bool) or not isinstance(at, int)):
        raise ValueError(f"'handoff_at' is the index of a message or null, not {at!r}")
    if outcome is not None and outcome not in OUTCOMES:
        raise ValueError(f"'outcome' is one of {', '.join(OUTCOMES)}, not {outcome!r}")
    if at is not None:
        return Truth(True, at, "handoff_at")
    if outcome is not None:
        return Truth(OUTCOMES[outcome], _first_agent(record) if outcome == "handed_off" else None, "outcome")
    if "handoff_at" in record:
        return Truth(False, None, "handoff_at")
    hints = [x for x in HINTS if isinstance(record.get(x), bool)]
    return Truth(any(record[x] for x in hints), None, "hint") if hints else Truth()


def _first_agent(record: Mapping[str, Any]) -> int | None:
    """The message before an agent's first words."""
    before = None
    for n, message in enumerate(record.get("messages") or ()):
        if message.get("role") == "agent":
            return before
        i = message.get("i", n)
        before = i if isinstance(i, int) else n
    return None
