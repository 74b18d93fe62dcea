"""The command ``simulate``: scenarios, what-ifs, reports, and what is said about a bad file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from escapehatch.cli import cli
from escapehatch.lab.queueing.figures import spread, wilson
from escapehatch.lab.queueing.scenario import ScenarioRefused, affordable, scenario
from escapehatch.lab.queueing.trial import trial
from escapehatch.lab.queueing.world import with_agents, with_arrivals
from escapehatch.routing.roster import AgentProfile

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "saturday.yaml"


def test_intervals_of_shares_are_wilsons() -> None:
    """T12: worked by hand."""
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 10) == pytest.approx((0.0, 0.27753), abs=1e-5)
    assert wilson(95, 100) == pytest.approx((0.88825, 0.97846), abs=1e-5)


def test_spread_is_among_equals() -> None:
    alike = [AgentProfile(x, x.upper(), queues=("support",), capacity=1) for x in "ab"]
    agents = (*alike, AgentProfile("z", "Z", queues=("support",), skills=("x",), capacity=1))
    assert spread(agents, np.array([0.5, 0.62, 0.1])) == pytest.approx(0.12)


def test_a_scenario_is_run_whole() -> None:
    found = trial(scenario(EXAMPLE.read_text(encoding="utf-8"), "saturday"))
    assert found.ours.checked.sound
    assert found.closed > 0
    assert found.ours.whole.customers == found.in_order.whole.customers
    noon = next(x for x in found.ours.day if x.begins == "12:00")
    assert noon.agents == pytest.approx(4.0)
    assert noon.needed and noon.needed >= 1
    night = next(x for x in found.ours.day if x.begins == "03:00")
    assert (night.agents, night.needed, night.customers) == (0, 0, 0)


def test_what_ifs_change_what_they_say() -> None:
    x = scenario(EXAMPLE.read_text(encoding="utf-8"), "saturday")
    more = with_agents(x, 8)
    assert [a.id for a in more.roster.agents] == ["dana", "dana-2", "eli", "fern", "gil", "gil-2", "hana", "ivo"]
    assert [a.id for a in with_agents(x, 2).roster.agents] == ["dana", "gil"]
    twice = with_arrivals(x, 2.0)
    assert [k.profile.peak for k in twice.kinds] == pytest.approx([2 * k.profile.peak for k in x.kinds])
    waits = [trial(s).ours.whole.wait_mean_s for s in (more, x, twice)]
    assert waits == sorted(waits)


def simulated(*words: str, text: str | None = None) -> tuple[int, str, str]:
    ended = CliRunner().invoke(cli, ["simulate", *words], input=text)
    return ended.exit_code, ended.stdout, ended.stderr


def test_the_command_answers_in_json_and_draws_a_page(tmp_path: Path) -> None:
    html = tmp_path / "report.html"
    code, out, _ = simulated(str(EXAMPLE), "--days", "1", "--arrivals", "x1.2", "--json", "--html", str(html))
    assert code == 0
    found = json.loads(out)
    assert found["sound"] is True
    assert found["against"]["customers"] < found["customers"]
    assert {x["name"] for x in found["kinds"]} == {"orders", "gold", "charged twice"}
    assert (
        found["kinds"][0]["served_within_low"]
        <= found["kinds"][0]["served_within"]
        <= found["kinds"][0]["served_within_high"]
    )
    page = html.read_text(encoding="utf-8")
    assert page.count("<svg") >= 7
    assert "<script" not in page and "http" not in page.replace("http-equiv", "")


def test_two_rosters_side_by_side(tmp_path: Path) -> None:
    other = tmp_path / "roster.yaml"
    other.write_text(
        "queues: [{id: support}, {id: billing, skills: [refunds]}]\n"
        "agents: [{id: dana, name: Dana, skills: [refunds], capacity: 9}]\n",
        encoding="utf-8",
    )
    code, out, _ = simulated(str(EXAMPLE), "--days", "1", "--against", str(other), "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["agents"], found["against"]["agents"]) == (6, 1)


BAD = [
    ("roster: {}\ncustomers: [", "s.yaml:2:"),
    ("[1, 2]", "s.yaml:1:1: a scenario names a roster and customers"),
    ("roster: nowhere.yaml\ncustomers:\n  - {name: a, per_hour: 1}\n", "s.yaml:1:1: roster: nowhere.yaml: No such file"),
    ("roster: {agents: [{id: d, name: D}]}\ncustomers:\n  - {name: a, per_hour: {'25:00': 3}}\n", "s.yaml:3:15: "),
    ("roster: {agents: [{id: d, name: D}]}\ncustomers:\n  - {name: a, per_hour: 1, handle: long}\n", "s.yaml:3:28: "),
    ("roster: {agents: [{id: d, name: D}]}\ncustomers:\n  - {name: a, per_hour: 1, queue: vip}\n", "there is no queue 'vip'"),
    ("roster: {agents: [{id: d, name: D}]}\ncustomers:\n  - {name: a, per_hour: 1, skills: [fly]}\n", "no agent has the skill 'fly'"),
    ("roster:\n  agents:\n    - {id: d, name: D, colour: red}\ncustomers: [{name: a, per_hour: 1}]\n", "s.yaml:3:24: "),
    ("roster: {}\ncustomers: [{name: a, per_hour: 1}]\n", "there are no agents"),
    ("roster: {agents: [{id: d, name: D}]}\ndays: 400\ncustomers: [{name: a, per_hour: 9999}]\n", "Take fewer days"),
    ("roster: {agents: [{id: d, name: D}]}\nslowdown: [1, 2, 1.5]\ncustomers: [{name: a, per_hour: 1}]\n", "s.yaml:2:1: slowdown"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), BAD)
def test_a_bad_file_is_refused_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(text, encoding="utf-8")
    code, _, err = simulated(str(file))
    assert code == 2
    assert said in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere.yaml",), "nowhere.yaml: No such file"),
        ((str(EXAMPLE), "--arrivals", "lots"), "write for example x1.2"),
        ((str(EXAMPLE), "--agents", "0"), "At least one agent."),
        ((str(EXAMPLE), "--days", "0"), "Between 1 and 400 days."),
    ],
)
def test_what_makes_no_sense_is_said(words: tuple[str, ...], said: str) -> None:
    code, _, err = simulated(*words)
    assert code == 2
    assert said in err


def test_a_scenario_is_read_from_standard_input() -> None:
    code, out, _ = simulated("--json", text=EXAMPLE.read_text(encoding="utf-8").replace("days: 4", "days: 1"))
    assert code == 0
    assert json.loads(out)["scenario"] == "standard input"


def test_a_scenario_beyond_its_limits_is_refused_before_it_runs() -> None:
    x = scenario(EXAMPLE.read_text(encoding="utf-8"), "saturday")
    with pytest.raises(ScenarioRefused, match="Take fewer days"):
        affordable(with_arrivals(x, 1e6))
