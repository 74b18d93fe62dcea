"""The re-ask guard: slot, referent and time, not words."""

from __future__ import annotations

import pytest

from escapehatch.handoff.reask import as_pairs, check

from .told import heard, told

KNOWN = told(
    (
        "customer",
        "Ada Lovelace, order #W1001, ada@lantern.example, 0301234567, bought a lamp for 49.90 on Monday",
        heard(
            ("person_name", "Ada Lovelace"),
            ("order_id", "#W1001"),
            ("email", "ada@lantern.example"),
            ("phone", "0301234567"),
            ("product", "lamp"),
            ("amount", "49.90"),
            ("issue", "defective"),
            ("desired_outcome", "refund"),
            ("address", "1 Lamp Street"),
        ),
    ),
    ("customer", "I don't have the transaction number", heard(("transaction_id", "", "declined"))),
)


@pytest.mark.parametrize(
    ("draft", "kind"),
    [
        ("Could you tell me your order number?", "order_id"),
        ("What's your order no.?", "order_id"),
        ("order id please", "order_id"),
        ("Hi Ada! Which order is this about?", "order_id"),
        ("May I know your name?", "person_name"),
        ("And your e-mail address?", "email"),
        ("I'd need the phone number on the account.", "phone"),
        ("Where should we deliver the parcel?", "address"),
        ("What exactly is the problem?", "issue"),
        ("How much did you pay?", "amount"),
        ("Which product is it?", "product"),
        ("Would you like a refund or a replacement?", "desired_outcome"),
        ("Would a refund work for you?", "desired_outcome"),
        ("Would store credit suit you?", "desired_outcome"),
        ("Is a refund okay with you?", "desired_outcome"),
        ("Shall we just refund it?", "desired_outcome"),
        ("Would that be alright with you if we replaced it?", "desired_outcome"),
        ("Are you fine with a replacement?", "desired_outcome"),
        ("What would you have us do about it?", "desired_outcome"),
        ("Can you send the transaction id?", "transaction_id"),
        ("And the number on the order is?", "order_id"),
        ("Sorry for the wait! I'll need your order reference before I can go on.", "order_id"),
        ("what order number is this regarding", "order_id"),
        ("The ID of the order would be helpful.", "order_id"),
        ("can i have ur ordr id plz", "order_id"),
        ("You don't happen to have the order number, do you?", "order_id"),
        ("As soon as you send me your order number I can look.", "order_id"),
        ("I have the parcel here, could you tell me your name?", "person_name"),
        ("Before we begin, may I know who I'm chatting with?", "person_name"),
        ("I didn't catch your name, what was it?", "person_name"),
        ("And you are?", "person_name"),
        ("Mind confirming which email address you signed up with?", "email"),
        ("To pull up your account I need your full name, zip and email.", "email"),
        ("Your email please, so that I can verify.", "email"),
        ("mob no?", "phone"),
        ("Is there an order number on it", "order_id"),
        ("Can you give me a number where you can be reached?", "phone"),
        ("And the address on the account is?", "address"),
        ("Could you confirm where we should send it?", "address"),
        ("How big was the charge?", "amount"),
        ("What was the bill?", "amount"),
        ("What is it that you purchased?", "product"),
        ("Mind telling me what you ordered?", "product"),
        ("Hello, thanks for contacting us! How may I assist you?", "issue"),
        ("Can I ask why you're returning it?", "issue"),
        ("So do you want it replaced or refunded?", "desired_outcome"),
        ("What is it that isn't working?", "issue"),
        ("Are you after a refund or a swap?", "desired_outcome"),
        ("What would be the best solution for you?", "desired_outcome"),
        ("¿Me puede dar su número de pedido?", "order_id"),
        ("Können Sie mir bitte Ihre Bestellnummer nennen?", "order_id"),
        ("Wie lautet Ihre E-Mail-Adresse?", "email"),
        ("Pouvez-vous me donner votre numéro de commande ?", "order_id"),
        ("Mi può dare il numero d'ordine?", "order_id"),
        ("Qual é o número do pedido?", "order_id"),
        ("Wat is uw bestelnummer?", "order_id"),
    ],
)
def test_asking_for_what_is_known_is_flagged(draft: str, kind: str) -> None:
    flag = check(draft, KNOWN)
    assert kind in [x.type for x in flag.facts]
    assert 0 < flag.flag_at <= len(draft)


@pytest.mark.parametrize(
    "draft",
    [
        "Would Tuesday work for you?",
        "Would the refund be sent to your card?",
        "",
        "Hello Ada, I have your order here.",
        "So that is #W1001, right?",
        "Just to confirm: order #W1001, correct?",
        "I have sent the receipt to your email.",
        "Your order number is on the box as well.",
        "What is the name of the driver?",
        "Could you restart the lamp, in order to check the bulb?",
        "Have you looked into your spam email?",
        "Let me address the problem now.",
        "Which address would you like to add?",
        "Which email address should I change it to?",
        "Your membership gives you free returns.",
        "What did the courier tell you about the delivery address?",
        "I need to speak with a colleague about the amount.",
        "In what way did you pay?",
        "Which product would you like instead?",
        "What is your IBAN?",
        "When would be a good day to redeliver?",
        "Is there anything else?",
        "Which colour is the cable?",
        "Now that I have your order number, I am on it.",
        "You can change your email in settings.",
        "You will get an email once it is refunded.",
        "Would you like me to send the label to your email?",
        "Would you like me to email you the label?",
        "Do you see the order number on the confirmation page?",
        "Are you able to log in with your email now?",
        "What is your friend's order number?",
        "What is her order number?",
        "What number is printed on the replacement label?",
        "What colour would you prefer for the replacement?",
        "What is the address of the shop where you bought it?",
        "Please let me know once you have received the email.",
        "How about a voucher for the trouble?",
        "Which operating system is your phone running?",
        "Could you send us a photo of the damage?",
    ],
)
def test_reading_back_telling_and_asking_for_something_else_is_not(draft: str) -> None:
    assert not check(draft, KNOWN), draft


def test_nothing_known_nothing_flagged() -> None:
    assert not check("Could you tell me your order number?", told(("customer", "hello")))


def test_the_flag_points_at_the_message_and_says_the_value() -> None:
    flag = check("Your order number please? And the transaction id?", KNOWN)
    assert [(x.type, x.value, x.message_id, x.msg, x.declined) for x in flag.facts] == [
        ("order_id", "#W1001", "m0", 0, False),
        ("transaction_id", "", "m1", 1, True),
    ]
    assert as_pairs(flag) == ("order_id=#W1001", "transaction_id=")


def test_it_shows_before_the_question_is_finished() -> None:
    draft = "Could you tell me your order number so that I can look it up for you in our system?"
    assert check(draft, KNOWN).flag_at <= len("Could you tell me your order number")
