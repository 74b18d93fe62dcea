"""The command ``backtest``: from what was typed to a report on the terminal, in a file, and an exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from ...handoff.cel import CelFailed, CelRefused
from ...handoff.policy import Policy
from ...ports import Reader
from ..replay import Mask
from ..staffing.typed import PATIENCE_CV, SHAPES, question
from ..staffing.words import handles, rate, seconds, target
from .curve import Costs, costs_of
from .figures import Handling
from .gate import Gate, gate
from .html import page
from .readings import Readings, taught, version
from .report import Report, Wanted, report
from .retold import threshold
from .table import show
from .tally import Tally

#: Hands each record of the input to a function, tells which could not be used, and says how many those were.
Each = Callable[[Callable[[Mapping[str, Any]], None]], int]


class Typed(Struct, frozen=True):
    """The options as they were typed. See ``escapehatch backtest --help``."""

    json: bool = False
    html: Path | None = None
    fail_if: str = ""
    costs: str = ""
    handle: str = "9min"
    handle_cv: float = 1.0
    arrivals: str = ""
    agents: int | None = None
    patience: str = ""
    concurrency: int = 1
    slowdown: str = ""
    target: str = "80%/60s"
    readings: Path | None = None
    reader: str = "encoder"
    examples: int = 5
    seed: int = 7


def run(each: Each, policies: list[Policy], typed: Typed, reader: Callable[[str], Reader], mask: Mask) -> int:
    """The exit code: 0, 1 when --fail-if holds, 2 when something could not be read. Raises ValueError for options."""
    wanted, stop = wanted_of(typed, policies), _gate(typed.fail_if)
    make, now = cache(lambda: reader(typed.reader)), version(typed.reader)
    kept = Readings(lambda: make().read, now, typed.readings)
    base = kept.read
    reads = {str(x.topics): taught(base, x, make, now, typed.readings) for x in policies}
    tally = Tally(policies, [reads[str(x.topics)][0] for x in policies], mask)
    try:
        bad = each(tally.take)
        tally.finish()
    finally:
        kept.save()
        for _, save in reads.values():
            save()
    if not tally.cases[0]:
        raise ValueError("No conversation could be read: there is nothing to report.")
    sides = [(x.name, threshold(x), cases) for x, cases in zip(policies, tally.cases, strict=True)]
    found = report(sides, wanted)
    _write(found, typed)
    if stop:
        failed = _stopped(stop, found)
        return failed or (2 if bad else 0)
    return 2 if bad else 0


def wanted_of(typed: Typed, policies: Sequence[Policy] = ()) -> Wanted:
    """What to reckon with; costs that are not typed are the first policy's that has some. Raises ValueError."""
    named = next((x.costs for x in policies if x.costs), None)
    own = Costs(named.handoff, named.missed) if named else None
    share, within_s = target(typed.target)
    if not 0 <= typed.handle_cv <= 20 or not 0 <= typed.examples <= 1000:
        raise ValueError("--handle-cv lies between 0 and 20, --examples between 0 and 1,000.")
    if typed.agents is not None and typed.agents < 1:
        raise ValueError("At least one agent.")
    stay = (
        question("1/min", "1min", typed.patience, shape=SHAPES[0], cv=PATIENCE_CV).patience if typed.patience else None
    )
    return Wanted(
        Handling(seconds(typed.handle), typed.handle_cv),
        costs_of(typed.costs) if typed.costs else own,
        rate(typed.arrivals) if typed.arrivals else None,
        typed.agents,
        handles(typed.handle, typed.concurrency, typed.slowdown),
        stay,
        share,
        within_s,
        typed.seed,
        typed.examples,
    )


def _gate(text: str) -> Gate | None:
    """The condition of --fail-if. Raises ValueError with the column."""
    if not text:
        return None
    try:
        return gate(text)
    except CelRefused as refused:
        raise ValueError(
            f"--fail-if, column {refused.offset + 1}: {refused.sentence} {refused.hint}".rstrip()
        ) from None


def _write(found: Report, typed: Typed) -> None:
    if typed.html:
        typed.html.write_text(page(found), encoding="utf-8")
        print(f"The report: {typed.html}", file=sys.stderr)
    if typed.json:
        print(json.dumps(found.plain(), ensure_ascii=False))
    else:
        show(found)


def _stopped(stop: Gate, found: Report) -> int:
    try:
        fails = stop.fails(found)
    except CelFailed as failed:
        raise ValueError(f"--fail-if: {failed}") from None
    if fails:
        print(f"Fails: {stop.text}", file=sys.stderr)
    return int(fails)
