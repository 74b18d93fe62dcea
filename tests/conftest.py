"""What holds for every test."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# The same examples each time, so that a red test is about the change; `make prove` looks for new ones.
settings.register_profile("same", derandomize=True)
settings.register_profile("wild")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers first: they have few tests, and each takes long, so that at the end nobody waits for one of them alone."""
    items.sort(key=lambda x: "stories" not in x.path.parts)
