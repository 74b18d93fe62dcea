"""Requests for a person as people write them, beside what only looks like one: phrases written before anybody tried them."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapehatch.reading.plain import PlainReader
from escapehatch.reading.reader import EncoderReader

LINES = Path(__file__).with_name("requests.tsv").read_text(encoding="utf-8").splitlines()
PHRASES = [(x[0] == "1", x[1], x[2]) for x in (line.split("\t") for line in LINES if line[0] in "01")]
ENGLISH = {"hum", "cb", "neg", "past", "third", "prod", "bot", "oth"}


@pytest.mark.parametrize(("make", "recall"), [(EncoderReader, 0.95), (PlainReader, 0.8)])
def test_heard_and_not_misheard(make: type[EncoderReader | PlainReader], recall: float) -> None:
    """Of those who ask nearly all are heard, with the encoder every wish for a call, and nobody who does not ask."""
    read = make().read
    said = [(asks, kind, text, read(text).asks_for_human >= 0.5) for asks, kind, text in PHRASES]
    wrong = [text for asks, _, text, heard in said if heard and not asks]
    assert wrong == []
    for english in (True, False):
        asked = [(text, heard) for asks, kind, text, heard in said if asks and (kind in ENGLISH) == english]
        missed = [text for text, heard in asked if not heard]
        assert len(asked) > 60 and len(missed) <= (1 - recall) * len(asked), missed
    calls = [heard for asks, kind, _, heard in said if asks and kind == "cb"]
    assert sum(calls) >= (len(calls) if recall > 0.9 else recall * len(calls))
