"""Digits said in words, as in voice-to-text: "double u six one oh triple two" is W610222."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..sought import sought

DIGITS: Final = {
    w: str(n % 10)
    for words, n in (
        ("zero oh nought naught cero null nul zéro nulla", 0),
        ("one uno eins un een", 1),
        ("two dos zwei zwo deux due twee", 2),
        ("three tres drei trois tre drie", 3),
        ("four cuatro vier quatre quattro", 4),
        ("five cinco fünf cinq cinque vijf", 5),
        ("six seis sechs sei zes", 6),
        ("seven siete sieben sept sette zeven", 7),
        ("eight ocho acht huit otto", 8),
        ("nine niner nueve neun neuf nove negen", 9),
    )
    for w in words.split()
}
TEENS: Final = {
    w: str(n)
    for n, w in enumerate(
        ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
        10,
    )
}
TENS: Final = {
    w: str(n) for n, w in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
#: Numbers in words as people say sums of money.
_ONES: Final = {w: int(DIGITS[w]) for w in ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]} | {
    w: int(n) for w, n in TEENS.items()
}
_SCALES: Final = {"hundred": 100, "thousand": 1_000, "lakh": 100_000, "lac": 100_000, "grand": 1_000}
NUMBER_WORDS: Final = "|".join([*_ONES, *TENS, *_SCALES])


def worth(words: str) -> int:
    """ "two hundred and fifty" is 250, "a grand" 1000; 0 when it is no number."""
    total = part = 0
    for word in re.findall(r"[a-z]+", words):
        if word in _SCALES:
            part = max(part, 1) * _SCALES[word]
            total, part = (total, part) if word == "hundred" else (total + part, 0)
        elif word in TENS:
            part += 10 * int(TENS[word])
        else:
            part += _ONES.get(word, 0)
    return total + part


#: Letters as they are read out over the telephone.
ALPHABET: Final = {
    x: x[0].upper()
    for x in [
        "alpha",
        "alfa",
        "bravo",
        "charlie",
        "delta",
        "echo",
        "foxtrot",
        "golf",
        "hotel",
        "india",
        "juliet",
        "juliett",
        "kilo",
        "lima",
        "mike",
        "november",
        "oscar",
        "papa",
        "quebec",
        "romeo",
        "sierra",
        "tango",
        "uniform",
        "victor",
        "whiskey",
        "whisky",
        "xray",
        "yankee",
        "zulu",
    ]
}
TIMES: Final = {"double": 2, "triple": 3}
#: So many digits in a row are a number somebody spells out.
LEAST: Final = 4
#: "g as in golf".
_AS_IN: Final = re.compile(r"\b([a-z]) (?:as in|like in|for|like) [a-z]+\b")
_WORD: Final = re.compile(r"[^\W_]+|#")


#: Without one of these, no number is spelled.
_ANY_DIGIT: Final = sought("|".join([*DIGITS, *TEENS, *TENS, r"\d"]))


def spelled(low: str) -> Iterator[tuple[int, int, str]]:
    """Each spelled number: its span in ``low`` and the digits, with letters in front where letters were said."""
    if not _ANY_DIGIT.possible(low):
        return
    run: list[tuple[int, int, str]] = []
    times, numbered = 1, False
    low = _AS_IN.sub(lambda m: m[1] + " " * (len(m[0]) - 1), low)
    words = [*((m.start(), m.end(), m[0]) for m in _WORD.finditer(low)), (len(low), len(low), "")]
    for n, (start, end, word) in enumerate(words):
        if word in TIMES and n + 1 < len(words):
            if word == "double" and words[n + 1][2] in ("u", "you"):
                run.append((start, words[n + 1][1], "W"))
            else:
                times = TIMES[word]
            continue
        if word in ("u", "you") and n and words[n - 1][2] == "double":
            continue
        digit = ALPHABET.get(word) or DIGITS.get(word) or TEENS.get(word) or (word if word.isdigit() and run else "")
        if word in TENS:
            unit = words[n + 1][2] if n + 1 < len(words) else ""
            digit = TENS[word] + ("" if DIGITS.get(unit, "0") != "0" else "0")
        if digit or (len(word) == 1 and word.isalpha() and word not in ("a", "i") and not numbered):
            run.append((start, end, (digit or word.upper()) * times))
            numbered = numbered or digit.isdigit()
        elif run:
            yield from _number(run)
            run, numbered = [], False
        times = 1


def _number(run: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    code = "".join(x[2] for x in run)
    said_in_words = sum(1 for x in run if x[2] != "" and x[1] - x[0] > 1)
    if sum(map(str.isdigit, code)) >= LEAST and said_in_words >= LEAST:
        yield run[0][0], run[-1][1], code
