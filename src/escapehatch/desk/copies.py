"""A copy of a conversation for its customer, by e-mail: what was said to both sides, in the customer's language.

Only messages go in: no notes, no whispers, no words that were held back. Secrets were masked before anything was kept.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from ..conversation.fold import Conversation
from ..conversation.picture import Entry
from ..conversation.values import Citation, Role

#: The effect by which the outbox knows it: it is named after its event.
KIND: Final = "CopyRequested"


class Words(Struct, frozen=True):
    """The fixed texts of such a letter."""

    subject: str
    begin: str
    you: str
    person: str
    ai: str
    source: str


WORDS: Final = {
    "en": Words("A copy of your chat", "You asked for a copy. This is what was said:", "You", "person", "AI", "Source"),
    "es": Words("Copia de su chat", "Pidió una copia. Esto es lo que se dijo:", "Usted", "persona", "IA", "Fuente"),
    "de": Words("Kopie Ihres Chats", "Sie wollten eine Kopie. Das wurde gesagt:", "Sie", "Mensch", "KI", "Quelle"),
    "fr": Words(
        "Copie de votre discussion",
        "Vous avez demandé une copie. Voici ce qui a été dit :",
        "Vous",
        "personne",
        "IA",
        "Source",
    ),
    "it": Words(
        "Copia della chat", "Ha chiesto una copia. Ecco che cosa è stato detto:", "Lei", "persona", "IA", "Fonte"
    ),
    "pt": Words("Cópia da sua conversa", "Pediu uma cópia. Isto foi o que se disse:", "Você", "pessoa", "IA", "Fonte"),
    "nl": Words("Kopie van uw chat", "U vroeg om een kopie. Dit is wat er gezegd is:", "U", "mens", "AI", "Bron"),
    "pl": Words("Kopia rozmowy", "Poproszono o kopię. Oto, co zostało powiedziane:", "Ty", "człowiek", "AI", "Źródło"),
    "ar": Words("نسخة من محادثتك", "طلبت نسخة. هذا ما قيل:", "أنت", "شخص", "ذكاء اصطناعي", "المصدر"),
    "ja": Words("チャットの控え", "ご希望の控えです。会話の内容は次のとおりです。", "お客様", "担当者", "AI", "出典"),
}


def letter(c: Conversation) -> str:
    """Subject and text. Times are UTC."""
    words = WORDS.get(c.locale.lower().partition("-")[0], WORDS["en"])
    said = [line for x in c.said() for line in _lines(x, words)]
    return "\n".join([words.subject, words.begin, "", *said])


def _lines(x: Entry, words: Words) -> list[str]:
    cited = [f"    {words.source}: {_cited(y)}" for y in x.cites]
    return [f"{x.at:%Y-%m-%d %H:%M} UTC  {_name(x, words)}: {x.told}", *cited, ""]


def _name(x: Entry, words: Words) -> str:
    if not x.author or x.author.role == Role.CUSTOMER:
        return words.you
    return f"{x.author.name or x.author.id} ({words.person if x.author.role == Role.AGENT else words.ai})"


def _cited(x: Citation) -> str:
    """A page by its title; an order or a product with what its card shows."""
    if not x.card:
        return x.title
    amount = f"{x.card.amount:.2f} {x.card.currency}" if x.card.amount else ""
    return ", ".join(y for y in (x.title, x.card.state, *x.card.lines, amount, x.card.due_on) if y)
