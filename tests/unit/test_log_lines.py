"""S75: the log as a sieve. What it lets through is named; all else stays out, by whatever way it comes."""

from __future__ import annotations

import ast
import asyncio
import gc
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import structlog

from escapehatch import logs
from escapehatch.backtests import places_in
from escapehatch.connectors.egress import shape
from escapehatch.conversation import events as e
from escapehatch.desk import diary

SOURCE = Path(logs.__file__).parent
WORD = "CANARY"


class Log:
    """What was logged, in lines."""

    def __init__(self) -> None:
        self.out = io.StringIO()

    @property
    def lines(self) -> list[dict[str, Any]]:
        assert WORD not in self.out.getvalue()
        return [json.loads(x) for x in self.out.getvalue().splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    """A log of its own at level debug; afterwards all is as it was."""
    root, hooks = logging.getLogger(), (sys.excepthook, sys.unraisablehook, threading.excepthook)
    before = (root.level, root.handlers[:])
    found = Log()
    logs.begin("debug", found.out)
    yield found
    structlog.reset_defaults()
    logging.captureWarnings(False)
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    root.setLevel(before[0])
    root.handlers[:] = before[1]


def broken() -> None:
    try:
        raise KeyError(WORD)
    except KeyError as wrong:
        raise ValueError(f"it was {WORD}") from wrong


def test_an_exception_is_told_by_type_and_place(log: Log) -> None:
    try:
        broken()
    except ValueError:
        structlog.get_logger().exception("it_failed", conversation_id="c1", text=WORD)
    (line,) = log.lines
    assert (line["error"], line["caused_by"], line["conversation_id"]) == ("ValueError", ["KeyError"], "c1")
    assert line["at"][-1].startswith("unit/test_log_lines.py:")
    assert line["at"][-1].endswith(" broken")


def test_a_group_and_a_circle_of_causes_end(log: Log) -> None:
    first, second = ValueError(WORD), KeyError(WORD)
    first.__cause__, second.__cause__ = second, first
    told = logs.told(ExceptionGroup(WORD, [first, second]))
    assert (told["error"], told["caused_by"]) == ("ExceptionGroup", ["ValueError", "KeyError"])


def test_a_library_is_told_without_what_it_filled_in(log: Log) -> None:
    theirs = logging.getLogger("some.library")
    theirs.warning("bad header %r", WORD)
    theirs.warning(f"bad header {WORD}")
    theirs.info(f"header {WORD}")
    theirs.debug("> TEXT %s", WORD)
    filled, pasted = log.lines
    assert (filled["why"], filled["library"]) == ("bad header %r", "some.library")
    assert "why" not in pasted
    assert pasted["place"].startswith("unit/test_log_lines.py:")


async def test_what_nobody_waits_for_is_told_so_too(log: Log) -> None:
    """A task, a thread, a finaliser and a warning: each has a way of its own to standard error."""

    async def alone() -> None:
        raise ValueError(WORD)

    class Stubborn:
        def __del__(self) -> None:
            raise ValueError(WORD)

    task = asyncio.create_task(alone())
    await asyncio.sleep(0)
    del task
    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()
    stubborn = Stubborn()
    del stubborn
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(WORD, stacklevel=1)
    gc.collect()
    sys.excepthook(ValueError, ValueError(WORD), None)
    assert {x["event"] for x in log.lines} == {"library", "thread_died", "not_raised", "crashed"}
    assert any(x.get("why") == "Task exception was never retrieved" for x in log.lines)


LEVELS = {*logs.LEVELS, "exception", "critical"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every ``log.something(...)`` of the product, and ``tell(...)`` where a level was chosen first."""
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or file.name == "logs.py":
                continue
            said = isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS
            if said and getattr(node.func.value, "id", "") == "log":  # type: ignore[attr-defined]
                yield f"{file.name}:{node.lineno}", node


def test_every_call_has_a_constant_event_and_known_keys() -> None:
    """A new key is a decision: it is entered in ``logs.KEYS``, or it is not written."""
    found = list(calls())
    assert len(found) > 30
    for at, call in found:
        assert isinstance(call.args[0], ast.Constant), at
        assert {x.arg for x in call.keywords} <= logs.KEYS | {"exc_info"}, at


def test_the_diary_speaks_of_events_and_in_known_keys() -> None:
    names = {x.__name__ for x in e.Event.__args__}
    assert names >= diary.NOTABLE | diary.LINES.keys()
    tree = ast.parse((SOURCE / "desk" / "diary.py").read_text(encoding="utf-8"))
    keys = {y.value for x in ast.walk(tree) if isinstance(x, ast.Dict) for y in x.keys if isinstance(y, ast.Constant)}
    assert keys - names <= logs.KEYS


def test_the_shape_of_an_answer_quotes_nothing_of_it() -> None:
    class Answer(msgspec.Struct, forbid_unknown_fields=True):
        text: str
        kinds: tuple[e.ReservationDeclined, ...] = ()
        scores: dict[str, int] = {}

    said = []
    for bad in (
        {"text": 5},
        {},
        {"text": "x", WORD: 1},
        {"text": "x", "scores": {WORD: WORD}},
        {"text": "x", "kinds": [{"type": WORD}]},
    ):
        with pytest.raises(msgspec.ValidationError) as wrong:
            msgspec.convert(bad, Answer)
        said.append(shape(wrong.value))
    assert WORD not in "".join(said)
    assert said[0] == "Expected `str`, got `int` - at `$.text`"
    assert said[1] == "Object missing required field `text`"


def test_of_a_process_that_died_the_places_are_kept() -> None:
    assert places_in(f'{WORD}\n{{"event": "crashed", "at": ["a.py:1 f"], "why": "{WORD}"}}') == ["a.py:1 f"]
    assert places_in(f"Fatal Python error: {WORD}") == []
