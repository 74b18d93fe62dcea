"""Your own bot behind a signed webhook: it gets the BotRequest as JSON and answers with the BotReply.

The ``webhook-id`` is the turn's id, the same when the call is tried again, so a bot can answer each turn once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from ...ports import Bot, BotReply, BotRequest, Unreachable
from ..egress import Egress, shape
from ..signing import sign, usable

#: Seconds for one answer, and before it is asked for a second time.
TIMEOUT_S: Final = 6.0
AGAIN_S: Final = 0.3
#: Characters of an answer, how much may be attached to it, and bytes of all of it.
ANSWER_CHARS: Final = 8_000
ATTACHED_MAX: Final = 20
WHOLE_BYTES: Final = 64 * 1024


def connect(
    url: str,
    secret: str,
    now: Callable[[], datetime],
    name: str = "Bot",
    allow_private: bool = False,
    timeout_s: float = TIMEOUT_S,
) -> Bot:
    """The bot at ``url``; ``secret`` signs the requests. Raises AddressRefused or SecretMissing."""
    return WebhookBot(Egress("bot", url, {}, allow_private, timeout_s), usable(secret), now, name, timeout_s)


class WebhookBot:
    def __init__(self, egress: Egress, secret: str, now: Callable[[], datetime], name: str, timeout_s: float) -> None:
        self.name = name
        self._egress = egress
        self._secret = secret
        self._now = now
        self._timeout_s = timeout_s

    async def answer(self, request: BotRequest) -> BotReply:
        """What the bot answered. Raises Unreachable within the time given, the second try included."""
        body = msgspec.json.encode(request)
        try:
            async with asyncio.timeout(self._timeout_s):
                return _reply(await self._twice(request.turn_id, body))
        except TimeoutError:
            raise Unreachable("bot", "The bot did not answer in time.") from None

    async def close(self) -> None:
        await self._egress.close()

    async def _twice(self, turn_id: str, body: bytes) -> object:
        try:
            return await self._once(turn_id, body)
        except Unreachable:
            await asyncio.sleep(AGAIN_S)
            return await self._once(turn_id, body)

    async def _once(self, turn_id: str, body: bytes) -> object:
        return await self._egress.post("", body, sign(self._secret, turn_id, self._now(), body))


def _reply(found: object) -> BotReply:
    try:
        reply = msgspec.convert(found, BotReply)
    except msgspec.ValidationError as wrong:
        raise Unreachable("bot", f"The bot's answer has another shape than expected: {shape(wrong)}.") from None
    if not reply.text.strip() and not reply.handoff:
        raise Unreachable("bot", "The bot gave an empty answer.")
    if len(reply.text) > ANSWER_CHARS:
        raise Unreachable("bot", "The bot's answer was too long.")
    attached = max(len(reply.cites), len(reply.tried), len(reply.quick_replies))
    if attached > ATTACHED_MAX or len(msgspec.json.encode(reply)) > WHOLE_BYTES:
        raise Unreachable("bot", "The bot attached too much to its answer.")
    return reply
