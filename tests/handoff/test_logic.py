"""Reasoning about conditions, held to what CEL itself makes of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from escapehatch.handoff.cel import NAMES, CelFailed, T, condition
from escapehatch.handoff.logic.formula import Opaque, formula, negation
from escapehatch.handoff.logic.worlds import TooHard, implies, world

TEXTS = ("vip", "gold", "", "refund")
TOPICS = ("fraud", "safety")
DOUBLES = (0.0, 0.5, 0.25, 1.0, 100.0, -1.0)
names = st.sampled_from(sorted(set(NAMES) - {"topics"}))
signs = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])


@st.composite
def atoms(draw: st.DrawFn) -> str:
    name = draw(names)
    kind = NAMES[name][0]
    if draw(st.integers(0, 5)) == 0:
        return f'"{draw(st.sampled_from(TOPICS))}" in topics'
    if kind == T.BOOL:
        return draw(st.sampled_from([name, f"!{name}", f"{name} == true", f"{name} != true", f"({name})"]))
    if kind == T.STRING:
        if draw(st.booleans()):
            listed = draw(st.lists(st.sampled_from(TEXTS), max_size=3))
            return f"{name} in [{', '.join(repr(x) for x in listed)}]"
        return f'{name} {draw(st.sampled_from(["==", "!="]))} "{draw(st.sampled_from(TEXTS))}"'
    value = str(draw(st.integers(0, 4))) if kind == T.INT else str(draw(st.sampled_from(DOUBLES)))
    sign = draw(signs)
    return f"{name} {sign} {value}" if draw(st.booleans()) else f"{value} {sign} {name}"


conditions = st.recursive(
    atoms(),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["&&", "||"]), inner).map(lambda x: f"({x[0]}) {x[1]} ({x[2]})"),
        st.tuples(inner, inner, inner).map(lambda x: f"({x[0]}) && ({x[1]}) || ({x[2]})"),
        inner.map(lambda x: f"!({x})"),
    ),
    max_leaves=7,
)


@st.composite
def conversations(draw: st.DrawFn) -> dict[str, Any]:
    """Values that a conversation may have, near the literals above."""
    found: dict[str, Any] = {"topics": draw(st.lists(st.sampled_from(TOPICS), unique=True))}
    for name, (kind, _) in NAMES.items():
        if kind == T.STRING:
            found[name] = draw(st.sampled_from([*TEXTS, "other"]))
        elif kind == T.BOOL:
            found[name] = draw(st.booleans())
        elif kind == T.INT:
            found[name] = draw(st.integers(0, 5))
        elif name.startswith("reading."):
            found[name] = draw(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.7, 1.0]))
        elif name != "topics":
            found[name] = draw(st.sampled_from([0.0, 0.5, 1.0, 99.5, 100.0, 250.0]))
    if not found["customer.verified"]:
        found["customer.tier"] = ""
    return found


many = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(conditions, st.lists(conversations(), min_size=3, max_size=3))
def test_satisfiable_with_a_world_to_show_or_not_at_all(text: str, tried: list[dict[str, Any]]) -> None:
    """CEL itself is true of the world shown; where none is shown, it is true of none of those tried."""
    found = world(formula(text))
    if found is None:
        assert not any(condition(text).holds(x) for x in tried)
    else:
        assert not found.unknown and condition(text).holds(found.values()), found.told()


@many
@given(conditions, conversations())
def test_a_negation_is_true_where_the_condition_is_not(text: str, values: dict[str, Any]) -> None:
    """The formula and its negation, both decided on one conversation by pinning every value."""
    held = condition(text).holds(values)
    pinned = formula(" && ".join(_pinned(values)))
    assert (world(formula(text), pinned) is not None) == held
    assert (world(negation(formula(text)), pinned) is not None) == (not held)


def _pinned(values: dict[str, Any]) -> list[str]:
    found = [f'{"" if x in values["topics"] else "!"}("{x}" in topics)' for x in TOPICS]
    for name, (kind, _) in NAMES.items():
        if kind == T.STRING:
            found.append(f'{name} == "{values[name]}"')
        elif kind == T.BOOL:
            found.append(f"{name} == {str(values[name]).lower()}")
        elif name != "topics":
            found.append(f"{name} == {values[name]}")
    return found


@many
@given(conditions, conditions, conversations())
def test_what_is_implied_holds(a: str, b: str, values: dict[str, Any]) -> None:
    if implies(formula(a), formula(b)) and condition(a).holds(values):
        assert condition(b).holds(values)


@pytest.mark.parametrize(
    "text",
    [
        "conversation.turns > 3 && conversation.turns < 3",
        "conversation.turns > 3 && conversation.turns < 4",
        "reading.frustration > 1.0",
        "conversation.minutes < 0.0",
        'customer.tier == "vip" && !customer.verified',
        'customer.tier == "vip" && customer.tier == "gold"',
        '"fraud" in topics && !("fraud" in topics)',
        'reading.intent in ["a", "b"] && reading.intent == "c"',
        "conversation.turns >= 2 && (conversation.turns < 1 || conversation.turns == 0) && cart.total > 5.0",
        "false && size(topics) > 1",
        "!(conversation.turns >= 0)",
    ],
)
def test_what_can_never_be(text: str) -> None:
    assert world(formula(text)) is None
    condition(text)


@pytest.mark.parametrize(
    "text",
    [
        "size(topics) > 1 && !(size(topics) > 1)",
        "cart.total / 0.0 > 1.0",
        'customer.id.startsWith("x") && !customer.id.startsWith("x")',
        "conversation.turns > 3 ? false : false",
        "cart.items > conversation.turns && cart.items < conversation.turns",
        "conversation.turns == 9007199254740993 && conversation.turns > 9007199254740992",
        'customer.id == "a" + "b" && customer.id == "c"',
        "topics.exists(x, x == 'a') && false == true",
        "cart.total < 0.0",
    ],
)
def test_nothing_is_claimed_of_what_is_not_understood(text: str) -> None:
    """Some of these can never be; but that is not proved here, so it is not said."""
    condition(text)
    assert world(formula(text)) is not None


def test_a_question_that_is_too_hard_is_given_up() -> None:
    free = " && ".join(f'("a{n}" in topics || "b{n}" in topics)' for n in range(20))
    never = " && ".join("(" + " || ".join(f"cart.items == {n}" for n in x) + ")" for x in ((1, 2, 3), (4, 5, 6)))
    with pytest.raises(TooHard):
        world(formula(f"{free} && {never}"))


def test_brackets_and_strings_are_read_as_cel_reads_them() -> None:
    assert not isinstance(formula('reading.intent == "a && b || (c"'), Opaque)
    assert world(formula('reading.intent == "a && b || (c" && reading.intent == "x"')) is None
    assert world(formula('r"a" == "b" && customer.id == "b"')) is not None
    assert world(formula("((customer.verified)) && !((customer.verified))")) is None
    assert world(formula("!!customer.verified && !customer.verified")) is None


@many
@given(conditions, conversations())
def test_what_cel_cannot_evaluate_is_no_world_of_ours(text: str, values: dict[str, Any]) -> None:
    """With an opaque part that fails when it runs, nothing is called impossible that could fail."""
    failing = f"({text}) && 1 / conversation.turns > 0"
    try:
        condition(failing).holds({**values, "conversation.turns": 0})
    except CelFailed:
        assert world(formula(failing)) is not None
