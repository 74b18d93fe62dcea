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
        ("", "about order w 310 2245, thanks", "order_id", "W3102245"),
        ("", "My order is double u six one oh triple two four", "order_id", "W6102224"),
        ("Which booking number do you have?", "sure, k 31 p 90", "order_id", "k 31 p 90"),
        ("", "Order ID: 503-2222222-1111111. Late again.", "order_id", "503-2222222-1111111"),
        ("", "write to ada.byron@lantern.example please", "email", "ada.byron@lantern.example"),
        ("your email?", "ada dot byron at lantern dot example", "email", "ada.byron@lantern.example"),
        ("Which phone number is best?", "415.220.0177", "phone", "415.220.0177"),
        ("what's your zip?", "19031", "zip_code", "19031"),
        ("And what is your name, please?", "bo larsen", "person_name", "bo larsen"),
        ("", "mein Name ist Bo Larsen", "person_name", "Bo Larsen"),
        ("What is your username?", "adab1815", "username", "adab1815"),
        ("", "I paid €89.90 for it", "amount", "€89.90"),
        ("", "I bought it on March 3rd", "date", "March 3rd"),
        ("", "I paid with PayPal", "payment_method", "PayPal"),
        ("", "card ending in 4242", "card_last4", "4242"),
        (
            "What is your delivery address?",
            "18 Harbour Road  Salem, OR 97301",
            "address",
            "18 Harbour Road  Salem, OR 97301",
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
        ("I can't find that.", "oh sorry, I meant #W5550123", "order #W5550999", ("order_id", "#W5550123", "corrects")),
        (
            "Check the number?",
            "the last two digits are 19, not 91",
            "it is #W4100291",
            ("order_id", "#W4100219", "corrects"),
        ),
        ("Your order number?", "7719", "#W440", ("order_id", "#W4407719", "corrects")),
        ("", "not a refund, I want a replacement", "", ("desired_outcome", "refund", "denied")),
        ("", "not a refund, I want a replacement", "", ("desired_outcome", "replacement", "claimed")),
        ("", "my brother's order #W7000011 is fine. Mine is #W7000022", "", ("order_id", "#W7000011", "other")),
        ("", "my brother's order #W7000011 is fine. Mine is #W7000022", "", ("order_id", "#W7000022", "claimed")),
        ("What's the order number, please?", "sorry, I don't have that with me", "", ("order_id", "", "declined")),
        ("Ihre Bestellnummer bitte?", "die weiß ich leider nicht", "", ("order_id", "", "declined")),
        ("So we talk about order #W3330001, right?", "yes", "", ("order_id", "#W3330001", "confirmed")),
        ("Do you mean order #W3330002?", "no, another one: #W3330003", "", ("order_id", "#W3330002", "denied")),
    ],
)
def test_stances(before: str, text: str, earlier: str, fact: tuple[str, str, str]) -> None:
    assert fact in heard(text, before, *([earlier] if earlier else []))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("tracking number 551203998120 shows no movement", "order_id"),
        ("the serial on the label is 7710029931", "order_id"),
        ("I ordered 2 lamps in 2025", "order_id"),
        ("I'm really upset", "person_name"),
        ("if I had wanted to spend $15 I would have asked", "amount"),
        ('the card says "Questions? Ring 1-888-555-0142 anytime." hm', "phone"),
    ],
)
def test_look_alikes_are_not_claimed(text: str, kind: str) -> None:
    assert not any(x[0] == kind and x[2] == "claimed" for x in heard(text))


def test_what_the_bot_names_is_only_proposed() -> None:
    assert {(x.type, x.value, x.stance) for x in hear("I see order #W12345 here.", Role.BOT)} == {
        ("order_id", "#W12345", "proposed")
    }


@pytest.mark.parametrize(
    "text",
    [
        "I want a person about order LN-47790",
        "can i talk to a real person about LN-47790",
        "get me a person for order LN-47790 please",
    ],
)
def test_the_person_somebody_asks_for_is_no_owner(text: str) -> None:
    assert ("order_id", "LN-47790", "claimed") in heard(text)


