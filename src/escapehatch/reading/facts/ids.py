"""Numbers and codes that name something: orders, bookings, accounts, users, transactions, policies, claims, cards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from ...conversation.values import Mention
from ..sought import sought
from .goods import goods, words
from .said import FOUND_MAX, Said, Spans, free
from .spelled import spelled

_CODE: Final = r"#?[a-z0-9](?:[a-z0-9]|[-_/](?=[a-z0-9]))*"
_LINK: Final = r"(?:\s*(?:number|num|numbers|no\.?|nr\.?|nummer|n[°ºo]\.?|id'?s?|ids|code|reference|ref\.?(?!\d)|confirmation|is|are|was|es|ist|est|[eè]|será|=|:|#|-|on it|it's|its|of|called|as|lautet|jest|的|は|です|号|是|번호|은|는)(?![^\W\d_])\s*)*"

#: Kinds and the words before their values. ``order`` alone needs a value that looks like one.
NAMED: Final = tuple(
    (
        kind,
        sought(rf"(?:{words}){_LINK}\s*[\"'(]?({_CODE}(?: ?(?:,|&|and|y|und|et|or|e)\s+{_CODE})*)", re.IGNORECASE),
    )
    for kind, words in (
        (
            "transaction_id",
            r"\b(?:transaction|txn|utr|reference(?= ref\d)|ref(?= (?:no|number|id)\b)|payment (?:id|reference|ref)|reference (?:number|no|id)|rrn|trans(?:action)? id)",
        ),
        ("policy_id", r"\bpolicy(?= ?(?:id|number|no|#|is))"),
        ("claim_id", r"\bclaim(?= ?(?:id|number|no|#|is))"),
        (
            "bank_account",
            r"\b(?:bank account|a/?c(?= ?(?:no|number|num|#)?[ .:]*\d{9,18}\b)|account(?= ?(?:no|number)?[ .:]*\d{11,18}\b)|iban|account number (?:of|at|with) (?:my )?bank)",
        ),
        (
            "account_id",
            r"\b(?:account|acct|a/?c|customer|member)(?= ?(?:id|number|no\b|#|num\b))|\b(?:account|acct|acc)(?= (?:is |was |: ?)?(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])(?-i:[A-Z0-9]{8,14})\b)|\bkundennummer|\bn[uú]mero de cliente|\bnum[eé]ro de client|\bklantnummer|\bcodice cliente",
        ),
        (
            "username",
            r"\b(?:user ?-?name|user ?-?id|userid|user(?= (?:is |was |: ?)?[a-z][\w.]*[\d_.]\w)|login(?: name| id)?|nombre de usuario|benutzername|nom d'utilisateur|nome utente|gebruikersnaam|nome de usu[aá]rio)",
        ),
        (
            "order_id",
            r"\b(?:orders?|odr|oder|ordr|ordre?r|orde(?![a-z])|ord(?= ?(?:id|no|#))|pedidos?|orden|bestell(?:ung|nummer|nr\.?|-nr\.?)|auftrag(?:snummer)?|commandes?|ordin[ei]|encomendas?|bestelling|bestelnummer|ordernummer|ordre(?:nummer)?|zam[oó]wieni[ae]|tilaus(?:numero)?|sipari[sş](?:im)?|objedn[aá]vk[ay]|comand[aă]|rendel[eé]s|bookings?|reservations?|confirmation|reserva|pnr|record locator|buchung|r[eé]servation|prenotazione)|заказ[а-я]*|номер|замовлення|注文(?:番号)?|订单(?:号)?|訂單(?:編號)?|주문(?:번호)?|الطلب|طلب|הזמנה|ऑर्डर|đơn hàng|mã đơn|pesanan|คำสั่งซื้อ",
        ),
    )
)
#: Shapes that are order numbers whatever stands before them.
SHAPED: Final = tuple(
    sought(x)
    for x in (
        r"(?<![^\W_])(?<!-)#?\s{0,2}[Ww][ -]?\d(?:[ .-]?\d){5,9}(?![\w])",
        r"(?<![\w#])#[A-Za-z]{0,4}-?\d[\dA-Za-z-]{2,19}(?!\w)",
        r"(?<![\w-])\d{3}-\d{7}-\d{7}(?![\w-])",
        r"(?<![\w-])(?!(?:SKU|ISBN|TRK|USB|IP|RTX|GTX|IPHONE|SM|WH|COVID|UTF|ISO|EN|UPC|EAN|MODEL|PO)-)[A-Z]{2,5}-?\d{4,12}(?:-\d+)*(?![\w-])",
        r"(?<![\w-])[A-Z]{2,5}-\d{3,12}(?:-\d+)*(?![\w-])",
        r"(?<![\w#-])(?=[A-Z0-9]{0,5}\d)(?=[A-Z0-9]{0,5}[A-Z])[A-Z0-9]{6}(?![\w-])",
    )
)
#: Words before a number that make it another thing.
OTHER: Final = re.compile(
    r"(?:\btracking|(?:\bmodel|\bserial|\bimei|\bsku|\bbarcode)(?: [\w.]+){0,8}|\bsku|\bitem|\bitem id|\bproduct|\bflights?|\binvoice|\bticket|\bbatch|\bimei|\bbarcode|\bean|\bupc|\bcoupon|\bvoucher|\bpromo|\bdiscount|\bgift card|\bsize|\bversion|\bzip|\bpincode|\bpostcode|\bsuite|\bapt\.?|\bapartment|\bunit|\bseat|\bgate|\bcase|\bcomplaint|\bwarranty|\bpart|\bpage|\bcard|\bvisa|\bmastercard|\bpaypal|\bphone|\bmobile|\bawb|\bifsc|\bloyalty|\brewards?|\bpoints|\bcertificate|\bcontract|\bform|\breceipt|\bslip|\bdocket|\bpermit|\blicen[cs]e|\bpassport|\bswift|\brouting|\bshelf|\brow|\bbox|\bshipment|\bsendungs\w*|\bseguimiento|\bsuivi)"
    r"(?:'?s\b)?(?:\s*(?:number|no\.?|nr|id|code|with you|from you|you gave me|i have|i got|here|on (?:it|(?:the|its|my|this|that) \w+)|is|was|says|:|#|says it's)\s*)*\s*[\"'(]?$"
)
#: Words that follow "order" and are no number.
_NOT_CODE: Final = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)|\d+(?:x|kg|g|ml|cm|mm|inch|pm|am|usd|eur|days?|hours?|weeks?|pcs|gb|tb|k|%)|(?:19|20)\d\d|covid-?19|iphone\d*|\d{1,2}[-/]\d{1,2}[-/]\d{2,4}|24/7|\d{1,3}-[a-z]{3,})$",
    re.IGNORECASE,
)
_USER: Final = re.compile(r"(?<![\w@.])(?=[\w.-]*[a-z])(?=[\w.-]*[\d_])[a-z][\w.-]{3,39}(?![\w@])", re.IGNORECASE)
_BARE_FILL: Final = frozenset(
    re.findall(
        r"\S+",
        "is it its it's my the a an and or to for of in on at yes no sure ok okay please thanks thank you here hi "
        "hello this that i'm im i me order number id booking confirmation policy claim so am was not have has be "
        "we he she they are but with from do did can will just think should maybe your ur number's um uh oh hey "
        "sir mam plz pls code num wait let check ",
    )
)
_LAST4: Final = sought(
    r"\b(?:(?:card|visa|mastercard|amex|debit|credit|tarjeta|karte|carte|carta|cart[aã]o)(?: \w+){0,3} )?(?:ending|ends|ended|last (?:four|4)(?: digits)?|terminad[ao]|endet|se terminant|che termina|final)(?: \w+)?(?: (?:in|with|on|are|is|of|en|auf|par|con|em))*:?\s*#?(\d{4})(?!\d)",
    re.IGNORECASE,
)


def hear(said: Said, taken: Spans) -> Iterator[Mention]:
    held = list(taken)
    for family in (_last4, _in_groups, _lettered, _dotted, _named, _handles, _shaped, _bare, _spoken, _lone):
        for mention in list(islice(family(said, tuple(held)), FOUND_MAX)):
            held.append((mention.start, mention.end))
            yield mention


def _last4(said: Said, taken: Spans) -> Iterator[Mention]:
    for m in _LAST4.finditer(said.plain):
        yield Mention("card_last4", m[1], *m.span(1))
    if "card_last4" in said.asked:
        for m in re.finditer(r"(?<![\w$])\d{4}(?!\w)", said.plain):
            yield Mention("card_last4", m[0], *m.span())


#: An order's number read out digit by digit, or in groups.
_IN_GROUPS: Final = sought(
    r"\b(?:orders?|oder|ordr|ordre?r|ordernr|order ?(?:number|no\.?|id|nr))(?: (?:number|no\.?|id|nr|is|was|:|=))*[ :#]{1,3}((?:\d(?:[ -]\d){5,11}|\d{2,4}(?:[ -]\d{2,4}){1,3}))(?![\w])(?! ?(?:inch|cm|kg|usd|eur))",
    re.IGNORECASE,
)


def _in_groups(said: Said, taken: Spans) -> Iterator[Mention]:
    for m in _IN_GROUPS.finditer(said.plain):
        if free(m.span(1), taken) and 6 <= sum(map(str.isdigit, m[1])) <= 12:
            yield Mention("order_id", re.sub(r"[ -]", "", m[1]) if " " in m[1] else m[1], *m.span(1))


#: Letters and digits in groups, behind what they name: "claim abd 334".
_LETTERED: Final = sought(
    r"\b(?:(?P<policy_id>policy)|(?P<claim_id>claim)|(?P<order_id>booking|confirmation|reservation|pnr|record locator))(?: (?:id|number|num|no|code|confirmation|reference|is|its))*[ :#]+([a-z]{1,4} ?\d{2,12}(?: [a-z]{1,2} ?\d{1,3}| [a-z]{1,3}(?=\W*$))?)(?![\w-])"
)


def _lettered(said: Said, taken: Spans) -> Iterator[Mention]:
    for m in _LETTERED.finditer(said.low):
        if free(m.span(4), taken) and m[4].split()[0] not in _BARE_FILL:
            yield Mention(next(k for k, x in m.groupdict().items() if x), said.text[slice(*m.span(4))], *m.span(4))


def _named(said: Said, taken: Spans) -> Iterator[Mention]:
    for kind, pattern in NAMED:
        for m in pattern.finditer(said.plain):
            explicit = _explicit(said.low[m.start() : m.start(1)])
            for code in re.finditer(_CODE, m[1], re.IGNORECASE):
                start, end = m.start(1) + code.start(), m.start(1) + code.end()
                start -= start > 0 and said.plain[start - 1] == "#"
                if free((start, end), taken) and _plausible(kind, code[0], explicit):
                    end += _tail(said, end) if explicit and kind in BARE else 0
                    yield Mention(_of_a_bank(kind, said), said.text[start:end], start, end)


def _tail(said: Said, end: int) -> int:
    """How many characters of a last group of letters follow: "896521154 asd"."""
    m = re.match(r" ([a-z]{2,3})\W*$", said.low[end:])
    return m.end(1) if m and m[1] not in _BARE_FILL and not _SHORT.match(m[1]) else 0


def _of_a_bank(kind: str, said: Said) -> str:
    return "bank_account" if kind == "account_id" and _BANK.search(said.before.lower() + said.low) else kind


_BANK: Final = sought(r"\b(?:bank\w*|ifsc|iban|hdfc|icici|sbi|axis|kotak|chase|barclays|hsbc|citi\w*|wells fargo)\b")


def _explicit(words: str) -> bool:
    return bool(
        re.search(
            r"number|num\b|\bno\b|nr|nummer|\bid|code|ref|#|:|番号|号|번호|numero|número|numéro|номер|confirmation",
            words,
        )
    )


def _plausible(kind: str, code: str, explicit: bool) -> bool:
    digits = sum(map(str.isdigit, code))
    if kind == "username":
        return (
            len(code) >= 3
            and (digits > 0 or "_" in code or explicit)
            and code.lower() not in _BARE_FILL
            and not code.startswith("#")
        )
    if not digits or _NOT_CODE.fullmatch(code):
        return bool(explicit and re.fullmatch(r"[A-Z]{6}", code))
    if kind == "order_id":
        return digits >= 3 or (explicit and len(code) >= 3)
    return len(code.strip("#")) >= 3


def _handles(said: Said, taken: Spans) -> Iterator[Mention]:
    """ "ada_byron_1815" is a user's name wherever it stands."""
    for m in _HANDLE.finditer(said.plain):
        if free(m.span(), taken):
            yield Mention("username", m[0], *m.span())


