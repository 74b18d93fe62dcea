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
