"""What shops sell, by name: the nouns of ``goods.txt``, and where one stands among the words of a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Final, NamedTuple

from .spelling import one_off

#: Words of the longest name in the list.
NAME_WORDS: Final = 3
#: Letters from which on a misspelled name is recognised.
TYPO_LETTERS: Final = 7
#: Lines whose words count only with a word before them that says whose, or which.
WEAK: Final = frozenset({"weak", "es", "de", "fr", "it", "pt", "nl"})

_WORD: Final = re.compile(r"[^\W_](?:[\w&+]|['’./-](?=\w))*")


class Word(NamedTuple):
    """One word of a message: characters ``start``..``end`` of it, ``low`` in lower case, ``joined`` to the last word by no more than a blank."""

    start: int
    end: int
    text: str
    low: str
    joined: bool


class Good(NamedTuple):
    """A name found: words ``first``..``last`` (inclusive) and the line of the list it is from."""

    first: int
    last: int
    line: str


def words(plain: str) -> list[Word]:
    """The words of a message in order."""
    found: list[Word] = []
    for m in _WORD.finditer(plain):
        between = plain[found[-1].end : m.start()] if found else "."
        found.append(Word(m.start(), m.end(), m[0], m[0].lower().replace("’", "'"), between in (" ", "  ", " '", ' "')))
    return found


def may_name(plain: str) -> bool:
    """Whether any word of a message could begin a name: quickly, for the long message of few words (G16)."""
    first = _first_words()
    return any(
        x in first or singular(x) in first or (len(x) >= TYPO_LETTERS and (_meant(x) or _meant(singular(x))))
        for x in {x.lower().replace("’", "'") for x in set(_WORD.findall(plain))}
    )


def goods(said: Sequence[Word]) -> Iterator[Good]:
    """The names among the words, the longest at each place, left to right."""
    names = _names()
    first = _first_words()
    n = 0
    while n < len(said):
        low = said[n].low
        if low not in first and len(low) < TYPO_LETTERS and singular(low) not in first:
            n += 1
            continue
        found = next((x for x in range(NAME_WORDS, 0, -1) if _joined(said, n, x) and _line(names, said[n : n + x])), 0)
        if found:
            yield Good(n, n + found - 1, _line(names, said[n : n + found]))
        n += found or 1


def is_brand(word: str) -> bool:
    """Whether the word is a maker's or a line's name."""
    return _names().get(word) == "brand"


def _joined(said: Sequence[Word], start: int, count: int) -> bool:
    return start + count <= len(said) and all(x.joined for x in said[start + 1 : start + count])


def _line(names: dict[str, str], these: Sequence[Word]) -> str:
    name = " ".join(x.low for x in these)
    found = names.get(name) or names.get(singular(name), "")
    return found or (
        names.get(_meant(name) or _meant(singular(name)), "") if len(these) == 1 and len(name) >= TYPO_LETTERS else ""
    )


@lru_cache(maxsize=4096)
def _meant(word: str) -> str:
    """The long name that a word misspells by one letter or two swapped ones, or nothing."""
    known = any(word in listed(x) for x in ("=ends", "=general", "=unlike"))
    if known or not word.isalpha() or word.endswith(("ed", "ing", "ly")):
        return ""
    near = [x for x, line in _names().items() if line not in WEAK and x[0] == word[0] and one_off(word, x)]
    return near[0] if len(near) == 1 else ""


def singular(name: str) -> str:
    """An English plural's singular, as far as its spelling tells."""
    if name.endswith("ies") and len(name) > 4:
        return name[:-3] + "y"
    if name.endswith("ves") and len(name) > 4:
        return name[:-3] + "f"
    if name.endswith(("ses", "xes", "zes", "ches", "shes")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


@cache
def _first_words() -> frozenset[str]:
    return frozenset(x.split()[0] for x in _names())


@cache
def listed(line: str) -> frozenset[str]:
    """The words of one line of the list."""
    return frozenset(name for kind, names in _lines() if kind == line for name in names)


def _lines() -> Iterator[tuple[str, list[str]]]:
    text = resources.files(__package__).joinpath("goods.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        kind, _, names = line.partition(": ")
        if names and not line.startswith("#"):
            yield kind, [x.strip() for x in names.split(", ")]


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for kind, listed_names in _lines():
        for name in listed_names if not kind.startswith("=") else ():
            names.setdefault(name, kind)
    return names
