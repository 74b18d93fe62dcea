"""What a proof counted is written down; ``tools/proofs.py`` makes the table of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

FOUND = Path(__file__).parents[2] / ".cache" / "proofs"

Proved = Callable[[str, str, int, int], None]


@pytest.fixture
def proved(request: pytest.FixtureRequest) -> Proved:
    """``proved(guarantee, what, tried, broken)``: figures of the same guarantee and words are added up."""

    def write(guarantee: str, what: str, tried: int, broken: int) -> None:
        FOUND.mkdir(parents=True, exist_ok=True)
        name = "".join(x if x.isalnum() else "_" for x in f"{request.node.nodeid}_{what}")
        row = {"guarantee": guarantee, "what": what, "tried": tried, "broken": broken}
        (FOUND / f"{name}.json").write_text(json.dumps(row), encoding="utf-8")

    return write
