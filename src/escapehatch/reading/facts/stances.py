"""How a value is meant: stated, correcting, denied, somebody else's; and what is said without a value: yes, or "I don't have it"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from ...conversation.values import Mention
from ..sought import sought
from . import wishes
from .said import Said
from .spelling import respelled

#: Just before a value that replaces another.
_CORRECTS: Final = re.compile(
    r"(?:\b(?:sorry|actually|correction|i meant?|i mean|meant to (?:say|type)|(?<!i'd )(?<!would )(?<!d )rather|should (?:be|have been|read)|typo|mistyped|that was (?:the |my )?(?:other|wrong|old)\b[^.!?]{0,25}|wait|oops|instead|apologies|my mistake|my bad|wrong (?:one|number|email|address|order)|not that(?: one)?|use|make that|let me (?:correct|retype|rephrase|redo)|scratch that|strike that|fat[- ]?finger\w*|auto-?correct\w*|mis-?(?:read|spelt|spelled|spoke|keyed|copied|dialled|remembered)|w?oopsie|whoops|argh+|ugh+|d'?oh|pardon me|hang on|hold on|looked again|checked again|it'?s now|is now|nowadays|these days|try(?: it with)?|correct (?:one|number|email|id|address|order(?: number| id)?)(?: is)?|no,? it'?s|no,? its|it is actually|perd[oó]n|quise decir|es decir|en realidad|entschuldigung|ich meine|sondern|eigentlich|pardon|je voulais dire|en fait|scusi|scusa|volevo dire|desculpe|quis dizer|na verdade|sorry het is|eigenlijk|przepraszam|znaczy|извините|точнее|実は|すみません|不对|應該是|应该是|아니)\b|^\s*no[,. ])[^.;!?\n]{0,40}$"
)
#: Just behind one.
_CORRECTED: Final = re.compile(
    r"^[^.!?]{0,20}\b(?:typed (?:it|that) wrong|mistyped|my (?:bad|mistake|fault)|typo|(?:i )?mixed (?:it |them |the digits )?up|misread|wrong digits|swapped|is (?:the )?(?:right|correct) (?:one|number|address|email)|actually(?=\W*$|[.,!])|instead(?=\W*$|[.,!]))\b"
)
#: Just before a value that is not so.
_DENIED: Final = re.compile(
    r"(?:\b(?:(?:old|previous|former)(?: \w+)?\s*[:=]|sold|left|nothing (?:is |was )?wrong with|no (?:problem|issue)s? with|(?<!why )not|isn'?t|wasn'?t|no es|nicht|kein\w*|pas|non [eè]|n[aã]o [eé]|niet|nie|instead of|rather than|than(?= another)|(?:scrap|forget|ignore|disregard|never ?mind|discard|skip|strike)(?: (?:what|that|about|everything|i|we|said|wrote|gave|you|sent|typed|my|the|first|last|previous|one|message|number))*|never (?:said|ordered|bought|asked for|wanted)|(?:did not|didn'?t|(?<!still )don'?t|(?<!still )do not) (?:order|want|buy|need|mean|(?:have(?! (?:the|my|any)))|ask for)|(?:don'?t|do not|never|stop|not to) (?:send|ship|deliver|mail|post|forward|bring|bill|call|text|e-?mail|write|contact|ring)(?:ing)?(?: (?:it|that|this|them|me|us|anything|my \w+|the \w+))? (?:to|at|on|in|under|there)|no longer(?: at| in| on| live at| use| using)?|(?:do not|don'?t|doesn'?t|never) (?:live|lived|stay|stayed|reside|use|used|work)(?: at| in| on)?|(?:stopped|quit) using|used to be|moved (?:away |out )?(?:from|of)|(?:my|our|the|their) (?:old|previous|former)(?: (?:place|house|home|flat|apartment|address|number|email|mail|one|account))?(?: (?:is|was))?(?: at| in)?|old one(?: was| is)?|you still have|previously|formerly|wrong one (?:was|is))\s+(?:about\s+|for\s+|at\s+|to\s+|the\s+|a\s+|an\s+|my\s+|order\s+|any\s+|another\s+|number\s+|that\s+|in\s+|on\s+|#\s*)*)$"
)
_OLD_AFTER: Final = re.compile(
    r"^\W{0,3}(?:is|was)? ?(?:my |the |an )?(?:old|wrong|previous|former|outdated|no longer)\b|^\W{0,3}(?:one |place |address |house )?(?:is|was) (?:gone|dead|closed|sold|history|no more|out of use|full)\b|^\W{0,3}(?:is not|isn'?t) (?:mine|my|right|correct)|^\?\s*(?:no|nope|wait|oh no)\b|^\W{0,3}(?:(?:oh|ah|er|um|hm+|no|wait|sorry|oops|damn)\W+){0,3}(?:that'?s|this is|it'?s) (?:the |my |your |an? )?(?:office|old|wrong|work|hotline|previous|former|dead|closed|expired|disused|inactive|outdated|abandoned)\b|^\W{0,3}(?:is|was) (?:where|what|the one) (?:i|we) (?:used to|lived|stayed|had|was|were)\b"
)
#: Whose it is, when it is not the speaker's.
_OTHER: Final = re.compile(
    r"\b(?P<who>my (?:sister|brother|mother|mom|mum|father|dad|wife|husband|friend(?! (?:paid|told|said|has|had|got|bought))|son|daughter|colleague|neighbou?r|boss|cousin|partner|girlfriend|boyfriend|flatmate|roommate|aunt|uncle|coworker|grandm\w+|grandpa|parents|company|assistant)|her|his|their|someone else'?s|somebody else'?s|another customer'?s?|(?:isn'?t|is not|wasn'?t|was not|aren'?t) (?:mine|ours|for me|for us|meant for (?:me|us))|(?:a|another|some|one) (?:friend|colleague|neighbou?r|customer|relative|cousin|guy|buyer)(?: of mine| of ours)?|(?:another|some other) person|(?:someone|somebody|people|others?)(?: else)? (?:with|who|whose|on|in|from|had|has|got)|mi (?:hermana|hermano|madre|padre|amig[oa]|espos[oa])|meine?r? (?:schwester|bruder|mutter|vater|freund\w*|frau|mann)|m(?:a|on) (?:soeur|fr[eè]re|m[eè]re|p[eè]re|ami\w*|femme|mari)|mi[ao] (?:sorella|fratello|madre|padre|amic[oa])|minha (?:irm[aã]|m[aã]e)|meu (?:irm[aã]o|pai|amigo))\b[^.;!?\n]{0,60}$"
)
#: "0106 is my husband's".
_OTHER_AFTER: Final = re.compile(
    r"^\W{0,3}(?:(?:(?:which|that|this|it) )?(?:is|was|belongs to)|that'?s|it'?s) (?:(?:my|his|her|their|our) [a-z]+(?:-in-law)?['’]s\b|hers\b|theirs\b|his\W|some(?:body|one) else['’]?s|not mine\b)"
)
#: Who writes for somebody else speaks of that one's order.
_ON_BEHALF: Final = re.compile(
    r"\b(?:on behalf of|in the name of|(?:writing|chatting|asking|calling|messaging) for|(?:helping|help) (?:my|our|a)|for my (?:mum|mom|mother|dad|father|gran\w*))\b"
)
_MINE: Final = re.compile(
    r"\b(?:(?<!of )mine|my (?:own|order|number|name|email|address|account|zip|phone|id)|i'?m|i am|me is|m[ií]o|mein\w*|le mien)\b[^.;!?\n]{0,40}$"
)
_TOLD: Final = re.compile(
    r"\b(?:agent|rep|representative|colleague|courier|driver|seller|manager|guy|lady|person|someone|employee|operator)(?: named| called| by the name of)?\s*$|\b(?:spoke|talked|chatted|speaking|dealt) (?:to|with)(?: \w+)?\s*$"
)
#: Kinds that can be corrected: one holds at a time, or the words are plain.
SINGLE: Final = frozenset(
    [
        "order_id",
        "email",
        "phone",
        "zip_code",
        "person_name",
        "address",
        "username",
        "account_id",
        "card_last4",
        "transaction_id",
        "amount",
        "date",
        "policy_id",
        "claim_id",
        "bank_account",
        "membership_level",
    ]
)
IDENTIFIES: Final = frozenset(
    ["order_id", "email", "phone", "zip_code", "person_name", "address", "username", "account_id"]
)

_DECLINES: Final = sought(
    r"\b(?:(?:do(?:n'?t| not)|didn'?t|haven'?t|can(?:'?t|not)|no longer|couldn'?t)(?: \w+){0,3}? (?:have|got|get|know|remember|recall|find|access|see|received?|provide|share|locate|give|tell)\b|(?:lost|deleted|forgot(?:ten)?|misplaced|threw (?:it |that )?away)\b|(?:not|un)(?: \w+)? (?:sure|able|certain|comfortable|willing)\b|unable to|only (?:have|got|know|remember)|no (?:phone|mobile|e-?mail|username|zip|postcode|(?:order|claim|policy|account|booking) (?:number|id|no))\b(?! is| was| yet exists)|no (?:idea|clue)|not (?:needed|necessary|giving|sharing|telling|at home|in front of me)|never (?:wrote|got|had|received|saved|kept)|if i (?:knew|had)|wouldn'?t (?:know|have|need)|can'?t (?:get at|get to|reach|check|look|pull up|see)|(?:threw|thrown|tossed)(?: \w+){0,3} (?:away|out)|logged me out|why do you need|rather not|prefer not|won'?t (?:give|share|tell|say)|not (?:going to|with me|on me|available|handy)|don'?t have (?:it|that|one|access)|no access|none of your|is (?:that|it) (?:really )?necessary|do you really need"
    r"|no (?:lo |la |me |le )?(?:tengo|s[eé]|recuerdo|acuerdo|encuentro|quiero dar)|(?:wei(?:ß|ss)|habe|hab|finde|kenne)(?: ich)?(?: \w+){0,3} nicht|keine ahnung|vergessen|je ne (?:l'ai|sais|me souviens|trouve|connais)|pas sous la main|non (?:ce l'ho|lo so|ricordo|ho|trovo)|n[aã]o (?:tenho|sei|lembro|me lembro|encontro)|(?:heb|weet) (?:ik )?(?:het |die |dat )?niet|nie (?:mam|wiem|pami[eę]tam)|bilmiyorum|hat[ıi]rlam[ıi]yorum)\b|не (?:знаю|помню|могу найти)|у меня нет|わかりません|分かりません|覚えて(?:い)?ない|持っていません|不知道|没有|沒有|不记得|找不到|모르|기억(?:이)? ?안|없어요"
)
_SHORT_WORDS: Final = 30
DECLINABLE: Final = frozenset(
    [
        "order_id",
        "email",
        "phone",
        "zip_code",
        "person_name",
        "address",
        "username",
        "account_id",
        "card_last4",
        "transaction_id",
        "payment_method",
        "date",
        "amount",
        "policy_id",
        "claim_id",
        "membership_level",
    ]
)


#: Where one was told to call, or has called: not where one can be reached.
_OF_A_DESK: Final = re.compile(
    r"\b(?:(?:says?|said|reads?|told (?:me|us)|tells (?:me|us)|asks?|asking)(?: \w+)? (?:to )?(?:call|ring|phone|contact|text|write|e?-?mail)|i(?:'ve| have)?(?: already)? (?:called|rang|phoned|dialled|dialed|tried(?: calling)?|texted|wrote to|e-?mailed)|your (?:hotline|help ?line|support|number|customer (?:care|service)))\b[^.!?]{0,20}$"
)
#: Something imagined, not something that is.
_IMAGINED: Final = re.compile(
    r"\b(?:suppos(?:e|ing)|imagine|what if|say it (?:was|were|had been)|let'?s say|(?:^|[.!?,] )say (?:i|it|we|my)\b|pretend|hypothetical\w*|(?:even )?if (?:(?:it|that|this|i|my order) (?:were|was|had|had been)|(?:\w+ ){1,3}(?:were|had been))|as if|for example|for instance|(?:look|looks|written|write|format\w*|number|numbers|something|shaped?|start\w*|it|code|id) like|like in|such as)\b[^.;!?\n]{0,60}$"
)
#: "*98119" is the last message put right.
_STARRED: Final = re.compile(r"\s*(?:\*+\W*|\W*\*+\s*)")
#: Regret at what was typed, in a sentence before the value.
_REGRETS: Final = re.compile(
    r"\b(?:w?oops\w*|typo|mis-?(?:typed|read|spelt|spelled|keyed|copied|dialled|remembered)|my (?:bad|mistake)|scratch that|strike that|fat[- ]?finger\w*|auto-?correct\w*|argh+|(?:gave|typed|sent|read|read off|copied|wrote|entered|put|pasted|used|had|looked at|took|picked|opened|clicked)(?: (?:you|in|down|out|off|from|at|it))* (?:the |my |an? )?(?:wrong|old|incorrect|outdated)|(?:forget|ignore|scrap|disregard|never ?mind|discard) (?:that|this|it|what i|the (?:last|first|previous|other|one|number))|wrong (?!item|product|size|colou?r|thing|parcel|package|order (?:came|arrived|was)|order\b.{0,12}(?:sent|received))\w+[.!,:;]|not (?:that|this) one|that(?:'?s| is| was) (?:the |my |an? )?(?:last|other|wrong|old|previous|earlier)\b)"
)


def settle(said: Said, found: Sequence[Mention]) -> list[Mention]:
    """The stance of each mention, from the words around it."""
    settled = []
    found = sorted(found, key=lambda x: x.start)
    for n, x in enumerate(found):
        if x.type in ("issue", "desired_outcome"):
            if not wishes.threat(said, x):
                later = [y for y in found[n + 1 :] if y.type == x.type]
                settled.append(replace(x, stance=wishes.stance(said, x, later)))
        else:
            settled.append(replace(x, stance=_stance(said, x, found[:n])))
    settled = [_with_its_address(x, settled) for x in settled]
    settled = [replace(x, stance="denied") if _outdated(said, x, settled) else x for x in settled]
    settled = [replace(x, stance="other") if _theirs(said, x, settled) else x for x in settled]
    return [replace(x, stance="denied") if x.stance == "claimed" and _replaced(x, settled) else x for x in settled]


#: Between an old value and the new one, or before both.
_NOW: Final = re.compile(
    r"\b(?:now|these days|nowadays|from now on|currently|new one|new address|my new|instead|anymore|at home it'?s|the (?:real|right|correct|current) one|now it'?s|moved to|changed to|since)\b"
)
#: "#1 - hmm no, #2".
_NOPE: Final = re.compile(
    r"^\W*(?:(?:hm+|oh|ah|er+m?|um+|wait|sorry|hang on|hold on|oops)\W+){0,2}(?:no|nope|nah|not that|scratch that|that'?s (?:not|the (?:wrong|old|other)))\b(?! (?:tracking|one|idea|answer|reply|response|news|update|sign))"
)
#: "98119, or was it 98191", "it may still be under b@c.example".
_OR_RATHER: Final = re.compile(
    r"^\W*or,? (?:was|is|maybe|hold on|hang on|wait|rather|perhaps|no)\b|\b(?:may|might|could|must|should)(?: \w+)? (?:be|have been)(?: \w+)? (?:under|in|at|with|on)\W*$"
)
_SWAPS: Final = re.compile(r"\b(?:replace|change|update|swap|switch|from|remove|delete)\b[^.!?]{0,30}$")
_OUTDATES: Final = frozenset({"email", "phone", "address", "zip_code", "person_name", "username"})


def _outdated(said: Said, x: Mention, settled: Sequence[Mention]) -> bool:
    """ "It was a@b.example, these days it is c@d.example": the first of two, when the words say that the second holds."""
    later = [y for y in settled if y.type == x.type and y.start >= x.end and y.stance in ("claimed", "corrects")]
    one = len({canonical(y.value) for y in later}) == 1
    if one and x.type in IDENTIFIES and _NOPE.match(said.low[x.end : later[0].start]):
        return canonical(x.value) != canonical(later[0].value)
    if x.type not in _OUTDATES or x.stance != "claimed" or not one or canonical(x.value) == canonical(later[0].value):
        return False
    between = said.low[x.end : later[0].start]
    swaps = _SWAPS.search(said.low[max(0, x.start - 50) : x.start]) and re.search(
        r"\b(?:by|with|to|and|for)\b", between
    )
    return bool(_NOW.search(between) or _OR_RATHER.search(between) or swaps)


#: Where something went that should not have.
_WENT: Final = re.compile(
    r"\b(?:went|sent|delivered|shipped|dropped|left|taken|brought)(?: (?:it|them|off|over|away|instead|to|at|in|the|zip|address|some))*\W*$"
)


def _theirs(said: Said, x: Mention, settled: Sequence[Mention]) -> bool:
    """Beside one's own: the place where it went instead, and what somebody else's words name."""
    others = [y for y in settled if y.type == x.type and canonical(y.value) != canonical(x.value)]
    if x.stance != "claimed" or not any(y.stance in ("claimed", "corrects") for y in others):
        return False
    if x.type in ("zip_code", "address"):
        return bool(_WENT.search(said.low[max(0, x.start - 40) : x.start]))
    return x.type == "order_id" and _in_quotes(said, x) and not all(_in_quotes(said, y) for y in others)


def canonical(value: str) -> str:
    return re.sub(r"\W", "", value.lower())


def _with_its_address(x: Mention, settled: Sequence[Mention]) -> Mention:
    """A postcode is meant as the address it stands in."""
    if x.type != "zip_code":
        return x
    around = next((y for y in settled if y.type == "address" and y.start <= x.start and x.end <= y.end), None)
    return replace(x, stance=around.stance) if around else x


def _replaced(x: Mention, settled: Sequence[Mention]) -> bool:
    """ "order #1, sorry, #2": the first was taken back in the same breath."""
    later = [y for y in settled if y.type == x.type and y.start > x.start and y.stance == "corrects"]
    return x.type in SINGLE and bool(later) and x.value != later[0].value and later[0].start - x.end < 60


def _stance(said: Said, x: Mention, before: Sequence[Mention]) -> str:
    left = _clause(said, x)
    if x.type in ("phone", "email") and _OF_A_DESK.search(left):
        return "other"
    if (
        _cited(said, x)
        or (
            x.type in QUOTED
            and ((_in_quotes(said, x) and not _of_a_bill(said, x)) or ("phone" not in said.asked and _toll_free(x)))
        )
        or ((x.type in IDENTIFIES or x.type == "amount") and _IMAGINED.search(re.split(r"\bbut\b", left)[-1]))
    ):
        return "other"
    after = said.low[x.end : x.end + 40]
    if x.type in IDENTIFIES and _OTHER_AFTER.match(after):
        return "other"
    if x.type == "order_id" and re.match(r"\W*for (?:us|me)\b", after):
        return "claimed"
    if x.type != "product" and _others(said, x, left, before):
        return "other"
    if x.type == "product" and re.search(
        r"\b(?:came|arrived|rec(?:ei|ie)ved|got|delivered|only|missing)\b[^.!?]{0,40}\b(?:not|no)\b", left
    ):
        return "claimed"  # what did not come
    if re.match(r"\W{0,3}(?:,? ?(?:which|that|and that))?(?:'s| is)? (?:mine|my own)\b", after):
        return "claimed"
    if x.type == "product" and _UNWANTED.search(left):
        return "claimed"
    if _DENIED.search(left) or (x.type in IDENTIFIES and _OLD_AFTER.search(after)):
        return "denied"
    if x.type in IDENTIFIES and _misheld(said, x, left):
        return "denied"
    cue = (
        _CORRECTS.search(said.low[max(0, x.start - 60) : x.start])
        or _CORRECTED.match(after)
        or (x.type in IDENTIFIES and said.earlier and _REGRETS.search(said.low[: x.start]))
        or (said.earlier and _STARRED.fullmatch(said.low[: x.start] + said.low[x.end :]))
    )
    if x.type in SINGLE and (cue or _not_the_other(said, x)):
        return "corrects" if _known(said, x) or any(y.type == x.type for y in before) else "claimed"
    return "claimed"


#: What is no longer wanted is still what it is about.
_UNWANTED: Final = re.compile(
    r"\b(?:(?:don'?t|do not|doesn'?t)(?: \w+)? (?:need|want|like|require)|no longer (?:need|want|require|like)|changed my mind about)\s+(?:the |this |that |my |these |those |both |another |any more )$"
)
#: What others wrote down wrongly.
_THEY_HAVE: Final = re.compile(
    r"\b(?:order|it|label|you|you guys|system|app|they|website|site|profile|account|page|parcel|package|email)(?: (?:still|wrongly|only))? (?:had|has|have|says?|said|shows?|showed|lists?|listed|went to|was sent to|was delivered to|shipped to|delivered to)\W*(?:the |to |at |number )*$"
)


def _misheld(said: Said, x: Mention, left: str) -> bool:
    wrong = re.search(r"\b(?:wrong|incorrect|old|typo|mistake|not (?:right|correct|mine))\b", said.low)
    return bool(wrong) and bool(_THEY_HAVE.search(left))


#: In somebody else's words these are somebody else's.
QUOTED: Final = frozenset({"phone", "email", "person_name", "amount"})


#: A line of somebody else's message, and what stands for any value.
_LINE: Final = re.compile(r"(?:^|\n)\s*>[^\n]*$")
_EXAMPLE: Final = re.compile(r"(?<![.@\w-])(?:e\.g|eg|for example|for instance|example)\b\.?[\s:,(\"']*$")


def _cited(said: Said, x: Mention) -> bool:
    """In a quoted line, or an example."""
    left = said.low[: x.start]
    return x.type in IDENTIFIES and bool(_LINE.search(left) or _EXAMPLE.search(left[-40:]))


def _in_quotes(said: Said, x: Mention) -> bool:
    return any(m.start() < x.start and x.end <= m.end() for m in _QUOTES.finditer(said.plain))


_QUOTES: Final = re.compile(r"\"[^\"]{12,}\"|(?<!\w)'[^']{12,}'(?!\w)|“[^”]{12,}”|«[^»]{12,}»")


def _of_a_bill(said: Said, x: Mention) -> bool:
    """A sum that one's own invoice states."""
    bill = re.search(r"\bmy (?:\w+ )?(?:invoice|bill|receipt|statement|confirmation)\b", said.low[: x.start])
    return x.type == "amount" and bool(bill)


