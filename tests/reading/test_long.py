"""G16: no message takes long to read, whatever it is made of: while a pattern searches, nothing else in the process runs."""

from __future__ import annotations

import time

import pytest

from escapehatch.reading.plain import PlainReader
from escapehatch.reading.secrets import mask
from prove.tiring import POISON, text_of

#: Of one processor, seconds, for the longest message that is taken. Each of these once took a second, or more.
WITHIN_S = 0.7


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
