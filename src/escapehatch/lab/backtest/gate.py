"""``--fail-if``: a condition in CEL over the numbers of a report, so that a pipeline can refuse a policy.

    missed_rate > 0.05 || needless_rate > against.needless_rate

``NAME`` is of the policy, ``against.NAME`` of the other one, ``difference.NAME`` the first less the second.
Numbers are numbers: 1 and 1.0 are the same.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any, Final

from cel_expr_python import cel  # type: ignore[import-untyped]
from msgspec import Struct

from ...handoff.cel import CelFailed, CelRefused
from .figures import NUMBERS
from .report import Report

#: Numbers of the predicted waits.
WAITS: Final = (
    "p_wait", "asa_s", "p_abandon", "wait_p90_s", "queue_mean", "occupancy", "service_level", "served_within",
    "agents_needed",
)  # fmt: skip
DIFFERENCES: Final = (
    "handed_off", "missed", "needless", "offered", "agents_needed",
    *(x + end for x in ("handed_off_rate", "missed_rate", "needless_rate", "gt1", "gt2", "gt3", "within_2_turns_rate")
      for end in ("", "_low", "_high")),
)  # fmt: skip
NAMES: Final = (
    *(where + x for where in ("", "against.") for x in (*NUMBERS, *WAITS, "cost")),
    *(f"difference.{x}" for x in DIFFERENCES),
)

_ENV: Final = cel.NewEnv(variables=dict.fromkeys(NAMES, cel.Type.DOUBLE))
_LOOSE: Final = cel.NewEnv(variables=dict.fromkeys(NAMES, cel.Type.DYN))
_WHERE: Final = re.compile(r"<input>:(\d+):(\d+): (.*)")
_UNDECLARED: Final = re.compile(r"undeclared reference to '([^']+)'")
_MIXED: Final = re.compile(r"no matching overload for '\S+' applied to '\((?:(?:double|int)(?:, )?)+\)'")
_NAME: Final = re.compile(r"[a-z_][\w.]*")


class Gate(Struct, frozen=True):
    """A checked condition."""

    text: str
    expression: Any

    def fails(self, found: Report) -> bool:
        """Whether the condition is true of the report. Raises handoff.cel.CelFailed when a number is not known."""
        values = named(found)
        for name in _NAME.findall(self.text):
            if name in NAMES and values.get(name) is None:
                raise CelFailed(f"{name} is not known in this report{_why(name)}")
        answer = self.expression.eval(data={k: float(v) for k, v in values.items() if v is not None})
        if answer.type() == cel.Type.ERROR:
            raise CelFailed(str(answer.value()))
        return answer.value() is True


def _why(name: str) -> str:
    if name.startswith(("against.", "difference.")):
        return ": it needs --against"
    if name in WAITS:
        return ": it needs --arrivals"
    return ": it needs --costs" if name == "cost" else ": no conversation says"


def gate(text: str) -> Gate:
    """Check a condition. Raises handoff.cel.CelRefused with the place."""
    try:
        expression = _LOOSE.compile(text)
        _types(text)
    except CelRefused:
        raise
    except Exception as refused:
        raise _explained(text, str(refused)) from None
    if expression.return_type() != cel.Type.BOOL:
        raise CelRefused("A condition must be true or false.", 0, "Write for example missed_rate > 0.05.")
    return Gate(text, expression)


def _types(text: str) -> None:
    """Everything but whole against decimal numbers must fit by type."""
    try:
        _ENV.compile(text)
    except Exception as refused:
        for line, column, sentence in _WHERE.findall(str(refused)):
            if not _MIXED.search(sentence):
                raise _at(text, int(line), int(column), sentence) from None


def _explained(text: str, message: str) -> CelRefused:
    found = _WHERE.search(message)
    return _at(text, int(found[1]), int(found[2]), found[3]) if found else CelRefused(message.splitlines()[0])


def _at(text: str, line: int, column: int, sentence: str) -> CelRefused:
    before = text.split("\n")[: line - 1]
    offset = min(sum(len(x) + 1 for x in before) + column - 1, len(text))
    unknown = _UNDECLARED.search(sentence)
    if not unknown:
        return CelRefused(sentence.split(" (in container")[0][:200], offset)
    start = text.rfind(unknown[1], 0, offset + len(unknown[1]))
    name = next((x for x in _NAME.findall(text[max(start, 0) :])), unknown[1])
    close = difflib.get_close_matches(name, NAMES, n=1, cutoff=0.6)
    hint = f"Did you mean '{close[0]}'?" if close else f"Known are: {', '.join(NUMBERS[:20])} ..."
    return CelRefused(f"'{name}' is not known here.", start if start >= 0 else offset, hint)


def named(found: Report) -> Mapping[str, float | int | None]:
    """Every number of the report by the name that a condition may use."""
    values: dict[str, float | int | None] = {}
    for where, side in (("", found.policy), ("against.", found.against)):
        if side is None:
            continue
        values |= {where + k: v for k, v in side.numbers.items()}
        if side.waits:
            values |= {where + x: getattr(side.waits, x) for x in WAITS}
        if side.curve.own:
            values[f"{where}cost"] = side.curve.own.cost
    if found.moves:
        values |= {f"difference.{k}": v for k, v in found.moves.numbers.items()}
        values["difference.agents_needed"] = found.moves.agents_needed
    return values
