"""Which triggers are there? Found by file name; a name with a colon (``shop_rules.gifts:fires``) is somebody's own
package.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from datetime import datetime
from functools import cache
from types import ModuleType
from typing import Any

from msgspec import Struct

from ..conversation.fold import Conversation
from . import triggers
from .signal import Knobs, Signal

Fires = Callable[[Conversation, Any, datetime], Signal | None]


class Trigger(Struct, frozen=True):
    """A trigger as found: its name, its one function, what can be set, and whether it is in the safety set."""

    name: str
    fires: Fires
    knobs: type[Knobs]
    always: bool
    about: str


@cache
def found() -> dict[str, Trigger]:
    """Every trigger in ``handoff/triggers``, by name."""
    names = sorted(x.name for x in pkgutil.iter_modules(triggers.__path__))
    return {name: _part(name, importlib.import_module(f"{triggers.__name__}.{name}"), "fires") for name in names}


def own(name: str) -> Trigger:
    """A trigger of one's own by ``package.module:function``. Raises ImportError or AttributeError when it is not there.

    Only names from the operator's settings may come here: importing runs code. A policy text can merely use what was
    loaded so.
    """
    module, _, function = name.partition(":")
    return _part(name, importlib.import_module(module), function)


def _part(name: str, module: ModuleType, function: str) -> Trigger:
    knobs = getattr(module, "Knobs", Knobs)
    return Trigger(name, getattr(module, function), knobs, getattr(module, "ALWAYS", False), module.__doc__ or "")
