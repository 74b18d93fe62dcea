"""What no page of ours sends over the socket: odd numbers, bytes, words for nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest
import websockets
from place import Place, frames

HUGE = 10**30


@pytest.mark.parametrize("seen", [HUGE, -HUGE, -5, 2**63])
async def test_a_version_that_cannot_be_is_one_that_nobody_has(place: Place, seen: int) -> None:
    """G5: whoever says it gets the whole picture, and not an error of ours."""
    visit = await place.visit()
    here = visit["conversation_id"]
    await place.ask(visit["token"], here, "messages", message_id="m1", text="one")
    place.house.desk.reads._kept.clear()
    async with place.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "token": visit["token"], "seen": {here: seen}}))
        frame = await frames(socket, "snapshot", "events")
        assert "one" in json.dumps(frame)
    async with place.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "token": await place.token("agent", "dana")}))
        await socket.send(json.dumps({"type": "watch", "conversation_id": here, "seq": seen, "ref": "w"}))
        assert (await frames(socket, "done", "refused"))["ref"] == "w"


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "ping", "sum": HUGE},
        {"type": "ask", "ref": "r", "conversation_id": "\x00", "do": "messages", "body": {}},
        {"type": "ask", "ref": "r", "conversation_id": "", "do": "leave", "age_ms": 1e308},
        {"type": "ask", "ref": "r", "conversation_id": "", "do": "leave", "age_ms": -1e308},
        {"type": "ask", "ref": "r", "conversation_id": "", "do": "callback", "body": {"contact": "a@b.c\u2028"}},
        {"type": "watch", "conversation_id": "x" * 60_000, "seq": 3, "ref": "r"},
        {"type": "look", "conversation_id": "\x00"},
        {"type": "look", "conversation_id": "x" * 60_000},
        {"type": "typing", "conversation_id": "\x00"},
        {"type": "draft", "conversation_id": "\x00", "text": "\x00", "ref": "r"},
        {"type": "whisper", "conversation_id": "\x00", "text": "\x00", "ref": "r"},
        {"type": "applied", "conversation_id": "\x00", "seq": HUGE, "took_ms": 1e308},
        {"type": "presence", "state": "\x00", "ref": "r"},
    ],
)
@pytest.mark.parametrize("agent", [True, False])
async def test_an_odd_frame_ends_nothing(place: Place, frame: dict[str, Any], agent: bool) -> None:
    visit = await place.visit()
    await place.ask(visit["token"], visit["conversation_id"], "messages", message_id="m1", text="one")
    token = await place.token("agent", "dana") if agent else visit["token"]
    async with place.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "token": token}))
        await frames(socket, "welcome")
        await socket.send(json.dumps(frame))
        if frame["type"] == "ping":
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await frames(socket, "pong")
            assert closed.value.rcvd and closed.value.rcvd.code == 4409
            return
        said = await frames(socket, "done", "refused", "known") if frame.get("ref") else {}
        assert said.get("code") != "internal"
        await socket.send('{"type": "ping"}')
        await frames(socket, "pong")


@pytest.mark.parametrize("first", [True, False])
async def test_bytes_are_no_frame(place: Place, first: bool, caplog: pytest.LogCaptureFixture) -> None:
    """Closed as what cannot be read, without an error of ours."""
    visit = await place.visit()
    async with place.socket() as socket:
        if not first:
            await socket.send(json.dumps({"type": "hello", "token": visit["token"]}))
            await frames(socket, "welcome")
        await socket.send(b"\x00\xff")
        with pytest.raises(websockets.ConnectionClosed) as closed:
            while True:
                await socket.recv()
        assert closed.value.rcvd and closed.value.rcvd.code == 4400
    assert "Exception" not in caplog.text
