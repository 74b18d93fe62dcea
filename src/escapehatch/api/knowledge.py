"""The shop's pages, found while an agent types: the passages that have the words, best first. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any, Final

from ..ports import Page

#: Passages in one answer; characters of one.
FOUND_MAX: Final = 8
PASSAGE_MAX_CHARS: Final = 600
#: A word of the title counts as much as so many in the text.
TITLE_WEIGHT: Final = 3.0

_WORD: Final = re.compile(r"[^\W_]+")
_HEADING: Final = re.compile(r"^#+ .*$", re.MULTILINE)


def find(pages: Sequence[Page], search: str) -> list[dict[str, Any]]:
    """``{ref, title, text}`` of each passage; a word of ``search`` may be the beginning of one. Empty: one of each page."""
    passages = [(page, text) for page in pages for text in _passages(page)]
    wanted = [x.casefold() for x in _WORD.findall(search)]
    if not wanted:
        firsts = {page.ref: (page, text) for page, text in reversed(passages)}
        return [_shown(*firsts[page.ref]) for page in pages if page.ref in firsts]
    words = [(_words(page.title), _words(text)) for page, text in passages]
    rarity = {x: _rarity(x, words) for x in wanted}
    found = [[x for x in wanted if _score(x, *both)] for both in words]
    scores = [sum(_score(x, *both) * rarity[x] for x in wanted) for both in words]
    best = sorted((n for n, some in enumerate(found) if some), key=lambda n: (-len(found[n]), -scores[n], n))
    return [_shown(*passages[n]) for n in best[:FOUND_MAX]]


def _passages(page: Page) -> list[str]:
    plain = _HEADING.sub("", page.text)
    return [x.strip() for x in re.split(r"\n\s*\n", plain) if x.strip()] or [page.title]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _has(word: str, words: set[str]) -> bool:
    return any(x.startswith(word) for x in words)


def _score(word: str, title: set[str], text: set[str]) -> float:
    return TITLE_WEIGHT * _has(word, title) + _has(word, text)


def _rarity(word: str, all_words: Sequence[tuple[set[str], set[str]]]) -> float:
    having = sum(_has(word, title) or _has(word, text) for title, text in all_words)
    return math.log(1 + len(all_words) / (1 + having))


def _shown(page: Page, text: str) -> dict[str, Any]:
    return {"ref": page.ref, "title": page.title, "text": text[:PASSAGE_MAX_CHARS]}
