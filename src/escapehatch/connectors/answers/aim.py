"""What does the customer want of the bot? The reading's intent where there is one, else a few stems in ten languages."""

from __future__ import annotations

import re
from typing import Final

#: The reading's intents, as aims of the bot.
INTENTS: Final = {
    "order_status": "order",
    "delivery_problem": "order",
    "billing_dispute": "charge",
    "refund_missing": "charge",
    "return": "policy",
    "policy_question": "policy",
    "cancel": "policy",
    "change_order": "policy",
    "discount": "policy",
    "account": "policy",
    "damaged": "policy",
    "wrong_item": "policy",
    "product_question": "product",
    "pre_sale": "product",
    "greeting": "hello",
    "thanks": "thanks",
}

_STEMS: Final = {
    "who": r"are you (a |an )?(real |actual )?(bot|robot|human|person|machine|ai)\b|eres (un |una )?(bot|robot|persona|humano)"
    r"|bist du (ein )?(bot|mensch|roboter)|es-tu (un )?(robot|humain)|[eê]tes-vous (un )?(robot|humain)"
    r"|(jesteś|czy to|rozmawiam z) (bot|robot|człowiek|maszyn)|هل أ?ا?نت (إنسان|انسان|روبوت|بوت|شخص|آلي)|(あなた|これ)は?(人間|ロボット|ボット|ai)|(人間|ボット|ロボット)ですか",
    "charge": r"charg|double[- ]?bill|billed|debit|cobr|cargo|abgebucht|abbuchung|débit|prélev|addebit|afgeschreven"
    r"|obciąż|pobran|zapłacił[ae]m dwa|خصم|خُصم|請求|引き落と"
    r"|overcharg|paid twice|pagad[oa] dos|zweimal bezahlt|refund.{0,20}(missing|where|not)|(where|missing).{0,20}refund",
    "order": r"where('| i)?s? (is )?my (order|parcel|package|stuff|delivery)|track|order status|not arrived|hasn.?t arrived"
    r"|dónde está|donde esta|mi (pedido|paquete)|wo (ist|bleibt)|meine bestellung|mein paket|où est|ma commande|mon colis"
    r"|gdzie (jest )?(moj|mój)|moje? (zamówieni|paczk)|moja paczk|śledz|أين (طلبي|الطلب|طردي|الشحنة)|اين طلبي|طلبي|تتبع|شحنتي"
    r"|注文(は|の状況|した|状況|番号)|荷物|配送状況|追跡|届(か|いて|き)|いつ届"
    r"|dov.è|il mio (ordine|pacco)|onde está|minha encomenda|waar is|mijn (bestelling|pakket)|when will.{0,25}(arrive|come)",
    "policy": r"return|refund|exchang|deliver|shipping|warrant|repair|gift card|discount|cancel|invoice|address|policy|polic"
    r"|devol|reembols|garant|envío|entrega|rückgabe|zurück|versand|umtausch|storn|retour|livraison|rembours|reso|spedizion"
    r"|zwrot|zwróci|wymian|dostaw|gwarancj|anulow|uszkodz|إرجاع|ارجاع|استرجاع|استرداد|استبدال|توصيل|ضمان|إلغاء|الغاء|سياسة|مكسور"
    r"|返品|返金|交換|送料|保証|キャンセル|壊れ|破損|不良"
    r"|rimbors|devolução|retourner|bezorg|ruilen|damaged|broken|rot[oa]\b|kaputt|cassé",
    "thanks": r"^(ok(ay)?[,. ]*)?(thanks?|thank you|thx|gracias|danke|merci|grazie|obrigad[oa]|bedankt|dziękuję|dzięki|dziekuje|شكرا|شكرًا|ありがとう\w*)(?!\w)[^?？]{0,30}$",
    "hello": r"^(hi|hello|hey|hola|hallo|bonjour|ciao|olá|good (morning|evening|day)|cześć|dzień dobry|dobry wieczór|witam|مرحبا|مرحبًا|أهلا|السلام عليكم|こんにちは|こんばんは|はじめまして)(?!\w)[^?？]{0,20}$",
}

_SEARCH: Final = {aim: re.compile(stems, re.IGNORECASE) for aim, stems in _STEMS.items()}


def aim(text: str, intent: str = "") -> str:
    """One of who, charge, order, policy, product, thanks, hello, or "" when it is none of them."""
    if _SEARCH["who"].search(text):
        return "who"
    if intent in INTENTS:
        return INTENTS[intent]
    return next((name for name, search in _SEARCH.items() if search.search(text)), "")
