"""What the console asks for beside conversations, and what leads may do."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from place import Place, frames, until

from escapehatch.api.knowledge import find
from escapehatch.ports import Page


async def asked(place: Place, text: str = "My kettle leaks") -> tuple[str, str]:
    """A customer who waits for a person: their token, and the conversation."""
    visit = await place.visit()
    token, conversation_id = visit["token"], visit["conversation_id"]
    await place.ask(token, conversation_id, "messages", message_id="m1", text=text)
    await place.ask(token, conversation_id, "handoff")
    return token, conversation_id


async def get(place: Place, token: str, path: str, **params: Any) -> dict[str, Any]:
    answer = await place.http.get(path, params=params, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def hello(socket: Any, token: str, *watched: str) -> None:
    await socket.send(json.dumps({"type": "hello", "token": token}))
    for conversation_id in watched:
        await socket.send(json.dumps({"type": "watch", "conversation_id": conversation_id}))
        await frames(socket, "packet")


async def test_conversations_are_searched_and_paged(place: Place) -> None:
    dana = await place.token("agent", "dana")
    ids = [(await asked(place, f"kettle number {n}"))[1] for n in range(5)]
    seen: list[str] = []
    page = {"next": ""}
    while True:
        page = await get(place, dana, "/v1/conversations", q="kett", limit=2, before=page["next"])
        seen += [x["conversation_id"] for x in page["rows"]]
        if not page["next"]:
            break
    assert seen == ids[::-1]
    assert [x["conversation_id"] for x in (await get(place, dana, "/v1/conversations", q="number 3"))["rows"]] == [
        ids[3]
    ]
    bad = await place.http.get("/v1/conversations", params={"before": "x"}, headers={"authorization": f"Bearer {dana}"})
    assert bad.status_code == 422


async def test_a_customer_searches_nothing(place: Place) -> None:
    """S11: a search does not look into what others said."""
    await asked(place, "my secret kettle")
    visit = await place.visit()
    assert (await get(place, visit["token"], "/v1/conversations", q="kettle"))["rows"] == []


async def test_the_inbox_tells_only_what_is_new(place: Place) -> None:
    _, first = await asked(place)
    dana = await place.token("agent", "dana")
    async with place.socket() as socket:
        await hello(socket, dana)
        whole = await frames(socket, "inbox")
        assert (whole["whole"], [x["conversation_id"] for x in whole["rows"]]) == (True, [first])
        _, second = await asked(place)
        told: set[str] = set()
        while second not in told:
            news = await frames(socket, "inbox")
            assert not news.get("whole")
            told |= {x["conversation_id"] for x in news["rows"]}


async def test_how_the_router_chose_and_why_nobody_comes(place: Place) -> None:
    _, conversation_id = await asked(place)
    dana = await place.token("agent", "dana")
    path = f"/v1/conversations/{conversation_id}/routing"
    told = await get(place, dana, path)
    assert told["offers"] == []
    assert "is there" in told["why_nobody"]
    async with place.socket() as socket:
        await hello(socket, dana)
        offers = await until(lambda: _offers(place, dana, path))
        assert (offers[0]["agent"]["id"], offers[0]["outcome"]) == ("dana", "open")
        assert offers[0]["why"]
        assert offers[0]["choice"]["candidates"][0]["agent_id"] == "dana"
        reservation = (await place.see(dana, conversation_id))["reservation"]["reservation_id"]
        await place.ask(dana, conversation_id, "refusal", reservation_id=reservation)
        assert (await _offers(place, dana, path))[0]["outcome"] == "declined"
        assert "declined" in (await get(place, dana, path))["why_nobody"]
    missing = await place.http.get("/v1/conversations/none/routing", headers={"authorization": f"Bearer {dana}"})
    assert missing.status_code == 404


async def _offers(place: Place, token: str, path: str) -> list[dict[str, Any]]:
    offers: list[dict[str, Any]] = (await get(place, token, path))["offers"]
    return offers


async def test_macros_are_kept_by_leads_alone(place: Place) -> None:
    dana, eli = await place.token("agent", "dana"), await place.token("agent", "eli")
    body = {"title": "Hello", "text": "Hello {{customer.first_name}}, I am {{agent.name}}."}
    for token, status in ((eli, 403), (dana, 200)):
        headers = {"authorization": f"Bearer {token}"}
        assert (await place.http.put("/v1/macros/hello", json=body, headers=headers)).status_code == status
    assert (await get(place, eli, "/v1/macros"))["macros"] == [{"macro_id": "hello", **body}]
    for token, status in ((eli, 403), (dana, 200), (dana, 200)):
        headers = {"authorization": f"Bearer {token}"}
        assert (await place.http.delete("/v1/macros/hello", headers=headers)).status_code == status
    assert (await get(place, eli, "/v1/macros"))["macros"] == []


async def test_pages_are_found_while_words_are_typed(place: Place) -> None:
    eli = await place.token("agent", "eli")
    found = (await get(place, eli, "/v1/knowledge", q="retu"))["passages"]
    assert "eturn" in found[0]["title"]
    assert len((await get(place, eli, "/v1/knowledge"))["passages"]) == 6


def test_a_rare_word_and_a_title_weigh_more() -> None:
    pages = [
        Page("a", "Delivery", "Parcels come soon.\n\nParcels to islands come later."),
        Page("b", "Gift cards", "Cards come by parcel or e-mail."),
        Page("c", "Parcels", "# Parcels\n\nHow we pack."),
    ]
    assert [x["ref"] for x in find(pages, "parcels")] == ["c", "a", "a"]
    assert find(pages, "parcels island")[0]["text"] == "Parcels to islands come later."
    assert find(pages, "parcels pack") == [
        {"ref": "c", "title": "Parcels", "text": "How we pack."},
        *find(pages, "parcels")[1:],
    ]
    assert find(pages, "zebra") == []
    assert [x["ref"] for x in find(pages, "")] == ["a", "b", "c"]


async def test_the_wallboard_counts_queues_and_today(place: Place) -> None:
    eli = await place.token("agent", "eli")
    _, conversation_id = await asked(place)
    place.clock.ahead = timedelta(seconds=200)
    board = await get(place, eli, "/v1/wallboard")
    queue = next(x for x in board["queues"] if x["waiting"])
    assert (queue["waiting"], queue["oldest_id"], queue["service_level"]) == (1, conversation_id, 0.0)
    assert 200 <= queue["oldest_s"] < 230
    assert board["waiting"] == 1
    await asked(place)
    dana = await place.token("agent", "dana")
    async with place.socket() as socket:
        await hello(socket, dana)
        taken = [(await place.ask(dana, x, "takeover")).status_code for x in await _waiting(place, dana)]
        assert taken == [200, 200]
        board = await get(place, eli, "/v1/wallboard")
        assert (board["service_level"], board["today"], board["waiting"]) == (0.5, 2, 0)
        assert next(x for x in board["agents"] if x["id"] == "dana")["load"] == 2


async def _waiting(place: Place, token: str) -> list[str]:
    found = await get(place, token, "/v1/conversations", status=["queued", "reserved"])
    return [x["conversation_id"] for x in found["rows"]]


async def test_a_lead_takes_over_and_gives_away(place: Place) -> None:
    """At once and whole; an agent who is no lead may neither."""
    _, conversation_id = await asked(place)
    dana, eli = await place.token("agent", "dana"), await place.token("agent", "eli")
    assert (await place.ask(eli, conversation_id, "takeover")).status_code == 200
    taken = await place.ask(dana, conversation_id, "takeover")
    assert (taken.status_code, taken.json()["owner"]["id"]) == (200, "dana")
    assert (await place.ask(eli, conversation_id, "takeover")).status_code == 409
    assert (await place.ask(eli, conversation_id, "assignment", agent_id="eli")).status_code == 403
    given = await place.ask(dana, conversation_id, "assignment", agent_id="eli")
    assert given.json()["owner"]["id"] == "eli"


async def test_a_whisper_reaches_the_agent_alone(place: Place) -> None:
    """Not the customer, not another agent, not the journal; and from nobody but a lead."""
    customer, conversation_id = await asked(place)
    dana, eli = await place.token("agent", "dana"), await place.token("agent", "eli")
    max_ = await place.token("agent", "max")
    await place.ask(eli, conversation_id, "takeover")
    frame = {"type": "whisper", "conversation_id": conversation_id, "text": "Offer her a refund", "ref": "w"}
    async with place.socket() as a, place.socket() as b, place.socket() as c, place.socket() as d:
        await hello(a, dana, conversation_id)
        await a.send(json.dumps(frame))
        assert (await frames(a, "refused"))["code"] == "nobody_hears"
        await hello(b, eli, conversation_id)
        await hello(c, max_, conversation_id)
        await d.send(json.dumps({"type": "hello", "token": customer}))
        await frames(d, "snapshot")
        await a.send(json.dumps(frame))
        heard = await frames(b, "whisper")
        assert (heard["text"], heard["by"]) == ("Offer her a refund", {"id": "dana", "name": "Dana"})
        await b.send(json.dumps(frame))
        assert (await frames(b, "refused"))["code"] == "not_allowed"
        for other in (c, d):
            await other.send(json.dumps({"type": "ping"}))
            assert (await frames(other, "whisper", "pong"))["type"] == "pong"
    assert "refund" not in json.dumps(await place.see(dana, conversation_id))


async def test_who_else_has_it_open(place: Place) -> None:
    _, conversation_id = await asked(place)
    dana, eli = await place.token("agent", "dana"), await place.token("agent", "eli")
    look = {"type": "look", "conversation_id": conversation_id}
    async with place.socket() as a:
        await hello(a, dana, conversation_id)
        await a.send(json.dumps(look))
        assert [x["id"] for x in (await frames(a, "lookers"))["agents"]] == ["dana"]
        async with place.socket() as b:
            await hello(b, eli, conversation_id)
            await b.send(json.dumps(look))
            assert [x["id"] for x in (await frames(a, "lookers"))["agents"]] == ["dana", "eli"]
            await b.send(json.dumps({**look, "conversation_id": ""}))
            assert [x["id"] for x in (await frames(a, "lookers"))["agents"]] == ["dana"]
            await b.send(json.dumps(look))
            await frames(a, "lookers")
        assert [x["id"] for x in (await frames(a, "lookers"))["agents"]] == ["dana"]
