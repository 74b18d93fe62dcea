"""Details that are no facts of their own: asked again, the customer's words are shown."""

from __future__ import annotations

import pytest

from escapehatch.handoff.reask import check

from .told import told

SAID = told(
    (
        "customer",
        "I returned the shoes unopened, all the tags still on. I ordered UK size 8, these are size 6 and brown.",
    ),
    ("bot", "Could you send a photo?"),
    ("customer", "uploaded the pics just now"),
)


@pytest.mark.parametrize(
    ("draft", "name", "words"),
    [
        ("Can you confirm whether the tags were still attached?", "tags", "tags still on"),
        ("Could you please confirm the size marked on the shoes?", "size", "UK size 8"),
        ("What colour are they?", "colour", "brown"),
        ("Was the seal broken?", "seal", "unopened"),
        ("Please upload a photo of the shoes.", "photos", "uploaded the pics"),
    ],
)
def test_a_detail_that_was_told_is_pointed_at(draft: str, name: str, words: str) -> None:
    (known, *_) = [x for x in check(draft, SAID).facts if x.type == name]
    assert words in known.value
    assert known.message_id in ("m0", "m2")


@pytest.mark.parametrize(
    "draft",
    [
        "Which size would you like instead?",
        "What colour do you want?",
        "Do you have the receipt?",
        "I will check the tags.",
        "What does the error message say?",
        "Should we send size 9?",
    ],
)
def test_something_new_or_untold_is_not(draft: str) -> None:
    assert not check(draft, SAID)


ANSWERED = told(
    ("customer", "my dinner set came with two plates missing, and the jacket is too small: I need size L"),
    ("bot", "Was the parcel sealed when it arrived?"),
    ("customer", "yes, no damage outside"),
    ("bot", "Did you try another cable?"),
    ("customer", "yep, same thing"),
    ("bot", "How many cups are there?"),
    ("customer", "four, i counted them"),
    ("bot", "Is the lamp still under warranty?"),
    ("customer", "I told your colleague already"),
)


@pytest.mark.parametrize(
    ("draft", "message_id"),
    [
        ("Could you confirm that the parcel was sealed when it arrived?", "m2"),
        ("Have you tried a different cable?", "m4"),
        ("How many cups are there?", "m6"),
        ("Which size do you need?", "m0"),
    ],
)
def test_what_was_asked_and_answered_before_is_pointed_at(draft: str, message_id: str) -> None:
    assert message_id in [x.message_id for x in check(draft, ANSWERED).facts]


@pytest.mark.parametrize(
    "draft",
    [
        "Is the lamp still under warranty?",
        "Is the parcel heavy?",
        "Did you try another lamp?",
        "What colour do you need?",
    ],
)
def test_what_was_never_answered_is_not(draft: str) -> None:
    assert not check(draft, ANSWERED)
