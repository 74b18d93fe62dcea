"""How does a decision become a fact? Load, decide, append at the expected version, then tell.

Every door hands its command to ``Desk.handle``. A message is committed together with its reading and, where the policy
says so, with the handoff and the minimum packet: one transaction, so no crash can come between them.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

import structlog
from msgspec import Struct
from msgspec.structs import replace

from .. import hops
from ..conversation import commands as do
from ..conversation import events as e
from ..conversation.decide import Refused, decide
from ..conversation.fold import Conversation, apply, replay
from ..conversation.lifecycle import HANDED_OFF, WAITING, Status
from ..conversation.values import Reading, Reason, Role
from ..ports import BlobMissing, Change, Clock, Conflict, Deadline, Journal, Reader, Seat, Standing
from . import diary
from .announcer import Announcer
from .aside import Aside, Ended, GivenUp, Isolated
from .effects import effects
from .reads import Reads
from .reasons import broken, wished

log = structlog.get_logger(__name__)

#: Times a command is decided anew after somebody else was faster.
RETRIES: Final = 20
#: Conversations kept folded in memory.
CACHE_MAX: Final = 5_000
#: Earlier messages a reading is compared with.
EARLIER_MAX: Final = 20
#: Fields of commands that people and bots write: secrets in them are masked before anything is stored.
WRITTEN: Final = ("text", "note", "comment")
#: Characters of a conversation's title in lists.
TITLE_CHARS: Final = 120

#: What was attached was not sent in time, and is not kept any more.
GONE: Final = "What you attached is no longer here. Please attach it again."

#: Commands after which the policy is asked.
JUDGED: Final = (do.Post, do.FinishBotTurn, do.FailBotTurn, do.Guide)


class Outcome(Struct, frozen=True):
    """What became of a command: the new facts (none on a repeat), or the refusal, and the conversation now."""

    conversation: Conversation
    records: tuple[e.Recorded, ...] = ()
    refused: Refused | None = None


class Judgement(Protocol):
    """What the policy makes of a conversation (see ``handoff.judge.Decision``)."""

    @property
    def kind(self) -> str: ...
    @property
    def reason(self) -> Reason | None: ...


class ShadowJudgement(Struct, frozen=True):
    """What a policy that only watches makes of it."""

    policy: str
    kind: str
    reason: Reason | None = None


class Knowledge(Struct, frozen=True):
    """The pure questions the desk asks; ``app`` wires them to the rooms that answer.

    ``also`` adds to a reading what else is known at that moment; it may take milliseconds and runs in a worker thread.
    ``more_urgent``: why somebody who waits goes before others now, after what they wrote.
    ``seats``: what a conversation takes of the capacity of the agent who holds it.
    ``shadow`` is asked wherever ``judge`` is, and nothing comes of its answer but a line in the journal.
    """

    judge: Callable[[Conversation, datetime], Judgement]
    route: Callable[[Conversation, Reason], Reason]
    minimum_packet: Callable[[Conversation, datetime], Any]
    deadlines: Callable[[Conversation], tuple[Deadline, ...]]
    reasks: Callable[[Conversation, str], tuple[str, ...]]
    mask: Callable[[str, str], str]
    also: Callable[[Conversation, Role, str, Reading], Reading] = lambda c, role, text, reading: reading
    shadow: Callable[[Conversation, datetime], ShadowJudgement | None] | None = None
    seats: Callable[[Conversation], float] = lambda c: 1.0
    more_urgent: Callable[[Conversation, datetime], Reason | None] = lambda c, now: None


Reaction = Callable[[Conversation, tuple[e.Recorded, ...]], None]


class Desk:
    """The one way to change a conversation. Reactions run after the commit and must not block."""

    def __init__(
        self,
        journal: Journal,
        announcer: Announcer,
        reader: Reader,
        knowledge: Knowledge,
        clock: Clock,
        new_id: Callable[[], str],
        tell: bool = False,
        mails: bool = False,
    ) -> None:
        self._mails = mails
        self._journal = journal
        self._announcer = announcer
        self._reader = reader
        self._knows = knowledge
        self._clock = clock
        self._new_id = new_id
        self._tell = tell
        self._cache: OrderedDict[str, Conversation] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}
        self.reads = Reads(journal)
        self.aside = Aside()
        self.reactions: list[Reaction] = []

    async def load(self, conversation_id: str) -> Conversation:
        """The conversation as it is now; a blank one (``seq`` 0) when there is none."""
        cached = self._cache.get(conversation_id)
        if cached:
            self._cache.move_to_end(conversation_id)
            return cached
        found = replay(await self.reads.whole(conversation_id))
        return self._cache.get(conversation_id) or self._remember(conversation_id, found)

    async def since(self, c: Conversation, after: int) -> tuple[e.Recorded, ...]:
        """What happened in ``c`` after ``after``, to how it is now."""
        return await self.reads.since(c.id, after, c.seq)

    async def refresh(self, conversation_id: str) -> Conversation:
        """Like ``load``, with whatever another process has appended since."""
        cached = self._cache.get(conversation_id, Conversation())
        fresh = replay(await self._journal.read(conversation_id, cached.seq), cached)
        held = self._cache.get(conversation_id, cached)
        return self._remember(conversation_id, fresh) if fresh.seq > held.seq else held

    async def handle(
        self, conversation_id: str, command: do.Command, seat: Seat | None = None, wish: str = ""
    ) -> Outcome:
        """Do ``command``. Raises SeatTaken when ``seat`` is full, JournalUnavailable when nothing can be stored.

        ``wish``: why the bot, ending its turn, asks for a person. The handoff is then part of the same transaction; a
        turn that ends too late wishes nothing.
        """
        with hops.hop(hops.HANDLE, conversation_id, command=type(command).__name__):
            return await self._handle(conversation_id, command, seat, wish)

    async def _handle(self, conversation_id: str, command: do.Command, seat: Seat | None, wish: str) -> Outcome:
        began = asyncio.get_running_loop().time()
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            outcome = await self._attempt(conversation_id, command, seat, wish)
        if not lock.locked() and conversation_id not in self._cache:
            self._locks.pop(conversation_id, None)
        diary.handled(outcome.conversation, command, outcome.refused, asyncio.get_running_loop().time() - began)
        return outcome

    async def request_handoff(self, conversation_id: str, reason: Reason) -> Outcome:
        """Ask for a person, with the minimum packet in the same transaction. Once: a repeat changes nothing."""
        c = await self.load(conversation_id)
        reason = self._knows.route(c, reason)
        packet = self._packet(c, reason)
        return await self.handle(conversation_id, do.RequestHandoff(self._new_id(), reason, packet))

    async def _attempt(self, conversation_id: str, command: do.Command, seat: Seat | None, wish: str) -> Outcome:
        c = await self.load(conversation_id)
        command = await self._prepare(c, command)
        for _ in range(RETRIES):
            with hops.hop(hops.DECIDE, conversation_id):
                decided = await self._decide(c, command, wish)
            if isinstance(decided, Refused):
                fresh = await self.refresh(conversation_id)
                if fresh.seq == c.seq:
                    return Outcome(c, refused=decided)
                c = fresh
                continue
            if not decided:
                return Outcome(c)
            try:
                # Whoever asked may be gone meanwhile: what is stored is told all the same.
                return await asyncio.shield(asyncio.create_task(self._append(c, decided, seat)))
            except Conflict:
                c = await self.refresh(conversation_id)
            except BlobMissing:
                return Outcome(c, refused=Refused("attachment_gone", GONE, c.owner))
        raise Conflict(conversation_id, c.seq, -1)

    async def _prepare(self, c: Conversation, command: do.Command) -> do.Command:
        """Mask secrets and hear what the message says, before anything is written."""
        written = {x: getattr(command, x) for x in WRITTEN if getattr(command, x, None)}
        author = getattr(command, "author", None)
        before = c.just_before(author.role) if author else ""
        masked = {x: self._knows.mask(text, before) for x, text in written.items()}
        if masked != written:
            command = replace(command, **masked)
        if not isinstance(command, do.Post | do.FinishBotTurn) or command.reading or not command.text.strip():
            return command
        if c.message(command.message_id):
            return command
        return replace(command, reading=await self._heard(c, command.text, command.author.role))

    async def _heard(self, c: Conversation, text: str, role: Role) -> Reading:
        """Read aside: whatever becomes of this message, others are heard meanwhile (G16)."""
        try:
            return await self.aside.do(f"read {c.id}", self._read, c, text, role)
        except GivenUp:
            log.error("reading_hangs", conversation_id=c.id)
        except (Ended, Isolated):
            log.exception("reading_failed", conversation_id=c.id)
        return Reading(reader="failed")

    def _read(self, c: Conversation, text: str, role: Role) -> Reading:
        """A reading that fails is a bug: it is logged whole, and the policy is told by ``reader`` = failed."""
        earlier = [(x.id, x.text) for x in c.said(role)][-EARLIER_MAX:]
        try:
            reading = self._reader.read(text, role, c.before(role), earlier)
        except Exception:
            log.exception("reading_failed", conversation_id=c.id)
            return Reading(reader="failed")
        try:
            return self._knows.also(c, role, text, reading)
        except Exception:
            log.exception("not_added_to_reading", conversation_id=c.id)
            return reading

    async def _decide(self, c: Conversation, command: do.Command, wish: str) -> tuple[e.Event, ...] | Refused:
        now = self._clock.now()
        events = decide(c, command, now)
        if isinstance(events, Refused) or not events:
            return events
        more: tuple[e.Event, ...] = ()
        folded = self._folded(c, events, now)
        if isinstance(command, do.Post) and command.author.role == Role.AGENT:
            more = self._reasked(c, command)
        elif folded.status == Status.WITH_BOT and isinstance(command, JUDGED):
            late = any(isinstance(x, e.DraftSuppressed) for x in events)
            more = await self._judged(folded, command, now, "" if late else wish)
            if c.returned and not late and isinstance(command, do.Post | do.FinishBotTurn):
                more = (*self._by_a_bot(c, command), *more)
        elif isinstance(command, do.Post) and command.author.role == Role.CUSTOMER:
            more = await self._raised(folded, now)
        return (*events, *more)

    def _folded(self, c: Conversation, events: Sequence[e.Event], now: datetime) -> Conversation:
        for event in events:
            c = apply(c, e.Recorded(c.seq + 1, now, event))
        return c

    async def _raised(self, c: Conversation, now: datetime) -> tuple[e.Event, ...]:
        """What somebody writes while they wait may make them go first. A policy that fails changes nothing: a person comes."""
        try:
            reason = await self.aside.do(f"judge {c.id}", self._knows.more_urgent, c, now)
        except Exception:
            log.exception("policy_failed", conversation_id=c.id)
            return ()
        events = decide(c, do.RaisePriority(reason.because, reason.priority), now) if reason else ()
        return () if isinstance(events, Refused) else events

    def _by_a_bot(self, c: Conversation, command: do.Post | do.FinishBotTurn) -> tuple[e.Event, ...]:
        """After an agent gave the conversation back, a bot asks for nothing that is known either."""
        return self._reasked(c, command) if command.author.role == Role.BOT else ()

    def _reasked(self, c: Conversation, command: do.Post | do.FinishBotTurn) -> tuple[e.Event, ...]:
        try:
            facts = self._knows.reasks(c, command.text)
        except Exception:
            log.exception("reask_failed", conversation_id=c.id)
            return ()
        return (e.ReaskRecorded(command.message_id, facts),) if facts else ()

    async def _judged(self, c: Conversation, command: do.Command, now: datetime, wish: str) -> tuple[e.Event, ...]:
        """What the policy, and the bot's own wish, add: an offer or a handoff. A policy that fails means a person."""
        reason, kind = None, "answer"
        try:
            judgement = await self.aside.do(f"judge {c.id}", self._knows.judge, c, now)
            reason, kind = judgement.reason, judgement.kind
        except GivenUp:
            log.error("policy_hangs", conversation_id=c.id)
            reason, kind = Reason("internal", "The policy did not answer."), "handoff"
        except Exception:
            log.exception("policy_failed", conversation_id=c.id)
            reason, kind = Reason("internal", "The policy could not be asked."), "handoff"
        if wish:
            reason, kind = wished(c, wish, reason if kind == "handoff" else None), "handoff"
        elif isinstance(command, do.FailBotTurn):
            reason, kind = broken(c, command, reason), "handoff"
        noted = await self._shadowed(c, kind, now)
        asked: do.Command | None = None
        if kind == "handoff" and reason:
            reason = self._knows.route(c, reason)
            asked = do.RequestHandoff(self._new_id(), reason, self._packet(c, reason))
        elif kind == "offer" and reason:
            asked = do.Offer(reason)
        events = decide(c, asked, now) if asked else ()
        return noted if isinstance(events, Refused) else (*noted, *events)

    async def _shadowed(self, c: Conversation, live: str, now: datetime) -> tuple[e.Event, ...]:
        """What a policy that only watches would have done, where it differs."""
        if self._knows.shadow is None:
            return ()
        try:
            shadow = await self.aside.do(f"shadow {c.id}", self._knows.shadow, c, now)
        except Exception:
            log.exception("shadow_failed", conversation_id=c.id)
            return ()
        if shadow is None:
            return ()
        events = decide(c, do.NoteShadow(shadow.policy, shadow.kind, live, shadow.reason), now)
        return () if isinstance(events, Refused) else events

    def _packet(self, c: Conversation, reason: Reason) -> Any:
        """The minimum packet; a failure to assemble it never holds up the handoff (G12)."""
        now = self._clock.now()
        try:
            asked = e.HandoffRequested("pending", reason)
            return self._knows.minimum_packet(self._folded(c, (asked,), now), now)
        except Exception:
            log.exception("packet_failed", conversation_id=c.id)
            return {"missing": [{"what": "packet", "why": "It could not be assembled; the transcript is whole."}]}

    async def _append(self, c: Conversation, events: tuple[e.Event, ...], seat: Seat | None) -> Outcome:
        now = self._clock.now()
        after = self._folded(c, events, now)
        change = Change(
            after.id,
            c.seq,
            events,
            now,
            standing(after, self._knows.seats(after)),
            self._knows.deadlines(after),
            effects(after, c.seq, events, self._tell, self._mails),
            seat,
        )
        with hops.hop(hops.APPEND, after.id, seq=after.seq):
            erases = isinstance(events[-1], e.ConversationErased)
            records = await (self._journal.erase if erases else self._journal.append)(change)
        if erases:
            self.reads.drop(after.id)
        else:
            self.reads.add(after.id, records)
        known = self._remember(after.id, replay(records, c))
        await self._announce(known, records)
        return Outcome(known, records)

    async def _announce(self, c: Conversation, records: tuple[e.Recorded, ...]) -> None:
        with hops.hop(hops.PUBLISH, c.id, seq=c.seq) as span:
            hops.publishing(span, c.id, c.seq)
            await self._announcer.publish(c.id, c.seq)
        for react in self.reactions:
            try:
                react(c, records)
            except Exception:
                log.exception("reaction_failed", conversation_id=c.id)

    def _remember(self, conversation_id: str, c: Conversation) -> Conversation:
        if not c.seq:
            return c
        self._cache[conversation_id] = c
        self._cache.move_to_end(conversation_id)
        while len(self._cache) > CACHE_MAX:
            gone, _ = self._cache.popitem(last=False)
            if gone in self._locks and not self._locks[gone].locked():
                del self._locks[gone]
        return c


def standing(c: Conversation, seats: float = 1.0) -> Standing:
    """The row by which this conversation is found."""
    held = c.reservation.agent.id if c.reservation else ""
    agent_id = c.agent.id if c.agent else held
    waited = c.escalation if c.status in HANDED_OFF else None
    last = c.said(Role.CUSTOMER)
    assert c.updated_at is not None
    return Standing(
        c.id,
        c.seq,
        str(c.status),
        c.customer.id,
        c.updated_at,
        agent_id,
        waited.queue if waited else "",
        waited.priority if waited else 0,
        waited.requested_at if waited and c.status in WAITING else None,
        last[-1].told[:TITLE_CHARS] if last else "",
        seats,
    )
