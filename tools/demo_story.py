"""Plays the first story by itself in two real browsers, slowly enough to watch: ``make demo-story``.

The browsers have no window; a page on the third port shows both as they are used.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests" / "stories"), str(ROOT / "tools")]

from chromium import chromium  # noqa: E402
from play import ADA, first_story  # noqa: E402
from playwright.async_api import async_playwright  # noqa: E402
from stage import Agent, Server, Visitor  # noqa: E402
from theatre import Theatre  # noqa: E402

PAUSE_S = 3.0
SETTLE_S = 8.0


async def main(pause_s: float, settle_s: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), ROOT / "examples" / "lantern", "encoder").start()
        theatre = Theatre(server.port + 2)
        print(f"\n  Watch: http://127.0.0.1:{theatre.port}/\n", flush=True)
        try:
            await _play(server, theatre, pause_s, settle_s)
        finally:
            await theatre.close()
            server.stop()


async def _play(server: Server, theatre: Theatre, pause_s: float, settle_s: float) -> None:
    binary, arguments, env = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=binary, args=arguments, env=env)
        dana = await Agent.sign_in(browser, server, "dana", viewport={"width": 1380, "height": 860})
        ada = await Visitor.arrive(browser, server)
        theatre.show(ada.page, dana.page)
        await asyncio.sleep(settle_s)

        async def told(line: str) -> None:
            print(f"  {line}", flush=True)
            await asyncio.sleep(pause_s)

        await first_story(ADA, ada, [dana], server, told)
        print("  The end.", flush=True)
        await asyncio.sleep(settle_s)
        await browser.close()


if __name__ == "__main__":
    quick = "--quick" in sys.argv
    asyncio.run(main(0.2 if quick else PAUSE_S, 0.2 if quick else SETTLE_S))
