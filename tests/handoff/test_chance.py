"""The chance that a person is needed: each sign can only raise it, and what it was learned from is known."""

from __future__ import annotations

import pytest

from escapehatch.conversation.values import Reading
from escapehatch.handoff.chance import chance, signs
from escapehatch.handoff.signal import Signal
from escapehatch.handoff.weights import LEARNED, WEIGHTS

from .told import told

CALM = Reading(language="en", reader="test")


def test_no_sign_lowers_the_chance() -> None:
    assert all(x >= 0 for x in WEIGHTS.values())
    assert set(WEIGHTS) == set(signs(told(("customer", "hi", CALM)), ()))


@pytest.mark.parametrize(
    "reading", [Reading(asks_for_human=0.4), Reading(asks_for_human=0.9), Reading(frustration=0.8)]
)
def test_a_wish_and_anger_raise_it(reading: Reading) -> None:
    calm = chance(told(("customer", "Where is my parcel?", CALM)), ())
    assert chance(told(("customer", "Where is my parcel?", reading)), ()) > calm


def test_who_asks_for_a_person_most_likely_needs_one() -> None:
    c = told(("customer", "A person, please!", Reading(asks_for_human=0.95)))
    fired = (Signal("asked for a person", ("m0",), 0.95, trigger="asked_for_person"),)
    assert chance(c, fired) > 0.3 > chance(c, ()) > chance(told(("customer", "Hi", CALM)), ())


def test_what_it_was_learned_from_is_told() -> None:
    assert LEARNED["calibration_error"] <= 0.02
    assert LEARNED["auc"] >= 0.9
    assert LEARNED["needed"] >= 50
