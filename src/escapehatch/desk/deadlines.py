"""By when must something happen? ``deadlines`` answers for one conversation; ``Deadlines`` sees to it.

The rows are part of each append, so a moment that was promised survives a crash. They are claimed by lease: a row whose
worker died is claimed again when the lease runs out. A row that is not marked done comes back after its lease, which is
how the review of a wait repeats.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from msgspec import Struct

from ..conversation import commands as do
from ..conversation import events as e
from ..conversation.fold import Conversation
from ..conversation.lifecycle import ATTENDED, HANDED_OFF, WAITING, Status
from ..conversation.values import Author, Reason, Role
from ..conversation.waits import ABANDONED_SILENT, open_promises
from ..ports import Clock, Deadline, Journal, JournalUnavailable, Seat, SeatTaken
from .desk import Desk
from .presence import GRACE

log = structlog.get_logger(__name__)

#: How long a claimed deadline stays with its worker. Also how often a wait is looked at again.
LEASE: Final = timedelta(seconds=30)
#: The longest sleep between two looks at the rows: the clock may have been set forward. Else the next row decides, or a commit.
NAP_S: Final = 1.0
#: Commits within this long share a look.
LOOK_S: Final = 0.05
#: Nothing happened for this long in a conversation with the bot or an agent: it is over.
INACTIVE_AFTER: Final = timedelta(hours=24)
#: An agent has this long to wrap up.
WRAP_UP_FOR: Final = timedelta(minutes=10)

#: Whoever waits and has given no sign for this long, after they were asked, has left.
LEFT_AFTER: Final = timedelta(minutes=30)
#: The priority of an answer whose promised time has come.
DUE_PRIORITY: Final = 3
#: What a person was to do by a moment so soon after this process woke, or before it, may be done for ``GRACE`` from the waking: it
#: could not be heard. An offer that was made since then is never over so soon.
DEAF_TO: Final = {
    "agent_grace": GRACE,
    "reservation": timedelta(seconds=5),
    "left": GRACE,
}
#: A row that could not be met because nothing could be stored is tried again after this.
AGAIN: Final = timedelta(seconds=0.5)
#: Others wait at most this long for a row that is slow to meet, seconds: its policy hangs, say.
ROUND_S: Final = 0.25

Row = Callable[[str, str, datetime], Deadline]
SYSTEM: Final = Author(Role.SYSTEM, "system", "")


class Patience(Struct, frozen=True):
    """How long the bot may keep a customer waiting before a person is asked for."""

    bot: timedelta = timedelta(seconds=8)


def deadlines(c: Conversation, patience: Patience) -> tuple[Deadline, ...]:
    """Every moment by which ``c`` needs something done, as of now. No state is without one, but the closed."""

    def row(kind: str, key: str, due_at: datetime) -> Deadline:
        return Deadline(c.id, kind, key, due_at)

    if c.updated_at is None:
        return ()
    rows = [*_owed(c, patience, row), *_promised(c, row)]
    if c.status == Status.WITH_BOT:
        return (*rows,) or (row("inactive", str(c.seq), c.updated_at + INACTIVE_AFTER),)
    if c.status in WAITING and c.escalation:
        return (*rows, *_waiting(c, row))
    if c.status == Status.ON_HOLD and c.hold:
        stirred = c.unanswered[-1].at if c.stirred else c.hold.until_at
        return (*rows, row("hold", str(c.hold.seq), min(stirred, c.hold.until_at)))
    if c.status in ATTENDED:
        grace = (row("agent_grace", c.agent.id, c.grace_until),) if c.grace_until and c.agent else ()
        over = WRAP_UP_FOR if c.status == Status.WRAP_UP else INACTIVE_AFTER
        return (*rows, *grace, row("inactive", str(c.seq), c.updated_at + over))
    return ()


def _owed(c: Conversation, patience: Patience, row: Row) -> list[Deadline]:
    """The bot's time to answer, from the first message it owes an answer, or since it has the word again."""
    since = c.owed_since
    return [row("bot_patience", c.owed[0].id, since + patience.bot)] if since else []


def _promised(c: Conversation, row: Row) -> list[Deadline]:
    if c.status not in HANDED_OFF:
        return []
    return [row("promise", kind, due_at) for kind, due_at in open_promises(c).items()]


