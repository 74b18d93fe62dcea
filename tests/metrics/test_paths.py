"""Reasons, returns, recontact, ratings and money, over five small histories each, worked out by hand."""

from __future__ import annotations

from escapehatch.conversation import events as e
from escapehatch.conversation.fold import Conversation
from escapehatch.conversation.requests import requests
from escapehatch.conversation.values import Cart, Customer, Reading, Reason, Topic
from escapehatch.metrics import handoff_reasons, money_touched, recontact, return_success, satisfaction

from .histories import ADA, ANSWER, ASK, BUTTON, CLOSED, JOINED, OFFERED, REPLY, SERVED, SYSTEM, THANKS, history, told

ANGRY = e.HandoffRequested("e2", Reason("frustration", "Angry.", queue="support"))
BACK = e.ReturnedToBot("dana", "Refunded.", "refunded")
MORE = e.MessagePosted("m7", ADA, "When?")
LEFT = e.ConversationClosed(SYSTEM, "left")


def test_each_reason_with_those_that_nobody_answered() -> None:
    """Five requests: the button three times, one of them left; anger twice, one still waiting."""
    known = [
        history(ASK, *SERVED),
        history(ASK, BUTTON, 60, LEFT, name="c2"),
        history(ASK, *SERVED, name="c3"),
        history(ASK, ANGRY, OFFERED, JOINED, REPLY, name="c4"),
        history(ASK, ANGRY, name="c5"),
    ]
    found = handoff_reasons.measure(x for records in known for x in requests(records))
    assert found.by_reason == {"asked_for_person": 3, "frustration": 2}
    assert found.share_by_reason == {"asked_for_person": 0.6, "frustration": 0.4}
    assert (found.requests, found.unanswered, found.unanswered_by_reason) == (5, 1, {"asked_for_person": 1})
    assert found.unanswered_rate == 1 / 4


def returned(*after: e.Event | int) -> Conversation:
    return told(ASK, BUTTON, OFFERED, JOINED, REPLY, BACK, 10, *after)


def test_a_return_succeeds_when_no_person_is_wanted_again() -> None:
    """Of five returns: one ended in peace, one was asked for again, one left unanswered, one goes on; one was none."""
    bot = e.MessagePosted("m9", ANSWER.author, "In three days.")
    known = [
        returned(MORE, bot, CLOSED),
        returned(MORE, ANGRY),
        returned(MORE, CLOSED),
        returned(MORE, bot),
        told(*SERVED),
    ]
    found = return_success.measure(known)
    assert (found.returned, found.succeeded, found.asked_again, found.left_unanswered, found.open) == (4, 1, 1, 1, 1)
    assert found.success_rate == 1 / 3


def known_as(who: str, name: str, day: float, *steps: e.Event | int) -> Conversation:
    identified = e.CustomerIdentified(Customer(who, who.title(), verified=True))
    return told(identified, *steps, name=name, who=who, day=day)


def test_who_comes_back_within_a_day_and_within_three() -> None:
    """Ada back after half a day, Bo after two, Cy never, a visitor does not count; what is too young is not judged."""
    ended = (ASK, ANSWER, CLOSED)
    known = [
        known_as("ada", "c1", 0, *ended),
        known_as("ada", "c2", 0.5, ASK, ANSWER),
        known_as("bo", "c3", 0, *ended),
        known_as("bo", "c4", 2, ASK, ANSWER),
        known_as("cy", "c5", 2.5, *ended),
        told(*ended, name="c6", who="visitor", day=0),
        known_as("dee", "c7", 4, ASK),
    ]
    found = recontact.measure(known)
    assert (found.ended, found.within_24_h, found.within_72_h) == (3, 1, 2)
    assert (found.recontact_24_h_rate, found.recontact_72_h_rate) == (1 / 3, 1.0)


def rated(score: int, *steps: e.Event | int) -> Conversation:
    return told(*steps, CLOSED, *([e.ConversationRated(score)] if score else []))


def test_ratings_by_the_way_it_went() -> None:
    """Five that ended: bot 5 and unrated, person 4, returned 2, unanswered 1."""
    here = (ASK, BUTTON, OFFERED, JOINED, REPLY)
    known = [
        rated(5, ASK, ANSWER),
        rated(0, ASK, ANSWER),
        rated(4, *here),
        rated(2, *here, BACK),
        rated(1, ASK, BUTTON),
    ]
    found = satisfaction.measure(known)
    assert {x: (y.conversations, y.rated, y.mean) for x, y in found.items()} == {
        "all": (5, 4, 3.0),
        "bot": (2, 1, 5.0),
        "person": (1, 1, 4.0),
        "returned": (1, 1, 2.0),
        "unanswered": (1, 1, 1.0),
    }
    assert (found["all"].rated_share, found["all"].satisfied_rate, found["bot"].rated_share) == (0.8, 0.5, 0.5)


def test_what_was_at_stake_and_nothing_more() -> None:
    """Five: two carts with a person, one without; a dispute that reached a person, a chargeback that did not."""
    cart = e.CartChanged(Cart(80.0, "EUR", ("lamp",)))
    heard = {x: e.ReadingRecorded("m1", Reading(topics=(Topic(x, 0.9),))) for x in ("billing_dispute", "chargeback")}
    doubtful = e.ReadingRecorded("m1", Reading(topics=(Topic("chargeback", 0.3),)))
    known = [
        told(cart, ASK, *SERVED),
        told(cart, ASK, heard["billing_dispute"], *SERVED),
        told(cart, ASK, ANSWER, CLOSED),
        told(ASK, heard["chargeback"], ANSWER, THANKS),
        told(ASK, doubtful, ANSWER),
    ]
    found = money_touched.measure(known)
    assert (found.carts, found.cart_totals) == (2, {"EUR": 160.0})
    assert (found.disputes, found.chargebacks, found.reached_a_person, found.reached_rate) == (1, 1, 1, 0.5)
