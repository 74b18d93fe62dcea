"""What people ask for: the words for each kind of fact, and the same words about somebody or something else.

Patterns, not sentences: they are read by ``reask`` over one sentence of a draft, lower-cased. English in
breadth; Spanish, German, French, Italian, Portuguese and Dutch in their plain forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from .asking import READ_BACK, asking_part, plain

#: Where one sentence ends and the next begins: not within "flat no. 6".
SENTENCES: Final = re.compile(r"(?<=[.!?…。！？])(?!(?<=\b[Nn][or]\.) \d)\s+|\n+")

#: What an identifier is called.
_NUMBER: Final = r"(?:numbers?|no\b\.?|nr\b|num\b|nos\b|id\b|ids\b|i\.d\.|code|ref(?:erence)?(?: (?:number|no\b|id\b|code))?|#(?! ?\w*\d)|identifier|digits)"
_ORDER: Final = (
    rf"\b(?:orders?|ordr|oder|ordrr?|purchase|booking|reservation|confirmation|invoice)(?:'s)? ?{_NUMBER}|\b{_NUMBER} (?:on|in|of|from|for) (?:your|the|that|this) (?:\w+ ){{0,2}}(?:order|purchase|booking|reservation|confirmation|mail|e-?mail|invoice|receipt)"
    rf"|\bw[ -]number\b|(?<!payment )(?<!transaction )(?<!claim )(?<!bank )(?<!upi )\breference (?:number|no\b|code|#)|\b(?:which|what) (?:(?:one )?of (?:your|the) )?(?:orders?|purchases?|bookings?|reservations?)\b|(?<=your )\border details\b|(?:share|provide|send|give|dm)(?: \w+){{0,2}} \border details\b|\b(?:order|booking|confirmation|purchase) ?#(?! ?\w*\d)"
    r"|\bn[uú]mero (?:de|del) (?:pedido|orden)|\bpedido\b(?= es| se trata)|\bbestell(?:nummer|nr|-?id)|\bauftragsnummer|\bnum[eé]ro de (?:la )?commande|\bnumero (?:d'ordine|dell'ordine|di ordine)"
    r"|\bn[uú]mero (?:do|da) (?:pedido|encomenda)|\bbestelnummer|\bordernummer"
)
#: What a customer may wish for.
_OUTCOME: Final = r"(?:refund\w*|reimburse\w*|money(?: back)?|replac\w+|exchang\w+|swap\w*|new one|another one|store credit|credit|repair\w*|cancel\w*|cash back|voucher|resend|reship\w*|re-?delivery|return\w*)"
#: Words that name each kind of fact. In a sentence that asks, they say what it asks for.
NOUNS: Final[dict[str, str]] = {
    "order_id": _ORDER,
    "account_id": rf"\b(?:account|acct|a/c|customer|client|member|profile|user account) ?{_NUMBER}|\bkundennummer|\bn[uú]mero de cliente|\bnum[eé]ro de client|\bklantnummer|\bcodice cliente",
    "username": r"\buser ?-?(?:name|id)\b|\blog-?in (?:name|id)\b|\b(?:screen|account|profile) name\b|\byour (?:login|handle)\b|\b(?:login|user) (?:details|handle)\b|\bnombre de usuario|\bbenutzername|\bnom d'utilisateur|\bnome utente|\bnome de usu[aá]rio|\bgebruikersnaam",
    "email": r"\be-?mail(?:s|id)?\b(?! (?:you|u|me|us|them|him|her|it|to|from|that|which|we|with|folder|inbox|app|client|notification|receipt|once|when|as soon)\b)|\be-?mail (?:that |which )?(?:you|u|it) (?:use|used|gave|signed|registered|ordered|have|had|were|are|is|was|placed|provided|bought|want|wanted)|\be-?mail to (?:use|send|reach|contact|write)\b|\bmail address|\bmail id\b|\bcorreo(?: electr[oó]nico)?|\bcourriel|\be-?mail-?adres\w*|\bmail-?adresse",
    "phone": r"\b(?:phone|mobile|cell|contact|telephone|callback|call-?back|whatsapp|daytime|tel|landline)(?: phone)? ?(?:numbers?|no\b|nr\b|#|num\b)|(?<!by )(?<!of )\b(?:your|ur|good|best) number\b|\bname and (?:a )?number\b|\b(?:mobile|cell|tel|telephone)\b(?=\W*(?:$|please|pls|and|or|,))|\bcontact (?:details|info(?:rmation)?)\b|(?<!by )(?<!on the )(?<!over the )\bphone\b(?=\W*(?:$|please\b|pls\b|plz\b|and\b|or\b|,|&|\+|on file|for you))|\b(?:your|ur|a) (?:cell|mobile)\b(?! (?:phone )?(?:app|device|data|network|screen))|\bnumber to (?:reach|call|contact|ring)|\btel[eé]fono|\btelefonnummer|\bhandynummer|\bnum[eé]ro de t[eé]l[eé]phone|\bnumero di telefono|\bn[uú]mero de telefone|\btelefone\b|\btelefoonnummer",
    "person_name": r"\b(?:your|ur|the|good|legal|whole) names?\b(?! of| on the (?:box|label|parcel|package|site|gift))|\b(?:first|1st) (?:and|&|\+|,) ?(?:last|2nd|second|sur)\b|\b(?:name|names)\b(?= (?:and|&|plus|as well|or|so|on (?:the|your)|to (?:look|pull|find|get|start|verify))\b| ?\+|, )|\b(?:whose|what|which) name\b|\bname (?:is )?(?:on|for|under) (?:the|your|this) (?:order|account|booking|reservation|profile)|\bname(?:d)? is (?:it|the \w+) (?:under|in|on)|\bname did you|\b(?:full|first|last|sur|your|the|customer|complete|account holder'?s?|given|family) ?name\b|\byour names?\b|\bname\b(?= please|\?|, |$)|\b(?:su|tu) nombre|\bnombre (?:completo|y apellidos)|\bihr(?:en)? (?:vollst[aä]ndige[rn]? )?namen?\b|\bvollst[aä]ndige[rn]? namen?|\bvotre (?:nom|pr[eé]nom)|\bnom complet|\bnome (?:e cognome|completo)|\b(?:il suo|seu) nome|\b(?:uw|je) (?:volledige )?naam",
    "address": r"(?<!e-mail )(?<!email )(?<!mail )(?<!ip )(?<!web )\baddress(?:es)?\b|\b(?:shipping|delivery|billing|postal|residential|home) (?:details|info(?:rmation)?|location)\b|\bwhere you (?:live|are located|reside|want (?:it|this|that))\b|\bdirecci[oó]n\b|\b(?:liefer|versand|rechnungs)?(?:adresse|anschrift)\b|\badresse(?: de livraison)?\b|\bindirizzo\b|\bendere[cç]o\b|\badres\b",
    "zip_code": r"\b(?:zip|postal|post|pin|area pin)(?: |-)?code\b|\bpin of\b|\bzip\b|\bc[oó]digo postal|\bpostleitzahl|\b(?:ihre|die|deine|eine|und|welche) plz\b|\bcode postal|\bcap\b|\bcep\b",
    "product": r"\b(?:name|names|title|description) of the (?:item|product|article|device|thing)s?\b|\b(?:item|product|article)s? (?:name|title|in question|you\b)|\b(?:the|your) (?:item|product|article)\b(?= (?:in question|is\W*$|please))|\b(?:which|what) (?:\w+ ){0,3}(?:item|product|article|model(?! number)|thing|piece)s?\b|\b(?:item|product|article)s? (?:in question|concerned|affected|name)|\bname of the (?:item|product)|\b(?:brand|model) of the \w+|\b(?:missing|damaged|wrong) items?\b|\bitems? (?:which|that)\b|\bitems? (?:that were|you)\b|\bthe item you\b|\bqu[eé] (?:producto|art[ií]culo)|\bwelche[rsn]? (?:produkt|artikel)|\bquel (?:produit|article)|\bquale (?:prodotto|articolo)|\bqual produto|\bwelk (?:product|artikel)",
    "amount": r"\b(?:amount|total|price|sum)\b(?! (?:will|would|should|is going|has|includes))|\b(?:cost|value|worth|price) of\b|\bhow much\b|\bhow much\b|\b(?:sum|figure) (?:was|on|of|that)|\bimporte\b|\bcu[aá]nto\b|\bbetrag\b|\bmontant\b|\bcombien\b|\bimporto\b|\bquanto\b|\bbedrag\b",
    "date": r"\bdate\b|\bwhat day\b|\bwhich day\b|\bfecha\b|\bdatum\b|\bwann\b|\bcu[aá]ndo\b|\bquelle date|\bquando\b|\bwanneer\b",
    "transaction_id": rf"\b(?:transaction|payment|upi|bank|txn|utr|transfer)(?: \w+)? ?{_NUMBER}|\breference (?:id|number|no\b)|\butr\b|\btransaktionsnummer|\bn[uú]mero de transacci[oó]n|\bnum[eé]ro de transaction",
    "payment_method": r"\bpay(?:ment|ing)? ?(?:method|option|mode|type|provider|means|details)|\b(?:method|mode|form|means|type|way) of (?:payment|paying)|\bhow (?:you|u) (?:have )?paid\b|\bhow (?:the|your|this|that|it)(?: \w+)? (?:was|were|got|had been) paid|\bhow did you pay|\bpaid with\b|\bm[eé]todo de pago|\bforma de pago|\bzahlungs(?:art|methode|weise)|\b(?:moyen|mode) de paiement|\bmetodo di pagamento|\bforma de pagamento|\bbetaal(?:methode|wijze)",
    "membership_level": r"\bmembership\b(?! (?:id|number|no|card|fee|benefit|perk|expire|renew))|\b(?:which|what|your) (?:tier|level)\b|\bloyalty (?:level|tier|status)|\bmember (?:level|tier|status)",
    "shipping_status": r"\b(?:shipping|delivery|order|tracking) status\b",
    "policy_id": rf"\b(?:policy|insurance|plan)(?: policy)? ?{_NUMBER}|\b{_NUMBER} (?:of|on|for|from) (?:the|your|this) (?:\w+ )?(?:policy|insurance)\b",
    "claim_id": rf"\bclaims? ?{_NUMBER}|\b{_NUMBER} (?:of|on|for|from) (?:the|your|this) (?:\w+ )?claim\b",
    "card_last4": r"\blast (?:four|4)(?: digits)?\b|\blast (?:four|4) of (?:your|the) card",
    "bank_account": r"\b(?:iban|bank account)\b",
    "issue": r"\b(?:the|your|ur|exact|specific|nature of the|this|precise|actual|main|any) (?:issues?|problems?|concerns?|trouble|complaint|query|difficulty|difficulties|defect|fault|damage|request|inquiry|enquiry)\b(?! (?:will|was (?:re|fix|sol)|is (?:re|fix|sol)))|\b(?:issues?|problems?|trouble) (?:you|ur|that you|which you)|\breasons? (?:for|behind|why|of)\b|\b(?:the|your) reason\b|\bwhat(?: is|'s|’s)? (?:wrong|happened|the matter)|\b(?:el|su|qu[eé]) problema|\bmotivo\b|\b(?:das|ihr|welches) problem|\bgrund f[uü]r|\b(?:le|votre|quel) probl[eè]me|\braison d[eu]|\b(?:il|suo|o|seu) problema|\b(?:het|uw|je) probleem",
}
#: Whole questions that need no noun.
QUESTIONS: Final[dict[str, str]] = {
    "product": r"\bwhat(?:'s| is| was) (?:the|your) (?:item|product|article|device)\b(?! (?:number|code|id|weight|condition|status|size|colou?r|price))|\bwhat(?:'s| is| was)? (?:it )?(?:is |was )?(?:it )?(?:that )?you(?:'ve|'re| have| had| were| are)? (?:\w+ )?(?:purchas|bought|buy|order|return|look|wait|miss)\w*|\bwhich (?:one )?(?:of (?:the|these|those|your) (?:\w+ )?(?:\w+ )?)?(?:items?|products?|pieces?|articles?)\b|\b(?:which|what) one (?:is|was|arrived|came|broke|are|has|did)|\bwhich of (?:the|our|your|them|these)\b(?: \w+){0,2} (?:items?|products?|things?|are|is|did|was|were|do|broke|arrived)|\bwhat (?:exactly |precisely )?(?:is|was) in (?:the|your) (?:order|parcel|package|box)|\bwhat (?:are|were) you (?:\w+ ){0,2}(?:to )?(?:return|send|exchang|buy|order|swap)\w*|\b(?:tell|know|remind|describe)(?: me| us)? what (?:it is |it was |exactly |it was that )?you (?:\w+ )?(?:purchased|bought|ordered)|\bwhat (?:exactly |actually )(?:did|have) you|\b(?:which|what) (?:item|product|article)s? (?:was|were|is|are|did|do|have|might)\b|\bwhat (?:did|have) you (?:buy|bought|order(?:ed)?|purchase[d]?)|\bwhat was it that you|\bqu[eé] (?:compr[oó]|pidi[oó])|\bwas haben sie (?:bestellt|gekauft)|\bqu'avez-vous (?:command[eé]|achet[eé])",
    "amount": r"\bhow (?:big|large|high) (?:was|is|were) (?:the|your|this|that)\b|\bwhat did (?:it|they|that|this|the \w+) cost|\bwhat (?:did|have) you (?:pay|paid)\b(?! with| by| for it with)|\bwhat (?:were|was|have) you (?:been )?charged|\bhow much (?:was|were|did|is|have)",
    "date": r"\b(?:when|since when) (?:did|was|were|have|are) (?:you|it|the|your|this|that|they)\b",
    "payment_method": r"\b(?:how|by what|with what|what)\b[^?]*\b(?:you|your|was|were|the)\b[^?]*\b(?:payment made|make the payment|payment done)\b|\bby what means\b|\bdid you (?:use|pay)\b[^?]*\b(?:card|paypal|cash|wallet)\b|\b(?:which|what)\b[^?]*\b(?:use|used|using) to (?:pay|make the payment|purchase|buy|order)\b|\b(?:which|what) (?:card|wallet|account|provider|app|method|way)\b[^?]*\b(?:you (?:use|pay|paid|used)|(?:use|used|paid) (?:for|with|to))|\b(?:was|were|is|did|have)\b[^?]*\b(?:paid?|payment|pay|purchase|order|bought|buy)\b[^?]*\b(?:by|with|via|using|through|a|or)\b[^?]*\b(?:card|paypal|credit|debit|cash|cod|upi|wallet|gift card|bank transfer|apple pay|google pay|klarna|invoice)\b|\b(?:card|cash|paypal)\b[^?]* or [^?]*\b(?:card|cash|paypal|cod|upi|invoice)\b[^?]*\b(?:you|u) (?:paid|used|pay)|\bwhat (?:did|have) you (?:pay|paid) (?:with|by)|\b(?:did|have) you (?:pay|paid) (?:by|with|via|using|through)|\bhow (?:was|were|is) (?:it|the \w+|your \w+|this|that) paid|\bpaid (?:by|with) (?:card|paypal) or|\b(?:which|what) card (?:was|is|did|were|have)|\bhow (?:did|have) you (?:pay|paid)|\bwhich (?:card|bank) did you|\bc[oó]mo pag[oó]|\bwie haben sie (?:be)?zahlt",
    "person_name": r"\bhow (?:may|should|can|shall|do) (?:i|we) (?:address|call) you\b|^(?:and )?you are\s*\?|\bwho(?:m)? (?:exactly )?(?:am i|i am|i'm|we are|we're|do i have|have i got|is this|are you|is it|you are)\b(?! \w*(?:order|parcel|for\b))|\bwhat (?:should|can|may) i call you|\bcon qui[eé]n hablo|\bmit wem (?:spreche|habe)|\b[aà] qui ai-je|\bcome si chiama|\bcomo se chama|\bwie hei[sß]+en sie|\bc[oó]mo se llama|\bmet wie (?:spreek|heb)",
    "address": r"\bwhere (?:exactly )?(?:we|i|you|they|it|to|the \w+) (?:should |can |need to |needs to |must |shall |is to |would like us to |want us to |was |is )?(?:be )?(?:sen[dt]|ship|deliver|go|post|mail)\w*|\bwhere (?:do|are) you (?:live|living|based|located)|\bwhere (?:was|were|is|are) (?:it|this|they|the \w+|your \w+) (?:\w+ )?(?:supposed|meant|due|intended|going|being sent|to be delivered|headed)|\bwhere (?:did|were) (?:you|we) (?:want|wish|ask|have|ship|send)|\bwhere (?:should|shall|can|do|would|must) (?:it|we|i|you|they)\b[^?]*\b(?:deliver|ship|sent|send|go|parcel|package)|\bwohin (?:soll|sollen|d[uü]rfen)|\bd[oó]nde (?:lo|se lo|debemos) (?:env\w+|entreg\w+)|\bo[uù] (?:devons|doit)",
    "email": r"\bwhere can (?:i|we) e-?mail",
    "phone": r"\bbest way to (?:reach|contact|call|get hold of) you\b|\bnumber (?:where|at which|on which|that|which|for|i|we|so)\b[^?]*\b(?:reach(?:ed)?|call(?:ed)?|contact(?:ed)?|ring|text)\b|\b(?:number|no\.?) (?:can|could|should|may) (?:i|we) (?:call|reach)|\b(?:best |good |a )?number to (?:reach|call|contact|ring|text|phone|dial|get)\b|\bcontact number\b|\b(?:what|which) number\b(?! of| on| (?:is |was |do you see )?(?:on|in|printed|written|shown|stated|given)\b)|\bhow (?:can|could|may|should|do|shall) (?:i|we|they) (?:best )?(?:reach|call|contact|get hold of|ring) you\b",
    "order_id": r"\b(?:which|what) order\b|\bqu[eé] pedido|\bwelche bestellung|\bquelle commande|\bquale ordine|\bqual pedido|\bwelke bestelling",
    "issue": r"\bwhat\b[^?]*\b(?:need|want|like|get|require)\b[^?]*\b(?:help|assistance|assist|support)\b|\bwhat made you\b|\bwhat (?:exactly |is it that )?(?:isn't|is not|doesn't|does not|won't|stopped|stops) (?:be )?(?:work|function|start|turn)\w*|\b(?:is|was) (?:something|anything) wrong with\b|\bwhat (?:\w+ ){0,2}(?:happened|went wrong|is wrong|goes wrong)\b|\bhow (?:can|may|could|might|do|shall) (?:i|we) (?:\w+ )?(?:help|assist|be of|support|serve)|\bwhat (?:can|could|may) (?:i|we) (?:help|do|assist)\b(?! to)|\bwhy\b[^?]*\b(?:return|send|sent|cancel|exchang|reject|refus|contact|unhappy|replac|refund)\w*|\bwhy (?:do|did|would|are|were|have|is|was|has|it|you|you're|you'd|the|this|that)(?: you(?:'re|'d)?| it| the \w+)? ?(?:\w+ ){0,2}(?:want|need|like|return|cancel|send|reject|exchang|refus|unhappy|contact|not)\w*|\bwhat(?:'s| is| are| was)? (?:the )?(?:\w+ ){0,2}(?:issues?|problems?|concerns?)\b|\bwhat (?:exactly )?(?:do|did|are|is|has|have) (?:you|it) (?:\w+ )?(?:experienc|fac|encounter|complain|report)\w*|\bwhat (?:seems to be|exactly is|is|was|'s|’s) (?:the |your )?(?:\w+ )?(?:issue|problem|trouble|matter|reason|concern|wrong)|\bwhat (?:happened|went wrong|brings you|brought you)|\bwhat(?:'s| is) (?:up|going on|bothering|not working)\b|\bin what way|\bhow (?:is|was) (?:it|the \w+) (?:faulty|broken|damaged|defective)|\bwhat(?: \w+){0,2} (?:trouble|problem|issue|difficult)\w*|\b(?:tell|explain|describe|know)\b(?: \w+){0,4} (?:what(?:'s| is| was)? (?:wrong|happened|happening|going on|the matter)|about (?:the|your|this) (?:problem|issue|matter))|\bhow (?:can|may) (?:i|we) help|\bwhy (?:do|did|would|are) you (?:want|need|like|return|cancel)|\bwas ist (?:passiert|das problem)|\bqu[eé] (?:ha pasado|ocurre|pas[oó])|\bque s'est-il pass[eé]|\ben qu[eé] puedo ayudar|\bwie kann ich (?:ihnen |dir )?helfen|\bcomment puis-je vous aider",
    "desired_outcome": rf"\b{_OUTCOME}(?: it| them| you| this| that)? ?(?:,|/|or)(?: rather| would you(?: rather| prefer| like)?| do you want)?(?: (?:an?|the|your|to|get|have|be|full|just|it|for|me to|us to|be))* ?{_OUTCOME}\b|\b(?:would|do|did|will) you (?:rather |still |just )?(?:prefer|like|want|wish|need|rather|be happy with|be looking for|be after)(?: (?:to|have|get|receive|be|us|me|for|it|this|that|the|your|an?|full|complete|item|order|product|issue|or))* {_OUTCOME}\b(?! (?:label|form|code|policy|shipped|sent|delivered|to be|to arrive))|\bare you (?:looking for|after|hoping for|wanting|seeking|expecting|interested in|requesting|asking for)(?: (?:an?|the|your|full|to|get))* {_OUTCOME}\b|\bwhat (?:would|do|did|are|were|will|is it)(?: \w+)? you (?:'d )?(?:\w+ )?(?:like|want|expect|looking for|hoping|wish|prefer|need|have in mind)(?: \w+){{0,2}} (?:us|me|we|i|happen|done|do|from|here|see|achieve|as a resolution|to happen)\b|\bwhat you(?:'d| would)? (?:like|want|need|expect|prefer) (?:us|me|to (?:happen|do)|as|done)\b|\bwhat are you (?:\w+ )?(?:looking for|hoping for|after|expecting)\b|\b(?:what|which|preferred|your|desired|expected) (?:outcome|resolution|solution|remedy|preference)\b|\bhow (?:would|do|should|can|could|may|shall|might) (?:you|we|i)\b[^?]*\b(?:proceed|resolve|resolved|settle|handle|handled|sort|sorted|make it up|make up for|put right|set right|make right|go ahead|move forward|go forward|continue)\b|\bwhat can (?:we|i) do to\b|\bwhat (?:should|shall) (?:we|i) do\b|\bwhat (?:can|could|should|may) (?:we|i) do\b[^?]*\b(?:right|up to you|for you)|\bhow (?:would|do|should|can|could|may|shall) (?:you|we|i)\b[^?]*\b(?:like (?:us|me|this|it)|like to (?:proceed|go on|continue|resolve|settle|move)|put (?:this|it|things) right|make (?:this|it) right|make (?:it )?up|fix (?:this|it) for you|solve this for you)|\b(?:refund|money back|replacement|replace|exchange|new one)(?: it| you)? or (?:rather )?(?:an? |the |your )?(?:refund|money|replacement|replace|exchange|new one|store credit|repair)\b|\bdo you want (?:your )?money back|\bwhat would you like (?:us|me) to do|\bwhich (?:option|solution|of these) (?:would|do) you (?:prefer|like|want)|\bwhat (?:outcome|resolution|solution)|\b(?:best|good|ideal|preferred|right|fair) (?:outcome|resolution|solution) for you\b|\bdo you want (?:a )?(?:refund|replacement|exchange)|\b(?:prefiere|quiere) (?:un |el )?(?:reembolso|cambio)|\bm[oö]chten sie (?:eine )?(?:erstattung|r[uü]ckerstattung|ersatz|umtausch)|\bpr[eé]f[eé]rez-vous|\bpreferisce (?:un )?(?:rimborso|cambio)",
    "shipping_status": r"\bhas (?:it|the \w+|your \w+) (?:already |yet )?(?:been )?(?:shipped|arrived|delivered|dispatched)|\bdid (?:it|the \w+) (?:ship|arrive)",
    "membership_level": r"\b(?:are you an?|what|which)(?:,? (?:or |an? )*(?:gold|silver|bronze|platinum|premium|prime|guest|vip|basic|plus|regular|standard))* (?:member|membership|tier|level)\b|\bwhat (?:kind|type|sort) of member|\bdo you have a membership|\b(?:which|what) (?:of our )?(?:tiers?|levels?)\b",
    "card_last4": r"\b(?:what|which)\b[^?]*\bcard\b[^?]*\bends? (?:in|with|on)\b|\bwhat does (?:the|your) card(?: number)? end",
    "username": r"\b(?:which|what) (?:login|user|handle|screen name)\b",
}
#: The same words about something else: another person, another time, another thing.
ELSEWHERE: Final[dict[str, str]] = {
    "order_id": r"\bin order to\b|\b(?:new|another|different|replacement|second|next) order\b",
    "email": r"\b(?:by|via|per|through|over) (?:an? )?e-?mail|\b(?:junk|spam|confirmation|our|that|this|an?(?! e-?mail (?:address|id|i\b|we\b|for|on))) e-?mail|\b(?:new|different|another|other|alternative) e-?mail|\be-?mail (?:from|we|folder|inbox)|\byou (?:\w+ )?(?:receive|received|get|got|gotten|see|seen|check(?:ed)?|open(?:ed)?|find|found)\b(?: \w+){0,4} e-?mail|\b(?:sent|send|sending) (?:you )?an e-?mail\b",
    "phone": r"\bphone (?:are|do|model|case|is it)|\b(?:what|which) phone\b(?! ?(?:number|no\b|#))|\bphone (?:and try|off|on\b)|\b(?:new|different|another|other|alternative|store'?s?|courier'?s?) (?:phone|number|contact)",
    "person_name": r"\b(?:colleague|driver|courier|carrier|store|shop|agent|manager|employee|recipient|neighbou?r|product|item|company|brand|bank|seller|friend|new|different|who signed)\b.*\bname|\bname of (?:the|your|that|a) (?:colleague|driver|courier|carrier|store|shop|agent|manager|employee|person|recipient|neighbou?r|product|item|company|brand|bank|seller|friend)|\bname (?:on|for) the (?:new|gift|parcel)|\bname\b[^?]*\b(?:print|engrav|embroider|gift)\w*|\b(?:spell|change|correct|update)\w* (?:your|the) name\b|\bname of the (?:book|game|film|model|app|bank)\b|\b(?:file|brand|product|item|model|store|domain|street|device|company) name\b|\buser ?name\b",
    "address": r"\baddress (?:you\b|the|this|that|your|these|any) (?:problem|issue|concern|question|matter)s?|(?<!live )\bat (?:the|your|that|this) address\b|\b(?:new|different|another|other|alternative|correct new|e-?mail|mail|ip|updated|store'?s?|return) address|\bto address\b|\bmail-?adresse|\be-?mail-?adres",
    "payment_method": r"\b(?:different|another|other|new|alternative|which of) payment|\bpayment method (?:such as|like|would|you'd|you would|for the)|\blike to use\b",
    "product": r"\bwhich of (?:the|our|your|these) (?:orders?|stores?|shops?|cards?|addresses|e?-?mails?|accounts?)\b|\b(?:instead|in return|in exchange|replacement|rather|alternative|else|other|would you like(?! to (?:return|exchange|send|cancel|replace|swap))|do you want(?! to (?:return|exchange|send|cancel|replace|swap))|interested)\b|\b(?:photo|picture|pic|image|video|receipt|size|colou?r)s?\b",
    "amount": r"\bwould you (?:accept|like|be)|\bhow much (?:longer|more|time|of)\b|\bpartial refund\b|\bwilling to\b|\btotal of \W?\d",
    "date": r"\bgood (?:day|date|time)\b|\b(?:redeliver|pick ?up|collect|schedule|prefer|convenient|suits?|best day|would be)\b|\bup to date\b|\bdate of birth\b|\bexpir\w+|\bdelivery date\b(?! (?:was|that was))|\bwhen (?:will|would|can|could|should|do|does|is)\b",
    "issue": r"\b(?:photo|picture|pic|image|video)s?\b|\b(?:resolve|solve|fix|address|sort out|look into|investigate)\w* (?:the|this|your|that) (?:issue|problem)|\b(?:any(?! (?:issues?|problems?) you)|another|other|else)\b|\bissue (?:a|the|your) (?:refund|replacement|label)|\b(?:is|was) the (?:issue|problem) (?:resolved|solved|fixed)|\bsorry\b",
    "desired_outcome": r"\bwhy\b|\breasons?\b|\banything else\b|^(?:and |so )?(?:which|what) (?:one|item|product|order|colou?r|size|model|name|address)\b|\b(?:pay|charge) (?:for|you)\b|\b(?:label|form|return policy)\b|\bhave you (?:already )?(?:received|got)",
    "zip_code": r"\b(?:new|different|another) (?:zip|post)|\bzip (?:it|up|file)",
    "shipping_status": r"\bi(?:'ll| will)\b",
    "account_id": r"\bbank account\b",
}

#: From a sentence to the chance that it asks the customer for each kind of fact.
Wants = Callable[[str], Mapping[str, float]]
#: The least chance that is believed without a pattern: in a sentence that asks by its form, in another, and beside another kind.
SURE_WHERE_ASKING: Final = 0.6
SURE: Final = 0.9
SURE_BESIDE: Final = 0.95
#: If no kind has even this chance, the patterns are wrong. The head has learned English alone.
NEVER: Final = 0.001
_ENGLISH: Final = re.compile(r"\b(?:the|you|your|we|is|what|which|please|can|could|for|with|do|did|how|it)\b")
#: What the answer is for, and the time of which is spoken: what these name is not asked for.
_PURPOSE: Final = re.compile(
    r",? (?:so (?:that )?(?:i|we|you|it)|in order to"
    r"|to (?:check|find|look|see|verify|track|pull|process|help|begin|start|proceed|locate|access|review|assist|open|confirm|go|continue)"
    r"|(?<!and )(?<!or )(?<!me )(?<!know )(?:when|before|while) (?:you|it))\b.*"
    r"|^(?:in order )?to (?:[^,]*, |(?:\w+ ){1,7}?(?=(?:i|we|may|can|could|please)\b))"
)
#: A number without a name, and the things that have one.
_BARE_NUMBER: Final = re.compile(
    r"\b(?:the|its|that|it's) (number|id|reference|ref|code|no\b\.?|digits)\b(?! (?:of|on|for|from|in|to|you|i|we|where|at|is|was|linked|behind|under|below)\b)"
)
_THINGS: Final = re.compile(r"\b(order|booking|reservation|purchase|account|policy|claim|transaction|payment)\b(?!s)")

_NOUNS: Final = {kind: re.compile(p) for kind, p in NOUNS.items()}
_QUESTIONS: Final = {kind: re.compile(p) for kind, p in QUESTIONS.items()}
_ELSEWHERE: Final = {kind: re.compile(p) for kind, p in ELSEWHERE.items()}


#: Sentences whose answer is remembered: a draft is read anew with each word that is typed.
KEPT: Final = 2_048


@lru_cache(maxsize=KEPT)
def asked(sentence: str, before: str = "", wants: Wants | None = None) -> tuple[str, ...]:
    """The kinds of fact that one sentence asks for. ``before``: the sentence before it, which may name what "the number" is of.

    ``wants``: what else hears what a sentence asks for (see ``reading.wanted``), where the patterns hear nothing.
    """
    text = _referring(plain(sentence), before)
    if READ_BACK.search(text) or _OTHERS.search(text):
        return ()
    part = asking_part(text)
    found = _by_patterns(text, part) if part is not None else []
    return tuple(_weighed(found, text, part, wants) if wants else found)


def _weighed(found: list[str], text: str, part: str | None, wants: Wants) -> list[str]:
    """What the patterns found, unless the head is sure that nothing is asked for, and what else the head is sure of."""
    chances = wants(text)
    if found and max(chances.values()) < NEVER and _ENGLISH.search(text):
        return []
    least = SURE_BESIDE if found else SURE_WHERE_ASKING if part else SURE
    more = [kind for kind, chance in chances.items() if chance >= least and kind not in found]
    if found and more:
        bare = wants(_PURPOSE.sub("", text))
        more = [kind for kind in more if bare[kind] >= least]
    return found + more


def _by_patterns(text: str, part: str) -> list[str]:
    found = [kind for kind, p in _QUESTIONS.items() if p.search(text) and not _elsewhere(kind, text)]
    found += [kind for kind, p in _NOUNS.items() if kind not in found and _named(kind, p, part)]
    return [x for x in found if not _shadowed(x, found, text)]


def _referring(text: str, before: str) -> str:
    """ "I can't find your order. What's the number?": the number of the order."""
    bare = _BARE_NUMBER.search(text)
    things = _THINGS.findall(plain(before)) if bare else []
    return f"{text[: bare.start(1)]}{things[-1]} {text[bare.start(1) :]}" if bare and things else text


def asked_in(text: str) -> frozenset[str]:
    """The kinds of fact that a whole message asks for."""
    return frozenset(kind for x in SENTENCES.split(text) for kind in asked(x))


#: Of anybody but the customer, or of another time: no kind of fact is meant.
_PEOPLE: Final = (
    r"(?:friend|sister|brother|wife|husband|spouse|mother|father|mum|mom|dad|son|daughter|child|kid|cousin|aunt|uncle|boss|colleague|coworker|roommate|flatmate|neighbou?r|recipient|partner|landlord|receiver"
    r"|store|shop|branch|outlet|seller|vendor|merchant|retailer|warehouse|bank|driver|courier|carrier|agent|representative|rep|advisor|manager|technician|sender|employee|assistant|person|manufacturer|company|airline|hotel|doctor|bot)"
)
_OTHERS: Final = re.compile(
    rf"\b{_PEOPLE}(?:'s|s')|\b(?:of|for) (?:the|your|that|this|our|an?|another) (?:\w+ )?{_PEOPLE}\b(?! number)|\b(?:his|her|their)\b|\bnext (?:order|time|purchase)\b|\b(?:like|want) (?:(?:me|us) )?to add\b|\b(?:change|update|switch|set) (?:it|this|that|them) to\b|\b(?:who|whom) (?:you|signed|delivered|took|accepted|received|helped|sold)\b|\b(?:spoke|talked|chatted|dealt) (?:to|with)\b"
)
#: Another thing of the same kind, said right before its name or behind it.
_NEW: Final = re.compile(
    r"\b(?:new|different|another|other|alternate|alternative|second|additional|extra|updated|return|gift|next|backup|spare|our|serial|tracking|model)(?: \w+){0,2} $|\b(?:replacement|exchange) $"
)
_ON_A_THING: Final = re.compile(
    r"^ (?:\w+ ){0,2}(?:on|under|inside|behind) (?:the|your|its) (?:\w+ )?(?:label|box|device|sticker|package|parcel|bottom|back|side|screen|tag|packaging)\b"
)


def _named(kind: str, pattern: re.Pattern[str], part: str) -> bool:
    found = [x for x in pattern.finditer(part) if not _NEW.search(part[: x.start()])]
    return any(not _ON_A_THING.search(part[x.end() :]) for x in found) and not _elsewhere(kind, part)


def _elsewhere(kind: str, text: str) -> bool:
    pattern = _ELSEWHERE.get(kind)
    return bool(pattern and pattern.search(text))


#: A word of one kind inside the words of another: (inner, outer).
SHADOWS: Final = (
    ("person_name", "username", r"\b(?:full|first|last|your) name\b"),
    ("address", "email", r"(?<!e-mail )(?<!email )(?<!mail )\baddress\b"),
    ("product", "desired_outcome", r"\b(?:which|what) (?:one|item|product|article)s?\b"),
    ("issue", "desired_outcome", r"\bwhat can (?:i|we) do for you"),
    (
        "product",
        "order_id",
        r"\b(?:which|what) (?:item|product)|\b(?:brand|model) of|\bthe item you|\b(?:items?|products?) (?:that|which|you)|\bmissing items?",
    ),
    ("payment_method", "transaction_id", r"\bpayment (?:method|option|mode)"),
)


def _shadowed(kind: str, found: list[str], text: str) -> bool:
    return any(kind == inner and outer in found and not re.search(alone, text) for inner, outer, alone in SHADOWS)
