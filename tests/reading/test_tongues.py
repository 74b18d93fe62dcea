"""Polish, Arabic and Japanese: what a bot promises there, and that the house's own fixed phrases are heard as they are meant."""

from __future__ import annotations

import pytest

from escapehatch.connectors.answers.aim import aim
from escapehatch.connectors.answers.words import Words, phrases
from escapehatch.handoff.wording import PHRASES
from escapehatch.reading.asks import asks
from escapehatch.reading.botside import promises, promises_person
from escapehatch.reading.consent import offers_person

LANGUAGES = ("en", "es", "de", "fr", "it", "pt", "nl", "pl", "ar", "ja")

PROMISED = """
Już łączę Pana z konsultantem.
Przekazuję sprawę do działu obsługi klienta, ktoś się z Panią skontaktuje.
Za chwilę dołączy do nas konsultant.
Nasz pracownik odezwie się do Pani w ciągu godziny.
Zostanie Pan połączony z konsultantem.
Oddzwonimy do Pana jeszcze dziś.
Moja koleżanka przejmie tę rozmowę.
سأحولك الآن إلى أحد الموظفين.
سأحوّلك إلى قسم خدمة العملاء.
سيتم تحويل محادثتك إلى موظف مختص.
سوف يتصل بك أحد موظفينا اليوم.
سينضم إلينا موظف خلال لحظات.
يرجى الانتظار بينما أقوم بتوصيلك بأحد الموظفين.
سنتصل بك خلال ساعة.
担当者におつなぎします。
まもなくオペレーターが参ります。
担当者より折り返しご連絡いたします。
この件は担当部署に引き継ぎます。
有人チャットに切り替えます。
後ほど担当よりお電話いたします。
オペレーターと交代いたします。
"""

NOT_PROMISED = """
Czy chce Pan porozmawiać z konsultantem?
Mogę połączyć Panią z konsultantem, jeśli Pani sobie życzy.
Zamówienie zostało przekazane kurierowi.
Przekażę Panu numer przesyłki.
Kurier zadzwoni przed dostawą.
هل أحولك إلى أحد الزملاء؟
يمكنني تحويلك إلى موظف إذا رغبت.
تم تحويل المبلغ إلى حسابك.
سيتصل بك المندوب قبل التوصيل.
تم نقل الطرد إلى مركز التوزيع.
担当者とお話しになりますか？
ご希望でしたら担当者におつなぎできます。
ご注文は配送業者に引き渡されました。
担当者におつなぎできません。
配達員が配達前にお電話します。
Une personne peut vous aider.
Pode falar com uma pessoa a qualquer momento.
Uma pessoa pode ajudar.
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("said", lines(PROMISED))
def test_b01_a_promised_person_is_heard(said: str) -> None:
    """B01: without it the customer would wait for somebody who was never asked."""
    assert promises_person(said) >= 0.9


@pytest.mark.parametrize("said", lines(NOT_PROMISED))
def test_b01_an_offer_a_parcel_or_a_refusal_promises_nobody(said: str) -> None:
    """B01"""
    assert promises_person(said) < 0.9


@pytest.mark.parametrize(
    "said", ["Zwrot zostanie wysłany jutro.", "سنرسل لك مصباحًا جديدًا غدًا.", "新しい商品を発送いたします。"]
)
def test_other_promises_are_quoted(said: str) -> None:
    assert promises(said) == (said,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_house_is_heard_as_it_is_meant(language: str) -> None:
    """B01, A05: the built-in bot's offers are offers, its own yes and no are answers to them, and nothing it says promises a person."""
    words = phrases()[language]
    assert sorted(words) == sorted(phrases()["en"])
    for offer in (words["cannot_move_money"], words["unknown"]):
        assert offers_person(offer)
        assert asks(words["yes"], offer).score >= 0.9
        assert asks(words["no"], offer).denied
    assert [x for x in words if promises_person(words[x]) >= 0.9] == []
    assert len(words["months"].split()) == 12
    assert sorted(PHRASES[language]) == sorted(PHRASES["en"])


@pytest.mark.parametrize(
    ("language", "day", "money"),
    [
        ("pl", "4 marca", "1\u00a0234,50 €"),
        ("ar", "4 مارس", "€1,234.50"),
        ("ja", "3月4日", "€1,234.50"),
        ("de", "4. März", "1.234,50 €"),
    ],
)
def test_days_and_sums(language: str, day: str, money: str) -> None:
    words = Words(language)
    assert (words.day("2026-03-04"), words.money(1234.5, "EUR")) == (day, money)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Gdzie jest moja paczka?", "order"),
        ("Obciążono mnie dwa razy", "charge"),
        ("Jak mogę zwrócić lampę?", "policy"),
        ("Dziękuję!", "thanks"),
        ("أين طلبي؟", "order"),
        ("هل أنت إنسان؟", "who"),
        ("كيف يمكنني إرجاع المصباح؟", "policy"),
        ("注文はいつ届きますか？", "order"),
        ("返品したいのですが", "policy"),
        ("ありがとうございます", "thanks"),
    ],
)
def test_what_is_wanted_without_a_reading(said: str, wanted: str) -> None:
    assert aim(said) == wanted
