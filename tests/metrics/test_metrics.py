"""The figures, over small histories worked out by hand."""

from __future__ import annotations

import msgspec
import pytest

from escapehatch.conversation import events as e
from escapehatch.conversation.fold import Conversation
from escapehatch.conversation.values import Mention, Reading, Reason
from escapehatch.metrics import containment, everything, repeat_rate, time_to_human

from .histories import (
    ADA,
    ANSWER,
    ASK,
    BUTTON,
    CLOSED,
    DANA,
    JOINED,
    OFFERED,
    REPLY,
    SERVED,
    THANKS,
    history,
    told,
)


def reading(message_id: str, **heard: object) -> e.ReadingRecorded:
    return e.ReadingRecorded(message_id, Reading(**heard))  # type: ignore[arg-type]


# Containment

ENDS: dict[str, tuple[str, Conversation]] = {
    "answered and left in peace": ("contained", told(ASK, ANSWER, CLOSED)),
    "the last words were the customer's": ("falsely", told(ASK, ANSWER, THANKS, CLOSED)),
    "nobody ever answered": ("falsely", told(ASK, CLOSED)),
    "the bot gave up": ("falsely", told(ASK, ANSWER, reading("m2", gives_up=0.9), CLOSED)),
    "reopened": ("falsely", told(ASK, ANSWER, CLOSED, e.ConversationReopened(), THANKS, ANSWER, CLOSED)),
    "a person came": ("handed_off", told(ASK, ANSWER, *SERVED)),
    "the button, before a word was said": ("handed_off", told(*SERVED)),
    "the bot broke down at once": ("handed_off", told(ASK, BUTTON, CLOSED)),
    "left while waiting": ("handed_off", told(ASK, ANSWER, BUTTON, 600, CLOSED)),
    "given back to the bot, which ended it": (
        "handed_off",
        told(ASK, BUTTON, OFFERED, JOINED, REPLY, e.ReturnedToBot("dana"), ANSWER, CLOSED),
    ),
    "still open": ("", told(ASK, ANSWER)),
    "still waiting": ("", told(ASK, ANSWER, BUTTON)),
    "nothing was said": ("", told(CLOSED)),
}


@pytest.mark.parametrize("name", ENDS)
def test_how_one_conversation_counts(name: str) -> None:
    kind, c = ENDS[name]
    found = containment.measure([c])
    counted = {x for x in ("contained", "falsely", "handed_off") if getattr(found, x)}
    assert counted == {kind} - {""}
    assert found.ended == (1 if kind else 0)


def test_k04_contained_and_handed_off_are_parts_of_one_whole() -> None:
    """K04: of ten that ended, one is contained, four are falsely so, five were handed off."""
    found = containment.measure(c for _, c in ENDS.values())
    assert (found.ended, found.contained, found.falsely, found.handed_off) == (10, 1, 4, 5)
    assert (found.containment, found.false_containment, found.handoff_rate) == (0.1, 0.4, 0.5)
    assert (found.containment, found.handoff_rate) == (0.1, 0.5)


ORDER = Mention("order_id", "LN-10234")


@pytest.mark.parametrize(
    ("day", "who", "heard", "contained"),
    [
        (2, "ada", {"intent": "order_status", "intent_score": 0.9}, 1),
        (2, "ada", {"mentions": (ORDER,)}, 1),
        (2, "ada", {"intent": "discount", "intent_score": 0.9}, 2),
        (2, "ada", {"intent": "order_status", "intent_score": 0.2}, 2),
        (8, "ada", {"intent": "order_status", "intent_score": 0.9}, 2),
        (2, "bo", {"intent": "order_status", "intent_score": 0.9}, 2),
    ],
)
def test_who_comes_back_with_the_same_matter_was_not_helped(
    day: float, who: str, heard: dict[str, object], contained: int
) -> None:
    """The same customer, soon, and the same intent or order."""
    first = told(ASK, reading("m1", intent="order_status", intent_score=0.9, mentions=(ORDER,)), ANSWER, CLOSED)
    later = told(ASK, reading("m1", **heard), ANSWER, CLOSED, name="c2", who=who, day=day)
    found = containment.measure([first, later])
    assert (found.contained, found.falsely) == (contained, 2 - contained)


# Time to human


def waited(seconds: int, after: int = 5) -> Conversation:
    return told(ASK, 3600, BUTTON, seconds - after, OFFERED, JOINED, after, REPLY)


