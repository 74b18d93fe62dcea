"""A message spelled as in a book ("delivrd", "wont", "u"), for the patterns of what is wrong and what is wished for."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import Final, NamedTuple

#: Words that people of a shop's chat misspell; one wrong, missing, doubled or swapped letter is put right.
WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        "order orders ordered ordering number numbers deliver delivered delivery deliveries receive received receiving refund refunds refunded return returns returned"
        " returning cancel cancels cancelled canceled cancelling canceling damage damaged broken defective missing address addresses different package packages parcel arrive arrived"
        " arrives exchange exchanged replacement replace replaced payment payments charged charges changed change changes account accounts password status tracking product products"
        " shipped shipping shipment details completely working stopped waiting cracked incorrect discount coupon warranty quality quantity another courier",
    )
)
#: Words of their own that lie one letter off.
OTHERS: Final = frozenset(
    re.findall(
        r"\w+",
        "shopping chance chances writing states wanting cancer charles replacements messing wasting cracker skipped slipping detective wording stomped cranked charted tricking replayed broker waiving warrant"
        " older shopped slipped stopper stepped topped charger chargers charge changer changed changing charging worming returner receiver receipts delivers packaged packaging addressed"
        " replaces refunding arriving arrival accounting statue stats produce produced produces shipments paying waited wailing parcels couriers payments tracing trucking qualify discounts detail",
    )
)
_SHORT_FOR: Final = {
    "u": "you",
    "ur": "your",
    "r": "are",
    "n": "and",
    "nd": "and",
    "dat": "that",
    "dis": "this",
    "da": "the",
    "dey": "they",
    "wat": "what",
    "bcuz": "because",
    "cuz": "because",
    "coz": "because",
    "oder": "order",
    "odr": "order",
    "ordr": "order",
    "nmbr": "number",
    "addr": "address",
    "nevr": "never",
    "nvr": "never",
    "neva": "never",
    "bt": "but",
    "recvd": "received",
    "rcvd": "received",
    "stil": "still",
    "alrdy": "already",
    "cancle": "cancel",
    "cancled": "cancelled",
    "thats": "that's",
    "im": "i'm",
    "ive": "i've",
    "cnt": "can't",
    "dnt": "don't",
    "hav": "have",
    "hv": "have",
    "rite": "right",
    "cant": "can't",
    "wont": "won't",
}
_NO: Final = re.compile(r"(?:do|does|did|is|was|are|were|has|have|had|could|would|should)nt$")
_TOKEN: Final = re.compile(r"(?<![\w@#./'-])[a-z]{1,15}(?![\w@#/'])")


#: Messages that are remembered: each is asked for three times in a row, and four are read at once.
REMEMBERED: Final = 8


class Respelled(NamedTuple):
    """``text``, and for each changed stretch where it begins there and in the original."""

    text: str
    there: tuple[int, ...]
    here: tuple[int, ...]

    def original(self, at: int) -> int:
        """The place in the original that ``at`` in the text came from."""
        n = bisect_right(self.there, at) - 1
        return self.here[n] + at - self.there[n] if n >= 0 else at


@lru_cache(maxsize=REMEMBERED)
def respelled(low: str) -> Respelled:
    """``low`` (in lower case) spelled right."""
    parts: list[str] = []
    there, here = [0], [0]
    at = length = 0
    for m in _TOKEN.finditer(low):
        word = _right(m[0])
        if word == m[0]:
            continue
        parts += [low[at : m.start()], word]
        length += m.start() - at + len(word)
        at = m.end()
        there.append(length)
        here.append(at)
    return Respelled("".join([*parts, low[at:]]), tuple(there), tuple(here))


@lru_cache(maxsize=4096)
def _right(word: str) -> str:
    if word in _SHORT_FOR:
        return _SHORT_FOR[word]
    if _NO.match(word):
        return f"{word[:-2]}n't"
    if len(word) < 5 or word in WORDS or word in OTHERS:
        return word
    near = [x for x in WORDS if x[0] == word[0] and abs(len(x) - len(word)) <= 1 and one_off(word, x)]
    alike = [x for x in sorted(near) if sorted(x) == sorted(word)] or [x for x in sorted(near) if x[-1] == word[-1]]
    found: list[str] = near if len(near) == 1 else alike
    return found[0] if found else word


def one_off(a: str, b: str) -> bool:
    """One letter changed, left out, added, or two neighbours swapped."""
    if abs(len(a) - len(b)) > 1:
        return False
    if len(a) == len(b):
        apart = [n for n in range(len(a)) if a[n] != b[n]]
        swapped = (
            len(apart) == 2 and apart[1] == apart[0] + 1 and a[apart[0]] == b[apart[1]] and a[apart[1]] == b[apart[0]]
        )
        return len(apart) == 1 or swapped
    short, long = sorted((a, b), key=len)
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
