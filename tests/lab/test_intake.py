"""What comes from elsewhere keeps the law, ends closed, and changes nothing that is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from escapehatch.cli import cli
from escapehatch.conversation.fold import replay
from escapehatch.lab.intake import happened, transcript
from escapehatch.lab.verify import verify

TALK = {
    "id": "t1",
    "customer": {"id": "ada", "name": "Ada", "tier": "gold"},
    "messages": [
        {"role": "customer", "text": "Where is my lamp?", "at": "2026-01-05T10:00:00Z"},
        {"role": "bot", "text": "On its way.", "at": "2026-01-05T10:00:05Z"},
        {"role": "system", "text": "lookup_order LN-1"},
        {"role": "customer", "text": "I want a person.", "at": "2026-01-05T10:01:00Z"},
        {"role": "agent", "text": "Hello, I am Dana.", "at": "2026-01-05T10:02:00Z"},
        {"role": "bot", "text": "Anything else?", "at": "2026-01-05T10:03:00Z"},
        {"role": "customer", "text": "No.", "at": "2026-01-05T10:04:00Z"},
    ],
    "outcome": "bot_resolved",
}


def run(*words: str, given: str = "") -> tuple[int, str, str]:
    ended = CliRunner().invoke(cli, list(words), input=given)
    return ended.exit_code, ended.stdout, ended.stderr


def test_a_transcript_becomes_what_must_have_happened() -> None:
    name, records = happened(TALK)
    c = replay(records)
    assert verify([(name, records)]) == []
    assert [(str(x.author.role), x.text) for x in c.said() if x.author] == [
        (x["role"], x["text"]) for x in TALK["messages"] if x["role"] != "system"
    ]
    assert (c.status, c.disposition, c.customer.name) == ("closed", "resolved", "Ada")
    assert c.escalation is not None, "an agent was there"


def test_an_export_taken_in_is_the_same_journal(tmp_path: Path) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    assert run("import", str(first), given=json.dumps(TALK))[0] == 0
    exported = run("export", str(first))[1]
    assert run("import", str(second), given=exported)[0] == 0
    assert run("export", str(second))[1] == exported
    assert run("verify", str(second))[0] == 0
    code, _, said = run("import", str(second), given=exported)
    assert code == 0
    assert "0 conversations taken in, 1 were there already" in said


def test_vcons_go_out_and_come_in(tmp_path: Path) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    run("import", str(first), given=json.dumps(TALK))
    vcons = run("export", str(first), "--vcon")[1]
    assert run("import", str(second), given=vcons)[0] == 0
    said = [json.loads(run("export", str(x), "--transcripts")[1])["messages"] for x in (first, second)]
    assert [(x["role"], x["text"], x["at"]) for x in said[0]] == [(x["role"], x["text"], x["at"]) for x in said[1]]


def test_a_vcon_of_others_names_its_parties_in_other_ways() -> None:
    vcon = {
        "vcon": "0.0.1",
        "uuid": "v1",
        "parties": [{"name": "Bo", "mailto": "bo@example.org"}, {"name": "Eli"}],
        "dialog": [
            {"type": "text", "start": "2026-01-05T10:00:00Z", "parties": [0, 1], "originator": 0, "body": "Hi"},
            {"type": "recording", "parties": [0, 1]},
            {"type": "text", "start": "2026-01-05T10:01:00Z", "parties": [1], "body": "Hello Bo"},
        ],
    }
    told = transcript(vcon)
    assert [(x["role"], x["text"]) for x in told["messages"]] == [("customer", "Hi"), ("agent", "Hello Bo")]
    assert told["customer"]["email"] == "bo@example.org"
    assert verify([happened(vcon)]) == []


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("not json", "not JSON"),
        ('{"id": "x", "messages": []}', "no messages"),
        ('{"id": "x"}', "messages"),
        ('{"conversation_id": "z", "seq": 1, "at": "2026-01-01T00:00:00Z", "event": {"type": "Nope"}}', "Nope"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_the_others_stay(tmp_path: Path, line: str, word: str) -> None:
    journal = tmp_path / "journal.db"
    code, _, said = run("import", str(journal), given=f"{line}\n{json.dumps(TALK)}\n")
    assert code == 2
    assert said.startswith("line 1: ")
    assert word in said
    assert "1 conversations taken in" in said


def test_another_conversation_of_the_same_name_is_not_written_over(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    other = TALK | {"messages": TALK["messages"][:2]}
    code, _, said = run("import", str(journal), given=f"{json.dumps(TALK)}\n{json.dumps(other)}\n")
    assert code == 2
    assert "line 2: t1: there is another conversation of this name" in said
