"""What must never be stored in clear: card numbers, security codes, PINs and passwords.

``mask`` is run over a message before anything is kept. A card number keeps its last four digits. Order numbers,
phone numbers and tracking numbers do not pass the card check (Luhn and a known first digit) except by rare chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .tidy import same_length

DOTS: Final = "••••"
PAN_DIGITS: Final = range(13, 20)

#: Runs of digits with the separators people put between them.
_RUN: Final = re.compile(r"(?<![\w#])\d(?:[ \t.\-_/*·]{0,3}\d){12,18}(?!\w)")
_GLUED: Final = re.compile(r"(?<!\d)\d{13,19}(?!\d)")
#: Groups in which order numbers are printed, and cards never.
_NO_CARD: Final = re.compile(r"\d{3}-\d{7}-\d{7}")
#: The beginning of an order number, "#407-", behind which its other groups come.
_NUMBERED: Final = re.compile(r"#\d{1,5}-$")
#: Written groups of four ("4111 1111 1111 1111") are a card even where a typo breaks the check digit.
_GROUPS: Final = re.compile(r"(?<![\w#-])[3-6]\d{3}([ -])\d{4}\1\d{4}\1\d{2,4}(?![\w-])")
_SAYS_CARD: Final = re.compile(
    r"\b(?:card|visa|master ?card|amex|credit|debit|tarjeta|karte|kreditkarte|carte|carta|cart[aã]o|kaart|karta)\b",
    re.IGNORECASE,
)
_CODE: Final = re.compile(
    r"\b(?:cvv2?|cvc2?|csc|cid|security code|card code|c[oó]digo de seguridad|pr[uü]fziffer|sicherheitscode"
    r"|cryptogramme|code de s[eé]curit[eé]|codice di sicurezza|c[oó]digo de seguran[cç]a)"
    r"(?: (?:number|code|no|is|es|ist|est|was|del|of|my|card|the|on|back))*\s*[:=#-]?\s*(?:is\s+)?(\d{3,4})(?!\d)",
    re.IGNORECASE,
)
_CODE_AFTER: Final = re.compile(
    r"(?<!\d)(\d{3,4})\s*(?:is (?:the|my) )?\(?(?:cvv2?|cvc2?|csc|security code)\b", re.IGNORECASE
)
_PIN: Final = re.compile(
    r"\b(?:(?:my |card |atm |the |mein |mi |mon |il mio )?pin(?: ?(?:code|number|nummer|no))?|geheimzahl|passcode|otp|one[- ]time (?:code|password)"
    r"|verification code|security code|login code|2fa code)(?: (?:on|for|from|of)(?: (?:the|my|its|a))? [a-z]{2,12}(?: [a-z]{2,12})?)?\s*(?:is|was|says|reads|ist|es|est|[:=#-])\s*(\d(?:[ -]?\d){3,7})(?!\w)"
    r"|\bcode (?:that )?(?:you|u|they)(?: (?:just|have|had))? (?:sent|send|texted|mailed|emailed|messaged)(?: (?:to )?me)?(?: \w+){0,2}\s*(?:is|was|says|reads|[:=#-])\s*(\d(?:[ -]?\d){3,7})(?!\w)",
    re.IGNORECASE,
)
_PASSWORD: Final = re.compile(
    r"\b(?:pass ?word|passwd|pwd|passwort|kennwort|contrase[nñ]a|mot de passe|senha|wachtwoord|has[lł]o|пароль|şifre)"
    r"(?:(?: (?:is|was|ist|lautet|es|est|[eé]|jest))?\s*[:=]\s*|\s+(?:is|was|ist|lautet|es|est|[eé]|jest)\s+)[\"']?(\S{4,64})",
    re.IGNORECASE,
)
#: What follows "the password is" when nothing is given away.
_NO_PASSWORD: Final = re.compile(
    r"(?:\w+ing|not|wrong|incorrect|invalid|reset|expired|gone|lost|forgotten|required|too|very|correct|right|always|still|never"
    r"|being|been|what|the|my|your|weak|short|long|changed|falsch|incorrect[oa]|vergessen|weg|nicht|no)\W*$",
    re.IGNORECASE,
)
_EXPIRY: Final = re.compile(
    r"\b(?:exp(?:iry|ires|iration)?(?: date)?|valid (?:thru|until)|g[uü]ltig bis)\s*[:.]?\s*(\d{1,2}\s*/\s*\d{2,4})",
    re.IGNORECASE,
)
#: "4111... 12/27 123": an expiry date, a security code, or both.
_AFTER_CARD: Final = re.compile(
    r"[\s,;/|]{1,3}(?:(?:exp\w*\.?\s*)?(\d{1,2}\s?/\s?\d{2,4})(?:[\s,;/|]{1,3}(?=\d)|$|(?=\D)))?"
    r"(?:(\d{3,4})(?!\d|\s*(?:eur|usd|€|\$)))?"
)


def mask(text: str) -> str:
    """``text`` with every secret in it replaced; without one, ``text`` itself."""
    if not text or not any(x.isdigit() for x in text) and not _PASSWORD.search(text):
        return text
    parts, at = [], 0
    for start, end, instead in _merged(text):
        parts += [text[at:start], instead]
        at = end
    return "".join([*parts, text[at:]]) if at else text


def spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where the secrets stand (characters, end exclusive)."""
    return tuple((start, end) for start, end, _ in _merged(text))


