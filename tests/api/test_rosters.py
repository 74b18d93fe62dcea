"""The roster over HTTP: who may change it, where a mistake is, and that nobody overwrites anybody."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx2
import pytest
from place import LANTERN, Place, opened, until

from escapehatch.ports import JournalUnavailable

GOOD = """queues:
  - {id: support, title: Care, hours: {zone: Europe/Madrid, daily: "09:00-17:00", holidays: ES-MD}}
  - {id: billing}
agents:
  - {id: dana, name: Dana, capacity: 4, role: lead}
  - {id: eli, name: Eli}
"""


async def ask(place: Place, who: str, method: str, path: str, **body: Any) -> httpx2.Response:
    token = await place.token("bot" if who == "robo" else "agent", who)
    headers = {"authorization": f"Bearer {token}"}
    return await place.http.request(method, f"/v1/roster{path}", json=body or None, headers=headers)


async def test_a_lead_changes_it_and_it_is_in_force(place: Place, tmp_path: Path) -> None:
    """Recorded with who and when, written to the file, and what the house goes by from then on."""
    before = (await ask(place, "eli", "GET", "")).json()
    assert (before["version"], before["by"], before["in_file"]) == (1, "file", True)
    assert before["text"] == (LANTERN / "roster.yaml").read_text()
    assert before["roster"]["agents"]["dana"]["role"] == "lead"
    done = await ask(place, "dana", "PUT", "", text=GOOD, expected_version=1, because="New hours.")
    assert done.status_code == 200, done.text
    after = done.json()
    assert (after["version"], after["by"], after["because"], after["text"]) == (2, "dana", "New hours.", GOOD)
    assert (tmp_path / "roster.yaml").read_text() == GOOD
    assert place.house.roster.value.agent("dana").capacity == 4
    assert (await ask(place, "eli", "GET", "")).json() == after
    assert not [x for x in tmp_path.iterdir() if x.name.endswith(".new")]


@pytest.mark.parametrize("who", ["eli", "robo", "mallory"])
async def test_only_a_lead_changes_it(place: Place, tmp_path: Path, who: str) -> None:
    for method, path, body in (
        ("PUT", "", {"text": GOOD, "expected_version": 1}),
        ("POST", "/rollback", {"version": 1, "expected_version": 1}),
    ):
        assert (await ask(place, who, method, path, **body)).status_code == 403
    assert (tmp_path / "roster.yaml").read_text() == (LANTERN / "roster.yaml").read_text()
    assert (await place.http.get("/v1/roster")).status_code == 401


async def test_nobody_overwrites_anybody(place: Place) -> None:
    """Two leads begin from the same version: the second is refused and told what the first wrote."""
    other = GOOD.replace("name: Eli", "name: Elias")
    first, second = await asyncio.gather(
        ask(place, "dana", "PUT", "", text=GOOD, expected_version=1),
        ask(place, "dana", "PUT", "", text=other, expected_version=1),
    )
    assert sorted((first.status_code, second.status_code)) == [200, 409]
    won, lost = (first, second) if first.status_code == 200 else (second, first)
    told = lost.json()
    assert told["code"] == "roster_changed"
    assert told["current"]["version"] == 2
    assert told["current"]["text"] == won.json()["text"] == (await ask(place, "eli", "GET", "")).json()["text"]


async def test_an_edited_file_is_a_version_too(place: Place, tmp_path: Path) -> None:
    """By hand, seen at once by whoever writes: their change began from an older one."""
    (tmp_path / "roster.yaml").write_text(GOOD)
    late = await ask(place, "dana", "PUT", "", text=GOOD + "# more\n", expected_version=1)
    assert (late.status_code, late.json()["current"]["by"]) == (409, "file")
    await until(lambda: place.house.rosters.current.number == 2)
    (tmp_path / "roster.yaml").write_text("agents: [{id: dana}]")
    faulty = await ask(place, "dana", "PUT", "", text=GOOD + "# more\n", expected_version=2)
    assert (faulty.status_code, faulty.json()["code"]) == (409, "roster_faulty")
    assert faulty.json()["problems"][0]["line"] == 1
    assert (await ask(place, "eli", "GET", "")).json()["problems"], "what is in force is the last good one"
    assert (tmp_path / "roster.yaml").read_text() == "agents: [{id: dana}]", "a hand's work is not overwritten"
    (tmp_path / "roster.yaml").write_text("")
    await until(lambda: "empty" in str(place.house.roster.faults))
    assert place.house.roster.value.agent("dana").capacity == 4


async def test_a_file_that_was_read_and_not_yet_recorded_is_not_overwritten(place: Place, tmp_path: Path) -> None:
    (tmp_path / "roster.yaml").write_text(GOOD)
    place.house.roster.refresh()
    late = await ask(place, "dana", "PUT", "", text=GOOD + "# more\n", expected_version=1)
    assert (late.status_code, late.json()["current"]["by"]) == (409, "file")


async def test_a_mistake_is_told_with_its_place(place: Place, tmp_path: Path) -> None:
    bad = GOOD.replace("capacity: 4", "capacity: many").replace("ES-MD", "ES-XX")
    rows = bad.splitlines()
    told = [(2, rows[1].index("holidays") + 1), (5, rows[4].index("capacity") + 1)]
    for answer, key in (
        (await ask(place, "dana", "PUT", "", text=bad, expected_version=1), 422),
        (await ask(place, "eli", "POST", "/check", text=bad), 200),
    ):
        assert answer.status_code == key
        places = [(x["line"], x["column"]) for x in answer.json()["problems"]]
        assert places == told, answer.text
        assert str(tmp_path) not in answer.text
    nobody = await ask(place, "dana", "PUT", "", text=GOOD.replace(", role: lead", ""), expected_version=1)
    assert nobody.status_code == 422 and "lead" in nobody.json()["problems"][0]["sentence"]
    assert place.house.rosters.current.number == 1


async def test_a_check_tells_what_would_change(place: Place) -> None:
    told = (await ask(place, "eli", "POST", "/check", text=GOOD)).json()
    assert told["problems"] == []
    assert {"at": "agents.dana.capacity", "before": 3.0, "after": 4.0} in told["differences"]
    assert place.house.rosters.current.number == 1


async def test_back_to_an_earlier_version(place: Place, tmp_path: Path) -> None:
    """Reversible: nothing is lost, and the list tells what was in force at any time."""
    await ask(place, "dana", "PUT", "", text=GOOD, expected_version=1)
    back = await ask(place, "dana", "POST", "/rollback", version=1, expected_version=2)
    assert (back.status_code, back.json()["version"]) == (200, 3)
    assert (tmp_path / "roster.yaml").read_text() == (LANTERN / "roster.yaml").read_text()
    listed = (await ask(place, "eli", "GET", "/versions")).json()["versions"]
    assert [(x["version"], x["by"], x["because"]) for x in listed] == [
        (3, "dana", "back to version 1"),
        (2, "dana", ""),
        (1, "file", ""),
    ]
    second = (await ask(place, "eli", "GET", "/versions/2")).json()
    assert second["text"] == GOOD
    assert "agents.dana.capacity" in [x["at"] for x in second["differences"]]
    assert (await ask(place, "eli", "GET", "/versions/9")).status_code == 404
    assert (await ask(place, "dana", "POST", "/rollback", version=9, expected_version=3)).status_code == 404


async def test_a_file_that_cannot_be_written_changes_nothing(place: Place, tmp_path: Path) -> None:
    (tmp_path / ".roster.yaml.new").mkdir()
    failed = await ask(place, "dana", "PUT", "", text=GOOD, expected_version=1)
    assert (failed.status_code, failed.json()["code"]) == (503, "roster_not_written")
    now = (await ask(place, "eli", "GET", "")).json()
    assert (now["version"], now["text"]) == (1, (LANTERN / "roster.yaml").read_text())


async def test_line_ends_are_no_change_after_a_restart(tmp_path: Path) -> None:
    async with opened(tmp_path) as place:
        done = await ask(place, "dana", "PUT", "", text=GOOD.replace("\n", "\r\n"), expected_version=1)
        assert (done.status_code, done.json()["text"]) == (200, GOOD)
    async with opened(tmp_path) as place:
        assert (place.house.rosters.current.number, place.house.rosters.current.by) == (2, "dana")


async def test_without_a_file_the_journal_holds_it(tmp_path: Path) -> None:
    """And after a restart it is in force again, number and all."""
    async with opened(tmp_path, roster=None) as place:
        built_in = place.house.rosters.current
        assert (built_in.number, (await ask(place, "eli", "GET", "")).json()["text"]) == (0, "")
        await place.house.rosters.put(GOOD, "setup", 0)
    async with opened(tmp_path, roster=None) as place:
        found = (await ask(place, "eli", "GET", "")).json()
        assert (found["version"], found["by"], found["text"], found["in_file"]) == (1, "setup", GOOD, False)
        assert place.house.roster.value.agent("dana").capacity == 4


async def test_i10_an_agent_renamed_in_the_middle_of_a_chat_goes_on(place: Place) -> None:
    """I10: what is changed in the roster does not cut anybody off: words reach both sides, and the seat stays theirs."""
    visit = await place.visit()
    customer, where = visit["token"], visit["conversation_id"]
    await place.ask(customer, where, "handoff")
    eli = await place.token("agent", "eli")
    async with place.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "token": eli}))
        await until(lambda: _reserved(place, eli, where))
        held = (await place.see(eli, where))["reservation"]["reservation_id"]
        assert (await place.ask(eli, where, "acceptance", reservation_id=held)).status_code == 200
        renamed = GOOD.replace("name: Eli}", "name: Elias Berg, capacity: 1}")
        done = await ask(place, "dana", "PUT", "", text=renamed, expected_version=1, because="Married.")
        assert done.status_code == 200, done.text
        await socket.send(json.dumps({"type": "follow", "conversation_id": where, "after": 0}))
        await place.ask(customer, where, "messages", message_id="m1", text="Are you there?")
        await until(lambda: _heard(socket, "Are you there?"))
    assert (await place.ask(eli, where, "messages", message_id="m2", text="Yes.")).status_code < 300
    seen = await place.see(customer, where)
    assert "Yes." in json.dumps(seen)
    assert seen["owner"]["id"] == "eli"


async def _reserved(place: Place, token: str, where: str) -> bool:
    return (await place.see(token, where)).get("reservation") is not None


async def _heard(socket: Any, words: str) -> bool:
    return words in str(await asyncio.wait_for(socket.recv(), 5))


async def test_g13_a_file_edited_while_the_disk_is_full_is_noted_later_and_so_is_the_next(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G13: it is in force at once. Nobody has to restart for the record of it, or for the next edit."""
    claim, full = place.house.journal.claim, True

    async def refused(*given: Any) -> bool:
        if full:
            raise JournalUnavailable("The disk is full.")
        return await claim(*given)

    monkeypatch.setattr(place.house.journal, "claim", refused)
    (tmp_path / "roster.yaml").write_text(GOOD)
    await until(lambda: place.house.roster.text == GOOD)
    await asyncio.sleep(0.1)
    full = False
    await until(lambda: place.house.rosters.current.text == GOOD)
    assert [(x.number, x.text) for x in await place.house.rosters.versions()][1:] == [(2, GOOD)]
    (tmp_path / "roster.yaml").write_text(GOOD.replace("capacity: 4", "capacity: 5"))
    await until(lambda: place.house.roster.value.agent("dana").capacity == 5)
