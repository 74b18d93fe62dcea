"""What a proof counted is written down; ``tools/proofs.py`` makes the table of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Protocol

import pytest

FOUND = Path(__file__).parents[2] / ".cache" / "proofs"


class Proved(Protocol):
    def __call__(self, guarantee: str, what: str, tried: int, broken: int, measured: str = "") -> None: ...


@pytest.fixture
def proved(request: pytest.FixtureRequest) -> Proved:
    """``proved(guarantee, what, tried, broken, measured)``: figures of the same guarantee and words are added up.

    ``measured``: what a clock or a scale said of it, in words and with units.
    """

    def write(guarantee: str, what: str, tried: int, broken: int, measured: str = "") -> None:
        FOUND.mkdir(parents=True, exist_ok=True)
        name = "".join(x if x.isalnum() else "_" for x in f"{request.node.nodeid}_{what}")
        row = {"guarantee": guarantee, "what": what, "tried": tried, "broken": broken, "measured": measured}
        (FOUND / f"{name}.json").write_text(json.dumps(row), encoding="utf-8")

    return write
