"""What each kind of fact is called, and the same words about somebody or something else.

Patterns, not sentences: ``slots`` reads them over one sentence, lower-cased. English in breadth; Spanish, German,
French, Italian, Portuguese and Dutch in their plain forms.
"""

from __future__ import annotations

from typing import Final

#: What an identifier is called.
_NUMBER: Final = (
    r"(?:numbers?|no\b\.?|nr\b|num\b|nos\b|id\b|ids\b|i\.d\.|code|ref(?:erence)?(?: (?:number|no\b|id\b|code))?"
    r"|#(?! ?\w*\d)|identifier|digits)"
)
_ORDER: Final = (
    rf"\b(?:orders?|ordr|oder|ordrr?|purchase|booking|reservation|confirmation|invoice)(?:'s)? ?{_NUMBER}"
    rf"|\b{_NUMBER} (?:on|in|of|from|for) (?:your|the|that|this) (?:\w+ ){{0,2}}(?:order|purchase|booking"
    r"|reservation|confirmation|mail|e-?mail|invoice|receipt)"
    r"|\bw[ -]number\b"
    r"|(?<!payment )(?<!transaction )(?<!claim )(?<!bank )(?<!upi )\breference (?:number|no\b|code|#)"
    r"|\b(?:which|what) (?:(?:one )?of (?:your|the) )?(?:orders?|purchases?|bookings?|reservations?)\b"
    r"|(?<=your )\border details\b"
    r"|(?:share|provide|send|give|dm)(?: \w+){0,2} \border details\b"
    r"|\b(?:order|booking|confirmation|purchase) ?#(?! ?\w*\d)"
    r"|\bn[uú]mero (?:de|del) (?:pedido|orden)"
    r"|\bpedido\b(?= es| se trata)|\bbestell(?:nummer|nr|-?id)"
    r"|\bauftragsnummer|\bnum[eé]ro de (?:la )?commande"
    r"|\bnumero (?:d'ordine|dell'ordine|di ordine)"
    r"|\bn[uú]mero (?:do|da) (?:pedido|encomenda)|\bbestelnummer|\bordernummer"
)
#: Words that name each kind of fact. In a sentence that asks, they say what it asks for.
NOUNS: Final[dict[str, str]] = {
    "order_id": _ORDER,
    "account_id": (
        rf"\b(?:account|acct|a/c|customer|client|member|profile|user account) ?{_NUMBER}"
        r"|\bkundennummer|\bn[uú]mero de cliente|\bnum[eé]ro de client"
        r"|\bklantnummer|\bcodice cliente"
    ),
    "username": (
        r"\buser ?-?(?:name|id)\b|\blog-?in (?:name|id)\b"
        r"|\b(?:screen|account|profile) name\b"
        r"|\byour (?:login|handle)\b"
        r"|\b(?:login|user) (?:details|handle)\b|\bnombre de usuario"
        r"|\bbenutzername|\bnom d'utilisateur|\bnome utente"
        r"|\bnome de usu[aá]rio|\bgebruikersnaam"
    ),
    "email": (
        r"\be-?mail(?:s|id)?\b(?! (?:you|u|me|us|them|him|her|it|to|from|that|which|we|with|folder|inbox|app|client"
        r"|notification|receipt|once|when|as soon)\b)"
        r"|\be-?mail (?:that |which )?(?:you|u|it) (?:use|used|gave|signed|registered|ordered|have|had|were|are|is"
        r"|was|placed|provided|bought|want|wanted)"
        r"|\be-?mail to (?:use|send|reach|contact|write)\b"
        r"|\bmail address|\bmail id\b|\bcorreo(?: electr[oó]nico)?"
        r"|\bcourriel|\be-?mail-?adres\w*|\bmail-?adresse"
    ),
    "phone": (
        r"\b(?:phone|mobile|cell|contact|telephone|callback|call-?back|whatsapp|daytime|tel"
        r"|landline)(?: phone)? ?(?:numbers?|no\b|nr\b|#|num\b)"
        r"|(?<!by )(?<!of )\b(?:your|ur|good|best) number\b"
        r"|\bname and (?:a )?number\b"
        r"|\b(?:mobile|cell|tel|telephone)\b(?=\W*(?:$|please|pls|and|or|,))"
        r"|\bcontact (?:details|info(?:rmation)?)\b"
        r"|(?<!by )(?<!on the )(?<!over the )\bphone\b(?=\W*(?:$|please\b|pls\b|plz\b|and\b|or\b|,|&|\+|on file"
        r"|for you))"
        r"|\b(?:your|ur|a) (?:cell|mobile)\b(?! (?:phone )?(?:app|device|data|network|screen))"
        r"|\bnumber to (?:reach|call|contact|ring)|\btel[eé]fono"
        r"|\btelefonnummer|\bhandynummer"
        r"|\bnum[eé]ro de t[eé]l[eé]phone|\bnumero di telefono"
        r"|\bn[uú]mero de telefone|\btelefone\b|\btelefoonnummer"
    ),
    "person_name": (
        r"\b(?:your|ur|the|good|legal|whole) names?\b(?! of| on the (?:box|label|parcel|package|site|gift))"
        r"|\b(?:first|1st) (?:and|&|\+|,) ?(?:last|2nd|second|sur)\b"
        r"|\b(?:name|names)\b(?= (?:and|&|plus|as well|or|so|on (?:the|your)|to (?:look|pull|find|get|start"
        r"|verify))\b| ?\+|, )"
        r"|\b(?:whose|what|which) name\b"
        r"|\bname (?:is )?(?:on|for|under) (?:the|your|this) (?:order|account|booking|reservation|profile)"
        r"|\bname(?:d)? is (?:it|the \w+) (?:under|in|on)"
        r"|\bname did you"
        r"|\b(?:full|first|last|sur|your|the|customer|complete|account holder'?s?|given|family) ?name\b"
        r"|\byour names?\b|\bname\b(?= please|\?|, |$)"
        r"|\b(?:su|tu) nombre|\bnombre (?:completo|y apellidos)"
        r"|\bihr(?:en)? (?:vollst[aä]ndige[rn]? )?namen?\b"
        r"|\bvollst[aä]ndige[rn]? namen?|\bvotre (?:nom|pr[eé]nom)"
        r"|\bnom complet|\bnome (?:e cognome|completo)"
        r"|\b(?:il suo|seu) nome|\b(?:uw|je) (?:volledige )?naam"
    ),
    "address": (
        r"(?<!e-mail )(?<!email )(?<!mail )(?<!ip )(?<!web )\baddress(?:es)?\b"
        r"|\b(?:shipping|delivery|billing|postal|residential|home) (?:details|info(?:rmation)?|location)\b"
        r"|\bwhere you (?:live|are located|reside|want (?:it|this|that))\b"
        r"|\bdirecci[oó]n\b"
        r"|\b(?:liefer|versand|rechnungs)?(?:adresse|anschrift)\b"
        r"|\badresse(?: de livraison)?\b|\bindirizzo\b|\bendere[cç]o\b"
        r"|\badres\b"
    ),
    "zip_code": (
        r"\b(?:zip|postal|post|pin|area pin)(?: |-)?code\b|\bpin of\b"
        r"|\bzip\b|\bc[oó]digo postal|\bpostleitzahl"
        r"|\b(?:ihre|die|deine|eine|und|welche) plz\b|\bcode postal"
        r"|\bcap\b|\bcep\b"
    ),
    "product": (
        r"\b(?:name|names|title|description) of the (?:item|product|article|device|thing)s?\b"
        r"|\b(?:item|product|article)s? (?:name|title|in question|you\b)"
        r"|\b(?:the|your) (?:item|product|article)\b(?= (?:in question|is\W*$|please))"
        r"|\b(?:which|what) (?:\w+ ){0,3}(?:item|product|article|model(?! number)|thing|piece)s?\b"
        r"|\b(?:item|product|article)s? (?:in question|concerned|affected|name)"
        r"|\bname of the (?:item|product)|\b(?:brand|model) of the \w+"
        r"|\b(?:missing|damaged|wrong) items?\b"
        r"|\bitems? (?:which|that)\b|\bitems? (?:that were|you)\b"
        r"|\bthe item you\b|\bqu[eé] (?:producto|art[ií]culo)"
        r"|\bwelche[rsn]? (?:produkt|artikel)"
        r"|\bquel (?:produit|article)|\bquale (?:prodotto|articolo)"
        r"|\bqual produto|\bwelk (?:product|artikel)"
    ),
    "amount": (
        r"\b(?:amount|total|price|sum)\b(?! (?:will|would|should|is going|has|includes))"
        r"|\b(?:cost|value|worth|price) of\b|\bhow much\b"
        r"|\b(?:sum|figure) (?:was|on|of|that)|\bimporte\b"
        r"|\bcu[aá]nto\b|\bbetrag\b|\bmontant\b|\bcombien\b"
        r"|\bimporto\b|\bquanto\b|\bbedrag\b"
    ),
    "date": (
        r"\bdate\b|\bwhat day\b|\bwhich day\b|\bfecha\b|\bdatum\b"
        r"|\bwann\b|\bcu[aá]ndo\b|\bquelle date|\bquando\b|\bwanneer\b"
    ),
    "transaction_id": (
        rf"\b(?:transaction|payment|upi|bank|txn|utr|transfer)(?: \w+)? ?{_NUMBER}"
        r"|\breference (?:id|number|no\b)|\butr\b|\btransaktionsnummer"
        r"|\bn[uú]mero de transacci[oó]n|\bnum[eé]ro de transaction"
    ),
    "payment_method": (
        r"\bpay(?:ment|ing)? ?(?:method|option|mode|type|provider|means|details)"
        r"|\b(?:method|mode|form|means|type|way) of (?:payment|paying)"
        r"|\bhow (?:you|u) (?:have )?paid\b"
        r"|\bhow (?:the|your|this|that|it)(?: \w+)? (?:was|were|got|had been) paid"
        r"|\bhow did you pay|\bpaid with\b|\bm[eé]todo de pago"
        r"|\bforma de pago|\bzahlungs(?:art|methode|weise)"
        r"|\b(?:moyen|mode) de paiement|\bmetodo di pagamento"
        r"|\bforma de pagamento|\bbetaal(?:methode|wijze)"
    ),
    "membership_level": (
        r"\bmembership\b(?! (?:id|number|no|card|fee|benefit|perk|expire|renew))"
        r"|\b(?:which|what|your) (?:tier|level)\b"
        r"|\bloyalty (?:level|tier|status)"
        r"|\bmember (?:level|tier|status)"
    ),
    "shipping_status": r"\b(?:shipping|delivery|order|tracking) status\b",
    "policy_id": (
        rf"\b(?:policy|insurance|plan)(?: policy)? ?{_NUMBER}"
        rf"|\b{_NUMBER} (?:of|on|for|from) (?:the|your|this) (?:\w+ )?(?:policy|insurance)\b"
    ),
    "claim_id": rf"\bclaims? ?{_NUMBER}|\b{_NUMBER} (?:of|on|for|from) (?:the|your|this) (?:\w+ )?claim\b",
    "card_last4": r"\blast (?:four|4)(?: digits)?\b|\blast (?:four|4) of (?:your|the) card",
    "bank_account": r"\b(?:iban|bank account)\b",
    "issue": (
        r"\b(?:the|your|ur|exact|specific|nature of the|this|precise|actual|main|any) (?:issues?|problems?|concerns?"
        r"|trouble|complaint|query|difficulty|difficulties|defect|fault|damage|request|inquiry|enquiry)\b(?! (?:will"
        r"|was (?:re|fix|sol)|is (?:re|fix|sol)))"
        r"|\b(?:issues?|problems?|trouble) (?:you|ur|that you|which you)"
        r"|\breasons? (?:for|behind|why|of)\b|\b(?:the|your) reason\b"
        r"|\bwhat(?: is|'s|’s)? (?:wrong|happened|the matter)"
        r"|\b(?:el|su|qu[eé]) problema|\bmotivo\b"
        r"|\b(?:das|ihr|welches) problem|\bgrund f[uü]r"
        r"|\b(?:le|votre|quel) probl[eè]me|\braison d[eu]"
        r"|\b(?:il|suo|o|seu) problema|\b(?:het|uw|je) probleem"
    ),
}
#: The same words about something else: another person, another time, another thing.
ELSEWHERE: Final[dict[str, str]] = {
    "order_id": r"\bin order to\b|\b(?:new|another|different|replacement|second|next) order\b",
    "email": (
        r"\b(?:by|via|per|through|over) (?:an? )?e-?mail"
        r"|\b(?:junk|spam|confirmation|our|that|this|an?(?! e-?mail (?:address|id|i\b|we\b|for|on))) e-?mail"
        r"|\b(?:new|different|another|other|alternative) e-?mail"
        r"|\be-?mail (?:from|we|folder|inbox)"
        r"|\byou (?:\w+ )?(?:receive|received|get|got|gotten|see|seen|check(?:ed)?|open(?:ed)?|find"
        r"|found)\b(?: \w+){0,4} e-?mail"
        r"|\b(?:sent|send|sending) (?:you )?an e-?mail\b"
    ),
    "phone": (
        r"\bphone (?:are|do|model|case|is it)"
        r"|\b(?:what|which) phone\b(?! ?(?:number|no\b|#))"
        r"|\bphone (?:and try|off|on\b)"
        r"|\b(?:new|different|another|other|alternative|store'?s?|courier'?s?) (?:phone|number|contact)"
    ),
    "person_name": (
        r"\b(?:colleague|driver|courier|carrier|store|shop|agent|manager|employee|recipient|neighbou?r|product|item"
        r"|company|brand|bank|seller|friend|new|different|who signed)\b.*\bname"
        r"|\bname of (?:the|your|that|a) (?:colleague|driver|courier|carrier|store|shop|agent|manager|employee"
        r"|person|recipient|neighbou?r|product|item|company|brand|bank|seller|friend)"
        r"|\bname (?:on|for) the (?:new|gift|parcel)"
        r"|\bname\b[^?]*\b(?:print|engrav|embroider|gift)\w*"
        r"|\b(?:spell|change|correct|update)\w* (?:your|the) name\b"
        r"|\bname of the (?:book|game|film|model|app|bank)\b"
        r"|\b(?:file|brand|product|item|model|store|domain|street|device|company) name\b"
        r"|\buser ?name\b"
    ),
    "address": (
        r"\baddress (?:you\b|the|this|that|your|these|any) (?:problem|issue|concern|question|matter)s?"
        r"|(?<!live )\bat (?:the|your|that|this) address\b"
        r"|\b(?:new|different|another|other|alternative|correct new|e-?mail|mail|ip|updated|store'?s?"
        r"|return) address"
        r"|\bto address\b|\bmail-?adresse|\be-?mail-?adres"
    ),
    "payment_method": (
        r"\b(?:different|another|other|new|alternative|which of) payment"
        r"|\bpayment method (?:such as|like|would|you'd|you would|for the)"
        r"|\blike to use\b"
    ),
    "product": (
        r"\bwhich of (?:the|our|your|these) (?:orders?|stores?|shops?|cards?|addresses|e?-?mails?|accounts?)\b"
        r"|\b(?:instead|in return|in exchange|replacement|rather|alternative|else|other"
        r"|would you like(?! to (?:return|exchange|send|cancel|replace|swap))|do you want(?! to (?:return|exchange"
        r"|send|cancel|replace|swap))|interested)\b"
        r"|\b(?:photo|picture|pic|image|video|receipt|size|colou?r)s?\b"
    ),
    "amount": (
        r"\bwould you (?:accept|like|be)"
        r"|\bhow much (?:longer|more|time|of)\b|\bpartial refund\b"
        r"|\bwilling to\b|\btotal of \W?\d"
    ),
    "date": (
        r"\bgood (?:day|date|time)\b"
        r"|\b(?:redeliver|pick ?up|collect|schedule|prefer|convenient|suits?|best day|would be)\b"
        r"|\bup to date\b|\bdate of birth\b|\bexpir\w+"
        r"|\bdelivery date\b(?! (?:was|that was))"
        r"|\bwhen (?:will|would|can|could|should|do|does|is)\b"
    ),
    "issue": (
        r"\b(?:photo|picture|pic|image|video)s?\b"
        r"|\b(?:resolve|solve|fix|address|sort out|look into|investigate)\w* (?:the|this|your|that) (?:issue"
        r"|problem)"
        r"|\b(?:any(?! (?:issues?|problems?) you)|another|other|else)\b"
        r"|\bissue (?:a|the|your) (?:refund|replacement|label)"
        r"|\b(?:is|was) the (?:issue|problem) (?:resolved|solved|fixed)"
        r"|\bsorry\b"
    ),
    "desired_outcome": (
        r"\bwhy\b|\breasons?\b|\banything else\b"
        r"|^(?:and |so )?(?:which|what) (?:one|item|product|order|colou?r|size|model|name|address)\b"
        r"|\b(?:pay|charge) (?:for|you)\b"
        r"|\b(?:label|form|return policy)\b"
        r"|\bhave you (?:already )?(?:received|got)"
    ),
    "zip_code": r"\b(?:new|different|another) (?:zip|post)|\bzip (?:it|up|file)",
    "shipping_status": r"\bi(?:'ll| will)\b",
    "account_id": r"\bbank account\b",
}
