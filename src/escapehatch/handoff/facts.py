"""What is true of this customer now, and which message says so: a fold over what was heard.

Each mention in a reading has a stance. Claims become facts; a correction, a denial or somebody else's value goes to
``superseded``; "I don't have it" goes to ``declined`` until a value comes after all. What the bot or an agent named is
only a proposal until the customer assents.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from ..conversation.fold import Conversation, Entry
from ..conversation.values import Mention, Role
from .slots import asked_in

#: Other names under which the same kind of fact may be heard.
SAME: Final = {
    "booking_id": "order_id",
    "order_number": "order_id",
    "name": "person_name",
    "postcode": "zip_code",
    "zip": "zip_code",
}
#: Kinds that are compared letter by letter, without punctuation.
IDS: Final = frozenset([
    "order_id", "account_id", "transaction_id", "policy_id",
    "claim_id", "bank_account", "card_last4", "username", "zip_code",
])  # fmt: skip


#: Of these one holds at a time: asked for again, the next answer takes the place of the last.
ASKED_AGAIN: Final = frozenset([
    "order_id", "email", "phone", "account_id", "username",
    "zip_code", "policy_id", "claim_id", "person_name", "amount",
])  # fmt: skip
#: Nobody has two of these that differ by a letter: the later puts the earlier right.
MISTYPED: Final = frozenset({"email", "phone", "username"})
TWIN: Final = 0.88
#: Digits alone do not tell of which of these kinds they are.
NUMBERS: Final = frozenset({"order_id", "phone", "zip_code", "account_id", "transaction_id", "policy_id", "claim_id"})
#: A value put right is at least this much like the old one.
ALIKE: Final = 0.6
#: The other side has no use for what it was given.
NOT_FOUND: Final = re.compile(
    r"\b(?:no|not|nothing|none|never|cannot|can'?t|couldn'?t|could not|unable|doesn'?t|isn'?t|don'?t|didn'?t|unknown|invalid)\b[^.!?]{0,40}\b(?:found|find|locate|see|match\w*|exist\w*|record|registered|result|account|order|under|recogni[sz]\w*|show\w*|pull|file|valid|working|work|works|bounc\w*|with that|on that|for that)\b|\b(?:no|zero) (?:results?|match\w*|hits?|such|record)\b|\bbounced\b"
)
#: Asked for like this, a further value stands beside the first.
ANOTHER: Final = re.compile(r"\b(?:other|another|second|next|both|each|all|also|more|alternative|additional)\b")
#: More than that is an answer in which something else was not found.
NOT_FOUND_CHARS: Final = 160
#: Said after something plainer, these are impatience, not a second matter.
IN_PASSING: Final = {
    "issue": frozenset({"late_delivery", "order_status", "product_question", "policy_question", "changed_mind"}),
    "desired_outcome": frozenset({"information"}),
}


class Fact(Struct, frozen=True):
    """A value and the message it came from: ``start``..``end`` are its characters there, ``msg`` counts from 0.

    ``status``: claimed, verified, or likely (understood, not said in so many words); among the superseded: corrected, denied, other (somebody else's). ``also``: further
    messages that say the same.
    """

    type: str
    value: str
    message_id: str
    msg: int
    start: int = 0
    end: int = 0
    said_by: str = "customer"
    status: str = "claimed"
    also: tuple[str, ...] = ()


class Facts(Struct, frozen=True):
    """``current`` holds now; ``superseded`` held once, or never; ``declined`` was asked for and not given."""

    current: tuple[Fact, ...] = ()
    superseded: tuple[Fact, ...] = ()
    declined: tuple[Fact, ...] = ()

    def of(self, kind: str) -> tuple[Fact, ...]:
        """The current facts of one type."""
        return tuple(x for x in self.current if x.type == kind)


def facts(c: Conversation) -> Facts:
    """Fold every mention, message by message."""
    so_far = _Fold()
    for n, entry in enumerate(c.said()):
        so_far.turn(entry)
        reading = c.readings.get(entry.id)
        for mention in reading.mentions if reading else ():
            so_far.hear(_fact(mention, entry, n), mention.stance)
    return Facts(tuple(so_far.current), tuple(so_far.superseded), tuple(so_far.declined))


def _fact(mention: Mention, entry: Entry, n: int) -> Fact:
    kind = SAME.get(mention.type, mention.type)
    who = str(entry.author.role) if entry.author else "customer"
    return Fact(kind, mention.value, entry.id, n, mention.start, mention.end, who)


class _Fold:
    def __init__(self) -> None:
        self.current: list[Fact] = []
        self.superseded: list[Fact] = []
        self.declined: list[Fact] = []
        self.proposed: list[Fact] = []
        #: What the other side said in its latest turn, and how many turns of each side there were.
        self.before: list[Entry] = []
        self.turns = 0
        self.turn_of: dict[str, int] = {}

    def turn(self, entry: Entry) -> None:
        """The next message is this one: whose turn is it?"""
        if entry.author and entry.author.role == Role.CUSTOMER:
            self.turn_of[entry.id] = self.turns
            return
        if not self.before or self.turns in self.turn_of.values():
            self.before, self.turns = [], self.turns + 1
        self.before.append(entry)

    def hear(self, fact: Fact, stance: str) -> None:
        if fact.said_by != Role.CUSTOMER:
            self.proposed.append(fact)
            return
        meaning = {
            "corrects": self._correct,
            "denied": self._deny,
            "declined": self._decline,
            "other": self._other,
            "confirmed": self._confirm,
            "likely": self._suppose,
        }
        meaning.get(stance, self._claim)(fact)

    def _claim(self, fact: Fact) -> None:
        if not fact.value.strip() or self._said_in_passing(fact):
            return
        for old in self._asked_again(fact):
            self._drop(old, "corrected")
        self.current = [x for x in self.current if x.type != fact.type or x.status != "likely"]
        self.declined = [x for x in self.declined if x.type != fact.type]
        known = next((x for x in self.current if same(x, fact)), None)
        if known:
            if fact.message_id not in (known.message_id, *known.also):
                self.current[self.current.index(known)] = replace(known, also=(*known.also, fact.message_id))
            return
        self.superseded = [
            replace(x, status="corrected") if _put_right(x, fact) else x
            for x in self.superseded
            if not same(x, fact) or x.status == "other"
        ]
        self.current.append(fact)

    def _suppose(self, fact: Fact) -> None:
        """Only while nothing was said plainly."""
        if not any(x.type == fact.type for x in self.current):
            self.current.append(replace(fact, status="likely"))

    def _said_in_passing(self, fact: Fact) -> bool:
        """A general complaint or wish, when what is the matter, or what is wanted, was already said plainly."""
        others = [
            x
            for x in self.current
            if x.type == fact.type and x.status != "likely" and not same(x, fact) and x.message_id != fact.message_id
        ]
        return fact.value in IN_PASSING.get(fact.type, ()) and bool(others)

    def _asked_again(self, fact: Fact) -> list[Fact]:
        """What the customer gave a turn ago, when the other side did not take it up but asked for the same again."""
        if fact.type not in ASKED_AGAIN:
            return []
        old = [
            x
            for x in self.current
            if x.type == fact.type
            and x.message_id != fact.message_id
            and self.turn_of.get(x.message_id, -2) >= self.turns - 1
        ]
        if not old or any(same(x, fact) for x in self.current):
            return []
        if fact.type in MISTYPED and (twins := [x for x in old if _likeness(x, fact) >= TWIN]):
            return twins
        words = "\n".join(x.text for x in self.before)
        not_found = _not_found(self.before)
        taken_up = {
            key(x)
            for x in self.proposed
            if x.message_id in {y.id for y in self.before}
            and not any(x.message_id == id_ and a <= x.start < b for id_, a, b in not_found)
        }
        old = [x for x in old if self.turn_of.get(x.message_id) == self.turns - 1]
        again = fact.type in asked_in(words) or (len(words) <= NOT_FOUND_CHARS and NOT_FOUND.search(words.lower()))
        if ANOTHER.search(words.lower()) or not again:
            return []
        return [x for x in old if key(x) not in taken_up]

    def _correct(self, fact: Fact) -> None:
        fact = self._of_the_kind(fact)
        old = self._meant(fact)
        if old:
            self._drop(old, "corrected")
        self._claim(fact)

    def _of_the_kind(self, fact: Fact) -> Fact:
        """A number put right is of the kind of the one that it resembles, whatever it was taken for."""
        alike = {
            x.type: _likeness(x, fact)
            for x in self.current
            if x.type in NUMBERS and not same(x, fact) and abs(len(key(x)) - len(key(fact))) <= 1
        }
        best = max(alike, key=lambda x: alike[x], default="")
        known = fact.type not in NUMBERS or alike.get(fact.type, 0.0) >= ALIKE or alike.get(best, 0.0) < ALIKE
        return fact if known else replace(fact, type=best)

    def _meant(self, fact: Fact) -> Fact | None:
        """Which value a correction replaces: the one most like it, else the latest of its type."""
        others = [x for x in self.current if x.type == fact.type and not same(x, fact)]
        if not others or fact.type == "desired_outcome":
            return others[-1] if others else None
        likeness = [_likeness(x, fact) for x in others]
        best = max(likeness)
        return others[likeness.index(best)] if best >= ALIKE else others[-1]

    def _take_back(self) -> None:
        """ "That's not right": the latest of what identifies the customer or the order, said in this turn or the last."""
        named = {x.id for x in self.before}
        if any(x.message_id in named and (x.type in ASKED_AGAIN or x.type == "address") for x in self.proposed):
            return  # it answers what the other side named
        given = [
            x for x in self.current if x.type in ASKED_AGAIN and self.turn_of.get(x.message_id, -2) >= self.turns - 1
        ]
        if given:
            self._drop(given[-1], "corrected")

    def _deny(self, fact: Fact) -> None:
        if not fact.type:
            self._take_back()
            return
        said = [x for x in self.current if same(x, fact)]
        for x in said:
            self._drop(x, "denied")
        if not said:
            named = next((x for x in reversed(self.proposed) if x.type == fact.type), None)
            value = fact if fact.value else named
            if value:
                self.superseded.append(replace(value, status="denied"))

    def _decline(self, fact: Fact) -> None:
        if not any(x.type == fact.type for x in (*self.current, *self.declined)):
            self.declined.append(replace(fact, value="", status="declined"))

    def _other(self, fact: Fact) -> None:
        for x in [x for x in self.current if same(x, fact)]:
            self._drop(x, "other")
            return
        self.superseded.append(replace(fact, status="other"))

    def _confirm(self, fact: Fact) -> None:
        named = next((x for x in reversed(self.proposed) if x.type == fact.type), None)
        if fact.value:
            self._claim(fact)
        elif named:
            self._claim(replace(fact, value=named.value))

    def _drop(self, fact: Fact, status: str) -> None:
        self.current.remove(fact)
        self.superseded.append(replace(fact, status=status))


def _not_found(said: Sequence[Entry]) -> list[tuple[str, int, int]]:
    """The sentences that say so: the message and the characters of each."""
    return [
        (x.id, m.start(), m.end())
        for x in said
        for m in re.finditer(r"[^.!?\n]+", x.text)
        if NOT_FOUND.search(m[0].lower())
    ]


def _put_right(old: Fact, new: Fact) -> bool:
    """Whether ``old`` was taken back for ``new`` in the same breath."""
    breath = old.message_id == new.message_id and old.type == new.type and old.end <= new.start
    return old.status == "denied" and breath and _likeness(old, new) >= ALIKE


def _likeness(a: Fact, b: Fact) -> float:
    return difflib.SequenceMatcher(None, key(a), key(b)).ratio()


def same(a: Fact, b: Fact) -> bool:
    """Whether two facts say the same thing, however it is spelled. "The kettle" is the "steel kettle"."""
    if a.type != b.type:
        return False
    if a.type == "product":
        x, y = (frozenset(w.removesuffix("s") for w in key(f).split()) for f in (a, b))
        return x <= y or y <= x
    return key(a) == key(b)


def key(fact: Fact) -> str:
    """The value, stripped of what spelling may vary."""
    return canonical(fact.type, fact.value)


def canonical(kind: str, value: str) -> str:
    """A value in the one spelling under which it is compared."""
    text = value.strip().lower()
    if kind in IDS:
        plain = re.sub(r"[^a-z0-9]", "", text)
        return plain.removeprefix("w") if kind == "order_id" and plain[1:].isdigit() else plain
    if kind == "phone":
        return re.sub(r"\D", "", text)[-10:]
    if kind == "amount":
        number = re.search(r"\d[\d,]*\.?\d*", text)
        return f"{float(number[0].replace(',', '')):.2f}" if number else text
    return " ".join(re.findall(r"\w+", text)) if kind != "email" else text


def verify(known: Facts, profile: Mapping[str, Any] | None, orders: Sequence[Mapping[str, Any]] | None) -> Facts:
    """The same facts, those that the shop's own records bear out marked as verified.

    ``profile`` and ``orders`` are the shop's records as plain values; an order counts when it
    is the customer's ``own``.
    """
    record = list(_records(profile or {}, [x for x in orders or () if x.get("own", True)]))
    if not record:
        return known
    held: dict[str, set[str]] = {}
    for kind, value in record:
        held.setdefault(kind, set()).add(canonical(kind, value))
    checked = tuple(replace(x, status="verified") if _borne_out(x, held) else x for x in known.current)
    return replace(known, current=checked)


def _borne_out(fact: Fact, held: Mapping[str, set[str]]) -> bool:
    values = held.get(fact.type, set())
    said = key(fact)
    if not said:
        return False
    if fact.type in ("product", "address", "payment_method"):
        words = set(said.split())
        return any(words <= set(x.split()) or set(x.split()) <= words for x in values if x)
    return said in values


def _records(profile: Mapping[str, Any], orders: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    who = profile.get("customer") or {}
    named = {
        "email": "email",
        "phone": "phone",
        "person_name": "name",
        "membership_level": "tier",
        "account_id": "id",
        "username": "id",
    }
    for kind, field in named.items():
        if who.get(field):
            yield kind, str(who[field])
    yield from _place(profile.get("address") or {})
    for order in orders:
        yield "order_id", str(order.get("order_id", ""))
        yield "shipping_status", str(order.get("status", ""))
        yield "amount", str(order.get("total", ""))
        yield "transaction_id", str(order.get("tracking", ""))
        yield from _place(order.get("address") or {})
        for item in order.get("items") or ():
            yield "product", str(item.get("name", ""))
            yield "amount", str(item.get("price", ""))
        for payment in order.get("payments") or ():
            yield "amount", str(payment.get("amount", ""))
            yield "payment_method", str(payment.get("method", ""))
            yield "card_last4", str(payment.get("method", ""))[-4:]
            yield "transaction_id", str(payment.get("payment_id", ""))


def _place(address: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if address.get("postcode"):
        yield "zip_code", str(address["postcode"])
    parts = [str(address.get(x) or "") for x in ("line1", "line2", "city", "region", "postcode", "country")]
    if any(parts):
        yield "address", " ".join(parts)
