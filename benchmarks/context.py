"""What the agent knows before "hello": facts, packet and re-ask guard on the gold sets, beside baselines in this very script.

    python benchmarks/context.py [--data ../shared/data] [--gold FACTS REASK] [--write] [--json]

Needs the data beside the checkout (``context/``, with its scorer); without it says so and ends. ``--gold`` names other files of the
same form. ``--write`` puts the table into docs/measure.md.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from decide import Row, as_json, table

from escapehatch.conversation.values import Reading, Role
from escapehatch.handoff.facts import facts
from escapehatch.handoff.policy import DEFAULT
from escapehatch.handoff.reask import check
from escapehatch.lab.replay import Told, lines, packet_line, reask_line
from escapehatch.reading.plain import PlainReader
from escapehatch.reading.reader import EncoderReader
from escapehatch.reading.secrets import mask
from escapehatch.reading.wanted import wanted
from escapehatch.records import lookup

ROOT = Path(__file__).resolve().parents[1]
MARKED = re.compile(r"(<!-- context -->\n).*?(<!-- /context -->)", re.DOTALL)
Record = dict[str, Any]

#: Patterns without context: what a first version of such a thing looks like.
REGEX = {
    "order_id": re.compile(r"#?\bW?\d{6,10}\b"),
    "email": re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+\w"),
    "phone": re.compile(r"\+?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}"),
    "zip_code": re.compile(r"\b\d{5}\b"),
    "amount": re.compile(r"[$€£₹] ?\d+(?:[.,]\d+)*"),
    "person_name": re.compile(r"(?:[Mm]y name is|[Ii] am|I'm|[Tt]his is) ([A-Z]\w+(?: [A-Z]\w+)?)"),
    "address": re.compile(r"\d+ [A-Z]\w+ (?:Street|St|Avenue|Ave|Road|Lane|Drive|Way|Court)[^.!?\n]*"),
}
KEYWORDS = {
    "order_id": r"order|booking",
    "email": r"e-?mail",
    "phone": r"phone|call you",
    "person_name": r"name",
    "address": r"address",
    "zip_code": r"zip|post ?code",
    "product": r"item|product",
    "amount": r"amount|how much",
    "date": r"date|when",
    "payment_method": r"payment|pay",
    "membership_level": r"member",
    "issue": r"issue|problem|help",
    "desired_outcome": r"refund|replacement|would you like",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--gold", type=Path, nargs=2)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    folder = given.data / "context"
    if not folder.is_dir():
        print(f"no data at {folder}: nothing measured", file=sys.stderr)
        return 0
    fact_file, draft_file = given.gold or (folder / "facts.dev.jsonl", folder / "reask.dev.jsonl")
    scorer = _scorer(folder / "score_context.py")
    read = EncoderReader().read
    rows = [
        *packets(scorer, _records(fact_file), read, folder / "store"),
        *drafts(scorer, _records(draft_file), read),
        *speed(_records(fact_file), _records(draft_file), read),
    ]
    print(json.dumps([as_json(x) for x in rows], indent=1) if given.json else table(rows))
    if given.write:
        page = ROOT / "docs" / "measure.md"
        text = page.read_text(encoding="utf-8")
        page.write_text(MARKED.sub(lambda m: f"{m[1]}\n{table(rows)}\n\n{m[2]}", text), encoding="utf-8")
    return 0


def packets(scorer: Any, gold: list[Record], read: Any, shop: Path) -> Iterator[Row]:
    """Facts with their messages, on whole packets."""
    look = lookup(shop if shop.is_dir() else None)
    ours = [{"id": x["id"], **packet_line(x, DEFAULT, read, look(x), mask)} for x in gold]
    both = {"ours": scorer.score_facts(gold, ours), "regex": scorer.score_facts(gold, [_plain_facts(x) for x in gold])}
    hard = [x for x in gold if x["source"] == "adversarial"]
    hard_ours = scorer.score_facts(hard, ours)["overall"]["strict_f1"]
    hard_regex = scorer.score_facts(hard, [_plain_facts(x) for x in hard])["overall"]["strict_f1"]

    def row(name: str, floor: float | None, aim: float | None, pick: Callable[[Any], float]) -> Row:
        return name, floor, aim, pick(both["ours"]), {"regex": pick(both["regex"])}

    yield row("facts: strict F1", 0.90, 0.94, lambda x: x["overall"]["strict_f1"])
    yield "... adversarial", 0.88, 0.95, hard_ours, {"regex": hard_regex}
    yield row("facts delivered, mean share (CCS)", 0.90, 0.94, lambda x: x["ccs"])
    yield row("complete packets", 0.78, 0.85, lambda x: x["complete_packets"])
    yield row("harmful packets", -0.04, -0.02, lambda x: x["harmful_packets"])
    yield row("traps reported as fact", -0.12, -0.05, lambda x: x["overall"]["trap_rate"])
    yield row("secrets leaked", -0.0001, None, lambda x: x["secret_leak_rate"])
    yield row("provenance", 0.98, 0.99, lambda x: x["overall"]["provenance"])


def drafts(scorer: Any, gold: list[Record], read: Any) -> Iterator[Row]:
    """The guard, on agents' drafts."""
    ours = [{"id": x["id"], **reask_line(x, read, mask, wanted())} for x in gold]
    plain = [_keyword_guard(x, read) for x in gold]
    found = {k: scorer.score_reask(gold, v, "category") for k, v in (("ours", ours), ("keywords", plain))}

    def row(name: str, floor: float | None, aim: float | None, pick: Callable[[Any], float]) -> Row:
        return name, floor, aim, pick(found["ours"]), {"keywords": pick(found["keywords"])}

    def of(category: str, figure: str) -> Callable[[Any], float]:
        return lambda x: x["by"].get(category, {}).get(figure, 0.0)

    yield row("re-ask: precision", 0.95, 0.98, lambda x: x["overall"]["precision"])
    yield row("... recall", 0.88, 0.94, lambda x: x["overall"]["recall"])
    yield row("... false alarms", -0.03, -0.01, lambda x: x["overall"]["false_alarm"])
    yield row("... on hard negatives", -0.12, -0.05, of("hard_negative", "false_alarm"))
    yield row("... first asks flagged", -0.05, -0.02, of("natural_first_ask", "false_alarm"))
    yield row("... natural re-asks caught", 0.85, 0.94, of("natural_reask", "recall"))
    yield row("... pointing", 0.87, 0.93, lambda x: x["overall"]["pointing"])
    yield row("... answered", 0.84, 0.91, lambda x: x["overall"]["answered"])


