"""The browser's types, tables and shared fixture are what the Python types say today."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import every_event  # noqa: E402
import wire_types  # noqa: E402


@pytest.mark.parametrize("name", ["wire.ts", "lifecycle.ts"])
def test_generated_types_are_fresh(name: str) -> None:
    """Run ``tools/wire_types.py`` when this fails."""
    assert (wire_types.OUT / name).read_text(encoding="utf-8") == wire_types.pages()[name]


def test_every_event_fixture_is_fresh() -> None:
    """Run ``tools/every_event.py`` when this fails."""
    assert every_event.OUT.read_text(encoding="utf-8") == every_event.text()
