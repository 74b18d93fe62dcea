"""What one sentence of an agent asks the customer for: by patterns, and by what was learned of how people ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from .asking import READ_BACK, asking_part, plain
from .slot_nouns import ELSEWHERE, NOUNS
from .slot_questions import QUESTIONS

#: Where one sentence ends and the next begins: not within "flat no. 6".
SENTENCES: Final = re.compile(r"(?<=[.!?…。！？])(?!(?<=\b[Nn][or]\.) \d)\s+|\n+")
#: From a sentence to the chance that it asks the customer for each kind of fact.
Wants = Callable[[str], Mapping[str, float]]
#: The least chance that is believed without a pattern: in a sentence that asks by its form, in another, and beside
#: another kind.
SURE_WHERE_ASKING: Final = 0.6
SURE: Final = 0.9
SURE_BESIDE: Final = 0.95
#: If no kind has even this chance, the patterns are wrong. The head has learned English alone.
NEVER: Final = 0.001
#: "Would a refund work for you?" names no fact, and still asks for one; the head knows few of these.
_REMEDY: Final = re.compile(r"(?:(?:and|or|so) )?(?:would|does|will|is) ")
_ENGLISH: Final = re.compile(r"\b(?:the|you|your|we|is|what|which|please|can|could|for|with|do|did|how|it)\b")
#: What the answer is for, and the time of which is spoken: what these name is not asked for.
_PURPOSE: Final = re.compile(
    r",? (?:so (?:that )?(?:i|we|you|it)|in order to"
    r"|to (?:check|find|look|see|verify|track|pull|process|help|begin|start|proceed|locate|access|review|assist|open"
    r"|confirm|go|continue)"
    r"|(?<!and )(?<!or )(?<!me )(?<!know )(?:when|before|while) (?:you|it))\b.*"
    r"|^(?:in order )?to (?:[^,]*, |(?:\w+ ){1,7}?(?=(?:i|we|may|can|could|please)\b))"
)
#: A number without a name, and the things that have one.
_BARE_NUMBER: Final = re.compile(
    r"\b(?:the|its|that|it's) (number|id|reference|ref|code|no\b\.?|digits)\b(?! (?:of|on|for|from|in|to|you|i|we"
    r"|where|at|is|was|linked|behind|under|below)\b)"
)
_THINGS: Final = re.compile(r"\b(order|booking|reservation|purchase|account|policy|claim|transaction|payment)\b(?!s)")

_NOUNS: Final = {kind: re.compile(p) for kind, p in NOUNS.items()}
_QUESTIONS: Final = {kind: re.compile(p) for kind, p in QUESTIONS.items()}
_ELSEWHERE: Final = {kind: re.compile(p) for kind, p in ELSEWHERE.items()}
#: Sentences whose answer is remembered: a draft is read anew with each word that is typed.
KEPT: Final = 2_048


@lru_cache(maxsize=KEPT)
def asked(sentence: str, before: str = "", wants: Wants | None = None) -> tuple[str, ...]:
    """The kinds of fact that one sentence asks for.

    ``before``: the sentence before it, which may name what "the number" is of. ``wants``: what else hears what a sentence asks for (see ``reading.wanted``), where the patterns hear nothing.
    """
    text = _referring(plain(sentence), before)
    if READ_BACK.search(text) or _OTHERS.search(text):
        return ()
    part = asking_part(text)
    found = _by_patterns(text, part) if part is not None else []
    return tuple(_weighed(found, text, part, wants) if wants else found)


def _weighed(found: list[str], text: str, part: str | None, wants: Wants) -> list[str]:
    """What the patterns found, unless the head is sure that nothing is asked for, and what else the head is sure of."""
    chances = wants(text)
    if found and max(chances.values()) < NEVER and _ENGLISH.search(text):
        return [x for x in found if x == "desired_outcome" and _REMEDY.match(text)]
    least = SURE_BESIDE if found else SURE_WHERE_ASKING if part else SURE
    more = [kind for kind, chance in chances.items() if chance >= least and kind not in found]
    if found and more:
        bare = wants(_PURPOSE.sub("", text))
        more = [kind for kind in more if bare[kind] >= least]
    return found + more


def _by_patterns(text: str, part: str) -> list[str]:
    found = [kind for kind, p in _QUESTIONS.items() if p.search(text) and not _elsewhere(kind, text)]
    found += [kind for kind, p in _NOUNS.items() if kind not in found and _named(kind, p, part)]
    return [x for x in found if not _shadowed(x, found, text)]


def _referring(text: str, before: str) -> str:
    """ "I can't find your order. What's the number?": the number of the order."""
    bare = _BARE_NUMBER.search(text)
    things = _THINGS.findall(plain(before)) if bare else []
    return f"{text[: bare.start(1)]}{things[-1]} {text[bare.start(1) :]}" if bare and things else text


def asked_in(text: str) -> frozenset[str]:
    """The kinds of fact that a whole message asks for."""
    return frozenset(kind for x in SENTENCES.split(text) for kind in asked(x))


#: Of anybody but the customer, or of another time: no kind of fact is meant.
_PEOPLE: Final = (
    r"(?:friend|sister|brother|wife|husband|spouse|mother|father|mum|mom|dad|son|daughter|child|kid|cousin|aunt"
    r"|uncle|boss|colleague|coworker|roommate|flatmate|neighbou?r|recipient|partner|landlord|receiver"
    r"|store|shop|branch|outlet|seller|vendor|merchant|retailer"
    r"|warehouse|bank|driver|courier|carrier|agent|representative"
    r"|rep|advisor|manager|technician|sender|employee|assistant"
    r"|person|manufacturer|company|airline|hotel|doctor|bot)"
)
_OTHERS: Final = re.compile(
    rf"\b{_PEOPLE}(?:'s|s')"
    rf"|\b(?:of|for) (?:the|your|that|this|our|an?|another) (?:\w+ )?{_PEOPLE}\b(?! number)"
    rf"|\b(?:his|her|their)\b|\bwhat did (?:the|your) {_PEOPLE}\b"
    r"|\bnext (?:order|time|purchase)\b"
    r"|\b(?:like|want) (?:(?:me|us) )?to add\b"
    r"|\b(?:change|update|switch|set) (?:it|this|that|them) to\b"
    r"|\b(?:who|whom) (?:you|signed|delivered|took|accepted|received|helped|sold)\b"
    r"|\b(?:spoke|talked|chatted|dealt) (?:to|with)\b"
)
#: Another thing of the same kind, said right before its name or behind it.
_NEW: Final = re.compile(
    r"\b(?:new|different|another|other|alternate|alternative|second|additional|extra|updated|return|gift|next|backup"
    r"|spare|our|serial|tracking|model)(?: \w+){0,2} $"
    r"|\b(?:replacement|exchange) $"
)
_ON_A_THING: Final = re.compile(
    r"^ (?:\w+ ){0,2}(?:on|under|inside|behind) (?:the|your|its) (?:\w+ )?(?:label|box|device|sticker|package|parcel"
    r"|bottom|back|side|screen|tag|packaging)\b"
)


def _named(kind: str, pattern: re.Pattern[str], part: str) -> bool:
    found = [x for x in pattern.finditer(part) if not _NEW.search(part[: x.start()])]
    return any(not _ON_A_THING.search(part[x.end() :]) for x in found) and not _elsewhere(kind, part)


def _elsewhere(kind: str, text: str) -> bool:
    pattern = _ELSEWHERE.get(kind)
    return bool(pattern and pattern.search(text))


#: A word of one kind inside the words of another: (inner, outer).
SHADOWS: Final = (
    ("person_name", "username", r"\b(?:full|first|last|your) name\b"),
    ("address", "email", r"(?<!e-mail )(?<!email )(?<!mail )\baddress\b"),
    ("product", "desired_outcome", r"\b(?:which|what) (?:one|item|product|article)s?\b"),
    ("issue", "desired_outcome", r"\bwhat can (?:i|we) do for you"),
    (
        "product",
        "order_id",
        (
            r"\b(?:which|what) (?:item|product)|\b(?:brand|model) of"
            r"|\bthe item you|\b(?:items?|products?) (?:that|which|you)"
            r"|\bmissing items?"
        ),
    ),
    ("payment_method", "transaction_id", r"\bpayment (?:method|option|mode)"),
)


def _shadowed(kind: str, found: list[str], text: str) -> bool:
    return any(kind == inner and outer in found and not re.search(alone, text) for inner, outer, alone in SHADOWS)
