"""Does this draft ask for what is already known? The guard against "could you give me your order number again?".

The draft is read sentence by sentence for the kinds of fact it asks for; those that the customer gave, or said
they do not have, are flagged with the message to point at. Reading a value back ("so that is #W12, right?"),
telling, and asking for something else that shares the word are not re-asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from ..conversation.fold import Conversation
from .details import asked_details
from .facts import Fact, Facts, canonical, facts
from .slots import SENTENCES, Wants, asked

#: Characters of a draft that are looked at.
DRAFT_MAX_CHARS: Final = 2_000

#: Kinds whose values come from a closed list.
LABELS: Final = frozenset({"issue", "desired_outcome", "membership_level", "shipping_status"})

#: "Which order is it about?" can be answered by who does not have its number.
WHICH: Final = re.compile(
    r"(?i)\b(?:which|what) (?:order|reservation|booking|purchase)s?\b(?! (?:number|id|code|ref|no\b|#))"
)


class Known(Struct, frozen=True):
    """A thing asked for and its answer. ``value`` is empty when the customer declined; ``msg`` counts messages
    from 0.
    """

    type: str
    value: str
    message_id: str
    msg: int
    declined: bool = False


class Flag(Struct, frozen=True):
    """What the draft asks for in vain, and after how many characters it showed. Nothing: ``facts`` is empty."""

    facts: tuple[Known, ...] = ()
    flag_at: int = 0

    def __bool__(self) -> bool:
        return bool(self.facts)


def check(draft: str, conversation: Conversation, known: Facts | None = None, wants: Wants | None = None) -> Flag:
    """The re-asks in ``draft``. ``known``: the facts, when the caller has folded them already; ``wants``: what was learned of
    how people ask, beside the patterns.
    """
    draft = draft[:DRAFT_MAX_CHARS]
    known = known if known is not None else facts(conversation)
    known = replace(
        known, current=(*(x for x in known.current if x.type != "date"), *_past(known.of("date"), conversation))
    )
    found = _known(draft, known, conversation, wants)
    if not found:
        return Flag()
    ends = (x.end() for x in re.finditer(r"\S+", draft))
    return Flag(found, next((end for end in ends if _known(draft[:end], known, conversation, wants)), len(draft)))


def as_pairs(flag: Flag) -> tuple[str, ...]:
    """The flagged facts as ``type=value`` pairs, as a ``ReaskRecorded`` event keeps them."""
    return tuple(f"{x.type}={x.value}" for x in flag.facts)


#: A day by which something is wished, or on which it will be: no answer to when it was.
_TO_COME: Final = re.compile(
    r"(?i)\b(?:need(?:ed|s)?|want(?:ed|s)?|by|before|until|till|deadline|party|birthday|bday|wedding|travel\w*"
    r"|leav\w+|deliver(?:ed)? by|here by|within|for)\b[^.!?\n]{0,40}$"
)
_COMES: Final = re.compile(r"(?i)\b(?:next|tomorrow|this (?:week|weekend|friday|saturday|sunday))\b")


def _past(facts_of_kind: Sequence[Fact], c: Conversation) -> list[Fact]:
    """Those of the dates that lie behind."""
    kept = []
    for x in facts_of_kind:
        entry = c.message(x.message_id)
        left = entry.text[max(0, x.start - 60) : x.start] if entry else ""
        if not _COMES.search(x.value) and not _TO_COME.search(left):
            kept.append(x)
    return kept


def _known(draft: str, known: Facts, c: Conversation, wants: Wants | None) -> tuple[Known, ...]:
    found: dict[tuple[str, str], Known] = {}
    before = ""
    for sentence in SENTENCES.split(draft):
        for kind in asked(sentence, before, wants):
            for answer in _answers(kind, sentence, known):
                found.setdefault((answer.type, answer.value), answer)
        for detail in asked_details(sentence, c):
            found.setdefault(
                (detail.name, detail.quote), Known(detail.name, detail.quote, detail.message_id, detail.msg)
            )
        before = sentence
    return tuple(found.values())


def _answers(kind: str, sentence: str, known: Facts) -> list[Known]:
    given = known.of(kind)
    if any(_read_back(kind, x.value, sentence) for x in given):
        return []
    answers = [Known(x.type, x.value, x.message_id, x.msg) for x in given]
    declined = [Known(x.type, "", x.message_id, x.msg, True) for x in known.declined if x.type == kind]
    if kind == "order_id" and WHICH.search(sentence):
        declined = []
    return answers or declined


def _read_back(kind: str, value: str, sentence: str) -> bool:
    """Whether the sentence itself names the value. Labels are our words: naming one reads nothing back."""
    if kind in LABELS:
        return False
    plain = canonical(kind, value)
    said = canonical(kind, sentence) if kind != "amount" else sentence
    return len(plain) >= 3 and (plain in said or value.lower() in sentence.lower())
