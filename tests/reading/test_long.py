"""G16: no message takes long to read, whatever it is made of: while a pattern searches, nothing else in the process runs."""

from __future__ import annotations

import time

import pytest

from escapehatch.conversation.decide import MESSAGE_MAX_CHARS
from escapehatch.reading.plain import PlainReader
from escapehatch.reading.secrets import mask

#: Of one processor, seconds, for the longest message that is taken. Each of these once took a second, or more.
WITHIN_S = 0.7
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


@pytest.mark.parametrize("name", POISON)
def test_the_longest_message_is_read_in_no_time(name: str) -> None:
    """The best of three: a machine that has other things to do is not what is measured."""
    reader, text = PlainReader(), text_of(name)
    reader.read("Hello, my name is Ada.")
    assert any(_took_s(reader, text) < WITHIN_S for _ in range(3))


def _took_s(reader: PlainReader, text: str) -> float:
    began = time.thread_time()
    mask(text, "")
    reader.read(text)
    return time.thread_time() - began