def _dotted(said: Said, taken: Spans) -> Iterator[Mention]:
    for m in _DOTTED.finditer(said.plain):
        if free(m.span(1), taken):
            yield Mention("username", m[1], *m.span(1))


def _shaped(said: Said, taken: Spans) -> Iterator[Mention]:
    for pattern in SHAPED:
        for m in pattern.finditer(said.plain):
            left, _ = said.around(*m.span())
            start = m.start() + len(m[0]) - len(m[0].lstrip())
            if said.low[start] not in "#w" and _of_a_model(said, start):
                continue
            named = re.search(r"\b(?:order|booking|reservation|confirmation)(?: \w+){0,6} (?:is|are|:)\W*$", left)
            if free((start, m.end()), taken) and (named or not OTHER.search(left)) and not _NOT_CODE.fullmatch(m[0]):
                yield Mention("order_id", _order(said.text[start : m.end()]), start, m.end())


def _of_a_model(said: Said, start: int) -> bool:
    """Whether the code stands behind a thing's name or its maker's: "Air Fryer HD9216"."""
    before = words(said.plain[max(0, start - 40) : start])
    return bool(before) and any(x.last == len(before) - 1 for x in goods(before))


def _order(code: str) -> str:
    """ "w 310 2245" as it is printed: W3102245."""
    return re.sub(r"[ .-]", "", code).upper() if re.match(r"#?\s?[Ww][ -]?\d", code) else code


