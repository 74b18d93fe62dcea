"""Takes the screenshots of pictures and files into ``docs/images``: a photo and a label, on the phone and at the console."""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests" / "stories"), str(ROOT / "tools")]

from chromium import chromium  # noqa: E402
from playwright.async_api import Browser, FilePayload, async_playwright, expect  # noqa: E402
from stage import LANTERN, SOON_MS, Agent, Server, Visitor, offered_to  # noqa: E402

IMAGES = ROOT / "docs" / "images"
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
SETTLE_MS = 600
PDF = b"%PDF-1.7\n" + b"%" * 48_000


def broken_lamp() -> FilePayload:
    """A lamp on a table whose shade is broken off."""
    shot = Image.new("RGB", (1_536, 2_048), "#cfc7bb")
    pen = ImageDraw.Draw(shot)
    pen.rectangle((0, 1_440, 1_536, 2_048), fill="#8a6a4b")
    pen.ellipse((430, 1_430, 1_010, 1_600), fill="#6f5238")
    pen.polygon([(690, 760), (760, 760), (790, 1_480), (660, 1_480)], fill="#b9a26a")
    pen.ellipse((520, 1_420, 930, 1_540), fill="#a58d55")
    pen.polygon([(700, 770), (620, 640), (690, 690), (720, 560), (760, 700), (830, 620), (765, 770)], fill="#d9c88d")
    pen.polygon([(930, 1_660), (1_330, 1_520), (1_440, 1_800), (1_100, 1_900)], fill="#f3ead2")
    pen.polygon([(930, 1_660), (1_100, 1_900), (1_040, 1_760)], fill="#d3c6a2")
    out = io.BytesIO()
    shot.filter(ImageFilter.GaussianBlur(3)).save(out, "JPEG", quality=88)
    return {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


async def main() -> None:
    binary, arguments, env = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=binary, args=arguments, env=env)
        for scheme in ("light", "dark"):
            for form, size in (("phone", PHONE), ("desktop", DESKTOP)):
                await _walk(browser, form, size, scheme)
        await browser.close()


async def _walk(browser: Browser, form: str, size: dict[str, int], scheme: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), LANTERN).start()
        ada = await Visitor.arrive(browser, server, viewport=size, color_scheme=scheme)
        dana = await Agent.sign_in(browser, server, "dana", viewport=size, color_scheme=scheme)
        await ada.sign_in("ada")
        await ada.open_chat()
        await ada.write("My lamp arrived like this!")
        await ada.see("", "bot")
        await ada.chat.locator("input[type=file]").set_input_files([broken_lamp()])
        await expect(ada.chat.locator("button.photo img")).to_be_visible(timeout=SOON_MS)
        await (await offered_to([dana], "Ada Byrne")).accept("Ada Byrne")
        await dana.reply("Oh no. Here is a label: send it back, and I send you a new one today.")
        await dana.page.locator("#attach").set_input_files(
            [{"name": "return label.pdf", "mimeType": "application/pdf", "buffer": PDF}]
        )
        await expect(ada.chat.locator("button.file")).to_be_visible(timeout=SOON_MS)
        await ada.write("Thank you, that was quick!")
        await expect(dana.page.locator(".thread")).to_contain_text("that was quick", timeout=SOON_MS)
        for page, what in ((ada.page, "widget-files"), (dana.page, "files")):
            await page.wait_for_timeout(SETTLE_MS)
            await page.screenshot(path=IMAGES / f"{what}-{form}-{scheme}.png")
            print(f"  {what}-{form}-{scheme}", flush=True)
        await ada.page.context.close()
        await dana.page.context.close()
        server.stop()


if __name__ == "__main__":
    asyncio.run(main())
