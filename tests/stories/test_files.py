"""Pictures and files between a customer's phone and an agent's console, in real browsers."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from axe import faults
from PIL import Image
from playwright.async_api import Browser, FilePayload, Locator, Route, expect
from stage import SOON_MS, Agent, Server, Visitor, offered_to
from test_stories import holds
from test_widget import MISFITS, PHONE

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def photo(width: int = 3_024, height: int = 4_032) -> FilePayload:
    """As a phone's camera makes it: twelve megapixels, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "PLACE-OF-ADA"
    out = io.BytesIO()
    noise = Image.effect_noise((width // 4, height // 4), 60).resize((width, height))
    Image.merge("RGB", (noise, noise, Image.new("L", noise.size, 90))).save(out, "JPEG", quality=92, exif=exif)
    return {"name": "kettle.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def document(name: str = "return label.pdf") -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF}


async def in_sight(picture: Locator) -> tuple[int, int]:
    """Wait for a picture to be drawn; its own pixels."""
    await expect(picture).to_be_visible(timeout=SOON_MS)
    await expect(picture).to_have_js_property("complete", True, timeout=SOON_MS)
    found: list[int] = await picture.evaluate("x => [x.naturalWidth, x.naturalHeight]")
    return found[0], found[1]


async def test_a_photo_goes_to_the_agent_and_a_label_comes_back(browser: Browser, server: Server) -> None:
    """H04, S42: from a phone, made small on the phone; the agent sees it, enlarges it, and sends a PDF that the customer saves."""
    dana = await Agent.sign_in(browser, server, "dana")
    ada = await Visitor.arrive(browser, server, viewport=PHONE, has_touch=True)
    await ada.open_chat()
    await ada.write("My kettle arrived broken")
    await ada.see("", "bot")
    sizes: list[int] = []
    ada.page.on(
        "request", lambda x: sizes.append(int(x.headers.get("content-length") or 0)) if "name=" in x.url else None
    )
    taken = photo()
    await ada.chat.locator("input[type=file]").set_input_files([taken])
    shown = ada.chat.locator(".line.customer:not(.unsent) button.photo img")
    assert await in_sight(shown) == (1_536, 2_048)
    assert await shown.get_attribute("alt") == "kettle.jpg"
    assert str(await shown.get_attribute("src")).startswith("blob:"), "no token in any address"
    await (await offered_to([dana], "")).accept("")
    seen = dana.page.locator(".thread button.photo img")
    assert await in_sight(seen) == (1_536, 2_048)
    assert not await faults(dana.page)
    await dana.page.locator(".thread button.photo").click()
    large = dana.page.get_by_role("dialog", name="kettle.jpg")
    await expect(large.locator("img")).to_be_visible(timeout=SOON_MS)
    async with dana.page.expect_download() as saving:
        await large.get_by_role("button", name="Save").click()
    kept = Path(await (await saving.value).path()).read_bytes()
    assert b"PLACE-OF-ADA" not in kept and len(kept) < len(taken["buffer"]) / 2
    await dana.page.keyboard.press("Escape")
    await expect(large).to_have_count(0)
    await dana.page.locator("#attach").set_input_files([document()])
    file = ada.chat.locator(".line.agent button.file")
    await expect(file).to_contain_text("return label.pdf", timeout=SOON_MS)
    async with ada.page.expect_download() as saving:
        await file.click()
    saved = await saving.value
    assert saved.suggested_filename == "return label.pdf"
    assert Path(await saved.path()).read_bytes() == PDF
    for scheme in ("light", "dark"):
        await ada.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert await faults(ada.panel) == [], scheme
        assert await ada.panel.evaluate(MISFITS) == []
    await ada.chat.locator("button.photo").click()
    larger = ada.chat.get_by_role("dialog", name="kettle.jpg")
    await expect(larger.locator("img")).to_be_visible(timeout=SOON_MS)
    await ada.page.keyboard.press("Escape")
    await expect(larger).to_have_count(0)
    await expect(ada.chat.locator("textarea")).to_be_visible(), "Escape closed the picture, not the chat"
    holds(server)


async def test_words_wait_behind_the_photo_that_was_sent_before_them(browser: Browser, server: Server) -> None:
    """The order is that of sending, over a slow line and a dropped one; what is given up is not sent."""
    ada = await Visitor.arrive(browser, server, viewport=PHONE)
    await ada.open_chat()
    await ada.write("Hello")
    held: list[Route] = []

    async def hold(route: Route) -> None:
        held.append(route)

    await ada.page.context.route("**/attachments?*", hold)
    await ada.chat.locator("input[type=file]").set_input_files([document("receipt.pdf")])
    await ada.write("That was my receipt")
    unsent = ada.chat.locator(".line.unsent")
    await expect(unsent).to_have_count(2, timeout=SOON_MS)
    await expect(unsent.first.locator("progress")).to_be_visible(timeout=SOON_MS)
    await held[0].abort()
    for _ in range(SOON_MS // 50):
        if len(held) == 2:
            break
        await ada.page.wait_for_timeout(50)
    await held[1].continue_()
    await expect(unsent).to_have_count(0, timeout=SOON_MS)
    mine = [x.strip() for x in await ada.chat.locator(".line.customer").all_inner_texts()]
    places = [next(n for n, x in enumerate(mine) if text in x) for text in ("Hello", "receipt.pdf", "my receipt")]
    assert places == sorted(places), mine
    await ada.chat.locator("input[type=file]").set_input_files([document("secret.pdf")])
    await unsent.get_by_role("button", name="Cancel").click()
    await expect(unsent).to_have_count(0, timeout=SOON_MS)
    assert "secret.pdf" not in await ada.chat.locator(".thread").inner_text()
    holds(server)


async def test_a_reload_says_what_was_not_sent(browser: Browser, server: Server) -> None:
    """Bytes do not outlive their page: the customer is told, in their language, and sends the rest as if nothing were."""
    ada = await Visitor.arrive(browser, server, viewport=PHONE, locale="de-DE")
    await ada.speak("de")
    await ada.open_chat()
    await ada.write("Hallo")
    await ada.see("Hallo")
    await ada.page.context.route("**/attachments?*", lambda route: None)
    await ada.chat.locator("input[type=file]").set_input_files([document("Beleg.pdf")])
    await expect(ada.chat.locator(".line.unsent progress")).to_be_visible(timeout=SOON_MS)
    await ada.page.reload()
    await ada.open_chat()
    lost = ada.chat.locator(".line.unsent .failed")
    await expect(lost).to_contain_text("bevor Beleg.pdf gesendet war", timeout=SOON_MS)
    await lost.get_by_role("button", name="Löschen").click()
    await expect(lost).to_have_count(0)


async def test_what_is_not_accepted_is_said_in_the_customers_language(browser: Browser, server: Server) -> None:
    """S40: by the bytes, whatever the name says; and the chat goes on."""
    ada = await Visitor.arrive(browser, server, viewport=PHONE, locale="es-ES")
    await ada.speak("es")
    await ada.open_chat()
    await ada.write("Hola")
    script: FilePayload = {"name": "logo.pdf", "mimeType": "application/pdf", "buffer": b"<svg onload=alert(1)>"}
    await ada.chat.locator("input[type=file]").set_input_files([script])
    refused = ada.chat.locator(".line.unsent .failed")
    await expect(refused).to_contain_text("No se aceptan archivos de este tipo", timeout=SOON_MS)
    await ada.write("Entonces no")
    await ada.see("Entonces no")
