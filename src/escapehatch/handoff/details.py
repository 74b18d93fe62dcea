"""Questions about a detail that is no fact of its own ("were the tags still on?"), and the customer's words that answer them."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ..conversation.fold import Conversation
from ..conversation.values import Role
from .slots import SENTENCES

#: Characters of the customer's words that are shown as the answer.
QUOTE_CHARS: Final = 120

_COLOUR: Final = (
    r"\b(?:black|white|red|blue|green|yellow|orange|purple|pink|brown|gr[ea]y|beige|navy|turquoise|maroon)\b"
)
#: What a question names, and what an answer to it holds.
DETAILS: Final[dict[str, tuple[str, str]]] = {
    "size": (
        r"\bsize\b",
        r"\bsize \w*\d"
        r"|\bsizes?\b.{0,12}\b(?:small|medium|large|xs|xl|xxl)\b"
        r"|\b(?:uk|us|eu) ?(?:size )?\d{1,2}\b",
    ),
    "colour": (r"\bcolou?r\b", _COLOUR),
    "tags": (
        r"\btags?\b",
        r"\btags?\b.{0,30}\b(?:on|off|attached|removed|cut|there|still|intact)\b"
        r"|\b(?:all|still|with|had|no)\b.{0,20}\btags?\b",
    ),
    "seal": (r"\b(?:seal|sealed|unopened)\b", r"\b(?:seal|sealed|unopened|never opened)\b"),
    "packaging": (
        r"\boriginal (?:packaging|box)\b"
        r"|\b(?:have|kept|keep|got|in)\b.{0,25}\b(?:packaging|box)\b",
        r"\b(?:threw|thrown|kept|have|still|original|no)\b.{0,25}\b(?:packaging|box)\b",
    ),
    "photos": (
        r"\b(?:share|send|upload|provide|attach)\b.{0,40}\b(?:photo|picture|pic|image)(?:graph)?s?\b",
        (
            r"\b(?:uploaded|attached|sent|shared|here (?:is|are))\b.{0,40}\b(?:photo|picture|pic|image)"
            r"|\b(?:photo|picture|pic|image)s?\b.{0,15}\b(?:attached|uploaded|sent|shared)\b"
            r"|^\W*(?:uploaded|attached)\b"
            r"|\b(?:attached|uploaded|sent) (?:it|them|those|one)\b"
        ),
    ),
    "error": (r"\berror (?:message|code)?", r"\berror\b.{0,10}\w{3,}|\bit says\b"),
    "receipt": (
        r"\b(?:receipt|invoice)\b",
        r"\b(?:have|got|attached|no|lost|kept|find)\b.{0,25}\b(?:receipt|invoice)\b",
    ),
    "used": (
        r"\b(?:used|worn|opened|washed)\b",
        r"\b(?:not|never|only|just|n't)\b.{0,25}\b(?:used|worn|wore|opened|tested|tried|washed)\b"
        r"|\b(?:used|worn|wore|tried|washed) (?:it|them) (?:only |just )?(?:once|twice)\b",
    ),
}
#: A question for what is so; not for what is wished for, or will be.
_ASKS: Final = re.compile(
    r"\b(?:confirm|specify|tell|clarify|describe|let (?:me|us) know|verify|check|share|send|upload|provide|attach)\b"
    r"|^(?:and |so |ok |but )?(?:what|which|was|were|is|are|did|do|does|have|has|had)\b"
)
_NEW: Final = re.compile(
    r"\b(?:instead|need|want|would you like|like to|prefer|new|replacement|exchange|other|another|different|again if"
    r"|if possible|next|should|will|shall|when (?:can|will|would|should|do|does))\b"
)
_DETAILS: Final = {k: (re.compile(q), re.compile(a, re.IGNORECASE)) for k, (q, a) in DETAILS.items()}


#: A question for a wish about the new thing, and words that hold such a wish.
_WISH_ASKED: Final = re.compile(
    r"\b(?:what|which) (?:size|colou?r)\b.{0,20}\b(?:need|want|like|prefer|exchange|instead|rather|looking)\b"
    r"|\b(?:size|colou?r) (?:do|would) you\b"
)
_WISHES: Final = {
    "size": re.compile(
        r"\b(?:[Nn]eed|[Ww]ant|[Ll]ike|[Pp]refer|[Ee]xchange|[Ss]wap|for) (?:it |them )?(?:for |to )?(?:an? "
        r"|the )?(?:size )?(?:\d{1,2}|[Xx]*[SML]|small|medium|large|extra large|smaller|bigger|larger)\b"
    ),
    "colour": re.compile(rf"(?i)\b(?:need|want|like|prefer|exchange|swap)\b.{{0,25}}{_COLOUR}"),
}
#: What offers something instead of asking how things are.
OFFER: Final = re.compile(
    r"\b(?:anything|something) else\b"
    r"|\b(?:would you|do you want|shall|should|can i|may i|could i|can we|may we)\b"
    r"|\bhelp\b|\b(?:resolved?|solved?)\b"
)
#: A reply that answers a yes-or-no question.
_ANSWERS: Final = re.compile(
    r"(?i)\W*(?:yes|yeah|yep|yup|ya|no|nope|nah|not|never|none|it (?:is|was|has|did|does)|i (?:did|have|do|am|was)"
    r"|they (?:are|were|did)|only|just|of course|correct|right)\b(?!.*\?)(?! idea| clue| problem| worries"
    r"| thanks)(?!.*\b(?:told|said|asked|don'?t know|not sure|no idea)\b)"
)
_COUNTS: Final = re.compile(
    r"(?i)\W*(?:about |around |just |only )?(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|once|twice"
    r"|all|both|half)\b(?!.*\?)"
)
_ENDING: Final = re.compile(r"(?<=[a-z]{2})(?:ied|ies|y|ed|ing|es|s)$")
_ANY_QUESTION: Final = frozenset(
    re.findall(
        r"\w+",
        "a an the is are was were be been do does did have has had will would can could may might should you your u i we it its"
        " they them this that these those of for to on in at by with from and or but so then please kindly pls confirm tell me us"
        " know let check verify also too as well still already yet any if whether when what which who how there once again just"
        " now another different other ok okay thanks sorry hi hello",
    )
)


class Detail(NamedTuple):
    """What was asked for, the customer's words, and the message; ``msg`` counts messages from 0."""

    name: str
    quote: str
    message_id: str
    msg: int


