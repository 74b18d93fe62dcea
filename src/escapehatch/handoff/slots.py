"""How people ask for things: the words for each kind of fact, and the turns of phrase that make a question of
them.

Patterns, not sentences: they are read by ``reask`` over one sentence of a draft, lower-cased. English in
breadth; Spanish, German, French, Italian, Portuguese and Dutch in their plain forms.
"""

from __future__ import annotations

import re
from typing import Final

#: Where one sentence ends and the next begins.
SENTENCES: Final = re.compile(r"(?<=[.!?…。！？])\s+|\n+")

#: A sentence with one of these before the thing it names asks for it.
ASKING: Final = re.compile(
    r"\b(?:(?:can|could|may|might|would|will) (?:i|you|we)\b|(?:please|kindly|pls) (?:\w+ly )?(?:re-?)?(?:provide|share|send|give|confirm|tell|verify"
    r"|specify|enter|dm|state|describe|supply|type|reply with|include|let (?:us|me) (?:know|have)|explain)|(?:provide|share|send|give|confirm|tell|verify|specify|dm|reconfirm|remind)"
    r" (?:us|me)\b|i(?:'ll| will|'d|’ll|’d| would)? (?:just |also |still )?(?:need|require|like)\b|we(?:'ll| will|'d)? (?:just |also )?need\b|^(?:and |or |so |ok |okay |sure )?(?:what|which|who|where|when|how)"
    r"|what(?:'?s|’s)? (?:is |are |was |were )?(?:the|your|ur)\b|do you (?:happen to )?(?:know|have|remember|recall)|is there (?:a|an|any)|^(?:confirm|provide|share|send|verify|specify|state)\b|(?:need|want) to know|\b(?:under|with|on|in|to|from|at|for|by|since) (?:which|what|whose|whom|when)\b|\b(?:mind|possible|able) (?:sharing|giving|telling|sending|to (?:share|give|tell|send))\b|\b(?:drop|paste|type|spell|shoot|ping|dm|pass|hand|grab|get|take|note down|fill in)\b(?: (?:me|us|in|out|here))* (?:the|your|ur)\b|\bi (?:don'?t|do not|can'?t|cannot|couldn'?t) (?:see|have|find) (?:an?|your|the|any)\b|\b(?:all i need|what i need|still need|still missing|need only|only need)\b|\b(?:whose|what|which) (?:name|number|address|card|date|day|order|item|email|e-mail)\b"
    r"|\b(?:puede|puedes|podr[ií]a|podr[ií]as|me (?:da|das|dice|dices|facilita|indica)|ind[ií]que\w*|facil[ií]te\w*|necesito|cu[aá]l (?:es|era)|cu[aá]les|qu[eé]|qui[eé]n|d[oó]nde|cu[aá]ndo|c[oó]mo|dime|d[ií]game|env[ií]e\w*|tiene|tienes)\b"
    r"|\b(?:k[oö]nn(?:en|ten|test)?|kannst|d[uü]rfte?|w[uü]rden|nennen|geben|teilen|schicken|bitte|brauche|ben[oö]tige\w*|wie (?:lautet|ist|war|hei[sß]+\w*|hoch|viel)|welche\w*|was|wer|wo(?:hin)?|wann|haben sie|hast du)\b"
    r"|\b(?:pouvez|pourriez|peux|pourrais|puis-je|merci de|veuillez|donnez|indiquez|j'ai besoin|il me faut|quel(?:le)?s?|qui|o[uù]|quand|comment|avez-vous|as-tu)\b"
    r"|\b(?:pu[oò]|potrebbe|puoi|potresti|posso avere|mi (?:d[aà]|dice|indica|serve|fornisc\w+)|qual(?:'| )?[eè]|quale|quali|chi|dove|quando|come)\b"
    r"|\b(?:pode|poderia|podes|preciso|me (?:diga|informe|envie)|informe|qual|quais|quem|onde|quando|como)\b"
    r"|\b(?:kunt|kun|mag|zou|graag|heb ik nodig|nodig|wat is|welke?|wie|waar|wanneer|hoe)\b)"
)
#: The start of a sentence that tells instead of asking, whatever words follow.
TELLING: Final = re.compile(
    r"^(?:(?:thanks?|thank you|ok|okay|great|perfect|sure|alright)\b[,.! ]*)*(?:i (?:see|have|found|can see|'?ve)|i've|i’ve|we (?:have|found|see|'?ve)"
    r"|we've|let me|please (?:allow|wait|bear|hold|give me a (?:moment|minute|second))|allow me|just to confirm,? (?:your|it'?s|this|that|so)|so (?:your|that'?s|that is|it'?s)|your \w+(?: \w+)? is"
    r"|i(?:'ll| will) (?:check|look|send|pull|use|update|email|now)|veo|tengo|ich (?:sehe|habe)|je (?:vois|note)|vedo|ik (?:zie|heb))\b"
)
#: Behind the value, these make a read-back of it.
READ_BACK: Final = re.compile(
    r"(?:[,;:.-] ?|\bis (?:that|it|this) |\bthat's )(?:correct|right|is that so|isn'?t it|verdad|correcto|richtig|stimmt das|c'est (?:ça|bien)|giusto|certo|klopt)\s*\?*$"
)
#: Short fragments that ask by standing alone: "order #?", "and the pincode, please?".
FRAGMENT_WORDS_MAX: Final = 6
POLITE: Final = re.compile(
    r"(?:\?|\bplease\b|\bpls\b|\bpor favor\b|\bbitte\b|s'il (?:vous|te) pla[iî]t|per favore|alstublieft)\W*$"
)