def test_k01_k02_from_the_handoff_to_an_agents_own_words() -> None:
    """K01, K02: waits of 20, 60, 180 and 400 s; the hour with the bot before does not count, nor do other lines."""
    noted = (BUTTON, 50, OFFERED, JOINED, e.NotePosted("n1", DANA, "A present."), e.MessagePosted("m9", ADA, "Hi"))
    known = [waited(20), told(ASK, ANSWER, *noted, 10, REPLY, 99, THANKS), waited(180, 30), waited(400)]
    found = time_to_human.measure(known)
    assert (found.answered, found.waiting, found.never) == (4, 0, 0)
    assert (found.wait_s_p50, found.wait_s_p90) == (60, 400)
    assert (found.joined_s_p50, found.joined_s_p90) == (50, 395)
    assert found.within_180_s == 0.75


def test_who_waits_or_never_was_answered_is_counted_apart() -> None:
    lost = (BUTTON, 10, OFFERED, JOINED, REPLY, 60, e.AgentLost("dana", "Gone."))
    known = [told(ASK, BUTTON), told(ASK, BUTTON, OFFERED), told(*lost), told(ASK, BUTTON, 900, CLOSED), waited(30)]
    found = time_to_human.measure(known)
    assert (found.answered, found.waiting, found.never, found.wait_s_p90) == (1, 3, 1, 30)


def test_a_lost_agent_does_not_start_the_clock_anew() -> None:
    """G9: the second agent's words come 100 s after the request."""
    twice = (BUTTON, 10, OFFERED, JOINED, 60, e.AgentLost("dana", "Gone."), OFFERED, JOINED, 30, REPLY)
    found = time_to_human.measure([told(*twice)])
    assert (found.wait_s_p50, found.joined_s_p50) == (100, 70)


def test_an_agent_who_steps_in_unasked_flatters_nothing() -> None:
    unasked = e.HandoffRequested("e1", Reason("takeover", "Dana stepped in."))
    assert time_to_human.measure([told(ASK, unasked, JOINED, REPLY), waited(50)]).wait_s_p50 == 50


# Repeat rate


def test_what_was_asked_or_said_again() -> None:
    """Four were attended: in one two facts were asked for again, in another the customer said it again."""
    plain = told(ASK, *SERVED[:4])
    asked = told(ASK, *SERVED[:4], e.ReaskRecorded("m5", ("order_id=LN-10234", "email=ada@lantern.example")))
    again = told(ASK, *SERVED[:4], THANKS, reading("m3", repeats=0.9, repeats_of="m1"))
    nearly = told(ASK, *SERVED[:4], THANKS, reading("m3", repeats=0.8, repeats_of="m1"))
    to_the_bot = told(ASK, THANKS, reading("m3", repeats=0.9, repeats_of="m1"), BUTTON)
    found = repeat_rate.measure([plain, asked, again, nearly, to_the_bot])
    assert (found.attended, found.asked_again, found.said_again, found.reasks) == (4, 1, 1, 2)
    assert (found.repeat_rate, found.said_again_rate) == (0.25, 0.25)


# Nothing to count


def test_of_nothing_there_is_no_share() -> None:
    """No conversation is no failure and no success: counts are 0, shares and times are unknown."""
    found = everything([])
    assert set(found) == {
        *("containment", "time_to_human", "repeat_rate", "served_in_time", "wait_by_queue", "abandonment"),
        *("offers", "occupancy", "callbacks", "promises"),
        *("handoff_reasons", "return_success", "recontact", "satisfaction", "money_touched"),
    }
    for name, metric in found.items():
        assert metric["definition"].lower().startswith(name.replace("_", " "))
        values = msgspec.to_builtins(metric["value"])
        assert all(value in (0, None, {}) for value in values.values())
        assert all(value is None for x, value in values.items() if "rate" in x or "_s" in x or x == "containment")


def test_each_metric_gets_what_it_measures() -> None:
    """Conversations, requests and stays of the same histories: one handed off and served, one contained."""
    found = everything([history(ASK, ANSWER, *SERVED), history(ASK, ANSWER, CLOSED, name="c2")])
    assert found["containment"]["value"].ended == 2
    assert found["served_in_time"]["value"].counted == 1
    assert found["occupancy"]["value"].agents == 1
