"""The one socket: who is let in, what is told, how it is resumed."""

from __future__ import annotations

import asyncio
import json

import pytest
import websockets
from place import Place, frames, until

from escapehatch.api import beats, entrance, sockets
from escapehatch.ports import JournalUnavailable


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
async def test_a_foreign_page_cannot_open_it(place: Place, origin: str | None) -> None:
    """S31"""
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with place.socket(origin):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    ("first", "code"),
    [('{"type": "hello", "token": "wrong"}', 4401), ('{"type": "ping"}', 4409), ("nonsense", 4400), ("[1]", 4400)],
)
async def test_without_a_good_hello_it_is_closed(place: Place, first: str, code: int) -> None:
    """S36, G5: only a wrong token is somebody unknown, who must sign in again. Whoever's hello was lost on the way is to dial again."""
    async with place.socket() as socket:
        await socket.send(first)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd
        assert closed.value.rcvd.code == code


async def test_a_return_gets_the_rest_and_nothing_twice(place: Place) -> None:
    """G5, I01, I02: the version last seen is said, and exactly what came after arrives."""
    visit = await place.visit()
    token, conversation_id = visit["token"], visit["conversation_id"]
    await place.ask(token, conversation_id, "messages", message_id="m1", text="one")
    async with place.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "token": token}))
        snapshot = await frames(socket, "snapshot")
    seen = snapshot["upto"]
    await place.ask(token, conversation_id, "messages", message_id="m2", text="two")
    async with place.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "token": token, "seen": {conversation_id: seen}}))
        rest = await frames(socket, "events", "snapshot")
    assert rest["type"] == "events"
    assert [x["event"]["text"] for x in rest["events"] if x["event"]["type"] == "MessagePosted"] == ["two"]
    assert all(x["seq"] > seen for x in rest["events"])


@pytest.mark.parametrize(("hello", "cut"), [({"beats": True}, True), ({}, False)])
async def test_an_agents_line_that_died_without_a_word_is_cut(
    place: Place, monkeypatch: pytest.MonkeyPatch, hello: dict[str, bool], cut: bool
) -> None:
    """G5, G9, I01: whoever said that they answer beats and does not is gone; a page of the version before is not."""
    monkeypatch.setattr(beats, "BEAT_S", 0.1)
    monkeypatch.setattr(sockets, "SILENT_S", 1.0)
    token = await place.token("agent", "dana")
    sign = {"type": "hello", "token": token, **hello}
    async with place.socket() as alive, place.socket() as dead:
        await alive.send(json.dumps(sign))
        await frames(alive, "welcome")
        for _ in range(13):
            await (frames(alive, "beat") if cut else asyncio.sleep(0.1))
            await alive.send('{"type": "ping"}')
            await frames(alive, "pong")
        assert place.house.floor.state("dana") == "available"
        await dead.send(json.dumps(sign))
        await frames(dead, "welcome")
        await alive.close()
        if not cut:
            await asyncio.sleep(1.5)
            assert place.house.floor.state("dana") == "available"
        else:
            await until(lambda: place.house.floor.state("dana") == "offline")


async def test_an_agent_is_offered_and_accepts(place: Place) -> None:
    """L01, D07: the first agent to come is offered whoever waits."""
    visit = await place.visit()
    await place.ask(visit["token"], visit["conversation_id"], "handoff")
    dana = await place.token("agent", "dana")
    async with place.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "token": dana}))
        row: dict[str, object] = {}
        while not row.get("reservation"):
            inbox = await frames(socket, "inbox")
            row = next((x for x in inbox["rows"] if x["conversation_id"] == visit["conversation_id"]), {})
        body = {"reservation_id": row["reservation"]["reservation_id"]}  # type: ignore[index]
        ask = {
            "type": "ask",
            "ref": "r1",
            "conversation_id": visit["conversation_id"],
            "do": "acceptance",
            "body": body,
        }
        await socket.send(json.dumps(ask))
        done = await frames(socket, "done", "refused")
        assert done["type"] == "done"
    assert (await place.see(visit["token"], visit["conversation_id"]))["owner"]["id"] == "dana"


async def test_a_hello_that_does_not_come_signs_nobody_out(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """G5, I01: in a tunnel it takes longer than the server waits; the page dials again, and is not sent to the sign-in."""
    monkeypatch.setattr(entrance, "HELLO_S", 0.1)
    async with place.socket() as socket:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd and closed.value.rcvd.code == 4409


async def test_whoever_comes_while_nothing_can_be_read_dials_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G13, G5: neither signed out, nor an error of ours: closed with the code of a restart, before the hello is known and after it."""
    visit = await place.visit()
    hello = json.dumps({"type": "hello", "token": visit["token"]})

    async def unreadable(*given: object) -> None:
        raise JournalUnavailable("The disk.")

    for owner, what in ((place.house.grants, "visit"), (place.house.desk, "load")):
        with monkeypatch.context() as broken:
            broken.setattr(owner, what, unreadable)
            async with place.socket() as socket:
                await socket.send(hello)
                with pytest.raises(websockets.ConnectionClosed) as closed:
                    while True:
                        await socket.recv()
        assert closed.value.rcvd and closed.value.rcvd.code == 1012


async def test_a_frame_that_cannot_be_read_is_answered(place: Place) -> None:
    """A wrong frame: a clear error, and the connection goes on."""
    visit = await place.visit()
    async with place.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "token": visit["token"]}))
        await frames(socket, "welcome")
        for bad in ("nonsense", '{"type": "unheard-of"}', '{"type": "ask"}'):
            await socket.send(bad)
            assert (await frames(socket, "refused"))["code"] == "bad_frame"
        await socket.send('{"type": "ping"}')
        await frames(socket, "pong")


async def test_a_flood_is_cut(place: Place) -> None:
    """J03, S51: frames have a rate; the client may come back."""
    visit = await place.visit()
    async with place.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "token": visit["token"]}))
        with pytest.raises(websockets.ConnectionClosed) as closed:
            for _ in range(500):
                await socket.send('{"type": "ping"}')
            while True:
                await socket.recv()
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 4429


async def test_who_opens_what_nothing_is_known_of_is_told_so(place: Place) -> None:
    """G20: an agent's page that has more than a restored journal must hear that, or its words are neither there nor unsent."""
    async with place.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "token": await place.token("agent", "dana")}))
        await socket.send(json.dumps({"type": "watch", "conversation_id": "younger", "ref": "w"}))
        shown = await frames(socket, "snapshot")
        assert (shown["conversation"]["id"], shown["upto"]) == ("younger", 0)
        assert (await frames(socket, "done"))["ref"] == "w"
    said = await place.ask(await place.token("agent", "dana"), "younger", "messages", message_id="m", text="Hello?")
    assert said.status_code == 404