_ORDER: Final = (
    r"\b(?:ordr|oder) ?(?:#|no\b|number|id)|\bnumber (?:on|in|of|from) (?:your|the|that) (?:\w+ ){0,2}(?:order|confirmation|mail|e-?mail|invoice|receipt)|\bw[ -]number\b|\border ?(?:#(?! ?\w*\d)|no\b|num(?:ber)?\b|id\b|nr\b|code\b|reference\b|ref\b)|\b(?:booking|reservation|confirmation) (?:number|id|code|reference)|\bwhich order\b"
    r"|\bn[uú]mero (?:de|del) (?:pedido|orden)|\bpedido\b(?= es| se trata)|\bbestell(?:nummer|nr|-?id)|\bauftragsnummer|\bnum[eé]ro de (?:la )?commande|\bnumero (?:d'ordine|dell'ordine|di ordine)"
    r"|\bn[uú]mero (?:do|da) (?:pedido|encomenda)|\bbestelnummer|\bordernummer"
)
#: Words that name each kind of fact. In a sentence that asks, they say what it asks for.
NOUNS: Final[dict[str, str]] = {
    "order_id": _ORDER,
    "account_id": r"\baccount (?:id|number|no|#)|\bcustomer (?:id|number)|\bkundennummer|\bn[uú]mero de cliente|\bnum[eé]ro de client|\bklantnummer|\bcodice cliente",
    "username": r"\buser ?(?:name|id)\b|\blog-?in name|\bnombre de usuario|\bbenutzername|\bnom d'utilisateur|\bnome utente|\bnome de usu[aá]rio|\bgebruikersnaam",
    "email": r"\be-?mail\b|\bmail address|\bmail id\b|\bcorreo(?: electr[oó]nico)?|\bcourriel|\be-?mail-?adres\w*|\bmail-?adresse",
    "phone": r"\b(?:phone|mobile|cell|contact|telephone|callback|whatsapp)(?: phone)? ?(?:number|no\b|#)|(?<!by )(?<!on the )(?<!over the )\bphone\b(?! are| model| case| did| screen| number of)|\b(?:your|ur|a) (?:cell|mobile)\b|\bnumber to (?:reach|call|contact|ring)|\btel[eé]fono|\btelefonnummer|\bhandynummer|\bnum[eé]ro de t[eé]l[eé]phone|\bnumero di telefono|\bn[uú]mero de telefone|\btelefone\b|\btelefoonnummer",
    "person_name": r"\b(?:whose|what|which) name\b|\bname (?:is )?(?:on|for|under) (?:the|your|this) (?:order|account|booking|reservation|profile)|\bname(?:d)? is (?:it|the \w+) (?:under|in|on)|\bname did you|\b(?:full|first|last|sur|your|the|customer|complete|account holder'?s?|given|family) ?name\b|\byour names?\b|\bname\b(?= please|\?|, |$)|\b(?:su|tu) nombre|\bnombre (?:completo|y apellidos)|\bihr(?:en)? (?:vollst[aä]ndige[rn]? )?namen?\b|\bvollst[aä]ndige[rn]? namen?|\bvotre (?:nom|pr[eé]nom)|\bnom complet|\bnome (?:e cognome|completo)|\b(?:il suo|seu) nome|\b(?:uw|je) (?:volledige )?naam",
    "address": r"\baddress\b|\bdirecci[oó]n\b|\b(?:liefer|versand|rechnungs)?(?:adresse|anschrift)\b|\badresse(?: de livraison)?\b|\bindirizzo\b|\bendere[cç]o\b|\badres\b",
    "zip_code": r"\b(?:zip|postal|post|pin) ?-?code\b|\bzip\b|\bc[oó]digo postal|\bpostleitzahl|\bplz\b|\bcode postal|\bcap\b|\bcep\b",
    "product": r"\b(?:which|what) (?:\w+ ){0,3}(?:item|product|article|model|thing|piece)s?\b|\b(?:item|product|article)s? (?:in question|concerned|affected|name)|\bname of the (?:item|product)|\b(?:brand|model) of the \w+|\b(?:missing|damaged|wrong) items?\b|\bitems? (?:which|that)\b|\bitems? (?:that were|you)\b|\bthe item you\b|\bqu[eé] (?:producto|art[ií]culo)|\bwelche[rsn]? (?:produkt|artikel)|\bquel (?:produit|article)|\bquale (?:prodotto|articolo)|\bqual produto|\bwelk (?:product|artikel)",
    "amount": r"\b(?:amount|total|price)\b|\bhow much\b|\b(?:sum|figure) (?:was|on|of|that)|\bimporte\b|\bcu[aá]nto\b|\bbetrag\b|\bmontant\b|\bcombien\b|\bimporto\b|\bquanto\b|\bbedrag\b",
    "date": r"\bdate\b|\bwhat day\b|\bwhich day\b|\bfecha\b|\bdatum\b|\bwann\b|\bcu[aá]ndo\b|\bquelle date|\bquando\b|\bwanneer\b",
    "transaction_id": r"\b(?:transaction|payment|reference) (?:id|number|reference|no)\b|\btransaktionsnummer|\bn[uú]mero de transacci[oó]n|\bnum[eé]ro de transaction",
    "payment_method": r"\bpayment (?:method|option|mode)|\b(?:method|mode|form) of payment|\bhow did you pay|\bpaid with\b|\bm[eé]todo de pago|\bforma de pago|\bzahlungs(?:art|methode|weise)|\b(?:moyen|mode) de paiement|\bmetodo di pagamento|\bforma de pagamento|\bbetaal(?:methode|wijze)",
    "membership_level": r"\bmembership\b|\b(?:which|what|your) (?:tier|level)\b|\bloyalty (?:level|tier|status)|\bmember (?:level|tier|status)",
    "shipping_status": r"\b(?:shipping|delivery|order|tracking) status\b",
    "policy_id": r"\bpolicy (?:number|id|no|#)",
    "claim_id": r"\bclaim (?:number|id|no|#)",
    "card_last4": r"\blast (?:four|4)(?: digits)?\b|\blast (?:four|4) of (?:your|the) card",
    "bank_account": r"\b(?:iban|bank account)\b",
    "issue": r"\b(?:the|your|exact|specific|nature of the) (?:issues?|problems?|concern|trouble)\b|\breason for\b|\bwhat(?: is|'s|’s)? (?:wrong|happened|the matter)|\b(?:el|su|qu[eé]) problema|\bmotivo\b|\b(?:das|ihr|welches) problem|\bgrund f[uü]r|\b(?:le|votre|quel) probl[eè]me|\braison d[eu]|\b(?:il|suo|o|seu) problema|\b(?:het|uw|je) probleem",
}
#: Whole questions that need no noun.
QUESTIONS: Final[dict[str, str]] = {
    "product": r"\b(?:which|what) one (?:is|was|arrived|came|broke|are|has|did)|\bwhich of (?:the|our|your|them|these)\b(?: \w+){0,2} (?:items?|products?|things?|are|is|did|was|were|do|broke|arrived)|\bwhat (?:exactly |precisely )?(?:is|was) in (?:the|your) (?:order|parcel|package|box)|\bwhat (?:are|were) you (?:\w+ ){0,2}(?:to )?(?:return|send|exchang|buy|order|swap)\w*|\b(?:tell|know|remind|describe)(?: me| us)? what (?:it is |it was |exactly |it was that )?you (?:\w+ )?(?:purchased|bought|ordered)|\bwhat (?:exactly |actually )(?:did|have) you|\b(?:which|what) (?:item|product|article)s? (?:was|were|is|are|did|do|have|might)\b|\bwhat (?:did|have) you (?:buy|bought|order(?:ed)?|purchase[d]?)|\bwhat was it that you|\bqu[eé] (?:compr[oó]|pidi[oó])|\bwas haben sie (?:bestellt|gekauft)|\bqu'avez-vous (?:command[eé]|achet[eé])",
    "amount": r"\bwhat did (?:it|they|that|this|the \w+) cost|\bwhat (?:did|have) you (?:pay|paid)\b(?! with| by| for it with)|\bwhat (?:were|was|have) you (?:been )?charged|\bhow much (?:was|were|did|is|have)",
    "date": r"\b(?:when|since when) (?:did|was|were|have|are) (?:you|it|the|your|this|that|they)\b",
    "payment_method": r"\bwhat (?:did|have) you (?:pay|paid) (?:with|by)|\b(?:did|have) you (?:pay|paid) (?:by|with|via|using|through)|\bhow (?:was|were|is) (?:it|the \w+|your \w+|this|that) paid|\bpaid (?:by|with) (?:card|paypal) or|\b(?:which|what) (?:card|bank|account) (?:was|is|did|were|have)|\bhow (?:did|have) you (?:pay|paid)|\bwhich (?:card|bank) did you|\bc[oó]mo pag[oó]|\bwie haben sie (?:be)?zahlt",
    "person_name": r"^(?:and )?you are\s*\?|\bwho(?:m)? (?:am i|do i have|is this|are you|is it)\b(?! \w*(?:order|parcel|for\b))|\bwhat (?:should|can|may) i call you|\bcon qui[eé]n hablo|\bmit wem (?:spreche|habe)|\b[aà] qui ai-je|\bcome si chiama|\bcomo se chama|\bwie hei[sß]+en sie|\bc[oó]mo se llama|\bmet wie (?:spreek|heb)",
    "address": r"\bwhere (?:do|are) you (?:live|living|based|located)|\bwhere (?:was|were|is|are) (?:it|this|they|the \w+|your \w+) (?:\w+ )?(?:supposed|meant|due|intended|going|being sent|to be delivered|headed)|\bwhere (?:did|were) (?:you|we) (?:want|wish|ask|have|ship|send)|\bwhere (?:should|shall|can|do|would|must) (?:it|we|i|you|they)\b[^?]*\b(?:deliver|ship|sent|send|go|parcel|package)|\bwohin (?:soll|sollen|d[uü]rfen)|\bd[oó]nde (?:lo|se lo|debemos) (?:env\w+|entreg\w+)|\bo[uù] (?:devons|doit)",
    "email": r"\bwhere can (?:i|we) e-?mail",
    "phone": r"\b(?:number|no\.?) (?:can|could|should|may) (?:i|we) (?:call|reach)|\b(?:best |good |a )?number to (?:reach|call|contact|ring|text|phone|dial|get)\b|\bcontact number\b|\b(?:what|which) number\b(?! of| on| is (?:on|in))|\bhow (?:can|could|may|should|do|shall) (?:i|we|they) (?:best )?(?:reach|call|contact|get hold of|ring) you\b",
    "order_id": r"\b(?:which|what) order\b|\bqu[eé] pedido|\bwelche bestellung|\bquelle commande|\bquale ordine|\bqual pedido|\bwelke bestelling",
    "issue": r"\bwhat (?:seems to be|exactly is|is|was|'s|’s) (?:the |your )?(?:\w+ )?(?:issue|problem|trouble|matter|reason|concern|wrong)|\bwhat (?:happened|went wrong|brings you|brought you)|\bwhat(?:'s| is) (?:up|going on|bothering|not working)\b|\bin what way|\bhow (?:is|was) (?:it|the \w+) (?:faulty|broken|damaged|defective)|\bwhat(?: \w+){0,2} (?:trouble|problem|issue|difficult)\w*|\b(?:tell|explain|describe|know)\b(?: \w+){0,4} (?:what(?:'s| is| was)? (?:wrong|happened|happening|going on|the matter)|about (?:the|your|this) (?:problem|issue|matter))|\bhow (?:can|may) (?:i|we) help|\bwhat can i (?:help|do)\b|\bwhy (?:do|did|would|are) you (?:want|need|like|return|cancel)|\bwas ist (?:passiert|das problem)|\bqu[eé] (?:ha pasado|ocurre|pas[oó])|\bque s'est-il pass[eé]|\ben qu[eé] puedo ayudar|\bwie kann ich (?:ihnen |dir )?helfen|\bcomment puis-je vous aider",
    "desired_outcome": r"\bwhat (?:can|could|should|may) (?:we|i) do\b[^?]*\b(?:right|up to you|for you)|\bwould you (?:prefer|like|want|rather)\b[^?]*\b(?:refund|replacement|exchange|store credit|money back|new one)|\bhow (?:would|do|should|can|could|may|shall) (?:you|we|i)\b[^?]*\b(?:like (?:us|me|this|it)|like to (?:proceed|go on|continue|resolve|settle|move)|put (?:this|it|things) right|make (?:this|it) right|make (?:it )?up|fix (?:this|it) for you|solve this for you)|\b(?:refund|money back|replacement|replace|exchange|new one)(?: it| you)? or (?:rather )?(?:an? |the |your )?(?:refund|money|replacement|replace|exchange|new one|store credit|repair)\b|\bdo you want (?:your )?money back|\bwhat would you like (?:us|me) to do|\bwhich (?:option|solution|of these) (?:would|do) you (?:prefer|like|want)|\bwhat (?:outcome|resolution|solution)|\bdo you want (?:a )?(?:refund|replacement|exchange)|\b(?:prefiere|quiere) (?:un |el )?(?:reembolso|cambio)|\bm[oö]chten sie (?:eine )?(?:erstattung|r[uü]ckerstattung|ersatz|umtausch)|\bpr[eé]f[eé]rez-vous|\bpreferisce (?:un )?(?:rimborso|cambio)",
    "shipping_status": r"\bhas (?:it|the \w+|your \w+) (?:already |yet )?(?:been )?(?:shipped|arrived|delivered|dispatched)|\bdid (?:it|the \w+) (?:ship|arrive)",
    "membership_level": r"\b(?:are you an?|what|which) (?:(?:gold|silver|bronze|platinum|premium|prime|guest|vip) )?(?:member|membership|tier|level)\b|\bwhat (?:kind|type|sort) of member|\bdo you have a membership|\b(?:which|what) (?:of our )?(?:tiers?|levels?)\b",
    "card_last4": r"\b(?:what|which)\b[^?]*\bcard\b[^?]*\bends? (?:in|with|on)\b|\bwhat does (?:the|your) card(?: number)? end",
    "username": r"\b(?:which|what) (?:login|user|handle|screen name)\b",
}
#: The same words about something else: another person, another time, another thing.
ELSEWHERE: Final[dict[str, str]] = {
    "order_id": r"\bin order to\b|\b(?:new|another|different|replacement|second|next) order\b|\border (?:number|id) (?:is|was)\b",
    "email": r"\b(?:by|via|per|through) e-?mail|\b(?:junk|spam|confirmation|our|that|this|an?) e-?mail|\b(?:new|different|another|other|alternative) e-?mail|\be-?mail (?:from|that|which|we|with|folder|inbox)|\b(?:receive|received|sent|get|got|see|check(?:ed)?)\b(?: \w+){0,4} e-?mail",
    "phone": r"\bphone (?:are|do|model|case|is it)|\bwhat phone\b|\b(?:new|different|another|other|alternative|store'?s?|courier'?s?) (?:phone|number|contact)",
    "person_name": r"\b(?:colleague|driver|courier|carrier|store|shop|agent|manager|employee|recipient|neighbou?r|product|item|company|brand|bank|seller|friend|new|different|who signed)\b.*\bname|\bname of (?:the|your|that|a) (?:colleague|driver|courier|carrier|store|shop|agent|manager|employee|person|recipient|neighbou?r|product|item|company|brand|bank|seller|friend)|\bname (?:on|for) the (?:new|gift|parcel)|\buser ?name\b",
    "address": r"\baddress (?:the|this|that|your|these|any) (?:problem|issue|concern|question|matter)s?|\bat (?:the|your|that) address\b|\b(?:new|different|another|other|alternative|correct new|e-?mail|mail|ip|updated|store'?s?|return) address|\bto address\b|\bmail-?adresse|\be-?mail-?adres",
    "payment_method": r"\b(?:different|another|other|new|alternative|which of) payment|\bpayment method (?:such as|like|would|you'd|you would|for the)|\blike to use\b",
    "product": r"\b(?:instead|in return|in exchange|replacement|rather|alternative|else|other|would you like(?! to (?:return|exchange|send|cancel|replace|swap))|do you want(?! to (?:return|exchange|send|cancel|replace|swap))|interested)\b|\b(?:photo|picture|pic|image|video|receipt|size|colou?r)s?\b",
    "amount": r"\bwould you (?:accept|like|be)|\bpartial refund\b|\bwilling to\b|\btotal of\b",
    "date": r"\bgood (?:day|date|time)\b|\b(?:redeliver|pick ?up|collect|schedule|prefer|convenient|suits?|best day|would be)\b|\bup to date\b|\bdate of birth\b|\bexpir\w+|\bdelivery date\b(?! (?:was|that was))|\bwhen (?:will|would|can|could|should|do|does|is)\b",
    "issue": r"\b(?:resolve|solve|fix|address|sort out|look into|investigate)\w* (?:the|this|your|that) (?:issue|problem)|\b(?:any|another|other|else)\b|\bissue (?:a|the|your) (?:refund|replacement|label)|\b(?:is|was) the (?:issue|problem) (?:resolved|solved|fixed)|\bsorry\b",
    "desired_outcome": r"\banything else\b|\bhave you (?:already )?(?:received|got)",
    "zip_code": r"\b(?:new|different|another) (?:zip|post)|\bzip (?:it|up|file)",
    "shipping_status": r"\bi(?:'ll| will)\b",
    "account_id": r"\bbank account\b",
}

