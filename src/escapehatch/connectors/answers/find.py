"""Finds the passage of the shop's pages that answers a question: by meaning where there is an encoder, else by words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec import Struct

from ...ports import Page

#: Sentence vectors for texts, one row each, of length one.
Encode = Callable[[Sequence[str]], Any]

#: Cosine from which a passage counts as an answer, and the score from which words alone do.
NEAR_ENOUGH: Final = 0.30
ENOUGH_WORDS: Final = 2.2
#: Both are this much lower when it is known that the question is one for the pages.
KNOWN_SUBJECT: Final = 0.55
#: Words that say nothing about a subject.
EMPTY: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "for",
        "in",
        "on",
        "at",
        "to",
        "and",
        "or",
        "is",
        "are",
        "be",
        "it",
        "i",
        "my",
        "me",
        "you",
        "your",
        "we",
        "our",
        "can",
        "could",
        "would",
        "do",
        "does",
        "did",
        "how",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "this",
        "that",
        "with",
        "from",
        "not",
        "have",
        "has",
        "had",
        "will",
        "get",
        "want",
        "please",
        "about",
        "if",
        "as",
        "any",
        "there",
    ]
)


#: Who asks for "the policy" wants a page's first words, not a detail.
GENERAL: Final = re.compile(
    r"polic|\brules?\b|\bterms\b|conditions|polític|condicion|bedingung|regel|politique|règles|politica|condizion|regra"
    r"|voorwaarden|beleid",
    re.IGNORECASE,
)


class Passage(Struct, frozen=True):
    """A paragraph, under its heading, with the page it stands on. ``lead``: the first of its page."""

    ref: str
    title: str
    heading: str
    text: str
    lead: bool = False


def passages(pages: Sequence[Page]) -> list[Passage]:
    """Every paragraph of the pages."""
    found = []
    for page in pages:
        heading, lead = page.title, True
        for block in re.split(r"\n\s*\n", page.text):
            line = block.strip()
            if line.startswith("#"):
                heading = line.lstrip("# ").strip()
            elif line:
                found.append(Passage(page.ref, page.title, heading, " ".join(line.split()), lead))
                lead = False
    return found


class Finder:
    """Passages, ready to be searched."""

    def __init__(self, found: Sequence[Passage], encode: Encode | None) -> None:
        self._passages = list(found)
        self._encode = encode
        texts = [f"{x.title}. {x.heading}. {x.text}" for x in found]
        self._vectors = encode(texts) if encode and texts else None
        self._bags = [Counter(words(x)) for x in texts]
        self._rare = _rarity(self._bags)

    def best(self, question: str, known: bool = False) -> Passage | None:
        """The passage that answers it, or None when none is near enough. ``known``: the pages are surely meant."""
        ease = KNOWN_SUBJECT if known else 1.0
        if not self._passages:
            return None
        general = bool(GENERAL.search(question))
        by_words = [
            self._shared(question, bag) + (2.0 if general and x.lead else 0.0)
            for x, bag in zip(self._passages, self._bags, strict=True)
        ]
        if self._vectors is None or self._encode is None:
            top = max(range(len(by_words)), key=by_words.__getitem__)
            return self._passages[top] if by_words[top] >= ENOUGH_WORDS * ease else None
        near = self._vectors @ self._encode([question])[0]
        score = [float(n) + 0.06 * w for n, w in zip(near, by_words, strict=True)]
        top = max(range(len(score)), key=score.__getitem__)
        return self._passages[top] if score[top] >= NEAR_ENOUGH * ease else None

    def _shared(self, question: str, bag: Counter[str]) -> float:
        return sum(self._rare.get(x, 0.0) for x in set(words(question)) if x in bag)


def words(text: str) -> list[str]:
    """The telling words, cut to their stems."""
    found = (x for x in re.findall(r"\w+", text.lower()) if x not in EMPTY and len(x) > 2)
    return [_stem(x) for x in found]


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _rarity(bags: Sequence[Counter[str]]) -> dict[str, float]:
    """How much a word tells: more, the fewer passages have it."""
    seen = Counter(x for bag in bags for x in bag)
    return {x: math.log(1 + len(bags) / n) for x, n in seen.items()}
