"""Who is let in, and as whom."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from place import SECRET, Place


async def test_a_visitor_is_anonymous_until_the_shop_signs(place: Place) -> None:
    """S16: what the page claims is not taken; only the signature counts."""
    anonymous = await place.visit()
    assert not anonymous["customer"]["verified"]
    assert anonymous["customer"]["id"].startswith("anon-")
    signed = await place.visit(place.identity())
    assert signed["customer"] == {"id": "ada", "name": "Ada Byrne", "email": "", "verified": True}


WRONG: dict[str, dict[str, Any]] = {
    "expired": {"iat": 1, "exp": 301},
    "valid for too long": {"exp": 4_000_000_000},
    "another audience": {"aud": "somebody"},
    "another shop": {"iss": "other"},
    "no subject": {"sub": None},
    "no jti": {"jti": None},
    "no exp": {"exp": None},
    "no iat": {"iat": None},
    "from the future": {"nbf": 4_000_000_000},
    "another key": {"key": "x" * 40},
    "another algorithm": {"alg": "HS512"},
}


@pytest.mark.parametrize("fault", WRONG)
async def test_a_wrong_identity_is_refused(place: Place, fault: str) -> None:
    """S15"""
    body = {"site": "lantern", "identity": place.identity(**WRONG[fault])}
    answer = await place.http.post("/v1/widget/sessions", json=body)
    assert (answer.status_code, answer.json()["code"]) == (401, "denied")


async def test_an_unsigned_identity_is_refused(place: Place) -> None:
    """S15: alg=none"""
    claims = {"iss": "lantern", "aud": "escapehatch", "sub": "ada", "iat": 1, "exp": 2, "jti": "x"}
    parts = [base64.urlsafe_b64encode(json.dumps(x).encode()).decode().rstrip("=") for x in ({"alg": "none"}, claims)]
    answer = await place.http.post("/v1/widget/sessions", json={"site": "lantern", "identity": ".".join([*parts, ""])})
    assert answer.status_code == 401


async def test_an_identity_works_once(place: Place) -> None:
    """S15: replay"""
    identity = place.identity(jti="once")
    await place.visit(identity)
    answer = await place.http.post("/v1/widget/sessions", json={"site": "lantern", "identity": identity})
    assert answer.status_code == 401


async def test_history_goes_on_with_the_same_session_alone(place: Place) -> None:
    """S17, S21, H07: signing in keeps the chat of this session; signing out begins a new one."""
    anonymous = await place.visit()
    await place.ask(anonymous["token"], anonymous["conversation_id"], "messages", message_id="m1", text="hello")
    signed = await place.visit(place.identity(), anonymous["token"])
    assert signed["conversation_id"] == anonymous["conversation_id"]
    assert (await place.see(signed["token"], signed["conversation_id"]))["customer"]["id"] == "ada"
    left = await place.visit(session=signed["token"])
    assert left["conversation_id"] != signed["conversation_id"]
    elsewhere = await place.visit()
    assert elsewhere["conversation_id"] != signed["conversation_id"]


async def test_another_device_resumes_by_signed_identity(place: Place) -> None:
    """G10"""
    first = await place.visit(place.identity(jti="a"))
    await place.ask(first["token"], first["conversation_id"], "messages", message_id="m1", text="hello")
    second = await place.visit(place.identity(jti="b"))
    assert second["conversation_id"] == first["conversation_id"]


async def test_two_devices_that_come_before_a_word_was_said_write_in_one_conversation(place: Place) -> None:
    """G10, I05: and once that was erased, or is long over, both find the next one."""
    phone, laptop = await place.visit(place.identity(jti="a")), await place.visit(place.identity(jti="b"))
    here = phone["conversation_id"]
    assert here == laptop["conversation_id"]
    for n, one in enumerate((phone, laptop)):
        said = await place.ask(one["token"], here, "messages", message_id=f"m{n}", text=f"word {n}")
        assert said.status_code == 200
    other = await place.visit(place.identity(jti="c", sub="bo"))
    assert other["conversation_id"] != here
    await place.ask(phone["token"], here, "leave")
    place.clock.ahead += timedelta(hours=25)
    later = [await place.visit(place.identity(jti=x)) for x in ("e", "f")]
    assert here != later[0]["conversation_id"] == later[1]["conversation_id"]
    lead = {"authorization": f"Bearer {await place.token('agent', 'dana')}"}
    gone = await place.http.post("/v1/erasures", json={"customer_id": "ada"}, headers=lead)
    assert gone.status_code == 200, gone.text
    fresh = await place.visit(place.identity(jti="d"))
    assert fresh["conversation_id"] not in {here, later[0]["conversation_id"]}
    said = await place.ask(fresh["token"], fresh["conversation_id"], "messages", message_id="m9", text="again")
    assert said.status_code == 200


async def test_a_sign_in_link_works_once(place: Place) -> None:
    """S25, S81: no password anywhere; a code is used up."""
    code = await place.house.grants.invite("dana", "Dana")
    good = await place.http.post("/v1/sign-in", json={"code": code})
    assert good.status_code == 200
    cookie = good.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert (await place.http.post("/v1/sign-in", json={"code": code})).status_code == 401


async def test_a_foreign_page_cannot_act_for_an_agent(place: Place) -> None:
    """S24: neither without the CSRF token nor from another origin."""
    code = await place.house.grants.invite("dana", "Dana")
    csrf = (await place.http.post("/v1/sign-in", json={"code": code})).json()["csrf"]
    change = {"url": "/v1/me/presence", "json": {"state": "away"}}
    assert (await place.http.put(**change)).status_code == 403
    evil = {"x-csrf-token": csrf, "origin": "https://evil.example"}
    assert (await place.http.put(**change, headers=evil)).status_code == 403
    assert (await place.http.put(**change, headers={"x-csrf-token": csrf})).status_code == 200


async def test_tokens_are_kept_as_digests_only(place: Place) -> None:
    """S19, S62"""
    token = (await place.visit())["token"]
    kept = await place.house.journal.kept("visit")
    assert kept
    assert all(token not in key and token.encode() not in value for key, value in kept.items())
    assert SECRET.encode() not in b"".join(kept.values())
