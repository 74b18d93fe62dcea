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

from ..conversation.events import Recorded
from ..conversation.fold import Conversation, replay
from ..conversation.requests import Request, Stay, requests, stays


def everything(histories: Iterable[Sequence[Recorded]]) -> dict[str, dict[str, Any]]:
    """Each metric's value with its definition. One history a conversation."""
    known: dict[type, list[Any]] = {Conversation: [], Request: [], Stay: []}
    for records in histories:
        known[Conversation].append(replay(records))
        known[Request] += requests(records)
        known[Stay] += stays(records)
    parts = {x.name: import_module(f"{__name__}.{x.name}") for x in iter_modules(__path__)}
    return {
        name: {"definition": getdoc(part) or "", "value": part.measure(known[getattr(part, "OF", Conversation)])}
        for name, part in parts.items()
    }


def quantile(values: Iterable[float], share: float) -> float | None:
    """The smallest value that at least ``share`` of them do not exceed; None when there is none."""
    ordered = sorted(values)
    return ordered[ceil(len(ordered) * share) - 1] if ordered else None
