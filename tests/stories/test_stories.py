"""The stories of the house, in real browsers against a real server."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from play import ADA, first_story
from playwright.async_api import Browser, expect
from stage import SOON_MS, Agent, Server, Visitor, offered_to

pytestmark = pytest.mark.browser


def holds(server: Server) -> None:
    """Stop the server and hold its journal against every invariant."""
    from escapehatch.lab.verify import verify_file

    server.stop()
    assert verify_file(server.folder / "journal.db") == []


@pytest.mark.parametrize("server", ["encoder"], indirect=True)
async def test_from_where_is_my_order_to_an_agent_who_already_knows(browser: Browser, server: Server) -> None:
    """B06, F01, H10, A05 in one conversation."""
    dana = await Agent.sign_in(browser, server, "dana")
    ada = await Visitor.arrive(browser, server)
    await first_story(ADA, ada, [dana], server)
    holds(server)


async def test_bo_says_only_human_please_in_spanish(browser: Browser, server: Server) -> None:
    """B07, H08: the first message is a bare request for a person; who reloads the page still has them."""
    dana = await Agent.sign_in(browser, server, "dana")
    bo = await Visitor.arrive(browser, server, locale="es-ES")
    await bo.sign_in("bo")
    await bo.open_chat()
    await bo.write("Una persona, por favor")
    await offered_to([dana], "Bo Lindqvist")
    await dana.accept("Bo Lindqvist")
    await dana.knows("Why now", "LN-48377")
    await dana.reply("Hola Bo, soy Dana.")
    await bo.see("Hola Bo, soy Dana.", "agent")
    assert await bo.said("bot") == []
    await bo.page.reload()
    await bo.open_chat()
    await bo.see("Hola Bo, soy Dana.", "agent")
    await expect(bo.chat.locator(".head .tag.person")).to_be_visible(timeout=SOON_MS)


async def test_killed_in_mid_handoff_both_browsers_go_on(browser: Browser, server: Server) -> None:
    """C08, G1, G2, G10, E03, I01, I02: kill -9 between the request and the arrival, and again in the conversation."""
    dana = await Agent.sign_in(browser, server, "dana")
    ada = await Visitor.arrive(browser, server)
    await ada.sign_in("ada")
    await ada.open_chat()
    await ada.write("I want to talk to a person about order LN-47790")
    await offered_to([dana], "Ada Byrne")
    server.kill()
    await ada.write("are you still there?")
    await expect(dana.page.locator(".banner")).to_be_visible(timeout=SOON_MS)
    server.start()
    await expect(dana.page.locator(".banner")).to_be_hidden(timeout=2 * SOON_MS)
    await dana.accept("Ada Byrne")
    await expect(dana.page.locator(".thread")).to_contain_text("are you still there?", timeout=SOON_MS)
    await dana.reply("I am.")
    await ada.see("I am.", "agent")
    server.kill()
    await ada.write("one more thing")
    server.start()
    await expect(dana.page.locator(".thread")).to_contain_text("one more thing", timeout=2 * SOON_MS)
    await dana.reply("Go on.")
    await ada.see("Go on.", "agent")
    thread = dana.page.locator(".thread .line.customer .bubble")
    said = await thread.all_inner_texts()
    assert said == ["I want to talk to a person about order LN-47790", "are you still there?", "one more thing"]
    holds(server)


async def test_two_at_once(browser: Browser, server: Server) -> None:
    """The same moment, two customers, two agents: each gets one, nobody gets two."""
    agents = [await Agent.sign_in(browser, server, x) for x in ("dana", "eli")]
    people = [("ada", "Ada Byrne"), ("mina", "Mina Haddad")]

    async def ask(customer_id: str, name: str) -> tuple[Visitor, Agent]:
        visitor = await Visitor.arrive(browser, server)
        await visitor.sign_in(customer_id)
        await visitor.open_chat()
        await visitor.write("I want to speak to a human being")
        agent = await offered_to(agents, name)
        return visitor, agent

    met = await asyncio.gather(*(ask(*x) for x in people))
    for (visitor, agent), (_, name) in zip(met, people, strict=True):
        await agent.accept(name)
        await agent.reply(f"Hello {name}")
        await visitor.see(f"Hello {name}", "agent")
    assert {agent.name for _, agent in met} == {"dana", "eli"}


def test_the_journal_of_a_story_is_private(server: Server) -> None:
    """S84: the journal is for its owner alone."""
    path: Path = server.folder / "journal.db"
    assert path.stat().st_mode & 0o077 == 0
