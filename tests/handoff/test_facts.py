"""What is true now, and which message says so."""

from __future__ import annotations

from escapehatch.handoff.facts import canonical, facts, verify

from .told import heard, told


def values(*messages: tuple[str, str, object]) -> tuple[list[tuple[str, str, int]], list[tuple[str, str]], list[str]]:
    known = facts(told(*messages))  # type: ignore[arg-type]
    return (
        [(x.type, x.value, x.msg) for x in known.current],
        [(x.value, x.status) for x in known.superseded],
        [x.type for x in known.declined],
    )


def test_claimed() -> None:
    assert values(("customer", "order #W1", heard(("order_id", "#W1")))) == ([("order_id", "#W1", 0)], [], [])


def test_said_again_is_one_fact_with_both_messages() -> None:
    c = told(("customer", "#W1001", heard(("order_id", "#W1001"))), ("customer", "w1001", heard(("order_id", "w1001"))))
    (fact,) = facts(c).current
    assert (fact.message_id, fact.also) == ("m0", ("m1",))


def test_corrected() -> None:
    assert values(
        ("customer", "it is 1234", heard(("order_id", "1234"))),
        ("customer", "no sorry, 1239", heard(("order_id", "1239", "corrects"))),
    ) == ([("order_id", "1239", 1)], [("1234", "corrected")], [])


def test_a_correction_replaces_the_value_most_like_it() -> None:
    current, superseded, _ = values(
        ("customer", "two orders", heard(("order_id", "55551111"), ("order_id", "98765432"))),
        ("customer", "the first ends in 2", heard(("order_id", "55551112", "corrects"))),
    )
    assert [x[1] for x in current] == ["98765432", "55551112"] and superseded == [("55551111", "corrected")]


def test_what_the_bot_names_is_no_fact_until_the_customer_assents() -> None:
    bot = ("bot", "Is it #W7?", heard(("order_id", "#W7", "proposed")))
    assert values(bot) == ([], [], [])
    assert values(bot, ("customer", "yes, that one", heard(("order_id", "", "confirmed"))))[0] == [
        ("order_id", "#W7", 1)
    ]
    assert values(bot, ("customer", "no", heard(("order_id", "", "denied"))))[:2] == ([], [("#W7", "denied")])


def test_somebody_elses() -> None:
    assert values(("customer", "my sister has #W9", heard(("order_id", "#W9", "other")))) == (
        [],
        [("#W9", "other")],
        [],
    )


def test_declined_until_given() -> None:
    no = ("customer", "I don't have it", heard(("order_id", "", "declined")))
    assert values(no) == ([], [], ["order_id"])
    assert values(no, ("customer", "found: #W3", heard(("order_id", "#W3")))) == ([("order_id", "#W3", 1)], [], [])


def test_denied_after_all() -> None:
    said = ("customer", "#W1", heard(("order_id", "#W1")))
    assert values(said, ("customer", "not #W1", heard(("order_id", "#W1", "denied")))) == ([], [("#W1", "denied")], [])


def test_verified_against_the_shop() -> None:
    c = told(
        (
            "customer",
            "x",
            heard(("order_id", "w1001"), ("email", "Ada@Lantern.example"), ("phone", "+49 30 1234567890")),
        )
    )
    profile = {"customer": {"email": "ada@lantern.example", "phone": "0301234567890"}}
    orders = [{"order_id": "#W1001", "own": True}, {"order_id": "#W2", "own": False}]
    assert [x.status for x in verify(facts(c), profile, orders).current] == ["verified", "verified", "verified"]
    foreign = told(("customer", "x", heard(("order_id", "#W2"))))
    assert verify(facts(foreign), profile, orders).current[0].status == "claimed", (
        "another customer's order proves nothing"
    )
    assert verify(facts(c), None, None) == facts(c)


def test_spelling_does_not_matter() -> None:
    assert canonical("order_id", "#W1001") == canonical("order_id", "1001")
    assert canonical("amount", "$1,049.9") == canonical("amount", "1049.90")
    assert canonical("amount", "a lot") == "a lot"


def test_named_only_to_say_that_it_is_not_there_it_is_not_taken_up() -> None:
    current, superseded, _ = values(
        ("customer", "W4402917", heard(("order_id", "W4402917"))),
        ("bot", "I don't see W4402917 in our records.", heard(("order_id", "W4402917"))),
        ("customer", "order is W4420119", heard(("order_id", "W4420119"))),
    )
    assert (current, superseded) == ([("order_id", "W4420119", 2)], [("W4402917", "corrected")])


def test_a_sum_that_is_not_found_gives_way_to_the_next() -> None:
    current, superseded, _ = values(
        ("customer", "I paid $58", heard(("amount", "$58"))),
        ("bot", "I can't see a payment of $58.", heard(("amount", "$58"))),
        ("customer", "it was $85!", heard(("amount", "$85"))),
    )
    assert (current, superseded) == ([("amount", "$85", 2)], [("$58", "corrected")])
