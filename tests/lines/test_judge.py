"""Who judges the judge: a sound record has nothing wrong, and each way in which a page or a server can be wrong is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .judge import verdict

Rows = list[dict[str, Any]]


def shown(
    upto: int, ids: list[str], own: list[str] | None = None, who: str = "c0/0", place: str = "p"
) -> dict[str, Any]:
    return {"t": "shown", "who": who, "place": place, "upto": upto, "ids": ids, "own": own or []}


def sound() -> tuple[Rows, dict[str, list[str]]]:
    """Two tabs of a customer, a message each, an answer, one that was refused."""
    wrote = [{"t": "wrote", "who": "c0/0", "place": "p", "id": x} for x in ("m1", "m2", "a1", "late")]
    rows = [
        *wrote,
        shown(1, [], ["m1"]),
        shown(3, ["m1"], ["m2"]),
        shown(3, ["m1"], [], "c0/1"),
        shown(6, ["m1", "m2"]),
        shown(8, ["m1", "m2", "a1"], [], "c0/1"),
        shown(8, ["m1", "m2", "a1"], ["late"]),
        {"t": "refused", "ids": ["late"]},
        shown(8, ["m1", "m2", "a1"]),
        {"t": "healed", "differ": [], "waiting": []},
    ]
    return rows, {"p": ["m1", "m2", "a1"]}


def test_a_sound_record_has_nothing_wrong() -> None:
    rows, there = sound()
    found = verdict(rows, there)
    assert found.broken == [] and (found.states, found.messages) == (7, 3)


def at(place: int, **changes: Any) -> Callable[[Rows, dict[str, list[str]]], None]:
    """The n-th of what was shown, otherwise."""
    return lambda rows, there: [x for x in rows if x["t"] == "shown"][place].update(changes)


def journal(*ids: str) -> Callable[[Rows, dict[str, list[str]]], None]:
    return lambda rows, there: there.update(p=list(ids))


def end(**changes: Any) -> Callable[[Rows, dict[str, list[str]]], None]:
    return lambda rows, there: rows[-1].update(changes)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (at(3, ids=["m1", "m1", "m2"]), "G2: c0/0 shows ['m1'] twice"),
        (at(3, own=["m2"]), "G2: c0/0 shows ['m2'] twice"),
        (at(3, ids=["m2", "m1"]), "G5: c0/0 showed ['m1'], and then ['m2', 'm1']"),
        (at(4, ids=["m1", "a1"]), "G5: c0/1 shows ['m1', 'a1'], which is not how it went"),
        (at(6, ids=["m1", "m2"]), "G5: c0/0 showed ['m1', 'm2', 'a1'], and then ['m1', 'm2']"),
        (at(6, upto=7), "G5: c0/0 went back from 8 to 7"),
        (at(1, ids=[]), "G2: c0/0 does not show ['m1'] any more"),
        (at(0, ids=["m9"]), "G5: c0/0 shows ['m9'], which is not how it went"),
        (journal("m1", "m2", "a1", "m1"), "G2: m1 is stored 2 times"),
        (journal("m1", "m2"), "G2: a1 is stored 0 times"),
        (journal("m1", "m2", "a1", "b1"), "G2: b1 is stored, and nobody wrote it"),
        (journal("m1", "m2", "a1", "late", "late"), "G2: late was refused, and is stored 2 times"),
        (end(differ=[["a0 rows", "[1]", "[2]"]]), "G5: a0 rows shows something else than a new page would"),
        (end(waiting=["c0/0"]), "G2: c0/0 still has something to send"),
        (end(t="cut short"), "G5: the pages never came to rest"),
    ],
)
def test_what_is_wrong_is_named(what: Callable[[Rows, dict[str, list[str]]], None], words: str) -> None:
    """G2, G5: a message twice, out of order, missing in the middle, gone; a page that stays behind."""
    rows, there = sound()
    what(rows, there)
    found = verdict(rows, there).broken
    assert any(x.startswith(words) for x in found), found


def test_an_unsound_journal_is_named() -> None:
    assert verdict(*sound(), ["G3: a gap"]).broken == ["G1: the journal: G3: a gap"]
