"""What a golden page states of a reading: ``heard: frustration 0.8, topic fraud 0.9, intent refund, order_id #W1``."""

from __future__ import annotations

from typing import Any, Final

from msgspec.structs import replace

from ..conversation.values import Guided, Mention, Reading, Topic

_NUMBERS: Final = {
    "asks_for_human",
    "frustration",
    "repeats",
    "gives_up",
    "promises_person",
    "in_scope",
    "intent_score",
    "needs_person",
    "pressure",
}


def heard(stated: str, reading: Reading) -> Reading:
    """The reading with what the page states on top: ``frustration 0.8, topic fraud 0.9, intent refund, order_id
    #W1``.
    """
    changes: dict[str, Any] = {}
    for part in filter(None, (x.strip() for x in stated.split(","))):
        name, _, value = part.partition(" ")
        if name == "failed":
            changes["reader"] = "failed"
        elif name in _NUMBERS:
            number, _, of = value.partition(" of ")
            changes[name] = float(number)
            changes |= {"repeats_of": of} if of else {}
        elif name == "topic":
            topic, _, score = value.partition(" ")
            changes["topics"] = (*changes.get("topics", ()), Topic(topic, float(score or 0.9)))
        elif name == "guided":
            guideline, _, holds = value.rpartition(" ")
            changes["guided"] = (*changes.get("guided", ()), Guided(guideline, float(holds)))
        elif name == "intent":
            intent, _, score = value.partition(" ")
            changes |= {"intent": intent, "intent_score": float(score or 0.9)}
        elif name == "language":
            changes["language"] = value
        elif name == "promises":
            changes["promises"] = (*changes.get("promises", ()), value)
        else:
            value, _, stance = value.partition(" as ")
            changes["mentions"] = (*changes.get("mentions", ()), Mention(name, value, stance=stance or "claimed"))
    return replace(reading, **changes)
