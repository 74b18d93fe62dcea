"""Does a sentence that a model wrote say only what its cited messages say? One that does not is dropped.

The check is by the words, not by trust: numbers, names and addresses must stand in a cited message, most other words too,
a denial must stay a denial, and what a message orders to be written may only be quoted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from .wording import Cited

#: Share of a sentence's own words that must stand in its messages.
SHARE: Final = 0.6
#: Letters of a word by which two of its forms are the same word.
STEM: Final = 5
#: Words in a row of a message that make a quotation of it.
QUOTED_WORDS: Final = 3
SENTENCES_MAX: Final = 6
SENTENCE_CHARS: Final = 400

#: What a summary says in its own voice, and small words.
_OWN_VOICE: Final = frozenset(
    re.findall(
        r"\w+",
        "the a an and or but of to in on at for with from by about as is are was were be been has have had do does did not no that this it its their they them he she his her"
        " customer customers shopper buyer client bot agent assistant shop team asks asked asking says said saying wants wanted wishes reports reported states stated explains explained"
        " requests requested complains complained mentions mentioned gave gives given provided provides confirms confirmed denies denied offered offers told tells promised promises"
        " unresolved resolved still already also now then first last again later conversation message messages issue problem matter order item product because after before when while"
        " who which whose there where what how however though although so since would like being regarding concerning despite without help please person human",
    )
)
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: Numbers, codes, mails: these are right or wrong.
_EXACT: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|#?\w*\d[\w.,:/-]*\w|\d")
_NAME: Final = re.compile(r"(?<![.!?] )(?<!^)\b[A-ZÀ-Þ][\w'’-]+")
_NO: Final = re.compile(
    r"(?i)\b(?:not|never|no|none|nothing|without|isn'?t|wasn'?t|hasn'?t|haven'?t|didn'?t|doesn'?t|don'?t|won'?t|can'?t|cannot|couldn'?t|missing|failed|refus\w+|den(?:y|ied|ies))\b"
)
#: Words by which a message gives orders to whoever sums it up.
_ORDERS: Final = re.compile(
    r"(?i)\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:above|previous|prior|rules?|instructions?|all|everything)\b|\b(?:system prompt|you are now|new instructions?|as an ai|act as)\b"
    r"|\b(?:write|say|add|put|state|output|print|summari[sz]e|reply|respond|answer)\b.{0,30}[\"'“‘:]"
)
_QUOTE: Final = re.compile(r"[\"“‘'](.{3,}?)[\"”’']")


def supported(sentence: Cited, said: Mapping[str, str]) -> bool:
    """Whether the messages that ``sentence`` cites bear it out. ``said``: the text of each message by its id."""
    texts = [said[x] for x in sentence.messages if x in said]
    words = sentence.text.strip()
    if not texts or len(texts) < len(sentence.messages) or not words or len(words) > SENTENCE_CHARS:
        return False
    whole = "\n".join(texts)
    return (
        {_plain(x) for x in _EXACT.findall(words)} <= {_plain(x) for x in _EXACT.findall(whole)}
        and all(x.lower() in whole.lower() or _stem(x.lower()) in _stems(_OWN_VOICE) for x in _NAME.findall(words))
        and _borne(words, whole)
        and _as_denied(words, whole)
        and (not _ORDERS.search(whole) or _only_quotes(words, texts))
    )


def grounded(sentences: Sequence[Cited], said: Mapping[str, str]) -> tuple[Cited, ...]:
    """Those that are borne out, in order."""
    return tuple(x for x in sentences[:SENTENCES_MAX] if supported(x, said))


def _plain(text: str) -> str:
    return re.sub(r"[^\w@]", "", text).lower()


def _stem(word: str) -> str:
    return word[:STEM]


def _stems(words: frozenset[str]) -> frozenset[str]:
    return frozenset(map(_stem, words))


def _borne(words: str, whole: str) -> bool:
    """Most of its own words stand there, in whatever form."""
    own = [x for x in map(str.lower, _WORD.findall(words)) if x not in _OWN_VOICE and not x.isdigit()]
    there = {_stem(x) for x in map(str.lower, _WORD.findall(whole))}
    return not own or sum(_stem(x) in there for x in own) >= SHARE * len(own)


def _as_denied(words: str, whole: str) -> bool:
    """A sentence that denies needs a message that does; one that affirms must not rest on denials alone."""
    denies = bool(_NO.search(words))
    parts = [x for x in re.split(r"[.!?\n]+", whole) if x.strip()]
    own = {_stem(x) for x in map(str.lower, _WORD.findall(words)) if x not in _OWN_VOICE}
    nearest = max(parts, key=lambda x: len(own & {_stem(y) for y in map(str.lower, _WORD.findall(x))}), default="")
    return denies == bool(_NO.search(nearest)) or (not denies and not own) or (denies and bool(_NO.search(whole)))


def _only_quotes(words: str, texts: Sequence[str]) -> bool:
    """What it takes over from a message that gives orders stands between quotation marks."""
    free = _QUOTE.sub(" ", words)
    own = [x.lower() for x in _WORD.findall(free)]
    for text in texts:
        if not _ORDERS.search(text):
            continue
        there = [x.lower() for x in _WORD.findall(text)]
        runs = {tuple(there[n : n + QUOTED_WORDS]) for n in range(len(there) - QUOTED_WORDS + 1)}
        telling = {x for x in own if x not in _OWN_VOICE}
        taken = telling & set(there)
        if any(tuple(own[n : n + QUOTED_WORDS]) in runs for n in range(len(own))) or len(taken) * 2 > len(telling):
            return False
    return True
