"""What those who wait may ask, what agents may do about it, and what the socket knows of who is there."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import websockets
from place import LANTERN, Place, frames, until


async def waiting(place: Place) -> tuple[str, str]:
    """A visitor who has asked for a person: token and conversation."""
    visit = await place.visit()
    await place.ask(visit["token"], visit["conversation_id"], "handoff")
    return visit["token"], visit["conversation_id"]


async def attended(place: Place, who: str = "dana") -> tuple[str, str, str]:
    token, conversation_id = await waiting(place)
    agent = await place.token("agent", who)
    assert (await place.ask(agent, conversation_id, "takeover")).status_code == 200
    assert (await place.ask(agent, conversation_id, "messages", message_id="a1", text="Hello.")).status_code == 200
    return token, agent, conversation_id


async def test_a_customer_goes_on_with_the_bot_and_may_only_wait_again(place: Place) -> None:
    """A13: a bot that writes by itself may do so while it is kept, under the epoch it knows, and not a moment longer."""
    token, conversation_id = await waiting(place)
    bot = await place.token("bot", "pip")
    kept = (await place.ask(token, conversation_id, "company")).json()
    assert (kept["status"], kept["owner"]["kind"]) == ("queued_with_bot", "bot")
    said = {"text": "Two weeks.", "epoch": kept["epoch"]}
    assert (await place.ask(bot, conversation_id, "messages", message_id="b1", **said)).status_code == 200
    only = (await place.ask(token, conversation_id, "company", bot=False)).json()
    assert only["status"] == "queued"
    late = await place.ask(bot, conversation_id, "messages", message_id="b2", **said)
    assert (late.status_code, late.json()["owner"]["kind"]) == (409, "queue")


async def test_company_is_for_those_who_wait(place: Place) -> None:
    visit = await place.visit()
    await place.ask(visit["token"], visit["conversation_id"], "messages", message_id="m1", text="Hello")
    refused = await place.ask(visit["token"], visit["conversation_id"], "company")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_waiting")
    agent = await place.token("agent", "dana")
    assert (await place.ask(agent, visit["conversation_id"], "company")).status_code == 403


@pytest.mark.parametrize(
    "bad", ["ada at lantern", "ada@lantern", "a@b.example, c@d.example", "a@b.example\nBcc: x@y.example"]
)
async def test_g08_an_address_is_checked_before_anything_is_promised(place: Place, bad: str) -> None:
    """G08, S76: one address, and nothing else."""
    token, conversation_id = await waiting(place)
    refused = await place.ask(token, conversation_id, "callback", contact=bad, how="email")
    assert (refused.status_code, refused.json()["code"]) == (409, "bad_contact")
    good = await place.ask(token, conversation_id, "callback", contact="ada@lantern.example", how="email")
    assert good.status_code == 200
    seen = await place.see(token, conversation_id)
    assert seen["escalation"]["callback"]["contact"] == "ada@lantern.example"
    assert seen["escalation"]["callback"]["how"] == "email"


async def test_g08_who_is_known_is_not_asked_again(place: Place) -> None:
    """G08: the address that the shop vouches for is taken."""
    visit = await place.visit(place.identity(email="ada@lantern.example"))
    await place.ask(visit["token"], visit["conversation_id"], "handoff")
    assert (await place.ask(visit["token"], visit["conversation_id"], "callback", how="email")).status_code == 200
    seen = await place.see(visit["token"], visit["conversation_id"])
    assert seen["escalation"]["callback"]["contact"] == "ada@lantern.example"


async def test_d16_hold_and_resumption(place: Place) -> None:
    """D16: through the API, with a time that has a zone; whoever does not have it may not."""
    _, agent, conversation_id = await attended(place)
    until_at = (place.clock.now() + timedelta(hours=2)).isoformat()
    naive = await place.ask(agent, conversation_id, "hold", until_at=until_at[:19])
    assert naive.status_code == 422
    other = await place.token("agent", "eli")
    assert (await place.ask(other, conversation_id, "hold", until_at=until_at)).status_code == 409
    held = await place.ask(agent, conversation_id, "hold", until_at=until_at, note="the carrier")
    assert (held.status_code, held.json()["status"]) == (200, "on_hold")
    assert (await place.ask(other, conversation_id, "resumption")).status_code == 409
    again = await place.ask(agent, conversation_id, "resumption")
    assert (again.status_code, again.json()["status"]) == (200, "with_agent")


async def test_d16_what_was_on_hold_is_not_taken_up_beyond_capacity(place: Place) -> None:
    _, agent, conversation_id = await attended(place)
    until_at = (place.clock.now() + timedelta(hours=2)).isoformat()
    await place.ask(agent, conversation_id, "hold", until_at=until_at)
    for _ in range(3):
        _, other = await waiting(place)
        await place.ask(agent, other, "takeover")
    full = await place.ask(agent, conversation_id, "resumption")
    assert (full.status_code, full.json()["code"]) == (409, "full")


async def test_d02_only_a_lead_assigns_by_hand(place: Place) -> None:
    """D02, M02: Dana leads, Eli does not; nobody unknown is given anything."""
    _, conversation_id = await waiting(place)
    lead, agent = await place.token("agent", "dana"), await place.token("agent", "eli")
    assert (await place.ask(agent, conversation_id, "assignment", agent_id="eli")).status_code == 403
    assert (await place.ask(lead, conversation_id, "assignment", agent_id="nobody")).status_code == 422
    given = await place.ask(lead, conversation_id, "assignment", agent_id="eli")
    assert (given.status_code, given.json()["owner"]["id"]) == (200, "eli")


async def test_t11_a_page_that_closes_and_comes_back(place: Place) -> None:
    """T11: the house knows by the socket alone; whoever opens the page again is there again."""
    token, conversation_id = await waiting(place)

    async def away() -> bool:
        c = await place.house.desk.load(conversation_id)
        return bool(c.escalation and c.escalation.away_at)

    async with place.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "token": token}))
        await frames(socket, "snapshot")
    await until(lambda: not place.house.lobby._pages)
    place.clock.ahead += timedelta(seconds=20)
    await until(away)
    async with place.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "token": token}))
        await frames(socket, "snapshot")
        assert not await away()


async def test_t11_a_hidden_page_is_asked(place: Place) -> None:
    """T11: the question reaches the page; its answer keeps the customer."""
    token, conversation_id = await waiting(place)
    async with place.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "token": token}))
        await frames(socket, "snapshot")
        await socket.send('{"type": "here", "visible": false}')
        await until(lambda: place.house.lobby._signs[conversation_id].hidden_at)
        place.clock.ahead += timedelta(seconds=46)
        assert (await frames(socket, "still"))["conversation_id"] == conversation_id
        await socket.send('{"type": "here", "visible": true}')
        await until(lambda: not place.house.lobby._signs[conversation_id].hidden_at)
    assert (await place.house.desk.load(conversation_id)).escalation.away_at is None  # type: ignore[union-attr]


async def test_e07_who_signs_out_is_not_there_any_more(place: Place) -> None:
    """E07: the open page of that login is closed, and nobody is offered to it; another login of hers stays."""
    token, login = await place.house.grants.begin_login("agent", "dana", "Dana", timedelta(hours=1))
    cookie = {"cookie": f"escapehatch_agent={token}"}
    async with place.socket(**cookie) as socket:
        await socket.send('{"type": "hello"}')
        await frames(socket, "inbox")
        await until(lambda: place.house.floor.state("dana") == "available")
        headers = {**cookie, "x-csrf-token": login.csrf, "origin": place.origin}
        done = await place.http.post("/v1/sign-out", headers=headers)
        assert done.status_code == 200, done.text
        with pytest.raises(websockets.ConnectionClosed):
            while True:
                await socket.recv()
    await until(lambda: place.house.floor.state("dana") == "offline")
    _, conversation_id = await waiting(place)
    assert (await place.house.desk.load(conversation_id)).reservation is None


async def test_e01_a_draft_outlives_the_connection(place: Place) -> None:
    """E01: what Dana had typed is in the conversation for the next agent, and never in the customer's copy."""
    token, agent, conversation_id = await attended(place)
    async with place.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "token": agent}))
        await frames(socket, "inbox")
        typed: dict[str, Any] = {
            "type": "draft",
            "conversation_id": conversation_id,
            "text": "Your parcel is",
            "ref": "d",
        }
        await socket.send(json.dumps(typed))
        await frames(socket, "known")

    async def kept() -> bool:
        return bool((await place.house.desk.load(conversation_id)).draft)

    await until(kept)
    assert (await place.see(agent, conversation_id))["draft"] == "Your parcel is"
    assert "Your parcel is" not in json.dumps(await place.see(token, conversation_id))


def test_the_roster_of_the_demo_has_a_lead() -> None:
    assert "role: lead" in (LANTERN / "roster.yaml").read_text("utf-8")
