"""Which rosters there were, what changed, and the commands for them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from escapehatch.cli import cli
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.routing.roster import parse
from escapehatch.routing.versions import KIND, Version, difference, key, sheet, versions, written

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PLAIN = "queues: [{id: support}]\nagents: [{id: dana, name: Dana, role: lead}]\n"
WORDY = """# the same
queues:
  - {id: support, title: Support, offer_s: 30}
agents:
  - {id: dana, name: Dana, role: lead, queues: [support]}
"""
OTHER = """
queues:
  - {id: billing}
  - {id: support, hours: {daily: "09:00-17:00", holidays: ES, special: {2026-12-24: 09:00-13:00}, closed: [2026-12-26]}}
agents:
  - {id: dana, name: Dana, role: lead, capacity: 4, queues: [support, billing]}
  - {id: support, name: Somebody called like a queue}
"""
TEXTS = (PLAIN, OTHER, PLAIN)
KEPT = [Version(n, NOW, ("file", "dana")[n % 2], text, f"change {n}") for n, text in enumerate(TEXTS, 1)]


def test_layout_comments_and_defaults_are_no_difference() -> None:
    assert difference(parse(PLAIN), parse(WORDY)) == []


def test_each_change_by_its_place() -> None:
    told = [str(x) for x in difference(parse(PLAIN), parse(OTHER))]
    assert "~ queues.support.hours.mon: 00:00-24:00 -> 09:00-17:00" in told
    assert "~ queues.support.hours.holidays: [] -> [ES]" in told
    assert "+ queues.support.hours.special.2026-12-24: 09:00-13:00" in told
    assert "~ queues.support.hours.closed: [] -> [2026-12-26]" in told
    assert "~ agents.dana.queues: [support] -> [support, billing]" in told
    assert "~ order of queues: [support] -> [billing, support]" in told
    assert [x for x in told if x.startswith("+ queues.billing: {title: Billing")]
    assert [x for x in told if x.startswith("+ agents.support: {name: Somebody")]


def test_a_sheet_says_everything() -> None:
    """Whatever a roster can say is in its sheet: two rosters with equal sheets are equal."""
    for text in TEXTS:
        roster = parse(text)
        assert set(sheet(roster)) >= set(roster.__struct_fields__)
        for queue in roster.queues:
            assert set(sheet(roster)["queues"][queue.id]) == set(queue.__struct_fields__) - {"id"}


def test_versions_are_listed_in_their_order() -> None:
    assert versions({key(x.number): written(x) for x in reversed(KEPT)}) == KEPT
    assert key(9) < key(10) < key(100)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    path = tmp_path / "journal.db"

    async def fill() -> None:
        kept = await SqliteJournal.open(path)
        for x in KEPT:
            assert await kept.claim(KIND, key(x.number), written(x))
        await kept.close()

    asyncio.run(fill())
    return path


def ran(*words: str, code: int = 0) -> str:
    ended = CliRunner().invoke(cli, ["roster", *words])
    assert ended.exit_code == code, ended.output
    return ended.output


def test_the_commands(journal: Path, tmp_path: Path) -> None:
    listed = ran("versions", str(journal)).splitlines()
    assert listed[1] == "   2  2026-11-23 10:00 UTC  file          change 2"
    assert ran("versions", str(journal), "--show", "2") == OTHER
    file = tmp_path / "roster.yaml"
    file.write_text(PLAIN)
    assert "+  - {id: billing}" in ran("rollback", str(journal), "2", "--to", str(file))
    assert file.read_text() == OTHER
    assert "no version 9" in ran("rollback", str(journal), "9", "--to", str(file), code=2)
    assert "order of queues" in ran("diff", str(file), _written(tmp_path / "plain.yaml", PLAIN), code=1)
    assert ran("diff", str(file), str(file)) == ""


def test_a_roster_is_checked(tmp_path: Path) -> None:
    good = ran("check", _written(tmp_path / "roster.yaml", OTHER))
    assert "support: 2 agents, 7 seats, open on 7 days a week (UTC)" in good
    assert "2 queues, 2 agents, lead: dana." in good
    assert '"09:00-17:00"' in ran("check", str(tmp_path / "roster.yaml"), "--json")
    bad = ran("check", _written(tmp_path / "bad.yaml", "agents:\n- {id: dana}\n"), code=2)
    assert "bad.yaml:2:3: agents.0.name" in bad


def _written(path: Path, text: str) -> str:
    path.write_text(text)
    return str(path)
