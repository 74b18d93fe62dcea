"""Who may do what when: the one transition function, case by case."""

from __future__ import annotations

from itertools import product

import pytest

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.decide import MEANING, MESSAGE_MAX_CHARS, NOTE_MAX_CHARS, Refused, decide
from escapehatch.conversation.fold import Conversation
from escapehatch.conversation.lifecycle import MAY_SPEAK, Status, after
from escapehatch.conversation.values import Reading

from .told import (
    ADA,
    ASKED,
    DANA,
    ELI,
    EVERY,
    LATER,
    NOW,
    PIP,
    QUESTION,
    SYSTEM,
    at,
    conduct,
    folded,
    meant,
    refusal,
)

W, Q, B, R, A, H, U, C, X = Status
ALL = frozenset(Status) - {X}

#: Where each command of ``EVERY`` is refused; everywhere else it is lawful (and may mean nothing).
REFUSED: dict[int, frozenset[Status]] = {
    n: where
    for n, command in enumerate(EVERY)
    for kind, where in {
        do.StartBotTurn: ALL - {W, B},
        do.PromiseCallback: ALL - {Q, B, R},
        do.KeepBot: ALL - {Q, B, R},
        do.Assign: frozenset({W, C}),
        do.Reserve: ALL - {Q, B},
        do.Accept: frozenset({W, Q, B, H, C}),
        do.Transfer: ALL - {A},
        do.ReturnToBot: ALL - {A, U},
        do.StartWrapUp: ALL - {A, U},
        do.PutOnHold: ALL - {H},
        do.Close: frozenset({A, H}),
        do.RequestCopy: ALL,
    }.items()
    if isinstance(command, kind)
}
REFUSED[next(n for n, x in enumerate(EVERY) if isinstance(x, do.Post) and x.author == PIP)] = ALL - {W, B}


def test_every_command_is_in_the_table() -> None:
    assert {type(x) for x in EVERY} == set(MEANING)


@pytest.mark.parametrize(("status", "n"), list(product(Status, range(len(EVERY)))))
def test_every_command_in_every_status(status: Status, n: int) -> None:
    """Lawful where the table says so, else refused with a sentence and the owner; never anything in between."""
    c, command = at(status), EVERY[n]
    if status in REFUSED.get(n, ()) or (status == X and not isinstance(command, do.Erase)):
        assert refusal(c, command)
        return
    events = decide(c, command, NOW)
    assert not isinstance(events, Refused), events
    for event in events:
        assert after(c.status, e.name_of(event)) is not None
        if isinstance(event, e.MessagePosted):
            assert event.author.role in MAY_SPEAK[c.status]
        c = folded(c, (event,))


@pytest.mark.parametrize("command", [x for x in EVERY if not isinstance(x, do.Start)])
def test_nothing_can_be_done_to_a_conversation_that_is_not_there(command: do.Command) -> None:
    assert refusal(Conversation(), command) == "unknown_conversation"


# Messages


@pytest.mark.parametrize("status", sorted(ALL))
def test_a_repeated_message_changes_nothing(status: Status) -> None:
    """G2: whatever has happened since."""
    assert decide(at(status), QUESTION, NOW) == ()


@pytest.mark.parametrize("again", [do.Post("m1", ADA, "Other words."), do.Post("m1", DANA, QUESTION.text)])
def test_a_message_id_belongs_to_one_message(again: do.Post) -> None:
    """G2: other words, or another author, under the same id."""
    assert refusal(at(W), again) == "message_id_reused"


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_an_empty_message_is_refused(text: str) -> None:
    """S76."""
    assert refusal(at(W), do.Post("m2", ADA, text)) == "empty"


def test_a_message_is_kept_whole_or_refused() -> None:
    """S76."""
    longest = "x" * MESSAGE_MAX_CHARS
    c = conduct(at(W), do.Post("m2", ADA, longest))
    assert c.said("customer")[-1].text == longest
    assert refusal(at(W), do.Post("m2", ADA, longest + "x")) == "too_long"
    assert refusal(at(A), do.PostNote("n1", DANA, "x" * (NOTE_MAX_CHARS + 1))) == "too_long"
    assert refusal(at(A), do.ReturnToBot("dana", "x" * (NOTE_MAX_CHARS + 1))) == "too_long"


