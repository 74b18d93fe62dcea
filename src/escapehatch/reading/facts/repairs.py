"""A number or mail address put right in part: "the last digit is 9", "44, not 45", "swap the last two", "no dot in it"."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ...conversation.values import Mention
from .said import Said
from .spelled import DIGITS, TIMES

#: Messages back in which the value is looked for, and words of a message that puts one right.
BACK_MAX: Final = 6
WORDS_MAX: Final = 30
#: Letters and digits of a number that can be put right, and digits at least.
LEAST: Final = 4
PHONE_DIGITS: Final = 9
#: A word so like one half of a mail address is that half, put right.
ALIKE: Final = 0.8

_NTH: Final = {
    word: n
    for n, words in enumerate(
        (
            "first 1st",
            "second 2nd",
            "third 3rd",
            "fourth 4th",
            "fifth 5th",
            "sixth 6th",
            "seventh 7th",
            "eighth 8th",
            "ninth 9th",
        )
    )
    for word in words.split()
}
_COUNTS: Final = {x: n for n, x in enumerate(("one", "two", "three", "four", "five"), 1)} | {"couple of": 2}
_SPELLED: Final = rf"(?:(?:double|triple) )?(?:{'|'.join(x for x in DIGITS if x.isascii())}|\d)"
_X: Final = rf"(?:[a-z]?\d{{1,6}}\b|{_SPELLED}(?:[ -]{_SPELLED}){{0,4}}\b)"
_COUNT: Final = r"(?: (?P<count>one|two|three|four|five|couple of|[2-5]))?"
_UNIT: Final = r"(?P<unit> (?:digits?|numbers?|numerals?|characters?|letters?|figures?|ones?|bit|part|half|pair)\b)?"
_LINK: Final = r"(?P<link>(?:[\s,:=-]+(?:is|are|was|were|should(?:'ve)?|must|ought|have|be|been|to|in|with|on|as|actually|really|needs?|supposed|meant|an?|the|it|its|it's|reads?|says?|not \w+ but))*[\s,:=-]+)"
_WHERE: Final = r"(?P<where>last|final|tail(?: end)?|rear|ends?|ending|finish(?:es|ing)?|first|starts?|starting|begins?|beginning|opening|leading|(?:area|dialling|city|country) code|prefix)"
_ADJECTIVES: Final = ("last", "final", "first", "opening", "leading")
_PLACED: Final = (
    re.compile(rf"\b{_WHERE}{_COUNT}{_UNIT}{_LINK}(?P<x>{_X})"),
    re.compile(rf"\b(?P<x>{_X}),? (?:at|in|on|for) (?:the|its) (?:very )?(?P<where>end|back|front|start|beginning)\b"),
)
_DIGIT: Final = re.compile(
    rf"\b(?P<nth>{'|'.join(_NTH)}|middle|penultimate|(?:one|digit|number) before(?: the)? last|next[ -]to[ -]last|(?:second|next|one|last)[ -](?:to|but)[ -](?:last|one))(?! last){_UNIT}(?: from the (?:left|start|front))?{_LINK}(?P<x>{_X})"
)
_A: Final = r"(?: an?| the| that| this)?"
_AT: Final = r"(?: at the (?:end|start|front|back|beginning))?"
_TYPED: Final = r"\b(?:typed|wrote|put|hit|entered|pressed|said|gave|read)"
_TOK: Final = r"@?[\w.+-]{1,30}"


def _swaps_of(x: str) -> tuple[re.Pattern[str], ...]:
    """One part ``y`` for another ``x``, in the ways people say it."""
    return (
        re.compile(
            rf"{_TYPED}{_A} (?P<y>{x}) (?:instead of|for|rather than|where)(?: there'?s| there is| it'?s| it should be)?{_A} (?P<x>{x})"
        ),
        re.compile(
            rf"(?<![\w.@])(?P<x>{x}){_AT},? (?:not|instead of|rather than|where i (?:put|typed|wrote|have|had|said)|and not|replaces|in place of){_A}(?: at)? (?P<y>{x})"
        ),
        re.compile(rf"\bnot{_A} (?P<y>{x})[,;]?(?: but| it'?s| its| it is| rather| should be)*{_A} (?P<x>{x})"),
        re.compile(
            rf"\b(?:change|replace|make|turn|correct){_A} (?P<y>{x}){_AT} (?:to|with|by|into|for|a|an|as)\b{_A} (?P<x>{x})"
        ),
        re.compile(
            rf"\b(?:the|that|those|this|my)(?: (?:last|first|final))? (?P<y>{x}) (?:is|are|should|must|ought|was)(?: (?:actually|really|meant|supposed|have been|be|been|to be|to|an?))* (?P<x>{x})"
        ),
    )


_FOR: Final = _swaps_of(_X)
_MAIL_FOR: Final = _swaps_of(_TOK)[:4]
_TURNED: Final = re.compile(
    r"\b(?:swap\w*|switch\w*|flip\w*|transpos\w*|revers\w*|interchang\w*|mixed up|(?:other|wrong) way a?round|back to front)\b"
)
_PAIR: Final = re.compile(rf"\b(?P<x>{_X})(?: and| with|/|&)(?: the)? (?P<y>{_X})")
_ENDS_TURNED: Final = re.compile(rf"\b(?P<where>last|final|first|leading){_COUNT}")
_LEFT_OUT: Final = re.compile(
    rf"\b(?:an?|the|one) (?P<x>{_X})(?: is| was| went)? missing(?: (?:at|in|from|on) the (?P<where>end|back|front|start|beginning))?\b"
    rf"|\b(?:more|missing|further) (?:digits?|numbers?)\W{{1,3}}(?:(?:is|are|it's|namely)\W)?(?P<more>{_X})"
    rf"|\b(?:forgot|missed|missing|left out|left off|dropped|lost|add|append){_A}(?: (?P<side>last|first|final))?(?: digit,?)?{_A} (?P<added>{_X})(?: (?:at|to|in|from|on|off) the (?P<place>end|back|front|start|beginning))?"
)
_TOO_MUCH: Final = re.compile(
    rf"\b(?:remove|drop|delete|ignore|lose|scratch|without|take out){_A} (?P<where>last|final|first) (?:digit|number|character|\d)\b|\b(?:an? )?extra (?P<x>{_X}) (?:at|on|in) the (?P<place>end|front|start|beginning)\b"
)
_NO_MARK: Final = re.compile(
    r"\b(?:without|no|remove|drop|delete|isn'?t any|is no){_A} (?P<mark>dots?|periods?|underscores?|dash(?:es)?|hyphens?|numbers?|digits?)\b".replace(
        "{_A}", _A
    )
)
#: One sign of a mail address for another: "a dot in place of the underscore".
_SIGN: Final = r"(dot|period|point|underscore|dash|hyphen|minus)"
_SIGN_FOR: Final = (
    re.compile(rf"\b{_SIGN}[\w ,]{{0,20}}?\b(?:not|instead of|rather than|in place of|where)\b[\w ]{{0,20}}?\b{_SIGN}"),
    re.compile(
        rf"\b(?:not|replace|change|swap|no)(?: \w+)?? {_SIGN}\b[\w ,]{{0,20}}?\b(?:but|by|with|to|for|it'?s|is|should be|a|an)\b[\w ]{{0,12}}?\b{_SIGN}"
    ),
)
_SIGNS: Final = {"d": ".", "p": ".", "u": "_", "da": "-", "h": "-", "m": "-"}
_MARKS: Final = {"d": r"[.]", "p": r"[.]", "u": "_", "da": "-", "h": "-", "n": r"\d+", "di": r"\d+"}
_TLD: Final = re.compile(r"\b(?:ends? (?:in|with|on)|should (?:be|end (?:in|with))|it'?s|its|is) (\.[a-z]{2,7})\b")
_CARD: Final = re.compile(r"\b(?:card|visa|mastercard|amex|paypal|account (?:ending|that ends))\b")

_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER: Final = re.compile(
    r"(?<![\w@.$€£₹#])#?(?:[A-Za-z]{1,5}-?|[A-Za-z] )?\+?\(?\d(?:[ ./()-]{0,2}\d){3,18}(?![\w@])|(?<![\w#-])(?=[A-Z]*\d)[A-Z0-9]{6}(?![\w-])"
)
_LEAD: Final = re.compile(r"#?[A-Za-z]*[ -]?(?=[\d\W]+$)|#?")
_SAYS_PHONE: Final = re.compile(r"\b(?:phone|mobile|cell|call|ring|reach|text|whatsapp)\b")


class Spot(NamedTuple):
    """Characters ``at`` of ``value`` that can be put right: its letters and digits without what stands in front."""

    value: str
    at: tuple[int, ...]

    @staticmethod
    def of(value: str) -> Spot:
        lead = _LEAD.match(value)
        begin = lead.end() if lead else 0
        return Spot(value, tuple(n for n, x in enumerate(value) if n >= begin and x.isalnum()))

    @property
    def code(self) -> str:
        return "".join(self.value[n] for n in self.at)

    def put(self, first: int, new: str) -> str:
        """``new`` over the letters and digits from the ``first`` on, or nothing when that changes nothing."""
        places = self.at[first : first + len(new)]
        if first < 0 or len(places) != len(new) or len(new) >= len(self.at):
            return ""
        chars = list(self.value)
        for n, x in zip(places, new, strict=True):
            chars[n] = x.upper() if self.value[n].isupper() or x.isalpha() else x
        whole = "".join(chars)
        return whole if whole != self.value else ""


#: What stands before these was said wrongly.
_AGAIN: Final = re.compile(r"\b(?:no,? wait|wait,? no|scratch that|hang on|hold on)\b")


def repaired(said: Said) -> list[Mention]:
    """The whole value as it is after this message put a part of it right."""
    if not said.earlier or len(said.low.split()) > WORDS_MAX or _CARD.search(said.low):
        return []
    again = list(_AGAIN.finditer(said.low))
    if again and re.search(r"\d", said.low[again[-1].end() :]):
        said = said._replace(low=" " * again[-1].end() + said.low[again[-1].end() :])
    for text in [*reversed(said.earlier[-BACK_MAX:]), said.before]:
        mail = _MAIL.search(text)
        if mail and "@" not in re.sub(r"(?<!\w)@", "", said.plain) and (whole := _mail(said.low, mail[0].lower())):
            return [Mention("email", whole, 0, len(said.text.rstrip()), "corrects")]
        spot = _number(text)
        if spot and (whole := next(iter(x for x in _ways(said, spot) if x), "")):
            kind = "phone" if _is_phone(text, spot) else "order_id"
            return [Mention(kind, whole, 0, len(said.text.rstrip()), "corrects")]
        if spot:
            return []
    return []


def _number(text: str) -> Spot | None:
    found = [m[0].strip() for m in _NUMBER.finditer(text[:2000]) if sum(map(str.isdigit, m[0])) >= LEAST]
    marked = [x for x in found if x[0] == "#" or x[0].isalpha()]
    best = (marked or found)[-1:]
    return Spot.of(best[0]) if best else None


def _is_phone(text: str, spot: Spot) -> bool:
    if spot.value[:1] == "#" or spot.value[:1].isalpha() or len(spot.code) < PHONE_DIGITS:
        return False
    return bool(_SAYS_PHONE.search(text.lower())) or any(not x.isalnum() for x in spot.value)


def _ways(said: Said, spot: Spot) -> Iterator[str]:
    low = said.low
    if re.search(rf"\d{{{max(LEAST, len(spot.code) - 1)},}}", low):
        return
    yield _left_out(low, spot)
    yield _too_much(low, spot)
    yield _turned(low, spot)
    yield _nth(low, spot)
    yield _placed(said, spot)
    for m in (m for p in _FOR if (m := p.search(low))):
        yield _instead(low, spot, _digits(m["x"]), _digits(m["y"]))


def _placed(said: Said, spot: Spot) -> str:
    """ "It ends in 34", "the first two are 91", "an 8 at the end"."""
    for m in (m for p in _PLACED if (m := p.search(said.low))):
        new, count = _digits(m["x"]), m.groupdict().get("count")
        if m["where"] in _ADJECTIVES and m.groupdict().get("link", "-").isspace() and not (count and m["unit"]):
            continue
        if count and _COUNTS.get(count, int(count) if count.isdigit() else 0) != len(new):
            continue
        if len(re.findall(rf"\d{re.escape(new)}\b", said.before)) > 0 and not spot.code.endswith(new):
            continue  # one of those that the other side named
        return spot.put(0 if _front(m["where"]) else len(spot.at) - len(new), new)
    return ""


def _front(where: str) -> bool:
    return where.endswith(("code", "prefix")) or bool(re.match(r"fi(?!n)|st|be|op|le|fr", where))


def _nth(low: str, spot: Spot) -> str:
    m = _DIGIT.search(low)
    new = _digits(m["x"]) if m else ""
    if not m or len(new) != 1 or (m["link"].isspace() and not m["unit"]):
        return ""
    if m["nth"] in _NTH:
        return spot.put(_NTH[m["nth"]], new)
    return spot.put(len(spot.at) // 2 if m["nth"] == "middle" else len(spot.at) - 2, new)


def _instead(low: str, spot: Spot, new: str, old: str) -> str:
    """``new`` where ``old`` stands; of several places the last one, when the words or the number say so."""
    code = spot.code.lower()
    if not old or len(new) != len(old) or old not in code:
        return ""
    if code.count(old) > 1 and not code.endswith(old) and not re.search(r"\b(?:first|last|end|start|beginning)\b", low):
        return ""
    front = re.search(r"\b(?:first|front|start|beginning)\b", low)
    return spot.put(code.index(old) if front else code.rindex(old), new)


def _turned(low: str, spot: Spot) -> str:
    """Two of them in each other's place."""
    if not _TURNED.search(low):
        return ""
    code, pair, ends = spot.code.lower(), _PAIR.search(low), _ENDS_TURNED.search(low)
    if pair and (both := (_digits(pair["x"]), _digits(pair["y"]))) and both[0] != both[1]:
        for a, b in (both, both[::-1]):
            if code.count(a + b) == 1:
                return spot.put(code.index(a + b), b + a)
        a, b = both
        if len(a) == len(b) == 1 and code.count(a) == code.count(b) == 1:
            return Spot(spot.put(code.index(a), b), spot.at).put(code.index(b), a)
        return ""
    if not ends:
        return ""
    count = _COUNTS.get(ends["count"] or "two", 2)
    at = 0 if _front(ends["where"]) else len(code) - count
    return spot.put(at, code[at : at + count][::-1])


