"""Things that were bought, as the customer calls them: a name of ``goods`` with the words that belong to it, a brand with
its model, a title in quotes, or what stands behind a verb of buying.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ...conversation.values import Mention
from ..sought import sought
from .goods import WEAK, Good, Word, goods, is_brand, listed, may_name, words
from .said import Said, Spans, free

#: Words before a name that may belong to it, and model words behind it.
BEFORE_MAX: Final = 6
BEHIND_MAX: Final = 4
#: Unknown words in lower case before a name that are taken as its own ("tommy hilfiger shirt").
UNKNOWN_MAX: Final = 2

_WHOSE: Final = listed("=whose")
#: What the name is not made of: these end it.
_ENDS: Final = listed("=ends")
#: Made of words like these, a name is still a name.
_KIND: Final = listed("=kind")
#: The verbs behind which a thing stands that was bought or goes back.
_BOUGHT: Final = r"(?:order(?:ed|ing)?|b(?:ou)?ght|buy(?:ing)?|purchas(?:e|ed|ing)|rec(?:ei|ie)ved?|got|return(?:ed|ing)?|exchang(?:e|ed|ing)|replac(?:e|ed|ing)|cancel(?:l?ed|l?ing)?|sent me|delivered|keep|swap)"
_BUYS: Final = re.compile(
    rf"\b{_BOUGHT}\s+(?:me |back |only |just )?(?:the |a |an |my |this |that |these |those |some |one |two |both |\d )*(?:wrong |new )?$"
)
#: What is wished for in its place is not what was bought.
_IN_PLACE: Final = re.compile(
    r"\b(?:exchang\w+|swap\w*|trad(?:e|ing)|switch\w*|chang(?:e|ed|ing)|replac(?:e|ed|ing)|modify(?:ing)?)\s+[^.!?\n]{1,80}?\s(?:for|to|with|into|to get)\s+(?:something |one )?(?:[\w-]+\s+){0,3}$"
    r"|\b(?:compatible|works?|working|fits?|goes|charge[sd]?|charging|connect(?:s|ed|ing)?(?: it)?) (?:with|to|in|on|for)?\s*(?:[\w-]+\s+){0,2}$"
)
#: The thing one holds while writing.
_IN_HAND: Final = re.compile(r"\b(?:on|from|via|by|using|through|over|off)\s+(?:\w+ )?$")
#: A telephone or a computer is a purchase only where one is spoken of.
_DEALT_IN: Final = sought(
    r"\b(?:order\w*|bought|buy|purchas\w*|arriv\w*|broken|broke|crack\w*|screen|batter\w*|charg\w*|turn on|work\w*|refund\w*|return\w*|deliver\w*|received?|got|missing|exchang\w*|replac\w*|warranty|stopp\w*|defect\w*|damag\w*|faulty|cancel\w*|price|cost|spent|paid|sent|heat\w*|dead|used|new|model|stock|sim|need|want)\b"
)
#: What is the subject of such a verb is a thing.
_DOES: Final = re.compile(
    r" (?:is|was|are|has|have|isn'?t|wasn'?t|hasn'?t|keeps?|stopped|stops|makes?|making|does|doesn'?t|won'?t|not|came|arrived|broke|died|never)\b"
)
_TOOLS: Final = listed("=tools")
#: Behind a name, these make it another word.
_NOT_SO: Final = re.compile(
    r"^[ -]?(?:numbers?|no\b|calls?|app\b|store|shop|cards?\b|support|service|help|line|out\b(?! of)|policy|club|size\b|guide|review|reviews|id\b|ids\b|code|codes|account|bill\b|company|department|section|page|link|options?\b(?= (?:available|do|are)))"
)
_HELP_DESK: Final = re.compile(
    r"\b(?:help|service|front|support|customer|sim|debit|credit|gift|id|pan|aadhar|bank|time|price|data|email|mail|search|case|ticket) $"
)

_STOP: Final = listed("=general")
_PHRASE: Final = r"((?:[^\W\d_][\w'’&+-]*[ ]){0,3}?[^\W\d_][\w'’&+-]*)"
_CLOSE: Final = r"(?=\s*(?:[,.;:!?()\"\n]|$|\b(?:i|we|that|which|is|was|are|were|has|have|had|from|for|on|in|at|and|but|with|because|since|never|still|hasn't|hasnt|not|arrived|came|yesterday|last|today|please|pls|plz|as|so|when|where|just|now|last|two|a|an|the|my|ago|yet|but|instead|order)\b))"
#: A thing of which the list has no name, right behind the words of having bought it.
_UNNAMED: Final = sought(
    rf"\b(?:i|we|i've|we've|just|had|have)\s+(?:just |recently |also )?(?:ordered|bought|purchased|returned|received)\s+(?:a |an |the |my |some |this |these |two |three |\d )(?:new |pair of )?{_PHRASE}{_CLOSE}"
    rf"|\b(?:return|exchange|returning|exchanging|replace) (?:the|my|this|these|a|an|some) {_PHRASE}{_CLOSE}",
    re.IGNORECASE,
)
_TITLE: Final = sought(r"(?<!\w)['\"‘“]([A-Z0-9][\w&+.'’-]*(?: [\w&+.'’-]+){1,9})['\"’”](?!\w)")
_FILL: Final = re.compile(
    r"^(?:(?:sure|yes|yeah|ok|okay|hi|hello|it'?s|it is|its|the|my|a|an|i|ordered|bought|want|to|return|item|product|is|was|one|they|are|it was|its a|some|for|that would be|that'?s|name)\b[\s,.:;!-]*)+",
    re.IGNORECASE,
)


def hear(said: Said, taken: Spans) -> Iterator[Mention]:
    """Each thing once, as it stands in the message."""
    seen: list[tuple[int, int]] = []
    all_words = words(said.plain) if may_name(said.plain) else []
    for family in (_named, _branded, _titled, _unnamed):
        for start, end in family(said, all_words):
            if free((start, end), (*taken, *seen)):
                seen.append((start, end))
                yield Mention("product", said.text[start:end], start, end)
    if "product" in said.asked and not seen:
        yield from _answer(said, taken)


def _named(said: Said, all_words: list[Word]) -> Iterator[tuple[int, int]]:
    found = [x for x in goods(all_words) if x.line != "brand"]
    found = [
        x for x in found if not _of_a_sound(said, all_words[x.first].start) and not _holds(said, all_words, x, found)
    ]
    for n, good in enumerate(found):
        behind = found[n + 1] if n + 1 < len(found) else None
        compound = behind and behind.first == good.last + 1 and all_words[behind.first].joined
        if compound and behind and (behind.line != "part" or good.line == "weak"):
            continue
        first = _first(all_words, good.first)
        if _is_thing(said, all_words, good, first) or _listed(said, all_words, found, n):
            last = _last(all_words, good.last)
            yield all_words[first].start, all_words[last].end


#: "W as in whiskey".
_SOUND: Final = re.compile(r"\b[a-z] (?:as in|like in|like|for|as) $")
#: "A bag of dog food" is dog food.
_HOLDERS: Final = frozenset(
    [
        "bag",
        "bags",
        "box",
        "boxes",
        "bottle",
        "bottles",
        "pack",
        "packs",
        "case",
        "cases",
        "jar",
        "jars",
        "set",
        "sets",
        "pair",
        "pairs",
    ]
)


def _of_a_sound(said: Said, start: int) -> bool:
    return bool(_SOUND.search(said.low[max(0, start - 12) : start]))


def _holds(said: Said, all_words: Sequence[Word], good: Good, found: Sequence[Good]) -> bool:
    after = said.low[all_words[good.last].end :]
    return (
        all_words[good.last].low in _HOLDERS
        and after.startswith(" of ")
        and any(x.first - good.last in (2, 3, 4) for x in found)
    )


_COMMA: Final = re.compile(r"\s*(?:,|&|and|or|,\s*and)\s+(?:(?:a|an|the|my|some|one|two|\d) )?(?:\w+ ){0,2}")


def _listed(said: Said, all_words: Sequence[Word], found: Sequence[Good], n: int) -> bool:
    """Whether the name stands in an enumeration, right before or behind a name that needs no help."""
    good = found[n]
    if good.line not in ("weak", "part"):
        return False
    for other in found[max(0, n - 2) : n + 3]:
        first, last = (other, good) if other.first < good.first else (good, other)
        between = said.low[all_words[first.last].end : all_words[last.first].start]
        if (
            other is not good
            and other.line not in ("part", "brand")
            and "," in said.low
            and _COMMA.match(between)
            and len(between) < 40
        ):
            return not _IN_PLACE.search(
                said.low[max(0, all_words[good.first].start - 110) : all_words[good.first].start]
            )
    return False


def _first(all_words: Sequence[Word], at: int) -> int:
    """Where the name begins, with the words before it that belong to it."""
    first, unknown = at, 0
    while first > 0 and at - first < BEFORE_MAX and all_words[first].joined:
        word = all_words[first - 1]
        if word.low in _ENDS or word.low in _WHOSE or _runs_on(all_words, first - 1):
            break
        if not (word.text[0].isupper() or word.low in _KIND or is_brand(word.low)):
            unknown += 1
            if unknown > UNKNOWN_MAX or word.low.isdigit():
                break
        first -= 1
    return first


def _runs_on(all_words: Sequence[Word], at: int) -> bool:
    """ "-ing" and "-ly" are of the sentence, not of the name, but in "a reading lamp"."""
    word = all_words[at]
    named = word.low in _KIND or (at > 0 and word.joined and all_words[at - 1].low in _WHOSE)
    return word.low.endswith(("ing", "ly")) and not named


def _last(all_words: Sequence[Word], at: int) -> int:
    """Where it ends: a model's letters and digits belong to it."""
    last = at
    line = is_brand(all_words[at].low)
    while last + 1 < len(all_words) and last - at < BEHIND_MAX and all_words[last + 1].joined:
        word = all_words[last + 1]
        model = line and word.text[0].isupper() and word.low not in _ENDS
        model = model or any(x.isdigit() for x in word.text) and (word.text.upper() == word.text or len(word.text) <= 3)
        if not model and word.low not in ("pro", "max", "plus", "mini", "lite", "ultra", "air", "se"):
            break
        last += 1
    return last


