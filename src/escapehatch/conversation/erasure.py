"""What remains of an event when its customer has the right to be forgotten: when it happened, who held the conversation,
how it was decided. Nothing that anybody said, and nothing that says who the customer is (G22).

What is not named here as staying goes: a field that is added tomorrow is forgotten until somebody decides otherwise. So
the history still folds, every rule that held still holds, and the figures of the day stay what they were.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec.structs import fields, replace

from . import events as e
from .values import Author, Cart, Choice, Customer, Reading, Reason, Role, Wait

#: Stands where the customer's id stood.
NOBODY: Final = "erased"
#: Ids of ours, of agents, and of messages; and words of our own, from short lists.
STAYS: Final = frozenset(
    [
        "conversation_id",
        "message_id",
        "note_id",
        "turn_id",
        "escalation_id",
        "reservation_id",
        "agent_id",
        "to_agent_id",
        "answers",
        "policy",
        "queue",
        "channel",
        "locale",
        "kind",
        "live",
        "part",
        "how",
        "choices",
    ]
)
#: Words that come from a short list in one event and from people in others.
STAYS_IN: Final = frozenset(
    {
        ("BotTurnEnded", "outcome"),
        ("FallbackOffered", "because"),
        ("ConversationClosed", "disposition"),
        ("ReturnedToBot", "disposition"),
    }
)
#: What a word from a short list looks like.
CODE: Final = re.compile(r"[a-z][a-z_]{0,39}")


def forgotten(event: e.Event) -> e.Event:
    """``event`` without what was said and without the customer. What is forgotten already stays as it is."""
    name = e.name_of(event)
    left = {x.name: _left(name, x, getattr(event, x.name)) for x in fields(event)}
    return type(event)(**left)


def _left(event: str, field: Any, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | datetime):
        return value
    if type(value) in VALUES:
        return VALUES[type(value)](value)
    if field.name in STAYS or ((event, field.name) in STAYS_IN and CODE.fullmatch(value)):
        return value
    if field.name == "facts":
        return tuple("=" if not (found := CODE.match(x)) else f"{found[0]}=" for x in value)
    return type(value)() if field.default is msgspec.NODEFAULT else field.default


def _reading(x: Reading) -> Reading:
    guided = tuple(replace(y, quote="") for y in x.guided)
    return replace(x, mentions=(), promises=(), guided=guided)


#: What is left of each value.
VALUES: Final[dict[type, Callable[[Any], Any]]] = {
    Author: lambda x: Author(x.role, NOBODY) if x.role == Role.CUSTOMER else x,
    Customer: lambda x: Customer(NOBODY),
    Cart: lambda x: replace(x, items=()),
    Reading: _reading,
    Reason: lambda x: replace(x, because=x.trigger),
    Wait: lambda x: x,
    Choice: lambda x: x,
}
