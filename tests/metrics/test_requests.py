"""What became of each request for a person, and the metrics that count requests and stays, worked out by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from escapehatch.conversation import events as e
from escapehatch.conversation.requests import Request, Stay, requests, stays
from escapehatch.conversation.values import Choice, Reason, Rival
from escapehatch.metrics import abandonment, callbacks, occupancy, offers, quantile, served_in_time, wait_by_queue

from .histories import (
    ADA,
    ANSWER,
    ASK,
    BUTTON,
    CLOSED,
    DANA,
    ELI,
    JOINED,
    OFFERED,
    REPLY,
    START,
    SYSTEM,
    THANKS,
    WRAPPED,
    history,
)

LEFT = e.ConversationClosed(ADA, "left")
DECLINED, LAPSED = e.ReservationDeclined("r1", "dana"), e.ReservationLapsed("r1", "dana")
LOST = e.AgentLost("dana", "The connection was lost.")
SHUT = e.FallbackOffered("closed", ("callback",))
NOBODY = e.FallbackOffered("nobody_there", ("callback",))
PROMISED = e.CallbackPromised(START + timedelta(seconds=1800), START)


def became(*steps: e.Event | int, name: str = "c1") -> Request:
    (found,) = requests(history(*steps, name=name))
    return found


def after(seconds: int) -> Request:
    return became(ASK, BUTTON, seconds, OFFERED, JOINED, REPLY)


# Requests


def test_k01_k02_the_clock_runs_from_the_request_to_an_agents_words() -> None:
    """K01, K02: an hour with the bot before, a bot's line, a note and the house's own lines do not count."""
    house = e.MessagePosted("m8", SYSTEM, "Somebody will be with you.")
    found = became(
        ASK, ANSWER, 3600, BUTTON, 10, house, e.NotePosted("n1", DANA, "A present."), 20, OFFERED, JOINED, 5, THANKS, 25, REPLY
    )  # fmt: skip
    assert (found.wait_s, found.outcome, found.agent_id) == (60, "served", "dana")
    assert found.joined_at == START + timedelta(seconds=3630)


def test_a_conversation_may_hold_several_requests() -> None:
    """Served in 10 s, given back to the bot, asked for again, left after a minute: two requests, two fates."""
    again = e.HandoffRequested("e2", Reason("frustration", "Angry.", queue="billing", priority=1))
    found = requests(history(BUTTON, 10, OFFERED, JOINED, REPLY, e.ReturnedToBot("dana"), 50, again, 60, LEFT))
    assert [(x.escalation_id, x.queue, x.outcome, x.wait_s) for x in found] == [
        ("e1", "support", "served", 10),
        ("e2", "billing", "left", None),
    ]
    assert (found[0].ended_as, found[1].ended_as, found[1].priority) == ("returned", "left", 1)


def test_a_lost_agent_who_never_wrote_did_not_serve() -> None:
    """G9: the wait goes on from the request; the second agent serves it, in the queue it was moved to."""
    moved = e.Transferred("dana", "billing")
    found = became(BUTTON, 10, JOINED, 20, LOST, 30, e.AgentJoined(DANA), moved, 40, e.AgentJoined(ELI), e.MessagePosted("m6", ELI, "Eli here."))  # fmt: skip
    assert (found.wait_s, found.agent_id, found.queue) == (100, "eli", "billing")
    assert found.joined_at == START + timedelta(seconds=100)


def test_an_agent_who_steps_in_unasked_serves_no_request() -> None:
    unasked = e.HandoffRequested("e1", Reason("takeover", "Dana stepped in."))
    assert requests(history(ASK, unasked, JOINED, REPLY, CLOSED)) == ()
    both = requests(
        history(ASK, BUTTON, 5, JOINED, REPLY, e.ReturnedToBot("dana"), unasked, e.AgentJoined(ELI), CLOSED)
    )
    assert [(x.agent_id, x.ended_as) for x in both] == [("dana", "returned")]


# Served in time


def test_t12_the_share_served_within_180_seconds() -> None:
    """T12: of 20 s, 180 s, 181 s, a wait of 200 s that was given up, and one closed by the house after 900 s: two of five."""
    known = [after(20), after(180), after(181), became(BUTTON, 200, LEFT), became(BUTTON, 900, CLOSED)]
    known += [became(BUTTON, 100, LEFT), became(BUTTON, SHUT, 900, LEFT), became(BUTTON, SHUT, 9000, JOINED, REPLY)]
    found = served_in_time.measure([*known, became(BUTTON)])
    assert (found.counted, found.in_time, found.served_rate) == (5, 2, 0.4)
    assert (found.left_early, found.outside_hours, found.waiting, found.goal_reached) == (1, 2, 1, False)
    late = served_in_time.measure([*known, became(BUTTON)], now=START + timedelta(seconds=181))
    assert (late.counted, late.waiting) == (6, 0)


def test_the_chosen_time_may_be_another() -> None:
    known = [after(20), after(60), after(61)]
    assert served_in_time.measure(known, within_s=60).in_time == 2
    assert served_in_time.measure(known, within_s=61).goal_reached is True


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.27753), (5, 10, 0.23659, 0.76341), (10, 10, 0.72247, 1.0), (190, 200, 0.91042, 0.97262)],
)
def test_wilson_intervals(hits: int, of: int, low: float, high: float) -> None:
    """T12: against the interval as the roots of (p - x)^2 = z^2 x (1 - x) / n, solved here by halving."""
    assert served_in_time.wilson(hits, of) == (pytest.approx(low, abs=5e-6), pytest.approx(high, abs=5e-6))

    def outside(x: float) -> float:
        return (hits / of - x) ** 2 - served_in_time.Z**2 * x * (1 - x) / of

    for end in served_in_time.wilson(hits, of):
        assert outside(end) == pytest.approx(0, abs=1e-12)


# Wait by queue


def test_waits_for_each_queue() -> None:
    """Support: 20, 60, 200 s and one who left after an agent came; billing: 40 s."""
    billing = e.HandoffRequested("e1", Reason("high_stakes", "Fraud.", queue="billing"))
    known = [after(20), after(60), after(200), became(billing, 30, JOINED, 10, REPLY), became(BUTTON, 90, JOINED, LEFT)]
    found = wait_by_queue.measure(known)
    assert list(found) == ["queue billing", "queue support"]
    assert found["queue billing"] == wait_by_queue.Waits(1, 40, 40, 30, 30)
    assert found["queue support"] == wait_by_queue.Waits(3, 60, 200, 60, 200)


def test_waits_for_each_class_that_the_router_told() -> None:
    """The class is that under which it was last offered."""
    rivals = (Rival("c0", "standard", 2, 0.1, 5), Rival("c1", "vip", 2, 0.3, 5))
    offered = e.ReservationMade("r1", DANA, START, choice=Choice(rivals))
    found = wait_by_queue.measure([became(BUTTON, 20, offered, JOINED, REPLY), after(60)])
    assert found["class vip"].wait_s_p50 == 20
    assert found["queue support"].answered == 2


def test_a_quantile_is_one_of_the_values() -> None:
    assert [quantile(range(1, 101), x) for x in (0.5, 0.95, 1)] == [50, 95, 100]
    assert (quantile([7], 0.5), quantile([], 0.5)) == (7, None)


# Abandonment


def test_who_left_and_who_gave_no_sign() -> None:
    """Six are over: helped, left, twice silent, closed as spam, and answered when nobody was there any more; two go on."""
    gone = e.ConversationClosed(SYSTEM, "abandoned_silent")
    spam = e.ConversationClosed(DANA, "spam")
    known = [
        became(BUTTON, JOINED, REPLY, THANKS, WRAPPED, CLOSED),
        became(BUTTON, 60, LEFT),
        became(BUTTON, 900, gone),
        became(BUTTON, 900, CLOSED),
        became(BUTTON, 10, spam),
        became(BUTTON, JOINED, REPLY, WRAPPED, CLOSED),
        became(BUTTON),
        became(BUTTON, JOINED, REPLY),
    ]
    found = abandonment.measure(known)
    assert (found.over, found.left, found.silent, found.closed, found.answered_to_nobody) == (6, 1, 2, 1, 1)
    assert (found.abandonment_rate, found.silent_rate) == (0.5, 2 / 6)


# Offers


def test_offers_and_when_nobody_is_left_to_ask() -> None:
    """Five requests, six offers: two declined, one missed; twice nobody was there, once it was closed."""
    known = [
        became(BUTTON, OFFERED, DECLINED, OFFERED, DECLINED, OFFERED, JOINED, REPLY),
        became(BUTTON, OFFERED, LAPSED, NOBODY, OFFERED, JOINED, REPLY),
        became(BUTTON, NOBODY, e.FallbackOffered("long_wait", ("wait",)), OFFERED),
        became(BUTTON, SHUT),
        became(BUTTON),
    ]
    found = offers.measure(known)
    assert (found.requests, found.offers, found.declined, found.missed) == (5, 6, 2, 1)
    assert (found.exhausted, found.closed, found.exhausted_by) == (2, 1, {"nobody_there": 2})
    assert (found.declined_rate, found.missed_rate, found.exhausted_rate) == (2 / 6, 1 / 6, 0.4)


# Occupancy


def stay(agent_id: str, start_min: float, end_min: float) -> Stay:
    return Stay("c1", agent_id, START + timedelta(minutes=start_min), START + timedelta(minutes=end_min))


def test_occupancy_by_hand() -> None:
    """Dana: 0 to 30 and 20 to 40, a pause of 10, 50 to 60, then an hour away and 120 to 130: 60 of 70 min; Eli: 0 to 30."""
    dana = [stay("dana", *x) for x in ((20, 40), (0, 30), (50, 60), (120, 130))]
    found = occupancy.measure([*dana, stay("eli", 0, 30)])
    assert found.agents == 2
    assert (found.work_h * 60, found.busy_h * 60) == (pytest.approx(100), pytest.approx(90))
    assert found.occupancy_rate == pytest.approx(0.9)
    assert found.at_once == pytest.approx(100 / 90)


def test_a_stay_lasts_until_the_conversation_moves_on() -> None:
    """Accepted, lost after a minute, taken by Eli, closed after two: the wait between is nobody's."""
    told = history(BUTTON, JOINED, REPLY, 60, LOST, 60, e.AgentJoined(ELI), 90, THANKS, 30, CLOSED)
    assert [(x.agent_id, (x.left_at - x.joined_at).total_seconds()) for x in stays(told)] == [
        ("dana", 60),
        ("eli", 120),
    ]
    going_on = stays(history(BUTTON, JOINED, 45, REPLY))
    assert [(x.left_at - x.joined_at).total_seconds() for x in going_on] == [45]


# Callbacks


def test_promises_kept_and_broken() -> None:
    """Promised within 1800 s: kept at 1700, late at 1900, broken, released by the customer, still open; and kept by one who wrote twice."""
    asked = (BUTTON, SHUT, PROMISED)
    known = [
        became(*asked, 1700, JOINED, REPLY),
        became(*asked, 1900, JOINED, REPLY),
        became(*asked, 9000, CLOSED),
        became(*asked, 100, LEFT),
        became(*asked),
        became(
            BUTTON, JOINED, REPLY, 60, LOST, PROMISED, 600, JOINED, e.MessagePosted("m6", DANA, "Back."), 9000, REPLY
        ),
        became(BUTTON, JOINED, REPLY),
    ]
    found = callbacks.measure(known)
    assert (found.promised, found.kept, found.late, found.broken, found.released, found.open) == (6, 2, 1, 1, 1, 1)
    assert found.kept_rate == 0.5
