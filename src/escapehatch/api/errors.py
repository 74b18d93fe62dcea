"""Every failure leaves this house in one form: ``{code, sentence, owner?}``, and never a stack trace."""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ..ports import JournalUnavailable
from .doors import sentence_of
from .grants import Denied

log = structlog.get_logger(__name__)

SORRY = "Something went wrong on our side. Nothing you sent was lost; please try again."


def problem(status: int, code: str, sentence: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"code": code, "sentence": sentence, "owner": {}}, status, headers)


def install(app: FastAPI) -> None:
    """Register the handlers."""

    @app.exception_handler(Denied)
    async def denied(request: Request, failed: Denied) -> JSONResponse:
        _count(request, "denied")
        return problem(failed.status, "denied", failed.sentence)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, failed: RequestValidationError) -> JSONResponse:
        _count(request, "bad_request")
        return problem(422, "bad_request", sentence_of(list(failed.errors())))

    @app.exception_handler(HTTPException)
    async def http(request: Request, failed: HTTPException) -> JSONResponse:
        return problem(failed.status_code, "http", str(failed.detail), dict(failed.headers or {}))

    @app.exception_handler(JournalUnavailable)
    async def unavailable(request: Request, failed: JournalUnavailable) -> JSONResponse:
        _count(request, "unavailable")
        sentence = "Nothing can be stored right now. Your message was not sent; please try again in a moment."
        return problem(503, "unavailable", sentence, {"Retry-After": "2"})

    @app.exception_handler(UnicodeDecodeError)
    async def undecodable(request: Request, failed: UnicodeDecodeError) -> JSONResponse:
        return problem(400, "bad_request", "The body is not UTF-8 text.")

    @app.exception_handler(Exception)
    async def broken(request: Request, failed: Exception) -> JSONResponse:
        _count(request, "internal")
        route = getattr(request.scope.get("route"), "path", "")
        place = request.path_params.get("conversation_id", "")
        log.error("request_failed", method=request.method, route=route, conversation_id=place, exc_info=failed)
        return problem(500, "internal", SORRY)


def _count(request: Request, code: str) -> None:
    request.app.state.parts.gauges.refused(code)
