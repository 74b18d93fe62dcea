"""Text as the patterns want it: one spelling of quotes, spaces and widths, bounded in length, never a surprise."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

#: Characters of a message that are read for meaning: so many from its start and from its end.
HEAD_CHARS: Final = 1_200
TAIL_CHARS: Final = 600

_INVISIBLE: Final = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)
_QUOTES: Final = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
        "ʼ": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
    }
)
_MANY: Final = re.compile(r"(\w)\1{2,}")
_SPACED: Final = re.compile(r"\b(?:[a-z] ){4,}[a-z]\b")
_ONE: Final = re.compile(r"\b(some|sum|any|every|no)1\b")
_LEET: Final = str.maketrans("013457@$", "oieastas")
_LEET_WORD: Final = re.compile(r"(?<!\S)(?=\S*[a-z])(?=\S*[013457@$])[a-z013457@$]{4,}(?![\w@.#-])")


def shortened(text: str) -> str:
    """At most the first and last so many characters: the work per message is bounded."""
    if len(text) <= HEAD_CHARS + TAIL_CHARS:
        return text
    return f"{text[:HEAD_CHARS]} … {text[-TAIL_CHARS:]}"


def tidied(text: str) -> str:
    """Bounded, NFKC, without invisible characters, plain quotes, single spaces. Case is kept."""
    plain = unicodedata.normalize("NFKC", shortened(text)).translate(_QUOTES)
    return " ".join(_INVISIBLE.sub("", plain).split())


def same_length(text: str) -> str:
    """Wide digits, odd spaces and quotes made plain, each character for one: spans stay true to ``text``."""
    return "".join(map(_one, text)) if not text.isascii() else text.replace("\x00", " ")


@lru_cache(maxsize=4096)
def _one(char: str) -> str:
    if char.isascii():
        return char if char != "\x00" else " "
    if char.isspace():
        return " "
    if "\ud800" <= char <= "\udfff":
        return " "
    plain = unicodedata.normalize("NFKC", char.translate(_QUOTES))
    return plain if len(plain) == 1 and (plain.isascii() or char.isalpha()) else char


def folded(text: str) -> str:
    """Tidied, lower-cased, letters repeated for emphasis reduced, leet and spaced-out words spelled plainly."""
    low = _MANY.sub(r"\1\1", tidied(text).casefold())
    low = _ONE.sub(lambda m: {"sum": "some"}.get(m[1], m[1]) + "one", low)
    low = _SPACED.sub(lambda m: m[0].replace(" ", ""), low)
    return _LEET_WORD.sub(lambda m: m[0].translate(_LEET), low)


_NO_ACCENT: Final = {
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "Ł": "L",
    "Ø": "O",
    "Đ": "D",
}


def without_accents(text: str) -> str:
    """Latin accents dropped ("atencion" for "atención"): many people type without them. Other scripts are kept."""
    if text.isascii():
        return text
    return "".join(map(_bare, text))


@lru_cache(maxsize=4096)
def _bare(char: str) -> str:
    if char.isascii():
        return char
    if char in _NO_ACCENT:
        return _NO_ACCENT[char]
    split = unicodedata.normalize("NFD", char)
    if "\u0300" <= char <= "\u036f":
        return ""
    return split[0] if len(split) > 1 and split[0].isascii() else char
