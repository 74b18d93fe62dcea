"""Takes the screenshots of ``docs/images``: the first story on phone and desktop, in light and dark. ``make shots``."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests" / "stories"), str(ROOT / "tools")]

from chromium import chromium  # noqa: E402
from play import ADA, first_story  # noqa: E402
from playwright.async_api import Browser, Page, async_playwright  # noqa: E402
from stage import LANTERN, Agent, Server, Visitor  # noqa: E402

IMAGES = ROOT / "docs" / "images"
DESKTOP, PHONE = {"width": 1380, "height": 860}, {"width": 390, "height": 844}
SETTLE_MS = 700

#: At which line of the story which side is pictured, and under which name.
MOMENTS = {
    "a charge is wrong; the bot looks at the records and asks for nothing": [("customer", "bot-answers")],
    "her place and an honest wait are shown": [("customer", "waiting")],
    "dana's console rings": [("agent", "offer")],
    "about to ask what is known: the guard says so": [("agent", "packet")],
    "the value is shown beside the draft, with its message": [("agent", "guard")],
    "helped; back to the bot with a note and a disposition": [("agent", "guard-and-reply")],
    "she rates": [("customer", "rating"), ("agent", "returned")],
}


async def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    binary, arguments, env = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=binary, args=arguments, env=env)
        for scheme in ("light", "dark"):
            for size, form in ((DESKTOP, "desktop"), (PHONE, "phone")):
                await _story(browser, scheme, size, form)
        await browser.close()


async def _story(browser: Browser, scheme: str, size: dict[str, int], form: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), LANTERN, "encoder").start()
        dana = await Agent.sign_in(browser, server, "dana", viewport=size, color_scheme=scheme)
        ada = await Visitor.arrive(browser, server, viewport=size, color_scheme=scheme)
        await _take(ada.page, "shop", form, scheme)

        async def told(line: str) -> None:
            for side, name in MOMENTS.get(line, ()):
                await _take(dana.page if side == "agent" else ada.page, name, form, scheme)

        agent = await first_story(ADA, ada, [dana], server, told)
        await agent.page.goto(f"{server.origin}/console/#/numbers")
        await _take(agent.page, "numbers", form, scheme)
        if (scheme, form) == ("light", "desktop"):
            await agent.page.goto(f"{server.origin}/docs")
            await _take(agent.page, "api-docs", form, scheme)
        server.stop()


async def _take(page: Page, name: str, form: str, scheme: str) -> None:
    await page.wait_for_timeout(SETTLE_MS)
    await page.screenshot(path=IMAGES / f"{name}-{form}-{scheme}.png")
    print(f"  {name}-{form}-{scheme}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
