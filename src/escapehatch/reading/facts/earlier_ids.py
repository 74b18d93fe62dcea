"""What comes in pieces or once more: "the rest is 7719", a number typed again, a mail address in two messages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ...conversation.values import Mention
from .repairs import repaired
from .said import Said

_ENDS_SAID: Final = re.compile(
    r"\b(?:begins?|starts?)(?: with| in)? (#?[a-z]{0,3}\d{1,6})\b[^.!?]{0,20}\b(?:ends? (?:in|with|on)|(?:second|other) (?:half|part|bit) is|and|last (?:\w+ )?(?:digits? )?(?:is|are)|rest is|then)\W+(\d{2,7})\b"
)
_WHOLE: Final = re.compile(r"(?<![\w$.-])#?[a-z]{0,2}-?(\d{5,10})(?![\w-])")
#: Said when something came out wrong.
REGRET: Final = (
    r"(?:sorry|sory|w?oops\w*|typo|digits?|mistakes?|meant|mean|actually|mis-?(?:typed|read|spelt|spelled|keyed|copied|dialled|remembered|spoke|placed)|wrong|correct(?:ed|ion)?|swapped|mixed|scratch that|strike that|fat[- ]?finger\w*"
    r"|autocorrect\w*|argh+|ugh+|d'?oh|damn|my (?:bad|fault)|apologies|hang on|hold on|no wait|wait no|pardon|rather|instead|re-?check\w*|looked again|checked again|double checked|let me (?:try|retype|redo|rephrase)|try|read off)"
)
_REGRETS: Final = re.compile(rf"\b{REGRET}\b")
#: A further one stands beside the first.
_FURTHER: Final = re.compile(r"\b(?:also|another|other|both|second|and|too|as well|plus|one more|next)\b|&")
_NOT_FOUND: Final = re.compile(
    r"\b(?:can(?:'t|not)|could(?:n't| not)|unable to|don't|do not|doesn't|did(?:n't| not)|no)\b[^.!?]{0,30}\b(?:find|locate|see|match|exist|record|order|recogni[sz]e|show)|\b(?:invalid|recheck|double-?check|check the number|digit short|digits?)\b"
)
#: Digits that may differ when a number is given again.
CHANGED_MAX: Final = 3
_PIECE: Final = re.compile(
    r"^[^\w#]{0,3}(?:(?:and|then|comes|next|its|it's|it is|is|the|last|first|bit|part|ok|finally|lastly|followed by|so)[^\w#]+){0,4}(#?[A-Za-z]{0,2}-?\d{1,6}(?:[ -]\d{1,4})?)(?:(?:\W+(?:and|then|next|to finish|at the end|that'?s (?:it|all|the (?:lot|end|rest|number)|everything)|there you go|complete|full stop|done|end|first|last|finally|so far))*\W*$|[.,!…]\s.{0,60}$|\W*\.{2,}$)"
)
_BEGINS: Final = re.compile(
    r"(?:\b(?:order|ref|reference|number|it'?s|its|is|area code|starts?|begins?|first (?:half|part|bit)|phone|mobile|cell)\b[^\d#]{0,20})(#?[A-Za-z]{0,2}-?\d{1,5}(?: \d{2,4})?)(?:\W*$|\W*[.,…-]+\s.{0,60}$)",
    re.IGNORECASE,
)

#: "The letters are W".
_LETTERS: Final = re.compile(
    r"\b(?:letters?|prefix)(?: (?:is|are|:|at the (?:front|start)))+\W*([a-z]{1,3})\b", re.IGNORECASE
)

_REST: Final = re.compile(
    r"^\W*(?:(?:sorry|oh|and|then|the|rest|remaining|other half|second (?:part|half)|is|continues?|it got cut off|missing part|was|are|:|,|\.)\W*)*(\d{2,7})\W*$"
)
#: Codes in earlier messages that may be added to or corrected.
_THE_REST: Final = re.compile(
    r"\b(?:rest|continues?|remaining|other half|second (?:part|half)|missing (?:part|digits|bit)|(?:then|next|after(?:wards| that)?|followed by|comes?|goes on))\b[^\d]{0,20}(\d{2,8})\W*$|(?<!\d)(\d{2,7}) (?:is|was|comes|goes|follows|at)\b[^.!?\d]{0,20}\b(?:after|rest|next|then|missing|end)\b"
)
_CODE: Final = re.compile(r"#?\b[A-Za-z]{0,4}-?\d{1,12}\b")
_CUT_MAX_DIGITS: Final = 5


#: The message before ended too soon.
_CUT_OFF: Final = re.compile(
    r"\b(?:cut (?:off|short)|broke|half|incomplete|not all of it|hit (?:enter|send)|sent too (?:soon|early)|too soon|froze|wait|hold on|more to come|and then)\b|(?:\.\.|…|-)\s*$"
)


def pieced(said: Said) -> list[Mention]:
    """A whole value made of an earlier one and this message; it corrects the earlier one."""
    if _STARRED.match(said.low):
        return []
    if (within := _within(said)) or not said.earlier:
        return within or _both_ends(said)
    if _CUT_OFF.search(said.earlier[-1].lower()) or said.low.lstrip().startswith(("..", "…")):
        return _continued(said) or _in_pieces(said) or repaired(said)
    return repaired(said) or _again(said) or _in_pieces(said) or _continued(said) or _mail_in_pieces(said)


#: "*60641": the whole once more.
_STARRED: Final = re.compile(r"\s*\*")
_STOP: Final = re.compile(rf"(?:[.,;!?\n] ?|\s-+ )(?=(?:(?:oh|no|ah|ugh|wait|but)\W+)?{REGRET}\b)")


def _within(said: Said) -> list[Mention]:
    """ "3125550187. Oops, the end is 78": a number put right in the same breath."""
    m = _STOP.search(said.low) if re.search(r"\d{4}", said.low) else None
    if not m:
        return []
    rest = " " * m.end() + said.low[m.end() :]
    return repaired(said._replace(low=rest, before="", earlier=(said.text[: m.start()],)))


def _both_ends(said: Said) -> list[Mention]:
    """ "It begins with W208 and the last four are 6613"."""
    m = _ENDS_SAID.search(said.low)
    return [Mention("order_id", (m[1] + m[2]).upper(), *m.span())] if m and 5 <= len(m[1] + m[2]) <= 12 else []


def _again(said: Said) -> list[Mention]:
    """The whole number once more, a digit or two changed, after it could not be found or with a word of regret."""
    if {"phone", "zip_code"} & set(said.asked):
        return []
    m = _WHOLE.search(said.low)
    known = _last_code(said.earlier, least=5) if m else ""
    had = re.sub(r"\D", "", known)
    if (
        not m
        or len(had) != len(m[1])
        or had == m[1]
        or sum(a != b for a, b in zip(had, m[1], strict=True)) > CHANGED_MAX
    ):
        return []
    turned = sorted(had) == sorted(m[1]) and not _FURTHER.search(said.low) and m[1] not in said.before
    if not (turned or _REGRETS.search(said.low) or _NOT_FOUND.search(said.before.lower())):
        return []
    return [Mention("order_id", said.text[slice(*m.span())], *m.span(), "corrects")]


def _in_pieces(said: Said) -> list[Mention]:
    """ "#W5", "519", "037": one message a piece."""
    last = _PIECE.match(said.low)
    pieces, begins = [last[1]] if last else [], None
    for n, text in enumerate(reversed(said.earlier[-4:])):
        m = _PIECE.match(text) if pieces else None
        begins = None if m or not pieces else _BEGINS.search(text) or _LETTERS.search(text)
        if not m and not begins:
            break
        pieces.insert(0, m[1] if m else begins[1] if begins else "")
        if begins or re.match(r"#|[a-z]", pieces[0], re.I) or n == 3:
            break
    whole = re.sub(r"\W", "", "".join(pieces)) if "phone" in said.asked else "".join(pieces).replace(" ", "")
    digits = sum(map(str.isdigit, whole))
    most = 13 if "phone" in said.asked else 11
    if last is None or len(pieces) < 2 or not 5 <= digits <= most:
        return []
    named = begins[0].lower() if begins else _named(said.earlier, len(pieces) - 1)
    marked = re.match(r"#|w", whole, re.I) or "order" in named
    phone = re.match(r"phone|mobile|cell|contact|area code", named)
    whole = re.sub(r"\W", "", whole) if phone else whole
    kind = "phone" if phone else "order_id" if marked else next((x for x in IN_PIECES if x in said.asked), "")
    if kind == "phone" and digits < PHONE_DIGITS:
        return []
    return [Mention(kind, whole, *last.span(1), "corrects")] if kind else []


#: "My contact no. is", and then the pieces.
_NAMES: Final = re.compile(
    r"\b(order|phone|mobile|cell|contact)(?: (?:number|num|no\.?|nr\.?|id))?(?: (?:is|it'?s|:))*\W*$"
)


def _named(earlier: Sequence[str], behind: int) -> str:
    """What the customer's own words before the pieces call them."""
    before = earlier[-behind - 1].lower() if len(earlier) > behind else ""
    m = _NAMES.search(before)
    return m[1] if m else ""


