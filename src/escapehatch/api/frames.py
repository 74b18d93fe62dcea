"""WebSocket frames as this server sends them: only what is long is compressed, each message by itself.

A compressor for each page costs more memory than the rest of its connection, and more time than the short frames that a
chat is made of take on the wire. What fits into the first packets of a connection arrives as soon without it. And two
hundred agents who are told the same are sent the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.frames import Frame, Opcode

#: Frames shorter than this are sent as they are, bytes: ten packets are on their way before the first is acknowledged (RFC 6928).
LONG: Final = 12_000
#: Compressed messages kept for whoever is told the same.
KEPT: Final = 16
#: What a message ends with once it is flushed, and what is left out of it.
SYNC: Final = b"\x00\x00\xff\xff"
DATA_OPCODES: Final = frozenset({Opcode.TEXT, Opcode.BINARY})


class Sparing(PerMessageDeflate):
    """permessage-deflate (RFC 7692), message by message."""

    def encode(self, frame: Frame) -> Frame:
        if len(frame.data) < LONG or frame.opcode not in DATA_OPCODES:
            return frame
        return Frame(frame.opcode, deflated(bytes(frame.data), self.local_max_window_bits), frame.fin, rsv1=True)


@lru_cache(maxsize=KEPT)
def deflated(data: bytes, window_bits: int) -> bytes:
    """One whole message, compressed by itself: so it is the same for everybody, and made once for all who are told the same."""
    maker = zlib.compressobj(wbits=-window_bits)
    return (maker.compress(data) + maker.flush(zlib.Z_SYNC_FLUSH)).removesuffix(SYNC)


class Offer(ServerPerMessageDeflateFactory):
    """Negotiates it, without anything that lasts from one message to the next."""

    def __init__(self) -> None:
        super().__init__(server_no_context_takeover=True, client_no_context_takeover=True)

    def process_request_params(
        self, params: Sequence[tuple[str, str | None]], accepted_extensions: Sequence[Any]
    ) -> tuple[list[tuple[str, str | None]], PerMessageDeflate]:
        agreed, like = super().process_request_params(params, accepted_extensions)
        return agreed, Sparing(
            True, True, like.remote_max_window_bits, like.local_max_window_bits, like.compress_settings
        )


class Frames(WebSocketsSansIOProtocol):
    """uvicorn's own protocol, with this compression."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.conn.available_extensions = (Offer(),)
