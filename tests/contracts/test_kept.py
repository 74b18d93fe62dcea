"""The small records beside the conversations: kept, claimed once, taken once."""

from __future__ import annotations

import asyncio

from escapehatch.ports import Journal


async def test_records_are_kept_replaced_and_read(journal: Journal) -> None:
    await journal.keep("presence", "dana", b"1")
    await journal.keep("presence", "dana", b"\x00\xff")
    await journal.keep("login", "dana", b"other")
    assert dict(await journal.kept("presence")) == {"dana": b"\x00\xff"}
    assert await journal.kept_one("login", "dana") == b"other"
    assert await journal.kept_one("login", "eli") is None
    assert dict(await journal.kept("nothing")) == {}


async def test_of_many_takers_one_gets_the_record(journal: Journal) -> None:
    """S36: a ticket is used once."""
    await journal.keep("ticket", "t1", b"ada")
    taken = await asyncio.gather(*(journal.take("ticket", "t1") for _ in range(20)))
    assert taken.count(b"ada") == 1
    assert taken.count(None) == 19
    assert await journal.kept_one("ticket", "t1") is None


async def test_of_many_claimers_one_stores_the_record(journal: Journal) -> None:
    """S15: an identity is used once, by many at once too."""
    claims = [b"%d" % (n // 2) for n in range(20)]
    heard = await asyncio.gather(*(journal.claim("jti", "j1", x) for x in claims))
    assert heard.count(True) == 1
    assert await journal.kept_one("jti", "j1") == claims[heard.index(True)]
