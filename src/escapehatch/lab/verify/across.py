"""What must hold between conversations: seats (G8), and who went before whom (CHOICE). O(n log n) in what happened.

Events of different conversations are put in order by their instants; the journal of one process commits in that order.
At one and the same instant nothing is taken to be broken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct, field

from ...conversation import events as e
from ...conversation.events import Recorded
from ...conversation.fold import Conversation, apply
from ...conversation.lifecycle import ATTENDED, Status
from .rules import MOMENT, Broken

#: Statuses that take one of an agent's seats.
SEATED: Final = frozenset({Status.RESERVED, *ATTENDED})

#: Events after which a wait is no longer one like all others of its kind.
SPECIAL: Final = (
    e.ReservationMade,
    e.CallbackPromised,
    e.CustomerWentAway,
    e.PriorityRaised,
    e.BotKept,
    e.Transferred,
    e.HoldEnded,
    e.AgentLost,
    e.CustomerIdentified,
    e.CartChanged,
)


class Held(Struct, frozen=True):
    """From ``at`` on this agent holds the conversation (nobody when empty). ``capacity``: of a grant by the router."""

    at: datetime
    conversation_id: str
    agent_id: str
    seq: int
    capacity: float | None = None


class Offer(Struct, frozen=True):
    """The first offer of a plain wait: who stood where the router had no reason but age to choose."""

    kind: tuple[object, ...]
    asked_at: datetime
    offered_at: datetime
    conversation_id: str
    seq: int


class Across(Struct):
    """Gathers from each conversation, then judges them together."""

    held: list[Held] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)

    def add(self, conversation_id: str, records: Sequence[Recorded]) -> None:
        c, holder = Conversation(), ""
        for n, record in enumerate(records):
            before, c = c, apply(c, record)
            if isinstance(record.event, e.ReservationMade):
                self._offered(before, record, records[:n])
            now = _holder(c)
            if now != holder:
                self._held(conversation_id, now, record)
                holder = now

    def _held(self, conversation_id: str, agent_id: str, x: Recorded) -> None:
        choice = x.event.choice if isinstance(x.event, e.ReservationMade) else None
        capacity = next((y.capacity for y in choice.candidates if y.agent_id == agent_id), None) if choice else None
        last = self.held[-1] if self.held else None
        if last and (last.conversation_id, last.at) == (conversation_id, x.at):
            self.held.pop()
        self.held.append(Held(x.at, conversation_id, agent_id, x.seq, capacity))

    def _offered(self, c: Conversation, x: Recorded, past: Sequence[Recorded]) -> None:
        asked = c.escalation
        assert isinstance(x.event, e.ReservationMade)
        if not asked or c.status != Status.QUEUED or not x.event.choice or not x.event.choice.rivals or c.returned:
            return
        mine = x.event.choice.rivals[0]
        since = [y for y in reversed(past) if y.at >= asked.requested_at]
        if any(isinstance(y.event, SPECIAL) for y in since) or mine.tier == 0:
            return
        heard = tuple(sorted({y.language for y in c.readings.values()}))
        skills = tuple(sorted(asked.reason.skills))
        kind = (asked.queue, mine.customer_class, skills, heard, c.locale, c.channel, c.customer.verified)
        self.offers.append(Offer(kind, asked.requested_at, x.at, c.id, x.seq))

    def broken(self, seats: Mapping[str, float] | None) -> Iterator[Broken]:
        """``seats``: what each conversation takes; None when that is not known, and seats are not counted."""
        if seats is not None:
            yield from self._crowded(seats)
        yield from self._overtaken()

    def _crowded(self, seats: Mapping[str, float]) -> Iterator[Broken]:
        holds: dict[str, dict[str, float]] = defaultdict(dict)
        holder: dict[str, str] = {}
        for x in sorted(self.held, key=lambda y: (y.at, y.capacity is not None)):
            holds[holder.get(x.conversation_id, "")].pop(x.conversation_id, None)
            holder[x.conversation_id] = x.agent_id
            if not x.agent_id:
                continue
            holds[x.agent_id][x.conversation_id] = seats.get(x.conversation_id, 1.0)
            taken = sum(holds[x.agent_id].values())
            if x.capacity is not None and taken > x.capacity + 1e-9:
                sentence = f"{x.agent_id} was given {taken:g} seats of {x.capacity:g}"
                yield Broken("G8", x.conversation_id, x.seq, sentence)

    def _overtaken(self) -> Iterator[Broken]:
        """Of those who are alike, whoever asked first is offered first."""
        latest: dict[tuple[object, ...], Offer] = {}
        for x in sorted(self.offers, key=lambda y: y.offered_at):
            before = latest.get(x.kind)
            if before and before.asked_at - x.asked_at > MOMENT and before.offered_at - x.asked_at > MOMENT:
                sentence = f"{before.conversation_id} asked later, was alike, and went first"
                yield Broken("CHOICE", x.conversation_id, x.seq, sentence)
            if not before or x.asked_at > before.asked_at:
                latest[x.kind] = x


def _holder(c: Conversation) -> str:
    if c.status not in SEATED:
        return ""
    held = c.agent or (c.reservation.agent if c.reservation else None)
    return held.id if held else ""
