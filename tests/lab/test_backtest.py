"""Backtests on conversations worked by hand: no reader, no network, the readings are stated."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner

from escapehatch.cli import cli
from escapehatch.conversation import events as e
from escapehatch.conversation.values import Author, Customer, Reading, Reason, Role
from escapehatch.handoff.policy import DEFAULT, Policy, parse
from escapehatch.lab.backtest.curve import Costs, costs_of
from escapehatch.lab.backtest.figures import DRAWS, Handling, draw, numbers
from escapehatch.lab.backtest.html import page
from escapehatch.lab.backtest.marks import Mark, turn_score
from escapehatch.lab.backtest.readings import Readings, version
from escapehatch.lab.backtest.report import Wanted
from escapehatch.lab.backtest.retold import never, retell, threshold
from escapehatch.lab.backtest.script import from_transcript
from escapehatch.lab.backtest.tally import Tally
from escapehatch.lab.backtest.truth import Truth, truth
from escapehatch.lab.backtest.typed import Typed, wanted_of
from escapehatch.lab.replay import replay_line, unmasked

from .talks import EAGER, HEARD, LAX, TALKS, read, talk, told


def test_missed_needless_early_and_late_worked_by_hand() -> None:
    """B03, B05: a person too late or never, and a person for nothing."""
    n = told(TALKS, LAX).policy.numbers
    assert (n["conversations"], n["turns"], n["labelled"], n["needed"], n["not_needed"]) == (7, 12, 6, 4, 2)
    assert (n["handed_off"], n["missed"], n["needless"]) == (4, 2, 1)
    assert (n["missed_rate"], n["needless_rate"], n["precision"]) == (0.5, 0.5, 0.6667)
    assert (n["timed"], n["on_time"], n["early"], n["late"], n["mean_turns_off"]) == (2, 1, 1, 0, 1.0)
    near = math.exp(-4 / (2 * (2 + 1e-7) ** 2))
    assert n["gt2"] == pytest.approx((1 + near + 0 + 0 + 1) / 5, abs=5e-5), "on time, early, missed, needless, fine"
    assert n["agent_minutes"] == 36


def test_a_handoff_after_the_moment_is_late() -> None:
    late = talk("late", "help", "no", "really?", "no", "person", "ok", handoff_at=1)
    side = told([late], LAX).policy
    assert (side.numbers["late"], side.off_by[2]) == (1, 1)
    assert side.examples["late"][0].id == "late"


@pytest.mark.parametrize(
    ("pred", "gold", "tolerance", "score"),
    [
        ([], [], 1, 1.0),
        ([3], [], 1, 0.0),
        ([], [3], 1, 0.0),
        ([3], [3], 1, 1.0),
        ([2], [3], 1, math.exp(-0.5)),
        ([1], [3], 2, math.exp(-0.5)),
        ([1], [3, 9], 2, math.exp(-0.5)),
        ([3, 6], [3], 3, (1 + math.exp(-0.5)) / 2),
    ],
)
def test_turn_score(pred: list[int], gold: list[int], tolerance: int, score: float) -> None:
    """GT-I, II, III as the handoff literature counts them, penalty factor 0."""
    assert turn_score(pred, gold, tolerance) == pytest.approx(score, abs=1e-6)


@pytest.mark.parametrize(
    ("record", "known"),
    [
        ({"handoff_at": 3}, Truth(True, 3, "handoff_at")),
        ({"handoff_at": 3, "outcome": "bot_resolved"}, Truth(True, 3, "handoff_at")),
        ({"handoff_at": None}, Truth(False, None, "handoff_at")),
        ({"handoff_at": None, "outcome": "left"}, Truth(True, None, "outcome")),
        ({"outcome": "returned_later"}, Truth(True, None, "outcome")),
        ({"outcome": "bot_resolved", "asks_for_human": True}, Truth(False, None, "outcome")),
        ({"asks_for_human": False, "ends_in_transfer": True}, Truth(True, None, "hint")),
        ({"asks_for_human": False}, Truth(False, None, "hint")),
        ({"outcome": "handed_off", "messages": [{"role": "customer"}, {"role": "agent"}]}, Truth(True, 0, "outcome")),
        ({}, Truth()),
    ],
)
def test_what_a_record_says_of_the_need(record: dict[str, Any], known: Truth) -> None:
    assert truth(record) == known


@pytest.mark.parametrize("wrong", [{"handoff_at": "3"}, {"handoff_at": True}, {"outcome": "solved"}])
def test_a_truth_that_means_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="handoff_at|outcome"):
        truth(wrong)


@pytest.mark.parametrize("policy", [DEFAULT, LAX, EAGER], ids=lambda x: x.name)
def test_it_decides_as_replay_does(policy: Policy) -> None:
    """The first handoff is that of `replay`, and so is its reason."""
    for record in [*TALKS, talk("rage", "cross", "hm", "angry", "hm", "angry", "hm", "person")]:
        course = retell(from_transcript(record, read, unmasked), policy)
        replayed = replay_line(record, policy, read)
        assert course.i == replayed["handoff_at"], record["id"]
        turn = next((x for x in replayed["turns"] if x["i"] == course.i), None)
        if turn:
            assert course.reason is not None
            assert (course.reason.trigger, course.reason.because) == (turn["trigger"], turn["because"])


@pytest.mark.parametrize("offer", ["1.0", "0.02", "0.005"])
def test_the_curve_is_what_another_threshold_would_have_done(offer: str) -> None:
    """Each point of the curve equals a run of its own with that threshold in the policy."""
    talks = [
        talk(f"{n}", *words)
        for n, words in enumerate(
            [
                ("cross", "hm", "cross", "hm", "angry", "hm", "ok"),
                ("where?", "hm", "cross", "hm", "where?"),
                ("angry", "hm", "cross", "hm", "person"),
                ("hm", "yes", "hm"),
            ]
        )
    ]
    base = parse(
        "version: 1\ntriggers: {frustration: {on: false}}\nthresholds: {offer: OFFER, handoff: 0.5}\n".replace(
            "OFFER", offer
        )
    )
    scripts = [from_transcript(x, read, unmasked) for x in talks]
    heights = {round(retell(x, base).height, 4) for x in scripts}
    assert len(heights) > 2, "these talks must differ for the test to mean anything"
    for t in (0.001, 0.01, 0.05, *sorted(heights), 0.3, 0.9, 1.0):
        both = {"handoff": t, "offer": min(t, base.thresholds.offer)}
        moved = msgspec.structs.replace(base, thresholds=base.thresholds.model_copy(update=both))
        for script in scripts:
            assert retell(script, base).at(t) == retell(script, moved).turn, (script.id, t)


def test_no_threshold_holds_back_who_asks_for_a_person() -> None:
    course = retell(from_transcript(TALKS[0], read, unmasked), DEFAULT)
    assert course.at(2.0) == course.certain == course.turn == 1
    assert never(DEFAULT).thresholds.handoff > 1


def test_the_cheapest_threshold_by_ones_own_costs() -> None:
    """A missed one at ten times a handoff: everybody gets a person; for nothing: only who must."""
    dear, cheap = Wanted(costs=Costs(5, 500)), Wanted(costs=Costs(5, 0))
    most, least = told(TALKS, LAX, wanted=dear).policy.curve, told(TALKS, LAX, wanted=cheap).policy.curve
    assert most.best is not None
    assert least.best is not None
    assert (most.best.missed_rate, least.best.handed_off) == (0.0, 3)
    assert least.own is not None
    assert least.own.cost == pytest.approx(100 * (3 * 5 + 2 * 5) / 6, abs=0.01)
    assert Costs(5, 10).break_even == pytest.approx(1 / 3)
    assert costs_of("handoff=5, missed=40") == Costs(5, 40)
    for wrong in ("5,40", "handoff=5", "handoff=x,missed=4", "handoff=-1,missed=4"):
        with pytest.raises(ValueError, match="costs"):
            costs_of(wrong)


def test_a_policys_own_costs_set_its_threshold_and_its_bill() -> None:
    """By costs, or by the threshold that they come to: the same courses; and no ``--costs`` need be typed."""
    talks = [talk(f"{n}", *["cross", "hm"] * n, "angry") for n in range(1, 9)]
    calm = "triggers: {frustration: {on: false}}\n"
    by_costs = parse(f"{calm}costs: {{handoff: 1, missed: 99}}")
    by_hand = parse(f"{calm}thresholds: {{offer: 0.01, handoff: 0.01}}")
    assert threshold(by_costs) == pytest.approx(0.01)
    courses = [[retell(from_transcript(x, read, unmasked), p).turn for x in talks] for p in (by_costs, by_hand)]
    assert courses[0] == courses[1] and len(set(courses[0])) > 1
    wanted = wanted_of(Typed(), [by_hand, by_costs])
    assert wanted.costs == Costs(1, 99) and wanted_of(Typed()).costs is None
    assert wanted_of(Typed(costs="handoff=1,missed=2"), [by_costs]).costs == Costs(1, 2)


def test_two_policies_and_who_moved() -> None:
    found = told(TALKS, EAGER, LAX, wanted=Wanted(arrivals=200 / 3600))
    assert found.moves is not None
    assert found.moves.counts == {"earlier": 1, "newly handed off": 3}
    assert found.moves.by_trigger["newly handed off"] == {"rule: at once": 3}
    assert {x.id for x in found.moves.examples["newly handed off"]} == {"missed", "left", "fine"}
    assert (found.moves.numbers["missed"], found.moves.numbers["needless"]) == (-2, 1)
    assert found.moves.numbers["missed_rate"] == -0.5
    assert found.moves.agents_needed is not None
    assert found.moves.agents_needed > 0
    back = told(TALKS, LAX, EAGER)
    assert back.moves is not None
    assert back.moves.counts == {"later": 1, "no longer handed off": 3}


def test_waits_are_those_of_the_handoffs() -> None:
    """Half of 400 an hour handed off, nine minutes each: the forecast for 200 an hour."""
    half = [TALKS[0], TALKS[5]]
    waits = told(half, LAX, wanted=Wanted(arrivals=400 / 3600, agents=35)).policy.waits
    assert waits is not None
    words = ["forecast", "--arrivals", "200/h", "--handle", "9min", "--agents", "35", "--json"]
    assert waits.plain() == json.loads(CliRunner().invoke(cli, words).output)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """A rate of .3 from 60 conversations: about 95 of 100 intervals hold it, and a seed gives the same ones again."""
    import numpy as np

    chance = np.random.default_rng(3)
    held = 0
    for n in range(200):
        marks = [Mark(3, True, None, None if x else 0, False, True) for x in chance.random(60) < 0.3]
        found = numbers(draw([marks], Handling(), n), 0, Handling())
        low, high = found["missed_rate_low"], found["missed_rate_high"]
        assert low is not None
        assert high is not None
        held += low <= 0.3 <= high
    assert 0.89 <= held / 200 <= 0.99
    assert draw([marks], Handling(), 7).draws[0].shape[0] == DRAWS
    assert numbers(draw([marks], Handling(), 7), 0, Handling()) == numbers(draw([marks], Handling(), 7), 0, Handling())


def test_nothing_is_made_up_where_nothing_is_known() -> None:
    found = told([talk("a", "hello", "hi"), talk("b", "person")], LAX)
    n = found.policy.numbers
    assert (n["labelled"], n["missed_rate"], n["needless_rate"], n["gt1"], n["precision"]) == (
        0,
        None,
        None,
        None,
        None,
    )
    assert n["handed_off_rate"] == 0.5
    assert "nothing here can be called missed" in page(found)


def test_only_false_alarms_known_is_no_turn_error() -> None:
    n = told([talk("a", "person", outcome="bot_resolved"), talk("b", "hm", outcome="left")], LAX).policy.numbers
    assert (n["missed_rate"], n["needless_rate"], n["gt1"]) == (1.0, 1.0, None)


def test_each_message_is_read_once_for_two_policies_and_never_again(tmp_path: Path) -> None:
    heard: list[str] = []

    def noting(text: str, role: Role, before: str, earlier: Sequence[tuple[str, str]]) -> Reading:
        heard.append(text)
        return read(text, role, before, earlier)

    file = tmp_path / "readings.jsonl"
    first = Readings(lambda: noting, "v1", file)
    once = Tally([LAX, EAGER], first.read, unmasked)
    for x in TALKS:
        once.take(x)
    first.save()
    messages = sum(len(x["messages"]) for x in TALKS)
    assert first.asked == messages
    assert len(heard) <= messages
    assert not any(words in file.read_text() for words in ("where is it", "on its way"))

    def refuse() -> Any:
        raise AssertionError("nothing is to be read")

    again = Tally([LAX, EAGER], Readings(refuse, "v1", file).read, unmasked)
    for x in TALKS:
        again.take(x)
    assert again.cases == once.cases
    with pytest.raises(AssertionError):
        Tally([LAX], Readings(refuse, "v2", file).read, unmasked).take(TALKS[0])
    file.write_text("no reading\n")
    with pytest.raises(ValueError, match="line 1"):
        Readings(refuse, "v1", file)
    assert version("plain") != version("encoder")


def test_a_reading_depends_on_all_it_was_heard_from() -> None:
    seen: list[tuple[str, str]] = []

    def noting(text: str, role: Role, before: str, earlier: Sequence[tuple[str, str]]) -> Reading:
        seen.append((text, before))
        return Reading()

    kept = Readings(lambda: noting, "v1")
    for args in [
        ("yes", Role.CUSTOMER, "a person?", ()),
        ("yes", Role.CUSTOMER, "a refund?", ()),
        ("yes", Role.BOT, "a refund?", ()),
    ]:
        kept.read(*args)
        kept.read(*args)
    kept.read("yes", Role.CUSTOMER, "a refund?", [("m0", "hm")])
    assert (len(seen), kept.fresh) == (4, 4)


def test_an_exported_journal_is_taken_as_it_is() -> None:
    """The recorded readings count, what a desk made of them does not, and the policy decides until an agent joined."""
    ada, pip, dana = Author(Role.CUSTOMER, "ada"), Author(Role.BOT, "pip"), Author(Role.AGENT, "dana")
    history: list[e.Event] = [
        e.ConversationStarted("c1", Customer("ada")),
        e.MessagePosted("a", ada, "where is my lamp?"),
        e.ReadingRecorded("a", Reading(language="en")),
        e.MessagePosted("b", pip, "it left the depot"),
        e.HandoffOffered(Reason("frustration", "seems cross")),
        e.MessagePosted("c", ada, "words that only the recorded reading understands"),
        e.ReadingRecorded("c", HEARD["person"]),
        e.HandoffRequested("e1", Reason("asked_for_person", "asked")),
        e.AgentJoined(dana),
        e.MessagePosted("d", dana, "hello"),
        e.MessagePosted("e", ada, "person"),
    ]
    began = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    rows = [e.Recorded(n, began + timedelta(seconds=n), x) for n, x in enumerate(history, 1)]
    lines = [{"conversation_id": "c1", **msgspec.to_builtins(x)} for x in rows]
    closed = {"type": "ConversationClosed", "by": {"role": "bot", "id": "pip"}, "disposition": "resolved"}
    other = [{**x, "conversation_id": "c2"} for x in lines[:4]]
    other.append({"conversation_id": "c2", "seq": 5, "at": "2026-11-24T10:05:00Z", "event": closed})

    def refuse(*_: Any) -> Reading:
        raise AssertionError("a journal's messages are not read again")

    found = Tally([LAX], refuse, unmasked)
    for line in [*lines, *other]:
        found.take(line)
    found.finish()
    first, second = found.cases[0]
    assert (first.id, first.mark.handed, first.mark.wanted, first.course.offered) == ("c1", 1, 1, None)
    assert (first.mark.turns, second.mark.needed, second.mark.handed) == (2, False, None)
    with pytest.raises(ValueError, match="stand apart"):
        found.take(lines[0])