def _toll_free(x: Mention) -> bool:
    """A number that is free to call is a company's, never a customer's own."""
    digits = re.sub(r"\D", "", x.value)
    return x.type == "phone" and bool(
        re.fullmatch(r"1?8(?:00|33|44|55|66|77|88)\d{7}|0800\d{5,7}|1[38]00\d{6}", digits)
    )


def _clause(said: Said, x: Mention) -> str:
    return re.split(r"[.;!?\n]\s", said.low[max(0, x.start - 80) : x.start])[-1]


#: Between what is somebody else's and what is one's own.
_CONTRASTS: Final = re.compile(r"\b(?:but|while|whereas|why|how come|not|mine|though|yet|however|so|where(?:'s| is))\b")


def _others(said: Said, x: Mention, left: str, before: Sequence[Mention]) -> bool:
    if x.type == "person_name" and _TOLD.search(left):
        return True
    if x.type == "person_name" and re.search(r"\b(?:this is|i'?m|i am|it'?s)(?: \S+){1,3},? $", left):
        return False
    theirs = _OTHER.search(left)
    if theirs and _ON_BEHALF.search(said.low) and not re.search(r"\b(?:mine|my own|my order)\b", said.low):
        return False
    named = (
        [y for y in before if y.type == x.type and x.start - len(left) + theirs.start() <= y.start and y.end <= x.start]
        if theirs
        else []
    )
    if named and _CONTRASTS.search(said.low[named[-1].end : x.start]):
        return False  # the other one's was named already
    return (
        bool(theirs)
        and x.type not in ("amount", "date", "payment_method")
        and not _MINE.search(left[theirs.end("who") :] if theirs else left)
    )


