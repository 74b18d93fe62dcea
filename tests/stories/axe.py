"""Looks a page over with axe, as somebody would who cannot see it or has no mouse."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Frame, Page
from stage import ROOT

AXE = ROOT / "tools" / "node" / "node_modules" / "axe-core" / "axe.min.js"
#: What axe calls serious or worse stops the build.
SERIOUS = ("serious", "critical")


async def faults(page: Page | Frame) -> list[str]:
    """``rule: selector`` of each serious fault. The page's own policy allows no foreign script: axe comes from outside it."""
    await page.evaluate(AXE.read_text(encoding="utf-8") + ";void 0")
    found: list[dict[str, Any]] = await page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(x => x.violations)"
    )
    return [
        f"{x['id']}: {' '.join(str(t) for t in node['target'])} ({node['failureSummary']})"
        for x in found
        if x["impact"] in SERIOUS
        for node in x["nodes"]
    ]
