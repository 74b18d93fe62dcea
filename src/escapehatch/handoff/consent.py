"""Yes or no to an offer, in a few words of many languages. Anything longer or mixed is neither."""

from __future__ import annotations

import re
from typing import Final

#: Words in an answer that is plainly only an answer.
WORDS_MAX: Final = 8

YES: Final = frozenset(
    [
        "yes",
        "yeah",
        "yep",
        "yup",
        "ya",
        "sure",
        "ok",
        "okay",
        "please",
        "definitely",
        "absolutely",
        "certainly",
        "connect",
        "👍",
        "sí",
        "si",
        "claro",
        "vale",
        "dale",
        "bueno",
        "ja",
        "jawohl",
        "gern",
        "gerne",
        "klar",
        "bitte",
        "oui",
        "ouais",
        "volontiers",
        "sì",
        "certo",
        "volentieri",
        "va",
        "sim",
        "claro",
        "graag",
        "jazeker",
        "tak",
        "poproszę",
        "chętnie",
        "да",
        "はい",
        "お願いします",
        "是",
        "好",
        "好的",
        "要",
        "네",
        "예",
        "evet",
        "نعم",
    ]
)
NO: Final = frozenset(
    [
        "no",
        "nope",
        "nah",
        "not",
        "don't",
        "dont",
        "never",
        "later",
        "nein",
        "nicht",
        "kein",
        "non",
        "pas",
        "nee",
        "niet",
        "nie",
        "nao",
        "não",
        "いいえ",
        "不",
        "不要",
        "아니요",
        "нет",
        "hayır",
        "لا",
    ]
)
FILLER: Final = frozenset(
    [
        "i",
        "i'd",
        "would",
        "like",
        "love",
        "that",
        "do",
        "it",
        "to",
        "a",
        "me",
        "you",
        "thanks",
        "thank",
        "great",
        "good",
        "fine",
        "then",
        "and",
        "the",
        "lo",
        "por",
        "favor",
        "quiero",
        "gracias",
        "quero",
        "obrigado",
        "obrigada",
        "merci",
        "bien",
        "s'il",
        "vous",
        "te",
        "plaît",
        "danke",
        "das",
        "wäre",
        "gut",
        "schön",
        "mi",
        "per",
        "favore",
        "grazie",
        "bene",
        "dank",
        "je",
        "wel",
        "u",
        "dzięki",
        "let's",
        "go",
        "ahead",
        "de",
        "acuerdo",
        "would",
        "be",
    ]
)

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|👍|👎")


def says_yes(text: str) -> bool:
    """Whether these few words assent and nothing in them denies."""
    words = _words(text)
    if not words or len(words) > WORDS_MAX or any(x in NO for x in words):
        return False
    return any(x in YES for x in words) and all(x in YES or x in FILLER for x in words)


def says_no(text: str) -> bool:
    """Whether these few words decline."""
    words = _words(text)
    return bool(words) and len(words) <= WORDS_MAX and (words[0] in NO or "👎" in words)


def _words(text: str) -> list[str]:
    return [x.replace("’", "'") for x in _WORD.findall(text.lower())]
