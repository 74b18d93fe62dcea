"""The policy over HTTP: who may deploy, where a mistake is, what is proved and played, and that nobody overwrites anybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2
import pytest
from place import LANTERN, Place, opened, until

HELD = (LANTERN / "policy.yaml").read_text()
STRICTER = HELD.replace("handoff_at: 0.75", "handoff_at: 0.6")


async def ask(place: Place, who: str, method: str, path: str, **body: Any) -> httpx2.Response:
    token = await place.token("bot" if who == "robo" else "agent", who)
    headers = {"authorization": f"Bearer {token}"}
    return await place.http.request(method, f"/v1/policy{path}", json=body or None, headers=headers)


async def test_a_lead_deploys_it_and_it_decides(place: Place, tmp_path: Path) -> None:
    """Recorded with who and when, written to the file, and what reasons name from then on."""
    before = (await ask(place, "dana", "GET", "")).json()
    assert (before["version"], before["by"], before["text"]) == (1, "file", HELD)
    done = await ask(place, "dana", "PUT", "", text=STRICTER, expected_version=1, because="Sooner.")
    assert done.status_code == 200, done.text
    after = done.json()
    assert (after["version"], after["by"], after["because"], after["text"]) == (2, "dana", "Sooner.", STRICTER)
    assert after["fingerprint"] == place.house.policy.value.version != before["fingerprint"]
    assert (tmp_path / "policy.yaml").read_text() == STRICTER
    kept = await place.house.journal.kept("policy_version")
    await until(lambda: place.house.journal.kept_one("policy_version", after["fingerprint"]))
    assert before["fingerprint"] in kept


async def test_topics_of_a_deployed_policy_are_taught(place: Place) -> None:
    taught: list[Any] = []
    place.house.reader.teach = taught.append  # type: ignore[method-assign]
    text = HELD.replace(
        "  wholesale:\n",
        "  engraving:\n    - can you engrave it\n    - engrave a name\n    - initials on it\n  wholesale:\n",
    )
    assert (await ask(place, "dana", "PUT", "", text=text, expected_version=1)).status_code == 200
    assert "engraving" in taught[0]


@pytest.mark.parametrize("who", ["eli", "robo", "mallory"])
@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("PUT", ""), ("POST", "/check"), ("GET", "/versions"), ("POST", "/rollback"), ("POST", "/pages"), ("POST", "/backtests")])  # fmt: skip
async def test_leads_alone(place: Place, who: str, method: str, path: str) -> None:
    body = {"version": 1} if path == "/rollback" else {"text": STRICTER}
    given = body if path in ("/check", "/pages", "/backtests") else {**body, "expected_version": 1}
    answer = await ask(place, who, method, path, **(given if method != "GET" else {}))
    assert answer.status_code == 403, answer.text
    assert place.house.policies.current.number == 1


async def test_a_bad_version_never_replaces_a_good_one(place: Place, tmp_path: Path) -> None:
    bad = HELD.replace("conversation.turns >= 8", "conversation.turnz >= 8")
    refused = await ask(place, "dana", "PUT", "", text=bad, expected_version=1)
    assert (refused.status_code, refused.json()["code"]) == (422, "policy_refused")
    rows = bad.splitlines()
    line = next(n for n, x in enumerate(rows) if "turnz" in x)
    told = refused.json()["problems"][0]
    assert (told["line"], told["column"]) == (line + 1, rows[line].index("conversation.turnz") + 1)
    assert "turns" in told["sentence"] and str(tmp_path) not in refused.text
    assert (tmp_path / "policy.yaml").read_text() == HELD
    same = (await ask(place, "dana", "POST", "/check", text=bad)).json()
    assert same["problems"] == [{**told, "severity": "refused"}]


async def test_nobody_overwrites_anybody(place: Place) -> None:
    assert (await ask(place, "dana", "PUT", "", text=STRICTER, expected_version=1)).status_code == 200
    late = await ask(place, "dana", "PUT", "", text=HELD + "# mine\n", expected_version=1)
    assert (late.status_code, late.json()["code"]) == (409, "policy_changed")
    assert late.json()["current"]["text"] == STRICTER
    assert place.house.policy.value.text == STRICTER


async def test_a_hand_on_the_file_is_a_version_too(place: Place, tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(STRICTER)
    await until(lambda: place.house.policies.current.number == 2)
    assert (await ask(place, "dana", "GET", "")).json()["by"] == "file"


async def test_back_to_an_earlier_version(place: Place, tmp_path: Path) -> None:
    await ask(place, "dana", "PUT", "", text=STRICTER, expected_version=1)
    back = await ask(place, "dana", "POST", "/rollback", version=1, expected_version=2, because="Too many.")
    assert (back.status_code, back.json()["version"], back.json()["text"]) == (200, 3, HELD)
    listed = (await ask(place, "dana", "GET", "/versions")).json()["versions"]
    assert [(x["version"], x["by"], x["because"]) for x in listed] == [
        (3, "dana", "back to version 1: Too many."),
        (2, "dana", ""),
        (1, "file", ""),
    ]
    second = (await ask(place, "dana", "GET", "/versions/2")).json()
    assert second["differences"] == [{"at": "triggers.frustration.handoff_at", "before": 0.75, "after": 0.6}]
    assert (await ask(place, "dana", "GET", "/versions/9")).status_code == 404
    assert (tmp_path / "policy.yaml").read_text() == HELD


async def test_a_check_proves_tells_and_compares(place: Place) -> None:
    """Problems with severity, what is proved with the roster in force, each rule in words, what would change."""
    told = (await ask(place, "dana", "POST", "/check", text=STRICTER)).json()
    assert told["problems"] == []
    assert any("a person comes for whoever asks" in x for x in told["proved"])
    assert any("at every minute of the coming year" in x for x in told["proved"])
    assert told["differences"] == [{"at": "triggers.frustration.handoff_at", "before": 0.75, "after": 0.6}]
    words = {x["part"]: x for x in told["words"]}
    rule = words["rule wholesale"]
    assert rule["sentence"].startswith("When wholesale was heard, a person is offered.")
    assert STRICTER.splitlines()[rule["line"] - 1].strip() == "- name: wholesale"
    never = STRICTER.replace("conversation.turns >= 8 &&", "conversation.turns >= 8 && conversation.turns < 3 &&")
    found = (await ask(place, "dana", "POST", "/check", text=never)).json()["problems"]
    assert [(x["severity"], "can never hold" in x["sentence"]) for x in found] == [("error", True)]
    nowhere = STRICTER.replace("queue: billing", "queue: nowhere")
    assert any("no queue 'nowhere'" in x["sentence"] for x in (await ask(place, "dana", "POST", "/check", text=nowhere)).json()["problems"])  # fmt: skip


async def test_golden_pages_are_played_under_the_draft(place: Place) -> None:
    """The house's own hold; a draft that drops a rule breaks the page that needs it; one's own page is played, too."""
    held = (await ask(place, "dana", "POST", "/pages", text=HELD)).json()["pages"]
    assert {x["name"] for x in held} == {x.stem for x in (LANTERN / "golden").glob("*.md")}
    assert [x for x in held if not x["holds"]] == []
    other = HELD.replace("billing_dispute: after_one_answer", "billing_dispute: handoff")
    broken = (await ask(place, "dana", "POST", "/pages", text=other)).json()["pages"]
    assert [x["name"] for x in broken if not x["holds"]] == ["charged_twice"]
    assert "+> handoff requested" in next(x for x in broken if not x["holds"])["diff"]
    own = {"mine": "# Mine\n10:00:00 customer  I want a real person.\n", "bad": "10:00:00 dana  (flies)\n"}
    played = {x["name"]: x for x in (await ask(place, "dana", "POST", "/pages", text=HELD, pages=own)).json()["pages"]}
    assert "handoff requested" in played["mine"]["text"] and not played["mine"]["holds"]
    assert "bad:1" in played["bad"]["problem"]


async def test_after_a_restart_it_is_the_same_version(tmp_path: Path) -> None:
    async with opened(tmp_path) as place:
        await ask(place, "dana", "PUT", "", text=STRICTER, expected_version=1)
    async with opened(tmp_path) as place:
        found = (await ask(place, "dana", "GET", "")).json()
        assert (found["version"], found["by"], found["text"]) == (2, "dana", STRICTER)


async def test_without_a_file_the_journal_holds_it(tmp_path: Path) -> None:
    async with opened(tmp_path, policy=None) as place:
        found = (await ask(place, "dana", "GET", "")).json()
        assert (found["version"], found["in_file"]) == (0, False) and "queue: support" in found["text"]
        assert (await ask(place, "dana", "PUT", "", text=STRICTER, expected_version=0)).status_code == 200
    async with opened(tmp_path, policy=None) as place:
        assert place.house.policy.value.bot.patience_s == 8
        assert (await ask(place, "dana", "GET", "")).json()["text"] == STRICTER
