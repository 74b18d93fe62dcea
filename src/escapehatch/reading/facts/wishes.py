"""How an issue or a wish is meant: as said, refused, put in the place of an earlier one, or only threatened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ...conversation.values import Mention
from .said import Said

_LABEL_NO: Final = re.compile(
    r"\b(?:not|no|don'?t|do not|didn'?t|never|without|instead of|rather than|skip|forget|drop|leave|never ?mind|scrap|stop|no need for|no need to|nicht|kein\w*|pas(?: de)?|non|n[aã]o|niet|geen)\s+(?:\w+\s+){0,3}$"
)


#: A wish that takes the place of an earlier one.
_NOT_NEEDED: Final = re.compile(
    r"^\W{0,3}(?:is |was )?(?:not (?:needed|required|necessary|wanted|important)|no need|no (?:good|use|help)\b|useless|pointless|out of the question|nahi|won'?t be needed)\b"
)
#: Who keeps a thing neither returns nor exchanges it.
_KEEPS: Final = re.compile(
    r"\b(?:i'?ll|i will|we'?ll|we will|rather|gonna|going to|want to|decided to|let me) (?:just |rather |actually )?keep (?:it|them|the|both|this|that|my)\b"
)


def kept(said: Said) -> list[Mention]:
    m = _KEEPS.search(said.low) if said.earlier else None
    return (
        [Mention("desired_outcome", x, *m.span(), "denied") for x in ("return", "exchange", "cancel_order")]
        if m
        else []
    )


_INSTEAD: Final = re.compile(
    r"\b(?:changed my mind|on second thought|after all|actually|instead|rather|you know what|forget (?:the|about|it)|never ?mind|scrap (?:that|the)|not .{0,20} anymore)\b"
)
_ALSO: Final = re.compile(r"\b(?:also|as well|too|another|in addition|besides|and then)\b")
#: "If it is not here by Friday I'm cancelling" wishes for something else.
_IF_NOT: Final = re.compile(r"\b(?:if|unless|otherwise|or else|or)\b[^.!?]{0,90}$")
#: Asked back, and refused.
_REFUSED: Final = re.compile(
    r"^[^.!?]{0,12}\?.{0,90}\b(?:no thanks|no thank you|no way|nope|don'?t want|not interested)\b|^[^.!?]{0,60}\?\s*(?:no|nah|nope|never ?mind)\b"
)


#: Between one wish and the one that takes its place in the same breath.
_RATHER: Final = re.compile(
    r"\b(?:no|actually|on second thoughts?|scratch that|wait|(?:i )?changed my mind|forget (?:it|that)|never ?mind)\b[^.!?]{0,60}$"
)


def stance(said: Said, x: Mention, later: Sequence[Mention] = ()) -> str:
    """``later``: further ones of its kind in the same message."""
    if x.type == "desired_outcome" and any(
        x.end <= y.start and y.value != x.value and _RATHER.search(said.low[x.end : y.start]) for y in later
    ):
        return "denied"
    if (
        denied(said, x)
        or _NOT_NEEDED.match(said.low[x.end :])
        or (x.type == "desired_outcome" and _REFUSED.match(said.low[x.end :]))
    ):
        return "denied"
    sentence = re.split(r"[.!?\n]\s", said.low[max(0, x.start - 120) : x.start])[-1] + said.low[x.start : x.end + 60]
    changes = (
        x.type == "desired_outcome" and said.earlier and (_INSTEAD.search(sentence) or "changed my mind" in said.low)
    )
    return "corrects" if (changes or _picked(said, x)) and not _ALSO.search(sentence) else "claimed"


#: Taken from what was offered: "ok the replacement then".
_TAKES: Final = re.compile(r"^\W*(?:(?:ok|okay|fine|yes|yeah|sure|alright|right|well|hm+|then|no)\b\W*)+|\bthen\W*$")
#: How long such an answer is at most, in words.
TAKES_WORDS: Final = 12


def _picked(said: Said, x: Mention) -> bool:
    """Whether the wish is the one that the other side offered in the place of an earlier one."""
    short = len(said.low.split()) <= TAKES_WORDS and bool(_TAKES.search(said.low))
    words = re.findall(r"[a-z]{4,}", said.low[x.start : x.end])
    offered = any(word in said.before.lower() for word in words) and "?" in said.before
    return x.type == "desired_outcome" and bool(said.earlier) and short and offered


def threat(said: Said, x: Mention) -> bool:
    left = re.split(r"[.!?\n]\s", said.low[max(0, x.start - 100) : x.start])[-1]
    return (
        x.value == "cancel_order"
        and bool(_IF_NOT.search(left))
        and bool(re.search(r"not|n'?t\b|never|unless|or\b|otherwise", left))
    )


#: A no to what was asked, and then what is wished for: "no just cancel".
_NO_BUT: Final = re.compile(r"^\W*(?:no|nope|nah)\b (?=(?:just|only|please|pls|plz|i|you|we|actually|simply)\b)")


#: "I never said it was broken", "it's not that it's late", "not damaged".
_NEVER_SO: Final = re.compile(
    r"\b(?:(?:never|not|didn'?t|don'?t|did not|do not) (?:said|say|saying|claim\w*|complain\w*|mean|meant|about)\b[^.!?,;]{0,40}"
    r"|(?:it'?s|its|it is|problem is|issue is) not (?:that|because|about)\b[^.!?,;]{0,30}|not because\b[^.!?,;]{0,30})$"
)
_NOT_JUST: Final = re.compile(
    r"(?<!if )(?<!why )(?<!or )\b(?:not|isn'?t|wasn'?t|aren'?t|weren'?t|nothing(?: is| was)?) (?:really |actually |even )?$"
)
#: What a thing may be said not to be.
_STATES: Final = frozenset(
    {"damaged", "late_delivery", "counterfeit_or_used", "wrong_item", "wrong_size", "wrong_color"}
)
_NEGATED: Final = re.compile(r"not\b|n[o']?t\b|no\b|never\b|un")


def denied(said: Said, x: Mention) -> bool:
    """Whether the words before an issue or a wish say that it is not so."""
    if x.type != "issue":
        return _label_denied(said, x)
    left = said.low[max(0, x.start - 80) : x.start]
    plain = x.value in _STATES and not _NEGATED.match(said.low[x.start :])
    return bool(_NEVER_SO.search(left) or (plain and _NOT_JUST.search(left)))


def _label_denied(said: Said, x: Mention) -> bool:
    left = _NO_BUT.sub("", re.split(r"[.,;!?\n]", said.low[max(0, x.start - 40) : x.start])[-1])
    return (
        x.type == "desired_outcome"
        and bool(_LABEL_NO.search(left))
        and not re.search(r"\b(?:why|received?|get|got|gotten|given|been)\b", left)
    )