def asked_details(sentence: str, c: Conversation) -> list[Detail]:
    """The details that one sentence asks for and the customer has told."""
    text = " ".join(sentence.lower().split())
    if wished := _wished(text, c):
        return [wished]
    found = _answered_before(text, c)
    if not _ASKS.search(text) or _NEW.search(text):
        return found
    for name, (question, answer) in _DETAILS.items():
        if question.search(text):
            told = next(
                ((n, x, m) for n, x in enumerate(c.said()) if _theirs(x) and (m := answer.search(x.text))), None
            )
            if told:
                n, entry, m = told
                found.append(Detail(name, _quote(entry.text[max(0, m.start() - QUOTE_CHARS // 2) :]), entry.id, n))
    return found


def _wished(text: str, c: Conversation) -> Detail | None:
    """ "Which size would you like?" when the customer has said "I need an L": the latest such wish."""
    name = next((x for x in _WISHES if _DETAILS[x][0].search(text)), "") if _WISH_ASKED.search(text) else ""
    told = [(n, x) for n, x in enumerate(c.said()) if name and _theirs(x) and _WISHES[name].search(x.text)]
    return Detail(name, _quote(told[-1][1].text), told[-1][1].id, told[-1][0]) if told else None


def _answered_before(text: str, c: Conversation) -> list[Detail]:
    """The customer's answer, when the other side asked the same before: "was the base damaged?", "no"."""
    words = _content(text)
    if not text.endswith("?") or not words or OFFER.search(text) or re.search(r"\d", text):
        return []
    said = c.said()
    for n in range(len(said) - 1, 0, -1):
        reply, before = said[n], said[n - 1]
        if _theirs(reply) and not _theirs(before) and "?" in before.text and _answers(reply.text):
            earlier = [x for x in SENTENCES.split(before.text.lower()) if x.endswith("?")]
            if len(earlier) == 1 and _alike(words, _content(earlier[0])):
                return [Detail("question", _quote(reply.text), reply.id, n)]
    return []


def _answers(reply: str) -> bool:
    return bool(_ANSWERS.match(reply) or _COUNTS.match(reply))


def _content(text: str) -> frozenset[str]:
    """What a question is about: its words without those that any question has."""
    return frozenset(_ENDING.sub("", x) for x in re.findall(r"[a-z0-9]+", text) if x not in _ANY_QUESTION)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared > 0 and shared * 3 >= 2 * min(len(one), len(other)) and shared * 3 >= max(len(one), len(other))


def _quote(text: str) -> str:
    return " ".join(text[:QUOTE_CHARS].split())


def _theirs(entry: object) -> bool:
    author = getattr(entry, "author", None)
    return author is not None and author.role == Role.CUSTOMER
