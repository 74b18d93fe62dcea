"""Signed messages between this house and a shop's systems, and the helpdesk that is told by them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from escapehatch.connectors.helpdesks import webhook
from escapehatch.connectors.signing import BadSignature, SecretMissing, sign, usable, verify
from escapehatch.ports import Unreachable

from .far import Far

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OLD, NEW = "whsec_b2xkIHNlY3JldA==", "a new secret"
BODY = b'{"a": 1}'


def test_the_published_example_of_the_standard() -> None:
    """Standard Webhooks 1.0.0: the signature of a known message."""
    secret, at = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", datetime.fromtimestamp(1614265330, UTC)
    signed = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert signed["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("secret", [OLD, NEW, [OLD, NEW], [NEW, OLD]])
def test_while_a_secret_is_rotated_either_is_good(secret: Any) -> None:
    """S48."""
    assert verify(secret, sign([OLD, NEW], "m1", NOW, BODY), BODY, NOW) == "m1"


@pytest.mark.parametrize("late", [timedelta(minutes=-4), timedelta(0), timedelta(minutes=4)])
def test_a_few_minutes_are_nothing(late: timedelta) -> None:
    assert verify(NEW, sign(NEW, "m1", NOW, BODY), BODY, NOW + late) == "m1"


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": ""},
        {"webhook-id": "m2"},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "\u0661\u0662"},
        {"webhook-timestamp": str(int(NOW.timestamp()) + 1)},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "v2," + sign(NEW, "m1", NOW, BODY)["webhook-signature"][3:]},
        {"webhook-signature": " ".join(["v1,AAAA"] * 1_000 + [sign(NEW, "m1", NOW, BODY)["webhook-signature"]])},
        {"webhook-signature": sign(OLD, "m1", NOW, BODY)["webhook-signature"]},
    ],
)
def test_what_is_not_ours_is_refused(change: dict[str, str]) -> None:
    """S48: missing, foreign, changed, and a list of a thousand."""
    with pytest.raises(BadSignature):
        verify(NEW, {**sign(NEW, "m1", NOW, BODY), **change}, BODY, NOW)


@pytest.mark.parametrize("late", [timedelta(minutes=-10), timedelta(minutes=10)])
def test_an_old_one_or_one_from_the_future_is_refused(late: timedelta) -> None:
    """S48."""
    with pytest.raises(BadSignature, match="five minutes"):
        verify(NEW, sign(NEW, "m1", NOW, BODY), BODY, NOW + late)


def test_the_body_is_the_bytes_as_they_came() -> None:
    """S48: the same JSON written otherwise is another message."""
    with pytest.raises(BadSignature):
        verify(NEW, sign(NEW, "m1", NOW, BODY), b'{"a":1}', NOW)


@pytest.mark.parametrize("secret", ["", "whsec_"])
def test_a_secret_that_is_none(secret: str) -> None:
    with pytest.raises(SecretMissing):
        usable(secret)


async def test_a_helpdesk_is_told_once_signed_and_by_name(far: Far) -> None:
    """G23: the same id on every try."""
    desk = webhook.connect(far.url, NEW, lambda: NOW, allow_private=True)
    far.says(b"thanks, whatever that is", 202)
    await desk.tell("effect-7", "HandoffRequested", {"conversation_id": "c1", "words": "Größe"})
    await desk.tell("effect-7", "HandoffRequested", {"conversation_id": "c1", "words": "Größe"})
    assert [verify(NEW, headers, body, NOW) for _, _, headers, body in far.asked] == ["effect-7"] * 2
    sent = json.loads(far.asked[0][3])
    assert sent == {"type": "HandoffRequested", "data": {"conversation_id": "c1", "words": "Größe"}}


@pytest.mark.parametrize("status", [301, 400, 404, 410, 500])
async def test_anything_but_a_yes_is_tried_again_later(far: Far, status: int) -> None:
    far.says({}, status)
    with pytest.raises(Unreachable, match=str(status)):
        await webhook.connect(far.url, NEW, lambda: NOW, allow_private=True).tell("e1", "x", {})


async def test_a_name_with_line_breaks_stays_in_the_body(far: Far) -> None:
    """S50."""
    far.says({})
    desk = webhook.connect(far.url, NEW, lambda: NOW, allow_private=True)
    await desk.tell("e1", "HandoffRequested", {"name": "Ada\r\nx-admin: 1"})
    assert "x-admin" not in far.asked[0][2]
