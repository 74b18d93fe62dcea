"""Names of people: introduced, asked for, or signed with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Final

from ...conversation.values import Mention, Role
from ..sought import sought
from .said import Said, Spans, free

_CAP: Final = r"(?:[A-Z]\.(?= [A-Z])|[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯΑ-Ω][\w'’-]*)"
_ANY: Final = r"[^\W\d_][\w'’-]*"
_INTRODUCED: Final = sought(
    rf"(?i:\b(?:my|our)(?: (?:full|complete|first|last))?(?: \w+)? ?name(?:'s| is|:)|\bname\s?(?:is|:|-)|\bit'?s under(?: the name)?|\bunder the name(?: of)?|\border(?: (?:number )?#?\w+)? (?:is )?under(?= [A-Z][a-z]+ [A-Z])|\bmi nombre es|\bme llamo|\bsoy|\bich hei(?:ß|ss)e|\bmein name ist|\bje m'appelle|\bmon nom est|\bmi chiamo|\bil mio nome [eè]|\bmeu nome [eé]|\bme chamo|\bmijn naam is|\bik heet|\bnazywam się|\bменя зовут|\badım|\bjag heter|\bjeg hedder|\bjeg heter)"
    rf"\s+(?:(?i:mr|mrs|ms|dr|miss)\.? )?({_ANY}(?:[ ]{_ANY}){{0,3}})"
)
_I_AM: Final = sought(
    rf"\b(?:I'm|I am|i'm|i am|im|Im|[Tt]his is|[Ii]t's|[Ii]t is|[Hh]ere is|[Rr]egards,?|[Tt]hanks,|[Cc]heers,|[Ss]igned,?|[Ss]incerely,?|[Yy]ours,?|to me,)\s+((?:(?:Mr|Mrs|Ms|Dr)\.? )?{_CAP}(?: {_CAP}){{0,3}})(?=[\s,.!?;]|$)"
)
_FULL: Final = re.compile(rf"^\s*({_CAP}(?: {_CAP}){{1,2}})\s*(?:[,/|;]\s|\n|[–—-] )")
#: "Sorry, typo: Ada Byron".
_PUT_RIGHT: Final = sought(
    rf"(?i:\b(?:sorry|typo|auto-?correct\w*|w?oops|correction|i meant?|misspelled|spelled))(?:[,:]? (?i:typo|auto-?correct\w*|that'?s|it'?s|is|as|wrong))*[,:]? ({_CAP}(?: {_CAP}){{1,2}})(?=[\s,.!?;]|$)"
)
#: "This is his daughter, Ada Byron".
_RELATED: Final = sought(
    rf"\b(?i:this is|i'?m|i am|it'?s)(?: [a-z'’]+){{2,4}}, ({_CAP}(?: {_CAP}){{1,2}})(?=[\s,.!?;]|$)"
)
#: "Ada Byron here".
_HERE: Final = sought(rf"(?:^|[.!,] )\s*((?!(?:Hi|Hello|Hey)\b){_CAP}(?: {_CAP}){{0,2}}) here\b(?=[\s,.!]|$)")
#: "hi ada byron here": in lower case with a first name that is known.
_HERE_LOW: Final = sought(r"(?:^|\b(?:hi|hello|hey)\b|[.!,]) ?(?!hi|hello|hey)([^\W\d_]+(?: [^\W\d_]+)?) here\b")
#: "For Ada Byron (me)", "Ada Byron, that's me".
_THATS_ME: Final = sought(rf"({_CAP} {_CAP}(?: {_CAP})?)(?: \(|, ?| - )(?i:that'?s |which is |so |i\.e\. )?me\b")
#: One of several things told in a row: "#W12, Ada Byron, ada@lantern.example".
_GREETS: Final = re.compile(rf"^(?:Hi|Hello|Hey)(?: there)?[,!.]? ({_CAP} {_CAP}) ?\(")
_LOWER_FIRST: Final = re.compile(r"^\s*([^\W\d_]+ [^\W\d_]{2,}),\s")
_LISTED: Final = re.compile(rf"(?:^|[,/|;]\s+)({_CAP} {_CAP})(?=\s*[,/|;]\s|\s*$)")
LISTED_MIN: Final = 2
_LETTERS: Final = re.compile(r"(?<![\w-])[A-Za-z](?:[- .,]{1,2}[A-Za-z]){2,19}(?![\w-])")
_CHINESE: Final = sought(r"(?:我叫|我是|姓名[是::]?|名字[是::]?)([\u4e00-\u9fff]{2,4})(?=[,,。.!!\s]|$)")
_ANSWER_FILL: Final = re.compile(
    r"^(?:(?:sure thing|thing|sure|ya|yes|yep|yeah|indeed|absolutely|ah|oh|folks|ok|okay|of course|certainly|hi|hello|hey|it'?s|it is|its|this is|i'?m|i am|i a m|im|iam|the|my|name s(?= )|name|names|full|first|last|is|mr|mrs|ms|dr|sir|madam|no problem|you can call me|call me|thanks|thank you|well|here|hai|customer|account|on|please|and|that'?s|that would be|would be|under)\b[\s,.:;!-]*)+",
    re.IGNORECASE,
)
#: Words that end a name, or are none.
_NOT_NAME: Final = frozenset(
    re.findall(
        r"\S+",
        "and my i is the it order email from in at zip phone number not no yes ok okay thanks thank you please "
        "with want need to for have had has was am are looking here very so just still really sorry happy waiting "
        "trying getting having going calling writing contacting sure done fine good great back new a an of on by "
        "about because but can could would do don't did wrong right what where when why how who this that there "
        "your user username id account address live living angry upset frustrated disappointed annoyed interested "
        "unable able afraid aware glad hoping customer member gold silver bronze guest pending transit delivered "
        "monday tuesday wednesday thursday friday saturday sunday hi hello hey dear ich und mein y mi de et mon e "
        "il o um uma een en also only actually returning ordering cancel refund exchange return damaged broken "
        "missing late nothing something anything everything some any their they we he she his her which same ready "
        "unsure unhappy planning using currently available unavailable sir madam mam help needed reaching speaking "
        "checking under covid again policy claim booking pol may ya holder one red blue different that's it's i'm "
        "we're both all ah oh well indeed nobody everyone everybody someone somebody anyone anybody thing spelled spelt ",
    )
)
NAME_WORDS: Final = 4


#: "hi im jane doe my order": in lower case only behind a greeting's words and with a first name that is known.
_LOWER: Final = sought(r"\b(?:i'?m|i am|this is|it'?s|here is|here's|name'?s|call me) ([^\W\d_]+(?: [^\W\d_]+){0,3})")


#: "thanks abdi" at the end.
_SIGNED: Final = sought(r"\b(?:thanks|thank you|thx|regards|cheers|best|love|greetings|yours),? ([^\W\d_]{3,15})\W*$")
#: Signed at the end, behind a sentence or a number: "I'd like to swap it. Ada Byron".
_BELOW: Final = sought(
    rf"(?:[.!?)\n]|\d|[a-z]\.[a-z]+),?\s{{1,9}}[-–—~]{{0,3}}\s{{0,9}}({_CAP} {_CAP}(?: {_CAP})?)\W*$"
)
#: Whom the other side thinks it is talking to.
_ADDRESSED: Final = sought(
    rf"(?i:\b(?:(?:chatting|speaking|talking) (?:with|to)|you are|you're|in the name of|name of|registered (?:to|under)|(?:signed|logged) in as|are you(?= (?:mr|mrs|ms|dr|miss)\b|(?-i: [A-Z][a-z]+ [A-Z]))|account of|belongs to|customer:?))\s+(?:(?i:mr|mrs|ms|dr|miss)\.? )?({_CAP}(?: {_CAP}){{0,3}})"
)


#: "No, Karin Boyle", to whom was called by another name.
_NOT_ADDRESSED: Final = re.compile(
    rf"^\W*(?i:no|nope)\W+(?i:it'?s |i'?m |i am |my name is )?({_CAP}(?: {_CAP}){{0,2}})(?=[\s,.!?;]|$)"
)


@cache
def _first_names() -> frozenset[str]:
    text = resources.files(__package__).joinpath("names.txt").read_text(encoding="utf-8")
    return frozenset(x for line in text.splitlines() if not line.startswith("#") for x in line.split())


def hear(said: Said, taken: Spans) -> Iterator[Mention]:
    held = list(taken)
    for name, start, end in _first_and_last(said):
        if free((start, end), taken):
            held.append((start, end))
            yield Mention("person_name", name, start, end)
    for start, end in _spans(said, taken):
        if free((start, end), tuple(held)):
            held.append((start, end))
            yield Mention("person_name", _unspelled(said.text[start:end]), start, end)


def _unspelled(name: str) -> str:
    """ "W-H-I-T-E" is White."""
    groups = [re.sub(r"\W", "", m[0]).capitalize() for m in _LETTERS.finditer(name)]
    return " ".join(groups) if groups and name[-1:] == _LETTERS.findall(name)[-1][-1] and name[1:2] in "- .," else name


#: "First name Ada, last name Byron".
_FIRST_LAST: Final = sought(
    rf"\b(?:(?:first|given|my) )?name(?:'?s)?(?: is| its|:)?(?: spelled| spelt)?:? ({_ANY}(?:[- .]{_ANY}){{0,2}}?(?:[- ][a-z](?![\w]))*)(?:,| and| \.|\.)? (?:my |the )?(?:last name|surname|family name|second name)(?:'?s)?(?: is| its|:)?(?: spelled| spelt)?:? ({_ANY}(?:[- ][a-z](?![\w]))*)",
    re.IGNORECASE,
)
#: "First ada last byron", to whom asks for the name.
_FIRST_LAST_BARE: Final = re.compile(rf"^\W*first:? ({_ANY}),?(?: and)? last:? ({_ANY})\W*$", re.IGNORECASE)
#: "Surname B-Y-R-O-N, first name Ada".
_LAST_FIRST: Final = sought(
    rf"\b(?:last name|surname|family name)(?:'?s)?(?: is| its|:)?(?: spelled| spelt)?:? ({_ANY}(?:[- ][a-z](?![\w]))*)(?:,| and| \.|\.)? (?:my |the )?(?:first|given) name(?:'?s)?(?: is| its|:)?(?: spelled| spelt)?:? ({_ANY}(?:[- ][a-z](?![\w]))*)",
    re.IGNORECASE,
)
#: "Ada Byron is my name".
_IS_MY_NAME: Final = sought(
    rf"(?<![\w'’-])({_ANY}(?: {_ANY}){{0,3}})(?: is|'s) (?:my|the) (?:full |good )?name\b", re.IGNORECASE
)
#: "Zip 94110 / name Ada Byron".
_NAME_FIELD: Final = sought(rf"(?:^|[,/|;\n]) ?[Nn]ame(?:: ?| )({_CAP}(?: {_CAP}){{1,2}})(?=\s*(?:[,/|;\n]|$))")


def _first_and_last(said: Said) -> Iterator[tuple[str, int, int]]:
    m = _FIRST_LAST.search(said.plain) if "name" in said.low else None
    if m and not _NOT_NAME & {m[1].lower(), m[2].lower()}:
        yield f"{_unspelled(m[1])} {_unspelled(m[2])}", m.start(1), m.end(2)
    if not m and "person_name" in said.asked:
        m = _FIRST_LAST_BARE.match(said.plain)
    if m and m.re is _FIRST_LAST_BARE:
        yield f"{m[1]} {m[2]}", m.start(1), m.end(2)
    m = _LAST_FIRST.search(said.plain) if "name" in said.low else None
    if m and not _NOT_NAME & {m[1].lower(), m[2].lower()}:
        yield f"{_unspelled(m[2])} {_unspelled(m[1])}", m.start(1), m.end(2)


def _spans(said: Said, taken: Spans) -> Iterator[tuple[int, int]]:
    for m in _INTRODUCED.finditer(said.plain):
        found = _cut(m[1], loose=True)
        if found and not re.search(r"\b(?:user|item|product|brand|company|store)\s?name", m[0].lower()):
            yield m.start(1), m.start(1) + len(found)
    for m in _IS_MY_NAME.finditer(said.plain) if "name" in said.low else ():
        last = re.search(rf"({_CAP}(?: {_CAP}){{1,2}})$", m[1]) or re.search(rf"({_ANY} {_ANY})$", m[1])
        if last and _cut(last[1], loose=True) == last[1]:
            yield m.start(1) + last.start(), m.end(1)
    put_right = _NOT_ADDRESSED.match(said.plain) if _ADDRESSED.search(said.before) else None
    if put_right and _cut(put_right[1]) == put_right[1]:
        yield put_right.span(1)
    for m in _NAME_FIELD.finditer(said.plain):
        if _cut(m[1]) == m[1]:
            yield m.span(1)
    for pattern in (_I_AM, _CHINESE, _PUT_RIGHT, _RELATED):
        for m in pattern.finditer(said.plain):
            found = _cut(m[1])
            if found and not (pattern is _I_AM and _no_name(said, m, found)):
                yield m.start(1), m.start(1) + len(found)
    for m in _LOWER.finditer(said.low):
        found = _cut(m[1], loose=True)
        if found.split(" ")[0] in _first_names():
            yield m.start(1), m.start(1) + len(" ".join(found.split()[:3]))
    below = _BELOW.search(said.plain)
    if below and below[1].split()[0].lower() in _first_names() and _cut(below[1]) == below[1]:
        yield below.span(1)
    signed = _SIGNED.search(said.low)
    if signed and signed[1] in _first_names():
        yield signed.span(1)
    if said.role != Role.CUSTOMER:
        for m in _ADDRESSED.finditer(said.plain):
            if _cut(m[1]) == m[1]:
                yield m.span(1)
    for pattern in (_HERE, _THATS_ME):
        for m in pattern.finditer(said.plain):
            if _cut(m[1]) == m[1]:
                yield m.span(1)
    here = _HERE_LOW.search(said.low)
    if here and here[1].split()[0] in _first_names() and _cut(here[1], loose=True) == here[1]:
        yield here.span(1)
    if taken and len(_LISTED.findall(said.plain)) >= 1 and len(re.findall(r"[,/|;]\s", said.plain)) >= LISTED_MIN:
        for m in _LISTED.finditer(said.plain):
            if _cut(m[1]) == m[1] and free(m.span(1), taken):
                yield m.span(1)
                break
    greets, lower = _GREETS.match(said.plain), _LOWER_FIRST.match(said.low)
    if greets:
        yield greets.span(1)
    if lower and lower[1].split()[0] in _first_names() and _cut(lower[1], loose=True) == lower[1]:
        yield lower.span(1)
    full = _FULL.match(said.plain)
    if full and _cut(full[1]) == full[1]:
        yield full.span(1)
    for m in _LABELLED.finditer(said.plain):
        found = _cut(m[1], loose=True)
        if found and "person_name" in said.asked:
            yield m.start(1), m.start(1) + len(found)
    if "person_name" in said.asked:
        yield from _answer(said, taken)


def _no_name(said: Said, m: re.Match[str], found: str) -> bool:
    """ "It's Dallas to Seattle": one word behind "it's" is a name only where one was asked for, or known."""
    it = m[0].lower().startswith(("it's", "it is"))
    return it and " " not in found and "person_name" not in said.asked and found.lower() not in _first_names()


_CAPITALS: Final = re.compile(
    rf"(?<![\w@.])({_CAP}(?: (?:(?:de|van|von|da|di|la|le|el|del|der|bin|al|O'|Mc) ?)?{_CAP}){{1,3}})(?![\w@])"
)
_LABELLED: Final = sought(rf"(?i:\b(?:first|last|sur|family|given) ?name(?:'?s)?(?: is|:)?) ({_ANY})")


def _spelled_word(said: Said, start: int, end: int) -> tuple[int, int] | None:
    """The word that the letters behind it spell, or its end: "Quist. Q like queen, u, i, s, t"."""
    spelled = re.sub(r"\W", "", said.low[start:end])
    before = re.finditer(_ANY, said.plain[:start])
    return next((m.span() for m in before if len(m[0]) > 2 and m[0].lower().endswith(spelled)), None)


def _answer(said: Said, taken: Spans) -> Iterator[tuple[int, int]]:
    """The bare answer to "what is your name?": up to four words, before anything else that was asked."""
    letters = [m.span() for m in _LETTERS.finditer(said.plain) if free(m.span(), taken)]
    if letters:
        yield _spelled_word(said, *letters[0]) or (letters[0][0], letters[-1][1])
        return
    for m in _CAPITALS.finditer(said.plain):
        if free(m.span(1), taken) and _cut(m[1]) == m[1]:
            yield m.span(1)
            return
    fill = _ANSWER_FILL.match(said.plain)
    at = fill.end() if fill else 0
    for a, b in sorted(taken):
        if a <= at + 1 < b or not said.plain[at:a].strip(" ,.;:-#"):
            at = max(at, b)
    more = _ANSWER_FILL.match(said.plain[at:].lstrip(" ,.;:-")) if at else None
    at += len(said.plain[at:]) - len(said.plain[at:].lstrip(" ,.;:-")) + (more.end() if more else 0)
    end = min((a for a, _ in taken if a > at), default=len(said.plain))
    turned = re.match(rf"{_CAP}, {_CAP}(?=\W*$)|{_ANY}, {_ANY}(?=\W*$)", said.plain[at:end])
    if turned and _NOT_NAME & set(re.findall(r"\w+", turned[0].lower())):
        turned = None
    if turned:
        yield at, at + turned.end()
        return
    answer = re.match(rf"({_ANY}(?:(?: |(?<=\b\w)\. ){_ANY}){{0,3}})", said.plain[at:end])
    if not answer:
        return
    found = _cut(answer[1], loose=True)
    rest = said.plain[at + len(found) :].strip()
    near_end = at + len(found) + 1 >= end
    known = found.split(" ")[0].lower() in _first_names()
    short = len(rest.split()) <= 2 or rest[:1] in ",.;\n-(" or bool(re.match(r"\s*(?:and|,|\d)", rest)) or near_end
    sure = (
        len(found.split()) > 1 or found[:1].isupper() or not rest or bool(re.match(r"[,.]|and\b|\d", rest)) or near_end
    )
    if found and (known or (short and sure)):
        yield at, at + len(found)


def _cut(words: str, loose: bool = False) -> str:
    """The name without what follows it. ``loose``: lower-case names are taken too."""
    kept: list[str] = []
    for word in words.split():
        bare = word.strip(".,'’").lower()
        if bare in _NOT_NAME or any(x.isdigit() for x in word) or len(kept) == NAME_WORDS:
            break
        if kept and not loose and not word[0].isupper():
            break
        kept.append(word)
    if kept and loose and kept[0][0].isupper():
        kept = [
            x
            for n, x in enumerate(kept)
            if all(
                y[0].isupper()
                or y.lower() in ("de", "van", "von", "da", "di", "la", "le", "el", "del", "der", "bin", "al")
                for y in kept[: n + 1]
            )
        ]
    found = " ".join(kept).rstrip(".,'’")
    return found if len(found) >= 2 else ""
