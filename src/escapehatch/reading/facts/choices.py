"""Which of several things that the other side named is meant: "the second", "the one ending 55", "the backpack one"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ...conversation.values import Mention, Role
from .said import Said

#: Words of an answer that only picks.
WORDS_MAX: Final = 14
#: Kinds of which the other side lists several.
LISTED: Final = ("order_id", "account_id", "phone", "email", "address")
_NTH: Final = {
    **{
        x: n
        for n, words in enumerate(("first 1st former", "second 2nd", "third 3rd", "fourth 4th"))
        for x in words.split()
    },
    **dict.fromkeys(("last", "latter", "bottom"), -1),
    **dict.fromkeys(("top", "upper"), 0),
}
_PICKS: Final = re.compile(
    rf"\b(?:the |option |number |no\.? ?|#)?({'|'.join(_NTH)})(?: (?:one|order|option|email|number|address))?\b"
)
#: "The first has a lamp in it, so it must be the other".
_THE_OTHER: Final = re.compile(r"\bthe other(?: one| order)?(?: then| please| pls)?\W*$")
_ENDS: Final = re.compile(r"\b(?:ends?|ending|finish\w*)(?: (?:in|with|on))? ?-?(\d{1,5})\b|^\W*-?(\d{2,4})\W*$")
#: "Number 3" of a numbered list.
_NUMBERED: Final = re.compile(r"^\W*(?:(?:the|it'?s|its|number|option|no\.?|nr)\W+)*([1-9])\W*$")
_FILL: Final = re.compile(
    r"\b(?:it'?s|its|is|was|the|one|ones|a|an|i|pls|plz|thanks|thank|you|thx|ta|mean|meant|think|that|this|of|with|for|about|please|order|yes|sure|my|in|and|would|be|to|from|which|has|contains?)\b|[^\w\s]"
)
_NOT_ONE: Final = re.compile(r"\b(?:both|all|neither|none|no|not|every|each|either)\b|#|@|\d{5}")


#: Each of the two, where one was to be picked.
_BOTH: Final = re.compile(
    r"^\W*(?:(?:it'?s|its|yes|well|i mean|actually)\W+)*both\b(?: of (?:them|these|those))?(?: orders?)?(?: please| pls| actually)?\W*$"
)
_WHICH: Final = re.compile(r"\bwhich\b|\bor\b")


def may_choose(said: Said) -> bool:
    """Whether the message could pick one of what was named."""
    if _BOTH.match(said.low):
        return said.role == Role.CUSTOMER and bool(said.before)
    short = len(said.low.split()) <= WORDS_MAX
    return said.role == Role.CUSTOMER and bool(said.before) and short and not _NOT_ONE.search(said.low)


def chosen(said: Said, proposed: Sequence[Mention]) -> list[Mention]:
    """The one value picked, and the thing named next to it; or "both"."""
    for kind in LISTED:
        options = [
            x for n, x in enumerate(proposed) if x.type == kind and x.value not in {y.value for y in proposed[:n]}
        ]
        if len(options) < 2:
            continue
        if _BOTH.match(said.low) and len(options) == 2 and _WHICH.search(said.before.lower()):
            return [Mention(kind, x.value, 0, len(said.text.rstrip()), "confirmed") for x in options]
        parts = _parts(said.before, options)
        at = _picked(said.low, said.before, options, parts)
        if at is None:
            return []
        start, end = parts[at]
        things = [x for x in proposed if x.type == "product" and start <= x.start < end]
        whole = len(said.text.rstrip())
        return [
            Mention(x.type, x.value, 0, whole, "confirmed")
            for x in (options[at], *(things if len(things) == 1 else ()))
        ]
    return []


def _parts(before: str, options: Sequence[Mention]) -> list[tuple[int, int]]:
    """What is said of each: from it to the next one, or from the one before when the words stand in front."""
    starts = [x.start for x in options]
    if (
        re.search(r"[\w)]\W{0,3}\b(?:is|in|with|as|under|was|=|:|\()\W{0,3}#?\s?$", before[: starts[0]].lower())
        and len(before) - options[-1].end < 4
    ):
        ends = [x.end for x in options]
        return list(zip([0, *ends[:-1]], ends, strict=True))
    return list(zip(starts, [*starts[1:], len(before)], strict=True))


def _picked(low: str, before: str, options: Sequence[Mention], parts: Sequence[tuple[int, int]]) -> int | None:
    ends, nth = _ENDS.search(low), _PICKS.search(low)
    if ends:
        suffix = ends[1] or ends[2]
        alike = [n for n, x in enumerate(options) if re.sub(r"\W", "", x.value).endswith(suffix)]
        return alike[0] if len(alike) == 1 else None
    number = _NUMBERED.search(low)
    if number and re.search(rf"(?:^|[\s(])\(?{number[1]}[.):] ?", before):
        return int(number[1]) - 1 if int(number[1]) <= len(options) else None
    other = _THE_OTHER.search(low) if nth and len(options) == 2 else None
    if nth and other and nth.start() < other.start():
        return 1 - _NTH[nth[1]] % 2
    if nth and len(low.split()) <= 8:
        at = _NTH[nth[1]]
        return at % len(options) if at < len(options) else None
    return None


def by_words(said: Said, proposed: Sequence[Mention]) -> list[Mention]:
    """ "The backpack one": what is said of only one of them."""
    options = [
        x for n, x in enumerate(proposed) if x.type == "order_id" and x.value not in {y.value for y in proposed[:n]}
    ]
    words = " ".join(_FILL.sub(" ", re.sub(r"(?<=[a-z]{3})'?s\b", "", said.low)).split())
    if len(options) < 2 or len(words) < 3:
        return []
    before = said.before.lower()
    parts = [before[a:b] for a, b in _parts(said.before, options)]
    alike = [n for n, x in enumerate(parts) if words in x]
    alike = alike or [n for n, x in enumerate(parts) if all(re.search(rf"\b{re.escape(w)}", x) for w in words.split())]
    return (
        [Mention("order_id", options[alike[0]].value, 0, len(said.text.rstrip()), "confirmed")]
        if len(alike) == 1
        else []
    )
