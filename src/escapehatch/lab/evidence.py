"""Every request for a person as one line, for whoever must show how long people waited: a spreadsheet, an auditor, the law.

A line names no customer and quotes nothing: ids, instants, queue, what became of it, and whether it was served in time.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from ..conversation.events import Recorded
from ..conversation.requests import Request, requests
from ..metrics.served_in_time import WITHIN_S, judged, measure
from .snapshot import conversations, snapshot


def evidence(path: Path, within_s: float = WITHIN_S) -> list[dict[str, Any]]:
    """The lines of a SQLite journal. Raises apsw.Error."""
    with snapshot(path) as db:
        return list(lines((records for _, records in conversations(db)), within_s))


def report(
    found: Iterable[Request],
    within_s: float,
    since: datetime | None,
    until: datetime | None,
    now: datetime,
    most: int,
) -> dict[str, Any]:
    """The oldest ``most`` rows, whether there are ``more``, the same as ``csv``, and of all of them the share ``served`` in time."""
    asked = sorted((x for x in found if _between(x, since, until)), key=lambda x: x.requested_at)
    rows = [line(x, within_s) for x in asked[:most]]
    served = msgspec.to_builtins(measure(asked, within_s, now=now))
    return {"rows": rows, "more": len(asked) > most, "csv": as_csv(rows), "served": served}


def _between(x: Request, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or x.requested_at >= since) and (until is None or x.requested_at < until)


def lines(
    histories: Iterable[Sequence[Recorded]],
    within_s: float = WITHIN_S,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[dict[str, Any]]:
    """A line for each request made from ``since`` on and before ``until``, as plain values."""
    for records in histories:
        for x in requests(records):
            if _between(x, since, until):
                yield line(x, within_s)


def line(x: Request, within_s: float = WITHIN_S) -> dict[str, Any]:
    """``served``: in_time, late, left_early, outside_hours or waiting, judged by ``within_s``."""
    plain: dict[str, Any] = msgspec.to_builtins(x)
    return {**plain, "outcome": x.outcome, "wait_s": x.wait_s, "within_s": within_s, "served": judged(x, within_s)}


def as_csv(found: Iterable[dict[str, Any]]) -> str:
    """For a spreadsheet: a head line, lists with spaces between, nothing where there is nothing."""
    out = io.StringIO()
    names = [*Request.__struct_fields__, "outcome", "wait_s", "within_s", "served"]
    sheet = csv.DictWriter(out, names, lineterminator="\n")
    sheet.writeheader()
    for x in found:
        sheet.writerow({key: " ".join(value) if isinstance(value, tuple) else value for key, value in x.items()})
    return out.getvalue()
