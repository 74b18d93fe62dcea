"""Browsers and servers for the stories."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT / "tools")]

from chromium import chromium  # noqa: E402
from stage import LANTERN, Server  # noqa: E402


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    binary, arguments, env = chromium()
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=binary, args=arguments, env=env)
        yield opened
        await opened.close()


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    """The demo's servers on free ports, with patterns alone or the reader that is asked for; tests may kill them."""
    made = Server(tmp_path / "data", LANTERN, getattr(request, "param", "plain"))
    made.start()
    yield made
    made.stop()
    assert "Traceback" not in made.errors, made.errors
