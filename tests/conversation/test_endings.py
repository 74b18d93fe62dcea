"""How a conversation ends, what comes after, and what happens when an agent vanishes."""

from __future__ import annotations

import pytest

from escapehatch.conversation import commands as do
from escapehatch.conversation.decide import decide
from escapehatch.conversation.fold import Conversation
from escapehatch.conversation.lifecycle import Status
from escapehatch.conversation.values import Author, Role

from .told import (
    ADA,
    ASKED,
    DANA,
    ELI,
    EVERY,
    LATER,
    NOW,
    START,
    at,
    conduct,
    meant,
    refusal,
)

W, Q, B, R, A, H, U, C, X = Status
ALL = frozenset(Status)

#: Where each command of ``EVERY`` is refused; everywhere else it is lawful (and may mean nothing).


# The end, and what comes after


def test_nobody_closes_as_handled_what_was_never_answered() -> None:
    """C13."""
    assert refusal(at(A), do.Close(DANA, "resolved")) == "unanswered"
    assert refusal(at(A), do.Close(DANA, "")) == "unanswered"
    assert meant(at(A), do.Close(DANA, "abandoned")) == ["WrapUpStarted", "ConversationClosed"]
    answered = conduct(at(A), do.Post("m8", DANA, "Hello!"))
    assert meant(answered, do.Close(DANA, "resolved")) == ["WrapUpStarted", "ConversationClosed"]


def test_an_answer_in_an_earlier_escalation_does_not_count() -> None:
    """C13."""
    c = conduct(at(U), do.ReturnToBot("dana"), do.RequestHandoff("e2", ASKED), do.TakeOver(ELI, "e3"))
    assert refusal(c, do.Close(ELI, "resolved")) == "unanswered"


@pytest.mark.parametrize("status", [A, U])
def test_only_the_owner_closes_transfers_or_returns(status: Status) -> None:
    for command in (
        do.Close(ELI, "resolved"),
        do.ReturnToBot("eli"),
        do.StartWrapUp("eli"),
        do.Transfer("eli", "returns"),
    ):
        assert refusal(at(status), command) == "not_owner"


def test_a_closed_conversation_reopens_with_the_bot() -> None:
    """F05, B08: by policy, on every channel the same; and a person can be asked for again."""
    c = conduct(at(C), do.Post("m8", ADA, "It broke again."))
    assert (c.status, c.closed_at, c.owner.kind) == (W, None, "bot")
    assert [x.id for x in c.unanswered] == ["m8"]
    c = conduct(c, do.RequestHandoff("e2", ASKED))
    assert c.status == Q
    assert c.escalations == 2


def test_a_handoff_from_the_closed_reopens() -> None:
    assert meant(at(C), do.RequestHandoff("e2", ASKED)) == ["ConversationReopened", "HandoffRequested"]


def test_the_customer_interrupts_the_wrap_up() -> None:
    c = conduct(at(U), do.Post("m8", ADA, "Wait, one more thing."))
    assert (c.status, c.agent) == (A, DANA)
    assert meant(at(U), do.Post("m8", ADA, "Wait.")) == ["MessagePosted", "WrapUpInterrupted"]


def test_the_final_reply_is_delivered_before_the_end() -> None:
    """F07."""
    c = conduct(at(U), do.Post("m8", DANA, "Good bye!"), do.Close(DANA, "resolved"))
    assert c.said()[-1].text == "Good bye!"
    assert c.status == C


def test_returned_to_the_bot_the_bot_answers() -> None:
    """F01, A20: with what the agent left for it."""
    c = conduct(at(U), do.ReturnToBot("dana", "She may keep it."), do.Post("m8", ADA, "And the refund?"))
    assert meant(c, do.StartBotTurn("t1", LATER)) == ["BotTurnStarted"]
    assert c.returned is not None
    assert (c.returned.agent, c.returned.note) == (DANA, "She may keep it.")
    assert c.agent is None


# Agents who vanish


def test_a_lost_agents_customer_waits_again_since_the_first_moment() -> None:
    """G9, E01."""
    c = at(A)
    assert c.escalation is not None
    asked_at = c.escalation.requested_at
    c = conduct(c, do.Disconnect("dana", LATER), do.LoseAgent("dana", "Gone."))
    assert c.escalation is not None
    assert (c.status, c.agent, c.grace_until) == (Q, None, None)
    assert (c.escalation.requested_at, c.escalation.refused_by) == (asked_at, ("dana",))


def test_who_comes_back_in_time_keeps_the_conversation() -> None:
    """E01."""
    c = conduct(at(A), do.Disconnect("dana", LATER), do.Reconnect("dana"))
    assert (c.status, c.agent, c.grace_until) == (A, DANA, None)
    assert decide(c, do.Reconnect("dana"), NOW) == ()


def test_a_second_drop_does_not_prolong_the_grace() -> None:
    c = conduct(at(A), do.Disconnect("dana", LATER))
    assert decide(c, do.Disconnect("dana", LATER.replace(hour=23)), NOW) == ()


def test_a_lost_agent_who_was_done_leaves_a_closed_conversation() -> None:
    c = conduct(at(U), do.LoseAgent("dana", "Gone."))
    assert (c.status, c.disposition) == (C, "resolved")


def test_a_lost_agent_who_never_answered_leaves_a_customer_who_waits() -> None:
    """C13: pressing wrap-up helps nobody."""
    c = conduct(at(A), do.StartWrapUp("dana"), do.LoseAgent("dana", "Gone."))
    assert c.status == Q


def test_the_wrong_agent_cannot_be_lost() -> None:
    assert decide(at(A), do.LoseAgent("eli", "Gone."), NOW) == ()
    assert decide(at(A), do.Disconnect("eli", LATER), NOW) == ()


# Small things


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_rating_goes_from_one_to_five(score: int) -> None:
    assert refusal(at(C), do.Rate(score)) == "bad_rating"


def test_context_of_another_escalation_is_left_out() -> None:
    assert decide(at(A), do.AddContext("other", "orders", []), NOW) == ()


def test_the_same_wait_is_not_told_twice() -> None:
    wait = next(x for x in EVERY if isinstance(x, do.AnnounceWait))
    assert decide(conduct(at(Q), wait), wait, NOW) == ()


def test_a_priority_only_rises() -> None:
    c = conduct(at(Q), do.RaisePriority("Due.", 3))
    assert decide(c, do.RaisePriority("Later.", 2), NOW) == ()


def test_starting_twice_is_starting_once() -> None:
    assert decide(conduct(Conversation(), START), START, NOW) == ()


def test_a_system_line_is_nobodys_message() -> None:
    assert refusal(at(A), do.Post("m8", Author(Role.SYSTEM, "system"), "Hello.")) == "not_your_turn"
