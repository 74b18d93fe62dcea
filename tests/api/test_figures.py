"""Requests for a person as rows, and staffing, over HTTP: for leads, and bounded."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx2
import pytest
from place import Place


async def get(place: Place, who: str, path: str, **asked: Any) -> httpx2.Response:
    token = await place.token("agent", who)
    return await place.http.get(f"/v1{path}", params=asked, headers={"authorization": f"Bearer {token}"})


async def test_every_request_for_a_person(place: Place) -> None:
    """T12: one was served, one waits; exportable as rows and as a table, without a word that was said."""
    for name in ("ada", "bo"):
        visit = await place.visit(place.identity(sub=name))
        await place.ask(
            visit["token"], visit["conversation_id"], "messages", message_id="m1", text="Where is my order?"
        )
        await place.ask(visit["token"], visit["conversation_id"], "handoff")
        if name == "ada":
            dana = await place.token("agent", "dana")
            await place.ask(dana, visit["conversation_id"], "messages", message_id="d1", text="Hello, Dana here.")
    found = await get(place, "dana", "/requests")
    assert found.status_code == 200, found.text
    told = found.json()
    assert [x["outcome"] for x in told["rows"]] == ["served", "waiting"]
    assert (told["served"]["counted"], told["served"]["in_time"], told["more"]) == (1, 1, False)
    assert "order?" not in found.text
    table = await get(place, "dana", "/requests", form="csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert [x["served"] for x in csv.DictReader(io.StringIO(table.text))] == ["in_time", "waiting"]
    none = (await get(place, "dana", "/requests", until="2020-01-01T00:00:00Z")).json()
    assert (none["rows"], none["served"]["served_rate"]) == ([], None)
    assert (await get(place, "dana", "/requests", since="2020-01-01T00:00:00")).status_code == 422


async def test_a_wait_that_is_too_long_already_is_late(place: Place) -> None:
    visit = await place.visit(place.identity())
    await place.ask(visit["token"], visit["conversation_id"], "handoff")
    told = (await get(place, "dana", "/requests", within_s=0.000001)).json()
    assert told["served"]["counted"] == 1 and told["served"]["served_rate"] == 0


@pytest.mark.parametrize("path", ["/requests", "/staffing/forecast"])
async def test_only_for_leads(place: Place, path: str) -> None:
    assert (await get(place, "eli", path, handle="9min", arrivals="1/min")).status_code == 403
    visit = await place.visit()
    mine = await place.http.get(f"/v1{path}", headers={"authorization": f"Bearer {visit['token']}"})
    assert mine.status_code == 403


async def test_staffing_as_the_command_answers(place: Place) -> None:
    """C.2: a load of 36 with patience needs 38 agents; the curve is for sliders."""
    asked = {"handle": "9min", "arrivals": "4/min", "patience": "11min"}
    found = (await get(place, "dana", "/staffing/forecast", **asked, curve=True)).json()
    assert found["agents_needed"] == 38
    assert 38 in [x["agents"] for x in found["curve"]]
    assert [x["service_level"] for x in found["curve"]] == sorted(x["service_level"] for x in found["curve"])
    token = await place.token("agent", "dana")
    day = {"handle": "9min", "profile": "09:00,40\n09:30,80\n"}
    posted = await place.http.post("/v1/staffing/forecast", json=day, headers={"authorization": f"Bearer {token}"})
    assert [x["interval"] for x in posted.json()["intervals"]] == ["09:00", "09:30"]


@pytest.mark.parametrize(
    "asked",
    [
        {"handle": "9min"},
        {"handle": "soon", "arrivals": "4/min"},
        {"handle": "9min", "arrivals": "4/min", "agents": 0},
        {"handle": "9min", "arrivals": "4/min", "colour": "red"},
        {"handle": "9min", "arrivals": "100000/min"},
        {"handle": "9min", "interval": "15min", "profile": "a,1\n" * 500},
        {
            "handle": "9min",
            "interval": "15min",
            "profile": "a,1\n" * 50,
            "patience": "1min",
            "patience_shape": "lognormal",
        },
    ],
)
async def test_what_cannot_be_answered_is_refused(place: Place, asked: dict[str, Any]) -> None:
    """Also what would take long: the work is bounded."""
    answer = await get(place, "dana", "/staffing/forecast", **asked)
    assert answer.status_code == 422 and answer.json()["sentence"]


async def test_the_numbers_as_a_table(place: Place) -> None:
    """A line each value with the metric's definition, and nothing where nothing is known."""
    headers = {"authorization": f"Bearer {await place.token('agent', 'dana')}"}
    answer = await place.http.get("/v1/numbers?form=csv", headers=headers)
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0] == ["metric", "part", "value", "definition"]
    known = {(x[0], x[1]): x for x in rows[1:]}
    assert known["containment", "ended"][2] == "0" and known["containment", "containment"][2] == ""
    assert known["recontact", "recontact_24_h_rate"][3].startswith("Recontact:")
