"""The packet on its way elsewhere: whatever the form, nothing of it is lost."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from escapehatch.conversation import events as e
from escapehatch.conversation.values import Reading, Reason
from escapehatch.handoff.carried import Carried, as_plain, as_text, as_vcon, carry, of_plain, of_vcon, pages
from escapehatch.handoff.packet import assemble

from .told import NOW, happen, heard, told

STORY = (
    ("customer", "Order #W1001 came broken, ¿qué hago? 🙁", heard(("order_id", "#W1001"), ("issue", "damaged"))),
    (
        "bot",
        "I am sorry. I will send you a label.\nIs 12 Mill Lane right?",
        Reading(promises=("I will send a label.",)),
    ),
    (
        "customer",
        "no, it is #W1002\n\nand I moved",
        heard(("order_id", "#W1002", "corrects"), ("phone", "", "declined")),
    ),
)


def whole() -> Carried:
    c = happen(told(*STORY), e.BotAttempted("t1", "look up order", "#W1001", "not found", False))
    c = happen(c, e.HandoffRequested("e1", Reason("explicit_request", "asks for a person", ("m2",), queue="care")))
    c = happen(c, e.ContextAdded("e1", "orders", [{"order_id": "#W1002", "status": "delivered", "own": True}]))
    return carry(assemble(c, NOW), c)


def test_as_json_and_back() -> None:
    assert of_plain(msgspec.json.decode(msgspec.json.encode(as_plain(whole())))) == whole()


def test_as_a_vcon_and_back() -> None:
    vcon = msgspec.json.decode(msgspec.json.encode(as_vcon(whole())))
    assert of_vcon(vcon) == whole()
    assert [x["body"] for x in vcon["dialog"]] == [text for _, text, _ in STORY]
    assert vcon["parties"][vcon["dialog"][0]["parties"][0]]["role"] == "customer"
    assert vcon["parties"][0]["mailto"] == "ada@lantern.example"
    assert vcon["analysis"][0]["type"] == "summary"


def test_a_vcon_of_somebody_else_is_refused_with_what_is_missing() -> None:
    with pytest.raises(ValueError, match="no attachment with the purpose"):
        of_vcon({"vcon": "0.3.0", "attachments": [{"purpose": "recording", "body": "x"}]})


def test_the_text_holds_every_message_and_every_fact_with_its_message() -> None:
    text = as_text(whole())
    assert all(line in text for _, said, _ in STORY for line in said.splitlines())
    assert "order id: #W1002 (verified) [3]" in text
    assert "order id: #W1001 (corrected) [1]" in text
    assert "phone (declined) [3]" in text
    assert "look up order #W1001: not found" in text
    assert text.index("WHY NOW") < text.index("KNOWN") < text.index("TRANSCRIPT")


@given(st.text(max_size=400), st.integers(min_value=1, max_value=60))
def test_pages_are_short_enough_and_lose_nothing(text: str, limit: int) -> None:
    cut = list(pages(text, limit))
    assert "".join(cut) == text
    assert all(0 < len(x) <= limit for x in cut)


@pytest.mark.parametrize("form", [lambda x: of_plain(as_plain(x)), lambda x: of_vcon(as_vcon(x))])
def test_an_empty_conversation_goes_both_ways(form: Any) -> None:
    c = happen(told(), e.HandoffRequested("e1", Reason("explicit_request", "asks for a person")))
    empty = carry(assemble(c, NOW), c)
    assert form(empty) == empty
