"""A helpdesk that is told by signed webhooks. The ``webhook-id`` is the effect's id, the same on every retry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from ..egress import Egress
from ..signing import sign


def connect(url: str, secret: str, now: Callable[[], datetime], allow_private: bool = False) -> WebhookHelpdesk:
    """The helpdesk at ``url``; ``secret`` signs what it is told."""
    return WebhookHelpdesk(Egress("helpdesk", url, {}, allow_private, timeout_s=10.0), secret, now)


class WebhookHelpdesk:
    def __init__(self, egress: Egress, secret: str, now: Callable[[], datetime]) -> None:
        self._egress = egress
        self._secret = secret
        self._now = now

    async def tell(self, key: str, kind: str, payload: Mapping[str, Any]) -> None:
        body = msgspec.json.encode({"type": kind, "data": dict(payload)})
        await self._egress.post("", body, sign(self._secret, key, self._now(), body))
