"""The gate, the page and the command of a backtest."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from escapehatch.cli import cli
from escapehatch.handoff.cel import CelFailed, CelRefused
from escapehatch.handoff.policy import parse
from escapehatch.lab.backtest import charts
from escapehatch.lab.backtest.curve import Costs
from escapehatch.lab.backtest.gate import gate
from escapehatch.lab.backtest.html import page
from escapehatch.lab.backtest.report import Wanted

from .talks import EAGER, LAX, TALKS, talk, told

LANTERN = Path(__file__).parents[2] / "examples" / "lantern"


@pytest.mark.parametrize(
    ("text", "fails"),
    [
        ("missed_rate > 0.4", True),
        ("missed > 2", False),
        ("missed >= 2 && needless_rate < 1", True),
        ("against.missed_rate < missed_rate", True),
        ("difference.needless > 0", False),
        ("agent_minutes > 30.5", True),
    ],
)
def test_the_gate(text: str, fails: bool) -> None:
    assert gate(text).fails(told(TALKS, LAX, EAGER)) is fails


@pytest.mark.parametrize(
    ("text", "offset", "hint"),
    [
        ("missed_rate > 0.4 && mised > 1", 21, "'missed'"),
        ("missed_rate >", 13, ""),
        ("missed_rate", 0, "missed_rate > 0.05"),
        ("missed_rate > 'much'", 12, ""),
        ("against.mised > 1", 0, "'against.missed'"),
    ],
)
def test_a_gate_that_cannot_be_read_says_where(text: str, offset: int, hint: str) -> None:
    with pytest.raises(CelRefused) as refused:
        gate(text)
    assert refused.value.offset == offset
    assert hint in refused.value.hint


@pytest.mark.parametrize("text", ["against.missed > 1", "p_wait > 0.5", "cost > 5", "difference.missed > 0"])
def test_a_gate_on_what_is_not_known_does_not_pass(text: str) -> None:
    with pytest.raises(CelFailed, match="not known"):
        gate(text).fails(told(TALKS, LAX))


def test_the_page_is_sound_and_says_nothing_unescaped() -> None:
    evil = "<script>alert(1)</script>"
    talks = [*TALKS, talk(f"{evil}1", "person", outcome="bot_resolved"), talk(f"{evil}2", evil, outcome="left")]
    rule = parse(f"version: 1\nrules:\n  - {{name: r, when: 'true', because: '{evil}'}}\n", f"{evil}.yaml")
    text = page(told(talks, rule, LAX, wanted=Wanted(costs=Costs(5, 40), arrivals=0.1)))
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r"https?://|src=|\bon\w+=", text)
    assert "prefers-color-scheme:dark" in text
    pictures = re.findall(r"<svg.*?</svg>", text)
    assert len(pictures) == 4
    for picture in pictures:
        ElementTree.fromstring(picture)
        assert not re.search(r"nan|inf\b", picture)


def test_a_chart_without_numbers_is_no_chart() -> None:
    assert charts.rates([("x", [(None, None, None)])]) == ""
    assert charts.triggers([]) == charts.early_late({}, 0) == charts.operating([]) == ""


def typed(tmp_path: Path, *words: str, talks: Sequence[dict[str, Any]] = TALKS) -> Any:
    file = tmp_path / "talks.jsonl"
    file.write_text("\n".join(json.dumps(x) for x in talks))
    return CliRunner().invoke(cli, ["backtest", "--in", str(file), "--reader", "plain", *words])


def test_the_command(tmp_path: Path) -> None:
    """Report, page, kept readings and exit codes, as an operator types them."""
    talks = [
        talk("a", "I want to talk to a person", "ok", handoff_at=0),
        talk("b", "where is it?", "there", handoff_at=None),
    ]
    policy, kept, html = str(LANTERN / "policy.yaml"), tmp_path / "kept.jsonl", tmp_path / "report.html"
    words = ("--policy", policy, "--readings", str(kept), "--html", str(html), "--json")
    first = typed(tmp_path, *words, "--against", policy, talks=talks)
    assert first.exit_code == 0, first.stderr
    found = json.loads(first.stdout)
    assert (found["missed"], found["needless"], found["gt1"], found["turn_error"]["GT-I"]) == (0, 0, 1.0, 1.0)
    assert found["against"]["missed"] == found["difference"]["missed"] == 0
    assert html.read_text().startswith("<!doctype html>")
    assert len(kept.read_text().splitlines()) == 6
    assert json.loads(typed(tmp_path, *words, "--against", policy, talks=talks).stdout) == found
    assert len(kept.read_text().splitlines()) == 6
    assert typed(tmp_path, "--fail-if", "handed_off > 5", talks=talks).exit_code == 0
    stopped = typed(tmp_path, "--fail-if", "handed_off > 0", talks=talks)
    assert (stopped.exit_code, "Fails: handed_off > 0" in stopped.stderr) == (1, True)
    assert "handed off" in stopped.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--fail-if", "mised > 0"], "column 1: 'mised' is not known"),
        (["--fail-if", "against.missed > 0"], "it needs --against"),
        (["--costs", "5"], "handoff=5,missed=40"),
        (["--arrivals", "many"], "no rate"),
        (["--target", "always"], "no target"),
        (["--agents", "0"], "one agent"),
    ],
)
def test_options_that_make_no_sense_are_refused(tmp_path: Path, words: list[str], said: str) -> None:
    ended = typed(tmp_path, *words)
    assert ended.exit_code == 2
    assert said in ended.stderr


def test_lines_that_cannot_be_used_are_named_and_the_others_counted(tmp_path: Path) -> None:
    ended = typed(tmp_path, "--json", talks=[*TALKS, {"id": "x"}, talk("y", "hi", outcome="solved")])
    assert ended.exit_code == 2
    assert json.loads(ended.stdout)["conversations"] == 7
    assert "line 8: " in ended.stderr
    assert "line 9: 'outcome'" in ended.stderr
    assert typed(tmp_path, talks=[{"id": "x"}]).exit_code == 2
