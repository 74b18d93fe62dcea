"""The invariant checker: reads what happened and names every promise that was broken.

It runs on a journal, live or exported, and asks nobody: what the desk believed is worked out anew from the events. Each
rule has a bent history in the tests that it catches, and clean ones raise no alarm. O(n log n) in the number of events.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from ...conversation.events import Recorded
from ..snapshot import conversations, snapshot
from . import rows
from .across import Across
from .rules import Broken, broken

__all__ = ["Broken", "export_lines", "verify", "verify_file"]

#: Conversations between two signs of life.
EVERY: Final = 5_000

Told = Callable[[int], None]


def silent(done: int) -> None:
    """Says nothing."""


def verify(
    histories: Iterable[tuple[str, Sequence[Recorded]]],
    told: Told = silent,
    seats: Mapping[str, float] | None = None,
) -> list[Broken]:
    """Every broken invariant of these histories. ``told`` hears now and then how many are done.

    ``seats``: what each conversation takes of an agent's capacity; without it capacity is judged by each choice alone.
    """
    found, across = list[Broken](), Across()
    for done, (conversation_id, records) in enumerate(histories, 1):
        found += broken(conversation_id, records)
        across.add(conversation_id, records)
        if done % EVERY == 0:
            told(done)
    return [*found, *across.broken(seats)]


def verify_file(path: Path, told: Told = silent, keys: Path | None = None) -> list[Broken]:
    """Check a SQLite journal (opened read-only; it may be in use), a backup of one, or an export in JSON Lines."""
    with path.open("rb") as file:
        kept = file.read(15) == b"SQLite format 3"
    if not kept:
        return verify(_exported(path), told)
    with snapshot(path, keys) as db:
        beside = rows.Beside(db)
        found = verify(beside.overheard(conversations(db)), told, rows.seats(db))
        return [*found, *beside.broken(), *rows.unproved(db)]


def _exported(path: Path) -> Iterator[tuple[str, list[Recorded]]]:
    found: dict[str, list[Recorded]] = {}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                found.setdefault(str(row["conversation_id"]), []).append(msgspec.convert(row, Recorded))
            except (ValueError, KeyError, TypeError, msgspec.ValidationError) as wrong:
                raise ValueError(f"line {number}: {wrong}") from None
    yield from found.items()


def export_lines(path: Path) -> Iterator[str]:
    """A SQLite journal as JSON Lines, an event a line."""
    with snapshot(path) as db:
        for conversation_id, records in conversations(db):
            for record in records:
                row = {"conversation_id": conversation_id, **msgspec.to_builtins(record)}
                yield json.dumps(row, ensure_ascii=False)
