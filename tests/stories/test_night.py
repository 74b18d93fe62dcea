"""The second story: nobody is there at night; a promise is made, and kept first thing in the morning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from faces import seconds_to, with_hours
from playwright.async_api import Browser, expect
from stage import SOON_MS, Agent, Server, Visitor, offered_to

pytestmark = pytest.mark.browser


@pytest.fixture
def night_server(tmp_path: Path) -> Iterator[Server]:
    made = with_hours(tmp_path).start()
    yield made
    made.stop()
    assert "Traceback" not in made.errors, made.errors


async def test_a_callback_promised_at_night_is_first_in_the_morning(browser: Browser, night_server: Server) -> None:
    """G07, G09, E12, D07: told, promised, kept, before whoever came later."""
    server = night_server
    bo = await Visitor.arrive(browser, server)
    await bo.sign_in("bo")
    await bo.open_chat()
    await bo.ask_for_person()
    await expect(bo.chat.locator(".choices").first).to_be_visible(timeout=SOON_MS)
    await bo.chat.get_by_role("button", name="Write to me later").click()
    await bo.chat.locator(".contact button[type=submit]").click()
    await expect(bo.chat.locator(".strip")).to_contain_text("9:30", timeout=SOON_MS)

    ada = await Visitor.arrive(browser, server)
    await ada.sign_in("ada")
    await ada.open_chat()
    await ada.write("I want a person to call me about a fraud on my card")
    await expect(ada.chat.locator(".choices").first).to_be_visible(timeout=SOON_MS)

    server.stop()
    server.set(offset_s=seconds_to(9, 0, days=1) + 30)
    server.start()
    dana = await Agent.sign_in(browser, server, "dana")
    await offered_to([dana], "Bo Lindqvist")
    first = await dana.page.locator(".offer strong").first.inner_text()
    assert first == "Bo Lindqvist"
    await dana.accept("Bo Lindqvist")
    await dana.reply("Good morning Bo, you asked for us last night.")
    await bo.see("Good morning Bo", "agent")
