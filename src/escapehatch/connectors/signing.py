"""Standard Webhooks 1.0.0: how messages between this house and a shop's systems are signed.

``webhook-signature`` is ``v1,`` and the base64 HMAC-SHA256 of ``id.timestamp.body``; several may stand there while a
secret is rotated. A signature is good for five minutes either way.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

TOLERANCE: Final = timedelta(minutes=5)
#: Signatures in one header that are looked at.
SIGNATURES_MAX: Final = 5


class BadSignature(Exception):
    """Not signed with our secret, or too long ago."""


class SecretMissing(PermissionError):
    """A connector that signs was given no secret: whoever knows the address could sign."""


def sign(secret: str | Sequence[str], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers for ``body``. While a secret is rotated, give the old and the new one: each signs."""
    stamp = str(int(at.timestamp()))
    signed = " ".join("v1," + _signature(x, message_id, stamp, body) for x in _several(secret))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": signed,
        "content-type": "application/json",
    }


def verify(secret: str | Sequence[str], headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """The message's id; any of the secrets may have signed. Raises BadSignature, in constant time for every wrong one.

    ``headers``: names in small letters, or a mapping that does not mind. ``body``: the bytes as received.
    """
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        raise BadSignature("the webhook headers are missing")
    if abs(now.timestamp() - int(stamp)) > TOLERANCE.total_seconds():
        raise BadSignature("the signature is older than five minutes, or from the future")
    wanted = [_signature(x, message_id, stamp, body).encode() for x in _several(secret)]
    header = headers.get("webhook-signature", "").split(" ", SIGNATURES_MAX)[:SIGNATURES_MAX]
    given = [x.removeprefix("v1,").encode() for x in header if x.startswith("v1,")]
    good = [hmac.compare_digest(x, y) for x in given for y in wanted]
    if not any(good):
        raise BadSignature("no signature fits")
    return message_id


def _signature(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    signed = f"{message_id}.{stamp}.".encode() + body
    return base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def usable(secret: str) -> str:
    """The secret itself, when something can be signed with it. Raises SecretMissing."""
    _key(secret)
    return secret


def _several(secret: str | Sequence[str]) -> Sequence[str]:
    return [secret] if isinstance(secret, str) else secret


def _key(secret: str) -> bytes:
    """The bytes of a secret: base64 after ``whsec_``, else the text itself. Raises SecretMissing for none."""
    key = secret.encode()
    if secret.startswith("whsec_"):
        try:
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            pass
    if not key:
        raise SecretMissing("a secret is needed to sign: set secret in the settings")
    return key