#: "User is ada.b".
_DOTTED: Final = sought(
    r"\b(?:(?:user ?-?(?:name|id)?|login)(?: is|:| ?=) ?|user ?-?(?:name|id) )([a-z][\w-]*\.[\w.-]*\w)(?=[\s,;!.]|$)(?!@)",
    re.IGNORECASE,
)
_HANDLE: Final = sought(
    r"(?<![\w@.])(?!(?:credit|debit|gift)_card|paypal_|master_?card_|visa_|amex_|gift_?card|card_|certificate_)[a-z]{2,}(?:_[a-z]+)*_\d{2,}(?![\w@])",
    re.IGNORECASE,
)
BARE: Final = ("order_id", "policy_id", "claim_id", "account_id", "transaction_id", "username", "bank_account")


def _bare(said: Said, taken: Spans) -> Iterator[Mention]:
    """A bare answer to the question for it: "k 31 p 90", "adab1815"."""
    wanted = [x for x in BARE if x in said.asked]
    if not wanted:
        return
    if "username" in wanted:
        for user in _USER.finditer(said.plain):
            if free(user.span(), taken) and not (len(wanted) > 1 and re.fullmatch(r"[A-Z0-9]{6}|#?[Ww]\d+", user[0])):
                yield Mention("username", user[0], *user.span())
                taken = (*taken, user.span())
    elif "account_id" in wanted and (own := re.search(r"(?<![\w@.])[a-z]{4,}\d{2,}(?![\w@])", said.plain)):
        yield Mention("username", own[0], *own.span())
        taken = (*taken, own.span())
    rest = [x for x in wanted if x != "username"]
    if not rest:
        return
    if "account_id" in rest and (code := re.search(r"(?<!\w)[A-Z]{6,16}(?!\w)", said.plain)):
        yield Mention("account_id", code[0], *code.span())
        return
    for n, (start, end) in enumerate(_apart(said, list(_runs(said, taken)), len(rest))):
        value = said.text[start:end]
        left, _ = said.around(start, end)
        kind = _by_its_look(value, rest) or rest[min(n, len(rest) - 1)]
        postcode = "zip_code" in said.asked and re.fullmatch(r"\d{5}", value)
        if not OTHER.search(left) and not postcode:
            yield Mention(kind, _order(value), start, end)