def speed(gold: list[Record], asked: list[Record], read: Any) -> Iterator[Row]:
    """A message heard and folded, a draft checked; beside the same walk with a reader that hears nothing.

    The reader is a new one: what another has encoded before would cost it nothing.
    """
    fresh = EncoderReader().read

    def deaf(text: str, role: Role, before: str = "", earlier: Any = ()) -> Reading:
        return Reading()

    ours = [ms for x in gold for ms in _messages(x, fresh)]
    idle = [ms for x in gold for ms in _messages(x, deaf)]
    plain = [ms for x in gold for ms in _messages(x, PlainReader().read)]
    beside = {"p50": float(np.median(plain)), "no-op p95": _p95(idle)}
    yield "facts of a message, heard and folded: p95 ms", -5.0, None, _p95(plain), beside
    yield "... its whole reading, with the encoder", -10.0, None, _p95(ours), {"p50": float(np.median(ours))}
    checked, empty = [], []
    for x in asked:
        told = _told(x, read)
        checked.append(_timed(lambda x=x, told=told: check(x["draft"], told.c, wants=wanted())))
        empty.append(_timed(lambda told=told: facts(told.c)))
    beside = {"p50": float(np.median(checked)), "the facts alone p95": _p95(empty)}
    yield "a draft, p95 ms", -10.0, None, _p95(checked), beside


def _told(record: Record, read: Any) -> Told:
    told = Told(record, read, mask)
    for line in lines(record):
        told.add(line)
    return told


def _messages(record: Record, read: Any) -> list[float]:
    told = Told(record, read, mask)
    return [_timed(lambda line=line: (told.add(line), facts(told.c))) for line in lines(record)]


def _timed(do: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    do()
    return (time.perf_counter() - begun) * 1e3


def _p95(values: list[float]) -> float:
    return float(np.percentile(values, 95))


def _plain_facts(record: Record) -> Record:
    found = []
    for m in record["messages"][: record["handoff_at"] + 1]:
        for kind, pattern in REGEX.items() if m["role"] == "customer" else ():
            found += [{"type": kind, "value": x[pattern.groups], "msg": m["i"]} for x in pattern.finditer(m["text"])]
    return {"id": record["id"], "facts": found}


def _keyword_guard(record: Record, read: Any) -> Record:
    """Flags a draft that names a kind of which any fact was heard."""
    known = facts(_told(record, read).c)
    hits = [k for k, p in KEYWORDS.items() if re.search(p, record["draft"].lower())]
    evidence = [{"type": x.type, "value": x.value, "msg": x.msg} for k in hits for x in known.of(k)]
    return {"id": record["id"], "flag": bool(evidence), "evidence": evidence}


def _records(path: Path) -> list[Record]:
    return [json.loads(x) for x in path.read_text(encoding="utf-8").splitlines() if x.strip()]


def _scorer(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score_context", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
