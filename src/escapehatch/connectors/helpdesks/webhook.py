"""A helpdesk that is told by signed webhooks. The ``webhook-id`` is the effect's id, the same on every retry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from ..egress import Egress
from ..signing import sign, usable

#: Seconds for one call: nobody waits for it, the outbox tries again.
TIMEOUT_S: Final = 10.0


def connect(url: str, secret: str, now: Callable[[], datetime], allow_private: bool = False) -> WebhookHelpdesk:
    """The helpdesk at ``url``; ``secret`` signs what it is told. Raises AddressRefused or SecretMissing."""
    return WebhookHelpdesk(Egress("helpdesk", url, {}, allow_private, TIMEOUT_S), usable(secret), now)


class WebhookHelpdesk:
    def __init__(self, egress: Egress, secret: str, now: Callable[[], datetime]) -> None:
        self._egress = egress
        self._secret = secret
        self._now = now

    async def tell(self, key: str, kind: str, payload: Mapping[str, Any]) -> None:
        """Any 2xx is enough, whatever the answer holds. Raises Unreachable."""
        body = msgspec.json.encode({"type": kind, "data": dict(payload)})
        await self._egress.tell("", body, sign(self._secret, key, self._now(), body))
