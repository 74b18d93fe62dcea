"""Amounts of money, and how it was paid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ...conversation.values import Mention, Role
from ..sought import sought
from .said import Said, Spans, free
from .spelled import NUMBER_WORDS, worth

_NUMBER: Final = r"\d{1,3}(?:[,. ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
#: A bare number of more digits is no amount.
AMOUNT_DIGITS: Final = 6
_AMOUNT: Final = sought(
    rf"(?:(?:[$€£₹¥₩₺]|\b(?:usd|eur|gbp|inr|rs\.?|rupees?|aud|cad|us\$))\s?(?:{_NUMBER})(?:\s?(?:k|lakh|lac)\b)?)"
    rf"|(?:(?<![\w.#])(?:{_NUMBER})\s?(?:[€£₹₺]|\$(?!\d)|(?:usd|eur|gbp|inr|dollars?|bucks|euros?|pounds?|quid|rupees?|rs|cents|zł|pln|kr|sek|nok|dkk|try|tl|руб\w*|円|元|원)\b))",
    re.IGNORECASE,
)
#: "Two hundred and fifty dollars", "ninety-nine rupees".
_IN_WORDS: Final = sought(
    rf"\b((?:(?:a )?(?:{NUMBER_WORDS}))(?:(?:[ -]| and )(?:{NUMBER_WORDS})\b){{0,7}}) (dollars?|bucks|euros?|pounds?|quid|rupees?|rs|usd|eur|inr)\b"
)
_BARE: Final = sought(rf"(?<![\w.#-])(?:{_NUMBER})(?![\w-])")
#: Written like money: "6,799", "899/-", "64.20".
_WRITTEN: Final = sought(
    r"(?<![\w.,#/-])(?:\d{1,3}(?:,\d{2,3})+(?:\.\d\d)?|\d{2,6}(?=/-)|\d{1,5}\.\d\d)(?!\w|[.,]\d|\s?(?:kg|g|ml|cm|mm|m|km|inch|lb|oz|%|gb|tb|x|stars?|v)\b)"
)
_MONEY_TALK: Final = sought(
    r"\b(?:paid|pay|cost|price\w*|charg\w*|bill\w*|refund\w*|amount|amt|money|debit\w*|deduct\w*|owe|total|credit\w*|fee|invoice|for|basket|worth|was|full|back|wallet|return|extra)\b"
)
_BOUGHT_FOR: Final = sought(
    r"\b(?:bought|got|ordered|purchased|sold|billed|charged|cost|showing|paid)\b[^.!?]{0,60}\b(?:for|at|full|only|of|is|to delivery person)\s*$|\b(?:give|refund|return|owe|credit)(?: me| us)?(?: the)?(?: full)?\s*$"
)
_PAID: Final = sought(
    r"(?:\bpaid|\bcharged(?: me)?|\bbilled(?: me)?|\bcost(?: me)?|\bdebited|\bamount (?:is|was|of)|\bspent|\bpagu[eé]|\bbezahlt|\bpay[eé])\s*(?:(?:about|around|roughly|approximately|approx\.?|nearly|almost|exactly|only|just|maybe|like|a total of|was|of|:)\s*){0,2}$"
)
#: Not what was paid: conditions and comparisons.
_NOT_PAID: Final = sought(
    r"\b(?:if [^.!?]{0,30}\b(?:more|less|over|under|above|below|exceeds?)(?: than)?|anything (?:under|over|above|below)|up to|at least|less than|more than|cheaper than|friend paid|others? paid|same is|if (?:i|you)(?: had|'d)? (?:wanted|want|spend|order(?:ed)?|buy|bought|pay|paid)(?: (?:it|one|this|again|another))?|orders? (?:over|above|under)|free (?:shipping|delivery) (?:over|above)|worth less than|not (?:even )?worth(?: more than| about)?|elsewhere for|usually|normally|gift card for|would(?:'ve| have|n'?t have)? (?:gladly |happily )?pa(?:id|y)|'d have paid|if (?:it|this|they|these)(?:'d| had)? (?:was|were|cost|been)|offer(?:ed|ing|s)?(?: me| us| you)?(?: \w+)?)\b[^.,;]{0,25}$"
)
_METHODS: Final = sought(
    r"\b(?:paypal|apple pay|google pay|gpay|klarna|amazon pay|paytm|phonepe|upi|venmo|cash app|ideal|sofort|bizum|pix|boleto|afterpay|shop pay|(?:american express|amex|visa|master ?card|maestro|discover|rupay)(?: (?:debit|credit))?(?: card)?"
    r"|(?:credit|debit|gift) card|(?:hdfc|icici|sbi|axis|kotak|chase|wells fargo|citi|barclays|hsbc)(?: bank)?(?: (?:debit|credit)(?: card)?)?|cash on delivery|\bcod|net ?banking|bank transfer|wire transfer|direct debit|store credit|"
    r"tarjeta de (?:cr[eé]dito|d[eé]bito)|kreditkarte|lastschrift|rechnung|carte (?:bancaire|de cr[eé]dit)|carta di credito|cart[aã]o de (?:cr[eé]dito|d[eé]bito))\b(?: ?(?:account|card))?",
    re.IGNORECASE,
)
#: With these one can do nothing but pay.
_WALLET: Final = re.compile(r"gpay|google pay|apple pay|paytm|phonepe|upi|venmo|klarna|paypal")
_METHOD_CONTEXT: Final = re.compile(
    r"\b(?:paid|pay|paying|used|using|use|switch to|prefer|rather|with|via|through|by|payment|method|on|my|from|charged|to my|in|into|on|onto|pagu[eé]|bezahlt|pay[eé]|pagato|paguei)\b[^.!?]{0,30}$"
)


_CURRENCY: Final = sought(r" (?:dollars?|bucks|euros?|pounds?|quid|rupees?|rs|usd|eur|inr)\b")


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
    for m in _IN_WORDS.finditer(said.low) if _CURRENCY.search(said.low) else ():
        left, _ = said.around(*m.span(), left=60)
        if free(m.span(), tuple(held)) and not _NOT_PAID.search(left) and (sum_ := worth(m[1])):
            held.append(m.span())
            yield Mention("amount", f"{sum_} {m[2]}", *m.span())
    for m in _WRITTEN.finditer(said.plain):
        left, _ = said.around(*m.span(), left=60)
        if (
            free(m.span(), tuple(held))
            and _MONEY_TALK.search(said.low + said.before.lower())
            and not _NOT_PAID.search(left)
        ):
            held.append(m.span())
            yield Mention("amount", m[0], *m.span())
    yield from _bare(said, held)


def _bare(said: Said, held: list[tuple[int, int]]) -> Iterator[Mention]:
    """Numbers that are amounts by what stands before them, or was asked."""
    asks, named = said.asked[:1] == ("amount",), _named(said)
    may_be_paid, may_be_price = _PAID.possible(said.low), _BOUGHT_FOR.possible(said.low)
    if not (asks or named or may_be_paid or may_be_price):
        return
    for m in _BARE.finditer(said.plain):
        left, right = said.around(*m.span(), left=80)
        counted = re.match(
            r"\s*(?:times|days?|weeks?|items?|pieces?|pcs|x\b|of\b(?! (?:the |my |those )?[$€£₹]?\d)|kg|gb|inch|%|hours?|minutes?|people|years?)",
            right,
        )
        digits = sum(map(str.isdigit, m[0]))
        paid = (may_be_paid and _PAID.search(left)) or (
            may_be_price and digits in range(2, AMOUNT_DIGITS + 1) and _BOUGHT_FOR.search(left)
        )
        meant = paid or m[0] in named or (asks and digits <= AMOUNT_DIGITS)
        if meant and free(m.span(), tuple(held)) and not counted:
            held.append(m.span())
            yield Mention("amount", m[0], *m.span())


_NAMED: Final = re.compile(r"[$€£₹] ?(\d{2,6}(?:\.\d\d)?)(?![\d,])")


def _named(said: Said) -> frozenset[str]:
    """The sums that the other side has just named, as bare numbers."""
    return frozenset(_NAMED.findall(said.before)) if said.role == Role.CUSTOMER else frozenset()


def _echo(said: Said, span: tuple[int, int]) -> bool:
    """Whether the amount is only the other side's own, asked back: "500 rupees?"."""
    digits = re.sub(r"\D", "", said.plain[slice(*span)])
    return said.low[span[1] :].lstrip()[:1] == "?" and digits in re.sub(r"(?<=\d)[,.](?=\d)", "", said.before)


def _methods(said: Said, taken: Spans) -> Iterator[Mention]:
    asked = "payment_method" in said.asked
    for m in _METHODS.finditer(said.plain):
        left, _ = said.around(*m.span())
        if free(m.span(), taken) and (
            asked
            or said.low[m.end() :].lstrip()[:1] in "0123456789•"
            or _METHOD_CONTEXT.search(left)
            or re.search(r" (?:bank|debit|credit)$", m[0].lower())
            or said.low[m.end() :].startswith(" only")
            or (_WALLET.match(m[0].lower()) and _MONEY_TALK.search(said.low))
        ):
            yield Mention("payment_method", said.text[slice(*m.span())], *m.span())
