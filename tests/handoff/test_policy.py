"""A policy text is checked whole, and each fault has its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escapehatch.conversation.values import Customer, Reading, Reason, Topic
from escapehatch.handoff.policy import DEFAULT, PolicyRefused, json_schema, parse
from escapehatch.handoff.registry import found, own

from .told import told

FAULTS = [
    (
        "bot: {name: Pip, patince_s: 8}",
        "p.yaml:1:18: 'patince_s' is not known here (bot.patince_s). Did you mean 'patience_s'?",
    ),
    (
        "triggers:\n  frustraton: {on: false}",
        "p.yaml:2:3: 'frustraton' is not known here (triggers.frustraton). Did you mean 'frustration'?",
    ),
    ("bot: {name: 3}", "p.yaml:1:13: bot.name: Input should be a valid string, not '3'."),
    ("bot:\n  patience_s: '8'", "p.yaml:2:15: bot.patience_s: Input should be a valid number, not '8'."),
    ("bot: {}\nbot: {}", 'p.yaml:2:1: Found duplicate key "bot". A key may be given once.'),
    ("bot:\n  name: [", "p.yaml:2:10: YAML: "),
    ("- a", "p.yaml:1:1: A policy is a list of keys and values."),
    ("triggers:\n  asked_for_person:\n    on: false", "p.yaml:3:9: 'asked_for_person' cannot be switched off."),
    ("triggers:\n  bot_broke_down: {on: false}", "p.yaml:2:24: 'bot_broke_down' cannot be switched off."),
    (
        "triggers:\n  high_stakes:\n    topics: {safety: offer}",
        "p.yaml:3:13: triggers.high_stakes.topics: safety always brings",
    ),
    (
        "triggers:\n  high_stakes:\n    topics: {fraud: answer}",
        "p.yaml:3:13: triggers.high_stakes.topics: fraud can be softened",
    ),
    (
        "rules:\n  - {name: a, when: 'customer.teir == \"vip\"'}",
        "p.yaml:2:22: rule 'a': 'customer.teir' is not known here. Did you mean 'customer.tier'?",
    ),
    (
        "rules:\n  - name: a\n    when: cart.total > 5",
        "p.yaml:3:22: rule 'a': '>' cannot be applied to double and int. Write decimal",
    ),
    (
        "rules:\n  - name: a\n    when: >\n      cart.total > 5.0 &&\n        custmer.tier == 'x'",
        "p.yaml:5:9: rule 'a': 'custmer.tier'",
    ),
    (
        "rules:\n  - name: a\n    when: |\n      cart.total > 5.0 &&\n      cart.items > 'x'",
        "p.yaml:5:18: rule 'a': '>' cannot be applied to int and string.",
    ),
    (
        "rules:\n  - name: a\n    when: customer.tier",
        "p.yaml:3:11: rule 'a': A condition must be true or false, and this is of type string.",
    ),
    ("rules:\n  - name: a\n    when: 'cart.total >'", "p.yaml:3:"),
    ("rules:\n  - name: a\n    when: ''", "p.yaml:3:11: rule 'a': The condition is empty."),
    ("rules:\n  - {name: a, when: 'true'}\n  - {name: a, when: 'true'}", "p.yaml:3:12: There are two rules 'a'."),
    ("rules:\n  - {when: 'true'}", "p.yaml:2:5: 'name' is missing (rules.0.name)."),
    (
        "rules:\n  - {name: a, when: 'true', decision: maybe}",
        "rules.0.decision: Input should be 'offer' or 'handoff', not 'maybe'.",
    ),
    ("x: 2020-13-45", "p.yaml:1:1: This is not readable YAML"),
    ("a: \x00", "p.yaml:1:1: This is not readable YAML"),
    ("triggers:\n  os:system: {}", "p.yaml:2:3: 'os:system' is not known here"),
]


@pytest.mark.parametrize(("text", "problem"), FAULTS)
def test_a_fault_has_its_place_and_a_sentence(text: str, problem: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        parse(text, "p.yaml")
    assert any(problem in str(x) for x in refused.value.problems), str(refused.value)


def test_all_faults_are_told_at_once() -> None:
    text = "rules:\n  - {name: a, when: 'customer.teir == 1'}\n  - {name: b, when: 'cart.total'}"
    with pytest.raises(PolicyRefused) as refused:
        parse(text)
    assert [x.line for x in refused.value.problems] == [2, 3]


def test_yaml_is_1_2() -> None:
    """Trap E2: NO is a word, and so is off."""
    policy = parse("routes:\n  - {language: NO, queue: nordic}\n  - {language: off, queue: far}\nqueue: yes")
    assert [x.language for x in policy.routes] == ["NO", "off"]
    assert policy.queue == "yes"


def test_an_alias_bomb_is_refused_quickly() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(PolicyRefused) as refused:
        parse("\n".join(rows))
    assert "too deep or too long" in str(refused.value)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="abc:-{}[]&*!|>'\"%@ \n\t0.", max_size=120))
def test_any_text_is_a_policy_or_refused_with_a_place(text: str) -> None:
    try:
        parse(text)
    except PolicyRefused as refused:
        assert all(x.line >= 1 and x.column >= 1 and x.sentence for x in refused.problems)


def test_the_demo_shop_s_policy_holds() -> None:
    path = Path(__file__).parents[2] / "examples" / "lantern" / "policy.yaml"
    policy = parse(path.read_text("utf-8"), path.name)
    assert policy.queues == ("billing", "support")
    assert policy.patience.total_seconds() == 8


def test_the_default_needs_nothing() -> None:
    assert {x.name for x, _ in DEFAULT.triggers} == set(found())
    assert DEFAULT.queues == ("support",)


def test_the_schema_knows_every_trigger() -> None:
    schema = json_schema()
    triggers = schema["$defs"]["Triggers"]["properties"]
    assert set(triggers) == set(found())
    assert triggers["frustration"]["description"] == "The customer is losing patience."


def test_a_trigger_of_ones_own_is_set_by_its_full_name() -> None:
    name = "escapehatch.handoff.triggers.frustration:fires"
    policy = parse(f"triggers:\n  {name}: {{offer_at: 0.2}}", own={name: own(name)})
    assert name in {x.name for x, _ in policy.triggers}


def test_of_the_routes_the_first_queue_the_highest_priority_and_all_skills_hold() -> None:
    policy = parse(
        "routes:\n"
        "  - {topic: billing_dispute, queue: billing, skills: [refunds]}\n"
        "  - {tier: VIP, queue: gold, priority: 2}\n"
        "  - {language: es, skills: [es]}\n"
        "  - {trigger: frustration, queue: never}\n"
    )
    reading = Reading(language="es", topics=(Topic("billing_dispute", 0.9),))
    routed = policy.route(told(("customer", "hola", reading)), Reason("asked_for_person", "x", priority=1))
    assert (routed.queue, routed.priority, routed.skills) == ("billing", 2, ("refunds", "es"))
    stranger = told(("customer", "hi"), customer=Customer("x", tier="vip"))
    assert policy.route(stranger, Reason("t", "x")).queue == "support", "a tier nobody vouched for counts nothing"
