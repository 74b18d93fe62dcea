"""The head that hears what a sentence asks for, and the frames it learned from."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from escapehatch.handoff.slots import NEVER, SENTENCES, asked
from escapehatch.reading.heads import HeadUnusable
from escapehatch.reading.phrases import lines, spoken
from escapehatch.reading.train_wanted import figures, fit, rows
from escapehatch.reading.wanted import ASKS, ELSEWHERE, FILE, Wanted, features, tokens, wanted

#: Bytes of the file in the package.
SIZE_MAX = 300_000


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Could you leave me the number of your order, so that I may begin?", "order_id"),
        ("Could I trouble you once more for the mail address on the account?", "email"),
        ("To whom do I have the joy of talking?", "person_name"),
        ("Where ought the parcel be brought to?", "address"),
        ("Which tier of membership are you on?", "membership_level"),
        ("How would you like us to go about fixing this?", "desired_outcome"),
    ],
)
def test_what_is_asked_for_is_heard_without_a_pattern(sentence: str, kind: str) -> None:
    chances = wanted()(sentence)
    assert max(chances, key=lambda x: chances[x]) == kind
    assert chances[kind] > 0.5


@pytest.mark.parametrize(
    "sentence",
    [
        "The courier will ring you tomorrow.",
        "Your refund went back to your card today.",
        "Have you tried another socket?",
        "Thank you for your patience, one moment.",
        "What is the name of the driver?",
    ],
)
def test_telling_and_asking_for_something_else_is_not(sentence: str) -> None:
    assert max(wanted()(sentence).values()) < 0.5


def test_it_overrules_the_patterns_only_where_it_is_sure_that_nothing_is_asked_for() -> None:
    sentence = "Could you give me your order number?"
    assert asked(sentence, wants=lambda _: {"order_id": NEVER}) == ("order_id",)
    assert asked(sentence, wants=lambda _: {"order_id": NEVER / 2}) == ()
    assert asked("¿Me da su número de pedido?", wants=lambda _: {"order_id": 0.0}) == ("order_id",)


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("Would a refund work for you?", ("desired_outcome",)),
        ("Does the replacement work well?", ()),
        ("Was the refund alright?", ()),
    ],
)
def test_a_remedy_that_is_offered_is_a_question_whatever_the_head_says(sentence: str, kinds: tuple[str, ...]) -> None:
    assert asked(sentence, wants=lambda _: {"desired_outcome": 0.0}) == kinds


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("May I have the order ID to check the status?", "order_id"),
        ("To check the status I need the order number.", "order_id"),
        ("What email did you use when you placed the order?", "email"),
    ],
)
def test_what_the_answer_is_for_is_not_asked_for(sentence: str, kind: str) -> None:
    assert asked(sentence, wants=wanted()) == (kind,)


def test_a_number_without_a_name_is_of_what_the_sentence_before_named() -> None:
    assert asked("What's the number?", "I can't find your booking.") == ("order_id",)
    assert asked("Could you tell me the number?", "Your policy does not come up.") == ("policy_id",)
    assert asked("What's the number?", "I am sorry.") == asked("What's the number?")


def test_the_file_is_small_and_quick_and_says_how_good_it_is() -> None:
    assert FILE.stat().st_size < SIZE_MAX
    head = Wanted.load()
    assert {"kinds", "false_alarms"} <= set(head.note["cross_validated"])
    began = time.perf_counter()
    for n in range(50):
        head(f"Could you please tell me the number of order {n} so that I can look it up?")
    assert time.perf_counter() - began < 50 * 0.02


def test_saved_and_loaded_it_says_nearly_the_same(tmp_path: Path) -> None:
    head = Wanted.load()
    head.save(tmp_path / "again.npz")
    again = Wanted.load(tmp_path / "again.npz")
    assert np.allclose(again.table, head.table, atol=np.abs(head.table).max() / 100)
    with pytest.raises(HeadUnusable):
        Wanted.load(tmp_path / "missing.npz")


def test_frames_speak_all_their_options() -> None:
    said = {spoken("(may|can) i have {n}[ please]", lambda n, at=at: at % n) for at in range(2)}
    assert said == {"may i have {n} please", "can i have {n}"}
    assert spoken("a (b|c (d|e)) f", lambda n: n - 1) == "a c e f"


def test_the_sentences_are_many_the_same_each_time_and_of_every_line() -> None:
    made = rows()
    assert made == rows()
    assert len({x.text for x in made}) > 1_500
    dressing = {("frames", x.number) for x in lines("frames") if x.heading in ("prefaces", "tails")}
    nouns = {("kinds", x.number) for x in lines("kinds") if x.role == "noun"}
    every = {(name, x.number) for name in ("frames", "kinds", "other") for x in lines(name)}
    assert {x.line for x in made} == every - dressing - nouns


def test_it_learns_what_it_is_shown() -> None:
    told = [
        ("your order please", {"order_id", ASKS}),
        ("we sent your order", {"order_id"}),
        ("the driver's name?", {ASKS, ELSEWHERE}),
    ]
    names = (ASKS, ELSEWHERE, "order_id")
    truth = np.array([[x in y for x in names] for _, y in told] * 2_000, np.float32)
    found = [features(x) for x, _ in told] * 2_000
    head = fit(found, truth, names)
    assert figures(head.chances(found), truth, names)["kinds"] == [1.0, 1.0]
    assert head("your order please")["order_id"] > 0.5 > head("we sent your order")["order_id"]


def test_numbers_and_addresses_count_as_such() -> None:
    assert tokens("is w1001 at ada@lantern.example right?") == ["is", "0", "at", "@", "right", "?"]


def test_the_number_of_a_flat_ends_no_sentence() -> None:
    assert SENTENCES.split("It goes to flat no. 6, correct? Yes or no. Tell me.") == [
        "It goes to flat no. 6, correct?",
        "Yes or no.",
        "Tell me.",
    ]