#: What is given piece by piece when it was asked for, and the digits of a telephone number at least.
IN_PIECES: Final = ("order_id", "phone", "account_id", "policy_id", "claim_id")
PHONE_DIGITS: Final = 10
_DOMAIN: Final = re.compile(
    r"^(?:[\w ]{2,24}[:,-]+ ?(?=@)|[^\w@]{0,2}(?:and |then |at )?)(@?)\s?([\w-]+(?:\.[\w-]+)+)\W*$"
)
#: "At freemail dot example".
_DOT: Final = re.compile(r" ?\b(?:dot|point)\b ?")
_WRITE_AT: Final = re.compile(r"\b(?:e-?mail|mail|write|reach|contact|send)\b")
_LOCAL: Final = re.compile(r"([\w.+-]+)\s*(@?)\s*$")


def _mail_in_pieces(said: Said) -> list[Mention]:
    """ "ada.byron", "@lantern.example"."""
    domain, local = _DOMAIN.match(_DOT.sub(".", said.low)), _LOCAL.search(said.earlier[-1].lower())
    asked = "email" in said.asked or (domain and domain[1] and _WRITE_AT.search(" ".join(said.earlier[-2:]).lower()))
    if not domain or not local or not asked or bool(domain[1]) == bool(local[2]):
        return []
    return [Mention("email", f"{local[1]}@{domain[2]}", 0, len(said.text.rstrip()), "corrects")]


