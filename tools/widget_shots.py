"""Takes the widget's own screenshots into ``docs/images``: its faces on a phone, beside the shop's page, and in other scripts."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests" / "stories"), str(ROOT / "tools")]

from chromium import chromium  # noqa: E402
from faces import by_day, by_night, seconds_to, with_hours, with_the_bot_meanwhile  # noqa: E402
from playwright.async_api import Browser, async_playwright  # noqa: E402
from stage import Agent, Visitor  # noqa: E402

IMAGES = ROOT / "docs" / "images"
DESKTOP, PHONE = {"width": 1380, "height": 860}, {"width": 390, "height": 844}
SETTLE_MS = 500

#: Window, scheme, language -> the faces that are pictured.
WALKS = (
    ("phone", "light", "en", ("greeting", "product", "agent", "rating", "night", "contact", "unsent")),
    ("phone", "dark", "en", ("greeting", "product", "agent", "rating", "night", "contact", "unsent")),
    ("desktop", "light", "en", ("agent",)),
    ("desktop", "dark", "en", ("agent",)),
    ("phone", "light", "ar", ("night",)),
    ("phone", "light", "ja", ("product",)),
)
BY_NIGHT = {"night", "contact", "promised"}
BROKEN = {"with-bot", "unsent"}


async def main() -> None:
    binary, arguments, env = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=binary, args=arguments, env=env)
        for form, scheme, language, faces in WALKS:
            await _walk(browser, form, scheme, language, set(faces))
        await browser.close()


async def _walk(browser: Browser, form: str, scheme: str, language: str, wanted: set[str]) -> None:
    size = PHONE if form == "phone" else DESKTOP
    with tempfile.TemporaryDirectory() as folder:
        server = with_hours(Path(folder)).start()

        async def arrive() -> Visitor:
            visitor = await Visitor.arrive(browser, server, viewport=size, color_scheme=scheme)
            if language != "en":
                await visitor.speak(language)
            return visitor

        async def look(face: str, visitor: Visitor) -> None:
            if face in wanted:
                await visitor.page.wait_for_timeout(SETTLE_MS)
                tail = "" if language == "en" else f"-{language}"
                await visitor.page.screenshot(path=IMAGES / f"widget-{face}-{form}-{scheme}{tail}.png")
                print(f"  widget-{face}-{form}-{scheme}{tail}", flush=True)

        if wanted & BY_NIGHT:
            bo = await arrive()
            await by_night(bo, lambda face: look(face, bo))
        if wanted & BROKEN:
            cleo = await arrive()
            await with_the_bot_meanwhile(cleo, lambda face: look(face, cleo))
        if wanted - BY_NIGHT - BROKEN:
            server.stop()
            server.set(offset_s=seconds_to(12, 0))
            server.start()
            dana = await Agent.sign_in(browser, server, "dana")
            ada = await arrive()
            await by_day(ada, dana, lambda face: look(face, ada))
        server.stop()


if __name__ == "__main__":
    asyncio.run(main())
