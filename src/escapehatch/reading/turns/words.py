"""What a turn is made of: whole numbers for words, whether they came as text or as token ids."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import Struct

from ..tidy import folded

#: Words of one turn that are looked at, and earlier turns of a conversation that a new one is compared with, a side.
WORDS_MAX: Final = 120
#: Texts of at most so many words also count as a whole.
SHORT: Final = 4
PIECE: Final = 4
_WORD: Final = re.compile(r"[぀-ヿ一-鿿]|\w+|[^\w\s]")
_MASK: Final = (1 << 62) - 1
ROLES: Final = ("customer", "agent")


class Turn(Struct, frozen=True):
    """One thing said. ``answers``: by the answering side, the bot included. ``length`` in words, before any cut."""

    answers: bool
    words: tuple[int, ...]
    pieces: tuple[int, ...] = ()
    length: int = 0
    sentiment: float = 0.0
    tags: tuple[int, ...] = ()

    def grams(self) -> list[int]:
        """Words, pairs of words, a short text as a whole, and pieces of words; each once."""
        found = dict.fromkeys(self.words)
        found.update((_mixed(2, pair), None) for pair in zip(self.words, self.words[1:], strict=False))
        if 0 < len(self.words) <= SHORT:
            found[_mixed(3, self.words)] = None
        found.update(dict.fromkeys(self.pieces))
        return list(found)


def _mixed(salt: int, words: Iterable[int]) -> int:
    mixed = salt
    for word in words:
        mixed = (mixed * 1_000_003 ^ (word * 0x9E3779B97F4A7C15)) & _MASK
    return mixed


def turn_of(given: Mapping[str, Any]) -> Turn:
    """A turn from ``{"role", "text" or "ids"}``; optional ``n``, ``senti``, ``pos``. Raises ValueError, saying what is wrong."""
    role = given.get("role")
    if role not in ROLES:
        raise ValueError(f"'role' must be customer or agent (the answering side), not {role!r}")
    words, pieces = _words(given)
    length, sentiment, tags = given.get("n"), given.get("senti"), given.get("pos")
    return Turn(
        answers=role == "agent",
        words=words[:WORDS_MAX],
        pieces=pieces,
        length=length if isinstance(length, int) and length >= 0 else len(words),
        sentiment=float(sentiment) if isinstance(sentiment, int | float) else 0.0,
        tags=tuple(x for x in tags if isinstance(x, int)) if isinstance(tags, list) else (),
    )


def _words(given: Mapping[str, Any]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    ids, text = given.get("ids"), given.get("text")
    if isinstance(ids, list):
        if not all(isinstance(x, int) and not isinstance(x, bool) for x in ids):
            raise ValueError("'ids' must be whole numbers")
        return tuple(ids), ()
    if not isinstance(text, str):
        raise ValueError("a turn needs 'text' or 'ids'")
    found = _WORD.findall(folded(text))
    pieces = (
        f"<{word}>"[i : i + PIECE] for word in found[:WORDS_MAX] if len(word) > 1 for i in range(max(1, len(word) - 1))
    )
    return tuple(_hashed(x) for x in found), tuple(dict.fromkeys(_mixed(4, (_hashed(x),)) for x in pieces))


def _hashed(word: str) -> int:
    return zlib.crc32(word.encode())


def turns_of(record: Mapping[str, Any]) -> list[Turn]:
    """All turns of ``{"turns": [...]}``. Raises ValueError, saying which turn is wrong."""
    given = record.get("turns")
    if not isinstance(given, list):
        raise ValueError("'turns' must be a list")
    found = []
    for n, turn in enumerate(given):
        if not isinstance(turn, dict):
            raise ValueError(f"turn {n}: an object is expected")
        try:
            found.append(turn_of(turn))
        except ValueError as wrong:
            raise ValueError(f"turn {n}: {wrong}") from None
    return found
