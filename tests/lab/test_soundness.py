"""No dead end: queues, skills and hours, held to a look at single minutes; and the command that says so."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from escapehatch.cli import cli
from escapehatch.handoff.policy import parse
from escapehatch.lab.soundness import AHEAD, _stretches, sound
from escapehatch.routing.hours import Hours, Window, is_open
from escapehatch.routing.roster import AgentProfile, Queue, Roster
from escapehatch.routing.roster import parse as roster_of

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ZONES = ("Europe/Madrid", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
windows = st.builds(Window, st.integers(0, 1439), st.integers(0, 1440))
calendars = st.builds(
    Hours,
    st.sampled_from(ZONES),
    st.tuples(*[st.lists(windows, max_size=2).map(tuple)] * 7),
    st.frozensets(st.dates(date(2026, 11, 20), date(2027, 12, 1)), max_size=9),
)


@settings(max_examples=60, deadline=None)
@given(calendars, st.lists(st.integers(0, int(AHEAD / timedelta(minutes=1)) - 1), min_size=40, max_size=40))
def test_a_stretch_stands_for_each_of_its_minutes(hours: Hours, minutes: list[int]) -> None:
    stretches = list(_stretches(Queue("q", hours=hours), NOW))
    assert stretches[0][0] == NOW and stretches[-1][1] == NOW + AHEAD
    assert all(a[1] == b[0] and a[0] < a[1] for a, b in zip(stretches, stretches[1:], strict=False))
    for minute in minutes:
        at = NOW + timedelta(minutes=minute)
        assert next(opened for begin, end, opened in stretches if begin <= at < end) == is_open(hours, at)


def agents(*given: dict[str, Any]) -> Roster:
    queues = (Queue("support"), Queue("billing"))
    return Roster(
        queues, tuple(AgentProfile(f"a{n}", "A", **{"queues": ("support",), **x}) for n, x in enumerate(given))
    )


def told(policy: str, roster: Roster) -> list[str]:
    return [f"{x.severity}: {x.sentence}" for x in sound(parse(policy), roster, NOW).findings]


ROUTED = """
routes:
  - {topic: fraud, queue: billing, skills: [fraud]}
  - {language: es, skills: [spanish]}
  - {tier: vip, skills: [senior]}
"""


@pytest.mark.parametrize(
    ("policy", "roster", "found"),
    [
        ("{}", agents({}), []),
        ("queue: care", agents({}), ["warning: the roster has no queue 'care'."]),
        ("{}", agents({"capacity": 0}), ["error: no agent with any capacity serves the queue 'support'."]),
        ("{}", agents({"queues": ("billing",)}), ["error: no agent with any capacity serves the queue 'support'."]),
        (
            ROUTED,
            agents({"queues": ("support", "billing"), "skills": ("fraud", "spanish", "senior")}),
            [],
        ),
        (  # each skill is there, and nobody has both: only together do they fail
            "routes: [{topic: fraud, skills: [fraud]}, {language: es, skills: [spanish]}]",
            agents({"skills": ("fraud",)}, {"skills": ("spanish",)}),
            ["error: nobody of the queue 'support' has the skills fraud, spanish (fraud, language es)."],
        ),
        (
            "rules: [{name: long, when: conversation.turns > 9, skills: [senior]}]",
            agents({}),
            ["error: nobody of the queue 'support' has the skills senior (rule: long)."],
        ),
    ],
)
def test_what_is_found(policy: str, roster: Roster, found: list[str]) -> None:
    assert told(policy, roster) == found


def test_doors_that_never_open_and_doors_that_stay_shut() -> None:
    closed = roster_of("queues: [{id: support, hours: {days: {mon: closed}}}]\nagents: [{id: a, name: A}]")
    assert told("{}", closed) == ["error: the queue 'support' never opens in the coming year."]
    days = ", ".join(f"2026-12-{x}" for x in range(20, 32))
    long = roster_of(
        f'queues: [{{id: support, hours: {{daily: "09:00-17:00", closed: [{days}]}}}}]\nagents: [{{id: a, name: A}}]'
    )
    assert told("{}", long) == [
        "warning: the queue 'support' stays closed for 12.7 days from Sat 19 Dec 2026 17:00 UTC."
    ]


def test_what_was_looked_at_is_counted() -> None:
    found = sound(
        parse("{}"),
        roster_of('queues: [{id: support, hours: {days: {mon-fri: "09:00-17:00"}}}]\nagents: [{id: a, name: A}]'),
        NOW,
    )
    assert found.findings == () and found.minutes == 366 * 24 * 60
    assert found.longest_closed[0].lasts == timedelta(hours=64)


def ran(*words: str) -> Any:
    return CliRunner().invoke(cli, ["policy", "check", *words])


LANTERN = Path(__file__).parents[2] / "examples" / "lantern"


def test_lanterns_policy_is_sound() -> None:
    proved = ran(str(LANTERN / "policy.yaml"), "--roster", str(LANTERN / "roster.yaml"), "--strict")
    assert proved.exit_code == 0 and "0 problems." in proved.output and "1,054,080 minutes" in proved.output
    alone = ran(str(LANTERN / "policy.yaml"))
    assert alone.exit_code == 0 and "give --roster" in alone.output


def test_the_command_says_where_and_ends_accordingly(tmp_path: Path) -> None:
    policy, roster = tmp_path / "p.yaml", tmp_path / "r.yaml"
    policy.write_text("queue: care\nrules: [{name: a, when: cart.total < 5.0 && cart.total > 9.0}]")
    roster.write_text("queues: [{id: support}]\n")
    found = ran(str(policy), "--roster", str(roster))
    assert found.exit_code == 1 and f"{policy}:2:25: error: rule 'a' can never hold" in found.output
    assert f"{roster}: warning: the roster has no queue 'care'." in found.output
    assert "at every minute" not in found.output and "every rule can hold" not in found.output
    as_json = json.loads(ran(str(policy), "--json").output)
    assert as_json["problems"][0]["line"] == 2 and as_json["proved"][0].startswith("a person comes for whoever asks")
    policy.write_text("routes: [{tier: vip}]")
    assert (ran(str(policy)).exit_code, ran(str(policy), "--strict").exit_code) == (0, 1)
    policy.write_text("rules: [{name: a, when: cart.totl > 5.0}]")
    assert ran(str(policy)).exit_code == 2
    roster.write_text("queues: 7")
    policy.write_text("{}")
    broken = ran(str(policy), "--roster", str(roster))
    assert broken.exit_code == 2 and str(roster) in broken.stderr
