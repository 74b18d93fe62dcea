"""Things that were bought, as the customer calls them. Weak: a noun phrase near a verb of buying, or the answer to "which item?"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ...conversation.values import Mention
from .said import Said, Spans

_STOP: Final = (
    r"order|orders|refund|return|money|account|package|parcel|delivery|item|items|product|products|thing|things|email|e-mail|address|phone number|number|name|card|credit card|payment|bank|problem|issue|question|help|time|day|days|week|weeks|month|months|shipping|"
    r"person|human|agent|manager|someone|wife|husband|mother|father|sister|brother|friend|son|daughter|mistake|way|one|ones|size|color|colour|replacement|exchange|discount|code|coupon|label|box|store|website|site|app|link|tracking|status|info|information|details|copy|receipt|invoice|"
    r"price|amount|charge|fee|fees|subscription|membership|total|rest|same|other|new|old|wrong|full|balance|purchase|shipment|chat|call|line|reason|lot|bit|couple|few|first|last|second|customer|service|support|response|reply|answer|flight|reservation|booking|ticket|seat|policy|claim|zip code|username|user|password|login|profile|option|options|difference|model|version|joke|confusion|modification|capacity|pressure|resolution|level|pair|only|right|trouble|inconvenience|exchanges|returns|policy|manager|patience|birthday|gift|mail|call back|update|guarantee|proof|picture|photo|photos|pics|video|change|changes|confirmation|everything|something|anything|nothing|it|them|this|that|these|those|me|you|us|him|her"
)
_WORD: Final = r"[^\W\d_][\w'’&+-]*|\d{1,4}(?=[ -](?:inch|piece|pack|pro|plus|max|mini|lite|gb|tb|cm|mm|ml|in)\b)|\d+(?:gb|tb|cm|mm|ml|inch|k)?"
_PHRASE: Final = rf"((?:(?:{_WORD}) ){{0,5}}?(?:{_WORD}))"
_END: Final = r"(?=\s*(?:[,.;:!?()\"\n]|$|\b(?:i|we|you|that|which|is|was|are|were|has|have|had|from|for|on|in|at|to|and|but|with|because|since|never|still|hasn't|hasnt|didn't|didnt|doesn't|doesnt|isn't|isnt|not|arrived|came|in order|order|it|its|it's|yesterday|last|today|please|pls|plz|as|so|when|where|after|before|just|now|if|or|would|will|can|could|does|do|got|broke|stopped|keeps|won't|wont|looks|seems|fits|does|cost|costing|worth|of|a|an|the|my|than|instead|back|by|two|ago|yet|here|again|until|out|shows|while|using|via|went|gets|came|says)\b))"
_BUYING: Final = re.compile(
    rf"\b(?:(?:i|we|i've|i have|we've|have|i'd|just|recently|also|had|he|she)\s+)?(?:ordered|bought|purchased|received|recieved|got|returning|return|exchange|exchanging|cancel|replace|looking (?:at|for)|interested in|buy|order|purchase|want|need|did not order|didn't order|wearing|keep|swap)(?: (?:me|you|the wrong|back|only))?"
    rf"\s+(?:a |an |the |my |some |this |that |these |those |your |one |two |new |pair of |a pair of |another |just )+(?:pair of |new )?{_PHRASE}{_END}",
    re.IGNORECASE,
)
_BROKEN: Final = re.compile(
    rf"(?:^|[,.;!?]\s*|\b(?:but|and|because|that|so)\s+)(?:the|my|this|that|these|those|your|one of the|both)\s+(?:new |brand new )?{_PHRASE}\s+(?:i (?:got|ordered|bought|received|purchased)\s*(?:\w+ ){{0,3}})?(?:(?:is|was|are|were|came|arrived|has|have|does|do|did|doesn't|doesnt|didn't|won't|wont|isn't|isnt|never|still|stopped|broke|keeps?|cost|looks?|fits?|got|in order|from order|hasn't)\b)",
    re.IGNORECASE,
)
_WITH: Final = re.compile(
    rf"\b(?:came with|with|missing|a (?:cracked|broken|damaged|faulty|defective|torn|ripped|scratched|wrong|different)|paid [^ ]+ for (?:the|this|these|my|a)|[$€£₹]?[\d.]+ for (?:this|the|these|a)|wrong)\s+(?:a |an |the |my )?(?:cracked |broken |damaged |faulty |torn |scratched |size |color )*{_PHRASE}{_END}",
    re.IGNORECASE,
)
_NOT: Final = re.compile(
    rf"^(?:{_STOP})$|\b(?:want|need|talk|speak|know|help|refund|order|cancel|return|hours?|days?|weeks?|reservation|money|back|status|please)\b",
    re.IGNORECASE,
)
_FILL: Final = re.compile(
    r"^(?:(?:sure|yes|yeah|ok|okay|hi|hello|it'?s|it is|its|the|my|a|an|i|ordered|bought|want|to|return|item|product|is|was|one|they|are|it was|its a|some|for)\b[\s,.:;!-]*)+",
    re.IGNORECASE,
)


def hear(said: Said, taken: Spans) -> Iterator[Mention]:
    seen: set[str] = set()
    for pattern in (_BUYING, _BROKEN, _WITH):
        for m in pattern.finditer(said.plain):
            if pattern is _BUYING and re.search(r"\bwith \w+$", said.low[max(0, m.start() - 12) : m.start()].rstrip()):
                continue
            value = m[1].strip()
            if not _thing(value) or value.lower() in seen or any(a < m.end(1) and m.start(1) < b for a, b in taken):
                continue
            seen.add(value.lower())
            yield Mention("product", said.text[slice(*m.span(1))], *m.span(1))
    if "product" in said.asked and not seen:
        yield from _answer(said, taken)


def _thing(value: str) -> bool:
    words = value.lower().split()
    if words and (
        words[-1].endswith("ing")
        and len(words) == 1
        or words[0] in ("that", "this", "me", "information", "different", "both")
    ):
        return False
    if not words or _NOT.search(value) or re.fullmatch(_STOP, words[-1]) or not any(x.isalpha() for x in value):
        return False
    return len(value) >= 3 and not all(re.fullmatch(_STOP, x) or x.isdigit() for x in words) and len(words) <= 6


def _answer(said: Said, taken: Spans) -> Iterator[Mention]:
    fill = _FILL.match(said.plain)
    start = fill.end() if fill else 0
    m = re.match(rf"{_PHRASE}\s*(?:[,.;!?\n]|$)", said.plain[start:], re.IGNORECASE)
    if m and _thing(m[1]) and not any(a < start + m.end(1) and start < b for a, b in taken):
        yield Mention("product", said.text[start : start + m.end(1)], start, start + m.end(1))
