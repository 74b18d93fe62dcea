"""A server that is asked to stop lets nobody new in, and sends those who are there elsewhere (G19)."""

from __future__ import annotations

from typing import Final

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

#: What is still answered while the server stops: whoever watches it must see why.
OPEN: Final = frozenset({"/healthz", "/readyz", "/metrics"})
#: When whoever was turned away may try again, seconds.
RETRY_AFTER_S: Final = 2
STOPPING: Final = "The server is being restarted. It was not sent; please try again in a moment."


class Door:
    """Open until the server is asked to stop."""

    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


class Doorkeeper:
    """ASGI middleware: new requests and sockets are answered 503 with Retry-After once the door is closed."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._door.closed or scope["type"] not in {"http", "websocket"} or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        body = {"code": "stopping", "sentence": STOPPING, "owner": {}}
        away = JSONResponse(body, 503, {"Retry-After": str(RETRY_AFTER_S)})
        if scope["type"] == "http":
            await away(scope, receive, send)
        else:
            await WebSocket(scope, receive, send).send_denial_response(away)
