"""A far system for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from .far import Far, listening


@pytest.fixture
async def far() -> AsyncIterator[Far]:
    async with listening() as found:
        yield found
