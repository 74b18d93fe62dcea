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

from ..ports import JournalUnavailable
from . import wire
from .asks import Asker
from .closing import BAD_FRAME, DENIED, RESTART, UNEVEN, close
from .grants import Denied
from .parts import Parts
from .sockets import Session, frames
from .who import COOKIE, by_token, of_login, parts_of, place_of

PATH: Final = "/v1/socket"
#: A client must say who it is within this long.
HELLO_S: Final = 5.0


class Sockets:
    """ASGI middleware: sockets go no further."""

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
            hello: wire.FromClient | None = frames.decode(await ws.receive_text())
    except (msgspec.DecodeError, KeyError, WebSocketDisconnect):
        return await close(parts, ws, BAD_FRAME)
    except TimeoutError:
        hello = None
    if not isinstance(hello, wire.Hello):
        return await close(
            parts, ws, UNEVEN
        )  # it was lost, or is late: whoever sends it is not unknown, and dials again
    try:
        await Session(parts, ws, await _who(parts, ws, hello)).run(hello)
    except Denied:
        await close(parts, ws, DENIED)
    except JournalUnavailable:
        await close(parts, ws, RESTART)  # nothing can be read: they dial again


async def _who(parts: Parts, ws: WebSocket, hello: wire.Hello) -> Asker:
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