async def test_a_customer_hears_of_their_own_conversation_alone(place: Place) -> None:
    """G26"""
    mine, other = await place.visit(), await place.visit()
    async with place.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "token": mine["token"]}))
        await frames(socket, "welcome")
        watch = {"type": "watch", "conversation_id": other["conversation_id"], "ref": "w"}
        await socket.send(json.dumps(watch))
        assert (await frames(socket, "refused"))["code"] == "not_allowed"
        await place.ask(other["token"], other["conversation_id"], "messages", message_id="c", text="CANARY")
        await place.ask(mine["token"], mine["conversation_id"], "messages", message_id="m", text="mine")
        heard = ""
        while "mine" not in heard:
            heard += json.dumps(await frames(socket, "events", "snapshot", "inbox", "packet"))
        assert "CANARY" not in heard


async def test_a_customer_is_told_what_their_agent_has_seen_and_not_who_else_looks(place: Place) -> None:
    """The agent who has it open: seen. Whoever only watches is the team's business."""
    visit = await place.visit()
    name = visit["conversation_id"]
    await place.ask(visit["token"], name, "handoff")
    dana, eli = await place.token("agent", "dana"), await place.token("agent", "eli")
    async with place.socket() as customer, place.socket() as owner, place.socket() as watcher:
        await customer.send(json.dumps({"type": "hello", "token": visit["token"]}))
        for socket, token in ((owner, dana), (watcher, eli)):
            await socket.send(json.dumps({"type": "hello", "token": token}))
            await frames(socket, "welcome")
            await socket.send(json.dumps({"type": "watch", "conversation_id": name, "ref": "w"}))
            await frames(socket, "done")
        await place.ask(dana, name, "takeover")
        await watcher.send(json.dumps({"type": "look", "conversation_id": name}))
        await frames(watcher, "lookers")
        await owner.send(json.dumps({"type": "look", "conversation_id": name}))
        told = [
            await frames(customer, "welcome", "snapshot", "events", "seen", "still", "lookers", "whisper", "packet")
        ]
        while told[-1]["type"] != "seen":
            told.append(
                await frames(customer, "welcome", "snapshot", "events", "seen", "still", "lookers", "whisper", "packet")
            )
        assert {x["type"] for x in told} <= {"welcome", "snapshot", "events", "seen", "still"}
        await place.ask(visit["token"], name, "messages", message_id="m9", text="and one more thing")
        upto = (await place.see(visit["token"], name))["seq"]
        while (await frames(customer, "seen"))["upto"] < upto:
            pass
    async with place.socket() as again, place.socket() as owner:
        await owner.send(json.dumps({"type": "hello", "token": dana}))
        await frames(owner, "welcome")
        await owner.send(json.dumps({"type": "look", "conversation_id": name}))
        await owner.send('{"type": "ping"}')
        await frames(owner, "pong")
        await again.send(json.dumps({"type": "hello", "token": visit["token"]}))
        assert (await frames(again, "seen"))["upto"] >= upto


async def test_a_client_of_before_a_restore_gets_everything_anew(place: Place) -> None:
    """G20: versions of another epoch count for nothing, even where they would be plausible."""
    visit = await place.visit()
    token, name = visit["token"], visit["conversation_id"]
    for n in range(3):
        await place.ask(token, name, "messages", message_id=f"m{n}", text="Hello")
    epoch = place.house.journal.stream_epoch
    for told, kind in ((epoch, "events"), (0, "events"), (epoch + 5, "snapshot")):
        async with place.socket() as socket:
            await socket.send(json.dumps({"type": "hello", "token": token, "seen": {name: 2}, "epoch": told}))
            assert (await frames(socket, "welcome"))["epoch"] == epoch
            assert (await frames(socket, "events", "snapshot"))["type"] == kind


async def test_a_client_of_before_a_restore_hears_that_nothing_is_left(place: Place) -> None:
    """G20: the backup is older than the whole conversation; without a word of it, nothing would be said again."""
    visit = await place.visit()
    token, name = visit["token"], visit["conversation_id"]
    async with place.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "token": token, "seen": {name: 9}, "epoch": 999}))
        told = await frames(socket, "snapshot")
        assert (told["conversation"]["id"], told["upto"]) == (name, 0)
