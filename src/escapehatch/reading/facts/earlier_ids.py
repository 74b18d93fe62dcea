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
_THE_REST: Final = re.compile(
    r"\b(?:rest|continues?|remaining|other half|second (?:part|half)|missing (?:part|digits|bit))\b[^\d]{0,20}(\d{2,8})\W*$"
)
_CODE: Final = re.compile(r"#?\b[A-Za-z]{0,4}-?\d{1,12}\b")
_CUT_MAX_DIGITS: Final = 5


def pieced(said: Said) -> list[Mention]:
    """A whole value made of an earlier one and this message; it corrects the earlier one."""
    return (_partial(said) or _one_digit(said) or _not_these(said) or _continued(said)) if said.earlier else []


def _partial(said: Said) -> list[Mention]:
    m = _PARTIAL.search(said.low)
    ends = _END_OF.search(said.low)
    if not m and ends and not re.search(r"\b(?:card|visa|mastercard|amex|account|phone)\b", said.low):
        return _from_one_end(said, ends)
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


def _from_one_end(said: Said, m: re.Match[str]) -> list[Mention]:
    known = _last_code(said.earlier, least=5)
    head = re.match(r"#?[A-Za-z]*-?", known)
    lead = head[0] if head and not m[2][0].isalpha() else ""
    if not known or len(m[2]) >= len(known) - len(lead):
        return []
    first = m[1][0] in "bs"
    whole = lead + m[2] + known[len(lead) + len(m[2]) :] if first else known[: -len(m[2])] + m[2]
    return [Mention("order_id", whole, *m.span(), "corrects")]


_END_OF: Final = re.compile(
    r"\b(ends?|ending|finish\w*|begins?|beginning|starts?|starting)(?: (?:actually|really))? (?:in|with|on) (?:an? )?([a-z]?\d{1,6})\b"
)
_NTH: Final = {
    x: n for n, x in enumerate(("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"))
}
_DIGIT: Final = re.compile(
    rf"\b({'|'.join(_NTH)}) (?:digit|number|character)(?: from the (?:left|start))? (?:is|should be|must be|was)(?: actually| really)? (?:an? )?(\d)\b"
    r"|\b(?:the|that) (\d) (?:is|should be|should've been|must be|was meant to be)(?: actually| really)? (?:an? )?(\d)\b"
)
_INSTEAD: Final = re.compile(
    r"\b(?:it'?s|its|is|should be|i meant?)?\s*(\d{1,5})(?: at the (?:end|start))?,? (?:not|instead of|rather than) (\d{1,5})\b"
)


def _one_digit(said: Said) -> list[Mention]:
    """ "The third digit is a 7", "that 3 should be an 8"."""
    m = _DIGIT.search(said.low)
    known = _last_code(said.earlier, least=5) if m else ""
    places = [n for n, x in enumerate(known) if x.isdigit()]
    if not m or not places:
        return []
    if m[1]:
        at = [places[_NTH[m[1]]]] if _NTH[m[1]] < len(places) else []
    else:
        at = [n for n in places if known[n] == m[3]]
    return (
        [Mention("order_id", known[: at[0]] + (m[2] or m[4]) + known[at[0] + 1 :], *m.span(), "corrects")]
        if len(at) == 1
        else []
    )


def _not_these(said: Said) -> list[Mention]:
    """ "It's 38, not 83": some digits of a known code for others."""
    m = _INSTEAD.search(said.low)
    known = _last_code(said.earlier, least=5) if m else ""
    if not m or len(m[1]) != len(m[2]) or known.count(m[2]) == 0 or len(m[2]) == sum(map(str.isdigit, known)):
        return []
    at = known.rindex(m[2]) if "end" in said.low or known.endswith(m[2]) else known.index(m[2])
    if known.count(m[2]) > 1 and not known.endswith(m[2]):
        return []
    return [Mention("order_id", known[:at] + m[1] + known[at + len(m[2]) :], *m.span(), "corrects")]


def _continued(said: Said) -> list[Mention]:
    m = _REST.match(said.low) or _THE_REST.search(said.low)
    last = said.earlier[-1] if said.earlier else ""
    known = _last_code((last,), least=1 if m and "rest" in said.low else 2)
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
