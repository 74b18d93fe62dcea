"""The studio in a real browser: a lead edits, checks, plays, backtests, deploys and rolls back; moves sliders; changes the roster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import crowd
import pytest
from axe import faults
from playwright.async_api import Browser, Page, expect
from stage import LANTERN, SOON_MS, Agent, Server, Visitor

pytestmark = pytest.mark.browser


async def studio(browser: Browser, server: Server, place: str, **options: Any) -> Page:
    lead = await Agent.sign_in(browser, server, "dana", **options)
    await lead.page.goto(f"{server.origin}/console/#/studio/{place}")
    return lead.page


async def replace_in(page: Page, old: str, new: str) -> None:
    """As a hand does it: the cursor after the words, backspace, the other words."""
    here = page.locator(".cm-activeLine", has_text=old)
    while not await here.count():
        await page.locator(".cm-line", has_text=old).first.click()
        await page.wait_for_timeout(100)
    # Once to the end of what is seen of a wrapped line, once more to its own.
    await page.keyboard.press("End")
    await page.keyboard.press("End")
    for _ in old:
        await page.keyboard.press("Backspace")
    await page.keyboard.type(new)


async def test_edited_checked_played_backtested_deployed_and_rolled_back(browser: Browser, server: Server) -> None:
    ada = await Visitor.arrive(browser, server)
    await ada.open_chat()
    await ada.write("I was charged twice, the billing is wrong")
    page = await studio(browser, server, "policy")
    await expect(page.get_by_text("The policy checks.")).to_be_visible(timeout=SOON_MS)
    await expect(page.get_by_text("a person comes for whoever asks", exact=False).first).to_be_visible(timeout=SOON_MS)
    # A mistake has its place, and cannot be deployed.
    await replace_in(page, "handoff_at: 0.75", "handoff_at: lots")
    await expect(page.get_by_label("Problems")).to_contain_text("lots", timeout=SOON_MS)
    await expect(page.get_by_role("button", name="Deploy")).to_be_disabled()
    # Mended, it says what would change, and in words what it does.
    await replace_in(page, "handoff_at: lots", "handoff_at: 0.6")
    await expect(page.locator(".findings")).to_contain_text("triggers.frustration.handoff_at", timeout=SOON_MS)
    await expect(page.locator(".words")).to_contain_text("wholesale was heard", timeout=SOON_MS)
    await page.get_by_role("button", name="Play the golden pages").click()
    await expect(page.get_by_text("4 hold")).to_be_visible(timeout=SOON_MS)
    await page.get_by_role("button", name="Compare").click()
    await expect(page.locator(".cm-deletedChunk")).to_contain_text("0.75", timeout=SOON_MS)
    assert await faults(page) == []
    # On what was said today.
    await page.get_by_role("link", name="Backtest", exact=True).click()
    await page.get_by_role("button", name="Run the backtest").click()
    await expect(page.get_by_role("heading", name="What the policy would have done")).to_be_visible(timeout=3 * SOON_MS)
    await expect(page.get_by_role("heading", name="decided the same")).to_be_visible(timeout=SOON_MS)
    assert await faults(page) == []
    # Deployed with a reason, and back again.
    await page.get_by_role("link", name="Policy", exact=True).click()
    await page.get_by_label("Why, for those who read this later").fill("Angry people sooner.")
    await page.get_by_role("button", name="Deploy").click()
    await expect(page.get_by_text("Version 2 is in force.")).to_be_visible(timeout=SOON_MS)
    assert "handoff_at: 0.6" in (server.folder / "policy.yaml").read_text()
    await expect(page.locator(".versions")).to_contain_text("dana: Angry people sooner.", timeout=SOON_MS)
    await page.get_by_role("button", name="Roll back to version 1").click()
    await expect(page.locator(".versions")).to_contain_text("back to version 1", timeout=SOON_MS)
    assert "handoff_at: 0.75" in (server.folder / "policy.yaml").read_text()


# Each word is written as soon as the page has done one task of its own: between what it draws and what follows from that.
WRITE_FAST = """async (words) => {
  for (const word of words.split(/(?<= )/)) {
    document.execCommand('insertText', false, word);
    await new Promise((turn) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => turn();
      port2.postMessage('');
    });
  }
}"""


async def test_no_key_is_lost_however_fast(browser: Browser, server: Server) -> None:
    page = await studio(browser, server, "policy")
    await expect(page.get_by_text("The policy checks.")).to_be_visible(timeout=SOON_MS)
    await page.locator(".cm-line").first.click()
    await page.keyboard.press("Home")
    words = (
        "# The quick brown fox, and whoever types as fast as it runs, and does so for a good while without a rest. " * 4
    )
    await page.evaluate(WRITE_FAST, words)
    await expect(page.locator(".cm-line").first).to_contain_text(words.strip(), timeout=SOON_MS)
    await expect(page.get_by_text("It says the same as what is in force.")).to_be_visible(timeout=SOON_MS)


async def test_two_leads_do_not_overwrite_each_other(browser: Browser, server: Server) -> None:
    one = await studio(browser, server, "roster")
    await expect(one.get_by_text("The roster checks.")).to_be_visible(timeout=SOON_MS)
    held = (server.folder / "roster.yaml").read_text()
    await one.locator(".cm-content").click()
    await one.keyboard.press("Control+A")
    await one.keyboard.insert_text(held.replace("capacity: 3}", "capacity: 2}"))
    await expect(one.locator(".findings")).to_contain_text("agents.eli.capacity", timeout=SOON_MS)
    (server.folder / "roster.yaml").write_text((server.folder / "roster.yaml").read_text() + "# a hand was here\n")
    await one.get_by_role("button", name="Put in force").click()
    await expect(one.locator(".said")).to_contain_text("Somebody was quicker", timeout=SOON_MS)
    await expect(one.locator(".cm-content")).to_contain_text("capacity: 2}")
    await one.get_by_role("button", name="Put in force").click()
    await expect(one.get_by_text("Version 3 is in force.")).to_be_visible(timeout=SOON_MS)
    assert await faults(one) == []


async def test_sliders_tell_at_once_and_on_a_phone(browser: Browser, server: Server) -> None:
    page = await studio(browser, server, "staffing", viewport={"width": 390, "height": 844})
    agents = page.get_by_label("Agents", exact=True)
    await expect(page.locator(".verdict")).to_be_visible(timeout=SOON_MS)
    await agents.fill("1")
    await expect(page.locator(".verdict.bad")).to_contain_text("too few", timeout=SOON_MS)
    await expect(page.get_by_role("heading", name="Waits against agents")).to_be_visible(timeout=SOON_MS)
    await agents.focus()
    for _ in range(30):
        await page.keyboard.press("ArrowRight")
    await expect(page.locator(".verdict.sound")).to_contain_text("to spare", timeout=SOON_MS)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await faults(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_setup_knows_what_is_done(browser: Browser, server: Server, scheme: str) -> None:
    """Nobody ticks anything off: a step is done when it is so. On a phone, too; its questions are found by their words."""
    page = await studio(browser, server, "setup", viewport={"width": 390, "height": 844}, color_scheme=scheme)
    done = page.locator(".step.done")
    await expect(page.locator("[data-step=shop]")).to_have_class("step done", timeout=SOON_MS)
    await expect(page.locator("[data-step=widget]")).to_have_class("step to-do")
    await expect(page.locator("[data-step=address] .step-body")).to_be_visible()
    assert await faults(page) == []
    before = await done.count()
    ada = await Visitor.arrive(browser, server)
    await ada.sign_in("ada")
    await ada.open_chat()
    await ada.write("Where is my order?")
    await ada.see("LN-48213", "bot")
    await page.get_by_role("button", name="Look again").click()
    for name in ("widget", "identity", "bot"):
        await expect(page.locator(f"[data-step={name}]")).to_have_class("step done", timeout=SOON_MS)
    assert await done.count() == before + 3
    # A step is opened and closed by key; its questions are searched.
    step = page.locator("[data-step=roster] > button")
    await step.focus()
    await page.keyboard.press("Enter")
    await expect(step).to_have_attribute("aria-expanded", "true")
    await page.get_by_label("Search steps, questions and answers").fill("copy the file")
    await expect(page.locator(".step")).to_have_count(1)
    await expect(page.get_by_text("Not while the server runs", exact=False)).to_be_visible()
    assert await faults(page) == []
    await page.get_by_label("Search steps, questions and answers").fill("a")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await faults(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_what_was_set_aside_is_seen_and_mended(browser: Browser, tmp_path: Path, scheme: str) -> None:
    """G16, G23: on a phone, at three in the morning."""
    why = "The helpdesk does not answer. Tried 8 times."
    await crowd.set_aside(tmp_path / "data" / "journal.db", why, "judge waits-99", "read waits-99")
    server = Server(tmp_path / "data", LANTERN).start()
    page = await studio(browser, server, "letters", viewport={"width": 390, "height": 844}, color_scheme=scheme)
    letters = page.get_by_label("Not told").locator("li")
    await expect(letters).to_have_count(2, timeout=SOON_MS)
    await expect(letters.first).to_contain_text("Handoff requested")
    await expect(letters.first).to_contain_text(why)
    isolated = page.get_by_label("Left alone").locator("li")
    await expect(isolated).to_have_count(2)
    assert await faults(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # To give one up takes two presses.
    await letters.nth(1).get_by_role("button", name="Give up").click()
    await expect(letters).to_have_count(2)
    await letters.nth(1).get_by_role("button", name="Nobody will be told. Give up?").click()
    await expect(letters).to_have_count(1, timeout=SOON_MS)
    await isolated.first.get_by_role("button", name="Go on").click()
    await expect(isolated).to_have_count(0, timeout=SOON_MS)
    await page.get_by_role("button", name="Try all again").click()
    await expect(page.get_by_text("Everything was told.")).to_be_visible(timeout=SOON_MS)
    server.stop()


async def test_an_agent_is_told_that_it_is_for_leads(browser: Browser, server: Server) -> None:
    eli = await Agent.sign_in(browser, server, "eli")
    await eli.page.goto(f"{server.origin}/console/#/studio/policy")
    await expect(eli.page.get_by_text("The studio is for leads.")).to_be_visible(timeout=SOON_MS)
    await expect(eli.page.get_by_role("link", name="Studio")).to_have_count(0)
