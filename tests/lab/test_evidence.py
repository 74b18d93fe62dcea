"""Requests for a person, out of a journal, as lines for those who must show them."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from escapehatch.cli import cli
from escapehatch.conversation import events as e
from escapehatch.conversation.fold import replay
from escapehatch.conversation.requests import Request
from escapehatch.desk.desk import standing
from escapehatch.journals.sqlite import SqliteJournal
from escapehatch.lab.evidence import lines
from escapehatch.ports import Change
from metrics.histories import ASK, BUTTON, JOINED, OFFERED, REPLY, START, history

SHUT = e.FallbackOffered("closed", ("callback",))
HISTORIES = {
    "c1": history(ASK, 60, BUTTON, 100, OFFERED, JOINED, REPLY),
    "c2": history(ASK, BUTTON, 200, JOINED, REPLY, name="c2", day=1),
    "c3": history(ASK, BUTTON, SHUT, e.FallbackOffered("nobody_there", ("wait",)), name="c3", day=2),
    "c4": history(ASK, name="c4"),
}


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    path = tmp_path / "journal.db"

    async def fill() -> None:
        kept = await SqliteJournal.open(path)
        for name, records in HISTORIES.items():
            events, c = tuple(x.event for x in records), replay(records)
            await kept.append(Change(name, 0, events, records[-1].at, standing(c)))
        await kept.close()

    asyncio.run(fill())
    return path


def said(*words: str) -> str:
    ended = CliRunner().invoke(cli, ["export", *words])
    assert ended.exit_code == 0, ended.output
    return ended.output


def test_a_line_for_each_request() -> None:
    """T12: one that was served in time, one too late, one outside the hours; who never asked has no line."""
    found = list(lines(HISTORIES.values()))
    assert [(x["conversation_id"], x["served"], x["wait_s"], x["outcome"]) for x in found] == [
        ("c1", "in_time", 100, "served"),
        ("c2", "late", 200, "served"),
        ("c3", "outside_hours", None, "waiting"),
    ]
    assert "Ada" not in json.dumps(found) and "parcel" not in json.dumps(found)


def test_a_span_of_days_and_another_time() -> None:
    found = list(lines(HISTORIES.values(), 250, START + timedelta(days=1), START + timedelta(days=2)))
    assert [(x["conversation_id"], x["served"]) for x in found] == [("c2", "in_time")]


def test_the_command_writes_json_lines_and_tables(journal: Path) -> None:
    """T12: exportable per request. Both forms hold the same."""
    told = [json.loads(x) for x in said(str(journal), "--requests").splitlines()]
    assert [x["conversation_id"] for x in told] == ["c1", "c2", "c3"]
    table = list(csv.DictReader(io.StringIO(said(str(journal), "--requests", "--csv", "--within", "5min"))))
    assert list(table[0]) == [*Request.__struct_fields__, "outcome", "wait_s", "within_s", "served"]
    assert [x["served"] for x in table] == ["in_time", "in_time", "outside_hours"]
    assert (table[2]["fallbacks"], table[2]["served_at"]) == ("closed nobody_there", "")


@pytest.mark.parametrize("words", [["--csv"], ["--requests", "--within", "soon"]])
def test_what_cannot_be_is_said(journal: Path, words: list[str]) -> None:
    ended = CliRunner().invoke(cli, ["export", str(journal), *words])
    assert ended.exit_code == 2 and ended.stderr.strip()
