"""Quantities as people type them: ``48/min``, ``90s``, ``80%/60s``. Each raises ValueError with an example."""

from __future__ import annotations

import math
import re
from typing import Final

SECONDS: Final[dict[str, float]] = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hr", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "day", "days"), 86400.0),
}
_AMOUNT: Final = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*([a-z]+)\s*")
_RATE: Final = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(?:/|per\b)\s*([a-z]+)\s*")
_TARGET: Final = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(%?)\s*(?:/|in\b|within\b)\s*(.+)")


def rate(text: str) -> float:
    """Something a second: ``48/min``, ``3.5/h``."""
    found = _RATE.fullmatch(text.lower())
    if not found or found[2] not in SECONDS:
        raise ValueError(f"{text!r} is no rate. Write for example 48/min or 200/h.")
    return _positive(float(found[1]) / SECONDS[found[2]], text)


def seconds(text: str) -> float:
    """A time in seconds: ``90s``, ``9min``, ``1.5h``."""
    found = _AMOUNT.fullmatch(text.lower())
    if not found or found[2] not in SECONDS:
        raise ValueError(f"{text!r} is no time. Write for example 90s or 9min.")
    return _positive(float(found[1]) * SECONDS[found[2]], text)


def target(text: str) -> tuple[float, float]:
    """A share (0..1) and within how many seconds: ``80%/60s``, ``.95/3min``."""
    found = _TARGET.fullmatch(text.lower())
    if not found:
        raise ValueError(f"{text!r} is no target. Write for example 80%/60s.")
    share = float(found[1]) / (100 if found[2] else 1)
    if not 0 < share < 1:
        raise ValueError(f"{text!r}: the share must lie between 0 and 100 %.")
    return share, seconds(found[3])


def handles(handle: str, concurrency: int, slowdown: str = "") -> tuple[float, ...]:
    """The mean seconds a chat takes while its agent has 1, 2, ... ``concurrency`` of them.

    ``slowdown``: for two at once, three at once ...: factors (``1.4,1.8``) or times (``8.5min,11min``). The last step
    goes on where the list is short; without one, chats do not slow each other down.
    """
    alone = seconds(handle)
    if not 1 <= concurrency <= 100:
        raise ValueError("Between 1 and 100 chats at once.")
    given = [alone * float(x) if _plain(x) else seconds(x) for x in slowdown.split(",") if x.strip()]
    known = [alone, *given]
    if any(later < earlier - 1e-9 for earlier, later in zip(known, known[1:], strict=False)):
        raise ValueError(f"--slowdown {slowdown}: with more chats at once a chat takes longer, not shorter.")
    step = known[-1] - known[-2] if given else 0.0
    while len(known) < concurrency:
        known.append(known[-1] + step)
    return tuple(known[:concurrency])


def _plain(text: str) -> bool:
    return re.fullmatch(r"\s*(\d+(\.\d*)?|\.\d+)\s*", text) is not None


def _positive(value: float, text: str) -> float:
    if value <= 0 or not math.isfinite(value):
        raise ValueError(f"{text!r} must be more than 0.")
    return value


def span(wait_s: float | None) -> str:
    """Seconds for people."""
    if wait_s is None:
        return "without end"
    if wait_s < 100:
        return f"{wait_s:.3g} s"
    return f"{wait_s / 60:.1f} min" if wait_s < 6000 else f"{wait_s / 3600:.1f} h"