def _is_thing(said: Said, all_words: Sequence[Word], good: Good, first: int) -> bool:
    left = said.low[max(0, all_words[first].start - 110) : all_words[first].start]
    if _NOT_SO.match(said.low[all_words[good.last].end :][:24]) or _HELP_DESK.search(left) or _IN_PLACE.search(left):
        return False
    name = all_words[good.last].low
    if first == good.last and first and all_words[first].joined and all_words[first - 1].low in _DOERS:
        return False
    if name in _TOOLS and (_IN_HAND.search(left) or not _DEALT_IN.search(said.low)):
        return False
    if good.line == "part":
        return bool(_BUYS.search(left)) and "product" not in said.asked or _answers(said, all_words, first)
    if good.line in WEAK:
        known = first < good.first and (
            all_words[good.first - 1].text[0].isupper() or all_words[good.first - 1].low in _KIND
        )
        before = all_words[first - 1].low if first and all_words[first].joined else ""
        subject = _DOES.match(said.low[all_words[good.last].end :]) and (
            _DEALT_IN.search(said.low) or "order" in said.low
        )
        return (
            bool(subject) or known or before in _WHOSE or bool(_BUYS.search(left)) or _answers(said, all_words, first)
        )
    return True


#: Behind these stands what is done, not a thing: "they rattle".
_DOERS: Final = frozenset(
    {"they", "it", "we", "you", "i", "who", "don't", "doesn't", "didn't", "won't", "can't", "could"}
)