def _by_its_look(value: str, rest: Sequence[str]) -> str:
    """Accounts are named in letters and digits, orders in digits, when both were asked for."""
    if not {"account_id", "order_id"} <= set(rest) or value[0] in "#Ww":
        return ""
    return "account_id" if sum(map(str.isalpha, value)) > 1 else "order_id"


def _apart(said: Said, runs: list[tuple[int, int]], wanted: int) -> list[tuple[int, int]]:
    """One run that answers several questions, "fdg 4569 mkj 125", in its groups of letters and digits."""
    if len(runs) != 1 or wanted < 2:
        return runs
    start, end = runs[0]
    groups = [(start + m.start(), start + m.end()) for m in re.finditer(r"[^\W\d_]+ ?\d+", said.plain[start:end])]
    whole = sum(b - a for a, b in groups) + len(groups) - 1 >= end - start
    return groups if len(groups) == wanted and whole else runs


def _runs(said: Said, taken: Spans) -> Iterator[tuple[int, int]]:
    """Stretches of code-like words with at least three letters or digits, one of them a digit."""
    start = end = -1
    for m in [*re.finditer(r"[^\s,;]+", said.plain), None]:
        word = said.low[slice(*m.span())].strip(".!?()\"'") if m else ""
        ok = bool(m) and bool(word) and m is not None and free(m.span(), taken) and _codelike(word)
        if ok and m is not None and start >= 0 and re.search(r"[,;]", said.plain[end : m.start()]):
            yield from _trimmed(said, start, end)
            start = -1
        if ok and m is not None:
            start = m.start() if start < 0 else start
            end = m.end()
        elif start >= 0:
            yield from _trimmed(said, start, end)
            start = -1


