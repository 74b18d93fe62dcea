"""Yes or no to what the other side named: which values the customer confirms, and which not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ...conversation.values import Mention, Role
from ..consent import YES, says_no, says_yes
from ..sought import sought
from ..tidy import folded, without_accents
from .said import Said
from .stances import SINGLE

#: The opening of an answer to a wrong guess.
_NO: Final = re.compile(
    r"^\s*(?:no(?! longer| need| problem| worries| idea| rush| hurry)|nope|nah|nein|non|nee|nie|não|нет|いいえ|不是|아니)\b"
)


def may_assent(said: Said) -> bool:
    """Whether the message could assent to what the other side named in a question."""
    if _KIND_ANSWER.search(said.low):
        return said.role == Role.CUSTOMER
    if said.role != Role.CUSTOMER or not re.search(r"[?？]|correct|right|confirm", said.before) or len(said.text) > 120:
        return False
    return _yes(said) or bool(_NO.match(said.low))


def says_yes_to(said: Said) -> bool:
    """Whether the message opens with a yes to what was just asked."""
    return len(said.text) <= 120 and not _NO.match(said.low) and (_yes(said) or bool(_OPENS.match(said.low)))


_OPENS: Final = re.compile(r"^\W*(?:yes|yeah|yep|yup|sure|ok|okay|please do|go ahead|of course|do it)\b(?! but)")


def _yes(said: Said) -> bool:
    plain = without_accents(folded(said.text))
    first = re.split(r"[,.!]\s|$", plain)[0]
    if first.split(" ")[0] in _YES_FIRST and not re.search(r"\b(?:no|not|but|except|\w+n't)\b", first):
        return True
    return (
        says_yes(plain)
        or says_yes(first)
        or bool(
            re.match(
                r"(?:.{0,20}\byes$|(?:it|that|this) (?:is|does)(?: indeed)?(?=\W*$|[,.!]| (?:right|correct|so|the|mine|me|fine|good|still|yes)\b)|indeed\b|all good|y\b|(?:still )?(?:the )?same(?: one| as before| number| address)?(?=\W*$)|still (?:is|valid|good|correct|right|works|current|the same)\b|unchanged|haha yes|yes|yeah|yep|correct|right|exactly|that'?s (?:right|correct|it|the one)|that one(?!'s| is| was| has)|you(?:'re| are)(?: right| correct| spot on)?(?=\W*$|,)|(?:i )?(?:can )?confirm(?:ed)?\b|verified|agreed|si|oui|ja|genau|stimmt|sim|certo|esatto|klopt|tak|da)\b",
                plain,
            )
        )
    )


_YES_FIRST: Final = (YES - {"please", "pls", "plz", "connect", "k"}) | frozenset(
    ["mhm", "mhmm", "mmhm", "aha", "uhuh", "precisely", "exactly", "affirmative", "bingo", "indeed", "true", "spot"]
)
_ASKS_IF: Final = re.compile(
    r"(?:\b(?:is (?:that|it|this)|correct|right|so (?:that|it)|about|do you mean|did you mean|you mean|confirm|is your|still|verdad|correcto|richtig|stimmt|c'est|giusto|certo|klopt)\b[^.!?]*[?？])|(?:[?？]\s*$)"
)


def assents(said: Said, proposed: Sequence[Mention]) -> list[Mention]:
    """Values that the other side named, one of a kind, and the customer now confirms or denies."""
    if not proposed or not _ASKS_IF.search(said.before.lower()):
        return []
    yes = _yes(said) and not _NO.match(said.low)
    kinds: dict[str, list[Mention]] = {}
    for x in proposed:
        if x.type in SINGLE or x.type in ("product", "payment_method"):
            kinds.setdefault(x.type, []).append(x)
    stance = "confirmed" if yes else "denied"
    by_kind = _yes_or_no_by_kind(said)
    question, beside = _asking(said.before)
    return [
        Mention(kind, xs[0].value, 0, len(said.text.rstrip()), by_kind.get(kind, stance))
        for kind, xs in kinds.items()
        if len({x.value for x in xs}) == 1
        and (question[0] <= xs[0].start < question[1] or beside[0] <= xs[0].start < beside[1])
        and kind not in ("amount", "date")
        and (yes or by_kind.get(kind) or not says_no_more(said))
        and (yes or by_kind.get(kind) or kind not in OFFERED or not _offers(said.before))
        and not (by_kind and kind not in by_kind)
    ]


#: What an offer speaks of without asking whether it is so.
OFFERED: Final = frozenset({"product", "order_id"})
_KIND_WORDS: Final = {
    "order": "order_id",
    "number": "order_id",
    "address": "address",
    "email": "email",
    "e-mail": "email",
    "mail": "email",
    "phone": "phone",
    "name": "person_name",
    "zip": "zip_code",
    "postcode": "zip_code",
    "item": "product",
    "product": "product",
}
_KIND_ANSWER: Final = sought(
    r"\b(order|number|address|e-?mail|mail|phone|name|zip|postcode|item|product)(?: number| code| address)?(?: is| was|:|,)? (yes|right|correct|fine|good|ok|no|wrong|incorrect|not)\b"
    r"|\b(yes|yep|right|correct|no|not)(?: to| for| on|,)? (?:the |that |my )(order|number|address|e-?mail|mail|phone|name|zip|postcode|item|product)\b"
)


def _yes_or_no_by_kind(said: Said) -> dict[str, str]:
    """ "Order yes, address no": which of what was named is so."""
    found = {}
    for m in _KIND_ANSWER.finditer(said.low):
        kind, answer = (m[1], m[2]) if m[1] else (m[4], m[3])
        found[_KIND_WORDS[kind]] = "denied" if answer in ("no", "wrong", "incorrect", "not") else "confirmed"
    return found


def _offers(before: str) -> bool:
    """Whether the question offers to do something: a no to it denies nothing of what it names."""
    (start, end), _ = _asking(before)
    return bool(
        re.search(
            r"\b(?:shall|should|would you like|do you want|can i|may i|want me to|could i)\b", before[start:end].lower()
        )
    )


def says_no_more(said: Said) -> bool:
    """A bare "no thanks" to an offer denies nothing."""
    return says_no(without_accents(folded(said.text))) and "thank" in said.low


#: "Is this correct?" asks for what the sentence before it names.
_REFERS: Final = re.compile(
    r"\b(?:correct|right|accurate|confirm|about that|that|this|is (?:that|this|it)|that one|this one|the one|yours|good|verdad|correcto|richtig|stimmt|c'est|giusto|certo|klopt)\b"
)


def _asking(before: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """The span of the sentence that asks, and that of the one before it when the question refers to it."""
    ends = [m.end() for m in re.finditer(r"[?？]", before)]
    if not ends:
        return (0, len(before)), (0, 0)
    stops = [m.end() for m in re.finditer(r"[.!?？\n](?=\s)", before[: ends[-1] - 1])]
    start = stops[-1] if stops else 0
    beside = stops[-2] if len(stops) > 1 else 0
    return (start, ends[-1]), ((beside, start) if _REFERS.search(before[start : ends[-1]].lower()) else (0, 0))
