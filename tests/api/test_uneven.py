"""A line that lost, doubled or mixed up frames: each side says what it had sent, and whoever heard something else ends it."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import pytest
import websockets
from place import Place, frames

from escapehatch.api.closing import UNEVEN

#: What the browser's part sums up to the same.
KNOWN = Path(__file__).parents[2] / "web" / "protocol" / "test" / "sums.json"


def summed(*texts: str) -> int:
    found = 0
    for text in texts:
        found = zlib.crc32(text.encode("utf-16-le"), found)
    return found


def test_both_sides_sum_in_the_same_way() -> None:
    known = json.loads(KNOWN.read_text(encoding="utf-8"))
    texts = known["texts"]
    assert [summed(*texts[: n + 1]) for n in range(len(texts))] == known["sums"]


async def let_in(socket: Any, token: str) -> list[str]:
    """The frames that come before a first pong."""
    await socket.send(json.dumps({"type": "hello", "token": token}))
    await socket.send('{"type":"ping"}')
    heard: list[str] = []
    while not heard or json.loads(heard[-1])["type"] != "pong":
        heard.append(await socket.recv())
    return heard


@pytest.mark.parametrize("kind", ["customer", "agent"])
async def test_a_pong_sums_up_all_that_was_sent_before_it(place: Place, kind: str) -> None:
    """G5: a page that has another sum knows that it misses something, the last frame too."""
    visit = await place.visit()
    await place.ask(visit["token"], visit["conversation_id"], "messages", message_id="m1", text="Où est mon colis ?")
    token = visit["token"] if kind == "customer" else await place.token("agent", "dana")
    async with place.socket() as socket:
        heard = await let_in(socket, token)
        assert len(heard) > 2 and json.loads(heard[-1])["sum"] == summed(*heard[:-1])
        if kind == "customer":
            await place.ask(token, visit["conversation_id"], "messages", message_id="m2", text="👀")
            while "👀" not in heard[-1]:
                heard.append(await socket.recv())
        await socket.send('{"type":"ping"}')
        while json.loads(heard[-1])["type"] != "pong" or heard[-1] in heard[:-1]:
            heard.append(await socket.recv())
        assert json.loads(heard[-1])["sum"] == summed(*heard[:-1])


async def test_a_line_on_which_a_frame_of_the_page_was_lost_is_ended(place: Place) -> None:
    """G2, G5, I04: what it had asked for, or wanted to follow, it says again on the next one."""
    visit = await place.visit()
    here = '{"type":"here","visible":true}'
    async with place.socket() as socket:
        await let_in(socket, visit["token"])
        await socket.send(here)
        good = json.dumps({"type": "ping", "sum": summed('{"type":"ping"}', here)})
        await socket.send(good)
        await frames(socket, "pong")
        lost = json.dumps({"type": "typing", "conversation_id": visit["conversation_id"]})
        await socket.send(json.dumps({"type": "ping", "sum": summed('{"type":"ping"}', here, good, lost)}))
        with pytest.raises(websockets.ConnectionClosed) as ended:
            await frames(socket, "pong")
    assert ended.value.rcvd and ended.value.rcvd.code == UNEVEN
    assert f'escapehatch_closed_total{{code="{UNEVEN}"}} 1.0' in (await place.http.get("/metrics")).text


async def test_news_say_what_they_continue(place: Place) -> None:
    """G5: a customer is not sent what is internal, so only this tells a gap from what is lawful."""
    visit = await place.visit()
    token, conversation_id = visit["token"], visit["conversation_id"]
    await place.ask(token, conversation_id, "messages", message_id="m1", text="one")
    async with place.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "token": token}))
        has = (await frames(socket, "snapshot"))["upto"]
        for n in range(3):
            await place.ask(token, conversation_id, "messages", message_id=f"n{n}", text="more")
            while True:
                news = await frames(socket, "events")
                assert news["since"] == has < news["upto"]
                has = news["upto"]
                if any(x["event"].get("message_id") == f"n{n}" for x in news["events"]):
                    break
