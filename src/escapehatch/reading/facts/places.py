"""Street addresses and postcodes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from ...conversation.values import Mention
from ..sought import Sought, sought
from .said import Said, Spans, free

_STREET: Final = r"(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|circle|way|place|pl|terrace|square|sq|highway|hwy|parkway|broadway|nagar|colony|marg|layout|apartments?|towers?|complex|sector|phase|block|stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|rue|all[eé]e|calle|avenida|via|viale|piazza|rua|straat|laan|ulica|ul\.)"
#: Words of sentences, which stand in no address.
_COMMON: Final = r"(?i:(?:is|are|was|were|no|not|there|to|for|it|that|this|any|my|me|and|but|or|so|please|could|can|would|i|i'm|you|we|they|which|because|since|days?|weeks?|months?|hours?|times?|items?|pairs?|orders?|work|like|if|as|with|from|by|ago|could|thanks|thank|instead|now|help|update|change)\b)"
_STATE: Final = r"(?:A[LKZR]|C[AOT]|D[EC]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY])"
_US: Final = sought(
    rf"(?<![\w#$/])\d{{1,6}}(?:/\d{{1,4}})?,? (?:(?!{_COMMON})[\w.'-]+,? ){{0,4}}(?i:{_STREET})\b\.?(?:,? ?(?i:(?:suite|ste|apt|apartment|unit|#|flat|floor|block|room) ?\.?#? ?[\w-]{{1,6}}))?(?:,? {{0,3}}[^\W\d_][\w.'-]*(?: [^\W\d_][\w.'-]*){{0,2}},? {_STATE}\b(?:,? ?\d{{4,6}}(?:-\d{{4}})?)?|(?:, ?(?!{_COMMON})[^\W\d_][\w'-]*(?: (?!{_COMMON})[^\W\d_][\w'-]*){{0,3}}){{0,3}}(?:,? ?\d{{5,6}}(?!\d))?)"
)
_WORLD: Final = sought(
    r"\b(?i:[A-ZÀ-Þ][\w'-]*(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|straat|laan|gatan|vej)|(?:calle|avenida|rue|via|viale|piazza|rua|ul\.|ulica) [^\W\d_][\w' -]{1,30}?),? ?\d{1,4}\w?(?:,? ?\d{4,5}(?: ?[A-Z]{2})? [^\W\d_][\w-]+)?"
)
#: Whatever the street is called, behind it a town and state with its postcode: "12 Osprey Point, Mobile, AL 36602".
_STATED: Final = sought(
    rf"(?<![\w#$])\d{{1,6}}[A-Za-z]? (?:(?!{_COMMON})[\w.'#-]+,? ){{1,9}}?(?i:{_STATE}),? ?\d{{5}}(?:-\d{{4}})?(?!\d)"
)
#: Up to a postcode of letters and digits: "8 Mill Close, York YO1 7HU", "12 King St, Toronto ON M5V 2T6".
_COMMONWEALTH: Final = sought(
    rf"(?<![\w#$])(?:(?i:flat|unit|apt) \w{{1,4}},? )?\d{{1,5}}[A-Za-z]? (?:(?!{_COMMON})[\w.'&-]+,? ){{2,8}}?(?i:[A-Z]{{1,2}}\d[\dA-Z]? ?\d[A-Z]{{2}}|[A-Z]\d[A-Z] ?\d[A-Z]\d)(?![\w])"
)
#: Places in a row up to a six-digit code: "opposite Ganesh Temple, 2nd cross, Vijayanagar, Mysuru 570017".
_INDIAN: Final = sought(r"(?:(?:[\w/.&'-]+ ){0,4}[\w/.&'-]+, ?){2,6}[\w .-]{3,30}?[ -]{1,3}[1-9]\d{5}(?!\d)")
#: "Flat 12b Rose Residency, Baner Pune 411045".
_FLAT: Final = sought(
    rf"\b(?i:flat|plot|house|door|shop|h\.?no)(?i: ?(?:no|number)\.?)?[ .:#]*\d[\w/-]{{0,5}},? (?:(?!{_COMMON})[\w.'-]+[,-]? ?){{2,10}}? ?[1-9]\d{{5}}(?!\d)"
)
_LEAD: Final = re.compile(
    r"^.*?[-:] |^(?:[a-z]+ ){0,6}?(?:is|its|it's|at|to|address|in|near)\s+(?=\S+ \S+.*,)", re.IGNORECASE
)
_ZIP_WORD: Final = sought(
    r"(?:\bzip(?: ?code)?(?:'?s)?|\bpostal ?code|\bpost ?code|\bpin ?code|\bpostleitzahl|\bplz|\bc[oó]digo postal|\bcode postal|\bcap|\bcep|郵便番号|邮编|邮政编码|우편번호)\W*(?:(?:is|are|was|ist|es|est|[eèé]|:)\W*)*([A-Za-z]{0,2}\d[\dA-Za-z]{0,3}[- ]?(?:\d[A-Za-z]{2}|\d{2,5})?)(?![\w])",
    re.IGNORECASE,
)
_ZIP: Final = sought(
    r"(?<![\w#$.-])(?:\d{5}(?:-\d{4})?|\d{6}|[1-9]\d{2} \d{3}|[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{4} ?[A-Z]{2}|\d{4}|\d{5}-\d{3})(?![\w-])",
    re.IGNORECASE,
)
#: "Ada Byron, 10027".
_BESIDE_A_NAME: Final = sought(
    r"(?<![\w.])[A-Z][a-z'-]+ (?:[A-Z][a-z'-]+|[A-Z]\.), ?(\d{5})(?=[,;.!?]|\s|$)(?! ?(?:dollars|rs|usd|units))"
)
#: "I live at 87102 now".
_LIVES: Final = sought(
    r"\b(?i:live|living|moved|based|reside|residing|am|i'm|we're) (?i:in|at|to|near) (\d{5}(?:-\d{4})?)(?![\w-])"
)
_FILL: Final = re.compile(
    r"^(?:(?:sure|yes|yeah|ok|okay|of course|hi|hello|it'?s|it is|its|the|my|new|full|correct|delivery|shipping|address|is|to|please|deliver|send|ship|i live (?:at|in|on)|at|should be|here|thanks|na|thank you|update|change|that'?s|would be)\b[\s,.:;!-]*)+",
    re.IGNORECASE,
)
#: A sentence about an address is not one.
_SPOKEN: Final = re.compile(
    r"\b(?:i|i'm|i'll|you|it|is|was|had|have|don't|can't|sorry|should|make sure|please|but|because)\b"
)
#: Postcodes heard in one answer.
ZIPS_MAX: Final = 3
ADDRESS_WORDS: Final = 24


_DIGIT: Final = re.compile(r"\d")
_SIX_DIGITS: Final = re.compile(r"[1-9]\d{5}(?!\d)")
#: The forms of an address, the surest first, with what each cannot be without: looked for first, because it is quick.
_FORMS: Final = (
    (_STATED, re.compile(r"\d{5}")),
    (_COMMONWEALTH, re.compile(r"(?i:[A-Z]\d|\d[A-Z])")),
    (_FLAT, _SIX_DIGITS),
    (_INDIAN, _SIX_DIGITS),
    (_US, _DIGIT),
    (_WORLD, _DIGIT),
)


def _forms(text: str) -> Iterator[Sought]:
    """Those that ``text`` may hold."""
    return (form for form, needed in _FORMS if needed.search(text))


def streets(said: Said, taken: Spans) -> Iterator[Mention]:
    """Addresses that look like one, each after the postcode in it."""
    held = list(taken)
    for pattern in _forms(said.plain):
        for m in pattern.finditer(said.plain):
            start = m.start()
            if pattern is _INDIAN and (lead := _LEAD.match(m[0])) and m[0].count(",", lead.end()) > 1:
                start += lead.end()
            end = m.end()
            if "address" in said.asked and pattern is _US:
                start, end = _widened(said, start, end)
            if free((start, end), tuple(held)) and len(m[0].split()) >= 2:
                held.append((start, end))
                address = Mention("address", said.text[start:end].strip(" ,."), start, end)
                yield from _inner(said, address)
                yield address


#: Landmarks and towns that may follow a street in an answer, and what may stand before its number.
_MORE: Final = re.compile(
    rf"(?:,? (?:near|opp|opposite|behind|beside|next to|above)\.? )?(?:,? (?!{_COMMON})[^\W\d_][\w.'-]*){{0,7}}(?:,? ?[-–]? ?\d{{4,6}})?(?=\s*$|[.!?;\n])"
)
_DOOR: Final = re.compile(
    r"(?:\b(?:no|flat|door|plot|house|unit|h\.?no|d\.?no|#)\.?(?: no)?\.? ?(?:[\w/-]{1,5},? ?)?)$", re.IGNORECASE
)


def _widened(said: Said, start: int, end: int) -> tuple[int, int]:
    """The rest of an answer that is an address: "no 12 Gandhi Road", and "near the bus stand, Salem" behind it."""
    more, door = _MORE.match(said.plain, end), _DOOR.search(said.plain[:start])
    phone = more and re.search(r"(?i)\b(?:ph|phone|mobile|name|order|email)\b", more[0])
    return (door.start() if door else start), (more.end() if more and not phone else end)


def hear(said: Said, taken: Spans) -> Iterator[Mention]:
    """The answer to "what is your address?", and postcodes."""
    if "address" in said.asked and not any(x.search(said.plain) for x in _forms(said.plain)):
        for address in _answer(said, taken):
            yield from _inner(said, address)
            yield address
    yield from _zips(said, taken)


def _answer(said: Said, taken: Spans) -> Iterator[Mention]:
    """The whole answer to "what is your address?", without what else it holds."""
    start, end = 0, len(said.plain)
    for a, b in sorted(taken):
        if a - start >= end - b:
            end = min(end, a)
        else:
            start = max(start, b)
    if "person_name" in said.asked and (name := re.match(r"(?:[^\W\d_]+ ){1,3}(?:and )?(?=\d)", said.plain[start:end])):
        start += name.end()
    fill = _FILL.match(said.plain[start:end])
    start += fill.end() if fill else 0
    stop = re.search(
        r"[.!?](?:\s|$)|\b(?:please|thanks|and my|my (?:phone|email|name)|phone|can you|that's|name(?: is|'s)|e-?mail|order)\b",
        said.low[start:end],
    )
    end = start + stop.start() if stop and stop.start() > 4 else end
    value = said.text[start:end].strip(" ,.;:-\n")
    words = value.split()
    spoken = _SPOKEN.search(value.lower())
    placed = any(x.isdigit() for x in value) or re.search(rf"(?i)\b{_STREET}\b", value)
    if words and words[0].lower() in ("different", "same", "other", "another", "no", "not"):
        return
    if 2 <= len(words) <= ADDRESS_WORDS and placed and not spoken and "?" not in value:
        start = said.text.index(value, start)
        yield Mention("address", value, start, start + len(value))


_TAIL: Final = re.compile(
    r"(?<![\w])(\d{5,6}(?:-\d{4})?|[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d)\W*$", re.IGNORECASE
)


def _inner(said: Said, address: Mention) -> Iterator[Mention]:
    tail = _TAIL.search(said.plain[address.start : address.end])
    if tail and tail.start() > 4:
        yield Mention("zip_code", tail[1], address.start + tail.start(1), address.start + tail.end(1))


def _zips(said: Said, taken: Spans) -> Iterator[Mention]:
    seen = []
    for m in _ZIP_WORD.finditer(said.plain):
        if free(m.span(1), taken) and len(m[1].strip()) >= 4:
            seen.append(m.span(1))
            yield Mention("zip_code", said.text[slice(*m.span(1))].strip(), *m.span(1))
    for m in _LIVES.finditer(said.plain):
        if free(m.span(1), (*taken, *seen)):
            seen.append(m.span(1))
            yield Mention("zip_code", m[1], *m.span(1))
    for m in _BESIDE_A_NAME.finditer(said.plain) if not seen else ():
        if free(m.span(1), taken):
            seen.append(m.span(1))
            yield Mention("zip_code", m[1], *m.span(1))
    if "zip_code" in said.asked or seen:
        for m in islice(_ZIP.finditer(said.plain), ZIPS_MAX):
            if free(m.span(), (*taken, *seen)):
                yield Mention("zip_code", m[0], *m.span())
