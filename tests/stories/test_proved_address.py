"""An answer by e-mail, promised at night: what reaches an address that somebody typed, before and after they showed it is theirs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from faces import seconds_to, with_hours
from playwright.async_api import Browser, expect
from postbox import postbox
from stage import SOON_MS, Agent, Visitor, offered_to

pytestmark = pytest.mark.browser
TO = "bo@lantern.example"


@pytest.mark.parametrize("proves", [True, False])
async def test_an_answer_by_email_to_a_typed_address(browser: Browser, tmp_path: Path, proves: bool) -> None:
    """S52, G08: the promise stands either way; the words go out only to whoever read the code. By keyboard alone."""
    async with postbox() as box:
        server = with_hours(tmp_path)
        mail = {"host": "127.0.0.1", "port": box.port, "sender": "Lantern <care@lantern.example>", "starttls": False}
        (server.folder / "mail.json").write_text(json.dumps(mail))
        server.start()
        bo = await Visitor.arrive(browser, server)
        await bo.open_chat()
        await bo.write("My green lamp arrived broken")
        await bo.ask_for_person()
        await bo.chat.locator("[data-choice=email]").click()
        await bo.chat.locator("#contact").fill(TO)
        await bo.chat.locator("#contact").press("Enter")
        await expect(bo.chat.locator(".strip").first).to_contain_text(f"A person will write to {TO}", timeout=SOON_MS)
        await expect(bo.chat.locator(".contact")).to_contain_text(f"Show that {TO} is yours", timeout=SOON_MS)
        assert box.mail == [], "a promise alone writes to nobody"
        if proves:
            await bo.chat.locator(".contact button").press("Enter")
            await expect(bo.chat.locator("#code")).to_be_focused(timeout=SOON_MS)
            await bo.page.keyboard.type(await box.code(0))
            await bo.page.keyboard.press("Enter")
            await bo.see(f"{TO} is confirmed.")
            await expect(bo.chat.locator(".contact")).to_have_count(0, timeout=SOON_MS)
        server.stop()
        server.set(offset_s=seconds_to(9, 0, days=1) + 30)
        server.start()
        dana = await Agent.sign_in(browser, server, "dana")
        await offered_to([dana], "")
        await dana.accept("")
        await dana.reply("A new one is on its way.")
        await bo.see("A new one is on its way.", "agent")
        letter = await box.letter(int(proves))
        server.stop()
        assert "Traceback" not in server.errors, server.errors
    told = letter.get_content()
    assert letter["To"] == TO
    if proves:
        assert letter["Subject"] == "Dana answered you"
        assert "green lamp" in told and "A new one is on its way." in told
    else:
        assert letter["Subject"] == "There is an answer in your chat"
        assert "lamp" not in told and "Dana" not in told and "new one" not in told
    assert len(box.mail) == 1 + int(proves)
