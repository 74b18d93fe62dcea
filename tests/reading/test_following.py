"""A turn model that follows conversations: what it says does not depend on what it happened to remember."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from escapehatch.conversation.values import Role
from escapehatch.reading import following
from escapehatch.reading.following import Following
from escapehatch.reading.turns.fitted import labelled
from escapehatch.reading.turns.model import Blend, Model
from escapehatch.reading.turns.rule import Rule
from escapehatch.reading.turns.train import learn_parts

QUESTIONS = ("where is my parcel", "can I return the red lamp", "the lamp arrived broken", "how long does it take")
ANSWERS = ("it left the depot yesterday", "within thirty days", "please send a photo", "three days")


def history(count: int) -> Iterator[dict[str, Any]]:
    """In two of three conversations the bot answers beside the point, twice."""
    for n in range(count):
        answer = ANSWERS[(n + bool(n % 3)) % 4]
        turns = [("customer", QUESTIONS[n % 4], 0), ("agent", answer, 0)]
        turns += (
            [("customer", f"no, {QUESTIONS[n % 4]}", 0), ("agent", answer, 1)] if n % 3 else [("customer", "thanks", 0)]
        )
        yield {"id": str(n), "turns": [{"role": r, "text": t, "label": y} for r, t, y in turns]}


C, B = Role.CUSTOMER, Role.BOT


@pytest.fixture(scope="module")
def model() -> Model:
    data = labelled(history(24))
    return Model(learn_parts(data.conversations, data.labels), Blend(0.5, 0.5, 0.3, 0.0), Rule(0.5, 0.5))


def said(n: int) -> list[tuple[Role, str]]:
    line: dict[str, Any] = list(history(n + 1))[n]
    return [(C if x["role"] == "customer" else B, x["text"]) for x in line["turns"]]


def test_followed_or_told_at_once_it_is_the_same(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """Message by message, interleaved with others, forgotten in between, after a restart, or edited: one chance."""
    monkeypatch.setattr(following, "KEPT_MAX", 2)
    whole = {n: [Following(model).chance("x", said(n)[:k]) for k in range(1, len(said(n)) + 1)] for n in range(4)}
    one = Following(model)
    for k in range(1, 7):
        for n in range(4):
            if k <= len(said(n)):
                assert one.chance(f"c{n}", said(n)[:k]) == whole[n][k - 1]
    assert one.chance("c3", said(1)) == whole[1][-1]
    assert len({x[-1] for x in whole.values()}) > 1
