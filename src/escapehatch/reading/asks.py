"""Does the customer ask for a person? Patterns in some twenty-five languages, clause by clause.

A clause asks when it matches a wish and nothing in it says otherwise: a negation, the past, somebody else's wish, a
product, or the question whether the bot is a person. Assent to the bot's own offer of a person is a wish as well.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from .asks_wide import REST
from .asks_words import EN, Words
from .asks_world import ROMANCE_AND_GERMANIC
from .consent import offers_person, says_no, says_yes
from .language import language
from .once import once
from .tidy import folded, without_accents
from .typos import corrected

TABLES: Final[dict[str, Words]] = {"en": EN, **ROMANCE_AND_GERMANIC, **REST}
#: Written in other letters; each is tried when its letters occur.
SCRIPTS: Final = {
    "ru": "\u0400-\u04ff",
    "uk": "\u0400-\u04ff",
    "el": "\u0370-\u03ff",
    "ar": "\u0600-\u06ff",
    "he": "\u0590-\u05ff",
    "hi": "\u0900-\u097f",
    "ja": "\u3040-\u30ff\u4e00-\u9fff",
    "zh": "\u4e00-\u9fff",
    "ko": "\uac00-\ud7af",
    "th": "\u0e00-\u0e7f",
}
#: Languages so alike that a short text may be taken for the other.
SISTERS: Final = {
    "es": ("pt", "it"),
    "pt": ("es",),
    "it": ("es",),
    "da": ("no", "sv"),
    "no": ("da", "sv"),
    "sv": ("da", "no"),
    "nl": ("de",),
    "ms": ("id",),
    "sk": ("cs",),
    "tl": ("id",),
}
#: Shorter texts are tried in every language of their letters: nothing can be said of their language.
SURE_CHARS: Final = 24

ASKED: Final = 0.95
CALLED: Final = 0.9
CONSENTED: Final = 0.97
VETOED: Final = 0.04

_CLAUSES: Final = re.compile(
    r"[.!?;:\n。…؟।|]+|, |,(?=[^\W\d_])|、| - |\b(?:but|sino|pero|aber|sondern|mais|ma|mas|maar|ale|men|но|але|but i|so i|and i)\b(?!$)"
)
#: Longer messages are more than a bare wish.
ALONE_CHARS: Final = 120
#: A clause of nothing else, in a message that says more: "this is hopeless. a human. now."
BARE: Final = re.compile(
    r"(?:(?:just|please|pls|a|an|the|real|live|actual|get me|give me|next step|now) )*(?:human|person|human being|agent|representative|operator)(?: (?:please|pls|now|asap))*"
)
_BETWEEN: Final = re.compile(r"[\s.!?,;:*…。！\"'-]+")
_QUOTED: Final = re.compile(r'"[^"]{2,400}"')


class Heard(NamedTuple):
    """``score``: how surely a person is asked for (0..1). ``denied``: the words are there, but not the wish."""

    score: float
    denied: bool = False


class _Patterns(NamedTuple):
    asks: re.Pattern[str]
    alone: re.Pattern[str]
    calls: re.Pattern[str] | None
    not_this: re.Pattern[str] | None
    person: re.Pattern[str]


def asks(text: str, before: str = "") -> Heard:
    """What the patterns say of ``text``; ``before`` is what the bot said last."""
    plain = without_accents(folded(text))
    if not any(x.isalpha() for x in plain):
        return Heard(CONSENTED) if before and offers_person(before) and says_yes(plain) else Heard(0.0)
    if before and offers_person(before):
        if says_yes(plain):
            return Heard(CONSENTED)
        if says_no(plain):
            return Heard(VETOED, True)
    plain = _unquoted(plain)
    tables = _tables(text, plain)
    if len(plain) < ALONE_CHARS and _alone(plain):
        return Heard(ASKED)
    parts = _clauses(plain)
    if len(parts) > 1 and len(plain) < ALONE_CHARS and any(BARE.fullmatch(x) for x in parts):
        return Heard(ASKED)
    heard = [_clause(part, tables) for part in parts]
    best = max(heard, key=lambda x: x.score, default=Heard(0.0))
    return best if best.score else Heard(0.0, any(x.denied for x in heard))


def _alone(plain: str) -> bool:
    """Nothing but "human please", in any language and whatever stands between."""
    words = _BETWEEN.sub(" ", plain).strip()
    codes = _by_letters(plain)
    spelled = corrected(words) if words.isascii() else words
    return any(_patterns(x).alone.fullmatch(spelled if x == "en" else words) for x in codes)


def _clauses(plain: str) -> list[str]:
    return [x.strip() for x in _CLAUSES.split(plain) if x.strip()][:80]


def _unquoted(plain: str) -> str:
    """What others are quoted with is not the customer's wish, as long as something is said around it."""
    rest = _QUOTED.sub(" ", plain)
    return rest if len(rest.split()) >= 3 else plain.replace('"', " ")


def _tables(text: str, plain: str) -> tuple[str, ...]:
    if not plain.isascii():
        scripted = tuple(x for x, letters in SCRIPTS.items() if re.search(f"[{letters}]", plain))
        if scripted:
            return (*scripted, "en")
    code = language(text)
    if len(plain) < SURE_CHARS or code not in {*TABLES, *SISTERS}:
        return _by_letters(plain)
    return tuple(
        x
        for x in dict.fromkeys((code, *SISTERS.get(code, ()), "en", *(("hi",) if code == "en" else ())))
        if x in TABLES
    )


def _by_letters(plain: str) -> tuple[str, ...]:
    if plain.isascii():
        return (*(x for x in TABLES if x not in SCRIPTS), "hi")
    return tuple(x for x in TABLES if x not in SCRIPTS or re.search(f"[{SCRIPTS[x]}]", plain))


def _clause(part: str, tables: tuple[str, ...]) -> Heard:
    """The first language that hears anything in the clause decides."""
    given = part
    for code in tables:
        p = _patterns(code)
        part = corrected(given) if code == "en" and given.isascii() else given
        wish = ASKED if p.asks.search(part) else CALLED if p.calls and p.calls.search(part) else 0.0
        if p.not_this and (wish or p.person.search(part)) and p.not_this.search(part):
            return Heard(0.0, True)
        if wish:
            return Heard(wish)
    return Heard(0.0)


@once
def _patterns(code: str) -> _Patterns:
    words = TABLES[code]

    def joined(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
        return re.compile("|".join(f"(?:{x})" for x in patterns).replace("{P}", words.person)) if patterns else None

    wish = joined(words.asks)
    assert wish is not None, code
    return _Patterns(
        wish, re.compile(words.alone), joined(words.calls), joined(words.not_this), re.compile(words.person)
    )


def warm_up() -> None:
    """Compile every pattern now, so that no customer waits for it."""
    for code in TABLES:
        _patterns(code)
