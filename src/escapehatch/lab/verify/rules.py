"""What must hold at each event of one conversation, given everything before it. One function a rule; '' means that it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from msgspec import Struct, field

from ...conversation import events as e
from ...conversation.attachment import ATTACHMENTS_MAX
from ...conversation.decide import UNHELPED
from ...conversation.events import Recorded
from ...conversation.fold import Conversation, apply
from ...conversation.lifecycle import ATTENDED, BOT_ANSWERS, HANDED_OFF, MAY_SPEAK, WAITING, after
from ...conversation.values import Choice, Role
from ...conversation.waits import open_promises

#: A wait that the router counted may differ so much from the one that the events tell: its clock was read a moment earlier.
MOMENT: Final = timedelta(seconds=5)


class Broken(Struct, frozen=True):
    """A promise that was broken, where, and how."""

    invariant: str
    conversation_id: str
    seq: int
    sentence: str


class Past(Struct):
    """What was said and begun so far, beyond what the picture keeps."""

    said: set[str] = field(default_factory=set)
    begun: dict[str, int] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)

    def add(self, event: e.Event) -> None:
        if isinstance(event, e.MessagePosted):
            self.said.add(event.message_id)
            self.answered.add(event.turn_id)
            self.sent.update(x.blob_id for x in event.attachments)
        elif isinstance(event, e.NotePosted):
            self.said.add(event.note_id)
        elif isinstance(event, e.BotTurnStarted):
            self.begun[event.turn_id] = event.epoch


class Moment(NamedTuple):
    """``x`` happens to ``c``, which is as it was before; ``then`` comes next, if anything. ``erased``: its words are gone since."""

    c: Conversation
    x: Recorded
    past: Past
    then: Recorded | None
    erased: bool


def broken(conversation_id: str, records: Sequence[Recorded]) -> Iterator[Broken]:
    """Every rule at every event. O(events)."""
    c, past = Conversation(), Past()
    erased = bool(records) and isinstance(records[-1].event, e.ConversationErased)
    for place, record in enumerate(records, 1):
        if record.seq != place:
            yield Broken("G3", conversation_id, record.seq, f"seq {record.seq} stands where {place} belongs")
        moment = Moment(c, record, past, records[place] if place < len(records) else None, erased)
        for invariant, rule in RULES:
            if sentence := rule(moment):
                yield Broken(invariant, conversation_id, record.seq, sentence)
        past.add(record.event)
        c = apply(c, record)


def _life(m: Moment) -> str:
    name = e.name_of(m.x.event)
    return "" if after(m.c.status, name) else f"{name} may not happen while {m.c.status}"


def _said_twice(m: Moment) -> str:
    x = m.x.event
    said = x.message_id if isinstance(x, e.MessagePosted) else x.note_id if isinstance(x, e.NotePosted) else ""
    return f"the message {said} is there twice" if said in m.past.said else ""


def _speaker(m: Moment) -> str:
    x, c = m.x.event, m.c
    if not isinstance(x, e.MessagePosted):
        return ""
    if x.author.role not in MAY_SPEAK[c.status]:
        return f"the {x.author.role} spoke while {c.status}"
    if x.author.role == Role.AGENT and (c.agent is None or c.agent.id != x.author.id):
        return f"{x.author.id} spoke, but {c.owner.id or c.owner.kind} was the owner"
    if x.turn_id and m.past.begun.get(x.turn_id) != c.epoch:
        return f"a turn of epoch {m.past.begun.get(x.turn_id)} spoke in epoch {c.epoch}"
    return ""


def _epoch(m: Moment) -> str:
    x = m.x.event
    stale = isinstance(x, e.BotTurnStarted) and m.c.status in BOT_ANSWERS and x.epoch != m.c.epoch
    return f"a turn began under an epoch that is not {m.c.epoch}" if stale else ""


def _suppressed(m: Moment) -> str:
    """What was held back stays so: neither shown before nor held back in the very epoch in which its turn may speak."""
    x = m.x.event
    shown = isinstance(x, e.DraftSuppressed) and x.turn_id and x.turn_id in m.past.answered
    return "words were held back of a turn that had spoken" if shown else ""


def _answered(m: Moment) -> str:
    x = m.x.event
    silent = isinstance(x, e.BotTurnEnded) and x.outcome == "answered" and x.turn_id not in m.past.answered
    return "a turn ended as answered, and nothing was said" if silent else ""


def _queue(m: Moment) -> str:
    """A takeover waits for nobody: its agent joins next."""
    if not isinstance(m.x.event, e.HandoffRequested | e.AgentLost | e.Transferred | e.HoldEnded):
        return ""
    c = apply(m.c, m.x)
    coming = m.then is not None and isinstance(m.then.event, e.AgentJoined)
    lost = c.status in WAITING and not (c.escalation and c.escalation.queue) and not coming
    return "somebody waits in no queue" if lost else ""


def _joined(m: Moment) -> str:
    x, c = m.x.event, m.c
    if not isinstance(x, e.AgentJoined):
        return ""
    if c.status in ATTENDED and c.agent:
        return f"an agent joined while {c.agent.id} was there"
    held = c.reservation
    if held and held.agent.id != x.agent.id and x.how != "assigned":  # a lead's word outranks an offer
        return f"{x.agent.id} joined while it was offered to {held.agent.id}"
    lapsed = x.how == "accepted" and (held is None or held.reservation_id != x.reservation_id)
    return f"{x.agent.id} accepted an offer that was not open" if lapsed else ""


def _offer_over(m: Moment) -> str:
    x, held = m.x.event, m.c.reservation
    if not isinstance(x, e.ReservationDeclined | e.ReservationLapsed) or held is None:
        return ""
    other = (x.reservation_id, x.agent_id) != (held.reservation_id, held.agent.id)
    return "an offer ended that was not the open one" if other else ""


def _choice(m: Moment) -> Choice | None:
    x = m.x.event
    return x.choice if isinstance(x, e.ReservationMade) else None


def _room(m: Moment) -> str:
    choice = _choice(m)
    if not choice or not choice.candidates:
        return ""
    full = next((x for x in choice.candidates if x.load >= x.capacity), None)
    return f"{full.agent_id} was full: {full.load:g} of {full.capacity:g}" if full else ""


def _chosen(m: Moment) -> str:
    """Who was chosen is the first of those named, and those are in the order that the router's numbers call for."""
    x, choice = m.x.event, _choice(m)
    if not choice or not isinstance(x, e.ReservationMade):
        return ""
    if choice.candidates and choice.candidates[0].agent_id != x.agent.id:
        return f"{choice.candidates[0].agent_id} was the better choice than {x.agent.id}"
    ranks = [
        (-sum(y.scores.values()), y.flexibility, y.load / y.capacity, -y.idle_s)
        for y in choice.candidates
        if y.capacity
    ]
    if ranks != sorted(ranks):
        return "the agents are not in the order of their numbers"
    if choice.rivals and choice.rivals[0].conversation_id != m.c.id:
        return f"{choice.rivals[0].conversation_id} went first by the numbers"
    tiers = [y.tier for y in choice.rivals]
    if tiers != sorted(tiers):
        return "somebody who was owed more did not go first"
    starved = [y.waited_s for y in choice.rivals if y.tier == 1]
    return (
        "" if starved == sorted(starved, reverse=True) else "of those past the cap, the longest wait did not go first"
    )


