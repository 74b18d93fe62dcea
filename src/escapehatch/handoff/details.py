"""Questions about a detail that is no fact of its own ("were the tags still on?"), and the customer's words that answer them."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ..conversation.fold import Conversation
from ..conversation.values import Role

#: Characters of the customer's words that are shown as the answer.
QUOTE_CHARS: Final = 120

_COLOUR: Final = (
    r"\b(?:black|white|red|blue|green|yellow|orange|purple|pink|brown|gr[ea]y|beige|navy|turquoise|maroon)\b"
)
#: What a question names, and what an answer to it holds.
DETAILS: Final[dict[str, tuple[str, str]]] = {
    "size": (r"\bsize\b", r"\bsize \w*\d|\bsizes?\b.{0,12}\b(?:small|medium|large|xs|xl|xxl)\b|\b(?:uk|us|eu) ?(?:size )?\d{1,2}\b"),
    "colour": (r"\bcolou?r\b", _COLOUR),
    "tags": (r"\btags?\b", r"\btags?\b.{0,30}\b(?:on|off|attached|removed|cut|there|still|intact)\b|\b(?:all|still|with|had|no)\b.{0,20}\btags?\b"),
    "seal": (r"\b(?:seal|sealed|unopened)\b", r"\b(?:seal|sealed|unopened|never opened)\b"),
    "packaging": (r"\b(?:original )?(?:packaging|box)\b", r"\b(?:threw|thrown|kept|have|still|original|no)\b.{0,25}\b(?:packaging|box)\b"),
    "photos": (
        r"\b(?:share|send|upload|provide|attach)\b.{0,40}\b(?:photo|picture|pic|image)(?:graph)?s?\b",
        r"\b(?:uploaded|attached|sent|shared|here (?:is|are))\b.{0,40}\b(?:photo|picture|pic|image)|\b(?:photo|picture|pic|image)s?\b.{0,15}\b(?:attached|uploaded|sent|shared)\b|^\W*(?:uploaded|attached)\b",
    ),
    "error": (r"\berror (?:message|code)?", r"\berror\b.{0,10}\w{3,}|\bit says\b"),
    "receipt": (r"\b(?:receipt|invoice)\b", r"\b(?:have|got|attached|no|lost|kept|find)\b.{0,25}\b(?:receipt|invoice)\b"),
    "used": (r"\b(?:used|worn|opened|washed)\b", r"\b(?:not|never|only|just|n't)\b.{0,25}\b(?:used|worn|wore|opened|tested|tried|washed)\b"),
}  # fmt: skip
#: A question for what is so; not for what is wished for, or will be.
_ASKS: Final = re.compile(
    r"\b(?:confirm|specify|tell|clarify|describe|let (?:me|us) know|verify|check|share|send|upload|provide|attach)\b|^(?:and |so |ok |but )?(?:what|which|was|were|is|are|did|do|does|have|has|had)\b"
)
_NEW: Final = re.compile(
    r"\b(?:instead|need|want|would you like|like to|prefer|new|replacement|exchange|other|another|different|again if|if possible|next|should|will|shall|when (?:can|will|would|should|do|does))\b"
)
_DETAILS: Final = {k: (re.compile(q), re.compile(a, re.IGNORECASE)) for k, (q, a) in DETAILS.items()}


class Detail(NamedTuple):
    """What was asked for, the customer's words, and the message; ``msg`` counts messages from 0."""

    name: str
    quote: str
    message_id: str
    msg: int


def asked_details(sentence: str, c: Conversation) -> list[Detail]:
    """The details that one sentence asks for and the customer has told."""
    text = " ".join(sentence.lower().split())
    if not _ASKS.search(text) or _NEW.search(text):
        return []
    found = []
    for name, (question, answer) in _DETAILS.items():
        if question.search(text):
            told = next(
                ((n, x, m) for n, x in enumerate(c.said()) if _theirs(x) and (m := answer.search(x.text))), None
            )
            if told:
                n, entry, m = told
                start = max(0, m.start() - QUOTE_CHARS // 2)
                found.append(Detail(name, " ".join(entry.text[start : start + QUOTE_CHARS].split()), entry.id, n))
    return found


def _theirs(entry: object) -> bool:
    author = getattr(entry, "author", None)
    return author is not None and author.role == Role.CUSTOMER
