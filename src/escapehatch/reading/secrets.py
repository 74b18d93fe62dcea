"""What must never be stored in clear: card numbers, security codes, PINs and passwords.

``mask`` is run over a message before anything is kept. A card number keeps its last four digits. Order numbers,
phone numbers and tracking numbers do not pass the card check (Luhn and a known first digit) except by rare chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .sought import sought
from .tidy import same_length

DOTS: Final = "••••"
PAN_DIGITS: Final = range(13, 20)

#: Runs of digits with the separators people put between them.
_RUN: Final = sought(r"(?<![\w#])\d(?:[ \t.\-_/*·]{0,3}\d){12,18}(?!\w)")
_GLUED: Final = sought(r"(?<!\d)\d{13,19}(?!\d)")
#: Groups in which order numbers are printed, and cards never.
_NO_CARD: Final = re.compile(r"\d{3}-\d{7}-\d{7}")
#: The beginning of an order number, "#407-", behind which its other groups come.
_NUMBERED: Final = re.compile(r"#\d{1,5}-$")
#: Written groups of four ("4111 1111 1111 1111") are a card even where a typo breaks the check digit.
_GROUPS: Final = sought(r"(?<![\w#-])[3-6]\d{3}([ -])\d{4}\1\d{4}\1\d{2,4}(?![\w-])")
_SAYS_CARD: Final = sought(
    r"\b(?:card|visa|master ?card|amex|credit|debit|tarjeta|karte|kreditkarte|carte|carta|cart[aã]o|kaart|karta)\b",
    re.IGNORECASE,
)
_NUM: Final = r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple)"
_IN_WORDS: Final = {
    x: str(n) for n, x in enumerate(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))
} | {
    "oh": "0",
    "nought": "0",
}
_FEW: Final = rf"\d{{3,4}}(?!\d)|{_NUM}(?:[ -]{_NUM}){{2,3}}\b"
#: Words that may stand between the name of a secret and the secret.
_IS: Final = r"(?:['’]?s\b|[\s,:=#(-]|\b(?:number|code|no|is|was|are|says|reads|es|ist|est|del|of|my|card|the|on|it|back|it's|its)\b){1,12}"
_CODE: Final = sought(
    r"\b(?:cvv2?|cvc2?|csc|cvn|cid|card code|(?:three|four|3|4)[- ](?:digits?|numbers?|figures)(?: (?:code|number))? (?:at|on|from) (?:the |its )?(?:back|reverse|front)|(?:three|four|3|4)[- ]digit (?:code|number)|(?:security|verification) (?:code|number|value)"
    r"|(?:code|number|digits) (?:on|at|from) (?:the )?(?:back|reverse|front)|back of (?:the|my) card"
    r"|c[oó]digo de seguridad|pr[uü]fziffer|sicherheitscode|cryptogramme|code de s[eé]curit[eé]|codice di sicurezza|c[oó]digo de seguran[cç]a)"
    rf"{_IS}({_FEW})",
    re.IGNORECASE,
)
_CODE_AFTER: Final = sought(
    r"(?<!\d)(\d{3,4})\s*(?:(?:is|as|for)(?: (?:the|my))? |,\s*)?\(?(?:the |my )?(?:cvv2?|cvc2?|csc|cvn|security (?:code|number)|pin\b(?! ?code)|passcode|atm pin)\b",
    re.IGNORECASE,
)
_PIN: Final = sought(
    r"\b(?:(?:my |card |atm |the |mein |mi |mon |il mio )?pin(?! ?code)(?: ?(?:number|nummer|no))?|(?:atm|card|upi|debit|login|secret) pin ?code|geheimzahl|passcode|otp|one[- ]time (?:code|password|passcode)"
    r"|verification code|security code|login code|2fa code|auth(?:entication)? code)(?: (?:on|for|from|of)(?: (?:the|my|its|a))? (?!orders?\b)[a-z]{2,12}(?: [a-z]{2,12})?)?(?:['’]?s |\s*(?:is|was|says|reads|ist|es|est|it'?s|[:=#(,-])\s*|\s+)(?:is |it'?s )?(\d(?:[ -]?\d){3,7}(?!\w)|"
    rf"{_NUM}(?:[ -]{_NUM}){{3,5}}\b)"
    r"|\bpin ?code(?:['’]?s |\s*(?:is|was|:|=|-)?\s*)(\d{4})(?!\w)"
    r"|\bcode (?:that )?(?:you|u|they|i)(?: (?:just|have|had|was))? (?:sent|send|texted|mailed|emailed|messaged|got|received|given)(?: (?:to )?(?:me|by \w+))?(?: \w+){0,2}\s*(?:is|was|says|reads|[:=#-])\s*(\d(?:[ -]?\d){3,7})(?!\w)",
    re.IGNORECASE,
)
_PASS: Final = r"pass(?=\s*(?:is|was|:|=))|pass ?-?(?:word|code|phrase)|passwd|pwd|pw|passwort|kennwort|contrase[nñ]a|mot de passe|senha|wachtwoord|has[lł]o|пароль|şifre"
_PASSWORD: Final = sought(
    rf"\b(?:{_PASS})"
    r"(?:(?: (?:is|was|ist|lautet|es|est|[eé]|jest))?\s*[:=]\s*|['’]s\s+(?!is\b)|(?:['’]s)?\s+(?:(?:i (?:use|used|typed|set|chose|have)|for (?:it|this|the \w+|my \w+)) )?(?:is|was|ist|lautet|es|est|[eé]|jest|(?:(?:was|been|got|is) )?(?:re)?(?:set|changed) to|to)\s+)[\"'“]?(\S{4,64})",
    re.IGNORECASE,
)
#: A word that nobody says but as a password: letters with digits or signs in them.
_WORD: Final = r"(?=[^\s\d]*\d|[^\s]*[!$%^&*+=?~][\w])(?=\S*[^\W\d])\S{5,64}"
_PASSWORD_BARE: Final = sought(
    rf"\b(?:{_PASS})(?:[\s,:=(\"'“-]+|\b[^.!?\n@]{{0,40}}?\b(?:(?:old|new|current|last|first|other|right|real|same)(?: one)?|it|which)(?: is| was|'s|:| =)\s*[\"'“]?)(?!#?w?\d+\b|\S+@)({_WORD})",
    re.IGNORECASE,
)
_PASSWORD_AFTER: Final = sought(
    rf"(?<!\S)[\"'“(]?({_WORD}) (?:is|as|was|for)(?: (?:my|the|our|a|its))?(?: (?:old|new|current|login|account))? (?:{_PASS})\b",
    re.IGNORECASE,
)
#: What follows "the password is" when nothing is given away.
_NO_PASSWORD: Final = re.compile(
    r"(?:\w+ing|not|wrong|incorrect|invalid|reset|expired|gone|lost|forgotten|required|too|very|correct|right|always|still|never"
    r"|being|been|what|the|my|your|weak|short|long|changed|falsch|incorrect[oa]|vergessen|weg|nicht|no)\W*$",
    re.IGNORECASE,
)
#: A number that one proves oneself with, by whatever name, and digits anywhere near it.
_PROOF: Final = r"(?:pin(?! ?-?codes?)|passcode|cvv2?|cvc2?|csc|cvn|otp|(?:atm|security|verification|secret|access|unlock|login|telephone|phone|voice|banking|card|one[- ]time|auth\w*|2fa|sms|personal|private|debit|credit) (?:pin ?)?(?:codes?|pin|secret)|secret (?:number|digits)|(?:numbers?|digits|code|figures) (?:on|at|from) (?:the |its |my )?(?:back|reverse|signature))"
_FAR: Final = r"(?:(?!\b(?:orders?|zip|postcode|post|phone|mobile|ticket|tracking|since|until|in|error|ref|reference|invoice|account|by|case)\b)[^.!?;\d#$€£₹@\n]){0,40}?"
_DIGITS: Final = r"(?<![\w#$€£₹@.,/-])(\d{3,8}|\d(?:[ -]\d){2,7})(?![\w-]|[.,/]\d|\s?(?:times|days|hours|minutes|dollars|euros|usd|eur))"
_NEAR: Final = sought(rf"\b{_PROOF}\b{_FAR}{_DIGITS}", re.IGNORECASE)
_NEAR_BEFORE: Final = sought(
    rf"{_DIGITS}(?:[\"')]?\s*\(\s*|\s+|[\s,)\"'(-]{{1,4}}(?:and |which |so |it )?(?:that'?s|thats|that is|this is|is|was|it'?s|being|as|for|=|:|used to be)\s+)(?:(?:my|the|our|also|still|a|current|old|new|his|her)\s+)*{_PROOF}\b",
    re.IGNORECASE,
)
_WHOLE_PASS: Final = (
    rf"(?:{_PASS}|pass|(?:secret|code|magic|memorable|safe) ?(?:word|phrase|answer)|security (?:answer|word))"
)
#: "The secret word bluecanary", "I type in the password bluecanary".
_WORD_NAMED: Final = sought(
    rf"\b(?:(?:secret|code|magic|memorable|safe|security) ?(?:word|phrase|answer)(?: (?:is|was))?|(?:typ(?:e|ed|ing)|enter(?:ed|ing)?|us(?:e|ed|ing)|try|tried|put|with|by|then|and|then) (?:in )?(?:the |my |its |this )?(?:{_PASS}|pass))[\s:=,\"'“(]+([^\s\"'”),]{{4,64}})",
    re.IGNORECASE,
)
#: "bluecanary (that's the password)".
_WORD_BEFORE: Final = sought(
    rf"(?<!\S)[\"'“(]?([^\s\"'”(),]{{4,64}})[\"'”)]?(?:\s*[,(;–—-]{{1,3}}\s*(?:and |which )?(?:that'?s|thats|this is|it'?s|is|being|as|=)?|\s+(?:that'?s|thats|is|was))\s*(?:(?:my|the|our|also|still|current|old|new|account|login)\s+)+{_WHOLE_PASS}\b(?!\s+(?:i|you|that|which|for|reset|wrong|page|link|field|email|mail|is|was|does|never|not|won)\b)",
    re.IGNORECASE,
)
#: Words next to the name of a secret that are none.
_PLAIN_WORD: Final = re.compile(
    r"(?:again|because|since|once|twice|correctly|every\w*|from|with|which|when|while|where|what|that|this|there|here|they|then|than|email|mail|still|always|never|page|link|field|reset|manager|recovery|hint|and|but|problem|issue|error|only|please|thing|question|nothing|something|just|into|after|before|also|have|does|doesn|didn|don|won|can|cannot|wrong|correct|right|incorrect|invalid|fine|sure|sorry|it|not|are|were|was|is|has|had|will|would|your|mine|order|number|change|change[sd]|update\w*|request\w*|needed|forgot\w*|lost|stolen|over|account|name|hello|thanks|thank)(?:['’]\w+)?\W*$|\w+n['’]t\W*$|#?w?\d+\W*$",
    re.IGNORECASE,
)
_EXPIRY: Final = sought(
    r"\b(?:exp(?:iry|ires|iration)?(?: date)?|valid (?:thru|until)|g[uü]ltig bis)\s*[:.]?\s*(\d{1,2}\s*/\s*\d{2,4})",
    re.IGNORECASE,
)
#: "4111... 12/27 123": an expiry date, a security code, or both.
_AFTER_CARD: Final = re.compile(
    r"[\s,;/|]{1,3}(?:(?:exp\w*\.?\s*)?(\d{1,2}\s?/\s?\d{2,4})(?:[\s,;/|]{1,3}(?=\d)|$|(?=\D)))?"
    r"(?:(\d{3,4})(?!\d|\s*(?:eur|usd|€|\$)))?"
)


#: The other side asks for a secret, and does not warn of telling one.
_ASKED: Final = re.compile(
    rf"\b(?:enter|type|provide|share|give|tell|send|confirm|what(?:'s| is| was)|need|read out|reply with|input|verify)\b[^.!?]{{0,60}}\b(?:(?P<code>pin(?! ?-?code)|passcode|cvv2?|cvc2?|csc|otp|one[- ]time|security code|verification code|(?:\w+[- ]digit |the )?code (?:we|i|that|you|sent|from|on|at))|{_PASS})\b",
    re.IGNORECASE,
)
#: "And your PIN?", "CVV please".
_ASKED_BRIEFLY: Final = re.compile(
    rf"(?:^|[.!?\n])\s*(?!(?:did|have|has|is|was|are|were|can|could|would|do|does|should|shall|will|when|why|how|where|my|i)\b)[^.!?\n]{{0,40}}\b(?:(?P<code>pin(?! ?-?code)|passcode|cvv2?|cvc2?|csc|otp|(?:security|verification) code)|{_PASS})(?: (?:number|no|code|of (?:the|your) card))?(?:,? (?:please|pls))?\s*[?？.:]?\s*$",
    re.IGNORECASE,
)
#: The writer's own words before, which a secret was to follow.
_BEGUN: Final = re.compile(
    rf"\b(?:(?P<code>pin(?! ?-?code)|passcode|cvv2?|cvc2?|csc|otp|(?:security|verification) code)|{_PASS})(?: (?:number|code))?(?:['’]s\b| (?:is|was|would be)\b|\s*[:=…-])\s*[:=.…-]*\s*$",
    re.IGNORECASE,
)
#: The other side asks for a card's number, or the writer has begun to give it.
_ASKED_CARD: Final = re.compile(
    r"\b(?:card (?:number|no\b|#|details)|(?:number|digits) (?:of|on) (?:the|your) card|(?:16|sixteen)[ -]digit|full card)\b|\bhow (?:[\w']+ ){1,5}pay\b",
    re.IGNORECASE,
)
_CARD_BEGUN: Final = re.compile(rf"{DOTS}\W*$")
_LAST_FOUR: Final = re.compile(r"\b(?:last|final|ending|ends?)\b", re.IGNORECASE)
_CARD_PART: Final = re.compile(r"(?<![\w#$€£₹.,-])\d{4}(?:[ -]\d{4}){0,3}(?![\w-]|[.,]\d)")
#: Half a card's number behind the word for it.
_HALF: Final = sought(
    r"\b(?:card|visa|master ?card|amex)\b[^.!?\d]{0,24}(\d{4}[ -]\d{4}(?:[ -]\d{4})?)(?![ -]?\d)", re.IGNORECASE
)
_WARNED: Final = re.compile(r"\b(?:never|do not|don'?t|please don'?t|avoid)\b[^.!?]{0,30}$", re.IGNORECASE)
_BARE_CODE: Final = re.compile(r"(?<![\w#.@-])\d(?:[ -]?\d){2,7}(?![\w@.-]*\w)")
_BARE_WORD: Final = re.compile(
    r"^\W*(?:(?:it'?s|its|it is|my|the|is|sure|ok|yes|password)\b[\s,:]*)*(\S{4,64})\W*$", re.IGNORECASE
)
_NO_WORD: Final = re.compile(
    r"(?:yes|yeah|yep|nope|okay|sure|done|thanks|what|why|never|hello|agent|human|forgot(?:ten)?|idk|dunno|sorry|wait|help|none|please|already|no)\W*$",
    re.IGNORECASE,
)
_OF_AN_ORDER: Final = re.compile(
    r"\b(?:order|zip|postcode|phone|mobile|tracking|ticket)\b\W*(?:\w+\W+){0,2}$", re.IGNORECASE
)
_CODE_IN_WORDS: Final = re.compile(rf"\b{_NUM}(?:[\s,-]{{1,2}}{_NUM}){{2,7}}\b", re.IGNORECASE)
_LIKE_A_WORD: Final = re.compile(rf"(?<!\S)[\"'“(]?({_WORD})", re.IGNORECASE)
#: "It's bluecanary, all in lower case": an answer that gives it in a few words.
_FIRST_WORD: Final = re.compile(
    r"^\W*(?:(?:it'?s|its|it is|it would be|should be|my|the|is|was|sure|ok|okay|yes|use|try|password)\b[\s,:]*)+([^\s,]{4,64})(?:[\s,].{0,60})?$",
    re.IGNORECASE | re.DOTALL,
)
_REFUSES: Final = re.compile(
    r"\?|\b(?:no|not|never|\w+n['’]?t|forgot\w*|lost|why|what|how|private|secret|rather|order|already|did|have|done|sent)\b",
    re.IGNORECASE,
)
#: Words of an answer that is hardly more than the secret.
ANSWER_WORDS: Final = 8


def mask(text: str, before: str = "") -> str:
    """``text`` with every secret in it replaced; without one, ``text`` itself. ``before``: what the other side had asked."""
    if not text or not any(x.isdigit() for x in text) and not _MAY_TELL.search(text) and not before:
        return text
    parts, at = [], 0
    for start, end, instead in _merged(text, before):
        parts += [text[at:start], instead]
        at = end
    return "".join([*parts, text[at:]]) if at else text


#: Without a digit, a message tells a secret only next to one of these.
_MAY_TELL: Final = sought(rf"\b(?:{_WHOLE_PASS}|cvv2?|cvc2?|pin|otp)\b|{_NUM}(?:\W{{1,3}}{_NUM}){{11}}", re.IGNORECASE)


def spans(text: str, before: str = "") -> tuple[tuple[int, int], ...]:
    """Where the secrets stand (characters, end exclusive)."""
    return tuple((start, end) for start, end, _ in _merged(text, before))


def _merged(text: str, before: str = "") -> Iterator[tuple[int, int, str]]:
    reached = 0
    plain = same_length(text)
    for start, end, instead in sorted([*_found(plain), *_answered(plain, before)]):
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
    for start, end, digits in _cards_in_words(plain):
        ends.append(end)
        yield start, end, f"{DOTS} {digits[-4:]}"
    for pattern in (_CODE, _CODE_AFTER, _PIN, _HALF, _NEAR, _NEAR_BEFORE):
        for m in pattern.finditer(plain):
            yield m.start(m.lastindex or 1), m.end(m.lastindex or 1), DOTS
    for pattern in (_PASSWORD, _PASSWORD_BARE, _PASSWORD_AFTER):
        for m in pattern.finditer(plain):
            if not _NO_PASSWORD.match(m[1]) and DOTS not in m[1]:
                yield m.start(1), m.end(1), DOTS
    for pattern in (_WORD_NAMED, _WORD_BEFORE):
        for m in pattern.finditer(plain):
            if not _NO_PASSWORD.match(m[1]) and not _PLAIN_WORD.match(m[1]) and DOTS not in m[1] and "@" not in m[1]:
                yield m.start(1), m.end(1), DOTS
    if ends:
        yield from _beside_a_card(plain, ends)


#: Many digits in words, some perhaps in figures.
_WORDS: Final = sought(rf"\b{_NUM}(?:[\s,.-]{{1,3}}(?:{_NUM}|\d{{1,4}})\b){{7,18}}", re.IGNORECASE)


def _cards_in_words(plain: str) -> Iterator[tuple[int, int, str]]:
    """ "four one one one ..."."""
    says_card: bool | None = None
    for m in _WORDS.finditer(plain):
        digits, times = "", 1
        for word in re.findall(r"[a-z]+|\d+", m[0].lower()):
            if word in ("double", "triple"):
                times = 2 if word == "double" else 3
                continue
            digits += _IN_WORDS.get(word, word) * times
            times = 1
        if len(digits) not in PAN_DIGITS:
            continue
        says_card = bool(_SAYS_CARD.search(plain)) if says_card is None else says_card
        if says_card or is_card(digits):
            yield m.start(), m.end(), digits


def _answered(plain: str, before: str) -> Iterator[tuple[int, int, str]]:
    """The bare answer to "what is your PIN?"."""
    if not before or len(plain.split()) > ANSWER_WORDS * 3:
        return
    if len(plain.split()) <= ANSWER_WORDS:
        yield from _part_of_a_card(plain, before[-600:])
    asked = _ASKED.search(before[-600:]) or _ASKED_BRIEFLY.search(before[-600:]) or _BEGUN.search(before[-200:])
    if asked and asked.re is _BEGUN:
        before = before[-200:]
    if not asked or _WARNED.search(before[-600:][: asked.start()]):
        return
    if asked["code"]:
        for m in _BARE_CODE.finditer(plain):
            if not _OF_AN_ORDER.search(plain[: m.start()]):
                yield m.start(), m.end(), DOTS
        for m in _CODE_IN_WORDS.finditer(plain):
            yield m.start(), m.end(), DOTS
        return
    for m in _LIKE_A_WORD.finditer(plain):
        if "@" not in m[0] and not re.match(r"#|[Ww]\d+\W*$", m[0]):
            yield m.start(1), m.end(1), DOTS
    word = _BARE_WORD.match(plain) or (None if _REFUSES.search(plain) else _FIRST_WORD.match(plain))
    if word and not _PLAIN_WORD.match(word[1]) and not _NO_WORD.match(word[1]) and DOTS not in word[1]:
        yield word.start(1), word.end(1), DOTS


def _part_of_a_card(plain: str, before: str) -> Iterator[tuple[int, int, str]]:
    """A card's number group by group, once it was asked for or begun."""
    asked, begun = _ASKED_CARD.search(before), _CARD_BEGUN.search(before)
    if not (asked or begun) or (_LAST_FOUR.search(before) and not begun):
        return
    sure = begun or "pay" not in (asked[0].lower() if asked else "")
    for m in _CARD_PART.finditer(plain):
        if sure or len(m[0]) > 4:
            yield m.start(), m.end(), DOTS


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
