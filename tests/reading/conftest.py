"""One real encoder for the whole room: it costs two seconds to load."""

from __future__ import annotations

import pytest

from escapehatch.reading.reader import EncoderReader


@pytest.fixture(scope="session")
def reader() -> EncoderReader:
    return EncoderReader()
