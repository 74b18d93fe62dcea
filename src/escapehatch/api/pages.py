"""The pages of the browser's side: loader, panel, console, and the reference of this API. All from our own origin."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .parts import Parts

NO_ASSETS: Final = (
    "<!doctype html><title>Escape Hatch</title><p>The browser's part has not been built. "
    "Install the wheel, or run <code>make</code> in the checkout."
)

_STRICT: Final = "default-src 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"


def policies(parts: Parts) -> dict[str, str]:
    """Content-Security-Policy by the start of the path; the longest match counts."""
    sockets = " ".join(sorted(x.replace("http", "ws", 1) for x in parts.origins))
    own = f"script-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self' {sockets}"
    pages = f"{_STRICT}; {own}; style-src 'self'; require-trusted-types-for 'script'"
    reference = (
        "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'"
    )
    framed = " ".join(("'self'", *parts.shop_origins))
    panel = pages.replace("img-src 'self'", " ".join(("img-src 'self'", *parts.shop_origins)))
    return {
        "/": f"{_STRICT}; frame-ancestors 'none'",
        "/v1/policy/backtests": f"{_STRICT}; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "/console": f"{pages}; frame-ancestors 'none'",
        "/widget": f"{panel}; frame-ancestors {framed}",
        "/docs": f"{_STRICT}; {reference}; frame-ancestors 'none'",
    }


class Headers:
    """Adds the security headers to every answer."""

    def __init__(self, app: ASGIApp, parts: Parts) -> None:
        self._app = app
        self._policies = sorted(policies(parts).items(), key=lambda x: -len(x[0]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        policy = next(value for start, value in self._policies if path.startswith(start))

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_headers(path, policy)]
            await send(message)

        await self._app(scope, receive, with_headers)


def _headers(path: str, policy: str) -> list[tuple[bytes, bytes]]:
    pairs = {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
    }
    if path == "/widget/loader.js":
        pairs |= {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
    if path.startswith("/v1/"):
        pairs["cache-control"] = "no-store"
    return [(key.encode(), value.encode()) for key, value in pairs.items()]


def install(app: FastAPI, parts: Parts) -> None:
    """Mount the built pages; without them, say what is missing."""
    web: Path = parts.web_dist
    app.add_middleware(Headers, parts=parts)

    @app.get("/", include_in_schema=False)
    async def home() -> Response:
        return RedirectResponse("/console/")

    @app.get("/docs", include_in_schema=False)
    async def reference(request: Request) -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="/openapi.json",
            title="Escape Hatch API",
            swagger_js_url="/docs/assets/swagger-ui-bundle.js",
            swagger_css_url="/docs/assets/swagger-ui.css",
            swagger_favicon_url="data:,",
        )

    if not (web / "console" / "index.html").exists():

        @app.get("/console/", include_in_schema=False)
        async def unbuilt() -> HTMLResponse:
            return HTMLResponse(NO_ASSETS, 503)

        return

    @app.get("/widget/loader.js", include_in_schema=False)
    async def loader() -> FileResponse:
        return FileResponse(web / "widget" / "loader.js", headers={"cache-control": "public, max-age=300"})

    app.mount("/widget/panel", StaticFiles(directory=web / "widget" / "panel", html=True), name="panel")
    app.mount("/console", StaticFiles(directory=web / "console", html=True), name="console")
    app.mount("/docs/assets", StaticFiles(directory=web / "docs", check_dir=False), name="docs")
