"""The command ``forecast``: the reference values as it prints them, a day interval by interval, and its pages."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from typer.testing import CliRunner

from escapehatch.cli import cli
from escapehatch.lab.staffing.forecast import Question, forecast
from escapehatch.lab.staffing.patience import Exponential
from escapehatch.lab.staffing.profile import Interval, Profile, loads, profile, staff

A = "--arrivals 48/min --handle 1min --agents 50"
A_PATIENT = f"{A} --patience 2min"
B = "--arrivals 0.1/s --handle 240s --agents 28 --patience 300s"
C = "--arrivals 200/h --handle 3min --agents 14 --target 80%/20s"
CHATS = "--handle 6min --concurrency 3 --slowdown 8.5min,11min --agents 10 --patience 10min"
NINE = "--handle 9min --target 80%/60s"


def said(words: str) -> dict[str, Any]:
    ended = CliRunner().invoke(cli, ["forecast", *words.split(), "--json"])
    assert ended.exit_code == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.output)
    return found


@pytest.mark.parametrize(
    ("id_", "words", "key", "computed"),
    [
        ("A1", A, "asa_s", 20.8337),
        ("A2", A, "wait_p90_s", 58.1387),
        ("A3", A, "queue_mean", 16.6669),
        ("A4", A, "occupancy", 0.96),
        ("A5", A_PATIENT, "p_abandon", 0.0309122),
        ("A6", A_PATIENT, "asa_s", 3.70947),
        ("A7", A_PATIENT, "wait_p90_s", 12.4446),
        ("A8", A_PATIENT, "queue_mean", 2.96758),
        ("A9", A_PATIENT, "occupancy", 0.930324),
        ("B2", B, "queue_mean", 0.683326),
        ("B4", B, "asa_s", 6.83326),
        ("C1", C, "p_wait", 0.174132),
        ("C2", C, "service_level", 0.88835),
        ("C3", C, "agents_needed", 14),
        ("C4", C, "asa_s", 7.83594),
        ("E5/0.8", "--arrivals 4/s --handle 1s --agents 5", "p_wait", 0.554113),
        ("E10/0.8", "--arrivals 8/s --handle 1s --agents 10", "p_wait", 0.40918),
        ("E50/0.8", "--arrivals 40/s --handle 1s --agents 50", "p_wait", 0.0869525),
        ("E5/0.9", "--arrivals 4.5/s --handle 1s --agents 5", "p_wait", 0.762493),
        ("E100/0.9", "--arrivals 90/s --handle 1s --agents 100", "p_wait", 0.21694),
        ("F8", "--arrivals 120/min --handle 1min --agents 100 --patience 1min", "p_abandon", 0.167693),
        ("1/min, patient", f"--arrivals 1/min --patience 11min {NINE}", "agents_needed", 11),
        ("1/min, endless", f"--arrivals 1/min {NINE}", "agents_needed", 12),
        ("4/min, patient", f"--arrivals 4/min --patience 11min {NINE}", "agents_needed", 38),
        ("4/min, endless", f"--arrivals 4/min {NINE}", "agents_needed", 41),
        ("8/min, patient", f"--arrivals 8/min --patience 11min {NINE}", "agents_needed", 73),
        ("8/min, endless", f"--arrivals 8/min {NINE}", "agents_needed", 78),
    ],
)
def test_the_command_prints_the_reference_values(id_: str, words: str, key: str, computed: float) -> None:
    """T1: A1 to A9, B2, B4, C1 to C4, E, F8 and the staffing examples, to the digits shown."""
    assert float(f"{said(words)[key]:.6g}") == computed, id_


@pytest.mark.parametrize(("arrivals", "computed"), [("2.5/min", 0.0256), ("3/min", 0.1143)])
def test_the_command_knows_chats_at_once(arrivals: str, computed: float) -> None:
    """T1, chat concurrency: counting 30 slots would say .0413 and .1247."""
    assert round(said(f"--arrivals {arrivals} {CHATS}")["p_abandon"], 4) == computed


# A day


def test_an_even_day_is_staffed_like_one_load() -> None:
    even = Profile(tuple(Interval(f"{n}", 120.0) for n in range(5)), 1800.0)
    asked = Question(1.0, (540.0,), Exponential(660))
    alone = forecast(Question(120 / 1800, (540.0,), Exponential(660)))
    for x in staff(asked, even):
        assert x.met.agents == alone.agents
        assert x.met.asa_s == pytest.approx(alone.asa_s, rel=1e-9)


def test_after_a_rush_its_chats_are_still_there() -> None:
    """Ten minutes of rush, chats of ten minutes: by hand, the load after t minutes of it is 10 (1 - e^(-t/10))."""
    day = Profile((Interval("09:00", 0), Interval("09:10", 10), Interval("09:20", 0)), 600.0)
    before, rush, after = loads(day, 600.0)
    assert before == 0
    assert rush == pytest.approx(10 * (1 - (1 - math.exp(-1))))
    assert after == pytest.approx(10 * (1 - math.exp(-1)) * (1 - math.exp(-1)))


def test_the_loads_equal_a_step_by_step_integration() -> None:
    day = Profile(tuple(Interval(str(n), 40 + 35 * math.sin(n / 2)) for n in range(24)), 900.0)
    busy, told = 40 / 900 * 500, loads(day, 500.0)
    for interval, load in zip(day.intervals, told, strict=True):
        seen = []
        for _ in range(9_000):
            busy += 0.1 * (interval.arrivals / 900 - busy / 500)
            seen.append(busy)
        assert load == pytest.approx(np.mean(seen), rel=2e-3)


def test_a_staffed_day_keeps_its_target_as_it_goes() -> None:
    """The chance to wait, followed in time through the day with changing arrivals and agents, stays near what is said.

    Interval by interval alone (without what is left from before) the worst interval of this day is far off.
    """
    rates = [20, 20, 60, 140, 180, 140, 60, 20, 20]
    day = Profile(tuple(Interval(str(n), float(x)) for n, x in enumerate(rates)), 1800.0)
    asked = Question(1.0, (1200.0,), Exponential(1200.0))
    staffed = staff(asked, day)
    told = [x.met.p_wait for x in staffed]
    agents = [x.met.agents for x in staffed]
    naive = [forecast(Question(x / 1800, (1200.0,), Exponential(1200.0))) for x in rates]
    off = max(abs(x - y) for x, y in zip(followed(rates, agents), told, strict=True))
    off_naive = max(abs(x - y.p_wait) for x, y in zip(followed(rates, [x.agents for x in naive]), naive, strict=True))
    assert off < 0.15 and off_naive > 0.6


def followed(rates: list[int], agents: list[int]) -> list[float]:
    """The mean chance to wait in each interval, by the changing number in the system (birth and death, 2 s steps)."""
    size, found = 400, []
    chance = np.zeros(size)
    chance[0] = 1.0
    k = np.arange(size)
    for n, (rate, here) in enumerate(zip(rates, agents, strict=True)):
        up, down = rate / 1800, (np.minimum(k, here) + np.maximum(k - here, 0)) / 1200
        seen = []
        for _ in range(900 * (5 if n == 0 else 1)):
            flow = up * chance[:-1] - down[1:] * chance[1:]
            chance[:-1] -= 2 * flow
            chance[1:] += 2 * flow
            seen.append(chance[here:].sum())
        found.append(float(np.mean(seen[-900:])))
    return found


DAY = "from,customers\n09:00,40\n09:30,80\n10:00,0\n"


def test_a_profile_says_its_intervals() -> None:
    day = profile(DAY)
    assert (day.length_s, day.intervals[1]) == (1800, Interval("09:30", 80.0))
    assert profile("23:30,1\n00:00,2\n").length_s == 1800
    assert profile("2026-11-27T09:00:00Z,1\n2026-11-27T09:15:00Z,2\n").length_s == 900
    assert profile("a,1\nb,2\n", "1h").length_s == 3600


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "no interval"),
        ("09:00,40\n09:30,many\n", "line 2"),
        ("09:00,40\n09:30\n", "line 2"),
        ("09:00,40\n09:30,-1\n", "line 2"),
        ("09:00,40\n09:30,nan\n", "line 2"),
        ("a,40\nb,1\n", "--interval"),
        ("09:00,0\n09:30,0\n", "Nobody comes"),
        ("09:00,1\n" * 3000, "more than"),
    ],
)
def test_a_bad_profile_says_where(text: str, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        profile(text)


def test_the_command_staffs_a_day(tmp_path: Path) -> None:
    file, html = tmp_path / "day.csv", tmp_path / "day.html"
    file.write_text(DAY)
    found = said(f"--profile {file} --handle 9min --patience 11min --html {html}")
    assert [x["interval"] for x in found["intervals"]] == ["09:00", "09:30", "10:00"]
    assert found["agent_hours"] == sum(x["agents"] for x in found["intervals"]) / 2
    assert all(x["service_level"] >= 0.8 for x in found["intervals"])
    shown = CliRunner().invoke(cli, ["forecast", "--profile", str(file), "--handle", "9min"]).output
    assert "09:30" in shown and "agent hours" in shown
    _sound(html.read_text())


@pytest.mark.parametrize("words", [A, A_PATIENT, CHATS + " --arrivals 2.5/min", "--arrivals 1/h --handle 1min"])
def test_the_page_is_sound(tmp_path: Path, words: str) -> None:
    """Well-formed, no address, and every number of agents that is drawn is in the table."""
    html = tmp_path / "one.html"
    agents = said(f"{words} --html {html}")["agents"]
    page = html.read_text()
    _sound(page)
    assert f"<th>{agents}</th>" in page


def _sound(page: str) -> None:
    tree = ElementTree.fromstring(page.replace("<!doctype html>", "").replace('charset="utf-8">', 'charset="utf-8"/>').replace("initial-scale=1\">", "initial-scale=1\"/>").replace('light dark">', 'light dark"/>').replace("'unsafe-inline'\">", "'unsafe-inline'\"/>"))  # fmt: skip
    assert len(tree.findall(".//svg")) >= 2
    assert "http" not in page.replace("http-equiv", "")
    assert "nan" not in page.replace("finance", "") and "None" not in page
