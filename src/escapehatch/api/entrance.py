"""Who comes in by the socket: allowed by origin, then by ``hello``.

Five thousand pages come back at once when a server starts again. So a socket is answered before the layers that only
requests need, which are a tenth of what letting one in costs.
"""

from __future__ import annotations

import asyncio
from typing import Final

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from . import wire
from .asks import Asker
from .grants import Denied
from .parts import Parts
from .sockets import DENIED, Session, close, frames
from .who import COOKIE, by_token, of_login, parts_of, place_of

PATH: Final = "/v1/socket"
#: A client must say who it is within this long.
HELLO_S: Final = 5.0


class Sockets:
    """ASGI middleware that answers sockets itself: the routes' own layers are a tenth of what it costs to let one in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"] == PATH:
            await socket(WebSocket(scope, receive, send))
        else:
            await self._app(scope, receive, send)


async def socket(ws: WebSocket) -> None:
    """Let in by origin, then by ``hello``."""
    parts = parts_of(ws)
    if ws.headers.get("origin") not in parts.origins:
        await ws.close(code=1008)
        return
    await ws.accept()
    try:
        async with asyncio.timeout(HELLO_S):
            hello = frames.decode(await ws.receive_text())
        who = await _who(parts, ws, hello)
    except (TimeoutError, Denied, msgspec.DecodeError, KeyError, WebSocketDisconnect):
        await close(ws, DENIED)
        return
    assert isinstance(hello, wire.Hello)
    await Session(parts, ws, who).run(hello)


async def _who(parts: Parts, ws: WebSocket, hello: wire.FromClient) -> Asker:
    if not isinstance(hello, wire.Hello):
        raise Denied("The first frame is hello.")
    if hello.token:
        found = await by_token(parts, hello.token)
        if found:
            found.place = place_of(ws)
    else:
        login = await parts.grants.login(ws.cookies.get(COOKIE, ""))
        found = of_login(login) if login else None
    if found is None:
        raise Denied("Not signed in.")
    return found
