"""Whole questions that ask for a kind of fact without its name: "who am I speaking to?", "where should it go?".

Patterns, not sentences, read by ``slots`` as those of ``slot_nouns``.
"""

from __future__ import annotations

from typing import Final

#: What a customer may wish for.
_OUTCOME: Final = (
    r"(?:refund\w*|reimburse\w*|money(?: back)?|replac\w+|exchang\w+|swap\w*|new one|another one|store credit|credit"
    r"|repair\w*|cancel\w*|cash back|voucher|resend|reship\w*|re-?delivery|return\w*)"
)
#: Whole questions that need no noun.
QUESTIONS: Final[dict[str, str]] = {
    "product": (
        r"\bwhat(?:'s| is| was) (?:the|your) (?:item|product|article|device)\b(?! (?:number|code|id|weight|condition"
        r"|status|size|colou?r|price))"
        r"|\bwhat(?:'s| is| was)? (?:it )?(?:is |was )?(?:it )?(?:that )?you(?:'ve|'re| have| had| were"
        r"| are)? (?:\w+ )?(?:purchas|bought|buy|order|return|look|wait|miss)\w*"
        r"|\bwhich (?:one )?(?:of (?:the|these|those|your) (?:\w+ )?(?:\w+ )?)?(?:items?|products?|pieces?"
        r"|articles?)\b"
        r"|\b(?:which|what) one (?:is|was|arrived|came|broke|are|has|did)"
        r"|\bwhich of (?:the|our|your|them|these)\b(?: \w+){0,2} (?:items?|products?|things?|are|is|did|was|were|do"
        r"|broke|arrived)"
        r"|\bwhat (?:exactly |precisely )?(?:is|was) in (?:the|your) (?:order|parcel|package|box)"
        r"|\bwhat (?:are|were) you (?:\w+ ){0,2}(?:to )?(?:return|send|exchang|buy|order|swap)\w*"
        r"|\b(?:tell|know|remind|describe)(?: me| us)? what (?:it is |it was |exactly "
        r"|it was that )?you (?:\w+ )?(?:purchased|bought|ordered)"
        r"|\bwhat (?:exactly |actually )(?:did|have) you"
        r"|\b(?:which|what) (?:item|product|article)s? (?:was|were|is|are|did|do|have|might)\b"
        r"|\bwhat (?:did|have) you (?:buy|bought|order(?:ed)?|purchase[d]?)"
        r"|\bwhat was it that you|\bqu[eé] (?:compr[oó]|pidi[oó])"
        r"|\bwas haben sie (?:bestellt|gekauft)"
        r"|\bqu'avez-vous (?:command[eé]|achet[eé])"
    ),
    "amount": (
        r"\bwhat(?:'s| is| was) (?:the|your) (?:bill|charge|cost|sum)\b"
        r"|\bhow (?:big|large|high) (?:was|is|were) (?:the|your|this|that)\b"
        r"|\bwhat did (?:it|they|that|this|the \w+) cost"
        r"|\bwhat (?:did|have) you (?:pay|paid)\b(?! with| by| for it with)"
        r"|\bwhat (?:were|was|have) you (?:been )?charged"
        r"|\bhow much (?:was|were|did|is|have)"
    ),
    "date": r"\b(?:when|since when)(?: exactly)? (?:did|was|were|have|are) (?:you|it|the|your|this|that|they)\b",
    "payment_method": (
        r"\b(?:how|by what|with what|what)\b[^?]*\b(?:you|your|was|were|the)\b[^?]*\b(?:payment made"
        r"|make the payment|payment done)\b"
        r"|\bby what means\b"
        r"|\bdid you (?:use|pay)\b[^?]*\b(?:card|paypal|cash|wallet)\b"
        r"|\b(?:which|what)\b[^?]*\b(?:use|used|using) to (?:pay|make the payment|purchase|buy|order)\b"
        r"|\b(?:which|what) (?:card|wallet|account|provider|app|method|way)\b[^?]*\b(?:you (?:use|pay|paid|used)"
        r"|(?:use|used|paid) (?:for|with|to))"
        r"|\b(?:was|were|is|did|have)\b[^?]*\b(?:paid?|payment|pay|purchase|order|bought|buy)\b[^?]*\b(?:by|with|via"
        r"|using|through|a|or)\b[^?]*\b(?:card|paypal|credit|debit|cash|cod|upi|wallet|gift card|bank transfer"
        r"|apple pay|google pay|klarna|invoice)\b"
        r"|\b(?:card|cash|paypal)\b[^?]* or [^?]*\b(?:card|cash|paypal|cod|upi|invoice)\b[^?]*\b(?:you|u) (?:paid"
        r"|used|pay)"
        r"|\bwhat (?:did|have) you (?:pay|paid) (?:with|by)"
        r"|\b(?:did|have) you (?:pay|paid) (?:by|with|via|using|through)"
        r"|\bhow (?:was|were|is) (?:it|the \w+|your \w+|this|that) paid"
        r"|\bpaid (?:by|with) (?:card|paypal) or"
        r"|\b(?:which|what) card (?:was|is|did|were|have)"
        r"|\bhow (?:did|have) you (?:pay|paid)"
        r"|\bwhich (?:card|bank) did you|\bc[oó]mo pag[oó]"
        r"|\bwie haben sie (?:be)?zahlt"
    ),
    "person_name": (
        r"\bhow (?:may|should|can|shall|do) (?:i|we) (?:address|call) you\b"
        r"|^(?:and )?you are\s*\?"
        r"|\bwho(?:m)? (?:exactly )?(?:am i|i am|i'm|we are|we're|do i have|have i got|is this|are you|is it"
        r"|you are)\b(?! \w*(?:order|parcel|for\b))"
        r"|\bwhat (?:should|can|may) i call you|\bcon qui[eé]n hablo"
        r"|\bmit wem (?:spreche|habe)|\b[aà] qui ai-je"
        r"|\bcome si chiama|\bcomo se chama|\bwie hei[sß]+en sie"
        r"|\bc[oó]mo se llama|\bmet wie (?:spreek|heb)"
    ),
    "address": (
        r"\bwhere (?:exactly )?(?:we|i|you|they|it|to|the \w+) (?:should |can |need to |needs to |must |shall "
        r"|is to |would like us to |want us to |was |is )?(?:be )?(?:sen[dt]|ship|deliver|go|post|mail)\w*"
        r"|\bwhere (?:do|are) you (?:live|living|based|located)"
        r"|\bwhere (?:was|were|is|are) (?:it|this|they|the \w+|your \w+) (?:\w+ )?(?:supposed|meant|due|intended"
        r"|going|being sent|to be delivered|headed)"
        r"|\bwhere (?:did|were) (?:you|we) (?:want|wish|ask|have|ship|send)"
        r"|\bwhere (?:should|shall|can|do|would|must) (?:it|we|i|you|they)\b[^?]*\b(?:deliver|ship|sent|send|go"
        r"|parcel|package)"
        r"|\bwohin (?:soll|sollen|d[uü]rfen)"
        r"|\bd[oó]nde (?:lo|se lo|debemos) (?:env\w+|entreg\w+)"
        r"|\bo[uù] (?:devons|doit)"
    ),
    "email": r"\bwhere can (?:i|we) e-?mail",
    "phone": (
        r"\bbest way to (?:reach|contact|call|get hold of) you\b"
        r"|\bnumber (?:where|at which|on which|that|which|for|i|we|so)\b[^?]*\b(?:reach(?:ed)?|call(?:ed)?"
        r"|contact(?:ed)?|ring|text)\b"
        r"|\b(?:number|no\.?) (?:can|could|should|may) (?:i|we) (?:call|reach)"
        r"|\b(?:best |good |a )?number to (?:reach|call|contact|ring|text|phone|dial|get)\b"
        r"|\bcontact number\b"
        r"|\b(?:what|which) number\b(?! of| on| (?:is |was |do you see )?(?:on|in|printed|written|shown|stated"
        r"|given)\b)"
        r"|\bhow (?:can|could|may|should|do|shall) (?:i|we|they) (?:best )?(?:reach|call|contact|get hold of"
        r"|ring) you\b"
    ),
    "order_id": (
        r"\b(?:which|what) order\b|\bqu[eé] pedido|\bwelche bestellung"
        r"|\bquelle commande|\bquale ordine|\bqual pedido"
        r"|\bwelke bestelling"
    ),
    "issue": (
        r"\bwhat\b[^?]*\b(?:need|want|like|get|require)\b[^?]*\b(?:help|assistance|assist|support)\b"
        r"|\bwhat made you\b"
        r"|\bwhat (?:exactly |is it that )?(?:isn't|is not|doesn't|does not|won't|stopped|stops) (?:be )?(?:work"
        r"|function|start|turn)\w*"
        r"|\b(?:is|was) (?:something|anything) wrong with\b"
        r"|\bwhat (?:\w+ ){0,2}(?:happened|went wrong|is wrong|goes wrong)\b"
        r"|\bhow (?:can|may|could|might|do|shall) (?:i|we) (?:\w+ )?(?:help|assist|be of|support|serve)"
        r"|\bwhat (?:can|could|may) (?:i|we) (?:help|do|assist)\b(?! to)"
        r"|\bwhy\b[^?]*\b(?:return|send|sent|cancel|exchang|reject|refus|contact|unhappy|replac|refund)\w*"
        r"|\bwhy (?:do|did|would|are|were|have|is|was|has|it|you|you're|you'd|the|this|that)(?: you(?:'re|'d)?| it"
        r"| the \w+)? ?(?:\w+ ){0,2}(?:want|need|like|return|cancel|send|reject|exchang|refus|unhappy|contact"
        r"|not)\w*"
        r"|\bwhat(?:'s| is| are| was)? (?:the )?(?:\w+ ){0,2}(?:issues?|problems?|concerns?)\b"
        r"|\bwhat (?:exactly )?(?:do|did|are|is|has|have) (?:you|it) (?:\w+ )?(?:experienc|fac|encounter|complain"
        r"|report)\w*"
        r"|\bwhat (?:seems to be|exactly is|is|was|'s|’s) (?:the |your )?(?:\w+ )?(?:issue|problem|trouble|matter"
        r"|reason|concern|wrong)"
        r"|\bwhat (?:happened|went wrong|brings you|brought you)"
        r"|\bwhat(?:'s| is) (?:up|going on|bothering|not working)\b"
        r"|\bin what way\b(?! (?:did|do|have) you (?:pay|paid))"
        r"|\bhow (?:is|was) (?:it|the \w+) (?:faulty|broken|damaged|defective)"
        r"|\bwhat(?: \w+){0,2} (?:trouble|problem|issue|difficult)\w*"
        r"|\b(?:tell|explain|describe|know)\b(?: \w+){0,4} (?:what(?:'s| is| was)? (?:wrong|happened|happening"
        r"|going on|the matter)|about (?:the|your|this) (?:problem|issue|matter))"
        r"|\bhow (?:can|may) (?:i|we) help"
        r"|\bwhy (?:do|did|would|are) you (?:want|need|like|return|cancel)"
        r"|\bwas ist (?:passiert|das problem)"
        r"|\bqu[eé] (?:ha pasado|ocurre|pas[oó])"
        r"|\bque s'est-il pass[eé]|\ben qu[eé] puedo ayudar"
        r"|\bwie kann ich (?:ihnen |dir )?helfen"
        r"|\bcomment puis-je vous aider"
    ),
    "desired_outcome": (
        rf"\b{_OUTCOME}(?: it| them| you| this| that)? ?(?:,|/|or)(?: rather| would you(?: rather| prefer| like)?"
        rf"| do you want)?(?: (?:an?|the|your|to|get|have|be|full|just|it|for|me to|us to|be))* ?{_OUTCOME}\b"
        r"|\b(?:would|do|did|will) you (?:rather |still |just )?(?:prefer|like|want|wish|need|rather|be happy with"
        r"|be looking for|be after)(?: (?:to|have|get|receive|be|us|me|for|it|this|that|the|your|an?|full|complete"
        rf"|item|order|product|issue|or))* {_OUTCOME}\b(?! (?:label|form|code|policy|shipped|sent|delivered|to be"
        r"|to arrive))"
        r"|\bare you (?:looking for|after|hoping for|wanting|seeking|expecting|interested in|requesting"
        rf"|asking for)(?: (?:an?|the|your|full|to|get))* {_OUTCOME}\b"
        rf"|\b(?:(?:would|will) (?:an? |the |your )?|(?:does|is) (?:an? )?)(?:full |partial )?{_OUTCOME}"
        r" (?:work|do|(?:be )?(?:ok|okay|alright|fine|acceptable)"
        r"|suit you|help|sound (?:ok|okay|good|alright|fine)|what you(?:'re| are|'d| would)? (?:after|like|want|hoping))\b"
        rf"|\b(?:are you|would you be) (?:fine|happy|ok|okay|satisfied) with (?:an? |the |your )?(?:full )?{_OUTCOME}\b"
        rf"|\b(?:shall|should) (?:i|we) (?:just |simply |better )?{_OUTCOME} (?:it|you|this|that|them|the|your)\b"
        rf"|\bwould (?:it|that) be (?:ok|okay|alright|fine|good)(?: \w+){{0,2}} if (?:i|we) (?:just )?{_OUTCOME}\b"
        r"|\bwhat would you have (?:us|me) do\b"
        r"|\bwhat (?:would|do|did|are|were|will|is it)(?: \w+)? you (?:'d )?(?:\w+ )?(?:like|want|expect"
        r"|looking for|hoping|wish|prefer|need|have in mind)(?: \w+){0,2} (?:us|me|we|i|happen|done|do|from|here"
        r"|see|achieve|as a resolution|to happen)\b"
        r"|\bwhat you(?:'d| would)? (?:like|want|need|expect|prefer) (?:us|me|to (?:happen|do)|as|done)\b"
        r"|\bwhat are you (?:\w+ )?(?:looking for|hoping for|after|expecting)\b"
        r"|\b(?:what|which|preferred|your|desired|expected) (?:outcome|resolution|solution|remedy|preference)\b"
        r"|\bhow (?:would|do|should|can|could|may|shall|might) (?:you|we|i)\b[^?]*\b(?:proceed|resolve|resolved"
        r"|settle|handle|handled|sort|sorted|make it up|make up for|put right|set right|make right|go ahead"
        r"|move forward|go forward|continue)\b"
        r"|\bwhat can (?:we|i) do to\b"
        r"|\bwhat (?:should|shall) (?:we|i) do\b"
        r"|\bwhat (?:can|could|should|may) (?:we|i) do\b[^?]*\b(?:right|up to you|for you)"
        r"|\bhow (?:would|do|should|can|could|may|shall) (?:you|we|i)\b[^?]*\b(?:like (?:us|me|this|it)"
        r"|like to (?:proceed|go on|continue|resolve|settle|move)|put (?:this|it|things) right|make (?:this"
        r"|it) right|make (?:it )?up|fix (?:this|it) for you|solve this for you)"
        r"|\b(?:refund|money back|replacement|replace|exchange|new one)(?: it| you)? or (?:rather )?(?:an? |the "
        r"|your )?(?:refund|money|replacement|replace|exchange|new one|store credit|repair)\b"
        r"|\bdo you want (?:your )?money back"
        r"|\bwhat would you like (?:us|me) to do"
        r"|\bwhich (?:option|solution|of these) (?:would|do) you (?:prefer|like|want)"
        r"|\bwhat (?:outcome|resolution|solution)"
        r"|\b(?:best|good|ideal|preferred|right|fair) (?:outcome|resolution|solution) for you\b"
        r"|\bdo you want (?:a )?(?:refund|replacement|exchange)"
        r"|\b(?:prefiere|quiere) (?:un |el )?(?:reembolso|cambio)"
        r"|\bm[oö]chten sie (?:eine )?(?:erstattung|r[uü]ckerstattung|ersatz|umtausch)"
        r"|\bpr[eé]f[eé]rez-vous"
        r"|\bpreferisce (?:un )?(?:rimborso|cambio)"
    ),
    "shipping_status": (
        r"\bhas (?:it|the \w+|your \w+) (?:already |yet )?(?:been )?(?:shipped|arrived|delivered|dispatched)"
        r"|\bdid (?:it|the \w+) (?:ship|arrive)"
    ),
    "membership_level": (
        r"\b(?:are you an?|would you be an?|what|which)(?:,? (?:or |an? )*(?:gold|silver|bronze|platinum|premium|prime|guest|vip"
        r"|basic|plus|regular|standard))* (?:member|membership|tier|level)\b"
        r"|\bwhat (?:kind|type|sort) of member"
        r"|\bdo you have a membership"
        r"|\b(?:which|what) (?:of our )?(?:tiers?|levels?)\b"
    ),
    "card_last4": (
        r"\b(?:what|which)\b[^?]*\bcard\b[^?]*\bends? (?:in|with|on)\b"
        r"|\bwhat does (?:the|your) card(?: number)? end"
    ),
    "username": r"\b(?:which|what) (?:login|user|handle|screen name)\b",
}