def _left_out(low: str, spot: Spot) -> str:
    m = _LEFT_OUT.search(low)
    if not m:
        return ""
    new, where = _digits(m["x"] or m["added"] or m["more"]), m["where"] or m["place"] or m["side"] or "end"
    at = spot.at[0] if _front(where) else spot.at[-1] + 1
    return spot.value[:at] + new + spot.value[at:]


def _too_much(low: str, spot: Spot) -> str:
    m = _TOO_MUCH.search(low)
    if not m:
        return ""
    where, size = m["where"] or m["place"], len(_digits(m["x"])) if m["x"] else 1
    gone = spot.at[:size] if _front(where) else spot.at[-size:]
    return "".join(x for n, x in enumerate(spot.value) if n not in gone)


def _digits(said: str) -> str:
    """ "double seven" is 77; digits stay."""
    found, times = "", 1
    for word in re.findall(r"[a-zà-ÿ]+(?!\d)|[a-z]?\d+", said):
        if word in TIMES:
            times = TIMES[word]
            continue
        found += DIGITS.get(word, word) * times
        times = 1
    return found


def _mail(low: str, mail: str) -> str:
    low = re.sub(r"(?<!no )(?<!the )(?<!a )(?<!out )\b(?:dot|point) (?=[a-z]{2,7}\b)", ".", low)
    local, _, domain = mail.partition("@")
    for n, m in ((n, m) for n, p in enumerate(_SIGN_FOR) if (m := p.search(low))):
        new, old = (_SIGNS.get(x[:2], _SIGNS.get(x[0], "")) for x in (m[1 + n], m[2 - n]))
        part = local if local.count(old) else domain
        if part.count(old) == 1:
            return mail.replace(part, part.replace(old, new))
    mark, tld = _NO_MARK.search(low), _TLD.search(low)
    if mark and (sign := _MARKS.get(mark["mark"][:2], _MARKS.get(mark["mark"][0], ""))):
        return f"{re.sub(sign, '', local)}@{domain}" if re.search(sign, local) else ""
    for m in (m for p in _MAIL_FOR if (m := p.search(low))):
        new, old = (m[x].strip(".,").lstrip("@") if not m[x].startswith(".") else m[x].rstrip(".,") for x in "xy")
        part = domain if mail.count(old) > 1 and domain.count(old) == 1 else mail
        if old and part.count(old) == 1 and new != old:
            return mail[: len(mail) - len(part)] + part.replace(old, new)
    for tok in re.findall(r"(?<![\w.@])[\w+-][\w.+-]{3,}(?<!\.)", low):
        for part in (local, domain):
            if tok != part and difflib.SequenceMatcher(None, tok, part).ratio() >= ALIKE:
                return f"{tok}@{domain}" if part == local else f"{local}@{tok}"
    return mail[: mail.rindex(".")] + tld[1] if tld and not mail.endswith(tld[1]) else ""


def codes(earlier: Sequence[str]) -> Iterator[str]:
    """Numbers of earlier messages, the latest first."""
    for text in reversed(earlier[-BACK_MAX:]):
        spot = _number(text)
        if spot:
            yield spot.value