def _waiting(c: Conversation, row: Row) -> list[Deadline]:
    waited = c.escalation
    assert waited is not None
    rows = [row("wait_review", waited.escalation_id, waited.requested_at)]
    if c.reservation:
        rows.append(row("reservation", c.reservation.reservation_id, c.reservation.expires_at))
    if waited.callback and waited.priority < DUE_PRIORITY:
        rows.append(row("callback", waited.escalation_id, waited.callback.not_before_at))
    if waited.away_at and c.status != Status.RESERVED:
        rows.append(row("left", waited.escalation_id, waited.away_at + LEFT_AFTER))
    return rows


class Deadlines:
    """Claims what is due and does it. ``review`` looks at one waiting conversation (the dispatcher's business).

    ``seat``: the claim on a seat of an agent who is there to take up what was on hold; None when they are not.
    """

    def __init__(
        self,
        journal: Journal,
        desk: Desk,
        clock: Clock,
        new_id: Callable[[], str],
        review: Callable[[str], Awaitable[None]],
        seat: Callable[[str, Conversation], Seat | None] = lambda agent_id, c: None,
        woke_at: Callable[[], datetime | None] = lambda: None,
    ) -> None:
        self._journal = journal
        self._desk = desk
        self._clock = clock
        self._new_id = new_id
        self._review = review
        self._seat = seat
        self._woke_at = woke_at
        self._put_off: dict[Deadline, datetime] = {}
        self._wake = asyncio.Event()
        self._meeting: set[asyncio.Task[None]] = set()
        self.watch: Callable[[Deadline, datetime], None] = lambda row, now: None
        self._meaning = {
            "bot_patience": self._bot_silent,
            "inactive": self._inactive,
            "reservation": self._lapse,
            "agent_grace": self._lose_agent,
            "callback": self._call_back,
            "callback_promise": self._call_back,
            "promise": self._promise_due,
            "left": self._left,
            "hold": self._hold_over,
        }

    async def run(self) -> None:
        """Look for due rows until cancelled. A failure of one row is logged and tried again after its lease."""
        try:
            await self._run()
        finally:
            for task in self._meeting:
                task.cancel()

    async def _run(self) -> None:
        while True:
            try:
                done = await self.tick()
            except Exception:
                log.exception("deadlines_failed")
                done = 0
            if not done:
                await self._nap()

    def react(self, c: Conversation, records: tuple[e.Recorded, ...]) -> None:
        """After a commit: another moment may be the next."""
        self._wake.set()

    async def _nap(self) -> None:
        """Until the next row falls due, or something is committed; not long, for the clock may be set."""
        await asyncio.sleep(LOOK_S)
        self._wake.clear()
        try:
            due_at = await self._journal.next_due()
        except JournalUnavailable:
            due_at = None
        due_at = min((x for x in (due_at, *self._put_off.values()) if x), default=None)
        left_s = (due_at - self._clock.now()).total_seconds() if due_at else NAP_S
        try:
            async with asyncio.timeout(min(max(left_s, 0.0), NAP_S)):
                await self._wake.wait()
        except TimeoutError:
            return

    async def tick(self) -> int:
        """Do everything that is due now; returns how many rows that is.

        Those of one conversation one after the other, conversations side by side: many that fell due together, while
        nobody ran, share commits. What is slow goes on by itself; its lease keeps it from being begun twice.
        """
        now = self._clock.now()
        rows = self._ready(await self._journal.due(now, now + LEASE), now)
        together: dict[str, list[Deadline]] = {}
        for row in rows:
            together.setdefault(row.conversation_id, []).append(row)
        tasks = {asyncio.create_task(self._meet_all(x, now)) for x in together.values()}
        self._meeting |= tasks
        if tasks:
            await asyncio.wait(tasks, timeout=ROUND_S)
        self._meeting = {x for x in self._meeting if not x.done()}
        return len(rows)

    def _ready(self, claimed: Sequence[Deadline], now: datetime) -> list[Deadline]:
        """What was claimed, or put off until now, and may be met."""
        self._put_off |= dict.fromkeys(claimed, now)
        woke_at = self._woke_at()
        for row in self._put_off if woke_at else ():
            if woke_at and row.kind in DEAF_TO and row.due_at < woke_at + DEAF_TO[row.kind]:
                self._put_off[row] = max(self._put_off[row], woke_at + GRACE)
        ready = [row for row, at in self._put_off.items() if at <= now]
        for row in ready:
            del self._put_off[row]
        return ready

    async def _meet_all(self, rows: Sequence[Deadline], now: datetime) -> None:
        for row in rows:
            self.watch(row, now)
            try:
                await self._meet(row)
            except JournalUnavailable:
                self._put_off[row] = self._clock.now() + AGAIN
            except Exception:
                log.exception("deadline_failed", kind=row.kind, conversation_id=row.conversation_id)

    async def _meet(self, row: Deadline) -> None:
        if row.kind == "wait_review":
            await self._review(row.conversation_id)
            return
        await self._meaning[row.kind](row)
        await self._journal.deadline_done(row)

    async def _bot_silent(self, row: Deadline) -> None:
        c = await self._desk.load(row.conversation_id)
        if not c.owed or c.owed[0].id != row.key:
            return
        because = "The bot did not answer in time."
        evidence = tuple(x.id for x in c.owed)
        if c.status == Status.QUEUED_WITH_BOT:
            await self._desk.handle(row.conversation_id, do.DismissBot(because))
            return
        if c.turn:
            await self._desk.handle(row.conversation_id, do.FailBotTurn(c.turn.turn_id, because))
        reason = Reason("bot_silent", because, evidence, priority=1)
        await self._desk.request_handoff(row.conversation_id, reason)

    async def _inactive(self, row: Deadline) -> None:
        c = await self._desk.load(row.conversation_id)
        if str(c.seq) != row.key:
            return
        if c.status in ATTENDED and c.agent:
            await self._left_lying(c, c.agent.id)
        elif c.status not in WAITING:
            await self._desk.handle(row.conversation_id, do.Close(SYSTEM, "inactive"))

    async def _left_lying(self, c: Conversation, agent_id: str) -> None:
        """Whoever still waits for words goes back to the queue; an answered conversation ends and frees the seat."""
        answered = c.escalation is not None and c.escalation.first_reply_at is not None
        if c.status == Status.WRAP_UP or c.unanswered or not answered:
            await self._desk.handle(c.id, do.LoseAgent(agent_id, "The agent did not come back to it."))
        else:
            await self._desk.handle(c.id, do.StartWrapUp(agent_id))
            await self._desk.handle(c.id, do.Close(SYSTEM, "inactive"))

    async def _lapse(self, row: Deadline) -> None:
        await self._desk.handle(row.conversation_id, do.Lapse(row.key))

    async def _lose_agent(self, row: Deadline) -> None:
        c = await self._desk.load(row.conversation_id)
        if c.grace_until == row.due_at:
            because = "The connection to the agent was lost."
            await self._desk.handle(row.conversation_id, do.LoseAgent(row.key, because))

    async def _call_back(self, row: Deadline) -> None:
        """The span of a promised callback has begun (or is about to end): it goes first now."""
        command = do.RaisePriority("The promised answer is due.", DUE_PRIORITY)
        await self._desk.handle(row.conversation_id, command)
        await self._review(row.conversation_id)

    async def _promise_due(self, row: Deadline) -> None:
        """Told, and not come true by then: counted, said aloud to whoever watches, and first in line from now on."""
        done = await self._desk.handle(row.conversation_id, do.BreakPromise(row.key))
        if any(isinstance(x.event, e.PromiseBroken) for x in done.records):
            late = log.warning if row.key == "wait" else log.error
            late(
                "promise_broken", kind=row.key, conversation_id=row.conversation_id, promised_at=row.due_at.isoformat()
            )
            await self._review(row.conversation_id)

    async def _left(self, row: Deadline) -> None:
        """Asked, and silent for long: closed as that, and taken up where it was should they write after all."""
        c = await self._desk.load(row.conversation_id)
        if (
            c.status in WAITING
            and c.escalation
            and c.escalation.away_at
            and c.escalation.away_at + LEFT_AFTER == row.due_at
        ):
            await self._desk.handle(row.conversation_id, do.Close(SYSTEM, ABANDONED_SILENT))

    async def _hold_over(self, row: Deadline) -> None:
        """The time has come, or the customer has written: to its agent if there is room, else to the queue's front."""
        c = await self._desk.load(row.conversation_id)
        if c.status != Status.ON_HOLD or not c.hold or not c.agent or str(c.hold.seq) != row.key:
            return
        because = "The customer wrote." if c.stirred else "The time has come."
        seat = self._seat(c.agent.id, c)
        try:
            if seat is None:
                raise SeatTaken(c.agent.id)
            await self._desk.handle(c.id, do.Resume(c.agent.id, because), seat)
        except SeatTaken:
            await self._desk.handle(c.id, do.EndHold(because))
