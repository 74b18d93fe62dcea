"""The line commands, as an operator types them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LANTERN = Path(__file__).parents[1] / "examples" / "lantern"
TALK = {
    "id": "c1",
    "messages": [
        {"i": 0, "role": "customer", "text": "I was charged twice for order LN-47790", "at": "2026-11-22T10:00:00Z"},
        {"i": 1, "role": "bot", "text": "I see two charges. I cannot move money."},
        {"i": 2, "role": "customer", "text": "I want to talk to a person, this is ridiculous!"},
    ],
    "handoff_at": 2,
    "draft": "Could you give me your order number?",
}


def run(*words: str, text: str = "") -> tuple[int, list[dict[str, Any]], str]:
    """The exit code, the lines of JSON, and what was said on standard error."""
    command = [sys.executable, "-m", "escapehatch.cli", *words]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, check=False)
    lines = [json.loads(x) for x in done.stdout.splitlines() if x.startswith("{")]
    return done.returncode, lines, done.stderr if not lines else done.stderr + done.stdout


def test_bench_runs_what_the_checkout_has() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "escapehatch.cli", "bench", "reference", "--json"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    figures = json.loads(done.stdout)["reference"]
    assert len(figures) > 30
    assert all(isinstance(x["ours"], float | int) for x in figures)
    code, _, said = run("bench", "nonsense")
    assert code == 2
    assert "journal, keeping, leavers, offers" in said


def test_read_answers_each_line_in_order_and_names_the_bad_ones() -> None:
    text = '{"id": "a", "text": "human please"}\nnot json\n{"text": "where is my parcel?"}\n{"id": "d"}\n'
    code, lines, said = run("read", "--reader", "plain", text=text)
    assert code == 2
    assert [x["id"] for x in lines] == ["a", "r2"]
    assert lines[0]["asks_for_human"] > 0.5 > lines[1]["asks_for_human"]
    assert "line 2: not JSON" in said
    assert "line 4: " in said
    keys = {"language", "intent", "intent_score", "in_scope", "asks_for_human", "frustration", "topics", "facts", "ms"}
    assert keys <= lines[0].keys()


def test_replay_packet_and_reask_run_the_code_of_the_server() -> None:
    line = json.dumps(TALK)
    code, (replayed,), _ = run("replay", "--policy", str(LANTERN / "policy.yaml"), "--reader", "plain", text=line)
    assert code == 0
    assert replayed["handoff_at"] == 2
    assert [x["i"] for x in replayed["turns"]] == [0, 2]
    code, (packet,), _ = run("packet", "--shop", str(LANTERN), "--reader", "plain", text=line)
    order = next(x for x in packet["facts"] if x["type"] == "order_id")
    assert (code, order) == (0, {"type": "order_id", "value": "LN-47790", "msg": 0, "status": "verified"})
    code, (flag,), _ = run("reask", "--reader", "plain", text=line)
    assert (code, flag["flag"], flag["evidence"][0]["msg"]) == (0, True, 0)


def test_policy_check_names_the_place(tmp_path: Path) -> None:
    bad = tmp_path / "p.yaml"
    bad.write_text("version: 1\ntriggers:\n  asked_for_person: {on: false}\n")
    code, _, said = run("policy", "check", str(bad))
    assert code == 2
    assert "p.yaml:3:" in said
    assert run("policy", "check", str(LANTERN / "policy.yaml"))[0] == 0


def test_verify_says_what_is_broken(tmp_path: Path) -> None:
    author = {"role": "customer", "id": "ada"}
    said = {"type": "MessagePosted", "message_id": "m", "author": author, "text": "hi"}
    start = {"type": "ConversationStarted", "conversation_id": "c", "customer": {"id": "ada"}}
    rows = [
        {"conversation_id": "c", "seq": n, "at": "2026-11-22T10:00:00Z", "event": x}
        for n, x in ((1, start), (2, said), (3, said))
    ]
    path = tmp_path / "journal.jsonl"
    path.write_text("\n".join(json.dumps(x) for x in rows))
    done = subprocess.run(
        [sys.executable, "-m", "escapehatch.cli", "verify", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "G2 c seq 3" in done.stdout
    assert run("verify", str(tmp_path / "none.db"))[0] == 2


def test_doctor_names_the_next_step(tmp_path: Path) -> None:
    code, _, _ = run("doctor", "--settings", str(tmp_path / "none.toml"))
    assert code == 0
    bad = tmp_path / "escapehatch.toml"
    bad.write_text('port = "many"\n')
    done = subprocess.run(
        [sys.executable, "-m", "escapehatch.cli", "doctor", "--settings", str(bad)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "port" in done.stdout
