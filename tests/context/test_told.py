"""Facts of 443 told conversations: what identifies a customer is found, with its message, and what is not theirs stays out."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from escapehatch.handoff.facts import canonical
from escapehatch.handoff.policy import DEFAULT
from escapehatch.lab.replay import packet_line
from escapehatch.reading.plain import PlainReader
from escapehatch.reading.secrets import mask

TOLD = Path(__file__).with_name("told.jsonl")
#: One wrong value of these sends an agent to the wrong person or order.
CRITICAL = ("order_id", "email", "phone", "account_id", "username", "zip_code")

Record = dict[str, Any]


@cache
def packets() -> list[tuple[Record, Record]]:
    records = [json.loads(x) for x in TOLD.read_text(encoding="utf-8").splitlines()]
    read = PlainReader().read
    return [(x, packet_line(x, DEFAULT, read, None, mask)) for x in records]


def same(kind: str, gold: Record, found: Record) -> bool:
    return canonical(kind, found["value"]) in {canonical(kind, x) for x in (gold["value"], *gold.get("alts", ()))}


@pytest.mark.parametrize(("kind", "least"), [("order_id", 0.93), ("email", 0.88), ("phone", 0.85), ("zip_code", 0.9)])
def test_what_identifies_is_found_with_its_message(kind: str, least: float) -> None:
    wanted = [(gold, p) for x, p in packets() for gold in x["facts"] if gold["type"] == kind and gold["required"]]
    hits = [
        any(f["type"] == kind and same(kind, gold, f) and f["msg"] in gold["msgs"] for f in p["facts"])
        for gold, p in wanted
    ]
    assert len(wanted) >= 18
    assert sum(hits) / len(hits) >= least


def test_few_packets_hold_somebody_elses_value() -> None:
    wrong = [x["id"] for x, p in packets() if any(_wrong(x, f) for f in p["facts"] if f["type"] in CRITICAL)]
    assert len(wrong) / len(packets()) <= 0.09, wrong


def _wrong(record: Record, found: Record) -> bool:
    kind = found["type"]
    theirs = [x for x in record["facts"] if x["type"] == kind]
    return kind in record["annotated_types"] and not any(same(kind, x, found) for x in theirs)


def test_no_secret_is_in_a_packet() -> None:
    leaked = [x["id"] for x, p in packets() for s in x["secrets"] if s["value"] in json.dumps(p, ensure_ascii=False)]
    assert leaked == []


def test_what_was_not_given_is_known_not_to_be() -> None:
    asked = [(x["id"], d["type"], p) for x, p in packets() for d in x["declined"]]
    known = [any(f["type"] == kind for f in p["declined"]) for _, kind, p in asked]
    assert sum(known) / len(known) >= 0.7
