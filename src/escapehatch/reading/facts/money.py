"""Amounts of money, and how it was paid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ...conversation.values import Mention
from .said import Said, Spans, free

_NUMBER: Final = r"\d{1,3}(?:[,. ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_AMOUNT: Final = re.compile(
    rf"(?:(?:[$€£₹¥₩₺]|\b(?:usd|eur|gbp|inr|rs\.?|rupees?|aud|cad|us\$))\s?(?:{_NUMBER})(?:\s?(?:k|lakh|lac)\b)?)"
    rf"|(?:(?<![\w.#])(?:{_NUMBER})\s?(?:[€£₹₺]|\$(?!\d)|(?:usd|eur|gbp|inr|dollars?|bucks|euros?|pounds?|quid|rupees?|rs|cents|zł|pln|kr|sek|nok|dkk|try|tl|руб\w*|円|元|원)\b))",
    re.IGNORECASE,
)
_BARE: Final = re.compile(rf"(?<![\w.#-])(?:{_NUMBER})(?![\w-])")
_PAID: Final = re.compile(
    r"(?:\bpaid|\bcharged(?: me)?|\bcost(?: me)?|\bdebited|\bamount (?:is|was|of)|\bspent|\bpagu[eé]|\bbezahlt|\bpay[eé])\s*(?:about|around|was|of|:)?\s*$"
)
#: Not what was paid: conditions and comparisons.
_NOT_PAID: Final = re.compile(
    r"\b(?:if (?:i|you)(?: had|'d)? (?:wanted|want|spend|order|buy)|orders? (?:over|above|under)|free (?:shipping|delivery) (?:over|above)|worth less than|not (?:even )?worth(?: more than| about)?|elsewhere for|usually|normally|gift card for)\b[^.,;]{0,25}$"
)
_METHODS: Final = re.compile(
    r"\b(?:paypal|apple pay|google pay|gpay|klarna|amazon pay|paytm|phonepe|upi|venmo|cash app|ideal|sofort|bizum|pix|boleto|afterpay|shop pay|(?:american express|amex|visa|master ?card|maestro|discover|rupay)(?: (?:debit|credit))?(?: card)?"
    r"|(?:credit|debit|gift) card|(?:hdfc|icici|sbi|axis|kotak|chase|wells fargo|citi|barclays|hsbc)(?: bank)?(?: (?:debit|credit) card)?|cash on delivery|\bcod|net ?banking|bank transfer|wire transfer|direct debit|store credit|"
    r"tarjeta de (?:cr[eé]dito|d[eé]bito)|kreditkarte|lastschrift|rechnung|carte (?:bancaire|de cr[eé]dit)|carta di credito|cart[aã]o de (?:cr[eé]dito|d[eé]bito))\b(?: ?(?:account|card))?",
    re.IGNORECASE,
)
_METHOD_CONTEXT: Final = re.compile(
    r"\b(?:paid|pay|paying|used|using|with|via|through|by|on|my|from|charged|to my|pagu[eé]|bezahlt|pay[eé]|pagato|paguei)\b[^.!?]{0,30}$"
)


def hear(said: Said, taken: Spans) -> Iterator[Mention]:
    yield from _amounts(said, taken)
    yield from _methods(said, taken)


def _amounts(said: Said, taken: Spans) -> Iterator[Mention]:
    held = list(taken)
    for m in _AMOUNT.finditer(said.plain):
        left, _ = said.around(*m.span(), left=60)
        if free(m.span(), tuple(held)) and not _NOT_PAID.search(left) and not _echo(said, m.span()):
            held.append(m.span())
            yield Mention("amount", said.text[slice(*m.span())], *m.span())
    for m in _BARE.finditer(said.plain):
        left, right = said.around(*m.span())
        asked = said.asked[:1] == ("amount",)
        if free(m.span(), tuple(held)) and (
            asked or (_PAID.search(left) and not re.match(r"\s*(?:times|days|items|x\b|of)", right))
        ):
            yield Mention("amount", m[0], *m.span())


def _echo(said: Said, span: tuple[int, int]) -> bool:
    """Whether the amount is only the other side's own, asked back: "500 rupees?"."""
    digits = re.sub(r"\D", "", said.plain[slice(*span)])
    return said.low[span[1] :].lstrip()[:1] == "?" and digits in re.sub(r"(?<=\d)[,.](?=\d)", "", said.before)


def _methods(said: Said, taken: Spans) -> Iterator[Mention]:
    asked = "payment_method" in said.asked
    for m in _METHODS.finditer(said.plain):
        left, _ = said.around(*m.span())
        if free(m.span(), taken) and (asked or _METHOD_CONTEXT.search(left) or m[0].lower().endswith(" bank")):
            yield Mention("payment_method", said.text[slice(*m.span())], *m.span())