def test_a_message_and_its_reading_are_one_fact() -> None:
    reading = Reading(language="en")
    assert meant(at(W), do.Post("m2", ADA, "Hello?", reading=reading)) == ["MessagePosted", "ReadingRecorded"]


@pytest.mark.parametrize("status", sorted(ALL))
def test_a_customer_is_always_heard(status: Status) -> None:
    c = conduct(at(status), do.Post("m8", ADA, "Are you there?"))
    assert c.said("customer")[-1].text == "Are you there?"


@pytest.mark.parametrize("status", [Q, R, A, H, U, C])
def test_an_external_bot_may_not_speak_after_the_handoff(status: Status) -> None:
    """A13, A17, G4."""
    assert refusal(at(status), do.Post("m8", PIP, "Let me help!")) == "not_your_turn"


def test_a_writer_of_an_older_epoch_is_refused() -> None:
    """G4: an agent whose lease is over writes with the epoch they knew."""
    c = at(A)
    old = c.epoch
    c = conduct(c, do.LoseAgent("dana", "Gone."), do.TakeOver(DANA, "e2"))
    assert refusal(c, do.Post("m8", DANA, "I am back.", epoch=old)) == "stale_epoch"
    assert meant(c, do.Post("m8", DANA, "I am back.", epoch=c.epoch)) == ["MessagePosted"]


# Agents who speak


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (W, ["HandoffRequested", "AgentJoined", "MessagePosted"]),
        (Q, ["AgentJoined", "MessagePosted"]),
        (R, ["AgentJoined", "MessagePosted"]),
        (A, ["MessagePosted"]),
        (U, ["MessagePosted"]),
        (C, ["ConversationReopened", "HandoffRequested", "AgentJoined", "MessagePosted"]),
    ],
)
def test_an_agents_reply_silences_the_bot(status: Status, expected: list[str]) -> None:
    """A01: without any button, in the same transaction."""
    reply = do.Post("m8", DANA, "I will look into it.", escalation_id="e8")
    assert meant(at(status), reply) == expected
    c = conduct(at(status), reply)
    assert (c.agent, c.owner.kind, c.owner.id) == (DANA, "agent", "dana")
    assert refusal(c, do.Post("m9", PIP, "And I will too!")) == "not_your_turn"


def test_a_reply_seen_in_another_system_is_a_takeover() -> None:
    """A02."""
    events = decide(at(W), do.Post("m8", DANA, "Hello.", escalation_id="e8", echo=True), NOW)
    assert isinstance(events, tuple)
    assert [x.how for x in events if isinstance(x, e.AgentJoined)] == ["echo"]


@pytest.mark.parametrize("status", [A, U])
def test_another_agents_reply_is_refused(status: Status) -> None:
    """M03: with the current owner."""
    c = at(status)
    assert refusal(c, do.Post("m8", ELI, "I can help too.")) == "owned"
    refused = decide(c, do.Post("m8", ELI, "I can help too."), NOW)
    assert isinstance(refused, Refused)
    assert (refused.owner.kind, refused.owner.id, refused.owner.name) == ("agent", "dana", "Dana")


def test_what_is_being_offered_to_one_is_not_taken_by_another() -> None:
    assert refusal(at(R), do.Post("m8", ELI, "Hello.")) == "reserved"
    assert refusal(at(R), do.TakeOver(ELI, "e8")) == "reserved"


# The bot's turns


def turn() -> Conversation:
    return conduct(at(W), do.StartBotTurn("t1", LATER))


FINISH = do.FinishBotTurn("t1", 1, "m2", PIP, "On its way.", attempts=(e.BotAttempted("t1", "order", "LN-1"),))


def test_an_answer_in_time_is_shown() -> None:
    assert meant(turn(), FINISH) == ["BotAttempted", "MessagePosted", "BotTurnEnded"]
    assert conduct(turn(), FINISH).unanswered == ()


