"""Misspelled key words put right ("taok to an agnet"), so that the patterns can stay readable."""

from __future__ import annotations

import re
from typing import Final

#: What is put right, and nothing else.
WORDS: Final = [
    "agent",
    "human",
    "person",
    "people",
    "representative",
    "operator",
    "advisor",
    "supervisor",
    "manager",
    "customer",
    "service",
    "support",
    "someone",
    "somebody",
    "speak",
    "talk",
    "chat",
    "connect",
    "transfer",
    "please",
    "assistance",
    "assistant",
    "colleague",
    "callback",
    "speaking",
    "talking",
    "chatting",
    "contact",
]
#: Words of their own that lie near the above.
OTHERS: Final = frozenset(
    [
        "agents",
        "humans",
        "persons",
        "representatives",
        "operators",
        "advisors",
        "supervisors",
        "managers",
        "customers",
        "services",
        "supports",
        "tall",
        "tale",
        "tail",
        "walk",
        "take",
        "taken",
        "talked",
        "talks",
        "balk",
        "task",
        "tank",
        "chart",
        "charm",
        "cart",
        "cat",
        "hat",
        "what",
        "that",
        "chats",
        "chant",
        "cheat",
        "spoke",
        "speaks",
        "sneak",
        "steak",
        "spear",
        "spend",
        "speed",
        "humane",
        "humid",
        "urgent",
        "argent",
        "servicing",
        "passport",
        "reason",
        "season",
        "prison",
        "parson",
        "transfers",
        "transferred",
        "transform",
        "connects",
        "connected",
        "connector",
        "contacts",
        "contract",
        "contacted",
        "contest",
        "pleased",
        "pleases",
        "pleasant",
        "pleaser",
        "assistants",
        "customize",
        "custom",
        "customs",
        "costumer",
        "costume",
        "advise",
        "adviser",
        "some",
        "any",
        "body",
        "other",
        "colleagues",
        "managed",
        "manage",
        "perform",
        "personal",
        "personally",
        "operate",
        "operation",
        "operated",
        "operating",
        "representing",
        "walking",
        "taking",
        "chasing",
        "charting",
        "breaking",
        "sneaking",
        "tasking",
    ]
)
_TOKEN: Final = re.compile(r"(?<![\w@#./'-])[a-z]{4,15}(?![\w@#/'-])")


def _shorter(word: str) -> set[str]:
    return {word[:n] + word[n + 1 :] for n in range(1, len(word))}


#: Spelled as it sounds.
SPOKEN: Final = {
    "hooman": "human",
    "hoomans": "humans",
    "sumone": "someone",
    "sumbody": "somebody",
    "somone": "someone",
    "reprezentative": "representative",
    "suport": "support",
}
_NEAR: Final[dict[str, str]] = {}
for _word in WORDS:
    for _form in {_word, *_shorter(_word)}:
        _NEAR.setdefault(_form, _word)


def corrected(plain: str) -> str:
    """``plain`` (lower-cased ASCII) with near misses of the key words spelled right."""
    return _TOKEN.sub(lambda m: _right(m[0]), plain)


def _right(word: str) -> str:
    if word in SPOKEN:
        return SPOKEN[word]
    if word in OTHERS or word in WORDS:
        return word
    meant = _NEAR.get(word) or next((_NEAR[x] for x in sorted(_shorter(word)) if x in _NEAR), None)
    if not meant or abs(len(meant) - len(word)) > 1 or meant[0] != word[0]:
        return word
    if len(meant) <= 4 and sorted(meant) != sorted(word) and len(meant) == len(word):
        # Of short words only swapped letters are put right, and a letter changed for its neighbour in "taok".
        return meant if word in ("taok", "talj", "tlak", "chst", "chag") else word
    return meant
