"""One's own conversations as transcripts, the labels they imply, and what the policy commands read from a journal."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from escapehatch.app import SystemClock, open_house
from escapehatch.cli import cli
from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.events import Recorded
from escapehatch.conversation.values import Author, Customer, Reason, Role
from escapehatch.lab.transcripts import transcripts
from escapehatch.reading.plain import PlainReader
from escapehatch.reading.turns.implied import dialogue, spoken
from escapehatch.settings import Settings

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

ADA, DANA = Author(Role.CUSTOMER, "ada", "Ada"), Author(Role.AGENT, "dana", "Dana")
PIP = Author(Role.BOT, "pip", "Pip")
SYSTEM = Author(Role.SYSTEM, "system")


def history(name: str, *happened: Any, days: float = 0.0) -> tuple[str, list[Recorded]]:
    """Words as ``who: text``, everything else as it is; a second apart."""
    who = {"ada": ADA, "pip": PIP, "dana": DANA}
    begun = [e.ConversationStarted(name, Customer("ada", "Ada"))]
    for n, x in enumerate(happened):
        if isinstance(x, str):
            author, _, text = x.partition(": ")
            x = e.MessagePosted(f"m{n}", who[author], text)
        begun.append(x)
    at = NOW + timedelta(days=days)
    return name, [Recorded(n, at + timedelta(seconds=n), x) for n, x in enumerate(begun, 1)]


ASKED = e.HandoffRequested("e1", Reason("frustration", "upset"))


def test_what_became_of_each() -> None:
    told = list(transcripts([
        history("helped", "ada: Where is it?", "pip: Tomorrow.", "ada: Thanks.", "pip: Gladly.", e.ConversationRated(5)),
        history("handed", "ada: Hm.", "pip: Yes?", "ada: Useless!", ASKED, e.AgentJoined(DANA), "dana: Hello.", days=10),
        history("came back", "ada: Where is it?", "pip: Tomorrow.", "ada: ok", "pip: Bye.", days=20),
        history("again", "ada: Still nothing.", e.ConversationClosed(SYSTEM, "abandoned"), days=22),
        history("silent", days=30),
    ]))  # fmt: skip
    assert [(x["id"], x["handoff_at"], x["outcome"]) for x in told] == [
        ("helped", None, "bot_resolved"),
        ("handed", 2, "handed_off"),
        ("came back", None, "returned_later"),
        ("again", None, "left"),
    ]
    assert [x["i"] for x in told[1]["messages"]] == [0, 1, 2, 3] and told[1]["messages"][3]["role"] == "agent"
    assert told[0]["rating"] == 5 and "rating" not in told[1]


def labels(record: dict[str, Any]) -> list[tuple[str, int]]:
    return [(x["role"], x["label"]) for x in dialogue(record)["turns"]]


def said(*roles: str, **more: Any) -> dict[str, Any]:
    return {"messages": [{"i": n, "role": x, "text": f"word {n}"} for n, x in enumerate(roles)], **more}


C, A = "customer", "agent"


@pytest.mark.parametrize(
    ("record", "implied"),
    [
        (said(C, "bot", C, A, C, handoff_at=2), [(C, 0), (A, 0), (C, 1)]),
        (said(C, "bot", C, "bot", A, outcome="handed_off"), [(C, 0), (A, 0), (C, 0), (A, 1)]),
        (said(C, "bot", C, outcome="left"), [(C, 0), (A, 0), (C, 1)]),
        (said(C, "bot", C, "bot", outcome="returned_later"), [(C, 0), (A, 0), (C, 1), (A, 1)]),
        (said(C, "bot", rating=1), [(C, 1), (A, 1)]),
        (said(C, "bot", rating=4, outcome="bot_resolved"), [(C, 0), (A, 0)]),
        (said(C, "system", "bot", handoff_at=2), [(C, 0), (A, 1)]),
        (said("bot", outcome="left"), [(A, 0)]),
        ({"turns": [{"role": A, "text": "x", "label": 1}]}, [(A, 1)]),
    ],
)
def test_labels_that_a_transcript_implies(record: dict[str, Any], implied: Any) -> None:
    assert labels(record) == implied


def test_scoring_hears_all_of_a_transcript() -> None:
    assert len(spoken(said(C, "bot", C, A, C, handoff_at=2))["turns"]) == 5
    with pytest.raises(ValueError, match="messages"):
        spoken({"messages": "hello"})


@pytest.fixture
async def lived(tmp_path: Path) -> Path:
    """A house that ran under two policies, with a watching one, and one conversation."""
    policy, shadow, journal = tmp_path / "policy.yaml", tmp_path / "next.yaml", tmp_path / "journal.db"
    policy.write_text("queue: care\n")
    shadow.write_text("rules: [{name: eager, when: 'conversation.turns >= 1'}]")
    for text in ("queue: care\n", "queue: support  # renamed\n"):
        policy.write_text(text)
        settings = Settings(journal=journal, policy=policy, shadow=shadow, reader="plain")
        house = await open_house(settings, SystemClock(), PlainReader())
        async with house.running():
            await house.desk.handle("c1", do.Start("c1", Customer("ada", "Ada")))
            await house.desk.handle("c1", do.Post(f"m{text}", ADA, "Where is my parcel?"))
    return tmp_path


def ran(*words: str) -> Any:
    return CliRunner().invoke(cli, list(words))


async def test_every_version_is_kept_and_can_come_back(lived: Path) -> None:
    listed = ran("policy", "versions", str(lived / "journal.db")).output.splitlines()
    assert len(listed) == 2 and all("policy.yaml" in x for x in listed)
    first = listed[0].split()[0]
    assert ran("policy", "versions", str(lived / "journal.db"), "--show", first).output == "queue: care\n"
    back = ran("policy", "rollback", str(lived / "journal.db"), first[:5], "--to", str(lived / "policy.yaml"))
    assert back.exit_code == 0 and "-queue: support  # renamed" in back.stdout and "+queue: care" in back.stdout
    assert (lived / "policy.yaml").read_text() == "queue: care\n"
    assert sorted(x.name for x in lived.iterdir() if x.name.startswith(".")) == []
    unknown = ran("policy", "rollback", str(lived / "journal.db"), "zzz", "--to", str(lived / "policy.yaml"))
    assert unknown.exit_code == 2 and "No version begins with 'zzz'" in unknown.stderr


async def test_what_the_watching_policy_would_have_done(lived: Path) -> None:
    told = ran("policy", "shadow", str(lived / "journal.db")).output
    assert told.startswith("1 conversations.") and "sooner in 1 conversations, later in 0" in told
    assert "answer -> handoff (rule: eager)" in told and "for example c1" in told
    nothing = ran("policy", "shadow", str(lived / "policy.yaml"))
    assert nothing.exit_code == 2 and "no journal" in nothing.stderr


async def test_a_journal_as_transcripts(lived: Path) -> None:
    lines = [json.loads(x) for x in ran("export", str(lived / "journal.db"), "--transcripts").output.splitlines()]
    assert [x["id"] for x in lines] == ["c1"]
    assert [x["text"] for x in lines[0]["messages"]][:1] == ["Where is my parcel?"]


def test_differences_end_with_one(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("queue: a")
    (tmp_path / "b.yaml").write_text("queue: b")
    assert ran("policy", "diff", str(tmp_path / "a.yaml"), str(tmp_path / "a.yaml")).exit_code == 0
    found = ran("policy", "diff", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml"))
    assert (found.exit_code, found.output) == (1, "~ queue: a -> b\n")