def _not_the_other(said: Said, x: Mention) -> bool:
    """ "5678, not 1234"."""
    return bool(
        re.match(
            r"\W{0,3}(?:,|-)?\s*(?:not|and not|instead of|statt|no |pas|non|não|niet|nie)\b",
            said.low[x.end : x.end + 20],
        )
    )


def _known(said: Said, x: Mention) -> bool:
    """Whether something was there to be corrected: in earlier messages, or named by the other side."""
    return bool(said.earlier) or bool(said.before)


_TAKEN_BACK: Final = re.compile(
    r"^\W*(?:(?:oh|oops|wait|hold on|no|sorry|hmm|um|actually|my bad|ugh|argh)\W+)*(?:that'?s|that is|that was|thats|this is|it'?s|it was|i (?:gave|sent|typed|wrote)(?: you)?)(?: (?:the|a|an|my))? (?:not (?:right|correct|it|the right one)|wrong(?: one| number| email| address)?|incorrect|typo|old (?:one|number|email|address)|mistake)\W*(?:sorry)?\W*$"
)


def taken_back(said: Said) -> list[Mention]:
    """ "Oh wait, that's not right": what the customer said a moment ago, whatever it was."""
    m = _TAKEN_BACK.match(said.low) if said.earlier else None
    return [Mention("", "", *m.span(), "denied")] if m else []


