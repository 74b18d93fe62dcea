"""The reader: patterns first, and small heads on a multilingual sentence encoder for what patterns cannot hear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from ..conversation.values import Reading, Role, Topic
from ..ports import Reader
from . import asks as patterns
from .asks import VETOED, Heard
from .encoder import Encoder, EncoderMissing, Vectors
from .heads import FOLDER, Head
from .hearing import WARM_UP, Hearing, listen
from .intents import guess, small_talk
from .plain import PlainReader
from .plain import repeats as spelled_alike
from .tidy import folded
from .unsaid import Unsaid

NAME: Final = "encoder-1"

#: The head alone says that a person is asked for only when it is this sure; below, it is scaled under the threshold.
HEAD_ALONE: Final = 0.9
UNDER: Final = 0.5
#: Cosine at which a text is as likely a repeat as not; for customers, the same intent counts as some more cosine.
LIKE: Final = 0.82
LIKE_CUSTOMER: Final = 0.72
SAME_INTENT: Final = 0.2
ALIKE_SLOPE: Final = 14.0
#: Characters of a bot's words that are compared with its earlier ones.
BOT_CHARS: Final = 120
#: The most that two messages about different orders are alike.
OTHER_ORDER: Final = 0.5
#: Acknowledgements repeat nothing.
REPEAT_CHARS: Final = 10
REPEAT_WORDS: Final = 3
EARLIER_MAX: Final = 20
#: A topic is heard from the intent head alone when it is this sure.
TOPIC_AT: Final = 0.6
TOPIC_INTENTS: Final = ("billing_dispute", "fraud", "legal", "safety", "press")
INTENT_FROM_PATTERNS: Final = 0.45


class EncoderReader:
    """Answers ``ports.Reader``. Loading takes about a second and 125 MB; then some milliseconds a message."""

    def __init__(self, heads: Path = FOLDER, encoder: Encoder | None = None) -> None:
        """Raises EncoderMissing without the package, HeadUnusable for missing or foreign head files."""
        self._asks, self._intent, self._scope, self._mood = (
            Head.load(heads / f"{x}.npz") for x in ("asks", "intent", "scope", "mood")
        )
        self._encoder = encoder or Encoder()
        self._unsaid = Unsaid(self._encoder.vectors, heads)
        patterns.warm_up()
        for text in WARM_UP:
            self.read(text)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Sentence vectors of length one, a row for each text: for whoever searches by meaning."""
        return self._encoder.vectors(texts)

    def vector(self, text: str) -> Vectors:
        """The sentence vector of one text; from memory when it was read lately."""
        return self._encoder.vector(text)

    def read(
        self,
        text: str,
        role: Role = Role.CUSTOMER,
        before: str = "",
        earlier: Sequence[tuple[str, str]] = (),
    ) -> Reading:
        if not text.strip(" \t\r\n\x00"):
            return Reading(reader=NAME)
        heard = listen(text, role, before, earlier)
        vector = self._encoder.vector(_beginning(text, role))
        likeness, of = self.repeats(text, role, vector, earlier)
        reading = Reading(
            language=heard.language,
            mentions=heard.mentions,
            repeats=likeness,
            repeats_of=of,
            promises_person=heard.promises_person,
            gives_up=heard.gives_up,
            promises=heard.promises,
            reader=NAME,
        )
        return self._customer(text, heard, vector, reading) if role == Role.CUSTOMER else reading

    def _customer(self, text: str, heard: Hearing, vector: Vectors, reading: Reading) -> Reading:
        scores = self._intent.scores(vector)
        intent, p = self._named(text, heard, scores)
        return Reading(
            language=reading.language,
            intent=intent,
            intent_score=round(p, 4),
            in_scope=round(self._in_scope(heard, vector, p), 4),
            asks_for_human=round(wish(heard.asks, self._asks.of("yes", vector), text), 4),
            frustration=round(mood(heard.mood, self._mood.of("annoyed", vector), text), 4),
            topics=_topics(heard, scores),
            mentions=reading.mentions + self._unsaid.hear(text, vector, reading.mentions),
            repeats=reading.repeats,
            repeats_of=reading.repeats_of,
            reader=NAME,
        )

    def _named(self, text: str, heard: Hearing, scores: dict[str, float]) -> tuple[str, float]:
        small = small_talk(text)
        if small:
            return small, 0.9
        if heard.asks.score < INTENT_FROM_PATTERNS:
            scores = {k: v for k, v in scores.items() if k != "talk_to_human"}
        best = max(scores, key=lambda x: scores[x])
        named, _ = guess(heard)
        if named and named != best and scores.get(named, 0.0) < scores[best] < INTENT_FROM_PATTERNS:
            return named, max(scores.get(named, 0.0), INTENT_FROM_PATTERNS)
        if best in TOPIC_INTENTS and not any(x.name == best for x in heard.topics):
            return best, min(scores[best], 0.95)
        return best, scores[best]

    def _in_scope(self, heard: Hearing, vector: Vectors, p: float) -> float:
        inside = self._scope.of("in", vector)
        known = (
            any(x.type in ("order_id", "issue", "desired_outcome") for x in heard.mentions) or heard.asks.score > 0.5
        )
        return max(inside, 0.85) if known or heard.topics else inside

    def repeats(self, text: str, role: Role, vector: Vectors, earlier: Sequence[tuple[str, str]]) -> tuple[float, str]:
        """Likeness in meaning or spelling to the most similar of ``earlier``, and its message id."""
        if _courtesy(text):
            return 0.0, ""
        best, of = 0.0, ""
        for message_id, said in earlier[-EARLIER_MAX:]:
            if _courtesy(said):
                continue
            likeness = self._alike(vector, self._encoder.vector(_beginning(said, role)), role)
            likeness = max(likeness, spelled_alike(text, ((message_id, said),), max(likeness, best))[0])
            likeness = min(likeness, OTHER_ORDER) if _different(text, said) else likeness
            if likeness >= best:
                best, of = likeness, message_id
        return round(best, 4), of

    def _alike(self, a: Vectors, b: Vectors, role: Role) -> float:
        cosine = float(np.dot(a, b))
        if role != Role.CUSTOMER:
            return alike(cosine, LIKE)
        one, other = self._intent.scores(a), self._intent.scores(b)
        same = sum(one[x] * other[x] for x in one)
        return alike(cosine + SAME_INTENT * same, LIKE_CUSTOMER)


