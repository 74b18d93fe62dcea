"""Is the address theirs? A code that goes there and comes back, and what whoever lies about it can do to others (S52)."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from place import Place, opened

from escapehatch.api import proofs
from escapehatch.api.proofs import CODES_MAX, FROM_ONE_PLACE_MAX, KIND, TRIES_MAX
from escapehatch.desk.vouching import WORDS
from escapehatch.ports import Unreachable

TO = "ada@lantern.example"
MAIL = {"host": "127.0.0.1", "port": 1, "sender": "Lantern <care@lantern.example>", "starttls": False}
SAID = "Click http://evil.example now"


class Post:
    """Letters that went out: (address, text)."""

    def __init__(self) -> None:
        self.there = True
        self.sent: list[tuple[str, str]] = []

    async def send(self, key: str, address: str, text: str) -> None:
        if not self.there:
            raise Unreachable("mail server", "It is away.")
        self.sent.append((address, text))

    @property
    def code(self) -> str:
        found = re.search(r"\b\d{6}\b", self.sent[-1][1])
        assert found
        return found[0]


@asynccontextmanager
async def posted(tmp_path: Path) -> AsyncIterator[tuple[Place, Post]]:
    async with opened(tmp_path, mail=MAIL) as place:
        post = Post()
        place.house.mail = post
        yield place, post


class Visitor:
    def __init__(self, place: Place, visit: dict[str, Any]) -> None:
        self._place, self._visit = place, visit
        self.where: str = visit["conversation_id"]

    async def ask(self, what: str, **body: Any) -> httpx2.Response:
        return await self._place.ask(self._visit["token"], self.where, what, **body)

    async def code_of(self, what: str, **body: Any) -> tuple[int, str]:
        answer = await self.ask(what, **body)
        return answer.status_code, answer.json().get("code", "")


async def visitor(place: Place, identity: str = "") -> Visitor:
    one = Visitor(place, await place.visit(identity) if identity else await place.visit())
    await one.ask("messages", message_id="m1", text=SAID)
    return one


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


async def test_s52_a_copy_only_after_the_code_and_the_code_alone_before(tmp_path: Path) -> None:
    """S52: what a typed address gets is the house's own words and six digits; after those, the copy may go there."""
    async with posted(tmp_path) as (place, post):
        ada = await visitor(place)
        assert await ada.code_of("copy", contact=TO) == (409, "unverified")
        assert post.sent == []
        assert (await ada.ask("proof", contact=TO)).status_code == 200
        ((to, text),) = post.sent
        words = WORDS["en"]
        assert (to, text) == (TO, "\n".join([words.subject, words.line.format(code=post.code), "", words.rest]))
        assert await ada.code_of("proof", contact=TO, code=other_than(post.code)) == (409, "wrong_code")
        assert await ada.code_of("proof", contact="bo@lantern.example", code=post.code) == (409, "wrong_code")
        assert (
            await ada.ask("proof", contact=TO.upper(), code=f" {post.code[:3]} {post.code[3:]} ")
        ).status_code == 200
        assert (await ada.ask("copy", contact=TO)).status_code == 200
        bo = await visitor(place)
        assert await bo.code_of("proof", contact=TO, code=post.code) == (409, "wrong_code"), "somebody else's"
        assert await bo.code_of("copy", contact=TO) == (409, "unverified")


async def test_s52_what_is_kept_tells_nobody_the_code_or_the_address(tmp_path: Path) -> None:
    """S52: and the same six digits are kept otherwise for everybody."""
    async with posted(tmp_path) as (place, post):
        ada = await visitor(place)
        await ada.ask("proof", contact=TO)
        (kept,) = (await place.house.journal.kept(KIND)).values()
        for secret in (post.code.encode(), TO.encode(), proofs._quick(TO, b"")):
            assert secret not in kept
        assert len({proofs._slow("000000", TO, x) for x in (b"one", b"two")}) == 2