@pytest.mark.parametrize(
    "between",
    [
        (do.TakeOver(DANA, "e8"),),
        (do.Post("m8", DANA, "Mine.", escalation_id="e8"),),
        (do.RequestHandoff("e8", ASKED),),
        (do.RequestHandoff("e8", ASKED), do.Reserve("r8", DANA, LATER)),
        (do.Close(SYSTEM, "inactive"),),
        (do.TakeOver(DANA, "e8"), do.ReturnToBot("dana")),
        (do.TakeOver(DANA, "e8"), do.ReturnToBot("dana"), do.StartBotTurn("t9", LATER)),
    ],
)
def test_words_that_come_after_a_takeover_are_never_shown(between: tuple[do.Command, ...]) -> None:
    """A05, A06, S65, G4: kept for the agent as suppressed, also when the bot has the conversation again."""
    c = conduct(turn(), *between)
    late = conduct(c, FINISH)
    assert late.said("bot") == ()
    assert [x.text for x in late.suppressed] == [FINISH.text]
    assert (late.status, late.epoch) == (c.status, c.epoch)
    assert decide(late, FINISH, NOW) == (), "a retry of the same late draft changes nothing (A06)"


def test_a_newer_message_makes_the_answer_stale() -> None:
    """A09: one answer covers both, so the first draft is not shown."""
    c = conduct(turn(), do.Post("m8", ADA, "And my second parcel?"), FINISH)
    assert c.said("bot") == ()
    c = conduct(c, do.StartBotTurn("t2", LATER), do.FinishBotTurn("t2", 1, "m9", PIP, "Both are on their way."))
    assert [x.text for x in c.said("bot")] == ["Both are on their way."]
    assert c.unanswered == ()


def test_a_second_turn_supersedes_the_first() -> None:
    c = conduct(turn(), do.StartBotTurn("t2", LATER))
    assert c.turn is not None
    assert c.turn.turn_id == "t2"
    assert meant(c, FINISH) == ["DraftSuppressed"]


def test_the_same_answer_twice_is_said_once() -> None:
    """G2."""
    assert decide(conduct(turn(), FINISH), FINISH, NOW) == ()


def test_a_turn_needs_something_to_answer() -> None:
    assert meant(conduct(turn(), FINISH), do.StartBotTurn("t2", LATER)) == []


@pytest.mark.parametrize("text", ["", "  ", "x" * (MESSAGE_MAX_CHARS + 1)])
def test_an_answer_nobody_can_be_shown_is_refused(text: str) -> None:
    """B05, G11: the desk turns this refusal into a failed turn."""
    assert refusal(turn(), do.FinishBotTurn("t1", 1, "m2", PIP, text)) in {"empty", "too_long"}


# Offers and acceptance


def test_two_agents_accept_and_one_gets_it() -> None:
    """A15: the loser hears who has it, and one line says who joined."""
    c = conduct(at(R), do.Accept(DANA, "r1"))
    assert decide(c, do.Accept(DANA, "r1"), NOW) == (), "the winner's second tab changes nothing"
    refused = decide(c, do.Accept(ELI, "r1"), NOW)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.sentence) == ("taken", "Dana has already taken this conversation.")
    assert sum(x.text == "AgentJoined" for x in c.entries) == 1


def test_an_offer_to_one_is_not_accepted_by_another() -> None:
    assert refusal(at(R), do.Accept(ELI, "r1")) == "reserved"


def test_an_offer_that_ran_out_is_not_accepted() -> None:
    """G7: accept against timeout."""
    c = conduct(at(R), do.Lapse("r1"))
    assert refusal(c, do.Accept(DANA, "r1")) == "lapsed"
    c = conduct(c, do.Reserve("r2", DANA, LATER))
    assert refusal(c, do.Accept(DANA, "r1")) == "lapsed"
    assert c.escalation is not None
    assert c.escalation.refused_by == ("dana",)


def test_a_timeout_after_the_acceptance_changes_nothing() -> None:
    """G7: the other way round."""
    assert decide(at(A), do.Lapse("r1"), NOW) == ()
    assert decide(at(A), do.Decline("dana", "r1"), NOW) == ()


def test_a_person_is_asked_for_once() -> None:
    """B15: delivered again and again, whatever the id."""
    for status in (Q, R, A, U):
        for again in ("e1", "e2"):
            assert decide(at(status), do.RequestHandoff(again, ASKED), NOW) == ()


def test_the_handoff_and_its_packet_are_one_fact() -> None:
    assert meant(at(W), do.RequestHandoff("e1", ASKED, {"facts": []})) == ["HandoffRequested", "ContextAdded"]


def test_the_customer_is_asked_once_whether_they_want_a_person() -> None:
    c = conduct(at(W), do.Offer(ASKED))
    assert decide(c, do.Offer(ASKED), NOW) == ()
