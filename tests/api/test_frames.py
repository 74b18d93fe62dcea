"""Frames on the wire: the long are compressed, once for all who are told the same; the short are not."""

from __future__ import annotations

from pathlib import Path

import msgspec
from place import frames, opened
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame, Opcode

from escapehatch.api.frames import LONG, SYNC, Offer, Sparing

TEXT = b'{"type":"inbox","rows":["where is my order"]}'


def pair() -> tuple[Sparing, PerMessageDeflate]:
    """The server's side, and a browser's."""
    return Sparing(True, True, 15, 15), PerMessageDeflate(True, True, 15, 15)


def test_long_frames_are_compressed_by_themselves_and_the_same_for_everybody() -> None:
    """G17: a browser reads each, in any order; two who are told the same are sent the same bytes, made once."""
    long = TEXT * (LONG // len(TEXT) + 1)
    (server, browser), (other, _) = pair(), pair()
    for _ in range(2):
        sent = server.encode(Frame(Opcode.TEXT, long))
        assert sent.rsv1 and len(sent.data) < len(long) // 10 and not sent.data.endswith(SYNC)
        assert bytes(browser.decode(sent).data) == long
    assert other.encode(Frame(Opcode.TEXT, bytes(bytearray(long)))).data is sent.data


def test_short_frames_and_those_of_the_protocol_itself_go_as_they_are() -> None:
    server, browser = pair()
    for frame in (Frame(Opcode.TEXT, TEXT), Frame(Opcode.PING, b"x" * 100)):
        assert server.encode(frame) is frame
        assert browser.decode(frame) is frame


def test_nothing_lasts_from_one_message_to_the_next() -> None:
    """Whatever a browser offers, neither side keeps a window: that is what makes the bytes the same for all."""
    agreed, made = Offer().process_request_params([("client_max_window_bits", None)], [])
    assert {x for x, _ in agreed} >= {"server_no_context_takeover", "client_no_context_takeover"}
    assert isinstance(made, Sparing) and not hasattr(made, "encoder") and not hasattr(made, "decoder")


async def test_a_long_conversation_arrives_whole(tmp_path: Path) -> None:
    """G5: over a real socket, with a client that compresses as browsers do."""
    async with opened(tmp_path) as place:
        visit = await place.visit()
        words = [f"{n} " + "lantern " * 900 for n in range(4)]
        for n, text in enumerate(words):
            done = await place.ask(visit["token"], visit["conversation_id"], "messages", message_id=f"m{n}", text=text)
            assert done.status_code == 200
        async with place.socket() as socket:
            assert [x.name for x in socket.protocol.extensions] == ["permessage-deflate"]
            await socket.send(msgspec.json.encode({"type": "hello", "token": visit["token"]}).decode())
            snapshot = await frames(socket, "snapshot")
    said = [x["text"] for x in snapshot["conversation"]["entries"] if x["kind"] == "message" and x["id"][0] == "m"]
    assert [x.strip() for x in said[: len(words)]] == [x.strip() for x in words]
