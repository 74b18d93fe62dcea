"""Backtests that a lead asks for: on what happened here, on what is brought, beside the server and within bounds."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest
from place import LANTERN, Place, until
from test_policies import HELD, STRICTER, ask

LENIENT = HELD.replace("billing_dispute: after_one_answer", "billing_dispute: handoff")


async def run(place: Place, **given: Any) -> dict[str, Any]:
    begun = await ask(place, "dana", "POST", "/backtests", **given)
    assert begun.status_code == 200, begun.text
    name = begun.json()["id"]

    async def over() -> dict[str, Any] | None:
        found: dict[str, Any] = (await ask(place, "dana", "GET", f"/backtests/{name}")).json()
        return found if found["state"] not in ("waiting", "running") else None

    found: dict[str, Any] = await until(over, 60)
    return found


def said(*texts: str, **more: Any) -> dict[str, Any]:
    roles = ("customer", "bot")
    return {"messages": [{"i": n, "role": roles[n % 2], "text": x} for n, x in enumerate(texts)], **more}


BROUGHT = [
    said("You charged me twice for order LN-47790", "I see one charge.", "No, you charged me twice!", id="charged", outcome="handed_off", handoff_at=0),
    said("Where is my parcel?", "It is on its way.", "Thanks", id="parcel", outcome="bot_resolved"),
]  # fmt: skip


async def test_on_what_is_brought(place: Place) -> None:
    """The draft hands the charge off at once, the policy in force after an answer; the words are there to read."""
    found = await run(place, text=LENIENT, records="\n".join(map(json.dumps, BROUGHT)), arrivals="200/h")
    assert (found["state"], found["problem"]) == ("done", "")
    assert found["numbers"]["draft"]["conversations"] == 2
    assert [(x["id"], x["kind"]) for x in found["moved"]] == [("charged", "earlier")]
    assert found["moved"][0]["draft"]["i"] == 0 and found["moved"][0]["in_force"]["i"] == 2
    assert found["moved"][0]["messages"][0]["text"].startswith("You charged me twice")
    assert all(x > 0 for x in found["agents_needed"])
    page = await ask(place, "dana", "GET", f"/backtests/{found['id']}/report")
    assert page.headers["content-type"].startswith("text/html")
    assert "script" not in page.text and "What the policy would have done" in page.text
    assert "style-src 'unsafe-inline'" in page.headers["content-security-policy"]


async def test_on_what_happened_here(place: Place) -> None:
    visit = await place.visit()
    session, conversation = visit["token"], visit["conversation_id"]
    sent = await place.ask(session, conversation, "messages", message_id="m1", text="You charged me twice for LN-47790")
    assert sent.status_code == 200, sent.text
    found = await run(place, text=STRICTER)
    assert (found["state"], found["numbers"]["draft"]["conversations"]) == ("done", 1)
    assert found["moved"] == []


async def test_vcons_are_taken(place: Place) -> None:
    vcon = {
        "vcon": "0.0.2",
        "uuid": "v1",
        "parties": [{"role": "customer"}, {"role": "bot"}, {"role": "agent", "name": "Dana"}],
        "dialog": [
            {"type": "text", "parties": [0], "body": "I want a real person.", "start": "2026-11-23T10:00:00Z"},
            {"type": "text", "parties": [2], "body": "Here I am.", "start": "2026-11-23T10:02:00Z"},
            {"type": "recording", "parties": [0], "url": "https://example.com/a.wav"},
        ],
    }
    found = await run(place, text=HELD, records=json.dumps([vcon]))
    assert (found["state"], found["numbers"]["draft"]["handed_off"]) == ("done", 1)


@pytest.mark.parametrize(("records", "said"), [("{", "line 1"), ("", "no conversation"), ('{"a": 1}', "line 1")])
async def test_what_cannot_be_read_is_told(place: Place, records: str, said: str) -> None:
    found = await run(place, text=HELD, records=records)
    assert found["state"] == "failed" and said in found["problem"]


async def test_one_at_a_time_and_it_can_be_stopped(place: Place) -> None:
    many = "\n".join(json.dumps({**BROUGHT[0], "id": f"c{n}"}) for n in range(5_000))
    ids = [(await ask(place, "dana", "POST", "/backtests", text=HELD, records=many)).json()["id"] for _ in range(3)]
    full = await ask(place, "dana", "POST", "/backtests", text=HELD, records=many)
    assert (full.status_code, full.json()["code"]) == (409, "busy")
    for name in ids:
        assert (await ask(place, "dana", "DELETE", f"/backtests/{name}")).status_code == 200
    await until(lambda: place.house.backtests.busy == 0)
    states = [(await ask(place, "dana", "GET", f"/backtests/{x}")).json()["state"] for x in ids]
    assert states == ["stopped"] * 3


async def test_a_draft_that_does_not_check_is_not_begun(place: Place) -> None:
    refused = await ask(place, "dana", "POST", "/backtests", text="rules: 7")
    assert refused.status_code == 422 and refused.json()["problems"]
    assert (await ask(place, "dana", "GET", "/backtests/none")).status_code == 404
    assert (await ask(place, "dana", "GET", "/backtests/none/report")).status_code == 404


async def test_staffing_as_a_page_and_a_day_of_ones_own(place: Place) -> None:
    """The page is what the command writes; without a history there is no day, and it says so."""
    headers = {"authorization": f"Bearer {await place.token('agent', 'dana')}"}
    asked = {"arrivals": "48/h", "handle": "9min", "agents": 9, "patience": "5min"}
    page: httpx2.Response = await place.http.post("/v1/staffing/page", json=asked, headers=headers)
    assert page.status_code == 200 and "Waits against agents" in page.text and "<script" not in page.text
    wrong = await place.http.post("/v1/staffing/page", json={**asked, "handle": "long"}, headers=headers)
    assert wrong.status_code == 422 and "9min" in wrong.json()["sentence"]
    day = (await place.http.get("/v1/staffing/day", headers=headers)).json()
    assert (day["requests"], day["profile"], day["agents"], day["concurrency"]) == (0, "", 2, 3)
    assert LANTERN.exists()
