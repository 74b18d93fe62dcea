"""For those who watch the server: is it alive, can it serve, and how does it go?"""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from ..ports import JournalUnavailable
from .grants import Denied, same
from .parts import Parts
from .who import bearer, parts_of

router = APIRouter()

LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
#: Headers by which a proxy says that somebody else is asking.
FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-real-ip")
PLAIN: Final = "text/plain; version=0.0.4; charset=utf-8"
UNWELL: Any = {503: {"description": "Not well; `wrong` says why, a sentence each"}}
TEXT: Any = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, 401: {"description": "Not from here"}}


@router.get("/healthz", tags=["operations"], summary="Is the process alive?", responses=UNWELL)
async def healthz(request: Request) -> JSONResponse:
    """The event loop answers this, and the journal's writer has answered: yes or no. If not, restart the process."""
    beat = await parts_of(request).pulse.beat()
    return JSONResponse(
        {"alive": beat.answered, "wrong": [] if beat.answered else [beat.wrong]}, 200 if beat.answered else 503
    )


@router.get("/readyz", tags=["operations"], summary="Can it serve? What is missing?", responses=UNWELL)
async def readyz(request: Request) -> JSONResponse:
    """Something was really written to the journal and read from it, and the server is not about to stop."""
    parts = parts_of(request)
    wrong = await _wrong(parts)
    return JSONResponse({"ready": not wrong, "wrong": wrong, **parts.state()}, 503 if wrong else 200)


async def _wrong(parts: Parts) -> list[str]:
    beat = await parts.pulse.beat()
    wrong = [beat.wrong] if beat.wrong else []
    try:
        await parts.journal.next_due()
    except JournalUnavailable as failed:
        wrong.append(str(failed))
    if parts.desk.aside.wrong:
        wrong.append(parts.desk.aside.wrong)
    if parts.door.closed:
        wrong.append("The server is stopping; another one must serve.")
    return wrong


@router.get("/metrics", tags=["operations"], summary="Figures for Prometheus", response_class=Response, responses=TEXT)
async def metrics(request: Request) -> Response:
    """From this machine, or with the operator's token of the settings."""
    parts = parts_of(request)
    _from_here(request, parts.operator_token)
    try:
        tally = await parts.journal.tally()
    except JournalUnavailable:
        tally = None
    states = [parts.floor.state(x.id) for x in parts.roster().agents]
    desk = parts.desk
    shown = parts.gauges.render(tally, states, desk.reads.number, parts.clock.now(), len(desk.aside.isolated))
    return Response(shown, media_type=PLAIN)


def _from_here(request: Request, token: str) -> None:
    """A proxy on this machine speaks for others: it does not count as this machine."""
    if token and same(bearer(request), token):
        return
    proxied = any(x in request.headers for x in FORWARDED)
    if proxied or not request.client or request.client.host not in LOOPBACK:
        raise Denied("Figures are for this machine, or for whoever has the operator's token.")
