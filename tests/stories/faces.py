"""Every face the widget has, in the order a customer may meet them: for axe, for narrow screens, for the pictures.

Nothing here reads a fixed text, so that each walk can be taken in any language.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from zoneinfo import ZoneInfo

from playwright.async_api import expect
from stage import LANTERN, SOON_MS, Agent, Server, Visitor, offered_to

#: Called with the name of each face while it is shown.
Look = Callable[[str], Awaitable[None]]
MADRID = ZoneInfo("Europe/Madrid")


async def no_look(face: str) -> None:
    """On to the next."""


def seconds_to(hour: int, minute: int, days: int = 0) -> float:
    """From now to that time of the day in Madrid."""
    now = datetime.now(UTC)
    then = now.astimezone(MADRID).replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=days)
    return (then - now).total_seconds()


def with_hours(folder: Path) -> Server:
    """A Lantern that closes at night. It is half past eleven there."""
    lantern = folder / "lantern"
    copytree(LANTERN, lantern)
    roster = lantern / "roster.yaml"
    roster.write_text(roster.read_text().replace('daily: "00:00-24:00"', 'daily: "09:00-19:00"'))
    made = Server(folder / "data", lantern)
    made.set(offset_s=seconds_to(23, 30))
    return made


async def by_day(ada: Visitor, dana: Agent, look: Look = no_look) -> None:
    """Asks, is shown cards, wants a person, is helped, rates."""
    await ada.sign_in("ada")
    await look("closed")
    await ada.open_chat()
    await expect(ada.chat.locator(".greeting button").first).to_be_visible(timeout=SOON_MS)
    await look("greeting")
    await ada.write("Where is my order LN-48213?")
    await expect(ada.chat.locator(".card img")).to_be_visible(timeout=SOON_MS)
    await look("order")
    await ada.write("Do you have the paper moon pendant?")
    await expect(ada.chat.locator(".card")).to_have_count(2, timeout=SOON_MS)
    await look("product")
    await ada.write("I think I was charged twice for order LN-47790.")
    await expect(ada.chat.locator(".replies button").first).to_be_visible(timeout=SOON_MS)
    await look("offer")
    await ada.ask_for_person()
    await expect(ada.chat.locator(".strip")).to_be_visible(timeout=SOON_MS)
    await expect(ada.chat.locator(".system").last).to_be_in_viewport(timeout=SOON_MS)
    await look("waiting")
    await _with_a_person(ada, dana, look)


async def _with_a_person(ada: Visitor, dana: Agent, look: Look) -> None:
    await offered_to([dana], "Ada Byrne")
    await dana.accept("Ada Byrne")
    await dana.reply("Hello Ada, I see both charges. One of them is on its way back to you.")
    await ada.see("I see both charges", "agent")
    await ada.write("Thank you! When will it arrive?")
    await expect(dana.page.locator(".thread")).to_contain_text("When will it arrive?", timeout=SOON_MS)
    await expect(ada.chat.locator(".state.seen")).to_be_visible(timeout=SOON_MS)
    await dana.page.locator("#composer").press_sequentially("In two or three working days, I hope", delay=90)
    await expect(ada.chat.locator(".busy")).to_be_visible(timeout=SOON_MS)
    await look("agent")
    await dana.page.locator("#composer").fill("")
    await dana.give_back("Refunded the second charge.")
    await expect(ada.chat.locator(".rating")).to_be_visible(timeout=SOON_MS)
    await ada.chat.locator(".rating label").nth(3).click()
    await look("rating")
    await ada.chat.locator(".rating button").click()
    await expect(ada.chat.locator(".thanks")).to_be_visible(timeout=SOON_MS)
    await expect(ada.chat.locator(".copy")).to_be_visible()
    await look("rated")


async def by_night(bo: Visitor, look: Look = no_look) -> None:
    """Nobody is there: the choices, a wrong address, a promise."""
    await bo.sign_in("bo")
    await bo.open_chat()
    await bo.ask_for_person()
    choices = bo.chat.locator("fieldset.choices button")
    await expect(choices.first).to_be_visible(timeout=SOON_MS)
    await look("night")
    await bo.chat.locator("[data-choice=callback]").click()
    await bo.chat.locator("#contact").fill("nobody")
    await bo.chat.locator(".contact [type=submit]").click()
    await expect(bo.chat.locator("#contact-bad")).to_be_visible(timeout=SOON_MS)
    await look("contact")
    await bo.chat.locator("#contact").fill("bo@lantern.example")
    await bo.chat.locator(".contact [type=submit]").click()
    await expect(bo.chat.locator(".strip")).to_contain_text("bo@lantern.example", timeout=SOON_MS)
    await look("promised")


async def with_the_bot_meanwhile(someone: Visitor, look: Look = no_look) -> None:
    """Nobody is there, and they go on with the bot; then the line breaks."""
    await someone.open_chat()
    await someone.ask_for_person()
    await someone.chat.locator("[data-choice=bot]").click()
    await expect(someone.chat.locator("div.strip.choices")).to_be_visible(timeout=SOON_MS)
    await look("with-bot")
    someone.server.kill()
    await someone.write("Are you still there?")
    await expect(someone.chat.locator(".trouble")).to_be_visible(timeout=SOON_MS)
    await expect(someone.chat.locator(".unsent")).to_be_visible(timeout=SOON_MS)
    await look("unsent")
    someone.server.start()
    await expect(someone.chat.locator(".unsent")).to_have_count(0, timeout=2 * SOON_MS)
