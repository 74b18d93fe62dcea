"""The docs say what is so: generated parts are fresh, links lead somewhere, examples run."""

from __future__ import annotations

import json
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML
from typer.testing import CliRunner

from escapehatch.cli import cli
from escapehatch.conversation.fold import Conversation
from escapehatch.handoff import packet
from escapehatch.handoff.policy import DEFAULT, json_schema
from escapehatch.lab.soundness import sound
from escapehatch.routing import roster
from escapehatch.settings import Settings, SiteSettings

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import docs  # noqa: E402
import scenarios  # noqa: E402

README = ROOT / "README.md"
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
OWN = sorted(x for x in ROOT.glob("*.md")) + sorted(ROOT.glob("docs/**/*.md"))
PAGES = [
    *OWN,
    *sorted(ROOT.glob("examples/**/*.md")),
    *sorted(ROOT.glob("src/**/*.md")),
    *ROOT.glob("tests/**/README.md"),
]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def fenced(path: Path, language: str) -> list[str]:
    return [text for kind, text in FENCE.findall(path.read_text(encoding="utf-8")) if kind == language]


def without_code(path: Path) -> str:
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", path.read_text(encoding="utf-8")))


def anchors(path: Path) -> set[str]:
    """The places of a page that a link can name."""
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", x.lower()).replace(" ", "-") for x in titles}


@pytest.mark.parametrize("path", docs.pages(), ids=named)
def test_generated_parts_are_fresh(path: Path) -> None:
    """Run ``python tools/docs.py`` when this fails. Line counts may be a little old."""
    text = path.read_text(encoding="utf-8")
    assert docs.filled(text, docs.PASSING) == text


def test_every_field_failure_is_tried_or_has_a_reason() -> None:
    """Run ``python tools/scenarios.py`` when this fails."""
    assert scenarios.main(["--check"]) == 0


def test_a_stale_part_is_seen() -> None:
    stale = "before\n<!-- made: lifecycle -->\nold\n<!-- /made -->\nafter\n"
    fresh = docs.filled(stale)
    assert "with_bot --> queued: HandoffRequested" in fresh
    assert fresh.startswith("before\n<!-- made: lifecycle -->\n")
    assert fresh.endswith("<!-- /made -->\nafter\n")
    assert docs.filled(fresh) == fresh
    with pytest.raises(KeyError):
        docs.filled(stale.replace("lifecycle", "nothing"))


def test_every_limit_says_what_it_bounds() -> None:
    limits = (ROOT / "docs" / "reference" / "limits.md").read_text(encoding="utf-8")
    assert "| `MESSAGE_MAX_CHARS` | 10,000 | Characters in one message or note." in limits
    assert "| `GRACE` | 20 s |" in limits


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_relative_links_lead_somewhere(path: Path) -> None:
    for target in LINK.findall(without_code(path)):
        place, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        found = path.parent / place if place else path
        assert found.exists(), f"{named(path)}: {target} is not there"
        if anchor and found.suffix == ".md":
            assert anchor in anchors(found), f"{named(path)}: {target} names no title"


