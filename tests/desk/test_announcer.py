"""Who hears what, and when: what concerns a page at once, the rest together with all other pages."""

from __future__ import annotations

import asyncio

from msgspec import Struct

from escapehatch.conversation.fold import Conversation
from escapehatch.conversation.values import Author, Role
from escapehatch.desk.announcer import EVERYWHERE, FLOOR, Announcer, Leaving, Listener
from escapehatch.relays.memory import MemoryRelay

DANA = Author(Role.AGENT, "dana", "Dana")
#: Longer than any test waits: what comes did not wait for it.
LONG_S = 1_000.0


class Types(Struct, frozen=True):
    """Somebody types."""

    conversation_id: str


async def soon(listener: Listener) -> tuple[frozenset[str], tuple[object, ...]]:
    async with asyncio.timeout(5):
        return await listener.news(LONG_S)


async def test_g17_news_of_others_gathers_until_the_moment_that_all_share() -> None:
    """G17: two ears that were told of the same at different moments take the same, and once."""
    every_s, loop = 0.2, asyncio.get_running_loop()
    ears = [Listener(), Listener()]
    await asyncio.sleep(every_s - loop.time() % every_s)
    waiting = [asyncio.create_task(x.news(every_s)) for x in ears]
    for n in range(3):
        for ear in ears:
            ear.hear(f"c{n}")
            await asyncio.sleep(0.01)
    assert not any(x.done() for x in waiting)
    assert await asyncio.gather(*waiting) == [(frozenset({"c0", "c1", "c2"}), ())] * 2
    assert not any(x._news for x in ears)


async def test_what_the_page_shows_cannot_wait_and_lets_the_rest_gather() -> None:
    """G5: the open conversation is told at once; what gathered meanwhile is told later, the open one with it."""
    ear = Listener(open={"mine"})
    ear.hear("other")
    ear.hear("mine")
    assert await soon(ear) == (frozenset({"mine"}), ())
    assert await ear.news(0.01) == (frozenset({"other", "mine"}), ())
    ear.hear("mine")
    assert await soon(ear) == (frozenset({"mine"}), ())
    waiting = asyncio.create_task(ear.news(0.01))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    waiting.cancel()


async def test_a_sign_is_passed_on_at_once_and_only_to_pages_that_show_its_conversation() -> None:
    ear, other = Listener(open={"mine"}), Listener()
    for sign in (Types("mine"), Types("theirs"), Leaving()):
        ear.notice(sign)
        other.notice(sign)
    assert await soon(ear) == (frozenset(), (Types("mine"), Leaving()))
    assert await soon(other) == (frozenset(), (Leaving(),))


async def test_g17_a_customers_page_is_woken_by_its_own_news_alone() -> None:
    """G17: of five thousand pages, those that are not meant are not asked."""
    announcer = Announcer(MemoryRelay())
    own, other, team = Listener("c1"), Listener("c2"), Listener()
    for ear in (own, other, team):
        announcer.join(ear)
    await announcer.publish("c1", 3)
    announcer.sign("c1", Types("c1"))
    assert own._news == team._news == {"c1"} and not other._wake.is_set()
    for ear in (own, other):
        announcer.leave(ear)
    assert set(announcer._at) == {EVERYWHERE}
    announcer.close()


async def test_an_offer_is_heard_at_once_by_whom_it_concerns() -> None:
    """An offer does not wait for the moment at which everybody's inbox is told."""
    announcer = Announcer(MemoryRelay())
    hers, his = Listener(owner="dana"), Listener(owner="eli")
    for ear in (hers, his):
        announcer.join(ear)
    await announcer.publish("c1", 3)
    announcer.react(Conversation(id="c1", seq=3, agent=DANA), ())
    assert await soon(hers) == (frozenset({"c1"}), ())
    announcer.sign_floor()
    assert await his.news(0.01) == (frozenset({"c1", FLOOR}), ())
    announcer.close()
