"""The letter that asks whether an address is theirs: six digits, and not a word that anybody chose (S52).

Whoever typed a stranger's address can have this sent there, once an hour, and nothing else: no name, no message, no page.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct


class Words(Struct, frozen=True):
    """``line`` holds the digits, ``rest`` what to do with them."""

    subject: str
    line: str
    rest: str


WORDS: Final = {
    "en": Words(
        "Your code for the chat",
        "Your code: {code}",
        "Enter it in the chat within 15 minutes. If you asked for nothing, ignore this letter: without the code nothing is sent to you.",
    ),
    "es": Words(
        "Su código para el chat",
        "Su código: {code}",
        "Introdúzcalo en el chat en los próximos 15 minutos. Si no ha pedido nada, ignore este mensaje: sin el código no se le envía nada.",
    ),
    "de": Words(
        "Ihr Code für den Chat",
        "Ihr Code: {code}",
        "Geben Sie ihn innerhalb von 15 Minuten im Chat ein. Wenn Sie nichts angefordert haben, lassen Sie diesen Brief liegen: Ohne den Code wird Ihnen nichts geschickt.",
    ),
    "fr": Words(
        "Votre code pour la discussion",
        "Votre code : {code}",
        "Saisissez-le dans la discussion dans les 15 minutes. Si vous n'avez rien demandé, ignorez ce message : sans le code, rien ne vous est envoyé.",
    ),
    "it": Words(
        "Il suo codice per la chat",
        "Il suo codice: {code}",
        "Lo inserisca nella chat entro 15 minuti. Se non ha chiesto nulla, ignori questo messaggio: senza il codice non le viene inviato nulla.",
    ),
    "pt": Words(
        "O seu código para a conversa",
        "O seu código: {code}",
        "Introduza-o na conversa dentro de 15 minutos. Se não pediu nada, ignore esta mensagem: sem o código nada lhe é enviado.",
    ),
    "nl": Words(
        "Uw code voor de chat",
        "Uw code: {code}",
        "Voer hem binnen 15 minuten in de chat in. Hebt u niets gevraagd, negeer dan deze mail: zonder de code wordt u niets gestuurd.",
    ),
    "pl": Words(
        "Kod do rozmowy",
        "Kod: {code}",
        "Proszę wpisać go w rozmowie w ciągu 15 minut. Jeśli o nic nie proszono, proszę zignorować tę wiadomość: bez kodu nic nie zostanie wysłane.",
    ),
    "ar": Words(
        "رمزك للمحادثة",
        "رمزك: {code}",
        "أدخله في المحادثة خلال 15 دقيقة. إذا لم تطلب شيئًا فتجاهل هذه الرسالة: لن يُرسل إليك شيء بدون الرمز.",
    ),
    "ja": Words(
        "チャットの確認コード",
        "確認コード：{code}",
        "15分以内にチャットに入力してください。お心当たりがない場合は、このメールを無視してください。コードが入力されない限り、何も送信されません。",
    ),
}


def letter(code: str, locale: str) -> str:
    """Subject and text, in the language of ``locale`` or in English."""
    words = WORDS.get(locale.lower().partition("-")[0], WORDS["en"])
    return "\n".join([words.subject, words.line.format(code=code), "", words.rest])
