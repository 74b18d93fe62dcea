"""What changed between two sheets of plain values: one line for each place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct


class Difference(Struct, frozen=True):
    """One thing that changed. ``before`` or ``after`` is None where it was not there; ``at`` is its place, dotted."""

    at: str
    before: Any
    after: Any

    def __str__(self) -> str:
        if self.before is None:
            return f"+ {self.at}: {_shown(self.after)}"
        if self.after is None:
            return f"- {self.at}: {_shown(self.before)}"
        return f"~ {self.at}: {_shown(self.before)} -> {_shown(self.after)}"


def differences(before: Any, after: Any, at: str = "") -> Iterator[Difference]:
    """In the order of ``before``, then of what is new. Mappings are compared key by key, everything else as a whole."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from differences(before.get(key), after.get(key), f"{at}.{key}" if at else key)
    else:
        yield Difference(at, before, after)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {_shown(v)}" for k, v in value.items() if v not in ("", [], {})) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_shown(x) for x in value) + "]"
    return str(value)
