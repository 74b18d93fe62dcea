"""What a search looks for, and whether a conversation has it. The twin in memory and the file read a search alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from ..conversation import events as e
from ..conversation.events import Recorded

#: Words of a search that count; what comes after them does not narrow it further.
WORDS_MAX: Final = 8

_WORD: Final = re.compile(r"[^\W_]+")


def wanted(search: str) -> tuple[str, ...]:
    """The words of a search, folded: no case, no accents, no signs. A search of signs alone finds nothing."""
    found = _split(search)[:WORDS_MAX]
    return tuple(found) if found or not search.strip() else ("\N{REPLACEMENT CHARACTER}",)


def matches(words: Sequence[str], records: Iterable[Recorded]) -> bool:
    """Whether each of ``words`` begins a word of what was said, noted, or is known of the customer."""
    said = {word for record in records for word in _split(_text(record.event))}
    return all(any(x.startswith(word) for x in said) for word in words)


def _split(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(x for x in plain if not unicodedata.combining(x)))


def _text(event: e.Event) -> str:
    match event:
        case e.MessagePosted() | e.NotePosted():
            return event.text
        case e.ConversationStarted() | e.CustomerIdentified():
            who = event.customer
            return f"{who.name} {who.email} {who.phone}"
        case _:
            return ""
