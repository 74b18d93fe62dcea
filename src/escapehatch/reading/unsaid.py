"""What is wrong, or wished for, in words that no pattern knows: two heads on the vectors of a message's sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from ..conversation.values import Mention
from .encoder import Vectors
from .heads import FOLDER, Head

#: Sentences of a message that are looked at, and words a sentence must have.
SENTENCES_MAX: Final = 2
#: Characters of a message, from its beginning, in which sentences are looked for.
CHARS_MAX: Final = 1_500
WORDS_MIN: Final = 3
#: A label is heard when it is this sure. Wishes are said plainly more often: what the patterns leave is less often one.
AT: Final = {"issue": 0.4, "desired_outcome": 0.5}
NONE: Final = "none"
#: How surely the whole message must say nothing to be left alone.
NOTHING_AT: Final = 0.3
KINDS: Final = {"issue": "issue", "desired_outcome": "wish"}

_SENTENCE: Final = re.compile(r"[^.!?;\n。！？]+")

Encode = Callable[[Sequence[str]], Vectors]


class Unsaid:
    """Raises HeadUnusable for missing or foreign head files."""

    def __init__(self, encode: Encode, heads: Path = FOLDER) -> None:
        self._encode = encode
        self._heads = {kind: Head.load(heads / f"{name}.npz") for kind, name in KINDS.items()}

    def hear(self, text: str, whole: Vectors, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
        """A label of each kind that the patterns found none of, where one sentence says it surely enough.

        ``whole`` is the vector of ``text``: where it is sure that nothing is said, no sentence is looked at.
        """
        wanted = [kind for kind in KINDS if not any(x.type == kind for x in mentions)]
        wanted = [kind for kind in wanted if self._heads[kind].of(NONE, whole) < NOTHING_AT]
        heard = [(x.start, x.end) for x in mentions if x.type in KINDS]
        spans = [m.span() for m in _SENTENCE.finditer(text[:CHARS_MAX]) if len(_plain(m[0]).split()) >= WORDS_MIN]
        spans = [(a, b) for a, b in spans if not any(x < b and a < y for x, y in heard)][:SENTENCES_MAX]
        if not wanted or not spans:
            return ()
        alone = len(spans) == 1 and spans[0][1] - spans[0][0] >= len(text) - 2 and _plain(text) == text
        vectors = whole.reshape(1, -1) if alone else self._encode([_plain(text[a:b]) for a, b in spans])
        found = []
        for kind in wanted:
            best = max((self._best(kind, v, span) for v, span in zip(vectors, spans, strict=True)), key=lambda x: x[0])
            p, label, (start, end) = best
            if p >= AT[kind]:
                found.append(Mention(kind, label, start, end, "likely"))
        return tuple(found)

    def _best(self, kind: str, vector: Vectors, span: tuple[int, int]) -> tuple[float, str, tuple[int, int]]:
        scores = self._heads[kind].scores(vector)
        label = max(scores, key=lambda x: scores[x])
        return (0.0 if label == NONE else scores[label]), label, span


def _plain(sentence: str) -> str:
    """The words without numbers and codes."""
    return " ".join(x for x in sentence.split() if not any(map(str.isdigit, x)))
