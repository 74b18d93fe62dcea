"""Takes the screenshots of ``docs/images``: the first story on phone and desktop, in light and dark. ``make shots``."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests" / "stories"), str(ROOT / "tools")]

import crowd  # noqa: E402
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


#: Macros of the pictures.
MACROS = {
    "Greeting": "Hello {{customer.first_name}}, this is {{agent.name}}. I have read everything, you need not repeat it.",
    "On its way": "Your order {{order.number}} is with {{order.carrier}} under {{order.tracking}}.",
    "Refund started": "I have started the refund of {{order.total}} for {{order.number}}. It takes three to five days.",
    "Asking the carrier": "I am asking {{order.carrier}} about {{order.number}} and come back to you here.",
}
UNTOLD = "The helpdesk answered 503: it is being maintained. Tried 8 times over half an hour."
CHARGED = "I was charged twice for order LN-47790. Can I speak to a person please?"


def wanted(name: str) -> bool:
    """Whether this picture was asked for on the command line; all are when none is named."""
    return len(sys.argv) < 2 or name in sys.argv[1:]


async def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    binary, arguments, env = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=binary, args=arguments, env=env)
        for scheme in ("light", "dark"):
            for size, form in ((DESKTOP, "desktop"), (PHONE, "phone")):
                await _story(browser, scheme, size, form)
                await _floor(browser, scheme, size, form)
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
        for place in ("policy", "backtest", "staffing", "roster", "setup"):
            await agent.page.goto(f"{server.origin}/console/#/studio/{place}")
            if place in {"policy", "roster"}:
                await agent.page.get_by_text(f"The {place} checks.").wait_for()
            await _take(agent.page, f"studio-{place}", form, scheme)
        if (scheme, form) == ("light", "desktop"):
            await agent.page.goto(f"{server.origin}/docs")
            await _take(agent.page, "api-docs", form, scheme)
        server.stop()


async def _floor(browser: Browser, scheme: str, size: dict[str, int], form: str) -> None:
    """A busy hour, as a lead sees it: whoever waits, an agent at work, and everything that opens over the page."""
    with tempfile.TemporaryDirectory() as folder:
        await crowd.fill(Path(folder) / "journal.db", 240, waiting=9)
        await crowd.set_aside(Path(folder) / "journal.db", UNTOLD, "judge waits-99")
        server = Server(Path(folder), LANTERN, "encoder").start()
        eli = await _not_offered(await Agent.sign_in(browser, server, "eli"))
        ada = await Visitor.arrive(browser, server)
        await ada.sign_in("ada")
        await ada.open_chat()
        await ada.write(CHARGED)
        await eli.page.locator(".row.section-waiting", has_text="Ada Byrne").click()
        await eli.page.get_by_role("button", name="Take over").click()
        await eli.reply("Hello Ada, I see both charges of LN-47790.")
        dana = await Agent.sign_in(browser, server, "dana", viewport=size, color_scheme=scheme)
        await _not_offered(dana)
        for title, text in MACROS.items():
            headers = {"x-csrf-token": (await (await dana.page.request.get(f"{server.origin}/v1/me")).json())["csrf"]}
            address = f"{server.origin}/v1/macros/{title.lower().replace(' ', '-')}"
            await dana.page.request.put(address, data={"title": title, "text": text}, headers=headers)
        await _over_the_page(dana.page, eli.page, form, scheme)
        await dana.page.goto(f"{server.origin}/console/#/studio/letters")
        await _take(dana.page, "studio-letters", form, scheme)
        server.stop()


async def _not_offered(agent: Agent) -> Agent:
    """Away, with nothing that rings."""
    await agent.page.keyboard.press("v")
    await agent.page.locator(".presence.away").wait_for()
    while await agent.page.locator(".offer").count():
        await agent.page.keyboard.press("d")
        await agent.page.wait_for_timeout(100)
    return agent


async def _over_the_page(page: Page, other: Page, form: str, scheme: str) -> None:
    await page.keyboard.press("2")
    await page.locator(".board a", has_text="Ada Byrne").wait_for()
    await _take(page, "floor", form, scheme)
    await page.locator(".board a", has_text="Ada Byrne").click()
    await page.locator("#whisper").fill("One of them is a hold; offer to release it.")
    await page.locator("#whisper").press("Enter")
    await page.locator(".notice.whisper").wait_for()
    await _take(page, "watching", form, scheme)
    await _take(other, "whisper", "desktop", "light") if (form, scheme) == ("desktop", "light") else None
    await page.keyboard.press("Escape")
    for key, typed, name in (
        ("y", "", "routing"),
        ("Control+k", "", "palette"),
        ("?", "", "keyboard"),
        ("m", "", "macros"),
        ("p", "refund", "pages"),
    ):
        await page.keyboard.press(key)
        await page.locator("dialog").wait_for()
        await page.keyboard.type(typed)
        await _take(page, name, form, scheme)
        await page.keyboard.press("Escape")
        await page.keyboard.press("Escape")
    await page.goto(f"{page.url.partition('#')[0]}#/")
    await page.get_by_role("button", name="All", exact=True).click()
    await page.locator(".search input").fill("lamp")
    await page.locator(".row").nth(5).wait_for()
    await _take(page, "search", form, scheme)


async def _take(page: Page, name: str, form: str, scheme: str) -> None:
    await page.wait_for_timeout(SETTLE_MS)
    await page.screenshot(path=IMAGES / f"{name}-{form}-{scheme}.png")
    print(f"  {name}-{form}-{scheme}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