@pytest.mark.parametrize(
    ("before", "text", "earlier", "fact"),
    [
        ("", "312-555-0187. oops the end is 0178", "", ("phone", "312-555-0178", "corrects")),
        ("ZIP code?", "*60641", "60614", ("zip_code", "60641", "corrects")),
        ("", 'your mail says "your order #W4040404 is late" but mine is #W4040440', "", ("order_id", "#W4040404", "other")),
        ("", "> write to help@shop.example\nada@lantern.example", "", ("email", "help@shop.example", "other")),
        ("", "I have #W551, #W552 and #W553. The middle one I cancelled", "", ("order_id", "#W552", "denied")),
        ("", "the 12 one just arrived, so only the first", "where are #W6100011, #W6100012", ("order_id", "#W6100012", "denied")),
        ("", "#W7200100 is fine. But #W7200200?", "", ("order_id", "#W7200100", "denied")),
        ("", "#W7200100 came with a torn seam, #W7200200 is late", "", ("order_id", "#W7200100", "claimed")),
        ("", "i live in 10115 but it went to zip 10119", "", ("zip_code", "10119", "other")),
        ("", "a refund please. No, on second thought just swap it", "", ("desired_outcome", "refund", "denied")),
        ("", "I got a parcel that isn't mine, it says #W9081726. Mine is #W9081762", "", ("order_id", "#W9081726", "other")),
        ("", "surname B-Y-R-O-N, first name Ada", "", ("person_name", "Ada Byron", "claimed")),
        ("", "order W1717171 for Dean Cole (me)", "", ("person_name", "Dean Cole", "claimed")),
        ("", "somebody on your page with order W1231234 had it too, mine is W4321432", "", ("order_id", "W1231234", "other")),
        ("", "do i write my number like W1112223 or how? it's W7654321", "", ("order_id", "W1112223", "other")),
        ("", "you have 3 Elm Road, Boise, ID 83702, thats my uncle's flat. use 40 Oak Road, Boise, ID 83706", "", ("address", "3 Elm Road, Boise, ID 83702", "other")),
        ("", "wait, that's the old one. it is W5505505", "W1101101 please", ("order_id", "W5505505", "corrects")),
        ("", "the serial on the lid says QT-44120, it broke", "", ("issue", "damaged", "claimed")),
        ("", "i never said it was damaged, a part is missing", "", ("issue", "damaged", "denied")),
        ("", "it's not that it's late, you sent me the wrong size", "", ("issue", "late_delivery", "denied")),
        ("", "no exchange, no replacement. i want to return it", "", ("desired_outcome", "return", "claimed")),
        ("Would a replacement suit you? I could send one today.", "ok the replacement then", "refund please", ("desired_outcome", "replacement", "corrects")),
        ("Would you like an exchange?", "yes, in medium", "", ("desired_outcome", "exchange", "likely")),
        ("", "i'll keep it, only tell me when it comes", "cancel my order", ("desired_outcome", "cancel_order", "denied")),
        ("", "i'd rather swap it. Rosa Byron", "", ("person_name", "Rosa Byron", "claimed")),
        ("May I have your full name?", "first ada last byron", "", ("person_name", "ada byron", "claimed")),
        ("", "user is ada.b and it says wrong", "", ("username", "ada.b", "claimed")),
        ("Your account ID?", "the one that starts 9QX, 9QXLM77AT2", "", ("account_id", "9QXLM77AT2", "claimed")),
        ("Your order ID?", "dont have that but acct is 9QXLM77AT2", "", ("order_id", "", "declined")),
        ("What is the new one?", "4 Rye Close, York YO1 7HU", "", ("address", "4 Rye Close, York YO1 7HU", "claimed")),
        ("We refund to the visa, right?", "that card is gone, use paypal", "", ("payment_method", "paypal", "claimed")),
        ("Our books say $119.", "right, 119", "", ("amount", "119", "claimed")),
        ("", "paid roughly 80 for the lamp", "", ("amount", "80", "claimed")),
        ("And a phone number?", "its 8887776660", "", ("phone", "8887776660", "claimed")),
        ("Your full name and phone?", "Lea Brun. no phone, sorry", "", ("phone", "", "declined")),
        ("And your surname?", "Quist. Q like queen, u, i, s, t", "", ("person_name", "Quist", "claimed")),
        ("May I know your name please?", "name s gloria", "", ("person_name", "gloria", "claimed")),
        ("You are logged in as Rosa Byron, right?", "yes that's me", "", ("person_name", "Rosa Byron", "confirmed")),
        ("", "my mother in law ordered W1290007 for us, it is late", "", ("order_id", "W1290007", "claimed")),
        ("", "i live at flat 9c lotus residency, kothrud pune 411038", "", ("address", "flat 9c lotus residency, kothrud pune 411038", "claimed")),
        ("", 'my invoice says "Total 412.00 EUR", the offer was less', "", ("amount", "412.00 EUR", "claimed")),
        ("", "login fails, user id mo.farah22", "", ("username", "mo.farah22", "claimed")),
        ("Return label or exchange?", "hm, exchange it then", "i want to return it", ("desired_outcome", "exchange", "corrects")),
    ],
)  # fmt: skip
def test_whose_and_whether(before: str, text: str, earlier: str, fact: tuple[str, str, str]) -> None:
    assert fact in heard(text, before, *([earlier] if earlier else []))


@pytest.mark.parametrize(
    ("before", "text", "never"),
    [
        ("Am I talking to Ada Byron?", "this is her brother, Rui Silva", ("person_name", "Ada Byron")),
        ("", "the serial on the lid says QT-44120, it broke", ("order_id", "QT-44120")),
        ("", "the skates i got, they rattle", ("product", "rattle")),
        ("", "seven days are too long", ("issue", "wrong_size")),
        ("", "my fee was due yesterday", ("issue", "late_delivery")),
        ("Your account ID?", "the one that starts 9QX, 9QXLM77AT2", ("account_id", "9QX")),
    ],
)
def test_what_is_not_so(before: str, text: str, never: tuple[str, str]) -> None:
    assert never not in {(kind, value) for kind, value, stance in heard(text, before) if stance != "denied"}


def test_a_code_behind_a_thing_in_another_clause_is_an_order() -> None:
    found = heard("W4501111 came w/o the charger, W4502222 never left")
    assert {x[1] for x in found if x[0] == "order_id"} == {"W4501111", "W4502222"}


@pytest.mark.parametrize("text", ["both", "it's both of them", "both please"])
def test_both_of_two(text: str) -> None:
    assert {("order_id", "W5590011", "confirmed"), ("order_id", "W5590012", "confirmed")} <= heard(
        text, "Is it W5590011 or W5590012?"
    )