def _codelike(word: str) -> bool:
    if word in _BARE_FILL or _NOT_CODE.fullmatch(word) or re.match(r"[$€£₹]|.*@", word):
        return False
    return any(x.isdigit() for x in word) or (len(word) <= 3 and word.isascii() and word.isalpha())


def _trimmed(said: Said, start: int, end: int) -> Iterator[tuple[int, int]]:
    raw = said.plain[start:end]
    while raw and not raw[-1].isalnum():
        raw = raw[:-1]
    words = raw.split()
    alone = not said.low[end:].strip(" .!?") and len(words) <= 5 and words and not _SHORT.match(words[-1].lower())
    while words and not any(x.isdigit() for x in words[-1]) and not alone:
        raw = raw[: raw.rindex(words.pop())].rstrip()
        words = raw.split()
    if sum(map(str.isalnum, raw)) >= 3 and any(map(str.isdigit, raw)) and not _DAY.fullmatch(raw):
        yield start, start + len(raw)


_DAY: Final = re.compile(
    r"(?:on )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)\w* \d{1,2}(?:st|nd|rd|th)?|\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
#: Short words that are no part of a code.
_SHORT: Final = re.compile(
    r"(?:yet|now|but|why|how|who|out|off|up|by|all|any|get|got|use|via|per|too|two|one|six|ten|may|day|way|see|say|tho|thx|pls|plz|lol|omg|hmm|mam|sir|bro|man)$"
)
#: A number that stands in a message without a word for what it is: of so many digits, it is the order's.
_LONE: Final = sought(r"(?<![\w#$€£₹.,/@+-])\d{7,9}(?![\w@]|[.,/-]\d)")
_ABOUT_ORDERS: Final = sought(
    r"\b(?:order\w*|arriv\w*|deliver\w*|ship\w*|refund\w*|return\w*|cancel\w*|track|package|parcel|received?|missing|still|where|late|damaged|broken|wrong|status|exchange|bought)\b"
)


def _lone(said: Said, taken: Spans) -> Iterator[Mention]:
    others = {"phone", "zip_code", "account_id", "policy_id", "claim_id", "transaction_id", "bank_account", "amount"}
    alone = said.low.strip(" .!#").isdigit()
    if others & set(said.asked) or any(said.low[a:b].isdigit() or said.low[a] in "#w" for a, b in taken):
        return
    if not alone and not _ABOUT_ORDERS.search(said.low) and "order_id" not in said.asked:
        return
    for m in _LONE.finditer(said.plain):
        left, right = said.around(*m.span(), left=60)
        other = OTHER.search(left) or re.match(
            r"\s*(?:is (?:my|the) (?:phone|mobile|number)|times|people|km|miles)", right
        )
        if (
            free(m.span(), taken)
            and not other
            and not re.search(r"\b(?:call|text|reach|dial|ring|phone|number) (?:me )?(?:on|at|is)?\s*$", left)
        ):
            yield Mention("order_id", m[0], *m.span())


def _spoken(said: Said, taken: Spans) -> Iterator[Mention]:
    """Digits in words: "double u one two three"."""
    kind = next((x for x in ("order_id", "phone", "zip_code", "account_id") if x in said.asked), "")
    for start, end, code in spelled(said.low):
        left, _ = said.around(start, end)
        named = (
            "order_id"
            if re.search(r"\border\b[^.]{0,24}$", left)
            else "phone"
            if re.search(r"\b(?:phone|mobile|cell|call|ring|reach|text|number to)\b[^.]{0,24}$", left)
            else "zip_code"
            if re.search(r"\b(?:zip|post ?code|pin ?code)\b[^.]{0,24}$", left)
            else ""
        )
        if (named or kind) and free((start, end), taken):
            yield Mention(named or kind, code, start, end)
