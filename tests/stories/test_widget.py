"""The widget on a shop's page, in a real browser: every face, ten languages, two tabs, breaks, and what it costs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import faults
from faces import by_day, by_night, seconds_to, with_hours, with_the_bot_meanwhile
from line import Line
from playwright.async_api import Browser, Page, Route, expect
from postbox import postbox
from stage import LANTERN, SOON_MS, Agent, Server, Visitor, offered_to

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 640}
LANGUAGES = ("en", "es", "fr", "de", "it", "pt", "nl", "pl", "ja", "ar")

#: What sticks out to the side, is cut off, or is too small for a finger (WCAG 2.2, 2.5.8: 24 px).
MISFITS = """() => {
  const wide = document.documentElement.scrollWidth > innerWidth ? ['page'] : [];
  for (const one of document.querySelectorAll('#panel *')) {
    const box = one.getBoundingClientRect();
    if (!box.width || one.closest('.hidden-visually') || one.closest('svg')) continue;
    const name = `${one.tagName.toLowerCase()}.${one.className}: ${one.textContent.slice(0, 40)}`;
    if (box.left < -1 || box.right > innerWidth + 1) wide.push(`sticks out: ${name}`);
    const clips = getComputedStyle(one).overflowX !== 'visible' || one.tagName === 'BUTTON';
    if (clips && one.scrollWidth > one.clientWidth + 1) wide.push(`cut off: ${name}`);
    if (one.tagName === 'BUTTON' && (box.width < 24 || box.height < 24)) wide.push(`too small: ${name}`);
  }
  return wide;
}"""


@pytest.fixture
def night(tmp_path: Path) -> Iterator[Server]:
    made = with_hours(tmp_path).start()
    yield made
    made.stop()
    assert "Traceback" not in made.errors, made.errors


async def test_no_face_has_a_serious_fault(browser: Browser, night: Server) -> None:
    """WCAG: axe finds nothing serious on any face of the widget, nor anything that does not fit, in light and dark."""
    met: list[str] = []

    async def by(visitor: Visitor, face: str) -> None:
        met.append(face)
        if face == "closed":
            assert await faults(visitor.page) == []
            return
        for scheme in ("light", "dark"):
            await visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert await faults(visitor.panel) == [], f"{face}, {scheme}"
            assert await visitor.panel.evaluate(MISFITS) == [], face

    bo = await Visitor.arrive(browser, night, viewport=PHONE)
    await by_night(bo, lambda face: by(bo, face))
    cleo = await Visitor.arrive(browser, night, viewport=PHONE)
    await with_the_bot_meanwhile(cleo, lambda face: by(cleo, face))
    night.stop()
    night.set(offset_s=seconds_to(12, 0))
    night.start()
    dana = await Agent.sign_in(browser, night, "dana")
    ada = await Visitor.arrive(browser, night, viewport=PHONE)
    await by_day(ada, dana, lambda face: by(ada, face))
    assert len(met) == len(set(met)) == 14
    async with ada.page.expect_download() as saved:
        await ada.chat.locator(".copy").click()
    text = Path(await (await saved.value).path()).read_text(encoding="utf-8")
    assert "I see both charges" in text and "Refunded the second charge." not in text.split("Pip", 1)[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_copy_by_email(browser: Browser, tmp_path: Path, scheme: str) -> None:
    """S52: after the end, to an address whose owner has read a code; in the mail is what was seen, and no note."""
    async with postbox() as box:
        made = Server(tmp_path / "data", LANTERN)
        made.folder.mkdir(parents=True)
        mail = {"host": "127.0.0.1", "port": box.port, "sender": "Lantern <care@lantern.example>", "starttls": False}
        (made.folder / "mail.json").write_text(json.dumps(mail))
        made.start()
        ada = await Visitor.arrive(browser, made, viewport=PHONE, color_scheme=scheme)
        dana = await Agent.sign_in(browser, made, "dana")
        await ada.open_chat()
        await ada.write("Where is my lamp?")
        await ada.ask_for_person()
        await (await offered_to([dana], "")).accept("")
        await dana.reply("It comes on Friday.")
        await ada.see("It comes on Friday.", "agent")
        await dana.wrap_up("Carrier lost it again.")
        await ada.chat.locator(".copy-mail").click()
        field = ada.chat.locator("#copy-to")
        await field.fill("ada@lantern")
        await field.press("Enter")
        assert await field.evaluate("x => !x.validity.valid")
        assert await faults(ada.panel) == []
        assert await ada.panel.evaluate(MISFITS) == []
        await field.fill("ada@lantern.example")
        await field.press("Enter")
        digits = ada.chat.locator("#code")
        await expect(digits).to_be_focused(timeout=SOON_MS)
        await ada.page.keyboard.type("12")
        await ada.page.keyboard.press("Enter")
        await expect(ada.chat.locator("#code-bad")).to_be_visible(timeout=SOON_MS)
        await expect(digits).to_have_attribute("aria-invalid", "true")
        assert await faults(ada.panel) == []
        assert await ada.panel.evaluate(MISFITS) == []
        await digits.fill(await box.code(0))
        await digits.press("Enter")
        await ada.see("ada@lantern.example is confirmed.")
        await ada.see("A copy is on its way to ada@lantern.example.")
        await expect(ada.chat.locator(".copy-mail")).to_be_visible(timeout=SOON_MS)
        await box.letter(1)
        made.stop()
        assert "Traceback" not in made.errors, made.errors
    asked, letter = box.mail
    assert (asked["To"], asked["Subject"]) == ("ada@lantern.example", "Your code for the chat")
    assert "lamp" not in asked.get_content() and "Dana" not in asked.get_content()
    assert (letter["To"], letter["Subject"]) == ("ada@lantern.example", "A copy of your chat")
    text = letter.get_content()
    assert "Where is my lamp?" in text and "Dana (person): It comes on Friday." in text
    assert "Carrier lost it" not in text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_language_fits_a_small_phone(browser: Browser, night: Server, language: str) -> None:
    """All ten languages at 360 px: nothing sticks out, nothing is cut off, Arabic from right to left."""
    visitor = await Visitor.arrive(browser, night, viewport=PHONE)
    await visitor.speak(language)

    async def fits(face: str) -> None:
        assert await visitor.panel.evaluate(MISFITS) == [], f"{language}, {face}"

    await by_night(visitor, fits)
    html = visitor.chat.locator("html")
    await expect(html).to_have_attribute("lang", language)
    await expect(html).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")


def sockets_of(page: Page) -> list[str]:
    """The addresses of the sockets this page opens from now on."""
    found: list[str] = []
    page.on("websocket", lambda one: found.append(one.url))
    return found


async def test_nothing_is_connected_until_it_is_wanted(browser: Browser, server: Server) -> None:
    """A shop's page has no connection until the chat is opened, or while a conversation is running."""
    visitor = await Visitor.arrive(browser, server)
    opened, asked = sockets_of(visitor.page), []
    visitor.page.on("request", lambda one: asked.append(one.url) if one.url.startswith(server.origin) else None)
    await visitor.page.reload()
    await expect(visitor.page.locator("escape-hatch")).to_be_attached()
    await visitor.page.wait_for_timeout(500)
    assert (opened, asked) == ([], [f"{server.origin}/widget/loader.js"])
    await visitor.open_chat()
    await visitor.write("Where is my order?")
    await visitor.see("e-mail address", "bot")
    assert len(opened) == 1
    await visitor.page.reload()
    for _ in range(SOON_MS // 50):
        if len(opened) == 2:
            break
        await visitor.page.wait_for_timeout(50)
    assert len(opened) == 2
    await visitor.open_chat()
    await visitor.see("Where is my order?")


async def test_two_tabs_show_the_same(browser: Browser, server: Server) -> None:
    """I05, I08: what is said in one tab is in the other, once; what waits is sent by whoever comes back."""
    one = await Visitor.arrive(browser, server)
    await one.open_chat()
    await one.write("Do you have the paper moon pendant?")
    await one.see("Paper moon pendant", "bot")
    other = Visitor(await one.page.context.new_page(), server)
    await other.page.goto(server.shop)
    await other.open_chat()
    await other.see("Paper moon pendant", "bot")
    await other.write("And the owl desk lamp?")
    await one.see("Owl desk lamp", "bot")
    server.kill()
    await one.write("written while nobody listened")
    await expect(one.chat.locator(".unsent")).to_be_visible(timeout=SOON_MS)
    await one.page.close()
    server.start()
    await other.page.reload()
    await other.open_chat()
    await expect(other.chat.locator(".unsent")).to_have_count(0, timeout=2 * SOON_MS)
    said = ["Do you have the paper moon pendant?", "And the owl desk lamp?", "written while nobody listened"]
    await other.see(said[-1], "customer")
    third = Visitor(await other.page.context.new_page(), server)
    await third.page.goto(server.shop)
    await third.open_chat()
    await third.see(said[-1], "customer")
    for one in (other, third):
        await expect(one.chat.locator(".line.customer .bubble")).to_have_text(said, timeout=SOON_MS)


#: A line that is dead and not closed is noticed by a ping that nobody answers (28 s at most), then dialled again.
NOTICED_MS = 4 * SOON_MS


async def test_asleep_and_awake_again(browser: Browser, server: Server) -> None:
    """I06: the page freezes, its socket dies without a close. Awake, it has what was said meanwhile and says its own once."""
    ada = await Visitor.arrive(browser, server)
    line = await Line().laid(ada.page)
    dana = await Agent.sign_in(browser, server, "dana")
    await ada.sign_in("ada")
    await ada.open_chat()
    await ada.ask_for_person()
    await offered_to([dana], "Ada Byrne")
    await dana.accept("Ada Byrne")
    await dana.reply("One moment, please.")
    await ada.see("One moment, please.", "agent")
    chrome = await ada.page.context.new_cdp_session(ada.page)
    await chrome.send("Page.setWebLifecycleState", {"state": "frozen"})
    line.go_dead()
    await dana.reply("It comes on Friday.")
    await expect(dana.page.locator(".thread")).to_contain_text("It comes on Friday.", timeout=SOON_MS)
    await asyncio.sleep(1)
    await chrome.send("Page.setWebLifecycleState", {"state": "active"})
    await ada.write("I am back.")
    missed = ada.chat.locator(".line.agent .bubble", has_text="It comes on Friday.")
    await expect(missed).to_be_visible(timeout=NOTICED_MS)
    await expect(ada.chat.locator(".unsent")).to_have_count(0, timeout=NOTICED_MS)
    await expect(dana.page.locator(".thread")).to_contain_text("I am back.", timeout=SOON_MS)
    assert (await ada.said("customer")).count("I am back.") == 1
    assert await dana.page.locator(".line.customer", has_text="I am back.").count() == 1


async def test_offline_and_online_again(browser: Browser, server: Server) -> None:
    """I04: what is written without a network is kept, survives the page, and is sent by itself, once and in order."""
    ada = await Visitor.arrive(browser, server)
    line = await Line().laid(ada.page)
    await ada.open_chat()
    await ada.write("Do you have the paper moon pendant?")
    await ada.see("Paper moon pendant", "bot")
    await ada.page.context.set_offline(True)
    line.go_dead()
    await ada.write("And the owl desk lamp?")
    await ada.write("In green?")
    await expect(ada.chat.locator(".unsent")).to_have_count(2, timeout=SOON_MS)
    await ada.page.context.set_offline(False)
    await expect(ada.chat.locator(".unsent")).to_have_count(0, timeout=NOTICED_MS)
    await ada.see("Owl desk lamp", "bot")
    said = ["Do you have the paper moon pendant?", "And the owl desk lamp?", "In green?"]
    assert await ada.said("customer") == said


async def test_what_was_done_before_the_panel_came_counts(browser: Browser, server: Server) -> None:
    """A slow line: the first paint takes words and the wish for a person; no word and no key is lost when the rest comes."""
    visitor = await Visitor.arrive(browser, server, has_touch=True, is_mobile=True)
    held = asyncio.Event()

    async def slow(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await visitor.page.route("**/assets/app-*.js", slow)
    await visitor.page.locator("escape-hatch").get_by_role("button").first.click()
    await expect(visitor.chat.locator("h1")).to_have_text("Chat with Lantern")
    await visitor.write("I was charged twice")
    await visitor.ask_for_person()
    await visitor.chat.locator("textarea").click()
    await visitor.page.keyboard.type("half a ")
    held.set()
    await expect(visitor.chat.locator(".line.customer")).to_have_count(1, timeout=SOON_MS)
    await expect(visitor.chat.locator(".strip")).to_be_visible(timeout=SOON_MS)
    # The field is another one by now: whoever writes does not notice.
    await visitor.page.keyboard.type("thought")
    await expect(visitor.chat.locator("textarea")).to_have_value("half a thought")
    await visitor.page.keyboard.press("Enter")
    await visitor.see("half a thought", "customer")


async def test_nothing_is_taken_before_it_can_be_kept(browser: Browser, server: Server) -> None:
    """The markup is there before any script: until somebody listens, nothing can be pressed or written in vain."""
    visitor = await Visitor.arrive(browser, server)
    held = asyncio.Event()

    async def slow(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await visitor.page.route("**/widget/panel/assets/*.js", slow)
    await visitor.page.locator("escape-hatch").get_by_role("button").first.click()
    field = visitor.chat.locator("textarea")
    await expect(field).not_to_be_editable(timeout=SOON_MS)
    await expect(visitor.chat.locator(".talk")).to_be_disabled()
    held.set()
    await visitor.write("hello there")
    await visitor.see("hello there", "customer")
    # Sent and gone, and the next page takes what is written on it, whatever was kept of this one.
    await visitor.page.reload()
    await visitor.open_chat()
    await visitor.write("and again")
    await visitor.see("and again", "customer")


async def test_a_locale_that_no_date_can_be_written_in(browser: Browser, server: Server) -> None:
    """Some systems name one ("en-US@posix"): the answers are shown all the same."""
    visitor = await Visitor.arrive(browser, server)
    odd = "Object.defineProperty(navigator, 'languages', {value: ['en-US@posix']});"
    odd += "Object.defineProperty(navigator, 'language', {value: 'en-US@posix'});"
    await visitor.page.context.add_init_script(odd)
    await visitor.page.reload()
    await visitor.open_chat()
    await visitor.write("Do you have the paper moon pendant?")
    await visitor.see("Paper moon pendant", "bot")


async def test_by_keyboard_alone(browser: Browser, server: Server) -> None:
    """Opened, written, a person wished for and closed without a mouse; on a phone Tab goes round inside."""
    visitor = await Visitor.arrive(browser, server, viewport=PHONE)
    button = visitor.page.locator("escape-hatch").get_by_role("button").first
    await button.focus()
    await visitor.page.keyboard.press("Enter")
    field = visitor.chat.locator("textarea")
    await expect(field).to_be_focused(timeout=SOON_MS)
    await visitor.page.keyboard.type("Where is my order?")
    await visitor.page.keyboard.press("Enter")
    await visitor.see("e-mail address", "bot")
    reached: list[str] = []
    for _ in range(8):
        await visitor.page.keyboard.press("Tab")
        reached.append(
            await visitor.panel.evaluate("document.activeElement.className || document.activeElement.tagName")
        )
    assert reached.count("close") >= 2 and "talk" in reached and "BODY" not in reached, reached
    await visitor.chat.locator(".talk").focus()
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.chat.locator(".strip")).to_be_visible(timeout=SOON_MS)
    await visitor.page.keyboard.press("Escape")
    await expect(button).to_be_focused()
    await expect(button).to_have_attribute("aria-expanded", "false")


async def test_it_wears_the_shops_colours(browser: Browser, server: Server) -> None:
    """Custom properties on the shop's page reach the panel, where they are colours; anything else does not."""
    visitor = await Visitor.arrive(browser, server)
    colours = (
        "document.documentElement.style.cssText = '--escapehatch-accent: rgb(120, 20, 90); --escapehatch-radius: 1px;y'"
    )
    await visitor.page.evaluate(colours)
    await visitor.open_chat()
    send = visitor.chat.locator(".send")
    await expect(send).to_have_css("background-color", "rgb(120, 20, 90)")
    await expect(visitor.page.locator("escape-hatch").get_by_role("button").first).to_have_css(
        "background-color", "rgb(120, 20, 90)"
    )
