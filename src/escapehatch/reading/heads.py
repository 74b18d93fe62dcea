"""Small classifiers on sentence vectors, some on words too, kept as numbers in ``.npz`` files with a note of what they learned from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct

from .kernel import words
from .softmax import Matrix, probabilities

FOLDER: Final = Path(__file__).parent / "heads"
#: Raised when the features or the meaning of a file change; other files are refused.
FORMAT: Final = 1
#: How much a text's hashed words count beside its vector, in a head that looks at both.
WORDS_SHARE: Final = 0.8


class HeadUnusable(ValueError):
    """A head file that cannot be used, and why."""


class Head(Struct, frozen=True):
    """``names`` of the classes, ``weights`` (width x classes), ``bias``; ``note`` says how it was made.

    A head with ``rarity`` (of each bucket of hashed words) looks at a text's words beside its vector: their weights
    stand under those of the vector.
    """

    names: tuple[str, ...]
    weights: Any
    bias: Any
    note: dict[str, Any] = {}
    rarity: Any = None

    def scores(self, vector: Matrix, text: str = "") -> dict[str, float]:
        """The probability of each class for one vector, and the text that it is of."""
        width = vector.shape[-1]
        bias = self.bias
        if self.rarity is not None:
            buckets, shares = words(text, self.rarity)
            bias = bias + WORDS_SHARE * (shares @ self.weights[width + buckets])
        p = probabilities(vector.reshape(1, -1), self.weights[:width], bias)[0]
        return {name: float(x) for name, x in zip(self.names, p, strict=True)}

    def of(self, name: str, vector: Matrix, text: str = "") -> float:
        """The probability of one class."""
        return self.scores(vector, text).get(name, 0.0)

    def save(self, path: Path) -> None:
        """Write the head as half-precision numbers. Same input, same bytes."""
        path.parent.mkdir(parents=True, exist_ok=True)
        about = json.dumps({"format": FORMAT, "names": self.names, "note": self.note}, ensure_ascii=False)
        of_words: dict[str, Any] = {} if self.rarity is None else {"rarity": np.asarray(self.rarity, np.float32)}
        np.savez_compressed(
            path,
            weights=np.asarray(self.weights, np.float16),
            bias=np.asarray(self.bias, np.float32),
            about=np.array(about),
            **of_words,
        )

    @staticmethod
    def load(path: Path) -> Head:
        """Raises HeadUnusable when the file is missing, damaged, or of another format."""
        try:
            with np.load(path, allow_pickle=False) as kept:
                about = json.loads(str(kept["about"]))
                weights, bias = kept["weights"].astype(np.float32), kept["bias"].astype(np.float32)
                rarity = kept.get("rarity")
        except (OSError, KeyError, ValueError) as broken:
            raise HeadUnusable(f"{path.name}: cannot be read ({broken})") from broken
        names = tuple(about.get("names", ()))
        if about.get("format") != FORMAT or weights.shape[1:] != (len(names),) or bias.shape != (len(names),):
            raise HeadUnusable(f"{path.name}: made by another version; train it again")
        return Head(names, weights, bias, about.get("note", {}), rarity)