def _beginning(text: str, role: Role) -> str:
    """Of a bot only what shows that it repeats itself."""
    return text if role == Role.CUSTOMER else text[:BOT_CHARS]


def wish(heard: Heard, head: float, text: str) -> float:
    """How surely a person is asked for: what the patterns heard, and where they are silent, the head."""
    if heard.score > VETOED:
        return heard.score
    if heard.denied:
        return min(head, UNDER) * 0.4
    return head if head >= HEAD_ALONE else head * UNDER / HEAD_ALONE


def mood(signs: float, head: float, text: str) -> float:
    """Frustration from plain signs and from meaning: either may be enough, together they are more."""
    felt = 1 - (1 - signs) * (1 - 0.5 * head)
    return max(felt, head) if len(text) > 3 else signs


def alike(cosine: float, even: float) -> float:
    """A cosine of sentence vectors as a likeness, 0..1; 0.5 at ``even``."""
    return 1.0 / (1.0 + float(np.exp(-ALIKE_SLOPE * (cosine - even)))) if cosine < 0.9999 else 1.0


_NUMBER: Final = re.compile(r"(?=[\w-]*\d)[\w-]{3,}")


def _different(text: str, said: str) -> bool:
    """Whether both name a number or code, and none in common: the same words about another order."""
    a, b = (set(_NUMBER.findall(x[:2000].lower())) for x in (text, said))
    return bool(a and b and not a & b)


def _courtesy(text: str) -> bool:
    plain = folded(text)
    words = plain.split()
    return (
        len(plain) < REPEAT_CHARS
        and len(words) < REPEAT_WORDS
        and not any("\u3040" <= x <= "\ud7af" for x in plain)
        or len(plain) < 4
    )


def _topics(heard: Hearing, scores: dict[str, float]) -> tuple[Topic, ...]:
    named = {x.name: x.score for x in heard.topics}
    for name in TOPIC_INTENTS:
        if scores.get(name, 0.0) >= TOPIC_AT and name not in named:
            named[name] = round(min(scores[name], 0.9), 4)
    return tuple(Topic(k, v) for k, v in sorted(named.items(), key=lambda x: (-x[1], x[0])))


def connect(settings: object = None) -> Reader:
    """The best reader that this installation has: with the encoder, or of patterns alone when it is not installed."""
    try:
        return EncoderReader()
    except EncoderMissing:
        return PlainReader()
