"""Answer, offer or hand off."""

from __future__ import annotations

from datetime import timedelta

import pytest

from escapehatch.conversation import events as e
from escapehatch.conversation.fold import Conversation
from escapehatch.conversation.values import Author, Cart, Customer, Reading, Reason, Role, Topic
from escapehatch.handoff.cel import CelFailed, condition
from escapehatch.handoff.consent import says_no, says_yes
from escapehatch.handoff.judge import judge, names
from escapehatch.handoff.policy import DEFAULT, Policy, parse

from .told import NOW, happen, told

CALM = Reading(language="en", reader="test")


def kind(c: Conversation, policy: Policy = DEFAULT) -> str:
    return judge(c, policy, NOW).kind


def test_a_calm_question_is_answered() -> None:
    decision = judge(told(("customer", "Where is my parcel?", CALM)), DEFAULT, NOW)
    assert (decision.kind, decision.reason) == ("answer", None)
    assert decision.score < 0.01


def test_every_decision_has_a_sentence_and_evidence() -> None:
    decision = judge(told(("customer", "A person!", Reading(asks_for_human=0.9))), DEFAULT, NOW)
    assert decision.reason == Reason(
        "asked_for_person", "asked for a person: 'A person!'", ("m0",), 0.9, "support", policy=DEFAULT.version
    )


def test_whoever_waits_for_a_person_is_not_judged_again() -> None:
    """B15."""
    c = told(("customer", "A person!", Reading(asks_for_human=0.9)))
    c = happen(c, e.HandoffRequested("e1", Reason("asked_for_person", "x")))
    assert kind(c) == "answer"


def test_silence_of_the_customer_is_never_a_reason() -> None:
    """B14."""
    c = told(("customer", "Where is it?", CALM), ("bot", "It arrives on Friday.", CALM))
    assert judge(c, DEFAULT, NOW + timedelta(days=3)).kind == "answer"


def test_what_led_to_an_earlier_handoff_does_not_lead_to_the_next() -> None:
    """B11: after a return only what happens then counts."""
    c = told(("customer", "You are useless!!", Reading(frustration=0.95, topics=(Topic("fraud", 0.9),))))
    assert kind(c) == "handoff"
    dana = Author(Role.AGENT, "dana", "Dana")
    for event in (
        e.HandoffRequested("e1", Reason("frustration", "x")),
        e.AgentJoined(dana),
        e.ReturnedToBot("dana", "all done"),
    ):
        c = happen(c, event)
    c = happen(c, e.MessagePosted("m9", Author(Role.CUSTOMER, "ada"), "thanks, and the other order?"))
    assert kind(happen(c, e.ReadingRecorded("m9", CALM))) == "answer"


def test_a_person_is_offered_once() -> None:
    upset = Reading(frustration=0.65)
    c = told(("customer", "This is annoying", upset))
    first = judge(c, DEFAULT, NOW)
    assert first.kind == "offer" and first.reason
    c = happen(c, e.HandoffOffered(first.reason))
    c = happen(c, e.MessagePosted("m1", Author(Role.CUSTOMER, "ada"), "and where is it now?"))
    assert kind(happen(c, e.ReadingRecorded("m1", Reading(frustration=0.6)))) == "answer"
    assert kind(happen(c, e.ReadingRecorded("m1", Reading(frustration=0.95)))) == "handoff"


def test_whoever_declined_is_not_pressed_by_soft_signs() -> None:
    c = told(("customer", "This is annoying", Reading(frustration=0.62)))
    c = happen(c, e.HandoffOffered(Reason("frustration", "x", score=0.5)))
    c = happen(c, e.MessagePosted("m1", Author(Role.CUSTOMER, "ada"), "no thanks"))
    assert kind(happen(c, e.ReadingRecorded("m1", Reading(frustration=0.7)))) == "answer"


@pytest.mark.parametrize("yes", ["yes", "Yes please!", "sí, por favor", "ja gerne", "oui", "ok", "sim", "はい", "👍"])
def test_yes_in_many_languages(yes: str) -> None:
    c = happen(told(), e.HandoffOffered(Reason("bot_failed", "x", score=0.7)))
    c = happen(c, e.MessagePosted("m1", Author(Role.CUSTOMER, "ada"), yes))
    assert kind(c) == "handoff"


@pytest.mark.parametrize(
    "no", ["no", "no thanks", "nein danke", "yes but no", "not now please", "where is my order", "", "nee"]
)
def test_anything_else_is_no_yes(no: str) -> None:
    assert not says_yes(no)
    assert says_no("no thanks") and not says_no("yes")


def test_a_rule_that_cannot_be_evaluated_means_a_person() -> None:
    """Trap E1: an evaluation error is a value that counts as true; it is told apart here."""
    policy = parse("rules:\n  - {name: r, when: '1 / cart.items > 0', decision: offer}")
    decision = judge(told(("customer", "hi", CALM)), policy, NOW)
    assert decision.kind == "handoff" and decision.reason
    assert decision.reason.trigger == "rule: r"
    assert "could not be evaluated" in decision.reason.because
    with pytest.raises(CelFailed):
        condition("1 / cart.items > 0").holds(names(told(), NOW))


def test_conditions_see_what_they_name() -> None:
    c = told(("customer", "hola", Reading(language="es", intent="order_status", intent_score=0.8)))
    c = happen(c, e.CartChanged(Cart(620.0, "EUR", ("lamp",))))
    for text in (
        'customer.tier == "vip" && customer.verified && customer.id == "ada"',
        "cart.total > 500.0 && cart.items == 1",
        'reading.intent == "order_status" && reading.intent_score > 0.5 && reading.language == "es"',
        'conversation.turns == 1 && conversation.channel == "widget" && conversation.minutes >= 0.0',
        'conversation.bot_failures == 0 && conversation.repeats == 0 && "order_status" in topics',
    ):
        assert condition(text).holds(names(c, NOW)), text


def test_a_tier_that_nobody_vouched_for_is_no_tier() -> None:
    assert names(told(customer=Customer("x", tier="vip")), NOW)["customer.tier"] == ""


def test_many_small_signs_together_are_enough() -> None:
    small = Reading(asks_for_human=0.55, frustration=0.5)
    c = told(("customer", "hm, can somebody look at this?", small), customer=Customer("guest"))
    decision = judge(c, DEFAULT, NOW)
    assert decision.kind == "answer" and 0.01 < decision.score < DEFAULT.thresholds.offer
    strict = parse(f"thresholds: {{offer: {decision.score - 0.001:.4f}}}")
    decision = judge(c, strict, NOW)
    assert decision.kind == "offer" and decision.reason and decision.reason.trigger == "combined"
