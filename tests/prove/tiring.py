"""Messages of the greatest length that are made to tire whoever searches them."""

from __future__ import annotations

from escapehatch.conversation.decide import MESSAGE_MAX_CHARS

#: Words before, words again and again, and words behind.
POISON = {
    "spaces behind a number": ("order #1.", " ", "human"),
    "signs without a space": ("order #1", "–", "password"),
    "one long word": ("order #1", "a.", "human"),
    "digits without end": ("order #1", "4111", "human"),
    "letters without end": ("my name is", "é", "x"),
    "single letters": ("pin", "你-", "pin"),
    "semicolons": ("", ";", "A1"),
    "hyphens": ("", "-", "1,1"),
    "figures": ("1.", "12 ", "x"),
    "digits in words": ("1.", "one ", "x"),
    "capitals": ("my name is", "A ", "x"),
}


def text_of(name: str) -> str:
    before, again, behind = POISON[name]
    room = MESSAGE_MAX_CHARS - len(before) - len(behind) - 2
    return f"{before} {(again * room)[:room]} {behind}"
