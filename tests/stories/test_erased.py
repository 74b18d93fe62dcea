"""A customer wants to be forgotten while an agent writes to them: two people at once, and the lead who does it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe import faults
from playwright.async_api import Browser, expect
from stage import SOON_MS, Agent, Server, Visitor, offered_to

pytestmark = pytest.mark.browser

WORD = "zqxkettlezqx"


async def test_g22_a_lead_erases_a_customer_who_is_being_helped(browser: Browser, server: Server) -> None:
    """G22, S70: nobody sees a word of it any more; the customer begins anew, the agent's inbox is empty, axe is content."""
    eli = await Agent.sign_in(browser, server, "eli")
    ada = await Visitor.arrive(browser, server)
    await ada.sign_in("ada")
    await ada.open_chat()
    await ada.write(f"I want to talk to a person about my {WORD}")
    await offered_to([eli], "Ada Byrne")
    await eli.accept("Ada Byrne")
    await eli.reply(f"What about the {WORD}?")
    await ada.see(f"What about the {WORD}?", "agent")
    dana = await Agent.sign_in(browser, server, "dana")
    await dana.page.get_by_role("button", name="All", exact=True).click()
    await dana.page.locator(".row").filter(has_text="Ada Byrne").or_(dana.page.locator(".row").first).first.click()
    await expect(dana.page.locator(".thread")).to_contain_text(WORD, timeout=SOON_MS)
    await dana.page.keyboard.press("Control+k")
    await dana.page.keyboard.type("erase")
    await dana.page.keyboard.press("Enter")
    await expect(dana.page.locator("dialog")).to_contain_text("Everything of Ada Byrne", timeout=SOON_MS)
    assert await faults(dana.page) == []
    if shots := os.environ.get("SHOTS"):
        await dana.page.screenshot(path=str(Path(shots) / "erase.png"))
    button = dana.page.locator("dialog button[type=submit]")
    await expect(button).to_be_disabled()
    await dana.page.get_by_label("Type erase to go on").fill("erase")
    await button.click()
    await expect(dana.page.locator("dialog")).to_contain_text("One conversation is erased.", timeout=SOON_MS)
    assert await faults(dana.page) == []
    await dana.page.keyboard.press("Escape")
    for page in (dana.page, eli.page):
        await expect(page.locator("body")).not_to_contain_text(WORD, timeout=SOON_MS)
    await expect(eli.page.locator(".thread")).to_contain_text("Erased, for good", timeout=SOON_MS)
    await expect(ada.chat.locator("body")).not_to_contain_text(WORD, timeout=SOON_MS)
    await ada.write("Hello again")
    await ada.see("Hello again")
    assert [x for x in sorted(server.folder.rglob("*")) if x.is_file() and WORD.encode() in x.read_bytes()] == []
