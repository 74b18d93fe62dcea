"""What does one sentence of an agent ask the customer for? A small linear head on words and pieces of words; numpy alone.

It says three things apart: which kinds of fact are named, whether something is asked for at all, and whether that is somebody else's or
something new. ``wanted()`` is handed to the re-ask guard, whose patterns come first. It takes a fraction of a millisecond, so that it may
run on each keystroke.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..handoff.asking import plain
from .heads import FOLDER, HeadUnusable

FILE: Final = FOLDER / "wanted.npz"
#: Raised when the features or the meaning of the file change; other files are refused.
FORMAT: Final = 1
BUCKETS: Final = 1 << 14
#: Words of a sentence that are looked at.
WORDS_MAX: Final = 60
#: Sentences whose answer is remembered: a draft is read anew with each word that is typed.
KEPT: Final = 2_048
#: Two words belong together up to so many words apart.
NEAR: Final = 4
#: Beside the kinds of fact: it asks to be told something; it asks about somebody or something else.
ASKS: Final = "asks"
ELSEWHERE: Final = "elsewhere"

_TOKENS: Final = re.compile(r"[\w.'-]+@[\w.-]+|[\w'#-]+|[?:]|\.{3}")
Numbers = NDArray[np.float32]


class Wanted(Struct, frozen=True):
    """``table`` (buckets x width) is summed over the features; ``weights`` (width x names) and ``bias`` read the sum.

    ``names``: the kinds of fact, ``asks`` and ``elsewhere``; ``note`` says how it was made.
    """

    names: tuple[str, ...]
    table: Any
    weights: Any
    bias: Any
    note: dict[str, Any] = {}

    def __call__(self, sentence: str) -> Mapping[str, float]:
        """The chance, for each kind of fact, that one sentence asks the customer for it."""
        said = dict(zip(self.names, self.chances([features(plain(sentence))])[0].tolist(), strict=True))
        asks = said.pop(ASKS) * (1 - said.pop(ELSEWHERE))
        return {kind: asks * named for kind, named in said.items()}

    def chances(self, found: Sequence[NDArray[np.int64]]) -> Numbers:
        """The chance of each name by itself, a row for each sentence's features."""
        summed = np.stack([self.table[x].sum(axis=0) / np.sqrt(len(x)) for x in found])
        return np.asarray(1 / (1 + np.exp(-(summed @ self.weights + self.bias))), np.float32)

    def save(self, path: Path = FILE) -> None:
        """Write it, the table as bytes with one scale. Same input, same bytes."""
        scale = float(np.abs(self.table).max()) / 127
        about = json.dumps({"format": FORMAT, "names": self.names, "scale": scale, "note": self.note})
        whole = np.rint(self.table / scale).astype(np.int8)
        np.savez_compressed(
            path,
            table=whole,
            weights=np.asarray(self.weights, np.float32),
            bias=np.asarray(self.bias, np.float32),
            about=np.array(about),
        )

    @staticmethod
    def load(path: Path = FILE) -> Wanted:
        """Raises HeadUnusable when the file is missing, damaged, or of another format."""
        try:
            with np.load(path, allow_pickle=False) as kept:
                about = json.loads(str(kept["about"]))
                table, weights, bias = kept["table"], kept["weights"], kept["bias"]
        except (OSError, KeyError, ValueError) as broken:
            raise HeadUnusable(f"{path.name}: cannot be read ({broken})") from broken
        names = tuple(about.get("names", ()))
        if about.get("format") != FORMAT or table.shape[0] != BUCKETS or weights.shape[1:] != (len(names),):
            raise HeadUnusable(f"{path.name}: made by another version; train it again")
        return Wanted(names, table.astype(np.float32) * about["scale"], weights, bias, about["note"])


@lru_cache(maxsize=1)
def wanted() -> Callable[[str], Mapping[str, float]]:
    """The head that comes with the package; what it said of a sentence is remembered."""
    return lru_cache(maxsize=KEPT)(Wanted.load())


def features(text: str) -> NDArray[np.int64]:
    """The buckets of a plain sentence: runs of one to three words, pairs of near words, pieces of words."""
    words = tokens(text)
    found: list[int] = []
    for x in words:
        found += _pieces(x)
    ends = ["^", *words, "$"]
    found += [_bucket(f"{a} {b}") for a, b in zip(ends, ends[1:], strict=False)]
    found += [_bucket(f"{a} {b} {c}") for a, b, c in zip(ends, ends[1:], ends[2:], strict=False)]
    for apart in range(2, NEAR + 1):
        found += [_bucket(f"{a}~{b}") for a, b in zip(words, words[apart:], strict=False)]
    return np.array(found or [0], dtype=np.int64)


def tokens(text: str) -> Sequence[str]:
    """Its words; what holds digits or an @ is only the fact that it does."""
    return [_kind(x) for x in _TOKENS.findall(text)[:WORDS_MAX]]


def _kind(word: str) -> str:
    if "@" in word and len(word) > 1:
        return "@"
    return "0" if any(x.isdigit() for x in word) and word not in ("4", "last4", "1st") else word


@lru_cache(maxsize=1 << 14)
def _pieces(word: str) -> tuple[int, ...]:
    """The word itself and its runs of three to five letters."""
    framed = f"<{word}>"
    runs = {framed[n : n + size] for size in (3, 4, 5) for n in range(len(framed) - size + 1)} - {framed}
    return (_bucket(word), *sorted(_bucket(f"={x}") for x in runs))


@lru_cache(maxsize=1 << 16)
def _bucket(feature: str) -> int:
    return zlib.crc32(feature.encode()) % BUCKETS