def _same_wait(m: Moment) -> str:
    """Whoever returned to the queue waits since they first asked, to the router too."""
    choice, asked = _choice(m), m.c.escalation
    mine = next((x for x in choice.rivals if x.conversation_id == m.c.id), None) if choice else None
    if not mine or not asked:
        return ""
    waited_s = (m.x.at - asked.requested_at).total_seconds()
    off = abs(waited_s - mine.waited_s) > MOMENT.total_seconds()
    return f"the router counted a wait of {mine.waited_s:.0f} s, and it was {waited_s:.0f} s" if off else ""


def _lowered(m: Moment) -> str:
    x, asked = m.x.event, m.c.escalation
    lower = isinstance(x, e.PriorityRaised) and asked is not None and x.priority < asked.priority
    return "a priority was lowered" if lower else ""


def _packet(m: Moment) -> str:
    """An agent who steps in sees the whole thread and needs none."""
    x = m.x.event
    if not isinstance(x, e.HandoffRequested) or x.reason.trigger == "takeover":
        return ""
    after_it = m.then.event if m.then else None
    there = isinstance(after_it, e.ContextAdded) and (after_it.escalation_id, after_it.part) == (
        x.escalation_id,
        "minimum",
    )
    joined = isinstance(after_it, e.AgentJoined)
    if joined or (there and m.then and m.then.at == m.x.at):
        return ""
    return "a handoff without its packet"