def declined(said: Said, settled: Sequence[Mention]) -> list[Mention]:
    """ "I don't have it": the kinds asked for that got no value."""
    low = respelled(said.low).text
    if not said.asked:
        return _of_itself(said, settled)
    given = {x.type for x in settled if x.stance in ("claimed", "corrects", "confirmed")}
    if not (_DECLINES.search(low) or _shrugs(low, given)) or len(low.split()) > _SHORT_WORDS * 2:
        return []
    m = _DECLINES.search(said.low)
    span = m.span() if m else (0, len(said.low))
    return [
        Mention(x, "", *span, "declined") for x in said.asked if x in DECLINABLE and x not in given and _meant(said, x)
    ]


#: A few words with a no in them, or a shrug, and nothing of what was asked for.
_SHRUGS: Final = re.compile(
    r"\b(?:no|not|n[o']?t|nope|nah|never|none|without|can'?t|cannot|couldn'?t|dunno|idk|beats me|who knows|no clue|pass|skip|private|privacy|refuse|decline|secret|lost|gone|forgot\w*|deleted|threw|slipped|mislaid|misplaced|remind me|you tell me|can you (?:look|check|find|pull)|look it up|find it yourself|sorry|rather|somewhere|nowhere|blank|anonymous|myself)\b|^(?:where|how|what|which|why)\b.{0,60}\?|\w+n'?t\b"
)
_SHRUG_WORDS: Final = 16