def _merged(text: str) -> Iterator[tuple[int, int, str]]:
    reached = 0
    for start, end, instead in sorted(_found(same_length(text))):
        if start >= reached:
            yield start, end, instead
            reached = end


def _found(plain: str) -> Iterator[tuple[int, int, str]]:
    ends: list[int] = []
    for pattern in (_RUN, _GLUED, _GROUPS):
        for m in pattern.finditer(plain):
            for start, end in _cards(m, pattern is _GROUPS):
                ends.append(end)
                digits = re.sub(r"\D", "", plain[start:end])
                yield start, end, f"{DOTS} {digits[-4:]}"
    for pattern in (_CODE, _CODE_AFTER, _PIN):
        for m in pattern.finditer(plain):
            yield m.start(m.lastindex or 1), m.end(m.lastindex or 1), DOTS
    for m in _PASSWORD.finditer(plain):
        if not _NO_PASSWORD.match(m[1]):
            yield m.start(1), m.end(1), DOTS
    if ends:
        yield from _beside_a_card(plain, ends)


def _cards(m: re.Match[str], grouped: bool) -> Iterator[tuple[int, int]]:
    """The card within a run of digits: the run itself, or its first 13 to 19 digits when more digits follow it."""
    if _NO_CARD.fullmatch(m[0]) or _NUMBERED.search(m.string[max(0, m.start() - 12) : m.start()]):
        return
    digits = [n for n, x in enumerate(m[0]) if x.isdigit()]
    number = "".join(m[0][n] for n in digits)
    if is_card(number) or (grouped and _SAYS_CARD.search(m.string[max(0, m.start() - 40) : m.end() + 20])):
        yield m.start(), m.end()
        return
    for size in (16, 15, 14, 13):
        if len(digits) > size and is_card(number[:size]) and not m[0][digits[size - 1] + 1].isdigit():
            yield m.start(), m.start() + digits[size - 1] + 1
            return


def _beside_a_card(plain: str, ends: list[int]) -> Iterator[tuple[int, int, str]]:
    """Next to a card number, an expiry date and a lone group of three or four digits are its own."""
    for m in _EXPIRY.finditer(plain):
        yield m.start(1), m.end(1), DOTS
    for end in ends:
        after = _AFTER_CARD.match(plain, end)
        for group in (1, 2):
            if after and after[group]:
                yield after.start(group), after.end(group), DOTS


def is_card(digits: str) -> bool:
    """Whether the digits could be a payment card: length, first digit, and check digit (Luhn)."""
    if len(digits) not in PAN_DIGITS or digits[0] not in "23456" or len(set(digits)) < 2:
        return False
    total = 0
    for n, char in enumerate(reversed(digits)):
        value = int(char) * (1 + n % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
