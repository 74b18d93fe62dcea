"""Small classifiers on sentence vectors, kept as numbers in ``.npz`` files with a note of what they learned from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct

from .softmax import Matrix, probabilities

FOLDER: Final = Path(__file__).parent / "heads"
#: Raised when the features or the meaning of a file change; other files are refused.
FORMAT: Final = 1


class HeadUnusable(ValueError):
    """A head file that cannot be used, and why."""


class Head(Struct, frozen=True):
    """``names`` of the classes, ``weights`` (width x classes), ``bias``; ``note`` says how it was made."""

    names: tuple[str, ...]
    weights: Any
    bias: Any
    note: dict[str, Any] = {}

    def scores(self, vector: Matrix) -> dict[str, float]:
        """The probability of each class for one vector."""
        p = probabilities(vector.reshape(1, -1), self.weights, self.bias)[0]
        return {name: float(x) for name, x in zip(self.names, p, strict=True)}

    def of(self, name: str, vector: Matrix) -> float:
        """The probability of one class."""
        return self.scores(vector).get(name, 0.0)

    def save(self, path: Path) -> None:
        """Write the head as half-precision numbers. Same input, same bytes."""
        path.parent.mkdir(parents=True, exist_ok=True)
        about = json.dumps({"format": FORMAT, "names": self.names, "note": self.note}, ensure_ascii=False)
        np.savez_compressed(
            path,
            weights=np.asarray(self.weights, np.float16),
            bias=np.asarray(self.bias, np.float32),
            about=np.array(about),
        )

    @staticmethod
    def load(path: Path) -> Head:
        """Raises HeadUnusable when the file is missing, damaged, or of another format."""
        try:
            with np.load(path, allow_pickle=False) as kept:
                about = json.loads(str(kept["about"]))
                weights, bias = kept["weights"].astype(np.float32), kept["bias"].astype(np.float32)
        except (OSError, KeyError, ValueError) as broken:
            raise HeadUnusable(f"{path.name}: cannot be read ({broken})") from broken
        names = tuple(about.get("names", ()))
        if about.get("format") != FORMAT or weights.shape[1:] != (len(names),) or bias.shape != (len(names),):
            raise HeadUnusable(f"{path.name}: made by another version; train it again")
        return Head(names, weights, bias, about.get("note", {}))
