"""The first story, as it is played: by the tests in a hurry, by ``make demo-story`` slowly enough to watch.

What is said comes from the cast, so that a test can rename every customer, order, product and phrase.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playwright.async_api import expect
from stage import SOON_MS, Agent, Server, Visitor, offered_to

Told = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Cast:
    """Who plays, and what the records hold of them."""

    customer_id: str
    name: str
    open_order: str
    tracking: str
    disputed_order: str
    charge: str
    where: str = "Where is my order?"
    returns: str = "What is your return policy?"
    returns_say: str = "within 30 days of delivery"
    returns_page: str = "Returns and refunds"
    wrong: str = "I think I was charged twice for order {order}."
    waiting: str = "So what happens now?"
    annoyed: str = "This is ridiculous! I already told you, you charged me TWICE and nobody is helping me!!"
    asks_again: str = "Could you give me your order number, please?"
    helps: str = "Hello {first}, I see both charges. One of them is on its way back to you."
    note: str = "Refunded the second charge; the money arrives in three to five days."
    after: str = "When will the refund arrive?"


ADA = Cast("ada", "Ada Byrne", "LN-48213", "PQ7XK40211", "LN-47790", "€89.00")


async def nothing(line: str) -> None:
    """In a hurry."""


async def first_story(cast: Cast, visitor: Visitor, agents: list[Agent], server: Server, told: Told = nothing) -> Agent:
    """From "where is my order?" to a rating; returns the agent who helped."""
    await visitor.sign_in(cast.customer_id)
    await visitor.open_chat()
    await _the_bot_helps(cast, visitor, told)
    await _it_gets_serious(cast, visitor, server, told)
    agent = await _a_person_comes(cast, visitor, agents, told)
    await _already_known(cast, agent, told)
    await _helped(cast, visitor, agent, told)
    await _back_with_the_bot(cast, visitor, told)
    return agent


async def _the_bot_helps(cast: Cast, visitor: Visitor, told: Told) -> None:
    await told(f"{cast.name} asks where her order is")
    await visitor.write(cast.where)
    await visitor.see(cast.open_order, "bot")
    await visitor.see(cast.tracking, "bot")
    await told("and about returns; the answer names its page")
    await visitor.write(cast.returns)
    await visitor.see(cast.returns_say, "bot")
    await expect(visitor.chat.locator(".sources").last).to_contain_text(cast.returns_page, timeout=SOON_MS)


async def _it_gets_serious(cast: Cast, visitor: Visitor, server: Server, told: Told) -> None:
    await told("a charge is wrong; the bot looks at the records and asks for nothing")
    await visitor.write(cast.wrong.format(order=cast.disputed_order))
    await visitor.see(cast.charge, "bot")
    await told("the bot is slow, and she has had enough")
    server.set(bot_delay_s=2.0)
    await visitor.write(cast.waiting)
    await expect(visitor.chat.locator(".busy")).to_be_visible(timeout=SOON_MS)
    await visitor.write(cast.annoyed)
    await expect(visitor.chat.locator(".strip").first).to_be_visible(timeout=SOON_MS)
    await told("her place and an honest wait are shown")


async def _a_person_comes(cast: Cast, visitor: Visitor, agents: list[Agent], told: Told) -> Agent:
    agent = await offered_to(agents, cast.name)
    await told(f"{agent.name}'s console rings")
    await agent.accept(cast.name)
    await told("before a word is typed, everything is there")
    await agent.knows("Why now", cast.disputed_order, cast.name, "Facts", "Orders", "Pip tried", "Suggested")
    await expect(agent.page.locator(".thread")).to_contain_text(cast.where, timeout=SOON_MS)
    await expect(visitor.chat.locator(".tag.person").first).to_be_visible(timeout=SOON_MS)
    await told("the bot's late answer is held back")
    await expect(agent.page.locator(".line.held")).to_be_visible(timeout=SOON_MS)
    return agent


async def _already_known(cast: Cast, agent: Agent, told: Told) -> None:
    await told("about to ask what is known: the guard says so")
    await agent.page.locator("#composer").fill(cast.asks_again)
    await expect(agent.page.locator(".known")).to_contain_text(cast.disputed_order, timeout=SOON_MS)
    await told("the value is shown beside the draft, with its message")


async def _helped(cast: Cast, visitor: Visitor, agent: Agent, told: Told) -> None:
    words = cast.helps.format(first=cast.name.split()[0])
    await agent.reply(words)
    await visitor.see(words, "agent")
    await told("helped; back to the bot with a note and a disposition")
    await agent.give_back(cast.note)
    await expect(visitor.chat.locator(".rating")).to_be_visible(timeout=SOON_MS)


async def _back_with_the_bot(cast: Cast, visitor: Visitor, told: Told) -> None:
    visitor.server.set(bot_delay_s=0.0)
    await told("she rates")
    await visitor.chat.locator(".rating label").nth(4).click()
    await visitor.chat.locator(".rating button").click()
    await expect(visitor.chat.locator(".thanks")).to_be_visible(timeout=SOON_MS)
    await told("and the bot knows what the agent did")
    await visitor.write(cast.after)
    await visitor.see(cast.note, "bot")
    assert "isposition" not in " ".join(await visitor.said("bot")), "how the team counts it is not said"
