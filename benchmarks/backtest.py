"""How fast a backtest is on one core when the readings are recorded, beside the same with a policy that never decides.

    python benchmarks/backtest.py [--data ../shared/data] [--json]

Workloads: talks made of Lantern's words here (seeded); and the public conversations beside the checkout, when they are
there. A turn is a customer message; with two policies each turn is decided twice and counted once. ``no-op`` reads the
lines, tells the conversations and asks nobody: what is left is the judging and the counting.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from escapehatch.handoff.policy import DEFAULT, parse
from escapehatch.lab.backtest.readings import Readings
from escapehatch.lab.backtest.report import Wanted, report
from escapehatch.lab.backtest.retold import threshold
from escapehatch.lab.backtest.script import from_transcript
from escapehatch.lab.backtest.tally import Tally
from escapehatch.reading.plain import PlainReader
from escapehatch.reading.secrets import mask

ROOT = Path(__file__).resolve().parents[1]
#: Turns a second that a backtest is to reach.
TARGET = 2_000
TALKS = 1_200
CUSTOMER = (
    "Where is my order LN-48213?", "It still has not arrived.", "Can I return the lamp I bought last week?",
    "That is not what I asked.", "I was charged twice, this is ridiculous!", "ok thanks", "I want to talk to a person",
    "How long does a refund take?", "Do you deliver to Lisbon?", "The shade came broken, photo attached.",
    "My email is ada@lantern.example", "no, not that order, the other one", "Is the desk lamp dimmable?",
)  # fmt: skip
BOT = (
    "It left the depot yesterday.", "You may return it within 30 days of delivery.", "I am sorry, I did not understand.",
    "Could you give me your order number?", "I see two charges. I cannot move money.", "Yes, it is dimmable.",
    "Is there anything else?",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    public = given.data / "context" / "conversations.dev.jsonl"
    workloads = {"made": "\n".join(json.dumps(x) for x in made(random.Random(7)))}
    if public.exists():
        workloads["public"] = public.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        found = {name: measure(text, Path(folder) / f"{name}.jsonl") for name, text in workloads.items()}
    print(json.dumps({"target_turns_s": TARGET, **found}, indent=None if given.json else 1))
    return 0 if all(x["two policies"]["turns_s"] >= TARGET for x in found.values()) else 1


def made(chance: random.Random) -> list[dict[str, Any]]:
    """Talks of 4 to 12 customer turns, a third of them with a handoff."""
    talks = []
    for n in range(TALKS):
        messages = []
        for i in range(2 * chance.randint(4, 12)):
            words = chance.choice(CUSTOMER if i % 2 == 0 else BOT)
            messages.append({"i": i, "role": "bot" if i % 2 else "customer", "text": words})
        at = chance.randrange(0, len(messages), 2) if chance.random() < 1 / 3 else None
        talks.append({"id": f"t{n}", "messages": messages, "handoff_at": at})
    return talks


def measure(text: str, file: Path) -> dict[str, Any]:
    """Seconds and turns a second of each way, the readings recorded in ``file`` first."""
    lines = [x for x in text.splitlines() if x.strip()]
    strict = parse((ROOT / "examples" / "lantern" / "policy.yaml").read_text(encoding="utf-8"))
    kept = Readings(lambda: PlainReader().read, "bench", file)
    for line in lines:
        from_transcript({"id": "", **json.loads(line)}, kept.read, mask)
    kept.save()
    turns = sum(m["role"] == "customer" for x in lines for m in json.loads(x)["messages"])

    def with_policies(*policies: Any) -> Callable[[], None]:
        def work() -> None:
            recorded = Readings(lambda: PlainReader().read, "bench", file)
            tally = Tally(policies, recorded.read, mask)
            for n, line in enumerate(lines):
                tally.take({"id": f"r{n}", **json.loads(line)})
            report(
                [(x.name, threshold(x), cases) for x, cases in zip(policies, tally.cases, strict=True)],
                Wanted(),
            )
            assert recorded.fresh == 0, "something had to be read"

        return work

    def no_op() -> None:
        recorded = Readings(lambda: PlainReader().read, "bench", file)
        for n, line in enumerate(lines):
            from_transcript({"id": f"r{n}", **json.loads(line)}, recorded.read, mask)

    ways = {"no-op": no_op, "one policy": with_policies(DEFAULT), "two policies": with_policies(DEFAULT, strict)}
    return {"conversations": len(lines), "turns": turns, **{name: timed(work, turns) for name, work in ways.items()}}


def timed(work: Callable[[], None], turns: int) -> dict[str, float]:
    """The best of three runs in seconds of one core (others may share it), loading the recorded readings included."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return {"s": round(best, 3), "turns_s": round(turns / best)}


if __name__ == "__main__":
    sys.exit(main())
