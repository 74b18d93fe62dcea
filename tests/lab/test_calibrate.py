"""The numbers of the chance are learned from transcripts: the signs that tell get weight, the others none."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from escapehatch.conversation.values import Reading, Role
from escapehatch.lab.calibrate import calibrate, turns, written


def read(text: str, role: Role, before: str = "", earlier: Sequence[tuple[str, str]] = ()) -> Reading:
    return Reading(asks_for_human=0.9 if "person" in text else 0.0, frustration=0.9 if "!" in text else 0.0)


def record(random: Random) -> dict[str, Any]:
    asks = random.random() < 0.3
    texts = ["Where is it?" + "!" * random.randint(0, 1), "And now?", "A person please" if asks else "Fine."]
    messages = [x for text in texts for x in ({"role": "customer", "text": text}, {"role": "bot", "text": "Hm."})]
    return {"messages": messages, "asks_for_human": asks}


def test_what_tells_gets_the_weight_and_the_same_input_the_same_numbers() -> None:
    records = [record(Random(n)) for n in range(60)]
    found = calibrate(records, read, lambda text, before: text, "own")
    assert found["weights"]["asked"] + found["weights"]["wish"] > 3
    assert found["weights"]["failures"] == 0
    assert found["learned"]["auc"] > 0.95
    assert found["learned"]["calibration_error"] < 0.05
    assert found == calibrate(records, read, lambda text, before: text, "own")
    kept: dict[str, Any] = {}
    exec(written(found), kept)
    assert (kept["WEIGHTS"], kept["BIAS"], kept["LEARNED"]) == (found["weights"], found["bias"], found["learned"])


def test_after_the_moment_nothing_counts() -> None:
    told = {"messages": [{"role": "customer", "text": x} for x in ("Hi", "A person", "Hello?")], "asks_for_human": True}
    assert [needed for _, needed in turns(told, read, lambda text, before: text)] == [False, True]
    told = {"messages": told["messages"], "handoff_at": 0}
    assert [needed for _, needed in turns(told, read, lambda text, before: text)] == [True]


def test_one_sided_transcripts_are_refused() -> None:
    with pytest.raises(ValueError, match="both"):
        calibrate([{"messages": [{"role": "customer", "text": "Hi"}]}], read, lambda text, before: text, "own")