@pytest.mark.parametrize("path", [README, ROOT / "CONTRIBUTING.md"], ids=named)
def test_every_make_target_named_is_there(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    wanted = set(re.findall(r"\bmake ([a-z][a-z-]+)", "\n".join(_code(path))))
    assert {"test"} <= wanted
    for target in wanted:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{named(path)}: make {target} is not there"


def _code(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    yield from (body for _, body in FENCE.findall(text))
    yield from re.findall(r"`([^`\n]+)`", FENCE.sub("", text))


def test_the_settings_example_is_sound_and_whole() -> None:
    """Every setting stands in it, so the README is its reference."""
    given = tomllib.loads(fenced(README, "toml")[0])
    settings = Settings.model_validate(given)
    assert _unset(settings, given) == []
    assert set(given["sites"]["lantern"]) == set(SiteSettings.model_fields)


def _unset(part: BaseModel, given: dict[str, Any], where: str = "") -> list[str]:
    missing = []
    for name in type(part).model_fields:
        value = getattr(part, name)
        if name not in given:
            missing.append(f"{where}{name}")
        elif isinstance(value, BaseModel):
            missing += _unset(value, given[name], f"{where}{name}.")
    return missing


def examples() -> list[str]:
    return re.findall(r"\| `(escapehatch [^`]+)` \|", README.read_text(encoding="utf-8"))


def test_every_command_has_an_example() -> None:
    known = {x.name or x.callback.__name__ for x in cli.registered_commands if x.callback}
    known |= {x.name for x in cli.registered_groups if x.name}
    assert {shlex.split(x)[1] for x in examples()} == known - {"demo"}


RUN = [x for x in examples() if ("docs/examples" in x and " import " not in x) or "examples/lantern/" in x]


@pytest.mark.parametrize("line", RUN)
def test_examples_of_the_readme_run(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    words = shlex.split(line)[1:]
    if words[0] in {"read", "replay", "packet", "reask"}:
        words += ["--reader", "plain"]
    ended = CliRunner().invoke(cli, words)
    assert ended.exit_code == 0, ended.output
    if "--in" in words:
        asked = (ROOT / words[words.index("--in") + 1]).read_text(encoding="utf-8").splitlines()
        assert [json.loads(x)["id"] for x in ended.output.splitlines()] == [json.loads(x)["id"] for x in asked]


def test_the_roster_that_is_explained_is_sound() -> None:
    """As is that of the demo: nobody waits there for somebody who cannot come."""
    (explained,) = fenced(ROOT / "docs" / "explain" / "routing.md", "yaml")
    demo = (ROOT / "examples" / "lantern" / "roster.yaml").read_text(encoding="utf-8")
    for text in (explained, demo):
        assert [x.sentence for x in sound(DEFAULT, roster.parse(text), MONDAY).findings if x.severity == "error"] == []
    assert {"urgent", "vip"} <= {x.id for x in roster.parse(explained).classes}


def test_the_published_schema_is_fresh() -> None:
    """Write it anew with ``escapehatch policy schema > docs/reference/policy.schema.json``; the demo's policy keeps to it."""
    text = (ROOT / "docs" / "reference" / "policy.schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == json_schema()
    policy = YAML(typ="safe").load((ROOT / "examples" / "lantern" / "policy.yaml").read_text(encoding="utf-8"))
    jsonschema_rs.validate(json.loads(text), policy)
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(json.loads(text), {"bot": {"patience_s": "long"}})


def test_the_packets_schema_is_fresh_and_a_packet_keeps_to_it() -> None:
    """Write it anew with ``python tools/docs.py``."""
    text = (ROOT / "docs" / "reference" / "packet.schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == json.loads(json.dumps(packet.schema()))
    plain = msgspec.to_builtins(packet.assemble(Conversation(), datetime(2026, 1, 1, tzinfo=UTC)))
    jsonschema_rs.validate(json.loads(text), json.loads(msgspec.json.encode(plain)))
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(json.loads(text), {"facts": "none"})


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_json_blocks_parse(path: Path) -> None:
    for text in fenced(path, "json"):
        json.loads(text)


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=named)
def test_decisions_are_one_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 40
    titles = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert titles == ["Context", "Decision", "Consequences", "What would change our mind"]


LOCKS = [*sorted((ROOT / "locks").glob("*.txt")), ROOT / "web/package-lock.json", ROOT / "tools/node/package-lock.json"]


@pytest.mark.parametrize("path", LOCKS, ids=named)
def test_locks_name_no_address(path: Path) -> None:
    """Where packages come from is the machine's business. Funding links of npm packages are no place to fetch from."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        text = json.dumps([_fetched(x) for x in json.loads(text)["packages"].values()])
    assert len(text) > 100
    assert not re.search(r"https?://", text)


def _fetched(package: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in package.items() if key != "funding"}
