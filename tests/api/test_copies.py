"""A copy by e-mail, asked for over the API: offered only where there is a mail server, and bounded by address."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from place import Place, opened

from escapehatch.conversation import commands as do

TO = "ada@lantern.example"
MAIL = {"host": "127.0.0.1", "port": 1, "sender": "Lantern <care@lantern.example>", "starttls": False}


async def asked(place: Place, contact: str) -> int:
    """What a new visitor is answered who wants a copy sent there, and has shown that it is theirs."""
    visit = await place.visit()
    token, where = visit["token"], visit["conversation_id"]
    await place.ask(token, where, "messages", message_id="m1", text="Where is my order?")
    await place.house.desk.handle(where, do.VerifyContact(contact))
    return (await place.ask(token, where, "copy", contact=contact)).status_code


async def test_without_a_mail_server_it_is_not_offered(place: Place) -> None:
    assert (await place.visit())["mails"] is False
    assert await asked(place, TO) == 409


async def test_with_one_it_is_and_no_address_is_flooded(tmp_path: Path) -> None:
    """S52: whoever begins one conversation after the other cannot fill a stranger's mailbox."""
    async with opened(tmp_path, mail=MAIL) as place:
        assert (await place.visit())["mails"] is True
        assert await asked(place, "nobody") == 409
        assert await asked(place, TO) == 200
        assert await asked(place, TO.upper()) == 429
        assert await asked(place, "bo@lantern.example") == 200
        place.clock.ahead += timedelta(hours=1)
        assert await asked(place, TO) == 200


async def test_ones_own_address_is_written_to_as_often_as_there_is_news(tmp_path: Path) -> None:
    """It is theirs: the shop says so."""
    async with opened(tmp_path, mail=MAIL) as place:
        visit = await place.visit(place.identity(email=TO))
        token, where = visit["token"], visit["conversation_id"]
        for n in range(2):
            await place.ask(token, where, "messages", message_id=f"m{n}", text="Where is my order?")
            assert (await place.ask(token, where, "copy")).status_code == 200


async def test_only_the_customer_may_have_one(tmp_path: Path) -> None:
    """S11: nobody sends themselves somebody else's conversation."""
    async with opened(tmp_path, mail=MAIL) as place:
        visit, other = await place.visit(), await place.visit()
        where = visit["conversation_id"]
        await place.ask(visit["token"], where, "messages", message_id="m1", text="Where is my order?")
        assert (await place.ask(other["token"], where, "copy", contact=TO)).status_code == 404
        robo = await place.token("bot", "robo")
        assert (await place.ask(robo, where, "copy", contact=TO)).status_code == 403
