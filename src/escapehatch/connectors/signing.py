"""Standard Webhooks 1.0.0: how messages between this house and a shop's systems are signed.

``webhook-signature`` is ``v1,`` and the base64 HMAC-SHA256 of ``id.timestamp.body``; several may stand there while a
secret is rotated. A signature is good for five minutes either way.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

TOLERANCE: Final = timedelta(minutes=5)
#: Signatures in one header that are looked at.
SIGNATURES_MAX: Final = 5


class BadSignature(Exception):
    """Not signed with our secret, or too long ago."""


def sign(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers for ``body``."""
    stamp = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": "v1," + _signature(secret, message_id, stamp, body),
        "content-type": "application/json",
    }


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """The message's id. Raises BadSignature, in constant time for every wrong one."""
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        raise BadSignature("the webhook headers are missing")
    if abs(now - datetime.fromtimestamp(int(stamp), UTC)) > TOLERANCE:
        raise BadSignature("the signature is older than five minutes, or from the future")
    wanted = _signature(secret, message_id, stamp, body).encode()
    given = headers.get("webhook-signature", "").split(" ")[:SIGNATURES_MAX]
    good = [hmac.compare_digest(x.removeprefix("v1,").encode(), wanted) for x in given if x.startswith("v1,")]
    if not any(good):
        raise BadSignature("no signature fits")
    return message_id


def _signature(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    signed = f"{message_id}.{stamp}.".encode() + body
    return base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    """The bytes of a secret: base64 after ``whsec_``, else the text itself."""
    if secret.startswith("whsec_"):
        try:
            return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            return secret.encode()
    return secret.encode()
