"""Patterns that look, in a long message, for the words that they cannot do without before they search it (G16).

What a pattern needs is read off its own parse tree, so that it cannot miss anything: the matches are those of the pattern.
"""

from __future__ import annotations

import re
import re._parser as tree  # type: ignore[import-not-found]
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

#: Characters from which on it is worth the while; a shorter text is searched at once.
LONG_CHARS: Final = 400
#: Of all that a pattern needs, so many things are looked for. More of them hardly ever rule out more.
CLAUSES_MAX: Final = 4
#: Texts whose words are remembered for a moment: a message is looked at in several spellings, and four are read at once.
REMEMBERED: Final = 16
#: Characters of a class that are looked for one by one.
CLASS_MAX: Final = 12
#: So much of a word that a pattern needs is looked for.
PIECE_CHARS: Final = 32
#: Stands for any digit.
DIGIT: Final = "\0"

#: What one of must stand in the text.
Clause = frozenset[str]

_PIECE: Final = re.compile(r"\w+|\W")
_DIGIT: Final = re.compile(r"\d")
#: What ignoring the case takes for an "i" or an "s".
_ALSO: Final = str.maketrans("ıİſ", "iis")


class Sought:
    """A compiled pattern, with the methods of one. ``re`` is the pattern itself."""

    __slots__ = ("_needs", "re")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.re = pattern
        self._needs: tuple[Clause, ...] | None = None

    def possible(self, text: str) -> bool:
        """False only where ``text``, or any part of it, holds no match."""
        if len(text) < LONG_CHARS:
            return True
        if self._needs is None:
            self._needs = needs(self.re.pattern, self.re.flags)
        there = vocabulary(text)
        return all(any(x in there for x in clause) for clause in self._needs)

    def search(self, text: str) -> re.Match[str] | None:
        return self.re.search(text) if self.possible(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        return self.re.match(text) if self.possible(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self.re.finditer(text) if self.possible(text) else iter(())


def sought(pattern: str, flags: int = 0) -> Sought:
    """As ``re.compile``."""
    return Sought(re.compile(pattern, flags))


@lru_cache(maxsize=REMEMBERED)
def vocabulary(text: str) -> str:
    """Each different word and sign of ``text`` once, in lower case; every run of letters and digits in it stands in this."""
    low = _folded(text)
    pieces = {x[n : n + 2 * PIECE_CHARS] for x in set(_PIECE.findall(low)) for n in _starts(x)}
    return "\n".join([*pieces, *([DIGIT] if _DIGIT.search(low) else ())])


def _starts(word: str) -> range:
    """Where the pieces of a word without end begin. They overlap, and there are few of them where the word repeats itself."""
    return range(0, max(len(word) - PIECE_CHARS, 1), PIECE_CHARS)


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else text.translate(_ALSO).lower()


def needs(pattern: str, flags: int = 0) -> tuple[Clause, ...]:
    """What a text must hold that the pattern matches anything of: of each clause one."""
    parsed = tree.parse(pattern, flags)
    found = set(_of_all(parsed, bool(parsed.state.flags & re.IGNORECASE)))
    return tuple(sorted(found, key=_rank)[:CLAUSES_MAX])


def _rank(clause: Clause) -> tuple[int, int, list[str]]:
    """The rarest first: long words, and few of them."""
    return -min(map(len, clause)), len(clause), sorted(clause)


def _of_all(items: Iterable[tuple[Any, Any]], any_case: bool) -> list[Clause]:
    """Of what stands in a row: everything."""
    found: list[Clause] = []
    run = ""
    for op, value in items:
        if op is tree.LITERAL and (char := _found(value, any_case)):
            run += char
            continue
        found += [Clause([x[:PIECE_CHARS]]) for x in _PIECE.findall(run)]
        run = ""
        found += _of(op, value, any_case)
    return found + [Clause([x[:PIECE_CHARS]]) for x in _PIECE.findall(run)]


def _of(op: Any, value: Any, any_case: bool) -> list[Clause]:
    if op is tree.BRANCH:
        each = [min(_of_all(x, any_case), key=_rank, default=Clause()) for x in value[1]]
        return [Clause().union(*each)] if all(each) else []
    if op is tree.SUBPATTERN:
        _, more, less, inner = value
        return _of_all(inner, bool((any_case or more & re.IGNORECASE) and not less & re.IGNORECASE))
    if op in (tree.MAX_REPEAT, tree.MIN_REPEAT, tree.POSSESSIVE_REPEAT):
        return _of_all(value[2], any_case) if value[0] else []
    if op is tree.ASSERT:
        return _of_all(value[1], any_case)
    if op is tree.ATOMIC_GROUP:
        return _of_all(value, any_case)
    return _of_class(value, any_case) if op is tree.IN else []


def _of_class(members: Sequence[tuple[Any, Any]], any_case: bool) -> list[Clause]:
    """Of a few characters one; nothing for a wider class."""
    found = {_member(*x, any_case) for x in members}
    return [Clause(found)] if "" not in found and len(found) <= CLASS_MAX else []


def _member(op: Any, value: Any, any_case: bool) -> str:
    if (op, value) == (tree.CATEGORY, tree.CATEGORY_DIGIT) or (op is tree.RANGE and value[0] >= 48 and value[1] <= 57):
        return DIGIT
    return _found(value, any_case) if op is tree.LITERAL else ""


def _found(code: int, any_case: bool) -> str:
    """The character as it stands in a vocabulary, however it was written; empty where that is not sure."""
    char = chr(code)
    sure = char.isascii() or char.lower() == char.upper() or not (any_case or char in "Σσς")
    low = _folded(char)
    return low if sure and len(low) == 1 else ""
