"""The packet's sentences: what the customer wants, the summary, a first reply to start from.

Extractive and grounded: each sentence cites its messages, and a person's words stay a quotation. The suggested
reply says what is known and never asks for any of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from ..conversation.fold import Conversation, Entry
from ..conversation.values import Role
from .facts import Fact, Facts
from .stretch import heard, quote

#: Messages quoted in the summary.
QUOTED_MAX: Final = 3
#: Words in a message that says enough to stand for what the customer wants.
TELLING_WORDS: Final = 4


class Cited(Struct, frozen=True):
    """A sentence and the messages it rests on."""

    text: str
    messages: tuple[str, ...] = ()


def wants(c: Conversation, known: Facts) -> Cited:
    """One line: the matter, the outcome wished for, and the customer's own words."""
    matter = _label(known, "issue") or _intent(c)
    outcome = _label(known, "desired_outcome")
    if matter and outcome and outcome.msg < matter.msg:
        outcome = None  # wished for in an earlier matter
    words = (c.message(matter.message_id) if matter else None) or _telling(c)
    labels = [x.value.replace("_", " ") for x in (matter, outcome) if x]
    said = quote(words.told) if words else ""
    text = ": ".join(x for x in (", wants ".join(labels), said) if x)
    evidence = [x.message_id for x in (matter, outcome) if x and x.message_id] + ([words.id] if words else [])
    return Cited(text or "The customer has not said yet.", tuple(dict.fromkeys(evidence)))


def _label(known: Facts, kind: str) -> Fact | None:
    found = known.of(kind)
    return found[-1] if found else None


def _intent(c: Conversation) -> Fact | None:
    """The surest intent, latest first, as if it were a label."""
    sure = [(heard(c, x).intent_score, n, x) for n, x in enumerate(c.said(Role.CUSTOMER)) if heard(c, x).intent]
    if not sure:
        return None
    score, n, entry = max(sure, key=lambda x: (round(x[0], 1), x[1]))
    return Fact("issue", heard(c, entry).intent, entry.id, n) if score >= 0.4 else None


def _telling(c: Conversation) -> Entry | None:
    """The message that says most plainly what this is about: with intent and facts, not too short, rather early."""
    said = c.said(Role.CUSTOMER)
    enough = [x for x in said if len(x.told.split()) >= TELLING_WORDS] or list(said)
    if not enough:
        return None

    def weight(item: tuple[int, Entry]) -> tuple[float, int]:
        n, entry = item
        reading = heard(c, entry)
        told = sum(1.0 for x in reading.mentions if x.type in ("issue", "desired_outcome", "product"))
        return told + reading.intent_score - 1.5 * reading.asks_for_human, -n

    return max(enumerate(enough), key=weight)[1]


def summary(c: Conversation, known: Facts, asks: Cited) -> tuple[Cited, ...]:
    """A few sentences, each with its messages: the matter, what was given, what the bot did, where it stands."""
    sentences = [Cited(f"The customer's matter is {asks.text}.", asks.messages)] if asks.messages else []
    given = [x for x in known.current if x.type not in ("issue", "desired_outcome")]
    if given:
        listed = ", ".join(f"{x.type.replace('_', ' ')} {x.value}" for x in given)
        sentences.append(Cited(f"They gave {listed}.", tuple(dict.fromkeys(x.message_id for x in given))))
    answers = c.said(Role.BOT)
    if answers:
        sentences.append(Cited(f"The bot last said: {quote(answers[-1].told)}.", (answers[-1].id,)))
    failed = [x for x in c.attempts if not x.ok]
    if failed:
        tried = ", ".join(f"{x.what} {x.subject}".strip() for x in failed[-QUOTED_MAX:])
        sentences.append(Cited(f"Without success the bot tried: {tried}."))
    last = c.said(Role.CUSTOMER)[-1:]
    if last and last[0].id not in asks.messages:
        sentences.append(Cited(f"The customer's latest words: {quote(last[0].told)}.", (last[0].id,)))
    return tuple(sentences)


