"""A page that shows what happens in the story's browsers, side by side, as it happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import uvicorn
from playwright.async_api import Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, StreamingResponse
from starlette.routing import Route

EVERY_S = 0.15

PAGE = """<!doctype html><meta charset=utf-8><meta name=viewport content="width=device-width"><title>The story</title>
<style>body{margin:0;font:16px system-ui,sans-serif;background:#22201e;color:#f4ede4}
main{display:flex;gap:1rem;padding:1rem;align-items:flex-start}
figure{margin:0}figcaption{padding:.3rem 0;color:#b9aea2}
img{display:block;border-radius:10px;max-width:100%}
.a{flex:0 0 26%}.b{flex:1}</style>
<main><figure class=a><figcaption>The customer</figcaption><img src=/a></figure>
<figure class=b><figcaption>The agent</figcaption><img src=/b></figure></main>"""


class Theatre:
    """Serves the pages' pictures on a port of its own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._pages: dict[str, Page] = {}
        routes = [Route("/", lambda r: HTMLResponse(PAGE)), Route("/a", self._film), Route("/b", self._film)]
        config = uvicorn.Config(
            Starlette(routes=routes), host="127.0.0.1", port=port, log_level="error", lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._task = asyncio.create_task(self._server.serve())

    def show(self, customer: Page, agent: Page) -> None:
        self._pages = {"/a": customer, "/b": agent}

    async def close(self) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        await self._task

    async def _film(self, request: Request) -> StreamingResponse:
        return StreamingResponse(self._frames(request.url.path), media_type="multipart/x-mixed-replace; boundary=frame")

    async def _frames(self, which: str) -> AsyncIterator[bytes]:
        while not self._server.should_exit:
            page = self._pages.get(which)
            if page and not page.is_closed():
                picture = await page.screenshot(type="jpeg", quality=70)
                yield b"--frame\r\nContent-Type: image/jpeg\r\n\r\n" + picture + b"\r\n"
            await asyncio.sleep(EVERY_S)