def _promise(m: Moment) -> str:
    x = m.x.event
    if not isinstance(x, e.PromiseKept | e.PromiseBroken):
        return ""
    late = m.x.at - x.promised_at
    if isinstance(x, e.PromiseKept) and late > MOMENT:
        return f"the {x.kind} promise counts as kept, {late.total_seconds():.0f} s late"
    if isinstance(x, e.PromiseBroken) and -late > MOMENT:
        return f"the {x.kind} promise counts as broken before its time"
    return ""


def _promised(m: Moment) -> str:
    """Nobody is promised two answers, and no promise is settled that was not given."""
    x = m.x.event
    if isinstance(x, e.CallbackPromised):
        return "a second answer was promised" if m.c.escalation and m.c.escalation.callback else ""
    if isinstance(x, e.PromiseBroken) and open_promises(m.c).get(x.kind) != x.promised_at:
        return f"a {x.kind} promise was broken that was not open"
    return ""


def _twice(m: Moment) -> str:
    twice = isinstance(m.x.event, e.HandoffRequested) and m.c.status in HANDED_OFF
    return "a person was asked for twice" if twice else ""


def _silent(m: Moment) -> str:
    x, c = m.x.event, m.c
    if not isinstance(x, e.ConversationClosed) or x.by.role != Role.AGENT:
        return ""
    unanswered = c.escalation is not None and c.escalation.first_reply_at is None
    silent = unanswered and x.disposition not in UNHELPED
    return f"closed as {x.disposition!r} though nobody answered" if silent else ""


def _attached(m: Moment) -> str:
    """What is sent along is sent once, whole, and not instead of everything else in bulk."""
    x = m.x.event
    if not isinstance(x, e.MessagePosted):
        return ""
    if not m.erased and not x.attachments and not x.text.strip():
        return "a message says nothing and carries nothing"
    if len(x.attachments) > ATTACHMENTS_MAX:
        return f"a message carries {len(x.attachments)} attachments"
    ids = [y.blob_id for y in x.attachments]
    if len(set(ids)) < len(ids) or m.past.sent.intersection(ids):
        return "what was sent along was sent before"
    bare = any(not y.blob_id or not y.name or y.size_bytes <= 0 for y in x.attachments)
    return "an attachment that refers to nothing" if bare else ""


Rule = Callable[[Moment], str]

RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("LIFE", _life),
    ("G2", _said_twice),
    ("G4", _speaker),
    ("G4", _epoch),
    ("G4", _suppressed),
    ("G6", _queue),
    ("G7", _joined),
    ("G7", _offer_over),
    ("G8", _room),
    ("G9", _same_wait),
    ("G9", _lowered),
    ("G11", _answered),
    ("G12", _packet),
    ("G29", _attached),
    ("CHOICE", _chosen),
    ("PROMISE", _promise),
    ("PROMISE", _promised),
    ("B15", _twice),
    ("C13", _silent),
)
