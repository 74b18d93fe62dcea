"""What is wrong, or wished for, in words that no pattern knows: two heads on the vectors of a message's sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from ..conversation.values import Mention
from .encoder import Vectors
from .facts.spelling import respelled
from .heads import FOLDER, Head

#: Stretches of a message that are looked at, the longest ones, and words that a stretch must have.
STRETCHES_MAX: Final = 3
#: Characters of a message, from its beginning, in which stretches are looked for.
CHARS_MAX: Final = 1_500
WORDS_MIN: Final = 2
#: A sentence of more words is looked at clause by clause: the heads learned from short phrases.
CLAUSE_WORDS: Final = 10
#: A label is heard when it is this sure. Wishes are said plainly more often: what the patterns leave is less often one.
AT: Final = {"issue": 0.4, "desired_outcome": 0.5}
NONE: Final = "none"
#: How surely the whole message must say nothing to be left alone.
NOTHING_AT: Final = 0.8
KINDS: Final = {"issue": "issue", "desired_outcome": "wish"}

_SENTENCE: Final = re.compile(r"(?:(?! / )[^.!?;\n。！？])+")
_CLAUSE: Final = re.compile(
    r"(?:,? (?:but|so|because|and(?= (?:i|it|they|you|we|my|the|now|then|please)\b))|,(?= ?(?:i|it|it's|they|you|we|my|the|please|pls|can|could|now|no|not|how)\b)| - | – | — )",
    re.IGNORECASE,
)
#: A clause that says what it is not about.
_DENIES: Final = re.compile(
    r"\W*(?:(?:i'?m|i am|we'?re|it'?s|this is|that'?s)? ?not (?:complaining|saying|about|asking (?:for|about)|talking about|because|that)\b|i (?:never|didn'?t|did not|don'?t) (?:said|say|claim|mean|complain)\b)"
)
#: The order that a sentence is about says nothing of what is wrong with it.
_NUMBERED: Final = re.compile(
    r"(?:\b(?:regarding|about|for|of|in|with|on|from|under) )?(?:\b(?:my|the|this|that|ur|your) )?\b(?:order|ordr|oder|booking)? ?(?:id|number|numbers|no|nr|num)?\b[ .:#]*#?(?=[\w-]*\d)[\w-]{3,}",
    re.IGNORECASE,
)

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
        wanted = [kind for kind in wanted if self._heads[kind].of(NONE, whole, text) < NOTHING_AT]
        heard = [(x.start, x.end) for x in mentions if x.type in KINDS]
        spans = _stretches(text, heard) if wanted else []
        if not spans:
            return ()
        words = [_plain(text[a:b]) for a, b in spans]
        vectors = whole.reshape(1, -1) if words == [text] else self._encode(words)
        found = []
        for kind in wanted:
            best = max(
                (self._best(kind, v, said, span) for v, said, span in zip(vectors, words, spans, strict=True)),
                key=lambda x: x[0],
            )
            p, label, (start, end) = best
            if p >= AT[kind]:
                found.append(Mention(kind, label, start, end, "likely"))
        return tuple(found)

    def _best(
        self, kind: str, vector: Vectors, words: str, span: tuple[int, int]
    ) -> tuple[float, str, tuple[int, int]]:
        scores = self._heads[kind].scores(vector, words)
        label = max(scores, key=lambda x: scores[x])
        return (0.0 if label == NONE else scores[label]), label, span


def _stretches(text: str, heard: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest sentences or clauses in which no pattern heard a thing, in the order in which they stand."""
    found: list[tuple[int, int]] = []
    for m in _SENTENCE.finditer(text[:CHARS_MAX]):
        cuts = [x.start() for x in _CLAUSE.finditer(m[0])] if len(m[0].split()) > CLAUSE_WORDS else []
        ends = [*cuts, len(m[0])]
        found += [(m.start() + a, m.start() + b) for a, b in zip([0, *cuts], ends, strict=True)]
    found = [(a, b) for a, b in found if not _DENIES.match(text[a:b].lower())]
    sized = [(len(_plain(text[a:b]).split()), a, b) for a, b in found]
    free = [x for x in sized if x[0] >= WORDS_MIN and not any(a < x[2] and x[1] < b for a, b in heard)]
    return sorted((a, b) for _, a, b in sorted(free, key=lambda x: (-min(x[0], CLAUSE_WORDS), x[1]))[:STRETCHES_MAX])


def _plain(sentence: str) -> str:
    """The words without numbers and codes, spelled right."""
    words = _NUMBERED.sub(" ", respelled(sentence.lower()).text).split()
    return " ".join(x for x in words if not any(map(str.isdigit, x)) and "@" not in x).strip(" ,-/")
