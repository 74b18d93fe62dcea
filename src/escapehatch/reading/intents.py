"""The shop's intents: their names, and a guess from what the patterns heard."""

from __future__ import annotations

import re
from typing import Final

from .hearing import Hearing

#: What customers of a shop come for. ``other``: something else.
INTENTS: Final = [
    "order_status",
    "delivery_problem",
    "damaged",
    "wrong_item",
    "missing_item",
    "return",
    "exchange",
    "refund_missing",
    "refund_request",
    "billing_dispute",
    "payment_problem",
    "cancel",
    "change_order",
    "product_question",
    "availability",
    "discount",
    "account",
    "invoice",
    "warranty",
    "policy_question",
    "pre_sale",
    "complaint",
    "fraud",
    "legal",
    "safety",
    "press",
    "talk_to_human",
    "bot_question",
    "thanks",
    "greeting",
    "goodbye",
    "other",
]

_FROM_ISSUE: Final = {
    "order_status": "order_status",
    "not_received": "delivery_problem",
    "late_delivery": "delivery_problem",
    "failed_delivery": "delivery_problem",
    "wrong_address_delivery": "delivery_problem",
    "damaged": "damaged",
    "defective": "damaged",
    "wrong_item": "wrong_item",
    "wrong_size": "exchange",
    "wrong_color": "wrong_item",
    "missing_items": "missing_item",
    "refund_missing": "refund_missing",
    "charged_no_order": "billing_dispute",
    "price_dispute": "billing_dispute",
    "payment_failed": "payment_problem",
    "unauthorised_charge": "fraud",
    "address_change": "change_order",
    "order_change": "change_order",
    "account_access": "account",
    "out_of_stock": "availability",
    "policy_question": "policy_question",
    "product_question": "product_question",
}
_FROM_OUTCOME: Final = {
    "cancel_order": "cancel",
    "return": "return",
    "exchange": "exchange",
    "refund": "refund_request",
    "modify_order": "change_order",
    "update_address": "change_order",
    "discount": "discount",
    "order_status": "order_status",
    "account_recovery": "account",
}
_SMALL: Final = (
    (
        "greeting",
        re.compile(
            r"^(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|hola|hallo|bonjour|ciao|ol[aá]|cześć|merhaba|привет|你好|こんにちは|안녕하세요|مرحبا|שלום)\b",
            re.I,
        ),
    ),
    (
        "thanks",
        re.compile(
            r"\b(?:thanks|thank you|thx|gracias|danke|merci|grazie|obrigad[oa]|dank je|bedankt|dzięki|teşekkür\w*|спасибо|谢谢|ありがとう|감사)",
            re.I,
        ),
    ),
    (
        "goodbye",
        re.compile(
            r"^(?:bye|goodbye|see you|have a (?:nice|good|great) day|adi[oó]s|tsch[uü]ss|au revoir|arrivederci|tchau)\b",
            re.I,
        ),
    ),
)
SMALL_CHARS: Final = 40
SMALL_WORDS: Final = 4
SURE: Final = 0.7
FAINT: Final = 0.5


def guess(heard: Hearing) -> tuple[str, float]:
    """An intent and how sure it is, from patterns alone."""
    if heard.asks.score >= FAINT:
        return "talk_to_human", SURE
    if heard.topics and heard.topics[0].score >= FAINT and heard.topics[0].name in INTENTS:
        return heard.topics[0].name, SURE
    labels = [x for x in heard.mentions if x.stance == "claimed"]
    for kind, table in (("issue", _FROM_ISSUE), ("desired_outcome", _FROM_OUTCOME)):
        for x in labels:
            if x.type == kind and x.value in table:
                return table[x.value], SURE
    return "", 0.0


def small_talk(text: str) -> str:
    """Greeting, thanks or goodbye, when the message is nothing else."""
    if len(text) > SMALL_CHARS or len(text.split()) > SMALL_WORDS or any(x.isdigit() for x in text):
        return ""
    return next((name for name, pattern in _SMALL if pattern.search(text.strip())), "")
