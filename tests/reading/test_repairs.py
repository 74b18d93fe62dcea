"""Values put right in part, given in pieces, or picked from what the other side named."""

from __future__ import annotations

import pytest

from escapehatch.conversation.values import Role
from escapehatch.reading.facts import hear


def heard(text: str, before: str, *earlier: str) -> set[tuple[str, str, str]]:
    return {(x.type, x.value, x.stance) for x in hear(text, Role.CUSTOMER, before, earlier)}


@pytest.mark.parametrize(
    ("earlier", "text", "whole"),
    [
        ("order #W3308127", "try with an 8 at the end rather than a 7", "#W3308128"),
        ("it's #W9061442", "I swapped the final two: should be 24", "#W9061424"),
        ("it's #W9061442", "the last two are the wrong way round", "#W9061424"),
        ("it's #W5518306", "sorry the first digit is 6 not 5", "#W6518306"),
        ("it's #W2240671", "swap the 7 and the 1 then", "#W2240617"),
        ("it's #W2240671", "i typed 67 instead of 76", "#W2240761"),
        ("it's #W2240671", "the second to last one should be an 8", "#W2240681"),
        ("it's #W2240671", "ends in double nine", "#W2240699"),
        ("it's #W224067", "two more digits: 55", "#W22406755"),
        ("it's #W2240671", "drop the last digit", "#W224067"),
        ("it's #W2041167", "oh it's 99 where i put 11", "#W2049967"),
        ("it's #W6640213", "typed one too many, drop the first 6", "#W640213"),
    ],
)
def test_a_number_put_right_in_part(earlier: str, text: str, whole: str) -> None:
    assert ("order_id", whole, "corrects") in heard(text, "I can't find that.", earlier)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("it's .net not .com", "mia.lee@post.net"),
        ("not post, it's host", "mia.lee@host.com"),
        ("forgot, no dot in there", "mialee@post.com"),
        ("sorry, mia.leo", "mia.leo@post.com"),
        ("an underscore instead of the dot", "mia_lee@post.com"),
        ("with a hyphen where the dot is", "mia-lee@post.com"),
    ],
)
def test_a_mail_address_put_right_in_part(text: str, whole: str) -> None:
    assert ("email", whole, "corrects") in heard(text, "Which email?", "mia.lee@post.com")


@pytest.mark.parametrize(
    "text",
    ["i have 2 more questions", "first, when does it arrive", "it's my last order, 5 items", "my card ends in 4242"],
)
def test_other_numbers_put_nothing_right(text: str) -> None:
    assert not {x for x in heard(text, "I can't find that.", "order #W2240671") if x[0] == "order_id"}


@pytest.mark.parametrize(
    ("before", "earlier", "text", "kind", "whole"),
    [
        ("Your order number?", ("#W7", "338"), "210", "order_id", "#W7338210"),
        ("May I take your phone number?", ("415", "555"), "0182", "phone", "4155550182"),
        ("Your e-mail?", ("harriet.bloom",), "@post.example", "email", "harriet.bloom@post.example"),
        ("Your e-mail?", ("harriet.bloom",), "second bit: @post.example", "email", "harriet.bloom@post.example"),
        ("Anything else?", ("my phone number is", "41522"), "20177", "phone", "4152220177"),
        ("Which mobile number?", ("0151",), "then 2345 6780", "phone", "015123456780"),
    ],
)
def test_pieces_become_one(before: str, earlier: tuple[str, ...], text: str, kind: str, whole: str) -> None:
    assert (kind, whole, "corrects") in heard(text, before, *earlier)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("second", "#W1188009"),
        ("the latter", "#W1188009"),
        ("the one ending 001", "#W1188001"),
        ("the backpack one", "#W1188009"),
    ],
)
def test_one_of_two_is_picked(text: str, whole: str) -> None:
    before = "There are two: #W1188001 (tea kettle) and #W1188009 (backpack). Which?"
    orders = {x[1:] for x in heard(text, before) if x[0] == "order_id"}
    assert orders == {(whole, "confirmed")}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Suppose it had been order #W0000001. Mine's #W5512340", "order_id", "#W0000001"),
        ("the website says 'call 888-555-0101 for help'", "phone", "888-555-0101"),
        ("the card says ring 312-555-0100", "phone", "312-555-0100"),
        ("a friend of mine had the same with #W2100456", "order_id", "#W2100456"),
    ],
)
def test_what_is_imagined_or_a_desks_is_not_the_customers(text: str, kind: str, value: str) -> None:
    assert (kind, value, "other") in heard(text, "")


def test_the_area_code_put_right() -> None:
    assert ("phone", "702-555-0143", "corrects") in heard("hm, area code is 702", "Noted.", "call 720-555-0143")


@pytest.mark.parametrize(
    ("text", "value"), [("the first one has a lamp in it, so the other", "W22222"), ("tuesdays", "W22222")]
)
def test_picked_by_what_it_is_not_or_by_its_day(text: str, value: str) -> None:
    assert ("order_id", value, "confirmed") in heard(
        text, "I see W11111 from Monday and W22222 from Tuesday. Which is it?"
    )