#: The pieces of a first reply. ``{name}`` greets, ``{facts}`` lists what is known.
PHRASES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "hello": "Hi {name}, I have read the whole conversation, so you need not repeat anything.",
        "known": "I have {facts} here.",
        "order": "Order {order} is {status}.",
        "sorry": "I am sorry for the trouble so far.",
        "now": "I am looking into it now.",
    },
    "es": {
        "hello": "Hola {name}, he leído toda la conversación, así que no hace falta que repita nada.",
        "known": "Aquí tengo {facts}.",
        "order": "El pedido {order} está: {status}.",
        "sorry": "Siento mucho las molestias.",
        "now": "Lo estoy revisando ahora mismo.",
    },
    "de": {
        "hello": "Hallo {name}, ich habe alles gelesen; Sie müssen nichts wiederholen.",
        "known": "Mir liegt vor: {facts}.",
        "order": "Die Bestellung {order} ist: {status}.",
        "sorry": "Bitte entschuldigen Sie die Mühe bisher.",
        "now": "Ich kümmere mich jetzt darum.",
    },
    "fr": {
        "hello": "Bonjour {name}, j'ai lu toute la conversation, inutile de répéter quoi que ce soit.",
        "known": "J'ai bien {facts}.",
        "order": "La commande {order} est : {status}.",
        "sorry": "Je suis désolé pour le dérangement.",
        "now": "Je m'en occupe tout de suite.",
    },
    "it": {
        "hello": "Salve {name}, ho letto tutta la conversazione: non deve ripetere nulla.",
        "known": "Ho qui {facts}.",
        "order": "L'ordine {order} è: {status}.",
        "sorry": "Mi dispiace per il disagio.",
        "now": "Me ne occupo subito.",
    },
    "pt": {
        "hello": "Olá {name}, li toda a conversa; não precisa de repetir nada.",
        "known": "Tenho aqui {facts}.",
        "order": "A encomenda {order} está: {status}.",
        "sorry": "Lamento o incómodo.",
        "now": "Estou a tratar disso agora.",
    },
    "nl": {
        "hello": "Hallo {name}, ik heb het hele gesprek gelezen; u hoeft niets te herhalen.",
        "known": "Ik heb hier {facts}.",
        "order": "Bestelling {order} is: {status}.",
        "sorry": "Excuses voor het ongemak.",
        "now": "Ik kijk er nu naar.",
    },
    "pl": {
        "hello": "Dzień dobry {name}, znam już całą rozmowę, więc nie trzeba niczego powtarzać.",
        "known": "Mam tutaj: {facts}.",
        "order": "Zamówienie {order}: {status}.",
        "sorry": "Przepraszam za dotychczasowe kłopoty.",
        "now": "Już się tym zajmuję.",
    },
    "ar": {
        "hello": "مرحبًا {name}، لقد قرأت المحادثة كلها، فلا داعي لتكرار أي شيء.",
        "known": "لدي هنا {facts}.",
        "order": "الطلب {order}: {status}.",
        "sorry": "نعتذر عن الإزعاج.",
        "now": "أنا أنظر في الأمر الآن.",
    },
    "ja": {
        "hello": "こんにちは {name} 様。これまでの会話はすべて拝見しましたので、もう一度ご説明いただく必要はございません。",
        "known": "こちらで確認できている内容：{facts}。",
        "order": "ご注文 {order} の状況：{status}。",
        "sorry": "ご不便をおかけして申し訳ございません。",
        "now": "ただいま確認しております。",
    },
}
#: Kinds that can be named back to the customer without a word around them.
SHOWN: Final = ("order_id", "product", "amount", "date", "transaction_id")
#: A customer this frustrated is told that we are sorry.
SORRY_AT: Final = 0.4


def suggested_reply(c: Conversation, known: Facts, orders: Sequence[Mapping[str, Any]], language: str) -> str:
    """A first reply to start from, in the customer's language where we have the words. It asks nothing."""
    words = PHRASES.get(language, PHRASES["en"])
    name = _first_name(c, known)
    parts = [
        words["hello"]
        .replace(" {name} 様", f" {name} 様" if name else "")
        .replace(" {name}", f" {name}" if name else "")
    ]
    if max((heard(c, x).frustration for x in c.said(Role.CUSTOMER)), default=0.0) >= SORRY_AT:
        parts.append(words["sorry"])
    shown = [x.value for kind in SHOWN for x in known.of(kind)]
    if shown:
        parts.append(words["known"].format(facts=", ".join(shown)))
    named = {x.value.lstrip("#").upper() for x in known.of("order_id")}
    for order in orders:
        order_id, status = str(order.get("order_id", "")), str(order.get("status", ""))
        if status and order_id.lstrip("#").upper() in named:
            parts.append(words["order"].format(order=order_id, status=status.replace("_", " ")))
    parts.append(words["now"])
    return " ".join(parts)


def _first_name(c: Conversation, known: Facts) -> str:
    said = known.of("person_name")
    full = c.customer.name if c.customer.verified or not said else said[-1].value
    return (full or "").strip().split(" ")[0].title() if full else ""
