"""Numbers that come in pieces: "the rest is 7719", "the last digit is 9". They need what was said before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ...conversation.values import Mention
from .said import Said
from .spelled import DIGITS

_ENDS_SAID: Final = re.compile(
    r"\b(?:begins?|starts?) with (#?[a-z]{0,3}\d{1,6})\b[^.!?]{0,20}\b(?:ends? (?:in|with|on)|last (?:\w+ )?(?:digits? )?(?:is|are)|rest is|then)\W+(\d{2,7})\b"
)
_MISSING_DIGIT: Final = re.compile(
    r"\b(?:an?|the|one) (\d)(?: is| was| went)? missing (?:at|in|from) the (end|back|front|start|beginning)\b|\b(?:forgot|missed|left out|dropped|add|put)(?: the| a| an)? (?:(last|first) )?(?:digit,? )?(\d)(?: (?:at|to|in|from) the (end|back|front|start|beginning))\b"
)
_WHOLE: Final = re.compile(r"(?<![\w$.-])#?[a-z]{0,2}-?(\d{6,10})(?![\w-])")
_REGRET: Final = re.compile(
    r"\b(?:sorry|sory|oops|typo|digit|digits|mistake|meant|mean|actually|mistyped|wrong|correct(?:ed|ion)?|swapped|mixed)\b"
)
_NOT_FOUND: Final = re.compile(
    r"\b(?:can(?:'t|not)|could(?:n't| not)|unable to|don't|do not|doesn't|did(?:n't| not)|no)\b[^.!?]{0,30}\b(?:find|locate|see|match|exist|record|order|recogni[sz]e|show)|\b(?:invalid|recheck|double-?check|check the number|digit short|digits?)\b"
)
PHONE_DIGITS: Final = 9
#: Digits that may differ when a number is given again.
CHANGED_MAX: Final = 3
_PIECE: Final = re.compile(
    r"^\W{0,3}(?:(?:and|then|then comes|next|its|it's|it is|last bit|ok|and then)\W+){0,2}(#?[A-Za-z]{0,2}-?\d{1,6})(?:\W*$|[.,!…]\s.{0,60}$|\W*\.{2,}$)"
)
_BEGINS: Final = re.compile(
    r"(?:\b(?:order|ref|reference|number|it'?s|its|is|starts?|begins?|first (?:half|part|bit))\b[^\d#]{0,20})(#?[A-Za-z]{0,2}-?\d{1,5})(?:\W*$|\W*[.,…-]+\s.{0,60}$)",
    re.IGNORECASE,
)

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
    if not said.earlier:
        return _both_ends(said)
    return (
        _other_kinds(said)
        or _partial(said)
        or _one_digit(said)
        or _not_these(said)
        or _left_out(said)
        or _again(said)
        or _continued(said)
        or _in_pieces(said)
    )


_NOT_X: Final = re.compile(r"\b([\w.+-]{1,20}?),? (?:instead of|not|rather than) ([\w.+-]{1,20})\b")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"\+?\(?\d{2,4}\)?(?:[ .-]?\d{2,5}){2,4}")


def _other_kinds(said: Said) -> list[Mention]:
    """ "It ends in 34" of a phone number, "78 instead of 77" of a mail address, right after they were given."""
    last = said.earlier[-1]
    if re.search(r"\b(?:card|visa|mastercard|amex)\b", said.low):
        return []
    mail, phone = _MAIL.search(last), _PHONE.search(last)
    swap, ends = _NOT_X.search(said.low), _END_OF.search(said.low)
    if mail and swap and "@" not in said.plain and mail[0].lower().count(swap[2]) == 1:
        return [Mention("email", mail[0].lower().replace(swap[2], swap[1]), *swap.span(), "corrects")]
    digits = re.sub(r"\D", "", phone[0]) if phone else ""
    if phone and len(digits) >= PHONE_DIGITS and ends and ends[2].isdigit() and ends[1][0] in "ef":
        return [Mention("phone", digits[: -len(ends[2])] + ends[2], *ends.span(), "corrects")]
    if phone and len(digits) >= PHONE_DIGITS and swap and digits.count(swap[2]) == 1 and swap[1].isdigit():
        return [Mention("phone", digits.replace(swap[2], swap[1]), *swap.span(), "corrects")]
    return []


def _both_ends(said: Said) -> list[Mention]:
    """ "It begins with W208 and the last four are 6613"."""
    m = _ENDS_SAID.search(said.low)
    return [Mention("order_id", (m[1] + m[2]).upper(), *m.span())] if m and 5 <= len(m[1] + m[2]) <= 12 else []


def _left_out(said: Said) -> list[Mention]:
    """ "There's a 7 missing at the end"."""
    m = _MISSING_DIGIT.search(said.low)
    known = _last_code(said.earlier, least=4) if m else ""
    if not m or not known:
        return []
    digit, where = (m[1], m[2]) if m[1] else (m[4], m[5] or m[3])
    head = re.match(r"#?[A-Za-z]*-?", known)
    lead = head[0] if head else ""
    whole = known + digit if where in ("end", "back", "last", None) else lead + digit + known[len(lead) :]
    return [Mention("order_id", whole, *m.span(), "corrects")]


def _again(said: Said) -> list[Mention]:
    """The whole number once more, a digit or two changed, after it could not be found or with a word of regret."""
    m = _WHOLE.search(said.low)
    known = _last_code(said.earlier, least=5) if m else ""
    had = re.sub(r"\D", "", known)
    if (
        not m
        or len(had) != len(m[1])
        or had == m[1]
        or sum(a != b for a, b in zip(had, m[1], strict=True)) > CHANGED_MAX
    ):
        return []
    if not (_REGRET.search(said.low) or _NOT_FOUND.search(said.before.lower())):
        return []
    return [Mention("order_id", said.text[slice(*m.span())], *m.span(), "corrects")]


def _in_pieces(said: Said) -> list[Mention]:
    """ "#W5", "519", "037": one message a piece."""
    last = _PIECE.match(said.low)
    pieces = [last[1]] if last else []
    for n, text in enumerate(reversed(said.earlier[-4:])):
        m = _PIECE.match(text) if pieces else None
        begins = None if m or not pieces else _BEGINS.search(text)
        if not m and not begins:
            break
        pieces.insert(0, m[1] if m else begins[1] if begins else "")
        if begins or re.match(r"#|[a-z]", pieces[0], re.I) or n == 3:
            break
    whole = "".join(pieces)
    if last is None or len(pieces) < 2 or not 5 <= sum(map(str.isdigit, whole)) <= 10:
        return []
    asked = "order_id" in said.asked or re.match(r"#|w", whole, re.I)
    return [Mention("order_id", whole, *last.span(1), "corrects")] if asked else []


def _partial(said: Said) -> list[Mention]:
    m = _PARTIAL.search(said.low)
    ends = _END_OF.search(said.low)
    if re.search(r"\b(?:card|visa|mastercard|amex)\b", said.low):
        return []
    if not m and ends and not re.search(r"\b(?:account|phone)\b", said.low):
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
    first = m[1][0] == "b" or m[1].startswith("sta")
    whole = lead + m[2] + known[len(lead) + len(m[2]) :] if first else known[: -len(m[2])] + m[2]
    return [Mention("order_id", whole, *m.span(), "corrects")]


_END_OF: Final = re.compile(
    r"\b(ends?|ending|finish\w*|second half|last (?:part|bit|half)|begins?|beginning|starts?|starting)(?: (?:actually|really))? (?:in|with|on|should be|is actually|must be) (?:an? )?([a-z]?\d{1,6})\b"
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
    if re.search(r"[$€£₹]", said.plain):
        return []
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