def _shrugs(low: str, given: set[str]) -> bool:
    return not given and len(low.split()) <= _SHRUG_WORDS and bool(_SHRUGS.search(low))


#: Said to be lacking before anybody asked.
_LACKING: Final = sought(
    r"\b(?:don'?t|do not|didn'?t|never|no longer|can'?t|cannot|couldn'?t|lost|forgot)(?: \w+){0,4} (?:have|find|remember|know|recall|got|get|see)?(?: \w+){0,3}? ?(?:my|the|an?|that|any|your)? ?(order (?:number|no|id)|order #|e-?mail(?: address)?|phone number|transaction (?:id|number)|account (?:id|number))\b"
    r"|\b(?:i'?d|i would|would) give you (?:my|the) (order (?:number|no|id)|e-?mail(?: address)?|phone number)\b.{0,20}\bbut\b"
)
_LACKS: Final = {"o": "order_id", "e": "email", "p": "phone", "t": "transaction_id", "a": "account_id"}


def _of_itself(said: Said, settled: Sequence[Mention]) -> list[Mention]:
    """ "I don't have the order number", though nobody asked."""
    m = _LACKING.search(respelled(said.low).text)
    kind = _LACKS[(m[1] or m[2])[0]] if m else ""
    return [Mention(kind, "", 0, len(said.text), "declined")] if kind and kind not in {x.type for x in settled} else []


def _meant(said: Said, kind: str) -> bool:
    """When several things were asked, only those named in the refusal, or all when none is named."""
    from .said import NOUNS

    named = [x for x in said.asked if x in NOUNS and NOUNS[x].search(said.low)]
    return kind in named if named else True
