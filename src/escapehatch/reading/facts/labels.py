"""What is wrong and what is wished for, as names from closed lists; membership and shipping status. English in breadth, others plainly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from ...conversation.values import Mention, Role
from ..sought import Sought, sought
from . import assents, wishes
from .said import Said, Spans
from .spelling import respelled

ISSUES: Final = {
    "account_access": r"\b(?:can(?:'t|not)|unable to|cannot|couldn't|trouble|problem) (?:log(?:ging)? ?in|sign(?:ing)? ?in|access(?:ing)?(?: \w+)? account)|\b(?:can'?t|cannot|unable to|couldn'?t|won'?t let me|not able to) (?:get (?:back )?in(?:to)?|log ?in(?:to)?|sign in(?:to)?|log on|access)\b(?! touch)|\bpassword (?:is |was |does )?(?:wrong|not work\w*|n'?t work\w*|incorrect|invalid|doesn'?t work)|\b(?:forgot|reset|lost)(?: \w+)? (?:password|username)|\baccount (?:is |was |got )?(?:locked|blocked|suspended)|\blocked out|\bno puedo (?:entrar|acceder|iniciar)|\bnicht (?:einloggen|anmelden)|\bme connecter",
    "address_change": r"\b(?:change|update|correct|edit|modify)(?: \w+){0,3} (?:shipping |delivery )?(?:address|addresses|(?:shipping|delivery) d\w+ils?)|\bi(?:'ve| have)? (?:just |recently )?moved\b(?! (?:it|my|the|this|them))|\b(?:due to|because of|after) (?:a|my|the|our) (?:recent )?move\b|\b(?:have|am|are|is) relocat\w+|\baddress (?:should be|needs to be|has changed|changed to)|\bnew address|\bcambiar(?: \w+)? direcci[oó]n|adresse [aä]ndern|changer(?: \w+){0,2} adresse",
    "cancelled_by_store": r"\b(?:you|store|shop|seller|they|system|order (?:was|got|has been))(?: \w+){0,3} cancel(?:l)?ed\b(?! it myself)",
    "changed_mind": r"\b(?:changed my mind|don't (?:want|need)(?: \w+)? (?:it|them|this) any ?more|no longer (?:want|need)|don't like (?:it|them)|by mistake|accidentally ordered|ordered (?:it |them )?by accident)",
    "charged_no_order": r"\b(?:debit\w*|charged|deduct\w*|paid|payment (?:was |has been )?(?:made|taken|successful|gone|went)|money (?:is |was |has |got )?(?:gone|taken|cut|left)|pais[ae] kat\w*|took (?:the |my )?money|took (?:\S+ ){0,4}from my (?:account|card|bank)|(?:payment|transaction)(?: \S+){0,4} went through)\b.{0,140}\b(?:no (?:such )?orders?\b(?! (?:number|id))|orders? (?:is |was |has |are |were |still )?(?:not|never|nahi\w*|isn'?t|hasn'?t|wasn'?t|didn'?t)|order (?:\S+ ){0,8}(?:is |was )?not (?:reflect\w*|show\w*|confirm\w*|placed)|not (?:reflect\w*|confirmed|placed)|never (?:got|received) (?:a |any )?(?:order )?confirmation|order (?:(?:shows?|is|says?|status|showing|marked|as|got) ){0,3}failed|no confirmation)|\b(?:no (?:such )?order|order (?:not|never|didn'?t|failed))\b.{0,60}\b(?:debited|charged|deducted|money (?:is )?gone)\b",
    "counterfeit_or_used": r"\b(?:fake|counterfeit|knock-?off|replica|not (?:genuine|authentic|original)|already (?:used|opened)|is used|was used|(?:clearly|obviously|a|an) used (?:\w+ )?(?:item|product|one|phone|piece|unit)|(?:looks?|looked|seems?|appears?) (?:\w+ )?used|signs of use|not (?:brand )?new|used condition|someone else'?s (?:data|account|photos|name)|second[- ]hand|pre-?owned|been (?:used|worn|opened))\b|\bfalso\b|gef[aä]lscht|contrefa[cç]on",
    "damaged": r"\b(?:damaged|broken|cracked|shattered|torn|ripped|scratched|dented|smashed|crushed|leak(?:ing|ed)|stain(?:ed|s)?|bent|chipped|a hole)\b|\b(?:roto|rota|da[nñ]ad[oa]|kaputt|besch[aä]digt|cass[eé]e?|endommag[eé]|rotto|danneggiat[oa]|quebrad[oa]|danificad[oa]|kapot|beschadigd|uszkodzon\w+|zniszczon\w+)\b|壊れ|破損|坏了|壞了|破损|破了|파손|망가",
    "defective": r"\b(?:doesn'?t(?: seem to(?: be)?)? work(?:ing)?|does not work|not working|isn't working|stopped working|(?:just |has )?died|won'?t (?:turn on|switch on|power (?:on|up)|boot|heat|spin|open|close|light up|pair|work|charge|start|connect|power)|defective|faulty|malfunction\w*|dead on arrival|not charging|crash(?:es|ed)|keeps (?:crashing|freezing|disconnecting)|no light|quit working|not responding|unresponsive|flicker\w*|buzz(?:es|ing)|crackl\w*|smok(?:es|ing)|sparks|overheat\w*|glitch\w*|rattl(?:es|ing)|jams|jammed|no (?:power|sound|picture|signal|suction)|dead (?:battery|motor|pixels?|screen|on)|(?:shuts?|turns?|switches) (?:itself )?off|shuts down|(?:motor|battery|screen|speaker|engine|heater|fan) (?:is |went |has gone )?(?:dead|dying)|keeps? (?:restarting|rebooting|stopping|cutting|dropping|jamming|failing|beeping|shutting|turning off))\b|\bno funciona|funktioniert nicht|ne (?:marche|fonctionne) pas|non funziona|n[aã]o funciona|werkt niet|nie dzia[lł]a|не работает|動かな|不能用|작동(?:이)? ?안",
    "failed_delivery": r"\b(?:delivery (?:attempt )?failed|failed (?:delivery|attempt)|missed (?:the |my )?delivery|returned to sender|could ?n[o']t deliver|undeliver\w+|not at home|nobody (?:came|rang))",
    "late_delivery": r"\b(?:(?:is|was|are|were|it'?s|running|arriv\w+|coming|came|too|so|very|already|days?|hours?|weeks?|delivery|delivered|order|package|parcel|shipped) late(?! (?:evening|night|at|in|on|payment))|late (?:delivery|arrival|order|package|parcel|again)|(?:days?|weeks?|hours?|months?) (?:overdue|behind)|still no (?!refund|reply|answer|response|update|idea|money|news|email|sign|call)\w+(?=\W*$|[,.!]| and| or)|(?:in transit|on the way|out for delivery) (?:since|for)|taking (?:\w+ ){0,3}(?:days|weeks|forever|ages)|delayed|(?<!don't )(?<!dont )(?<!without )(?<!without any )(?<!no )(?<!do not )delay|overdue|(?:delivery|order|package|parcel|shipping|shipment)(?: \w+){0,4} taking (?:so|too) long|still (?:hasn'?t|has not|not)(?: \w+)? (?:shipped|been shipped|arrived|dispatched|left)|supposed to (?:arrive|be (?:here|delivered))|should have (?:arrived|been delivered)|(?<!fee )(?<!payment )(?<!bill )(?<!rent )was due|not (?:yet )?shipped|hasn'?t (?:even |yet )?(?:been )?(?:shipped|dispatched|sent out|left)|must be here by|need it by|running late|versp[aä]tet|retraso|en retard|in ritardo|atrasad[oa])\b",
    "missing_items": r"\b(?:missing (?:from|inside|in (?:the|it|my)|an?|one|two|the|item\w*|part\w*|piece\w*)|(?:is|are|was|were) missing|only (?:received|got|one|\d)(?: \w+){0,4} (?:of|instead)|only (?:\w+ ){0,3}(?:was|were|came|arrived|in the (?:box|parcel|package))|(?:there )?(?:was|were) only|(?:was|is|were|came|comes|arrived) short (?:by |of )?(?:an?|one|two|three|\d)|incomplete|not (?:everything|all)(?: \w+){0,4} (?:box|there|arrived)|empty (?:box|packet|parcel|package|envelope|carton)|(?:box|packet|parcel|package|envelope|carton) (?:was|is|came|arrived) empty|part of my order)\b",
    "not_received": r"\b(?:(?:never|not|haven'?t|hasn'?t|didn'?t|did not|have not|has not)(?: (?:even|yet|been|ever|still|actually|really|get|any|my|the|it))* (?:arriv\w*|receiv\w*|recieved|reach\w*|come|came|got(?:ten)?|get it|turn(?:ed)? up|delivered|show(?:ed|n)? up)|nothing (?:arrived|came|has come)|(?:says|shows?|showing|marked|status|saying|said|claims|stating)(?: \w+){0,4} delive?r\w*(?: \w+){0,4} but|marked as delivered|says (?:it'?s |it was |it is )?delivered|delivered but (?:i |there|nothing|not|no )|never came|no ha llegado|no lleg[oó]|nicht (?:angekommen|erhalten|da)|pas (?:re[cç]u|arriv[eé])|non [eè] arrivat[oa]|n[aã]o (?:chegou|recebi)|niet (?:ontvangen|aangekomen)|nie (?:dotar[lł]a|dosz[lł]a|otrzyma\w+))\b|не (?:пришел|пришла|пришло|получил)|届か|没(?:有)?收到|沒(?:有)?收到|没到|안 ?왔|못 ?받|\barriv\w+[^!?]{0,60}\b(?:but )?(?:mine|the other|this one)\b[^!?]{0,40}\b(?:has not|hasn'?t|did not|didn'?t|have not|not)\b",
    "order_change": r"\b(?:change|modify|edit|update|add (?:an? |another )?\w+ to|remove (?:an? |one )?\w+ from)(?: \w+){0,3} order\b|\bchange the (?:size|colou?r|quantity|item)",
    "order_status": r"\b(?:whe?re(?:'s| is)? it(?=\W*$| now| at)|where(?:'s| is| are)? (?:is )?(?:my|the) (?:order|package|parcel|delivery|stuff)|status of (?:my|the) (?:order|delivery|package)|track(?:ing)? (?:my |the )?(?:order|package|parcel|number)|when (?:will|does|is)(?: \w+){0,4} (?:arrive|ship|come|be delivered)|order status|any update on)\b|d[oó]nde est[aá] mi pedido|wo (?:ist|bleibt) meine? (?:bestellung|paket)|o[uù] est ma commande|dov'?[eè] il mio (?:ordine|pacco)|onde est[aá] (?:o )?meu pedido|waar is mijn (?:bestelling|pakket)|gdzie jest moj[ae]|где мой заказ",
    "out_of_stock": r"\b(?:out of stock|sold out|back ?in ?stock|restock|unavailable|not in stock|agotado|ausverkauft|rupture de stock|esaurit[oa]|esgotad[oa])\b",
    "payment_failed": r"\b(?:payment (?:\w+ ){0,2}(?:failed|pending|stuck|declined|not going through|won'?t go through|error|rejected)|payment (?:error|issue|problem|failure)|card (?:was |is |got )?(?:declined|rejected|not accepted)|can'?t (?:pay|check ?out)|unable to (?:pay|check ?out|complete (?:the |my )?(?:payment|purchase)))\b",
    "policy_question": r"\b(?:(?:return|refund|exchange|shipping|cancellation|warranty|privacy|price match) policy|(?:promo|coupon|code|voucher|gift card|discount|points)s?\b.{0,60}\b(?:expires?|valid|stack|combine)\b|how long do i have to return|can i return|do you (?:offer|ship|accept|price match|have (?:a )?(?:warranty|guarantee)))\b",
    "price_dispute": r"\b(?:overcharged|(?:want|refund|give|get|return|owe|need|pay)\b[^.!?]{0,30}\bthe difference(?! between)|would(?:'ve| have)? pa(?:id|y)\b[^.!?]{0,40}\bbut\b[^.!?]{0,20}\b(?:charged|billed|took)|charged\b.{0,40}\b(?:but|instead of|though|while|when)\b.{0,50}\b(?:price|cost|supposed|should|said|site|listed|advertis\w*|sale)\b|(?:charged|billed|debited|paid)(?: me)? \S+ (?:instead of|rather than|not) (?:the )?[$£€₹]?\d|(?:promised|advertis\w*|listed|offer\w*|ad|site|page|tag)\b[^.!?]{0,40}\bbut\b[^.!?]{0,40}\b(?:charged|billed|paid|cost)|(?:cheaper|less|lower) (?:elsewhere|at another|somewhere else|in another)|(?:code|coupon|voucher|promo)s?(?: \w+)? (?:isn'?t|is not|doesn'?t|does not|did not|didn'?t|won'?t|not) (?:work\w*|appl\w*|accept\w*|go)|supposed to be free|price (?:was|is|said)\b.{0,30}\bbut\b.{0,30}\bcharged|wrong (?:price|amount|total)|price (?:is |was )?(?:different|wrong|higher|dropped|changed|went up)|cheaper (?:now|on|at)|(?:charged|debited|billed|deducted) (?:too much|more|twice|double|extra|(?:2|two) times)|promo(?: code)? (?:did|does|was)n'?t|(?:coupon|promo|voucher)(?: code)?\b[^.!?]{0,30}\b(?:error|invalid|rejected)|discount (?:not|wasn't|didn't)|coupon (?:not|isn't|doesn't|wasn't|didn't)|hidden (?:fee|charge)s?|cobr\w+ (?:dos veces|de m[aá]s)|doppelt abgebucht|zu viel (?:berechnet|abgebucht))\b",
    "product_question": r"\b(?:(?:tell me|know|knew|wondering|wonder|ask|asking|question|curious|check|sure) (?:if|whether|what|how|about)(?: (?:the|this|it|they|these|those|your|that|a)\b)[^.?!]{0,70}\b(?:shrink|fits?|wash\w*|waterproof|true to size|runs?(?= large| small| big| true)|colou?rs?|materials?|made (?:of|from|in)|come|comes|work with|compatible|support|include|contain|stretch|fade|weigh|in stock|options?|sizes?|features?|warranty|capacity)\b|would like to know (?:if|whether) (?:the|this|it|these)|how (?:do|can|should|would) (?:i|you|one) (?:clean|wash|care|use|iron|dry|charge|install|set (?:it )?up|get (?:\w+ )?(?:stain|spot|mark)s? out|remove)|does (?:it|the|this)(?: \w+){1,6}(?: come| have| fit| shrink| work| include| support| run)|is (?:it|this|the \w+) (?:machine washable|waterproof|true to size|compatible|made of|suitable)|what (?:material|fabric|colou?rs? (?:do|does|is|are))|how (?:big|heavy|wide|tall) (?:is|are)|how many \w+ does|do(?:es)? (?:it|they|this) (?:come in|fit|shrink|run))",
    "refund_missing": r"\b(?:refund(?:(?!\b(?:order (?:has|had|is|was|never)|package|parcel|items?|product|it (?:has|never)|i want|because|since|as)\b)(?:[^.!?]|(?<=\d)\.(?=\d))){0,70}?\b(?:not (?:yet |been |yet been )*(?:credited|received|processed|come|arrived|reflect\w*|shown|there|in)|(?:haven'?t|have not|never|didn'?t|did not|hasn'?t|has not|havent|didnt|hasnt)(?: (?:even|yet|still|actually|been|ever))* (?:receiv\w*|reciev\w*|got\w*|get|seen|see|come|came|arriv\w*|credited|processed|been|shown|show)|still|yet|overdue|missing|pending|nothing|stuck)\b|(?:not(?! an?| some| the| any| in)|never|haven'?t|didn'?t|hasn'?t|havent|where is|waiting (?:for|on)|when (?:will|do|can) i (?:get|receive|expect))(?: (?!not|but)\w+){0,5} (?:refund|money back)|(?:money|amount|cash) (?:[\w,.]+ ){0,2}(?:hasn'?t|has not|haven'?t|never|didn'?t|did not|not|isn'?t)(?: (?:yet|been|even|still))* (?:come|came|back|arriv\w*|return\w*|show\w*|credited|receiv\w*|reach\w*)|where(?:'s| is| r| are) (?:my|the) (?:refund|money)|(?:still|got|received|is|been|but|have|had|getting|get|yet) no refund|zero refund|no refund(?: has| was| yet| so far| till| received| came| credited| processed|(?=\W*$)(?<!and no refund)(?<!n no refund)(?<!, no refund))|status of (?:a|the|my) refund|no (?:he recibido|me han)(?: \w+){0,3} (?:reembolso|devuelto)|r[uü]ckerstattung(?: \w+){0,3} nicht|remboursement(?: \w+){0,3} pas|pas(?: \w+){0,3} rembours\w+|rimborso(?: \w+){0,3} non|reembolso(?: \w+){0,3} n[aã]o)\b",
    "return_rejected": r"\b(?:(?:return|refund)(?: \w+){0,4} (?:rejected|refused|denied|declined)|(?:refus|reject|den)(?:ed|ied|ing)(?: \w+){0,3} (?:return|refund)|won'?t (?:accept|take)(?: \w+){0,3} (?:return|back))\b",
    "unauthorised_charge": r"\b(?:unauthori[sz]ed|did(?:n'?t| not) (?:make|authori[sz]e|place)(?: \w+){0,3} (?:purchase|charge|order|payment|transaction)|don'?t recogni[sz]e|someone (?:used|charged|hacked)|fraud\w*|never (?:authori[sz]ed|signed up|subscribed|agreed to)|charged?\b[^.!?]{0,60}\bnever (?:ordered|bought|asked)|charge i (?:did not|didn'?t|don'?t))\b",
    "wrong_address_delivery": r"\b(?:(?:deliver\w*|delivr\w*|deliverd|sent|shipped|went|dropped|left)(?: (?:it|my|the|order|package|parcel|item|was|off|\w+))? ?(?:to |at |in )?(?:the |a |an |my )?(?:completely |totally |entirely |some )?(?:wrong|different|diff?erent|diffrent|old|another|neighbou?r'?s?|other|somebody else'?s|someone else'?s) (?:address|adress|addres|house|place|door|person|apartment|building|city)|(?:wrong|incorrect) (?:address|adress|addres)\b(?! (?:on|in) (?:my|the) (?:account|profile))|addres+s? (?:is|was|it'?s) (?:completely |totally )?(?:wrong|incorrect)|(?:deliver\w*|dropped|left|sent|went) (?:it )?(?:to|at) [^.!?]{5,70}\b(?:but|and|when)\b[^.!?]{0,12}\b(?:(?:i|we) live|my (?:address|house|place) is|mine is|(?:i'?m|we'?re|we are|i am) (?:at|in))\b|delivere?d (?:it )?in \w+[.!, ]+(?:but )?i'?m in)\b",
    "wrong_color": r"\bwrong colou?r|\b(?:different|another) colou?r (?:than|from|was)|\bcolou?rs? (?:is|was|are|were|came|looks?)(?: \w+){0,2} (?:diff\w*|wrong|different|not)|falsche farbe|color equivocado|mauvaise couleur|\b(?:order\w*|bought|wanted|asked for|chose)\b[^.!?]{0,30}\b(?:black|white|red|blue|green|yellow|orange|purple|pink|brown|gr[ea]y|beige|navy)\b[^.!?]{0,40}\b(?:got|received?|came|sent|arrived|it'?s|is)\b[^.!?]{0,30}\b(?:black|white|red|blue|green|yellow|orange|purple|pink|brown|gr[ea]y|beige|navy)\b|\b(?:got|received?|came|sent|arrived|is)\b[^.!?]{0,20}\b(?:black|white|red|blue|green|yellow|orange|purple|pink|brown|gr[ea]y|beige|navy)\b[^.!?]{0,30}\b(?:ordered|instead of|not|wanted|asked for)\b[^.!?]{0,20}\b(?:black|white|red|blue|green|yellow|orange|purple|pink|brown|gr[ea]y|beige|navy)\b",
    "wrong_item": r"\b(?:wrong (?:item|product|one (?!is|was|w?\d|#)|order(?! (?:number|id|#|no))|thing|shoes|shirt|book|model|package|parcel|version)|(?:different|another) (?:item|product|model|thing) (?:than|from|was|instead)|not what i ordered|(?:did not|didn'?t) order (?:a|an|this|the|that|these)|(?:got|received?|sent(?: me)?|delivered|ordered) (?:a|an|the) [^.!?]{2,40} (?:but|and) (?:got|received?|was sent|they sent|you sent|it'?s|what came) (?:a|an|the|is) (?!refund|email|mail|call|message|confirmation)|sent (?:me )?(?:the wrong(?! (?:size|colou?r|quantity|number|address|amount))|a different|something else)|instead of (?:the|a|my) \w+ i (?:got|received)|art[ií]culo equivocado|falsche[nrs]? (?:artikel|produkt|ware)|mauvais article|articolo sbagliato|produto errado|verkeerde (?:artikel|product))\b",
    "wrong_quantity": r"\b(?:wrong (?:quantity|number of|amount of items)|too (?:many|few) (?:items|of)|ordered (?:\d+|two|three)(?: \w+){0,3} (?:but )?(?:got|received|only)(?: only)? (?:\d+|one|two))\b",
    "wrong_size": r"\b(?:wrong size|(?:two )?different sizes|(?<!days )(?<!days are )(?<!weeks are )(?<!weeks )(?<!months )(?<!hours )(?<!is )(?<!taking )(?<!waited )(?<!waiting )too (?:short|long)\b(?! (?:a )?(?:wait|time))|(?<=is )too (?:short|long)(?= (?:on|in|for me|at))|too (?:small|big|large|tight|loose)\b(?! (?:a )?(?:wait|time))|doesn'?t fit|do(?:es)? not fit|didn'?t fit|don'?t fit|size (?:is|was) (?:wrong|off)|(?:bigger|smaller|larger) size|falsche gr[oö](?:ß|ss)e|talla equivocada|mauvaise taille|taglia sbagliata|tamanho errado|verkeerde maat)\b",
}
OUTCOMES: Final = {
    "account_recovery": r"\b(?:recover|unlock|restore|regain|get (?:back )?(?:in)?to)(?: \w+){0,3} account|\breset(?: \w+){0,2} password|\bforgot(?: \w+)? (?:password|username)",
    "add_item": r"\badd (?:an? |another |one more |the |them |it |these |those )?(?:\w+ ){0,3}(?:item|to (?:(?:my|the|this|that) )?(?:order|cart))|\badd\b[^.!?]{0,50}\b(?:in|to|into) (?:my |the |this |that |same |current )?order\b",
    "cancel_order": r"(?<!noise )(?<!noise-)\bcancel(?:l?ing|lation)?(?: of)?(?: \w+){0,6} ?(?:order|it|them|both|all|this|purchase|reservation|booking|flights?|items?|#\w+)?\b(?<!cancelled)(?<!canceled)|\bcancelar|\bstornier\w+|\bannul(?:er|are)\b|\bannuleren|\banulowa\w+|отменить|取消|キャンセル|취소|\b(?:can|could|want|needs?|like|please|have)\b[^.!?]{0,30}\bcancell?ed\b(?! my| the| it)|\bcall (?:it|the order|this) off\b",
    "change_payment": r"\b(?:change|switch|update|use)(?: \w+){0,4} (?:payment(?: method)?|credit card|card instead|different card|another card)\b",
    "compensation": r"\b(?:compensat\w+|goodwill|make (?:it )?up (?:to me|for)|something for (?:the|my) (?:trouble|inconvenience)|voucher for|kompensation|entsch[aä]digung|d[eé]dommag\w+|indemni\w+|risarcimento)\b",
    "complete_order": r"\b(?:just )?(?:complete|send|put through) (?:the|my) order\b|\b(?:want|need|like) (?:the|my|this) order (?:placed|completed|to go through)\b|\bplace (?:the|d|my|this|that) order\b(?! number)|\bcomplete (?:it|this|the (?:purchase|payment|checkout))\b",
    "deliver_asap": r"\b(?:deliver(?:ed)?|ship|send|dispatch|get)(?: (?:it|this|them|the|my|order|package|parcel|item|medicine|out|me|to|here|over|product))*,? (?:asap|as soon as possible|immediately|quickly|faster|sooner|today|urgently|right away|by (?:tomorrow|today|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday))\b|\bneed (?:it|this|them|the (?:order|package|parcel|item|product)|my (?:order|package|parcel)) (?:delivered |here |to arrive )?(?:asap|today|urgently|by (?:tomorrow|today|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday))\b|\bexpedite|\bspeed (?:it|this|(?:up )?(?:the |my )?(?:delivery|shipping|order)) ?(?:up)?\b",
    "discount": r"\b(?:discount|price match|coupon|promo code|cheaper price|lower price|apply(?: \w+){0,3} code|price adjustment|rabatt|descuento|remise|sconto|desconto|korting)\b",
    "exchange": r"\b(?:exchang\w+|swap(?: it| them)?|trade (?:it|them)|different (?:size|colou?r)|another (?:size|colou?r)|cambiar(?:lo|la|los)?(?: por)?\b|umtausch\w*|[eé]changer|cambio\b|trocar|troca\b|omruilen|ruilen)\b",
    "information": r"\b(?:(?:i )?(?:would like|want|wanted|need|like) to know|can you tell me|could you tell me|(?:i have|i've got|got) a question|just (?:wondering|asking|checking)|information (?:about|on)|what(?:'s| is) (?:the|your) (?:\w+ )?policy|how (?:many|long|much) (?:do|does|is|are|will))\b",
    "missing_item_sent": r"\b(?:send|ship|get)(?: \w+){0,3} (?:missing|rest|remaining)(?: \w+)?\b|\b(?:send|ship|get|just|only|need|want)(?: \w+){0,3} (?:missing|balance|remaining|rest of|left[- ]out)\b|\b(?:balance|rest|remaining)(?: \w+){0,2} (?:is (?:ok|fine)|please|pls)\b",
    "modify_order": r"\b(?:modify|change|edit|amend|switch|alter)\b(?! (?:my mind|my name|your|the subject))(?:(?!\b(?:address|addresses|payment|card|password|e-?mail|phone|mind|name|shipping d\w+)\b)[^.!?]){0,70}\b(?:orders?|items? in|to be|option|size|colou?r|quantity|to (?:a|an|the) (?:\w+ ){1,4})|\bremove(?: \w+){0,3} from (?:my|the) order",
    "order_status": r"\b(?:where(?:'s| is| are) (?:my|the)(?! (?:money|refund|cash))|status of (?:a|the|my)|\bhow (?:much )?long(?:er)? (?:till|until|til|before|for)(?: \w+){0,4} (?:refunded|refund|arrives?|comes?|ships?|delivered|here)|track|when (?:will|is)(?: \w+){0,4} (?:arrive|come|ship|be delivered|get here)|any update|order status|check(?: on)?(?: \w+){0,3} (?:order|delivery|package))\b",
    "redelivery": r"\b(?:re-?deliver\w*|deliver(?:ed)? (?:it )?again|(?:another|new|second) delivery (?:attempt|date)?|try (?:to deliver )?again)\b",
    "refund": r"\b(?:refund(?:ed)? (?:me|my|it|this|us|please|pls|plz|now|asap|immediately|the (?:money|amount|order|item|full|total))|(?:want|wanna|need|like|get|give|demand|expect|request|issue|process|initiate|for|prefer|deserve|claim|want it|be|just)(?: (?!the refund)\w+){0,3} refund(?:ed)?(?! (?:policy|status|amount|is|was|to|processed|hasn't|has|not))|(?<=not a )refund|(?<=not the )refund|(?<=instead of a )refund|(?<=than a )refund|(?<=want a )refund|(?:expect|want|need|waiting for|depending on|counting on)(?: \w+){0,2} refund\b(?! (?:policy|status))|money back|(?:only|just) (?:my|the|want my) (?:money|cash)|reimburse\w*|(?:get|want|need|give|where(?:'s| is)|return|send|and)(?: \w+){0,2} (?:my|the|that|all my|our) (?:money|cash)\b(?! (?:was|got|has been) (?:deducted|taken))|give (?:it|that) back|reembolso|devoluci[oó]n del dinero|mi dinero|erstatt\w+|r[uü]ckerstattung|geld zur[uü]ck|rembours\w+|rimbors\w+|soldi indietro|dinheiro de volta|geld terug|terugbetal\w+|zwrot (?:pieni[eę]dzy|kosztow)|возврат денег|верните деньги|返金|退款|환불)\b|\brefund (?:the |my |that )?(?:[$€£₹]|rs|inr|usd|\d)|(?:^\W*|[.!?,;] )(?:yes,? |ok,? |a |full |just |please |pls |cancel (?:it )?(?:and|n|&) )*refund\b(?! (?:policy|status))|返金|退款|환불",
    "replacement": r"\b(?:replac(?:e|ed|ement|ing)|(?:send|want|get|need)(?: me)? a new (?!address|card|order|password|e-?mail|phone number|account|date|one)[\w-]+|new one|(?:get|send|have|want|need)(?: \w+){0,3} (?:exact )?same (?:thing|item|one|product|model)|reemplazo|ersatz\w*|remplac\w+|sostituzione|sostituire|substitui\w+|vervang\w+|wymian\w+)\b|замен\w+|交換|换货|換貨|교환",
    "return": r"\b(?:(?:need|want|send|get|print|e-?mail)\b[^.!?]{0,20} return labels?|return(?:ing)?\b(?! policy| label| of| to sender| my call| the call)|send (?:it|them|this) back|devolver|zur[uü]ck(?:geben|senden|schicken)|retourn\w+|renvoyer|restituire|reso\b|terugsturen|zwr[oó]ci[cć])\b|返品|退货|退貨|반품",
    "speak_to_human": r"\b(?:speak|talk|chat|connect|transfer)(?: \w+){0,4} (?:to|with) (?:a |an |the |your )?(?:\w+ )?(?:human|person|agent|representative|someone|manager|supervisor)\b|\b(?:speak|talk)(?: \w+){0,2} (?:to|with) (?:your |a |the |some |any )?(?:senior|superior|higher|boss|human|person|agent|manager|supervisor)",
    "split_payment": r"\bsplit(?: \w+){0,3} (?:payment|cost|bill)|\bpay (?:part|half)|\btwo (?:different )?cards",
    "undo_cancellation": r"\b(?:un-?cancel|undo(?: \w+)? cancel\w*|reinstate|don'?t cancel (?:it |this )?(?:after all|any ?more)|re-?open(?: (?:it|this|that|my|the|order))*|reverse(?: \w+)? cancel\w*)\b",
    "update_address": r"\b(?:change|update|correct|edit|modify|fix)(?: [\w']+){0,5} (?:addres+e?s?|(?:shipping|delivery) d\w+ils?|destination)|\baddress (?:should be|needs to be|has changed to)|\bsend (?:it|them) to (?:a |another |my new )|\b(?:deliver|ship|send)(?: \w+){0,3} to (?:a |my )?(?:different|new|another|correct) address|\baddress\b[^.!?]{0,50}\b(?:updated|changed|corrected|fixed)\b|\b(?:change|update) where\b",
}
_LEVELS: Final = sought(r"\b(guest|bronze|silver|gold|platinum|diamond|premium|prime|vip|basic)\b", re.IGNORECASE)
_LEVEL: Final = sought(
    r"\b(guest|bronze|silver|gold|platinum|diamond|premium|prime|vip|basic)\b(?= ?(?:member|tier|status|level|customer|card holder|$|[.!,]))",
    re.IGNORECASE,
)
_SHIPPING: Final = sought(
    r"\b(in transit|out for delivery|delivered|shipped|order received|pending|processed|processing|dispatched|label created|not shipped|on hold)\b",
    re.IGNORECASE,
)
#: Written out: "won't" is also "will not".
_LONG: Final = {
    "won'?t": "(?:won'?t|will not)",
    "can'?t": "(?:can'?t|cannot|can not)",
    **{f"{x}n'?t": f"(?:{x}n'?t|{x} not)" for x in ("do", "does", "did", "has", "have", "is", "was", "could")},
}


def _compiled(pattern: str) -> Sought:
    for short, either in _LONG.items():
        pattern = re.sub(rf"(?<![\w?]){re.escape(short)}", either.replace("\\", "\\\\"), pattern)
    return sought(pattern)


_ISSUES: Final = {k: _compiled(v) for k, v in ISSUES.items()}
_OUTCOMES: Final = {k: _compiled(v) for k, v in OUTCOMES.items()}
#: What is the matter is plainer than the question that comes with it.
_PLAIN: Final = ("wrong_size", "wrong_color", "wrong_item", "defective", "counterfeit_or_used", "missing_items")
#: Two wishes for two things.
_EACH: Final = sought(
    r"\breturn (?:the|an?|my|one|both)\b[^.!?]{2,50}\b(?:and|also)\b[^.!?]{0,14}\b(?:exchange|replace|swap)\b|\b(?:exchange|replace|swap) (?:the|an?|my|one)\b[^.!?]{2,50}\b(?:and|also)\b[^.!?]{0,14}\breturn\b"
)
#: Places in a message at which one label is looked at.
HITS_MAX: Final = 3
#: The more telling label hides the one it contains.
HIDES: Final = (
    ("refund_missing", "not_received"),
    ("late_delivery", "order_status"),
    ("not_received", "order_status"),
    ("wrong_item", "damaged"),
    ("charged_no_order", "unauthorised_charge"),
    ("unauthorised_charge", "price_dispute"),
    ("damaged", "order_status"),
    ("defective", "order_status"),
    ("information", "discount"),
    ("not_received", "missing_items"),
    ("refund_missing", "charged_no_order"),
    ("failed_delivery", "late_delivery"),
    ("wrong_size", "order_change"),
    ("late_delivery", "not_received"),
    ("missing_items", "not_received"),
    ("wrong_address_delivery", "not_received"),
    ("defective", "damaged"),
    ("update_address", "modify_order"),
    ("undo_cancellation", "cancel_order"),
    ("exchange", "return"),
    ("exchange", "modify_order"),
    ("replacement", "return"),
    ("address_change", "order_change"),
    ("missing_item_sent", "replacement"),
    ("refund", "return"),
    ("refund_missing", "late_delivery"),
    ("counterfeit_or_used", "wrong_item"),
    ("order_status", "information"),
    ("charged_no_order", "payment_failed"),
    ("refund_missing", "missing_items"),
    ("unauthorised_charge", "charged_no_order"),
    ("failed_delivery", "not_received"),
    ("counterfeit_or_used", "missing_items"),
    ("policy_question", "product_question"),
    ("wrong_item", "not_received"),
    ("replacement", "deliver_asap"),
    ("refund", "deliver_asap"),
    ("redelivery", "deliver_asap"),
    ("update_address", "order_status"),
    ("product_question", "damaged"),
    *((x, y) for x in _PLAIN for y in ("policy_question", "product_question", "order_status")),
)


def hear(said: Said, taken: Spans) -> Iterator[Mention]:
    if said.role != Role.CUSTOMER:
        return
    yield from _labels(said, "issue", _ISSUES)
    yield from _labels(said, "desired_outcome", _OUTCOMES)
    told_level = "membership_level" in said.asked
    for kind, pattern in (("membership_level", _LEVELS if told_level else _LEVEL), ("shipping_status", _SHIPPING)):
        for m in pattern.finditer(said.plain):
            if kind in said.asked or "member" in said.low:
                yield Mention(kind, m[1].lower(), *m.span(1))


def _labels(said: Said, kind: str, patterns: dict[str, Sought]) -> Iterator[Mention]:
    spelled = respelled(said.low)
    heard = {}
    for name, pattern in patterns.items():
        hits = [
            Mention(kind, name, spelled.original(m.start()), min(spelled.original(m.end()), len(said.text)))
            for m in islice(pattern.finditer(spelled.text), HITS_MAX)
        ]
        if hits:
            heard[name] = next((x for x in hits if not wishes.denied(said, x)), hits[0])
    each = "return" in heard and _EACH.search(spelled.text)
    for strong, weak in HIDES:
        if strong in heard and not (each and weak == "return") and not wishes.denied(said, heard[strong]):
            heard.pop(weak, None)
    yield from heard.values()


def offered(said: Said) -> list[Mention]:
    """The one thing that the other side offered to do and the customer now says yes to."""
    if said.role != Role.CUSTOMER or not _OFFERS.search(said.before.lower()) or not assents.says_yes_to(said):
        return []
    question = re.findall(r"[^.!?\n]+\?", said.before)[-1:]
    there = [x.value for q in question for x in _labels(Said.of(q, Role.CUSTOMER), "desired_outcome", _OUTCOMES)]
    return [Mention("desired_outcome", there[0], 0, len(said.text.rstrip()), "likely")] if len(there) == 1 else []


_OFFERS: Final = sought(
    r"\b(?:would you (?:like|prefer|want)|do you want|shall (?:i|we)|should (?:i|we)|may i|can i|want me to|is it ok(?:ay)? if i)\b[^.!?]*\?"
)
