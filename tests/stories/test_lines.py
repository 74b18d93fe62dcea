"""A line that dies without a word, in real browsers: how soon it is noticed, and what becomes of what was said meanwhile."""

from __future__ import annotations

import asyncio
import time

import pytest
from line import Line
from playwright.async_api import Browser, expect
from stage import SOON_MS, Agent, Server, Visitor, offered_to

from escapehatch.desk.presence import GRACE

pytestmark = pytest.mark.browser
#: 9 s to notice (AWAITED_PING_MS, AWAITED_PONG_MS), half a second to dial again, and a busy machine. It was 28 s without.
NOTICED_MS = 18_000


async def with_dana(browser: Browser, server: Server) -> tuple[Visitor, Line, Agent, Line]:
    """Ada talks to Dana, each over a line that can be cut."""
    ada = await Visitor.arrive(browser, server)
    hers = await Line().laid(ada.page)
    dana = await Agent.sign_in(browser, server, "dana")
    danas = await Line().laid(dana.page)
    await dana.page.reload()
    await expect(dana.page.locator(".presence.available")).to_be_visible(timeout=SOON_MS)
    await ada.sign_in("ada")
    await ada.open_chat()
    await ada.ask_for_person()
    await offered_to([dana], "Ada Byrne")
    await dana.accept("Ada Byrne")
    await dana.reply("One moment, please.")
    await ada.see("One moment, please.", "agent")
    return ada, hers, dana, danas


async def test_what_is_written_on_a_dead_line_gets_there_soon(browser: Browser, server: Server) -> None:
    """I01, I02, I04: both sides write on lines that are dead and do not know it. Each message arrives once, within seconds."""
    ada, hers, dana, danas = await with_dana(browser, server)
    hers.go_dead()
    danas.go_dead()
    await dana.reply("It comes on Friday.")
    await ada.write("Are you there?")
    await expect(ada.chat.locator(".unsent")).to_have_count(1, timeout=SOON_MS)
    answer = ada.chat.locator(".line.agent .bubble", has_text="It comes on Friday.")
    await expect(answer).to_be_visible(timeout=NOTICED_MS)
    await expect(ada.chat.locator(".unsent")).to_have_count(0, timeout=NOTICED_MS)
    await expect(dana.page.locator(".line.customer", has_text="Are you there?")).to_have_count(1, timeout=SOON_MS)
    assert (await ada.said("customer")).count("Are you there?") == 1
    assert (await ada.said("agent")).count("It comes on Friday.") == 1


async def test_an_agent_whose_line_died_is_missed_within_the_grace(browser: Browser, server: Server) -> None:
    """E01, G9: the grace counts from Dana's last sign of life and not from when it was missed: about 20 s in all."""
    ada, _, dana, danas = await with_dana(browser, server)
    danas.stays_dead = True
    danas.go_dead()
    began = time.monotonic()
    await asyncio.sleep(GRACE.total_seconds() - 8)
    assert await ada.chat.locator(".strip").count() == 0, "they are still hers"
    await expect(ada.chat.locator(".strip").first).to_be_visible(timeout=SOON_MS)
    assert time.monotonic() - began < GRACE.total_seconds() + 4, "one second of ours, and a busy machine"
    await expect(dana.page.locator(".presence.offline")).to_be_visible(timeout=SOON_MS)
