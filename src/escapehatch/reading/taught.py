"""Topics that a policy teaches by a handful of example phrases, heard beside the built-in ones and recorded like them.

The examples of each topic are set against this project's own phrases for what customers usually want: a linear classifier
on sentence vectors, kept very plain, because the examples are few. The policy stays pure: it sees names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from math import exp
from threading import Lock, Thread
from typing import Any, Final, Protocol

import numpy as np
from msgspec.structs import replace

from ..conversation.values import Reading, Role, Topic
from ..ports import Reader
from .encoder import Vectors
from .softmax import Matrix, fit
from .sources import own_lines

Topics = Mapping[str, Sequence[str]]

#: How closely the classifier fits (see ``softmax.fit``), and how much all the examples weigh beside all the usual phrases.
STRENGTH: Final = 0.1
BALANCE: Final = 1.0
#: From its margin to the chance that the text is about the topic: fitted on 48 topics of six examples each, drawn from
#: four public sets; there, at even chance, .82 of what is heard is right and .76 of it is heard (AUC .96).
SLOPE: Final = 2.65
OFFSET: Final = -1.6
#: Less than this is not recorded.
HEARD_AT: Final = 0.2


class Meaning(Protocol):
    """What a reader must have beside ``read`` for topics to be taught to it."""

    def encode(self, texts: Sequence[str]) -> Any: ...
    def vector(self, text: str) -> Vectors: ...


class TaughtReader:
    """Answers ``ports.Reader``: what ``reader`` hears, and the taught topics. Safe to call from several threads."""

    def __init__(self, reader: Reader, topics: Topics | None = None) -> None:
        self._reader = reader
        self._lock = Lock()
        self._learning = Lock()
        self._topics: Topics = {}
        self._learned: dict[str, tuple[Matrix, float]] | None = None
        self.teach(topics or {})

    @property
    def able(self) -> bool:
        """Whether topics can be taught: a reader of patterns alone knows no meaning."""
        return hasattr(self._reader, "vector")

    def teach(self, topics: Topics) -> None:
        """From now on these topics, and no others. Learning takes a second, and begins now."""
        wanted = {name: tuple(examples) for name, examples in sorted(topics.items())}
        with self._lock:
            if wanted == self._topics:
                return
            self._topics, self._learned = wanted, None
        if wanted and self.able:
            Thread(target=self._prepare, name="topics-learning", daemon=True).start()

    def _prepare(self) -> None:
        """What fails here fails again, and is told, where a message is read."""
        with suppress(Exception):
            self._known()

    def read(
        self,
        text: str,
        role: Role = Role.CUSTOMER,
        before: str = "",
        earlier: Sequence[tuple[str, str]] = (),
    ) -> Reading:
        reading = self._reader.read(text, role, before, earlier)
        if role != Role.CUSTOMER or not self._topics or not self.able or not text.strip():
            return reading
        try:
            return merged(reading, self.heard(text))
        except TimeoutError:
            return reading

    def heard(self, text: str) -> tuple[Topic, ...]:
        """The taught topics that ``text`` may be about, with the chance that it is."""
        vector, found = self._meaning.vector(text), []
        for name, (weights, bias) in self._known().items():
            chance = 1 / (1 + exp(-(SLOPE * (float(vector @ weights) + bias) + OFFSET)))
            if chance >= HEARD_AT:
                found.append(Topic(name, round(chance, 4)))
        return tuple(found)

    def encode(self, texts: Sequence[str]) -> Any:
        return self._meaning.encode(texts)

    @property
    def _meaning(self) -> Meaning:
        return self._reader  # type: ignore[return-value]

    def _known(self) -> dict[str, tuple[Matrix, float]]:
        """What was learned of the topics of now. Whoever teaches does not wait for whoever learns."""
        with self._learning:
            while True:
                with self._lock:
                    topics, learned = self._topics, self._learned
                if learned is not None:
                    return learned
                fresh = self._learn(topics)
                with self._lock:
                    if topics is self._topics:
                        self._learned = fresh

    def _learn(self, topics: Topics) -> dict[str, tuple[Matrix, float]]:
        usual = self._meaning.encode([text for _, text in own_lines("intents")])
        return {name: _margin(usual, self._meaning.encode(examples)) for name, examples in topics.items()}


def _margin(usual: Matrix, examples: Matrix) -> tuple[Matrix, float]:
    """Weights and bias of the classifier: examples above zero, the usual below."""
    y = np.repeat(np.array([0, 1], np.int64), [len(usual), len(examples)])
    weights, bias = fit(np.concatenate([usual, examples]), y, 2, STRENGTH, BALANCE)
    return weights[:, 1] - weights[:, 0], float(bias[1] - bias[0])


def merged(reading: Reading, topics: Sequence[Topic]) -> Reading:
    """The reading with these topics too, the surest first."""
    named = {x.name: x.score for x in reading.topics}
    for x in topics:
        named[x.name] = max(x.score, named.get(x.name, 0.0))
    found = tuple(Topic(k, v) for k, v in sorted(named.items(), key=lambda x: (-x[1], x[0])))
    return replace(reading, topics=found)
