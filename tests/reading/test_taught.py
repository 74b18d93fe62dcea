"""Topics that a policy teaches by example."""

from __future__ import annotations

from pathlib import Path

import pytest

from escapehatch.conversation.values import Reading, Role, Topic
from escapehatch.handoff.policy import PolicyRefused, parse
from escapehatch.lab.backtest.readings import Readings, taught
from escapehatch.lab.replay import replay_line
from escapehatch.reading.plain import PlainReader
from escapehatch.reading.reader import EncoderReader
from escapehatch.reading.taught import TaughtReader, merged

TEXT = """
topics:
  wholesale:
    - we would like to order two hundred lamps for our hotel
    - do you give a trade price to interior designers
    - can I get a quote for a large quantity
    - we are a restaurant and need forty of these
rules:
  - {name: big orders, when: '"wholesale" in topics', decision: handoff, queue: trade}
"""
POLICY = parse(TEXT)


@pytest.fixture(scope="module")
def pupil(reader: EncoderReader) -> TaughtReader:
    return TaughtReader(reader, POLICY.topics)


@pytest.mark.parametrize(
    "text",
    [
        "hi, our cafe would need about sixty lanterns, what would that cost?",
        "is there a discount for businesses that buy a hundred pieces",
        "necesitamos ochenta lámparas para nuestro hotel, ¿nos hacen un presupuesto?",
    ],
)
def test_a_handful_of_phrases_teaches_a_topic(pupil: TaughtReader, text: str) -> None:
    """Also in another language than the phrases."""
    assert max(x.score for x in pupil.heard(text)) >= 0.5


@pytest.mark.parametrize(
    "text", ["where is my order?", "the lamp arrived broken", "I want to return two lamps", "hello", "are you a bot?"]
)
def test_what_is_not_about_it_is_not_heard(pupil: TaughtReader, text: str) -> None:
    assert all(x.score < 0.5 for x in pupil.heard(text))


def test_it_is_recorded_beside_the_built_in_ones_and_of_customers_only(pupil: TaughtReader) -> None:
    text = "we are a hotel and need a hundred lamps, and you charged us twice for the first ten"
    assert {"wholesale", "billing_dispute"} <= {x.name for x in pupil.read(text).topics}
    assert not pupil.read(text, Role.BOT).topics


def test_a_policy_decides_on_what_it_taught(pupil: TaughtReader) -> None:
    record = {
        "messages": [{"role": "customer", "text": "we need sixty lanterns for our restaurant, can I get a quote?"}]
    }
    found = replay_line(record, POLICY, pupil.read)
    assert (found["handoff_at"], found["queue"], found["turns"][0]["trigger"]) == (0, "trade", "rule: big orders")


def test_it_may_be_taught_anew_while_it_runs(reader: EncoderReader) -> None:
    pupil = TaughtReader(reader, POLICY.topics)
    text = "we are a hotel and need a hundred lamps"
    assert pupil.heard(text)
    pupil.teach({})
    assert "wholesale" not in {x.name for x in pupil.read(text).topics}
    pupil.teach({"hotels": POLICY.topics["wholesale"]})
    assert [x.name for x in pupil.heard(text)] == ["hotels"]


def test_patterns_alone_cannot_be_taught_and_still_read() -> None:
    reader = TaughtReader(PlainReader(), POLICY.topics)
    assert not reader.able
    assert reader.read("we need sixty lanterns for our restaurant").language == "en"


def test_the_surer_hearing_holds() -> None:
    heard = Reading(topics=(Topic("fraud", 0.9), Topic("legal", 0.4)))
    assert merged(heard, (Topic("legal", 0.6), Topic("own", 0.95))).topics == (
        Topic("own", 0.95),
        Topic("fraud", 0.9),
        Topic("legal", 0.6),
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("topics:\n  Wholesale: [one two, three four, five six]\n", "Wholesale"),
        ("topics:\n  wholesale: [one two, three four]\n", "at least 3"),
        ("topics:\n  wholesale: one two\n", "wholesale"),
        ("topics:\n  wholesale: [one two, three four, 5]\n", "wholesale"),
    ],
)
def test_a_topic_that_cannot_be_taught_is_refused_with_its_place(text: str, word: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        parse(text)
    assert "policy.yaml:2:" in str(refused.value.problems[0]) or "policy.yaml:2:" in str(refused.value)
    assert word in str(refused.value)


def test_a_backtest_hears_a_changed_topic_anew_and_nothing_else(reader: EncoderReader, tmp_path: Path) -> None:
    asked: list[str] = []

    class Counted:
        def read(self, text: str, role: Role = Role.CUSTOMER, before: str = "", earlier: object = ()) -> Reading:
            asked.append(text)
            return reader.read(text, role, before)

        vector, encode = reader.vector, reader.encode

    def once(text: str) -> list[str]:
        base = Readings(lambda: Counted().read, "v1", tmp_path / "kept.jsonl")
        read, save = taught(base.read, parse(text), Counted, "v1", tmp_path / "kept.jsonl")  # type: ignore[arg-type]
        found = read("we need sixty lanterns for our restaurant", Role.CUSTOMER, "", ())
        base.save()
        save()
        return [x.name for x in found.topics if x.score >= 0.5]

    assert once(TEXT) == ["wholesale"]
    assert once(TEXT) == ["wholesale"]
    assert once(TEXT.replace("wholesale", "trade")) == ["trade"]
    assert len(asked) == 1
