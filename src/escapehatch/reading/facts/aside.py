"""Of several orders, those that the message sets aside: "the middle one I cancelled", "#W1 came, but #W2?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from ...conversation.values import Mention
from . import ids
from .said import Said

_NTH: Final = {"first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "latter": -1, "last": -1}
#: Having come is the end of it when nothing else is said of it.
_WELL: Final = r"(?= (?:fine|ok|okay|safely|well|today|yesterday|already|this morning|in (?:perfect|good|great)|but #)|\W*$|[.;!]|, (?:so|but #?\w*\d))"
#: Nothing more is to be done about it.
_DONE: Final = (
    rf"(?:,? (?:which|that|actually|has|have|is|was|got|just|already|now|been|it|'s|today|finally|since))*(?:'s)? ?"
    rf"(?:(?:i|we)(?:'ve| have)? (?:already )?(?:cancel\w*|return\w*|got|received|have(?= (?:it|that)))"
    rf"|(?<!not )(?:fine|okay|ok|sorted|resolved|all right|alright|perfect(?!ly)|no problem|not (?:the|a|my) (?:problem|issue))"
    rf"|(?<!not )(?:arrived|came|turned up|showed up|here|delivered){_WELL})(?!\w)"
)
_WHICH: Final = rf"(?P<nth>{'|'.join(_NTH)}|middle)(?: one| order)?|(?P<end>\d{{2,5}})(?: one)|(?:one|order) (?:ending|that ends)(?: in| with)? (?P<tail>\d{{2,5}})"
_SET_ASIDE: Final = re.compile(
    rf"\b(?:the |my )(?:{_WHICH}){_DONE}|\b(?:forget|ignore|leave out|not|except|apart from|but not)(?: about)? (?:the |my )(?:{_WHICH.replace('?P<nth>', '?P<nth2>').replace('?P<end>', '?P<end2>').replace('?P<tail>', '?P<tail2>')})\b"
)
_BEHIND: Final = re.compile(rf"^\W{{0,2}}{_DONE}")


def without(said: Said, settled: Sequence[Mention]) -> list[Mention]:
    """The same mentions: an order that is done with denied, when another is left."""
    own = [x for x in settled if x.type == "order_id" and x.stance in ("claimed", "corrects")]
    gone = {x.value for x in own if _BEHIND.match(said.low[x.end : x.end + 60])}
    told = [x.value for x in own] or list(_told(said))
    gone |= set(_picked(said, told))
    if not gone or not set(told) - gone:
        return list(settled)
    meant = [replace(x, stance="denied") if x.type == "order_id" and x.value in gone else x for x in settled]
    earlier = [
        Mention("order_id", x, 0, len(said.text.rstrip()), "denied") for x in gone if x not in {y.value for y in own}
    ]
    return meant + earlier


def _told(said: Said) -> Iterator[str]:
    """The orders of the message before, when this one picks from them."""
    if said.earlier and _SET_ASIDE.search(said.low):
        before = Said.of(said.earlier[-1][:2_000], said.role)
        yield from (x.value for x in ids.hear(before, ()) if x.type == "order_id")


def _picked(said: Said, values: Sequence[str]) -> Iterator[str]:
    values = list(dict.fromkeys(values))
    for m in _SET_ASIDE.finditer(said.low) if len(values) > 1 else ():
        nth, end = m["nth"] or m["nth2"], m["end"] or m["tail"] or m["end2"] or m["tail2"]
        if nth:
            at = len(values) // 2 if nth == "middle" else _NTH[nth]
            yield from values[at : at + 1 or None] if at < len(values) else ()
        elif len(alike := [x for x in values if x.endswith(end)]) == 1:
            yield alike[0]
