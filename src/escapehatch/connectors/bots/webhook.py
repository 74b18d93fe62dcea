"""Your own bot behind a signed webhook: it gets the BotRequest as JSON and answers with the BotReply.

The ``webhook-id`` is the turn's id, the same when the call is tried again, so a bot can answer each turn once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from ...ports import BotReply, BotRequest, Unreachable
from ..egress import Egress
from ..signing import sign

#: Seconds for one call, and before it is tried a second time.
TIMEOUT_S: Final = 6.0
AGAIN_S: Final = 0.3


def connect(
    url: str, secret: str, now: Callable[[], datetime], name: str = "Bot", allow_private: bool = False
) -> WebhookBot:
    """The bot at ``url``; ``secret`` signs the requests."""
    return WebhookBot(Egress("bot", url, {}, allow_private, TIMEOUT_S), secret, now, name)


class WebhookBot:
    def __init__(self, egress: Egress, secret: str, now: Callable[[], datetime], name: str) -> None:
        self.name = name
        self._egress = egress
        self._secret = secret
        self._now = now

    async def answer(self, request: BotRequest) -> BotReply:
        body = msgspec.json.encode(request)
        try:
            found = await self._once(request, body)
        except Unreachable:
            await asyncio.sleep(AGAIN_S)
            found = await self._once(request, body)
        try:
            return msgspec.convert(found, BotReply)
        except msgspec.ValidationError as wrong:
            raise Unreachable("bot", f"The bot's answer has another shape than expected: {wrong}.") from None

    async def _once(self, request: BotRequest, body: bytes) -> object:
        return await self._egress.post("", body, sign(self._secret, request.turn_id, self._now(), body))
