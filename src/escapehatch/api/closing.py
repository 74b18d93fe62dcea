"""How a socket is ended from here, with a code that says why, and counted by it."""

from __future__ import annotations

from starlette.websockets import WebSocket, WebSocketDisconnect

from .parts import Parts

#: Close codes: not let in; spoke too fast; not a frame; a frame was lost or doubled; the server restarts; a bug of ours (both the protocol's own).
DENIED, TOO_FAST, BAD_FRAME, UNEVEN, RESTART, BUG = 4401, 4429, 4400, 4409, 1012, 1011


async def close(parts: Parts, ws: WebSocket, code: int) -> None:
    """Once: whoever is gone already is not counted."""
    try:
        await ws.close(code=code)
    except (RuntimeError, WebSocketDisconnect):
        return
    parts.gauges.closed.labels(str(code)).inc()
