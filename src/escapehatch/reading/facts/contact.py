"""E-mail addresses and phone numbers, written or spoken ("mia dot lee at example dot com")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ...conversation.values import Mention
from ..sought import sought
from .said import Said, Spans, free
from .spelled import ALPHABET, TIMES
from .spelled import DIGITS as DIGITS_SAID

_EMAIL: Final = sought(r"(?<![\w.+-])[\w.+'-]{1,64}\s?@\s?(?:[\w-]{1,63}\.)+[a-z]{2,24}(?![\w@])", re.IGNORECASE)
_SPOKEN: Final = sought(
    r"(?<![\w@.])([\w+-]{1,40}(?:(?: ?(?:dot|\.|underscore|dash|hyphen|minus|punto|punkt|point) ?|(?: (?=(?:zero|one|two|three|four|five|six|seven|eight|nine)\b)))[\w+-]{1,40}){0,6})"
    r" ?(?:\(at\)|\[at\]|\{at\}| at |\bat\b|\barroba\b|\bchiocciola\b|\barobase\b|@) ?"
    r"([\w-]{1,40}(?:(?: ?(?:dot|\.|\(dot\)|\[dot\]|punto|punkt|point) ?)[\w-]{2,24}){1,3})(?![\w@])",
    re.IGNORECASE,
)
#: Letters and digits said by name, in the part before the "at".
_BY_NAME: Final = re.compile(r"\b(zero|oh|one|two|three|four|five|six|seven|eight|nine)\b ?", re.IGNORECASE)
_WORDED: Final = re.compile(r" ?(?:\b(?:dot|punto|punkt|point)\b|\(dot\)|\[dot\]) ?", re.IGNORECASE)
_NOT_LOCAL: Final = frozenset(
    [
        "is",
        "are",
        "was",
        "me",
        "us",
        "you",
        "it",
        "order",
        "look",
        "arrived",
        "bought",
        "here",
        "there",
        "mail",
        "email",
        "looking",
        "meet",
        "i'm",
        "im",
        "am",
        "be",
        "that",
        "this",
    ]
)

_PHONE: Final = sought(r"(?<![\w#.@-])(?:\+|00)?\(?\d{1,4}\)?(?:[\s.\-/()]{0,3}\d{1,5}){1,5}(?![\w@]|[.,]\d)")
_SAYS_PHONE: Final = sought(
    r"(?:\bphone|\bph(?:one)?\b\.?(?: ?no)?|\bmobile|\bcell|\btel\b|\b(?:call|ring|phone)(?: me| us)?(?: \w+){0,3}|\b(?:reach|talk to|contact|speak to|msg|message|text) (?:me|us)(?: \w+){0,3}|\bcontact (?:number|no)|\bwhatsapp|\btext me|\btel[eé]fono|\btelefon|\bhandy|\bt[eé]l(?:[eé]phone)?"
    r"|\bcellulare|\btelefone|\bcelular|\bm[oó]vil|\bportable|телефон|電話|电话|手机|전화|\bmy (?:number|no\b\.?|num|contact))[^\d?]{0,24}$"
)
_SAYS_OTHER: Final = sought(
    r"(?:\border|\btracking|\bid|\binvoice|\breference|\bref|\bmodel|\bserial|\bsku|\bitem|\bzip|\bpincode|\bpedido|\bbestell\w*|\bcommande|\bordine|\bpolicy|\bclaim|\baccount|\bcard|#)\W*(?:(?:number|no|id|is|says|was|:)\W*)*$"
)
DIGITS: Final = range(7, 16)


def hear(said: Said, taken: Spans) -> Iterator[Mention]:
    yield from _emails(said)
    yield from _phones(said, taken)


def _emails(said: Said) -> Iterator[Mention]:
    ends: list[tuple[int, int]] = []
    for m in _EMAIL.finditer(said.plain):
        ends.append(m.span())
        yield Mention("email", re.sub(r"\s", "", m[0]).rstrip("."), *m.span())
    if not ends and (out := next(_read_out(said), None)):
        yield out
        return
    for m in _SPOKEN.finditer(said.plain):
        local, domain = (_WORDED.sub(".", x) for x in m.groups())
        local = re.sub(r" ?underscore ?", "_", re.sub(r" ?(?:dash|hyphen|minus) ?", "-", local, flags=re.I), flags=re.I)
        local = _BY_NAME.sub(lambda x: DIGITS_SAID[x[1].lower()], local)
        spoken = bool(_WORDED.search(m[2])) or "(" in m[0] or "[" in m[0]
        if free(m.span(), tuple(ends)) and (spoken or "email" in said.asked) and local.lower() not in _NOT_LOCAL:
            ends.append(m.span())
            yield Mention("email", f"{local}@{domain}".replace(" ", "").lower(), *m.span())


#: What stands before an address that is read out, and an address in words and letters.
_READ_OUT: Final = sought(
    r"^(?:.*?\b(?:e-?mail|mail|address)(?: address| id)?(?: is| would be|:|,|'s)\s+|\W*(?:(?:sure|yes|yeah|ok|okay|it'?s|its|it is|that'?s|that would be|use|my|is|so|um|uh|try)\b[\s,.:]*)*)(?P<local>[\w .,-]{1,90}?)\s+(?:at|@)\s+(?P<domain>[\w -]{1,40}? ?(?:dot|\.) ?[\w .]{2,24}?)\W*$"
)
_SIGNS: Final = {"dot": ".", "period": ".", "point": ".", "underscore": "_", "dash": "-", "hyphen": "-", "minus": "-"}
_DASHED: Final = re.compile(r"(?<=\b[a-z])-(?=[a-z]\b)")
_SOUNDS: Final = re.compile(r"\b([a-z]) (?:as in|like in|for|like) [a-z]+\b")
#: Words of the part before the "at" that are more than a letter, a digit or a sign.
LOCAL_WORDS: Final = 4


def _read_out(said: Said) -> Iterator[Mention]:
    """ "K a t e at blue sky dot example": an answer, or behind the word "email"."""
    m = _READ_OUT.match(said.low) if " at " in said.low or " @ " in said.low else None
    if not m or not ("email" in said.asked or re.search(r"\be-?mail\b", said.low[: m.start("local")])):
        return
    local = _SOUNDS.sub(r"\1", m["local"])
    while "," in local and len(re.findall(r"[a-z]{2,}", local.partition(",")[0])) > 1:
        local = local.partition(",")[2]
    halves = ["", ""]
    for n, part in enumerate((local, m["domain"])):
        times, part = 1, _DASHED.sub(" ", part)
        for word in re.findall(r"[a-z]+|\d+|[._-]", _SOUNDS.sub(r"\1", part)):
            if word in TIMES:
                times = TIMES[word]
                continue
            halves[n] += (
                _SIGNS.get(
                    word,
                    (DIGITS_SAID if n == 0 else {}).get(word, ALPHABET[word].lower() if word in ALPHABET else word),
                )
                * times
            )
            times = 1
    plain = [
        x for x in re.findall(r"[a-z]{2,}", local) if x not in _SIGNS and x not in DIGITS_SAID and x not in ALPHABET
    ]
    if len(plain) <= LOCAL_WORDS and not _NOT_LOCAL & set(plain) and re.fullmatch(r"[\w.-]+\.[a-z]{2,24}", halves[1]):
        yield Mention("email", f"{halves[0].strip('.-')}@{halves[1]}", *m.span("local")[:1], m.end("domain"))


def _phones(said: Said, taken: Spans) -> Iterator[Mention]:
    asked = "phone" in said.asked
    yield from _spaced_out(said, taken)
    found: list[tuple[bool, Mention]] = []
    may_be_other, may_be_named = _SAYS_OTHER.possible(said.low), _SAYS_PHONE.possible(said.low)
    for m in _PHONE.finditer(said.plain):
        first = re.match(r"\+?\d{10}(?=\s)", m[0])
        m = re.compile(re.escape(first[0])).match(said.plain, m.start()) or m if first else m
        digits = re.sub(r"\D", "", m[0])
        left, right = said.around(*m.span())
        if len(digits) not in DIGITS or not free(m.span(), taken) or (may_be_other and _SAYS_OTHER.search(left)):
            continue
        if re.search(r"[$€£₹]\s*$", left) or re.fullmatch(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}", m[0]):
            continue
        says = bool(may_be_named and _SAYS_PHONE.search(left)) or bool(
            re.match(r"\W{0,3}(?:is )?(?:my )?(?:phone|mobile|cell|number to)", right)
        )
        shaped = m[0].startswith(("+", "(")) or bool(
            re.fullmatch(r"(?:1[-. ])?\(?\d{3}\)?[-. ]{0,3}\d{3}[-. ]{1,3}\d{4}", m[0])
        )
        if says or shaped or (asked and len(digits) >= 8 and not _orders_too(said, digits)):
            start = m.start() + len(m[0]) - len(m[0].lstrip())
            found.append((says or shaped, Mention("phone", m[0].strip(), start, m.start() + len(m[0].rstrip()))))
    marked = any(x for x, _ in found)
    yield from (phone for is_marked, phone in found if is_marked or not marked)


_SPACED: Final = sought(r"(?<![\w.-])\d(?:[ -]{1,3}\d(?!\d)){8,13}(?!\w)")


def _spaced_out(said: Said, taken: Spans) -> Iterator[Mention]:
    """ "2 0 6 - 5 5 5 - 0 1 4 2"."""
    for m in _SPACED.finditer(said.plain):
        left, _ = said.around(*m.span())
        if free(m.span(), taken) and (_SAYS_PHONE.search(left) or "phone" in said.asked):
            yield Mention("phone", re.sub(r"\D", "", m[0]), *m.span())


def _orders_too(said: Said, digits: str) -> bool:
    """When a phone and an order number were asked in one breath, ten digits are the phone."""
    return "order_id" in said.asked and len(digits) != 10
