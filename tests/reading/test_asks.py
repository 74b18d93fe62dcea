"""Who asks for a person: a table in many languages, with the near misses beside it."""

from __future__ import annotations

import time

import pytest

from escapehatch.reading.asks import TABLES, asks, warm_up
from escapehatch.reading.asks_words import EN

ASKS = [
    ("en", "human please"),
    ("en", "AGENT"),
    ("en", "hum4n pls"),
    ("en", "h u m a n"),
    ("en", "i want a r3al person"),
    ("en", "speak to a humna"),
    ("en", "no. person. immediately."),
    ("en", "get me your supervisor"),
    ("en", "I don't want to talk to a bot, get me a person"),
    ("en", "this is useless, let me talk to a manager"),
    ("en", "is there anyone real I can talk to?"),
    ("en", "then pass me on please"),
    ("en", "call me"),
    ("en", "call me back asap"),
    ("en", "could someone phone me tomorrow at 5?"),
    ("en", "I'd like a callback"),
    ("es", "una persona real, por favor"),
    ("es", "me gustaría hablar con alguna persona de verdad"),
    ("es", "llámame"),
    ("fr", "je veux parler à un humain"),
    ("fr", "rappelez-moi"),
    ("de", "ich möchte mit einem Menschen sprechen"),
    ("de", "Mitarbeiter bitte"),
    ("de", "können Sie mich zurückrufen?"),
    ("it", "voglio parlare con un operatore"),
    ("it", "richiamatemi"),
    ("pt", "quero falar com um atendente"),
    ("pt", "me liguem"),
    ("nl", "ik wil een medewerker spreken"),
    ("nl", "bel me terug"),
    ("pl", "chcę rozmawiać z człowiekiem"),
    ("ru", "хочу поговорить с человеком"),
    ("ru", "перезвоните мне"),
    ("uk", "потрібен оператор"),
    ("tr", "bir insanla konuşmak istiyorum"),
    ("tr", "beni arayın"),
    ("ar", "أريد التحدث مع موظف"),
    ("he", "אני רוצה נציג אנושי"),
    ("hi", "मुझे किसी इंसान से बात करनी है"),
    ("hi", "insaan se baat karni hai"),
    ("ja", "人間と話したいです"),
    ("ja", "電話してください"),
    ("zh", "转人工"),
    ("zh", "我要跟真人说话"),
    ("ko", "직원분과 통화하고 싶습니다"),
    ("ko", "전화 주세요"),
    ("th", "อยากคุยกับพนักงานครับ"),
    ("vi", "tôi muốn nói chuyện với nhân viên"),
    ("id", "saya mau bicara dengan orang asli"),
    ("sv", "jag vill prata med en människa"),
    ("da", "jeg vil tale med et menneske"),
    ("fi", "haluan puhua ihmisen kanssa"),
    ("cs", "chci mluvit s člověkem"),
    ("ro", "vreau să vorbesc cu un om"),
    ("hu", "emberrel szeretnék beszélni"),
    ("el", "θέλω να μιλήσω με άνθρωπο"),
]
NEARLY = [
    ("en", "I don't want a human"),
    ("en", "are you a human?"),
    ("en", "tell me, are you really a human being?"),
    ("en", "the human hair extensions I ordered"),
    ("en", "I spoke to an agent yesterday"),
    ("en", "the agent told me it would arrive"),
    ("en", "my mother wants to talk to someone"),
    ("en", "no need to call me"),
    ("en", "you never called me"),
    ("en", "feel free to call me Ada"),
    ("en", "do you have a tent for two people"),
    ("en", "I ordered a secret agent costume"),
    ("en", "someone stole my package"),
    ("en", "thank the agent for me"),
    ("en", 'your page says "talk to an agent" but where is my order'),
    ("es", "no quiero hablar con un humano"),
    ("es", "¿eres humano?"),
    ("es", "ayer hablé con un agente"),
    ("fr", "vous êtes un humain ?"),
    ("fr", "hier j'ai parlé avec un conseiller"),
    ("de", "bist du ein Mensch?"),
    ("de", "ich will keinen Mitarbeiter"),
    ("de", "gestern habe ich mit einem Mitarbeiter gesprochen"),
    ("it", "non voglio un operatore"),
    ("pt", "você é humano?"),
    ("nl", "ben je een mens?"),
    ("pl", "czy jesteś człowiekiem?"),
    ("ru", "не звоните мне"),
    ("tr", "insan mısın?"),
    ("ar", "هل أنت إنسان؟"),
    ("ja", "あなたは人間ですか"),
    ("ja", "昨日オペレーターと話しました"),
    ("zh", "你是真人吗"),
    ("zh", "不要转人工"),
    ("ko", "상담원 필요 없어요"),
    ("th", "คุณเป็นคนจริงไหม"),
    ("vi", "bạn là người thật à?"),
    ("id", "apakah kamu manusia?"),
    ("sv", "är du en människa?"),
]


@pytest.mark.parametrize(("language", "text"), ASKS)
def test_asks_for_a_person(language: str, text: str) -> None:
    assert asks(text).score >= 0.6


@pytest.mark.parametrize(("language", "text"), NEARLY)
def test_nearly_asks_for_a_person(language: str, text: str) -> None:
    assert asks(text).score < 0.3


@pytest.mark.parametrize(
    ("offer", "answer"),
    [
        ("Would you like me to connect you with an agent?", "yes please"),
        ("Shall I have a colleague call you back?", "sure"),
        ("¿Quiere que le pase con un agente?", "sí"),
        ("Soll ich Sie mit einem Mitarbeiter verbinden?", "ja"),
        ("担当者におつなぎしましょうか？", "はい"),
        ("Souhaitez-vous parler à un conseiller ?", "👍"),
    ],
)
def test_assent_to_an_offered_person_asks_for_one(offer: str, answer: str) -> None:
    assert asks(answer, offer).score >= 0.6


@pytest.mark.parametrize(
    ("before", "answer"),
    [
        ("Would you like me to connect you with an agent?", "no thanks"),
        ("Would you like me to connect you with an agent?", "what for?"),
        ("Is this your order?", "yes please"),
    ],
)
def test_other_answers_do_not(before: str, answer: str) -> None:
    assert asks(answer, before).score < 0.3


def test_every_language_compiles_and_there_are_more_than_twenty() -> None:
    warm_up()
    assert len(TABLES) >= 25
    assert EN.person


@pytest.mark.parametrize(
    "text",
    [
        "a " * 900,
        "please " * 300,
        "don't want " * 300,
        "speak to " * 300,
        "not the human agent " * 200,
        "转" * 2000,
        "anan" * 400,
    ],
)
def test_hostile_repetition_takes_no_time(text: str) -> None:
    warm_up()
    begun = time.perf_counter()
    asks(text)
    assert time.perf_counter() - begun < 0.5
