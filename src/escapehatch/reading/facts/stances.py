"""How a value is meant: stated, correcting, denied, somebody else's; and what is said without a value: yes, or "I don't have it"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from ...conversation.values import Mention, Role
from ..consent import says_no, says_yes
from ..tidy import folded, without_accents
from .said import Said

#: Just before a value that replaces another.
_CORRECTS: Final = re.compile(
    r"(?:\b(?:sorry|actually|correction|i meant?|i mean|meant to (?:say|type)|rather|should (?:be|have been|read)|typo|mistyped|that was (?:the |my )?(?:other|wrong|old)\b[^.!?]{0,25}|wait|oops|instead|apologies|my mistake|my bad|wrong (?:one|number|email|address|order)|not that(?: one)?|use|make that|let me correct|correct (?:one|number|email|id|address|order(?: number| id)?)(?: is)?|no,? it'?s|no,? its|it is actually|perd[oó]n|quise decir|es decir|en realidad|entschuldigung|ich meine|sondern|eigentlich|pardon|je voulais dire|en fait|scusi|scusa|volevo dire|desculpe|quis dizer|na verdade|sorry het is|eigenlijk|przepraszam|znaczy|извините|точнее|実は|すみません|不对|應該是|应该是|아니)\b|^\s*no[,. ])[^.;!?\n]{0,40}$"
)
#: Just behind one.
_CORRECTED: Final = re.compile(
    r"^[^.!?]{0,20}\b(?:typed (?:it|that) wrong|mistyped|my (?:bad|mistake|fault)|typo|(?:i )?mixed (?:it |them |the digits )?up|misread|wrong digits|swapped|is (?:the )?(?:right|correct) (?:one|number|address|email))\b"
)
#: Just before a value that is not so.
_DENIED: Final = re.compile(
    r"(?:\b(?:not|isn'?t|wasn'?t|no es|nicht|kein\w*|pas|non [eè]|n[aã]o [eé]|niet|nie|instead of|rather than|never (?:said|ordered|bought|asked for|wanted)|(?:did not|didn'?t|(?<!still )don'?t|(?<!still )do not) (?:order|want|buy|need|mean|(?:have(?! (?:the|my|any)))|ask for)|no longer|used to be|moved from|(?:my|our|the|their) (?:old|previous|former)(?: (?:place|house|home|flat|apartment|address|number|email|mail|one|account))?(?: (?:is|was))?(?: at| in)?|old one(?: was| is)?|you still have|previously|formerly|wrong one (?:was|is))\s+(?:about\s+|for\s+|at\s+|the\s+|a\s+|an\s+|my\s+|order\s+|any\s+|number\s+|that\s+|in\s+|on\s+|#\s*)*)$"
)
_OLD_AFTER: Final = re.compile(
    r"^\W{0,3}(?:is|was)? ?(?:my |the |an )?(?:old|wrong|previous|former|outdated|no longer)\b|^\W{0,3}(?:is not|isn'?t) (?:mine|my|right|correct)|^\?\s*(?:no|nope|wait|oh no)\b|^[.,;]? ?(?:oh )?(?:wait,? )?(?:no,? )?that'?s (?:the|my|your)? ?(?:office|old|wrong|work|hotline|previous|former)\b"
)
#: Whose it is, when it is not the speaker's.
_OTHER: Final = re.compile(
    r"\b(?:my (?:sister|brother|mother|mom|mum|father|dad|wife|husband|friend(?! (?:paid|told|said|has|had|got|bought))|son|daughter|colleague|neighbou?r|boss|cousin|partner|girlfriend|boyfriend|flatmate|roommate|aunt|uncle|coworker|grandm\w+|grandpa|parents|company|assistant)|her|his|their|someone else'?s|somebody else'?s|another customer'?s?|a friend'?s|mi (?:hermana|hermano|madre|padre|amig[oa]|espos[oa])|meine?r? (?:schwester|bruder|mutter|vater|freund\w*|frau|mann)|m(?:a|on) (?:soeur|fr[eè]re|m[eè]re|p[eè]re|ami\w*|femme|mari)|mi[ao] (?:sorella|fratello|madre|padre|amic[oa])|minha (?:irm[aã]|m[aã]e)|meu (?:irm[aã]o|pai|amigo))\b[^.;!?\n]{0,60}$"
)
#: Who writes for somebody else speaks of that one's order.
_ON_BEHALF: Final = re.compile(
    r"\b(?:on behalf of|in the name of|(?:writing|chatting|asking|calling|messaging) for|(?:helping|help) (?:my|our|a)|for my (?:mum|mom|mother|dad|father|gran\w*))\b"
)
_MINE: Final = re.compile(
    r"\b(?:mine|my (?:own|order|number|name|email|address|account|zip|phone|id)|i'?m|i am|me is|m[ií]o|mein\w*|le mien)\b[^.;!?\n]{0,40}$"
)
_TOLD: Final = re.compile(
    r"\b(?:agent|rep|representative|colleague|courier|driver|seller|manager|guy|lady|person|someone|employee|operator)(?: named| called| by the name of)?\s*$|\b(?:spoke|talked|chatted|speaking|dealt) (?:to|with)(?: \w+)?\s*$"
)
#: The opening of an answer to a wrong guess.
_NO: Final = re.compile(
    r"^\s*(?:no(?! longer| need| problem| worries| idea| rush| hurry)|nope|nah|nein|non|nee|nie|não|нет|いいえ|不是|아니)\b"
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

_DECLINES: Final = re.compile(
    r"\b(?:(?:do(?:n'?t| not)|didn'?t|haven'?t|can(?:'?t|not)|no longer|couldn'?t)(?: \w+){0,3}? (?:have|got|get|know|remember|recall|find|access|see|received?|provide|share|locate|give|tell)\b|(?:lost|deleted|forgot(?:ten)?|misplaced|threw (?:it |that )?away)\b|(?:not|un)(?: \w+)? (?:sure|able|certain|comfortable|willing)\b|unable to|no idea|rather not|prefer not|won'?t (?:give|share|tell|say)|not (?:going to|with me|on me|available|handy)|don'?t have (?:it|that|one|access)|no access|none of your|is (?:that|it) (?:really )?necessary|do you really need"
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


def settle(said: Said, found: Sequence[Mention]) -> list[Mention]:
    """The stance of each mention, from the words around it."""
    settled = []
    found = sorted(found, key=lambda x: x.start)
    for n, x in enumerate(found):
        if x.type in ("issue", "desired_outcome"):
            if not _threat(said, x):
                settled.append(replace(x, stance=_label_stance(said, x)))
        else:
            settled.append(replace(x, stance=_stance(said, x, found[:n])))
    settled = [_with_its_address(x, settled) for x in settled]
    settled = [replace(x, stance="denied") if _outdated(said, x, settled) else x for x in settled]
    return [replace(x, stance="denied") if x.stance == "claimed" and _replaced(x, settled) else x for x in settled]


#: Between an old value and the new one, or before both.
_NOW: Final = re.compile(
    r"\b(?:now|these days|nowadays|from now on|currently|new one|new address|my new|instead|anymore|at home it'?s|the (?:real|right|correct|current) one|now it'?s|moved to|changed to|since)\b"
)
_SWAPS: Final = re.compile(r"\b(?:replace|change|update|swap|switch|from|remove|delete)\b[^.!?]{0,30}$")
_OUTDATES: Final = frozenset({"email", "phone", "address", "zip_code", "person_name", "username"})


def _outdated(said: Said, x: Mention, settled: Sequence[Mention]) -> bool:
    """ "It was a@b.example, these days it is c@d.example": the first of two, when the words say that the second holds."""
    later = [y for y in settled if y.type == x.type and y.start >= x.end and y.stance in ("claimed", "corrects")]
    if (
        x.type not in _OUTDATES
        or x.stance != "claimed"
        or len(later) != 1
        or canonical(x.value) == canonical(later[0].value)
    ):
        return False
    between = said.low[x.end : later[0].start]
    swaps = _SWAPS.search(said.low[max(0, x.start - 50) : x.start]) and re.search(r"\b(?:by|with|to|and)\b", between)
    return bool(_NOW.search(between) or swaps)


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
    if x.type in QUOTED and _in_quotes(said, x):
        return "other"
    left = _clause(said, x)
    after = said.low[x.end : x.end + 40]
    if x.type != "product" and _others(said, x, left):
        return "other"
    if _DENIED.search(left) or (x.type in IDENTIFIES and _OLD_AFTER.search(after)):
        return "denied"
    if x.type in IDENTIFIES and _misheld(said, x, left):
        return "denied"
    cue = _CORRECTS.search(said.low[max(0, x.start - 60) : x.start]) or _CORRECTED.match(after)
    if x.type in SINGLE and (cue or _not_the_other(said, x)):
        return "corrects" if _known(said, x) or any(y.type == x.type for y in before) else "claimed"
    return "claimed"


#: What others wrote down wrongly.
_THEY_HAVE: Final = re.compile(
    r"\b(?:order|it|label|you|you guys|system|app|they|website|site|profile|account|page|parcel|package|email)(?: (?:still|wrongly|only))? (?:had|has|have|says?|said|shows?|showed|lists?|listed|went to|was sent to|was delivered to|shipped to|delivered to)\W*(?:the |to |at |number )*$"
)


def _misheld(said: Said, x: Mention, left: str) -> bool:
    wrong = re.search(r"\b(?:wrong|incorrect|old|typo|mistake|not (?:right|correct|mine))\b", said.low)
    return bool(wrong) and bool(_THEY_HAVE.search(left))


#: In somebody else's words these are somebody else's.
QUOTED: Final = frozenset({"phone", "email", "person_name", "amount"})


def _in_quotes(said: Said, x: Mention) -> bool:
    return (
        any(m.start() < x.start and x.end <= m.end() for m in re.finditer(r'"[^"]{12,}"', said.plain))
        and '"' in said.plain
    )


def _clause(said: Said, x: Mention) -> str:
    return re.split(r"[.;!?\n]\s", said.low[max(0, x.start - 80) : x.start])[-1]


def _others(said: Said, x: Mention, left: str) -> bool:
    if x.type == "person_name" and _TOLD.search(left):
        return True
    theirs = _OTHER.search(left)
    if theirs and _ON_BEHALF.search(said.low) and not re.search(r"\b(?:mine|my own|my order)\b", said.low):
        return False
    return (
        bool(theirs)
        and x.type not in ("amount", "date", "payment_method")
        and not _MINE.search(left[theirs.start() :] if theirs else left)
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


_LABEL_NO: Final = re.compile(
    r"\b(?:not|no|don'?t|do not|didn'?t|never|without|instead of|rather than|skip|forget|drop|leave|never ?mind|scrap|stop|no need for|no need to|nicht|kein\w*|pas(?: de)?|non|n[aã]o|niet|geen)\s+(?:\w+\s+){0,3}$"
)


#: A wish that takes the place of an earlier one.
_NOT_NEEDED: Final = re.compile(
    r"^\W{0,3}(?:is |was )?(?:not (?:needed|required|necessary|wanted|important)|no need|nahi|won'?t be needed)\b"
)
#: Who keeps a thing neither returns nor exchanges it.
_KEEPS: Final = re.compile(
    r"\b(?:i'?ll|i will|we'?ll|we will|rather|gonna|going to|want to|decided to|let me) (?:just |rather |actually )?keep (?:it|them|the|both|this|that|my)\b"
)


def kept(said: Said) -> list[Mention]:
    m = _KEEPS.search(said.low) if said.earlier else None
    return [Mention("desired_outcome", x, *m.span(), "denied") for x in ("return", "exchange")] if m else []


_INSTEAD: Final = re.compile(
    r"\b(?:changed my mind|on second thought|after all|actually|instead|rather|forget (?:the|about|it)|never ?mind|scrap (?:that|the)|not .{0,20} anymore)\b"
)
_ALSO: Final = re.compile(r"\b(?:also|as well|too|another|in addition|besides|and then)\b")
#: "If it is not here by Friday I'm cancelling" wishes for something else.
_IF_NOT: Final = re.compile(r"\b(?:if|unless|otherwise|or else|or)\b[^.!?]{0,90}$")
#: Asked back, and refused.
_REFUSED: Final = re.compile(
    r"^[^.!?]{0,12}\?.{0,90}\b(?:no thanks|no thank you|no way|nope|don'?t want|not interested)\b"
)


def _label_stance(said: Said, x: Mention) -> str:
    if (
        _label_denied(said, x)
        or _NOT_NEEDED.match(said.low[x.end :])
        or (x.type == "desired_outcome" and _REFUSED.match(said.low[x.end :]))
    ):
        return "denied"
    sentence = re.split(r"[.!?\n]\s", said.low[max(0, x.start - 120) : x.start])[-1] + said.low[x.start : x.end + 60]
    changes = (
        x.type == "desired_outcome" and said.earlier and (_INSTEAD.search(sentence) or "changed my mind" in said.low)
    )
    return "corrects" if changes and not _ALSO.search(sentence) else "claimed"


def _threat(said: Said, x: Mention) -> bool:
    left = re.split(r"[.!?\n]\s", said.low[max(0, x.start - 100) : x.start])[-1]
    return (
        x.value == "cancel_order"
        and bool(_IF_NOT.search(left))
        and bool(re.search(r"not|n'?t\b|never|unless|or\b|otherwise", left))
    )


def _label_denied(said: Said, x: Mention) -> bool:
    left = re.split(r"[.,;!?\n]", said.low[max(0, x.start - 40) : x.start])[-1]
    return (
        x.type == "desired_outcome"
        and bool(_LABEL_NO.search(left))
        and not re.search(r"\b(?:why|received?|get|got|gotten|given|been)\b", left)
    )


def may_assent(said: Said) -> bool:
    """Whether the message could assent to what the other side named in a question."""
    if _KIND_ANSWER.search(said.low):
        return said.role == Role.CUSTOMER
    if said.role != Role.CUSTOMER or not re.search(r"[?？]|correct|right|confirm", said.before) or len(said.text) > 120:
        return False
    return _yes(said) or bool(_NO.match(said.low))


def _yes(said: Said) -> bool:
    plain = without_accents(folded(said.text))
    first = re.split(r"[,.!]\s|$", plain)[0]
    return (
        says_yes(plain)
        or says_yes(first)
        or bool(
            re.match(
                r"(?:.{0,20}\byes$|(?:it|that|this) (?:is|does)(?: indeed)?\b|indeed\b|all good|y\b|haha yes|yes|yeah|yep|correct|right|exactly|that'?s (?:right|correct|it|the one)|that one|it is|si|oui|ja|genau|stimmt|sim|certo|esatto|klopt|tak|da)\b",
                plain,
            )
        )
    )


_ASKS_IF: Final = re.compile(
    r"(?:\b(?:is (?:that|it|this)|correct|right|so (?:that|it)|about|do you mean|did you mean|you mean|confirm|is your|still|verdad|correcto|richtig|stimmt|c'est|giusto|certo|klopt)\b[^.!?]*[?？])|(?:[?？]\s*$)"
)


def assents(said: Said, proposed: Sequence[Mention]) -> list[Mention]:
    """Values that the other side named, one of a kind, and the customer now confirms or denies."""
    if not proposed or not _ASKS_IF.search(said.before.lower()):
        return []
    yes = _yes(said) and not _NO.match(said.low)
    kinds: dict[str, list[Mention]] = {}
    for x in proposed:
        if x.type in SINGLE or x.type == "product":
            kinds.setdefault(x.type, []).append(x)
    stance = "confirmed" if yes else "denied"
    by_kind = _yes_or_no_by_kind(said)
    question, beside = _asking(said.before)
    return [
        Mention(kind, xs[0].value, 0, len(said.text.rstrip()), by_kind.get(kind, stance))
        for kind, xs in kinds.items()
        if len({x.value for x in xs}) == 1
        and (question[0] <= xs[0].start < question[1] or beside[0] <= xs[0].start < beside[1])
        and kind not in ("amount", "date")
        and (yes or by_kind.get(kind) or not says_no_more(said))
        and (yes or by_kind.get(kind) or not _offers(said.before))
        and not (by_kind and kind not in by_kind)
    ]


_KIND_WORDS: Final = {
    "order": "order_id",
    "number": "order_id",
    "address": "address",
    "email": "email",
    "e-mail": "email",
    "mail": "email",
    "phone": "phone",
    "name": "person_name",
    "zip": "zip_code",
    "postcode": "zip_code",
    "item": "product",
    "product": "product",
}
_KIND_ANSWER: Final = re.compile(
    r"\b(order|number|address|e-?mail|mail|phone|name|zip|postcode|item|product)(?: number| code| address)?(?: is| was|:|,)? (yes|right|correct|fine|good|ok|no|wrong|incorrect|not)\b"
    r"|\b(yes|yep|right|correct|no|not)(?: to| for| on|,)? (?:the |that |my )(order|number|address|e-?mail|mail|phone|name|zip|postcode|item|product)\b"
)


def _yes_or_no_by_kind(said: Said) -> dict[str, str]:
    """ "Order yes, address no": which of what was named is so."""
    found = {}
    for m in _KIND_ANSWER.finditer(said.low):
        kind, answer = (m[1], m[2]) if m[1] else (m[4], m[3])
        found[_KIND_WORDS[kind]] = "denied" if answer in ("no", "wrong", "incorrect", "not") else "confirmed"
    return found


def _offers(before: str) -> bool:
    """Whether the question offers to do something: a no to it denies nothing of what it names."""
    (start, end), _ = _asking(before)
    return bool(
        re.search(
            r"\b(?:shall|should|would you like|do you want|can i|may i|want me to|could i)\b", before[start:end].lower()
        )
    )


def says_no_more(said: Said) -> bool:
    """A bare "no thanks" to an offer denies nothing."""
    return says_no(without_accents(folded(said.text))) and "thank" in said.low


#: "Is this correct?" asks for what the sentence before it names.
_REFERS: Final = re.compile(
    r"\b(?:correct|right|accurate|confirm|about that|that|this|is (?:that|this|it)|that one|this one|the one|yours|good|verdad|correcto|richtig|stimmt|c'est|giusto|certo|klopt)\b"
)


def _asking(before: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """The span of the sentence that asks, and that of the one before it when the question refers to it."""
    ends = [m.end() for m in re.finditer(r"[?？]", before)]
    if not ends:
        return (0, len(before)), (0, 0)
    stops = [m.end() for m in re.finditer(r"[.!?？\n](?=\s)", before[: ends[-1] - 1])]
    start = stops[-1] if stops else 0
    beside = stops[-2] if len(stops) > 1 else 0
    return (start, ends[-1]), ((beside, start) if _REFERS.search(before[start : ends[-1]].lower()) else (0, 0))


_TAKEN_BACK: Final = re.compile(
    r"^\W*(?:(?:oh|oops|wait|hold on|no|sorry|hmm|um|actually|my bad|ugh|argh)\W+)*(?:that'?s|that is|that was|thats|this is|it'?s|it was|i (?:gave|sent|typed|wrote)(?: you)?)(?: (?:the|a|an|my))? (?:not (?:right|correct|it|the right one)|wrong(?: one| number| email| address)?|incorrect|typo|old (?:one|number|email|address)|mistake)\W*(?:sorry)?\W*$"
)


def taken_back(said: Said) -> list[Mention]:
    """ "Oh wait, that's not right": what the customer said a moment ago, whatever it was."""
    m = _TAKEN_BACK.match(said.low) if said.earlier else None
    return [Mention("", "", *m.span(), "denied")] if m else []


def declined(said: Said, settled: Sequence[Mention]) -> list[Mention]:
    """ "I don't have it": the kinds asked for that got no value."""
    if not said.asked or not _DECLINES.search(said.low) or len(said.low.split()) > _SHORT_WORDS * 2:
        return []
    given = {x.type for x in settled if x.stance in ("claimed", "corrects", "confirmed")}
    m = _DECLINES.search(said.low)
    span = m.span() if m else (0, 0)
    return [
        Mention(x, "", *span, "declined") for x in said.asked if x in DECLINABLE and x not in given and _meant(said, x)
    ]


def _meant(said: Said, kind: str) -> bool:
    """When several things were asked, only those named in the refusal, or all when none is named."""
    from .said import NOUNS

    named = [x for x in said.asked if x in NOUNS and NOUNS[x].search(said.low)]
    return kind in named if named else True
