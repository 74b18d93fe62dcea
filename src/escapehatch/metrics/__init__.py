"""How well did it go? One metric a file, each ``measure(conversations) -> value``; found by file name."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from inspect import getdoc
from pkgutil import iter_modules
from typing import Any

from ..conversation.fold import Conversation


def everything(conversations: Iterable[Conversation]) -> dict[str, dict[str, Any]]:
    """Each metric's value with its definition."""
    known = tuple(conversations)
    parts = {x.name: import_module(f"{__name__}.{x.name}") for x in iter_modules(__path__)}
    return {name: {"definition": getdoc(part) or "", "value": part.measure(known)} for name, part in parts.items()}
