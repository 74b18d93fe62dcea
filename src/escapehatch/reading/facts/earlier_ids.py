"""Numbers that come in pieces: "the rest is 7719", "the last digit is 9". They need what was said before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ...conversation.values import Mention
from .said import Said
from .spelled import DIGITS

_COUNT: Final = {
    "digit": 1,
    "number": 1,
    "one": 1,
    "two": 2,
    "2": 2,
    "three": 3,
    "3": 3,
    "four": 4,
    "4": 4,
    "five": 5,
    "5": 5,
}
_PARTIAL: Final = re.compile(
    r"\b(last|first|final|ending)(?: (one|two|three|four|five|[2-5]))? ?(?:digits?|numbers?|characters?|letters?)?(?: (?:is|are|should be|must be|in|with|actually|=|:))+ (?:an? )?([a-z]?\d{1,5}|[a-z]+)\b"
)
_REST: Final = re.compile(
    r"^\W*(?:(?:sorry|oh|and|then|the|rest|remaining|other half|second (?:part|half)|is|continues?|it got cut off|missing part|was|are|:|,|\.)\W*)*(\d{2,7})\W*$"
)
#: Codes in earlier messages that may be added to or corrected.
_CODE: Final = re.compile(r"#?\b[A-Za-z]{0,4}-?\d{2,12}\b")
_CUT_MAX_DIGITS: Final = 5


def pieced(said: Said) -> list[Mention]:
    """A whole value made of an earlier one and this message; it corrects the earlier one."""
    return (_partial(said) or _continued(said)) if said.earlier else []


def _partial(said: Said) -> list[Mention]:
    m = _PARTIAL.search(said.low)
    known = _last_code(said.earlier, least=5) if m else ""
    if not m or not known:
        return []
    new = m[3] if any(x.isdigit() for x in m[3]) else DIGITS.get(m[3], "")
    if not new or (m[2] and _COUNT.get(m[2], len(new)) != len(new)):
        return []
    head = re.match(r"#?[A-Za-z]*-?", known)
    lead = head[0] if head else ""
    whole = lead + new + known[len(lead) + len(new) :] if m[1] == "first" else known[: -len(new)] + new
    return [Mention("order_id", whole, *m.span(), "corrects")]


def _continued(said: Said) -> list[Mention]:
    m = _REST.match(said.low)
    last = said.earlier[-1] if said.earlier else ""
    known = _last_code((last,), least=2)
    digits = sum(map(str.isdigit, known))
    if not m or not known or digits > _CUT_MAX_DIGITS or digits + len(m[1]) < 6:
        return []
    if "rest" not in said.low and not last.rstrip(" .…-").endswith(known):
        return []
    return [Mention("order_id", known + m[1], *m.span(1), "corrects")]


def _last_code(earlier: Sequence[str], least: int) -> str:
    """The latest code in earlier messages that looks like an order's."""
    for text in reversed(earlier[-6:]):
        codes = [
            x[0]
            for x in _CODE.finditer(text[:2000])
            if sum(map(str.isdigit, x[0])) >= least and "$" not in text[max(0, x.start() - 1) : x.start()]
        ]
        marked = [x for x in codes if x[0] in "#wW" or x[0].isalpha()]
        if marked or codes:
            return (marked or codes)[-1]
    return ""
