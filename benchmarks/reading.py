"""How well, and how fast, messages are read: on the gold sets beside the checkout, with baselines in this very script.

    python benchmarks/reading.py [--data ../shared/data] [--json]

Needs the data and their scorers (``escalation/`` and ``context/``); without them it says so and ends. The facts are
folded here as naively as can be (later values join earlier ones; corrections replace), so that the figures are the
reading's own. The data sets' dev parts were looked at while the patterns were written: held-out figures may be lower.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

KEYWORDS = re.compile(
    r"\b(?:human|agent|person|representative|operator|someone|somebody|manager|supervisor)s?\b", re.IGNORECASE
)
CAREFUL = re.compile(
    r"\b(?:speak|talk|chat|connect|transfer|put)\w*(?: me)?(?: \w+){0,2} (?:to|with|through to) (?:an? |the |your |some ?)?(?:real |live |human )?(?:agent|human|person|representative|operator|someone|somebody|manager|supervisor)s?"
    r"|\b(?:want|need|get|give)(?: me)? (?:an? )?(?:real |live )?(?:human|agent|person|representative|operator)\b|^(?:human|agent|operator|representative)(?: please)?$"
    r"|hablar con (?:una |un )?(?:persona|humano|agente)|parler (?:à|avec) (?:un |une )?(?:humain|agent|conseiller|personne)|mit (?:einem )?(?:menschen|mitarbeiter)|parlare con (?:un |una )?(?:operatore|persona|umano)"
    r"|falar com (?:um |uma )?(?:pessoa|atendente|humano)|转人工|人工客服|オペレーター|人間と|상담원|с (?:человеком|оператором)",
    re.IGNORECASE,
)
NOT_CAREFUL = re.compile(r"\b(?:don'?t (?:want|need)|are you|yesterday|no need)\b", re.IGNORECASE)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if not (given.data / "escalation").is_dir():
        print(f"no data at {given.data}: nothing measured", file=sys.stderr)
        return 0
    from escapehatch.reading.plain import PlainReader
    from escapehatch.reading.reader import EncoderReader

    begun = time.perf_counter()
    reader = EncoderReader()
    report: dict[str, Any] = {"load_s": round(time.perf_counter() - begun, 2)}
    report["explicit_request"] = requests(given.data / "escalation", reader, PlainReader())
    report["facts"] = facts(given.data / "context")
    report["ms"] = report["explicit_request"].pop("ms")
    print(json.dumps(report, indent=None if given.json else 1))
    return 0


def requests(folder: Path, reader: Any, plain: Any) -> dict[str, Any]:
    """Asks for a person: keywords, a careful regex, the plain reader, the encoder reader."""
    scorer = _scorer(folder / "score_escalation.py")
    took: list[float] = []

    def read(text: str) -> float:
        begun = time.perf_counter()
        answer = reader.read(text).asks_for_human
        took.append((time.perf_counter() - begun) * 1e3)
        return float(answer)

    ways: dict[str, Callable[[str], float]] = {
        "keywords": lambda text: float(bool(KEYWORDS.search(text))),
        "careful regex": lambda text: float(bool(CAREFUL.search(text)) and not NOT_CAREFUL.search(text)),
        "plain reader": lambda text: plain.read(text).asks_for_human,
        "encoder reader": read,
    }
    table: dict[str, Any] = {}
    for name, way in ways.items():
        gold = scorer.read(folder / "explicit_request.dev.jsonl")
        said = [{"id": r["id"], "asks_for_human": way(r["text"])} for r in gold]
        with contextlib.redirect_stdout(io.StringIO()):
            figures = scorer.request(gold, said, "asks_for_human", 0.5)
        wanted = ("ALL", "English", "other languages", "traps English", "kind bot-question")
        table[name] = {
            k: {m: round(figures[k][m], 4) for m in ("n", "precision", "recall", "f1", "fpr")} for k in wanted
        }
    took.sort()
    table["ms"] = {
        "p50": round(took[len(took) // 2], 2),
        "p95": round(took[int(len(took) * 0.95)], 2),
        "messages": len(took),
    }
    return table


def facts(folder: Path) -> dict[str, Any]:
    """Facts heard message by message and folded naively."""
    from escapehatch.conversation.values import Role
    from escapehatch.reading.facts import hear

    scorer = _scorer(folder / "score_context.py")
    gold = scorer.read(folder / "facts.dev.jsonl")
    took: list[float] = []
    said = []
    for record in gold:
        held: list[dict[str, Any]] = []
        last: dict[str, list[str]] = {"customer": [], "bot": []}
        for message in record["messages"]:
            if message["i"] > record["handoff_at"] or message["role"] == "system":
                continue
            role, other = ("customer", "bot") if message["role"] == "customer" else ("bot", "customer")
            begun = time.perf_counter()
            heard = hear(message["text"], Role(role), (last[other] or [""])[-1], tuple(last[role][-20:]))
            took.append((time.perf_counter() - begun) * 1e3)
            last[role].append(message["text"])
            if role == "customer":
                held = _folded(held, heard, message["i"])
        said.append({"id": record["id"], "facts": held})
    figures = scorer.score_facts(gold, said)
    took.sort()
    kept = {k: round(figures["overall"][k], 4) for k in ("recall", "precision", "strict_f1", "provenance", "trap_rate")}
    kept |= {k: round(figures[k], 4) for k in ("ccs", "complete_packets", "harmful_packets", "secret_leak_rate")}
    return kept | {"ms_p50": round(took[len(took) // 2], 2), "ms_p95": round(took[int(len(took) * 0.95)], 2)}


def _folded(held: list[dict[str, Any]], heard: Any, msg: int) -> list[dict[str, Any]]:
    for x in heard:
        if x.stance == "corrects":
            older = [n for n, h in enumerate(held) if h["type"] == x.type]
            held = [h for n, h in enumerate(held) if not older or n != older[-1]]
        if x.stance in ("denied", "other"):
            held = [h for h in held if (h["type"], h["value"]) != (x.type, x.value)]
        elif x.value and x.stance in ("claimed", "corrects", "confirmed"):
            held = [*held, {"type": x.type, "value": x.value, "msg": msg}]
    return held


def _scorer(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None, path
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
