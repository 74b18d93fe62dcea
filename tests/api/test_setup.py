"""The guided setup: each step knows whether it is done, from what is so; its words are those of the docs."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from place import Place, opened

from escapehatch.journals.copies import backup
from escapehatch.setup import guide
from escapehatch.setup.checks import checks


async def looked(place: Place, fresh: bool = False) -> dict[str, dict[str, Any]]:
    token = await place.token("agent", "dana")
    answer = await place.http.get("/v1/setup", params={"fresh": fresh}, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    steps = {x["name"]: x for x in found["steps"]}
    wanted = [x for x in steps.values() if not x["optional"]]
    assert (found["wanted"], found["done"]) == (len(wanted), sum(x["state"] == "done" for x in wanted))
    return steps


async def test_a_house_with_everything_but_a_past(place: Place) -> None:
    steps = await looked(place)
    states = {name: x["state"] for name, x in steps.items()}
    assert states == {
        "address": "to do",
        "site": "done",
        "widget": "to do",
        "identity": "to do",
        "shop": "done",
        "bot": "to do",
        "reading": "to do",
        "roster": "done",
        "people": "done",
        "policy": "done",
        "golden": "done",
        "handover": "to do",
        "mail": "to do",
        "helpdesk": "to do",
        "metrics": "to do",
        "backup": "to do",
    }
    assert steps["site"]["told"] == "lantern: http://shop.example."
    assert "open now: Customer care, Billing" in steps["roster"]["told"]
    assert steps["people"]["told"] == "1 of 2 have signed in. Not yet: Eli."
    assert steps["golden"]["told"] == "4 pages, and all hold."


async def test_what_happens_ticks_it_off(place: Place) -> None:
    """A visit, a signed identity, a bot's answer, a person's answer, a copy: each by itself, and only its own step."""

    async def done() -> set[str]:
        place.clock.ahead += timedelta(seconds=10)
        return {name for name, x in (await looked(place)).items() if x["state"] == "done"}

    before = await done()
    page = {"site": "lantern", "page": "http://shop.example/lamps?email=ada%40example.org"}
    await place.http.post("/v1/widget/sessions", json=page)
    now = await looked(place, fresh=True)
    assert await done() - before == {"widget"}
    assert "Opened on http://shop.example/lamps (lantern)" in now["widget"]["told"]
    visit = await place.visit(place.identity())
    assert await done() - before == {"widget", "identity"}
    where, robo = visit["conversation_id"], await place.token("bot", "robo")
    asked = await place.ask(visit["token"], where, "messages", message_id="m1", text="Where is my order?")
    assert asked.status_code == 200, asked.text
    said = await place.ask(robo, where, "messages", message_id="b1", text="On its way.", epoch=1)
    assert said.status_code == 200, said.text
    assert await done() - before == {"widget", "identity", "bot"}
    await place.ask(visit["token"], where, "handoff")
    waiting = (await looked(place, fresh=True))["handover"]
    assert (waiting["state"], "1 customer waiting now" in waiting["told"]) == ("to do", True)
    await place.ask(await place.token("agent", "dana"), where, "messages", message_id="d1", text="Hello, Dana here.")
    assert await done() - before == {"widget", "identity", "bot", "handover"}
    journal = place.house.settings.journal
    backup(journal, journal.with_name("copy.db"))
    assert await done() - before == {"widget", "identity", "bot", "handover", "backup"}


async def test_figures_are_collected_when_somebody_asks_again_and_again(place: Place) -> None:
    """One look by hand is no collection, and one that has ended is none any more."""

    async def metrics(ahead: timedelta = timedelta(seconds=10)) -> tuple[str, str]:
        place.clock.ahead += ahead
        found = (await looked(place))["metrics"]
        return found["state"], found["told"]

    async def scrape() -> None:
        assert (await place.http.get("/metrics")).status_code == 200

    assert (await metrics())[0] == "to do"
    await scrape()
    assert await metrics() == ("to do", "/metrics was asked for once. Whoever collects them asks again and again.")
    await scrape()
    state, told = await metrics()
    assert (state, told.split(" since")[0]) == ("done", "/metrics was asked for 2 times")
    assert await metrics(timedelta(minutes=6)) == ("wrong", "/metrics was last asked for 6 minutes ago.")
    await scrape()
    assert (await metrics())[0] == "done"
    for path in ("/readyz", "/healthz"):
        await place.http.get(path)
    assert place.house.gauges.scrapes == 3


async def test_what_is_broken_is_said_to_be(place: Place) -> None:
    """A faulty file, a page that does not hold, an old copy: not done, with what was found."""
    journal, team = place.house.settings.journal, place.house.settings.roster
    backup(journal, journal.with_name("copy.db"))
    os.utime(journal.with_name(journal.name + ".copied"), (1, 1))
    assert team
    team.write_text(team.read_text().replace("capacity: 3", "capacity: many"))
    place.house.roster.refresh()
    steps = await looked(place)
    assert {name for name, x in steps.items() if x["state"] == "wrong"} == {"roster", "backup"}
    assert "capacity" in steps["roster"]["told"]
    assert "01 Jan 1970" in steps["backup"]["told"]


async def test_a_page_that_does_not_hold_and_a_team_that_nobody_is_on(tmp_path: Path) -> None:
    pages = tmp_path / "golden"
    pages.mkdir()
    (pages / "wrong.md").write_text("# She waits in vain\n10:00:00 customer  I want a real person.\n> nothing\n")
    (tmp_path / "roster.yaml").write_text("queues: [{id: support}]\nagents: []\n")
    mail = {"host": "127.0.0.1", "port": 1, "sender": "Lantern <care@lantern.example>", "starttls": False}
    changes = {"golden": pages, "mail": mail, "sites": {"lantern": {}}, "origin": "http://chat.example.org"}
    async with opened(tmp_path, **changes) as place:
        steps = {x["name"]: x for x in (await place.house.app.state.parts.setup.look())["steps"]}
    found = {name: x["state"] for name, x in steps.items()}
    wrong = {"address", "site", "golden", "mail"}
    assert wrong == {name for name, state in found.items() if state == "wrong"}
    assert (found["roster"], found["people"]) == ("to do", "to do")
    assert "She waits in vain" in steps["golden"]["told"]
    assert "127.0.0.1" in steps["mail"]["told"]


@pytest.mark.parametrize("who", ["eli", "nobody"])
async def test_only_for_leads(place: Place, who: str) -> None:
    token = await place.token("agent", who)
    answer = await place.http.get("/v1/setup", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 403


def test_every_step_is_looked_at_and_answers_questions() -> None:
    names = [x.name for x in guide.steps()]
    assert len(names) == len(set(names)) == len(checks()) >= 15
    assert all(x.questions and x.example.strip() and x.done.endswith(".") for x in guide.steps())
    assert guide.as_markdown().count("It is done when ") == len(names)
