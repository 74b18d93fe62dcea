"""A backtest in a process of its own, so that the server's answers do not wait for it: ``python -m escapehatch.backtest_apart``.

One JSON object on standard input (``Job``), JSON Lines on standard output: ``{"done", "of"}`` as it goes on, at the end
``{"html", "numbers", "moved", ...}`` or ``{"problem"}``.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from . import adapters, logs
from .handoff.policy import Policy, parse
from .lab.backtest.html import page
from .lab.backtest.imported import records
from .lab.backtest.readings import Readings, taught, version
from .lab.backtest.report import Case, moved, report
from .lab.backtest.retold import threshold
from .lab.backtest.tally import Tally
from .lab.backtest.typed import Typed, wanted_of
from .ports import Reader
from .reading.secrets import mask
from .settings import SettingsRefused

#: Conversations of which it is told how they are decided otherwise.
MOVED_MAX: Final = 300
#: Messages of an imported one that are shown.
SHOWN_MAX: Final = 60
#: Characters of each.
SHOWN_CHARS: Final = 500
#: How far it steps back for the server's own work.
NICE: Final = 10
#: Progress is told after so many records.
TELL_EVERY: Final = 25


class Job(Struct, frozen=True):
    """``records``: the file. ``own``: triggers of the operator's packages. ``options``: as ``Typed`` has them."""

    policy: str
    against: str
    records: str
    reader: str = "plain"
    own: tuple[str, ...] = ()
    options: dict[str, Any] = {}


def main() -> int:
    """Do the job, after everything else that this machine has to do; 1 when it cannot be done."""
    os.nice(NICE)
    try:
        _tell(work(msgspec.json.decode(sys.stdin.buffer.read(), type=Job)))
    except (ValueError, OSError, SettingsRefused) as wrong:
        _tell({"problem": str(wrong)})
        return 1
    return 0


def work(job: Job) -> dict[str, Any]:
    """The report and everything around it. Raises ValueError."""
    own = adapters.own_triggers(job.own)
    policies = [parse(job.policy, "draft", own), parse(job.against, "in force", own)]
    typed = Typed(reader=job.reader, **job.options)
    wanted = wanted_of(typed, policies)
    rows = list(records(Path(job.records).read_text("utf-8")))
    tally, wrong = _told(policies, rows, job.reader)
    if not tally.told:
        raise ValueError(wrong[0] if wrong else "There is no conversation to look at.")
    sides = [(x.name, threshold(x), cases) for x, cases in zip(policies, tally.cases, strict=True)]
    found = report(sides, wanted)
    plain = found.plain()
    figures = {x: plain[x] for x in ("conversations", "handed_off", "handed_off_rate", "agent_minutes")}
    before = {x: plain["against"][x] for x in figures}
    return {
        "html": page(found),
        "numbers": {"draft": figures, "in_force": before},
        "agents_needed": [x.waits.agents_needed if x and x.waits else None for x in (found.policy, found.against)],
        "unread": {"count": len(wrong), "first": wrong[:5]},
        **_otherwise(tally.cases, {str(x.get("id")): x for _, x in rows if "messages" in x}),
    }


def _told(policies: Sequence[Policy], rows: Sequence[tuple[int, dict[str, Any]]], kind: str) -> tuple[Tally, list[str]]:
    make: Callable[[], Reader] = cache(lambda: adapters.reader_of(kind))
    kept = Readings(lambda: make().read, now := version(kind))
    reads = [taught(kept.read, x, make, now, None)[0] for x in policies]
    tally, wrong = Tally(policies, reads if reads[0] is not reads[1] else reads[0], mask), list[str]()
    for n, (line, row) in enumerate(rows):
        if n % TELL_EVERY == 0:
            _tell({"done": n, "of": len(rows)})
        try:
            tally.take(row)
        except (ValueError, TypeError, KeyError, AttributeError) as bad:
            wrong.append(f"line {line}: {bad}")
    tally.finish()
    return tally, wrong


def _otherwise(cases: Sequence[Sequence[Case]], known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Who is decided otherwise, and how; of imported ones the words too."""
    pairs = [(x, y, moved(x.mark.handed, y.mark.handed)) for x, y in zip(*cases, strict=True)]
    kinds = [x for x in pairs if x[2]]
    rows = [
        {"id": now.id, "kind": kind, "draft": _how(now), "in_force": _how(before), "said": now.said or before.said, "messages": list(_said(known.get(now.id, {})))}
        for now, before, kind in kinds[:MOVED_MAX]
    ]  # fmt: skip
    return {"moved": rows, "moved_count": len(kinds)}


def _how(case: Case) -> dict[str, Any] | None:
    reason = case.course.reason
    if reason is None:
        return None
    return {"turn": case.course.turn, "i": case.course.i, "trigger": reason.trigger, "because": reason.because}


def _said(record: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for x in list(record.get("messages") or ())[:SHOWN_MAX]:
        yield {"role": str(x.get("role", "")), "text": mask(str(x.get("text", "")))[:SHOWN_CHARS]}


def _tell(line: Mapping[str, Any]) -> None:
    print(json.dumps(line, ensure_ascii=True), flush=True)


if __name__ == "__main__":
    logs.begin("warning")
    sys.exit(main())
