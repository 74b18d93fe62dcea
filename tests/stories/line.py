"""The line between a page and the server. It can go dead without a word: nothing is closed, and nothing arrives."""

from __future__ import annotations

from playwright.async_api import Page, WebSocketRoute


class Line:
    """``stays_dead``: who dials again gets through no more than before."""

    def __init__(self) -> None:
        self._dead: list[list[bool]] = []
        self.stays_dead = False

    async def laid(self, page: Page) -> Line:
        await page.route_web_socket("**/v1/socket", self._route)
        return self

    def go_dead(self) -> None:
        """All that is connected now; who dials again gets through."""
        for one in self._dead:
            one[0] = True

    def _route(self, here: WebSocketRoute) -> None:
        dead = [self.stays_dead]
        self._dead.append(dead)
        there = here.connect_to_server()
        here.on_message(lambda words: None if dead[0] else there.send(words))
        there.on_message(lambda words: None if dead[0] else here.send(words))

        async def closed(other: WebSocketRoute, code: int | None, reason: str | None) -> None:
            if not dead[0]:
                await other.close(code=code, reason=reason)

        here.on_close(lambda code, reason: closed(there, code, reason))
        there.on_close(lambda code, reason: closed(here, code, reason))
