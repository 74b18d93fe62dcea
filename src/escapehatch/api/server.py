"""The ASGI application, from the parts it is given."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final

from fastapi import FastAPI

from . import (
    attachments,
    backtesting,
    erasures,
    errors,
    figures,
    health,
    letters,
    pages,
    policies,
    rosters,
    routes,
    setup,
    team,
    visits,
)
from .draining import Doorkeeper
from .entrance import Sockets
from .parts import Parts

DESCRIPTION = """The bot-to-human escalation path of a shop's chat.

Customers, agents and bots use the same routes; what each may do is decided by who they are. Every change of owner
raises the conversation's `epoch`; a writer that says an old one is refused with 409 and the current owner.
Live events arrive over the one socket, `/v1/socket`; its frames are described in the docs.
"""

#: Asked from the first on: what is wanted most, and by everybody at once after a restart, stands first.
PARTS: Final = (
    visits,
    routes,
    attachments,
    health,
    rosters,
    policies,
    backtesting,
    figures,
    setup,
    team,
    letters,
    erasures,
)

Lifespan = Callable[[], AbstractAsyncContextManager[Parts]]


def create(parts: Parts, running: Callable[[], AbstractAsyncContextManager[None]]) -> FastAPI:
    """``running`` is entered while the server is up: it runs the desk's loops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running():
            yield

    app = FastAPI(
        title="Escape Hatch",
        version=parts.build,
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        # Its own traces and logs would hold addresses and the messages of exceptions; `hops` has ours.
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
    )
    app.state.parts = parts
    errors.install(app)
    for part in PARTS:
        # As they are: `include_router` would build each of them once more, at the first request after a restart.
        app.router.routes += part.router.routes
    app.add_middleware(Sockets)
    app.add_middleware(Doorkeeper, door=parts.door)
    pages.install(app, parts)
    return app