async def test_s52_guessing_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S52: after a few tries the right code is wrong, also when they come all at once; a new one is not to be had at will."""
    async with posted(tmp_path) as (place, post):
        ada = await visitor(place)
        await ada.ask("proof", contact=TO)
        for _ in range(TRIES_MAX):
            assert (await ada.code_of("proof", contact=TO, code=other_than(post.code)))[1] == "wrong_code"
        assert (await ada.code_of("proof", contact=TO, code=post.code))[1] == "wrong_code"
        assert await ada.code_of("proof", contact=TO) == (429, "too_fast")
        place.clock.ahead += timedelta(hours=1)
        assert (await ada.ask("proof", contact=TO)).status_code == 200
        looked, slow = [], proofs._slow

        def counted(code: str, contact: str, salt: bytes) -> bytes:
            looked.append(code)
            time.sleep(0.05)
            return slow(code, contact, salt)

        monkeypatch.setattr(proofs, "_slow", counted)
        wrong = other_than(post.code)
        for _ in range(TRIES_MAX):
            await asyncio.gather(*(ada.ask("proof", contact=TO, code=wrong) for _ in range(4)))
        assert len(looked) == TRIES_MAX


async def test_s52_a_code_ends(tmp_path: Path) -> None:
    """S52: after a quarter of an hour; and it works once."""
    async with posted(tmp_path) as (place, post):
        ada = await visitor(place)
        await ada.ask("proof", contact=TO)
        place.clock.ahead += timedelta(minutes=15)
        assert (await ada.code_of("proof", contact=TO, code=post.code))[1] == "wrong_code"


async def test_s52_nobodys_mailbox_is_filled(tmp_path: Path) -> None:
    """S52: a letter an hour to one address, a few for one conversation, so many for one network address."""
    async with posted(tmp_path) as (place, post):
        ada, bo = await visitor(place), await visitor(place)
        await asyncio.gather(*(x.ask("proof", contact=y) for x in (ada, bo) for y in (TO, TO.upper(), TO)))
        assert len(post.sent) == 1
        for n in range(CODES_MAX):
            await bo.ask("proof", contact=f"bo{n}@lantern.example")
        assert (await bo.code_of("proof", contact="cleo@lantern.example"))[1] == "too_many"
        for n in range(FROM_ONE_PLACE_MAX):
            await (await visitor(place)).ask("proof", contact=f"x{n}@lantern.example")
        assert len(post.sent) == FROM_ONE_PLACE_MAX
        place.clock.ahead += timedelta(hours=1)
        assert (await (await visitor(place)).ask("proof", contact="cleo@lantern.example")).status_code == 200


async def test_s52_a_promise_alone_writes_to_nobody(tmp_path: Path) -> None:
    """S52, G08: an answer by e-mail is promised to a typed address without a letter to it."""
    async with posted(tmp_path) as (place, post):
        ada = await visitor(place)
        await ada.ask("handoff")
        assert (await ada.ask("callback", contact=TO, how="email")).status_code == 200
        assert post.sent == []
        await ada.ask("proof", contact=TO)
        assert (await ada.ask("proof", contact=TO, code=post.code)).status_code == 200
        assert (await place.house.desk.load(ada.where)).vouched(TO)


async def test_the_shops_word_is_enough(tmp_path: Path) -> None:
    """S52: for the address that it signed, and for no other."""
    async with posted(tmp_path) as (place, post):
        ada = await visitor(place, place.identity(email=TO))
        assert (await ada.ask("proof", contact=TO)).status_code == 200
        assert post.sent == [], "there is nothing to prove"
        assert (await ada.ask("copy", contact="")).status_code == 200
        assert await ada.code_of("copy", contact="bo@lantern.example") == (409, "unverified")


async def test_a_mail_server_that_is_away_costs_no_letter(tmp_path: Path) -> None:
    async with posted(tmp_path) as (place, post):
        ada = await visitor(place)
        post.there = False
        assert await ada.code_of("proof", contact=TO) == (503, "unavailable")
        post.there = True
        assert (await ada.ask("proof", contact=TO)).status_code == 200
        assert len(post.sent) == 1
        assert await ada.code_of("proof", contact="nobody") == (409, "bad_contact")