_NOUNS: Final = {kind: re.compile(p) for kind, p in NOUNS.items()}
_QUESTIONS: Final = {kind: re.compile(p) for kind, p in QUESTIONS.items()}
_ELSEWHERE: Final = {kind: re.compile(p) for kind, p in ELSEWHERE.items()}


def asked(sentence: str) -> tuple[str, ...]:
    """The kinds of fact that one sentence asks for."""
    text = " ".join(sentence.lower().replace("’", "'").split())
    if not text or READ_BACK.search(text) or (TELLING.search(text) and not ASKING.search(_after_comma(text))):
        return ()
    found = [kind for kind, p in _QUESTIONS.items() if p.search(text) and not _elsewhere(kind, text)]
    found += [kind for kind in _named(text) if kind not in found]
    return tuple(x for x in found if not _shadowed(x, found, text))


def asked_in(text: str) -> frozenset[str]:
    """The kinds of fact that a whole message asks for."""
    return frozenset(kind for x in SENTENCES.split(text) for kind in asked(x))


def _after_comma(text: str) -> str:
    return text.partition(",")[2].strip()


#: "the order number, if you have it": a thing named without a verb.
_BARE: Final = re.compile(
    r"^(?:and |also |plus |ok |then )?(?:the|your|ur) (?!.*\b(?:is|was|are|were|will|has|have (?:been|gone)|can|should|looks|says|goes|went|got|arrives?|comes?)\b)[^.!]{3,60}$"
)


