"""Facts and how they are meant, message by message."""

from __future__ import annotations

import pytest

from escapehatch.conversation.values import Role
from escapehatch.reading.facts import hear


def heard(text: str, before: str = "", *earlier: str) -> set[tuple[str, str, str]]:
    return {(x.type, x.value, x.stance) for x in hear(text, Role.CUSTOMER, before, earlier)}


@pytest.mark.parametrize(
    ("before", "text", "kind", "value"),
    [
        ("", "my order LAN-1042 is late", "order_id", "LAN-1042"),
        ("", "wo ist meine Bestellung LAN-1042?", "order_id", "LAN-1042"),
        ("", "order w 687 4763 plz", "order_id", "W6874763"),
        ("", "My order is double u six one oh triple two four", "order_id", "W6102224"),
        ("Please share your booking confirmation number.", "it is y 67 r 45", "order_id", "y 67 r 45"),
        ("", "Order ID: 503-2222222-1111111. Late again.", "order_id", "503-2222222-1111111"),
        ("", "write to ada.byron@lantern.example please", "email", "ada.byron@lantern.example"),
        ("your email?", "ada dot byron at lantern dot example", "email", "ada.byron@lantern.example"),
        ("Best number to reach you?", "713.753.0296", "phone", "713.753.0296"),
        ("what's your zip?", "19031", "zip_code", "19031"),
        ("May I have your full name please?", "bo larsen", "person_name", "bo larsen"),
        ("", "mein Name ist Bo Larsen", "person_name", "Bo Larsen"),
        ("What is your username?", "adab1815", "username", "adab1815"),
        ("", "I paid €89.90 for it", "amount", "€89.90"),
        ("", "I bought it on March 3rd", "date", "March 3rd"),
        ("", "I paid with PayPal", "payment_method", "PayPal"),
        ("", "card ending in 4242", "card_last4", "4242"),
        (
            "May I have your full address?",
            "2749 Lexington Ave  Raleigh, CA 44250",
            "address",
            "2749 Lexington Ave  Raleigh, CA 44250",
        ),
        ("", "the lamp arrived damaged", "issue", "damaged"),
        ("", "I want a refund", "desired_outcome", "refund"),
        ("", "I ordered a reading lamp yesterday", "product", "reading lamp"),
    ],
)
def test_claimed(before: str, text: str, kind: str, value: str) -> None:
    assert (kind, value, "claimed") in heard(text, before)


def test_span_points_at_the_words() -> None:
    text = "Hi, it's about LAN-1042, mail ada@lantern.example"
    for x in hear(text, Role.CUSTOMER):
        assert text[x.start : x.end] == x.value


@pytest.mark.parametrize(
    ("before", "text", "earlier", "fact"),
    [
        ("I can't find that.", "no sorry it's #W2923184", "order #W7905419", ("order_id", "#W2923184", "corrects")),
        (
            "Check the number?",
            "last two digits are 73, not 54",
            "it is #W8068454",
            ("order_id", "#W8068473", "corrects"),
        ),
        ("Your order number?", "4134", "#W890", ("order_id", "#W8904134", "corrects")),
        ("", "not a refund, I want a replacement", "", ("desired_outcome", "refund", "denied")),
        ("", "not a refund, I want a replacement", "", ("desired_outcome", "replacement", "claimed")),
        ("", "my sister's order #W8967935 arrived fine. Mine is #W6120232", "", ("order_id", "#W8967935", "other")),
        ("", "my sister's order #W8967935 arrived fine. Mine is #W6120232", "", ("order_id", "#W6120232", "claimed")),
        ("Could you share your order number?", "I don't have it on me", "", ("order_id", "", "declined")),
        ("Ihre Bestellnummer bitte?", "die weiß ich leider nicht", "", ("order_id", "", "declined")),
        ("So that is order #W2002172, right?", "yes", "", ("order_id", "#W2002172", "confirmed")),
        ("Is it about order #W6344370?", "no, a different one. #W4184032", "", ("order_id", "#W6344370", "denied")),
    ],
)
def test_stances(before: str, text: str, earlier: str, fact: tuple[str, str, str]) -> None:
    assert fact in heard(text, before, *([earlier] if earlier else []))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("tracking says 946696044479 but nothing came", "order_id"),
        ("The model on the box is 9692325258", "order_id"),
        ("I ordered 2 lamps in 2025", "order_id"),
        ("I'm really upset", "person_name"),
        ("if I had wanted a $20 knockoff I'd have gone elsewhere", "amount"),
        ('your mail says "Need help? Call 1-800-555-0199." well', "phone"),
    ],
)
def test_look_alikes_are_not_claimed(text: str, kind: str) -> None:
    assert not any(x[0] == kind and x[2] == "claimed" for x in heard(text))


def test_what_the_bot_names_is_only_proposed() -> None:
    assert {(x.type, x.value, x.stance) for x in hear("I see order #W12345 here.", Role.BOT)} == {
        ("order_id", "#W12345", "proposed")
    }
