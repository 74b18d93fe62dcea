"""A message as the families of facts look at it, and what the other side had just asked for."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from ...conversation.values import Role
from ..tidy import same_length

#: Values of one family looked at in one message: nobody means more, and the work stays bounded.
FOUND_MAX: Final = 80

Spans = tuple[tuple[int, int], ...]

#: Words by which a question names a kind of fact, in the plain forms of a dozen languages.
NOUNS: Final = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "order_id": r"\border ?(?:#|no\b|nr\b|num(?:ber)?s?\b|ids?\b|code|reference|ref\b|confirmation)|\b(?:booking|reservation|confirmation|pnr)(?: confirmation)?(?: number| id| code| reference|s?\b(?= you| do|\?))|\b(?:which|what) (?:order|reservation|booking|purchase)s?\b|^\W*(?:and |the |your )*order\W*\?|\b(?:purchase|reference) (?:number|no\b|id)|\bnumber of (?:the|your) (?:order|booking|purchase|reservation)|\border in question|n[uú]mero (?:de|del|do|da) (?:su |tu |seu )?(?:pedido|orden|encomenda)|bestell-?(?:nummer|nr)|auftragsnummer|num[eé]ro de (?:votre |la |ta )?commande|numero (?:d'ordine|dell'ordine|di ordine|dell'acquisto)|bestelnummer|ordernummer|ordrenummer|numer zam[oó]wienia|номер заказа|sipari[sş] (?:numara|no)|注文番号|订单号|訂單|주문 ?번호|رقم الطلب|מספר ה?הזמנה|tilausnumero|số đơn|mã đơn|nomor pesanan",
        "account_id": r"\baccount (?:id|number|no\b|#)|\bcustomer (?:id|number)|kundennummer|n[uú]mero de cliente|num[eé]ro de client|klantnummer|codice cliente",
        "username": r"\buser ?-?(?:name|id)s?\b|\blog-?in name|nombre de usuario|benutzername|nom d'utilisateur|nome utente|nome de usu[aá]rio|gebruikersnaam",
        "email": r"\be-?mail\b(?! you| when| with)|correo|courriel|mail-?adres",
        "phone": r"\b(?:phone|mobile|cell|contact|telephone|callback|whatsapp)(?: phone)? ?(?:number|no\b|#)|\bphone\b|\bmobile\b(?! app)|\bcell\b|\b(?:call|ring|reach|text) you (?:on|at|back)\b|\bnumber (?:to|can|we can|i can|should|at which) (?:reach|call|we|i|contact)|\bbest number|tel[eé]fono|telefon|t[eé]l[eé]phone|telefone|電話番号|电话|전화번호",
        "person_name": r"\b(?:full|first|last|sur|your|the|customer|account holder'?s?|given|family|complete|passenger'?s?) ?names?\b(?! of| on the (?:item|product))|\b(?:which|what|whose) name\b|\band you are\b|\bam i (?:speaking|chatting|talking) (?:with|to)|\b(?:to|with) whom\b|\bname with\b|(?<!user )(?<!product )(?<!item )\bname(?= ?(?:and|or|,|&|\+|/) ?(?:\w+ )?(?:zip|post|address|phone|email|e-mail|order|account|number))|\bor name\b|^\W*(?:and |your |the )?names?\W*$|\bwho(?:'s| is)? (?:this|am i|do i have|is writing|you are|are you)\b|\bsurname\b|\b(?:number|email|e-mail|code|id|address|phone),? (?:and|&|\+) (?:full )?name\b|\byour name\b|\bmay i (?:know|have) (?:your|the) (?:good )?name|\bwho am i (?:speaking|chatting|talking)|\bname (?:please|on (?:the|your) (?:order|account|reservation|booking))|\bwhat should i call you|(?:su|tu) nombre|nombre completo|ihr(?:en)? name|votre nom|(?:il suo|tuo) nome|seu nome|uw naam|je naam|nazwisko|お名前|姓名|名字|성함|이름",
        "address": r"(?<!e-mail )(?<!email )(?<!mail )\baddress\b(?! (?:the|this|that|your) (?:issue|problem|concern))|direcci[oó]n|adresse|anschrift|indirizzo|endere[cç]o|\badres\b|адрес|住所|地址|주소",
        "zip_code": r"\b(?:zip|postal|post|pin)[ -]?code\b|\bzip\b|\bpincode\b|c[oó]digo postal|postleitzahl|\bplz\b|code postal|\bcep\b|\bcap\b|postcode|郵便番号|邮编|우편번호",
        "product": r"\b(?:which|what) (?:\w+ ){0,2}(?:item|product|article|model)s?\b|\b(?:item|product) (?:name|are you|did you|is it|would you|you)|\bname of the (?:item|product)|\bwhat did you (?:order|buy|purchase)|\bwhat (?:are you|were you) (?:looking|trying to|returning)|which item|\bbrand and model|\bmodel (?:number )?of",
        "amount": r"\bamount\b|\bhow much\b|\btotal\b|\bprice\b|importe|betrag|montant|importo|valor\b|bedrag",
        "date": r"\bdate\b|\bwhat day\b|\bwhich day\b|\bwhen (?:did|was|were|have|do you)|fecha|datum|wann|cu[aá]ndo|quelle date|quand\b|quando|wanneer",
        "payment_method": r"\bpayment (?:method|option|mode)|\bhow (?:[\w']+ ){1,4}(?:pay|paid|paying)\b|\bwhich card|\bpay(?:ing)? with|\bmode of payment|\b(?:the|your) bank(?:'s)? name|\bbank name|\bname of (?:the|your) bank|\bwhich bank|m[eé]todo de pago|forma de pago|zahlungs(?:art|methode|mittel)|m[eé]thode de paiement|metodo di pagamento|forma de pagamento|betaalmethode|credit card or",
        "card_last4": r"\blast (?:four|4)(?: digits)?\b",
        "transaction_id": r"\b(?:transaction|payment|utr|reference)(?: id| number| no\b| reference)|\btransaction\b(?=.*\bid\b)",
        "membership_level": r"\b(?:member(?:ship)?|loyalty|tier|status) (?:level|tier|status|type)|\bwhat (?:level|tier)|\blevel of membership|\bare you a (?:\w+ )?member|\bmembership\b",
        "shipping_status": r"\b(?:shipping|delivery|shipment|order) status|\bstatus of (?:the|your) (?:order|shipment|package|delivery)|\bhas (?:it|the order|your order)(?: already)?(?: been)? (?:shipped|delivered|arrived)",
        "policy_id": r"\bpolicy (?:id|number|no\b|#)|\bpolicy\b(?=.*\b(?:id|number)\b)",
        "claim_id": r"\bclaim (?:id|number|no\b|#|reference)",
        "bank_account": r"\bbank account|\baccount number\b|\biban\b|\bbank details",
        "desired_outcome": r"\brefund or\b|\bor (?:a )?(?:refund|replacement|exchange)|\bwould you (?:like|prefer)(?: \w+){0,4} (?:refund|replacement|exchange)|\bhow would you like (?:us|me) to|\bwhat would you like",
    }.items()
}
_ASKING: Final = re.compile(
    r"[?？]|^\W*(?:(?:and|so|ok|okay|now|alright|also),? )?(?:(?:how|when|where|who|whose)\b|(?:do|did|is|are|was|were|have|has|will|would) (?:you|it|the|this|that|your|there)\b)|\b(?:please|works|would (?:help|do)|only|kindly|pls|may i|can i|could i|could you|can you|provide|share|give|tell|confirm|enter|send|dm|pm|pop|drop|message|reply with|need|require|verify|what|which|bitte|por favor|veuillez|merci de|per favore|alstublieft|prosz[eę]|пожалуйста|l[uü]tfen|ください|请|請|주세요)"
)
#: A sentence with no verb that only names what is wanted: "And your username, email and order id."
_ONLY_NAMED: Final = re.compile(
    r"^\W*(?:(?:and|also|now|ok|okay|thanks|great|next|then|perfect|alright)\b[, ]*)*(?:your|the|full|order|user|e-?mail|phone|account|zip|postal)\b(?!.*\b(?:is|was|has|have|are|were|will|been|can|of|for|to)\b)"
)
#: A run of characters that no fact is as long as; it would only cost time.
_ENDLESS: Final = re.compile(r"[!-~]{120,}")
_SENTENCE: Final = re.compile(r"[^.!?？。\n]+[.!?？。]*")


class Said(NamedTuple):
    """``text`` as it came; ``plain`` the same length, plain characters; ``low`` in lower case; ``asked`` kinds of fact
    that ``before`` asked for.
    """

    text: str
    plain: str
    low: str
    role: Role
    before: str
    asked: tuple[str, ...]
    earlier: tuple[str, ...]

    @staticmethod
    def of(text: str, role: Role, before: str = "", earlier: tuple[str, ...] = ()) -> Said:
        plain = _ENDLESS.sub(lambda m: " " * len(m[0]), same_length(text))
        low = plain.lower() if plain.isascii() else "".join(map(_low, plain))
        return Said(text, plain, low, role, before, asked(before) if role == Role.CUSTOMER else (), earlier)

    def around(self, start: int, end: int, left: int = 40, right: int = 30) -> tuple[str, str]:
        """Lower-cased text just before and just after a span."""
        return self.low[max(0, start - left) : start], self.low[end : end + right]


@lru_cache(maxsize=4096)
def _low(char: str) -> str:
    return char.lower() if len(char.lower()) == 1 else char


def asked(before: str) -> tuple[str, ...]:
    """The kinds of fact that the other side's last words ask for, in the order in which they are named."""
    found: dict[str, int] = {}
    low = before[-1500:].lower()
    for m in _SENTENCE.finditer(low):
        if not (_ASKING.search(m[0]) or _ONLY_NAMED.match(m[0])):
            continue
        for kind, pattern in NOUNS.items():
            hit = pattern.search(m[0])
            if hit:
                found.setdefault(kind, m.start() + hit.start())
    if "username" in found and "person_name" in found and not re.search(r"\b(?:full|first|last|your) name", low):
        del found["person_name"]
    return tuple(sorted(found, key=lambda x: found[x]))


def free(span: tuple[int, int], taken: Spans) -> bool:
    """Whether nothing else has claimed these characters."""
    return not any(start < span[1] and span[0] < end for start, end in taken)