def _continued(said: Said) -> list[Mention]:
    if re.search(r"[$€£₹]", said.plain) or ("phone" in said.asked and "order_id" not in said.asked):
        return []
    m = _REST.match(said.low) or _THE_REST.search(said.low)
    last = said.earlier[-1] if said.earlier else ""
    known = _last_code((last,), least=1 if m and "rest" in said.low else 2)
    digits = sum(map(str.isdigit, known))
    more = (m[1] or m[2]) if m and m.re is _THE_REST else m[1] if m else ""
    if m and known and more.startswith(known):
        return [Mention("order_id", more, *m.span(), "corrects")]
    if not m or not known or digits > _CUT_MAX_DIGITS or digits + len(more) < 6:
        return []
    if "rest" not in said.low and not _CUT_OFF.search(last.lower()) and not last.rstrip(" .…-").endswith(known):
        return []
    return [Mention("order_id", known + more, *m.span(), "corrects")]


def _last_code(earlier: Sequence[str], least: int) -> str:
    """The latest code in earlier messages that looks like an order's."""
    for text in reversed(earlier[-6:]):
        codes = [
            x[0]
            for x in _CODE.finditer(text[:2000])
            if sum(map(str.isdigit, x[0])) >= least and "$" not in text[max(0, x.start() - 1) : x.start()]
        ]
        marked = [x for x in codes if x[0] in "#wW" or x[0].isalpha()]
        if marked or codes:
            return (marked or codes)[-1]
    return ""
