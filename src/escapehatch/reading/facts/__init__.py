"""Which facts does this message state? One file a family; ``hear`` puts them together and settles how each is meant."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from ...conversation.values import Mention, Role
from ..secrets import spans
from . import (
    aside,
    assents,
    choices,
    contact,
    dates,
    earlier_ids,
    ids,
    labels,
    money,
    people,
    places,
    products,
    stances,
    wishes,
)
from .said import FOUND_MAX, Said

#: Characters of a message in which facts are looked for, and how many are kept.
FACTS_CHARS: Final = 20_000
MENTIONS_MAX: Final = 60

#: In this order: what an earlier family claims, a later one does not read as something else.
FAMILIES: Final = (
    contact.hear,
    places.streets,
    money.hear,
    ids.hear,
    places.hear,
    people.hear,
    dates.hear,
    products.hear,
    labels.hear,
)


def hear(text: str, role: Role, before: str = "", earlier: Sequence[str] = ()) -> tuple[Mention, ...]:
    """The facts in ``text``. Spans are characters of ``text``. Never a secret."""
    said = Said.of(text[:FACTS_CHARS], role, before, tuple(earlier))
    if not said.low.strip():
        return ()
    taken = list(spans(said.text, before))
    found: list[Mention] = []
    for family in FAMILIES:
        heard = [x for x in islice(family(said, tuple(taken)), FOUND_MAX) if not _within(x, taken)]
        found += heard
        taken += [(x.start, x.end) for x in heard if x.end > x.start and x.type not in OVERLAPS]
    if role != Role.CUSTOMER:
        return tuple(Mention(x.type, x.value, x.start, x.end, "proposed") for x in _once(found) if x.value)[
            :MENTIONS_MAX
        ]
    settled = aside.without(said, stances.settle(said, found))
    pieced = earlier_ids.pieced(said)
    settled = [x for x in settled if not any(x.type == y.type for y in pieced)] + pieced
    settled += _answers(said, settled)
    if not any(x.type == "desired_outcome" for x in settled):
        settled += labels.offered(said)
    settled += stances.declined(said, settled) + stances.taken_back(said) + wishes.kept(said)
    return tuple(_once(settled))[:MENTIONS_MAX]


def _answers(said: Said, settled: Sequence[Mention]) -> list[Mention]:
    """What the message says of the values that the other side had named."""
    assents_, picks = assents.may_assent(said), choices.may_choose(said)
    if not (assents_ or picks):
        return []
    proposed = hear(said.before, Role.BOT)
    picked = choices.chosen(said, proposed) if picks else []
    if not picked and picks and not any(x.type == "order_id" for x in settled):
        picked = choices.by_words(said, proposed)
    return picked or (assents.assents(said, proposed) if assents_ else [])


#: What may stand inside something else: a postcode in its address, a label anywhere.
OVERLAPS: Final = frozenset({"issue", "desired_outcome", "membership_level", "shipping_status", "product"})


def _within(mention: Mention, taken: Sequence[tuple[int, int]]) -> bool:
    if mention.type in OVERLAPS:
        return False
    return any(start < mention.end and mention.start < end for start, end in taken)


def _begins(x: Mention, y: Mention) -> bool:
    """Whether ``x`` is only how ``y`` begins: "the one starting 7QK, 7QKZ88M2"."""
    codes = x.type == y.type and x.type in ids.BARE and x.value != y.value and x.stance == y.stance == "claimed"
    return codes and y.value.lower().startswith(x.value.lower())


def _once(found: Sequence[Mention]) -> list[Mention]:
    seen: set[tuple[str, str, str]] = set()
    kept = []
    for x in sorted(found, key=lambda x: x.start):
        if any(_begins(x, y) for y in found):
            continue
        key = (x.type, x.value.lower(), x.stance)
        if key not in seen:
            seen.add(key)
            kept.append(x)
    return kept