def _named(text: str) -> list[str]:
    fragment = len(text.split()) <= FRAGMENT_WORDS_MAX and (POLITE.search(text) or _BARE.match(text))
    asking = ASKING.search(text)
    if not fragment and not asking:
        return []
    begins = 0 if fragment or not asking else asking.start()
    return [kind for kind, p in _NOUNS.items() if p.search(text, begins) and not _elsewhere(kind, text)]


#: Of anybody but the customer, or of another time: no kind of fact is meant.
_OTHERS: Final = re.compile(
    r"\b(?:friend|sister|brother|wife|husband|mother|father|mum|mom|dad|son|daughter|colleague|neighbou?r|recipient|partner)(?:'s|s')\b|\bnext (?:order|time|purchase)\b"
)


def _elsewhere(kind: str, text: str) -> bool:
    if _OTHERS.search(text):
        return True
    pattern = _ELSEWHERE.get(kind)
    return bool(pattern and pattern.search(text))


#: A word of one kind inside the words of another: (inner, outer).
SHADOWS: Final = (
    ("person_name", "username", r"\b(?:full|first|last|your) name\b"),
    ("address", "email", r"(?<!e-mail )(?<!email )(?<!mail )\baddress\b"),
    ("product", "desired_outcome", r"$^"),
    ("issue", "desired_outcome", r"$^"),
    (
        "product",
        "order_id",
        r"\b(?:which|what) (?:item|product)|\b(?:brand|model) of|\bthe item you|\b(?:items?|products?) (?:that|which|you)|\bmissing items?",
    ),
    ("payment_method", "transaction_id", r"\bpayment (?:method|option|mode)"),
)


def _shadowed(kind: str, found: list[str], text: str) -> bool:
    return any(kind == inner and outer in found and not re.search(alone, text) for inner, outer, alone in SHADOWS)
