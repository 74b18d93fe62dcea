"""WebSocket frames as this server sends them: only what is long is compressed, and nothing is kept between two messages.

A compressor for each page costs more memory than the rest of its connection, and more time than the short frames that a
chat is made of take on the wire. What fits into the first packets of a connection arrives as soon without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.frames import Frame

#: Frames shorter than this are sent as they are, bytes: ten packets are on their way before the first is acknowledged (RFC 6928).
LONG: Final = 12_000


class Sparing(PerMessageDeflate):
    """permessage-deflate (RFC 7692), message by message."""

    def encode(self, frame: Frame) -> Frame:
        return frame if len(frame.data) < LONG else super().encode(frame)


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
