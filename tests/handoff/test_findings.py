"""What a policy's rules and routes say about each other, each finding with its place; and the way out, tried."""

from __future__ import annotations

from textwrap import dedent

import pytest
from msgspec.structs import replace

from escapehatch.handoff.logic.findings import look
from escapehatch.handoff.logic.way_out import try_way_out
from escapehatch.handoff.policy import DEFAULT, parse

TOPICS, INTENTS = {"fraud", "safety", "chargeback"}, {"refund", "order_status"}


def told(text: str) -> list[str]:
    return [x.told("p.yaml") for x in look(parse(dedent(text)), TOPICS, INTENTS).findings]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (
            "rules: [{name: a, when: 'conversation.turns > 3 && cart.total > 1.0 && conversation.turns < 3'}]",
            "p.yaml:1:25: error: rule 'a' can never hold: conversation.turns > 3 and conversation.turns < 3 contradict each"
            " other.",
        ),
        ("rules: [{name: a, when: 'reading.frustration > 1.0'}]", "reading.frustration > 1 never is."),
        ("rules: [{name: a, when: 'conversation.turns >= 0'}]", "error: rule 'a' always holds: everybody gets a person"),
        (
            "rules: [{name: a, when: 'conversation.turns >= 0', decision: offer}]",
            "warning: rule 'a' always holds: everybody is offered a person.",
        ),
        (
            """
            rules:
              - {name: large, when: cart.total > 50.0}
              - {name: huge, when: cart.total > 500.0}
            """,
            "p.yaml:4:12: error: rule 'huge' never speaks: whenever it holds, 'large' does too and weighs more.",
        ),
        (
            """
            rules:
              - {name: soft, when: "'fraud' in topics && customer.verified", decision: offer, priority: 3}
              - {name: hard, when: "'fraud' in topics"}
            """,
            "error: rule 'soft' never speaks: whenever it holds, 'hard' does too",
        ),
        (
            """
            rules:
              - {name: large, when: cart.total > 50.0, queue: sales}
              - {name: sad, when: reading.frustration > 0.5, queue: care}
            """,
            "warning: rules 'large' and 'sad' send the same conversation to different places (cart.total 51, "
            "reading.frustration ",
        ),
        ("rules: [{name: a, when: '\"frud\" in topics'}]", "no reading gives the topic 'frud'. Did you mean 'fraud'?"),
        ("rules: [{name: a, when: 'reading.intent == \"refnd\"'}]", "gives the intent 'refnd'. Did you mean 'refund'?"),
        ("routes: [{tier: vip}]", "p.yaml:1:10: warning: this route changes nothing"),
        ("routes: [{tier: vip, queue: a}, {tier: vip, topic: fraud, queue: b}]", "never used: line 1 comes first and nothing"),
        ("routes: [{trigger: 'rule: gone', priority: 1}]", "error: no reason is called 'rule: gone'."),
        ("routes: [{trigger: frustation, priority: 1}]", "Did you mean 'frustration'?"),
        ("routes: [{topic: charge_back, priority: 1}]", "no reading gives the topic 'charge_back'. Did you mean 'chargeback'?"),
        ("thresholds: {offer: 0.7}", "p.yaml:1:21: warning: nobody is offered a person by chance: one comes from 0.60"),
        ("costs: {handoff: 1, missed: 9}", "p.yaml:1:8: warning: nobody is offered a person by chance: one comes from 0.10"),
    ],
)  # fmt: skip
def test_what_is_found(text: str, finding: str) -> None:
    found = told(text)
    assert len(found) == 1 and finding in found[0], found


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        # the lighter one holds more often
        "rules: [{name: a, when: cart.total > 50.0}, {name: b, when: cart.total > 10.0, decision: offer}]",
        # the special one weighs more
        "rules: [{name: a, when: cart.total > 50.0}, {name: b, when: cart.total > 500.0, priority: 2}]",
        # never both at once
        "rules: [{name: a, when: cart.total > 50.0, queue: x}, {name: b, when: cart.total < 5.0, queue: y}]",
        # the same place
        "rules: [{name: a, when: cart.total > 50.0, queue: x}, {name: b, when: cart.items > 5, queue: x}]",
        # what cannot be understood is left alone
        "rules: [{name: a, when: 'size(topics) > 3 && size(topics) < 3'}]",
        "routes: [{tier: vip, topic: fraud, queue: a}, {tier: vip, queue: b}]",
        "routes: [{tier: vip, queue: a}, {tier: vip, topic: fraud, queue: a, priority: 1, skills: [x]}]",
        "topics: {gifts: [a gift for her, it is a present, wrapped up please]}\nroutes: [{topic: gifts, priority: 1}]",
        "guidance: [{name: late, when: the customer is in a hurry}]\nroutes: [{trigger: 'guidance: late', priority: 1}]",
    ],
)
def test_nothing_is_made_of_what_is_well(text: str) -> None:
    assert [x for x in told(text) if "never used" not in x] == []


def test_names_are_left_alone_where_nobody_knows_them() -> None:
    policy = parse("routes: [{topic: own_head, priority: 1}]\nrules: [{name: a, when: 'reading.intent == \"own\"'}]")
    assert look(policy, set(), set()).findings == ()


def test_no_rule_stands_in_the_way_out() -> None:
    """B06, G13: whatever conditions hold or fail, whoever asks gets a person, in every stretch; and so for safety."""
    many = "".join(
        f"  - {{name: r{n}, when: conversation.turns > {n}, decision: offer, priority: 3}}\n" for n in range(5)
    )
    tried = try_way_out(parse(f"rules:\n{many}guidance: [{{name: late, when: the customer is in a hurry}}]"))
    assert tried.stuck == () and tried.count == 8 * 7 * 4


def test_a_policy_that_hears_nobody_is_caught() -> None:
    """The trial can fail: without its trigger the way out is shut, and each way is named."""
    deaf = replace(DEFAULT, triggers=tuple(x for x in DEFAULT.triggers if x[0].name != "asked_for_person"))
    stuck = try_way_out(deaf).stuck
    assert "asks for a person, at the first word, no rule holds" in stuck
    assert not any("safety" in x for x in stuck)
