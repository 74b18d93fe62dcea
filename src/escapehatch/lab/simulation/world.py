"""One machine, its processes one after another, and what the seed does to them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, Final, Protocol

import apsw

from ...conversation import commands as do
from ...conversation import events as e
from ...conversation.fold import Conversation, replay
from ...conversation.values import Author
from ...desk.desk import Desk, Outcome
from ...desk.dispatcher import Dispatcher
from ...desk.presence import Floor
from ...desk.steady import SteadyClock
from ...journals.sqlite_rows import record
from ...ports import Clock, Journal, JournalUnavailable, Outside, Reader, SeatTaken
from ...routing.roster import AgentProfile, Queue, Roster, Widening
from .disk import LoopJournal, Machine
from .loop import VirtualLoop
from .outside import ScriptedReader, Wild
from .pages import Doors, Page

START: Final = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
#: A commit, a read or a thread takes between nothing and this, seconds.
DELAY_MAX_S: Final = 0.02
#: After trouble, what is late is forgiven for so long, seconds: G6 counts from when the house can act again.
FORGIVEN_S: Final = 2.5
#: How long a process has to open its doors, seconds.
OPENING_S: Final = 0.5
#: A grant that was decided before the roster changed is stored within this, seconds.
UNDER_WAY_S: Final = 1.0
#: A frame takes between nothing and one of these, seconds: most lines are quick.
ON_THE_WAY_S: Final = (0.01, 0.01, 0.01, 0.3, 5.0)

ROSTER: Final = Roster(
    queues=(
        Queue("support", offer_s=20, wait_limit_s=120, widen=(Widening(60, queues=("billing",)),)),
        Queue("billing", offer_s=20, wait_limit_s=120),
    ),
    agents=(
        AgentProfile("dana", "Dana", queues=("support", "billing"), capacity=2, role="lead"),
        AgentProfile("eli", "Eli", queues=("support",), capacity=1),
        AgentProfile("fay", "Fay", queues=("billing",), capacity=3),
    ),
)


class House(Doors, Protocol):
    """What the simulation needs of a wired house; ``app.House`` is one."""

    desk: Desk
    dispatcher: Dispatcher
    floor: Floor
    roster: Any

    def running(self) -> AbstractAsyncContextManager[None]: ...


Build = Callable[[Journal, Clock, Reader, Outside, Callable[[], str]], House]


class Lost(AssertionError):
    """Something that must never happen has happened."""


class World:
    """``seen`` counts what was exercised, ``trace`` is what happened in words, ``acks`` what customers were promised,
    ``erased`` what was promised to be forgotten.
    """

    def __init__(self, seed: int, build: Build, folder: Path) -> None:
        self.rng = Random(seed)
        self.seen: Counter[str] = Counter()
        self.trace: list[str] = []
        self.bugs: list[str] = []
        self.acks: list[tuple[str, str, str]] = []
        self.erased: set[str] = set()
        self.pages: list[Page] = []
        self.ahead = timedelta()
        self.clock: SteadyClock
        self.wild = Wild(Random(seed + 1), self.seen)
        self.machine = Machine(folder, f"seed{seed}")
        self.roster = ROSTER
        self.capacities: list[tuple[float, Roster]] = []
        self._folded: dict[str, Conversation] = {}
        self.forgiven_until = 0.0
        self._build = build
        self._ids = count(1)
        self.loop: VirtualLoop
        self.journal: LoopJournal
        self.house: House
        self._stop: asyncio.Event
        self._life: asyncio.Task[None]
        self._begin(0.0)

    def _begin(self, at: float) -> None:
        """A new process on what the disk holds."""
        self.loop = VirtualLoop(at, self._delay)
        self.clock = SteadyClock(self._wall, self.loop.time)
        self.journal = self.machine.start(self._delay)
        self.house = self._build(self.journal, self.clock, ScriptedReader(), self.wild.outside(), self.new_id)
        self.house.roster.value = self.roster
        self._stop = asyncio.Event()
        self._life = self.loop.create_task(self._live())
        for page in self.pages:
            self._dial(page)
        self.loop.forward(OPENING_S)
        self.forgive()

    def forgive(self, seconds: float = 0.0) -> None:
        """What is late until then, and a little longer, is not the house's fault."""
        self.forgiven_until = max(self.forgiven_until, self.loop.time() + seconds + FORGIVEN_S)

    async def _live(self) -> None:
        async with self.house.running():
            await self._stop.wait()

    def _wall(self) -> datetime:
        """The time of day, which somebody may set; the loop's time goes on."""
        return START + timedelta(seconds=self.loop.time()) + self.ahead

    def _delay(self) -> float:
        return self.rng.uniform(0.0, DELAY_MAX_S)

    def new_id(self) -> str:
        return f"id{next(self._ids)}"

    # What happens to the machine

    def crash(self) -> None:
        """A power cut: the process is gone, and of what was not synced anything may be left."""
        self.seen["crash"] += 1
        at, image = self.loop.time(), self.machine.image(self.rng)
        self._vanish()
        self.machine.next_life(image)
        self._folded.clear()
        self._begin(at)

    def restart(self) -> None:
        """A polite end, and a new process."""
        self.seen["restart"] += 1
        self._stop.set()
        self.loop.run_until_complete(self._life)
        at = self.loop.time()
        self.loop.abandon()
        self._folded.clear()
        self.machine.next_life(self.machine.image(self.rng, "there"))
        self._begin(at)

    def trouble(self, seconds: float) -> None:
        """The disk is full, read-only or broken for a while."""
        failed = self.rng.choice((apsw.FullError, apsw.IOError, apsw.ReadOnlyError))
        kinds = self.rng.choice((("write",), ("sync",), ("write", "sync"), ("read", "write", "sync")))
        self.seen[f"disk {failed.__name__}"] += 1

        def fault(kind: str, file: str) -> Exception | None:
            if kind not in kinds:
                return None
            self.seen[f"disk refused to {kind}"] += 1
            return failed("the disk")

        self.machine.layer.fault = fault
        self.loop.call_later(seconds, self.mend)
        self.forgive(seconds)

    def mend(self) -> None:
        self.machine.layer.fault = lambda kind, file: None

    # The roster, as the lead changes it

    def set_roster(self, roster: Roster) -> None:
        self.capacities.append((self.loop.time(), self.roster))
        self.roster = roster
        self.house.roster.value = roster
        self.house.dispatcher.wake()

    def most(self, agent_id: str) -> float:
        """The most seats that an agent could have had lately: a grant that was under way when the roster changed is lawful."""
        rosters = (*(x for _, x in self.capacities), self.roster)
        return max(x.capacity for roster in rosters for x in roster.agents if x.id == agent_id)

    def forget_capacity(self) -> None:
        now_s = self.loop.time()
        self.capacities = [x for x in self.capacities if now_s - x[0] <= UNDER_WAY_S]

    def _vanish(self) -> None:
        self.mend()
        self.journal.abandon()
        self.loop.abandon()

    def end(self) -> None:
        """Nothing is left open."""
        self._vanish()
        self.machine.layer.unregister()

    # Pages that stay open

    def open_page(self, who: Author, where: str) -> None:
        page = Page(who, where, self.rng, self._travel, self._count, self.bugs)
        self.pages.append(page)
        self._dial(page)

    def _dial(self, page: Page) -> None:
        if not page.closed:
            self.loop.create_task(page.live(self.house)).add_done_callback(self._ended)

    async def _travel(self) -> None:
        await self.wild.take(0.0, self.rng.choice(ON_THE_WAY_S))

    def _count(self, what: str) -> None:
        self.seen[what] += 1

    # What people do to the house

    def spawn(self, what: str, doing: Coroutine[Any, Any, Any]) -> None:
        self.trace.append(f"{self.loop.time():.3f} {what}")
        self.loop.create_task(doing).add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        """Whoever asks hears of what cannot be stored, and of nothing else."""
        failed = None if task.cancelled() else task.exception()
        if failed is not None and not isinstance(failed, JournalUnavailable):
            self.bugs.append(f"raised: {failed!r}")

    async def ask(self, conversation_id: str, command: do.Command) -> Outcome | None:
        """Do it, as a door of the API would. None: it could not be stored, and the asker was told so."""
        try:
            outcome = await self.house.desk.handle(conversation_id, command)
        except (JournalUnavailable, SeatTaken) as failed:
            self.seen[type(failed).__name__] += 1
            return None
        if outcome.refused:
            self.seen[f"refused {outcome.refused.code}"] += 1
        return outcome

    async def load(self, conversation_id: str) -> Conversation:
        try:
            return await self.house.desk.load(conversation_id)
        except JournalUnavailable:
            return Conversation()

    def conversations(self) -> dict[str, Conversation]:
        """Every conversation as its events say, folded on from the last look."""
        for name, seq in self.journal.ask("SELECT conversation_id, seq FROM conversations"):
            known = self._folded.get(name, Conversation())
            if known.seq != seq:
                sql = "SELECT seq, at, event FROM events WHERE conversation_id = ? AND seq > ? ORDER BY seq"
                self._folded[name] = replay((record(*row) for row in self.journal.ask(sql, name, known.seq)), known)
        return self._folded

    def forgotten(self) -> set[str]:
        """Conversations that are erased, promised or not: a crash may come between the fact and the answer."""
        return {
            name for (name,) in self.journal.ask("SELECT conversation_id FROM conversations WHERE status = 'erased'")
        }

    def histories(self) -> dict[str, list[e.Recorded]]:
        """Everything that happened, as it stands in the file."""
        found: dict[str, list[e.Recorded]] = {}
        for name, *row in self.journal.ask("SELECT conversation_id, seq, at, event FROM events ORDER BY 1, 2"):
            found.setdefault(name, []).append(record(*row))
        return found
