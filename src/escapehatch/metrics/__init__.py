"""How well did it go? One metric a file, found by file name: ``measure(...) -> value``.

A metric measures conversations. One that says ``OF = Request`` or ``OF = Stay`` measures requests for a person, or agents'
stays (``conversation/requests.py``): a conversation may have several.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from inspect import getdoc
from math import ceil
from pkgutil import iter_modules
from typing import Any

from msgspec.structs import replace

from ..conversation.events import ConversationErased, Recorded
from ..conversation.fold import Conversation, replay
from ..conversation.lifecycle import Status
from ..conversation.requests import Request, Stay, requests, stays
from ..conversation.values import Customer


class Known:
    """What the metrics measure, gathered history by history: the events themselves need not be kept."""

    def __init__(self) -> None:
        self._things: dict[type, list[Any]] = {Conversation: [], Request: [], Stay: []}

    def add(self, records: Sequence[Recorded]) -> None:
        """One conversation, from its beginning. Erased ones count as what they were, of a customer nobody knows; those that had
        not ended, nowhere.
        """
        erased = isinstance(records[-1].event, ConversationErased) if records else False
        c = replay(records[:-1] if erased else records)
        if erased:
            c = replace(c, customer=Customer(c.id))
        if not erased or c.status == Status.CLOSED:
            self._things[Conversation].append(c)
        self._things[Request] += requests(records)
        self._things[Stay] += stays(records)

    def measured(self) -> dict[str, dict[str, Any]]:
        """Each metric's value with its definition."""
        parts = {x.name: import_module(f"{__name__}.{x.name}") for x in iter_modules(__path__)}
        return {
            name: {
                "definition": getdoc(part) or "",
                "value": part.measure(self._things[getattr(part, "OF", Conversation)]),
            }
            for name, part in parts.items()
        }


def everything(histories: Iterable[Sequence[Recorded]]) -> dict[str, dict[str, Any]]:
    """Each metric's value over these histories, one a conversation, with its definition."""
    known = Known()
    for records in histories:
        known.add(records)
    return known.measured()


def quantile(values: Iterable[float], share: float) -> float | None:
    """The smallest value that at least ``share`` of them do not exceed; None when there is none."""
    ordered = sorted(values)
    return ordered[ceil(len(ordered) * share) - 1] if ordered else None