def _answers(said: Said, all_words: Sequence[Word], first: int) -> bool:
    """Whether the name is all that stands there as the answer to "which item?"."""
    return "product" in said.asked and first <= 3


def _branded(said: Said, all_words: list[Word]) -> Iterator[tuple[int, int]]:
    """A maker's name and a model behind it: "OnePlus Nord CE 3"."""
    for n, word in enumerate(all_words):
        if not is_brand(word.low):
            continue
        last = n
        while last + 1 < len(all_words) and last - n < BEHIND_MAX and all_words[last + 1].joined:
            behind = all_words[last + 1]
            if not (behind.text[0].isupper() or any(x.isdigit() for x in behind.text)) or behind.low in _ENDS:
                break
            last += 1
        if last > n and not re.match(
            r"(?i)(?:pay|india|bank|card|support|store|customer|care)\b", all_words[n + 1].text
        ):
            yield word.start, all_words[last].end


def _titled(said: Said, all_words: list[Word]) -> Iterator[tuple[int, int]]:
    """A title in quotes, when the message speaks of having bought something."""
    if not re.search(rf"\b{_BOUGHT}\b|\bproduct\b|\bitem\b", said.low):
        return
    for m in _TITLE.finditer(said.plain):
        capitals = sum(x[0].isupper() or x[0].isdigit() for x in m[1].split())
        if capitals >= 2 and capitals * 2 >= len(m[1].split()):
            yield m.span(1)


def _unnamed(said: Said, all_words: list[Word]) -> Iterator[tuple[int, int]]:
    for m in _UNNAMED.finditer(said.plain):
        group = 1 if m[1] else 2
        if _thing(m[group]) and not _IN_PLACE.search(said.low[max(0, m.start(group) - 110) : m.start(group)]):
            yield m.span(group)


def _thing(value: str) -> bool:
    them = value.lower().split()
    if not them or len(value) < 3 or them[-1] in _STOP or them[-1].endswith(("ing", "ly")) or them[-1] in _ENDS:
        return False
    return not any(x in _ENDS and x not in ("of",) for x in them[:-1]) and not any(x.isdigit() for x in value)


def _answer(said: Said, taken: Spans) -> Iterator[Mention]:
    fill = _FILL.match(said.plain)
    start = fill.end() if fill else 0
    m = re.match(r"([^\W_][^\n,.;!?]{2,60}?)\s*(?:[,.;!?\n]|$)", said.plain[start:])
    if not m or len(m[1].split()) > 6 or not any(x.isalpha() for x in m[1]):
        return
    them = [x.low for x in words(m[1])]
    if not them or them[-1] in _STOP or any(x in _ENDS and x not in ("of", "for", "with", "in") for x in them):
        return
    if free((start, start + m.end(1)), taken):
        yield Mention("product", said.text[start : start + m.end(1)], start, start + m.end(1))
