"""Secrets never stay in clear, and what only looks like one stays readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escapehatch.conversation.values import Role
from escapehatch.reading.facts import hear
from escapehatch.reading.secrets import mask

CARD = "4111111111111111"


@pytest.mark.parametrize(
    "written",
    [
        CARD,
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "４１１１ １１１１ １１１１ １１１１",
        "3782 822463 10005",
    ],
)
def test_card_numbers_keep_their_last_four(written: str) -> None:
    masked = mask(f"my card is {written}, ok?")
    assert written not in masked
    assert "••••" in masked
    assert masked.startswith("my card is ")
    assert masked.endswith(", ok?")
    assert sum(x.isdigit() for x in masked) == 4


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"{CARD} 12/27 123", "123"),
        (f"visa {CARD}, cvv 987", "987"),
        ("the security code is 4321", "4321"),
        ("my pin is 2580", "2580"),
        ("password: hunter22", "hunter22"),
        ("mein Passwort ist geheim99", "geheim99"),
        ("otp: 889211", "889211"),
        ("pin's 9034 if you need it", "9034"),
        ("use 9034 as the pin", "9034"),
        ("the three numbers at the back are 881", "881"),
        ("cvv one two three", "one two three"),
        ("i typed hunter22 as my pw", "hunter22"),
        ("my password Summer#24 fails", "Summer#24"),
        ("reset my pw please, the old one was Kestrel_88", "Kestrel_88"),
        ("mastercard, number 5555 5555", "5555 5555"),
        ("card four" + " one" * 15, "one one one"),
    ],
)
def test_codes_and_passwords_are_masked(text: str, secret: str) -> None:
    assert secret not in mask(text).replace("1111", "")


@pytest.mark.parametrize(
    ("before", "answer"),
    [
        ("Please tell us the OTP.", "440912"),
        ("What's your PIN?", "4477"),
        ("What is the 3-digit code on the back of the card?", "909"),
        ("Please enter your password", "sunshine"),
        ("Your current PIN?", "it's 7193"),
        ("And the CVV, please", "884"),
        ("What's your card number?", "4000 0566"),
        ("What's your card number?\n••••", "5566"),
        ("How would you like to pay?\nmastercard, ••••", "5555 4444"),
        ("How can I help?\nmy login is ada and my password is", "sunny-Side9"),
    ],
)
def test_the_bare_answer_to_a_question_for_a_secret_is_masked(before: str, answer: str) -> None:
    assert answer not in mask(answer, before)


@pytest.mark.parametrize(
    ("before", "answer"),
    [
        ("Please share your pin code", "411038"),
        ("Never share your PIN. What is your order number?", "1234567"),
        ("Did you reset your password?", "yes"),
        ("Did you reset your password?", "yes twice"),
        ("What are the last four digits of the card?", "7741"),
        ("How would you like to pay?", "4400122 is my order"),
        ("What is the order number?\nmy card was charged twice", "9900 1234"),
    ],
)
def test_other_answers_stay(before: str, answer: str) -> None:
    assert mask(answer, before) == answer


@pytest.mark.parametrize(
    "text",
    [
        "order #W4100291",
        "pin code is 411038",
        "call 415.220.0177",
        "order 503-2222222-1111111",
        "my password is not working",
        "tracking 551203998120443",
        "I forgot my password",
        "my password is lost, the old one was ada@lantern.example",
        "I reset my password for the order, it is W7719034",
        "it costs 1,234.56 and I paid 12/04/2026",
        "",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask(text) == text


@given(st.text(max_size=300))
def test_masking_never_fails_and_twice_is_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


def test_no_secret_becomes_a_fact() -> None:
    heard = hear(
        f"my visa {CARD}, cvv 123, pin: 2580, password is hunter22", Role.CUSTOMER, "Which payment method was it?"
    )
    values = " ".join(x.value for x in heard)
    assert heard
    assert not any(x in values for x in (CARD, "123", "2580", "hunter22"))


@pytest.mark.parametrize(
    ("before", "text", "secret"),
    [
        ("", "the atm code was 9034 if you need it", "9034"),
        ("", "I type ada88, then the secret word bluecanary and nothing", "bluecanary"),
        ("Your e-mail?", "ada@lantern.example / Tr0ubad0ur (thats the pass)", "Tr0ubad0ur"),
        ("", "bluecanary, that's my password", "bluecanary"),
        ("", "7193, that's my old pin", "7193"),
        ("Your password?", "it's bluecanary, all in lower case", "bluecanary"),
        ("What is your PIN?", "ok so I think that it may be seven one nine three", "seven one nine three"),
    ],
)
def test_secrets_in_odd_places(before: str, text: str, secret: str) -> None:
    assert secret not in mask(text, before)


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("", "4488123, the pin does not work"),
        ("", "I forgot my pin, order 4488123"),
        ("", "the problem is my password, it says wrong"),
        ("", "I typed the password again, order 4488123"),
        ("Your password?", "why do you need that"),
        ("", "verification code for order 7781234 never came"),
    ],
)
def test_near_a_secret_the_rest_stays(before: str, text: str) -> None:
    assert mask(text, before) == text
