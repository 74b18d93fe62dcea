"""The reader that is still loading: nobody waits for it for long."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import numpy as np
import pytest

from escapehatch.conversation.values import Reading, Role
from escapehatch.reading.once import once
from escapehatch.reading.plain import PlainReader
from escapehatch.reading.soon import FIRST, SoonReader, warmed
from escapehatch.reading.taught import TaughtReader

TEXT = "I want to talk to a person"


class Meant:
    """A reader that knows one thing, and vectors that mean nothing."""

    def read(
        self, text: str, role: Role = Role.CUSTOMER, before: str = "", earlier: Sequence[tuple[str, str]] = ()
    ) -> Reading:
        return Reading(reader="meant")

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return np.stack([self.vector(x) for x in texts])

    def vector(self, text: str) -> np.ndarray:
        return np.random.default_rng(len(text)).standard_normal(512).astype(np.float32)


def test_patterns_read_until_it_is_there_and_it_reads_from_then_on() -> None:
    """G11, G16: also when it takes longer than anybody would wait."""
    there = threading.Event()

    def load() -> Meant:
        there.wait(20)
        return Meant()

    reader = TaughtReader(SoonReader(load, PlainReader(), wait_s=0.05), {"wholesale": ("sixty lanterns", "a pallet")})
    begun = time.monotonic()
    early = reader.read(TEXT)
    assert early.asks_for_human > 0.5
    reader.teach({"hotels": ("a hundred lamps", "for our hotel")})
    assert time.monotonic() - begun < 5, "nobody waits for who is learning"
    there.set()
    while reader.read(TEXT).reader != "meant":
        assert time.monotonic() - begun < 20
    assert {x.name for x in reader.heard("a hundred lamps")} <= {"hotels"}


def test_what_fails_to_load_fails_each_reading() -> None:
    def load() -> Meant:
        raise OSError("no such heads")

    reader = SoonReader(load, PlainReader(), wait_s=20)
    for _ in range(2):
        with pytest.raises(OSError, match="no such heads"):
            reader.read(TEXT)


def test_what_is_dear_is_made_once_also_when_several_ask_before_it_is_done() -> None:
    """G11: four messages that come first do not compile the same patterns four times."""
    made, all_there = list[str](), threading.Barrier(4)

    @once
    def dear(key: str) -> object:
        made.append(key)
        time.sleep(0.05)
        return object()

    def ask() -> None:
        all_there.wait(10)
        found.append(dear("en"))

    found = list[object]()
    threads = [threading.Thread(target=ask) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(10)
    assert made == ["en"] and len(found) == 4 and len(set(map(id, found))) == 1


def test_a_reader_is_asked_before_the_first_customer_asks_it() -> None:
    asked, done = list[tuple[Role, str]](), threading.Event()

    class Told(Meant):
        def read(
            self, text: str, role: Role = Role.CUSTOMER, before: str = "", earlier: Sequence[tuple[str, str]] = ()
        ) -> Reading:
            asked.append((role, text))
            if len(asked) == len(FIRST):
                done.set()
            return super().read(text, role, before, earlier)

    reader = Told()
    assert warmed(reader, 0.0) is reader
    assert done.wait(20) and asked == list(FIRST)
