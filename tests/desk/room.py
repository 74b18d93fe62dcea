"""A desk with everything around it in memory, and a clock that is moved by hand. ``settle`` lets all of it come to rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from msgspec.structs import replace

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.events import Recorded
from escapehatch.conversation.fold import Conversation
from escapehatch.conversation.values import Author, Customer, Reason, Role
from escapehatch.desk.announcer import Announcer
from escapehatch.desk.bot_turn import BotTurns, welcome_meanwhile
from escapehatch.desk.deadlines import Deadlines, Patience, deadlines
from escapehatch.desk.desk import Desk, Knowledge, Outcome, ShadowJudgement
from escapehatch.desk.dispatcher import Dispatcher
from escapehatch.desk.drafts import Drafts
from escapehatch.desk.enrich import Enricher
from escapehatch.desk.guidance import Guidance
from escapehatch.desk.letters import Letters
from escapehatch.desk.lobby import Lobby
from escapehatch.desk.outbox import Outbox
from escapehatch.desk.presence import Floor
from escapehatch.handoff import packet, policy, reask
from escapehatch.handoff.judge import judge, more_urgent
from escapehatch.journals.memory import MemoryJournal
from escapehatch.lab.verify import verify
from escapehatch.ports import Adviser, Bot, BotReply, BotRequest, Change, Seat, Shop, Standing, Unreachable
from escapehatch.reading.plain import PlainReader
from escapehatch.reading.wanted import wanted
from escapehatch.relays.memory import MemoryRelay
from escapehatch.routing.ladder import rungs
from escapehatch.routing.roster import AgentProfile, Queue, Roster

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PATIENCE = timedelta(seconds=8)
SUPPORT = Queue("support", "Support", offer_s=30, wait_limit_s=300)
#: How long one look at what is still running takes at most, seconds: for turns that a test holds up.
LOOK_S = 0.01


def agent(agent_id: str, capacity: int = 1, **more: Any) -> AgentProfile:
    return AgentProfile(agent_id, agent_id.title(), **{"queues": ("support",), "capacity": capacity, **more})


def author(profile_id: str) -> Author:
    return Author(Role.AGENT, profile_id, profile_id.title())


class YieldingJournal(MemoryJournal):
    """The journal in memory that lets others go first at each call, as one on a disk does: races are real."""

    async def append(self, change: Change) -> tuple[Recorded, ...]:
        await asyncio.sleep(0)
        return await super().append(change)

    async def read(self, conversation_id: str, after: int = 0) -> tuple[Recorded, ...]:
        await asyncio.sleep(0)
        return await super().read(conversation_id, after)

    async def standings(self, *given: Any, **more: Any) -> tuple[Standing, ...]:
        found = await super().standings(*given, **more)
        await asyncio.sleep(0)
        return found


class HandClock:
    def __init__(self) -> None:
        self.at = MONDAY

    def now(self) -> datetime:
        return self.at


class Pip:
    """A bot that says what it is told to, once it is let go. ``asked`` keeps every request it saw."""

    name = "Pip"

    def __init__(self, *says: BotReply | Exception, held: bool = False) -> None:
        self.says = list(says)
        self.asked: list[BotRequest] = []
        self.held: set[asyncio.Task[Any] | None] = set()
        self._go = asyncio.Event()
        if not held:
            self._go.set()

    def let_go(self) -> None:
        self._go.set()
        self.held.clear()

    async def answer(self, request: BotRequest) -> BotReply:
        self.asked.append(request)
        said = self.says.pop(0) if self.says else BotReply(f"Answer {len(self.asked)}.")
        if not self._go.is_set():
            self.held.add(me := asyncio.current_task())
            try:
                await self._go.wait()
            finally:
                self.held.discard(me)
        if isinstance(said, Exception):
            raise said
        return said


class Board:
    """A helpdesk that writes down what it hears, when it is there. ``deaf`` to some keys: it breaks on them."""

    def __init__(self) -> None:
        self.there = True
        self.deaf: set[str] = set()
        self.hung: set[str] = set()
        self.heard: list[tuple[str, str, Mapping[str, Any]]] = []

    async def tell(self, key: str, kind: str, payload: Mapping[str, Any]) -> None:
        if payload["conversation_id"] in self.hung:
            await asyncio.Event().wait()
        if key in self.deaf or payload["conversation_id"] in self.deaf:
            raise ValueError("an answer that nobody can read")
        if not self.there:
            raise Unreachable("helpdesk", "It is away.")
        self.heard.append((key, kind, payload))


class Post:
    """Letters to customers, when the mail server is there: (key, address, text)."""

    def __init__(self) -> None:
        self.there = True
        self.sent: list[tuple[str, str, str]] = []

    async def send(self, key: str, address: str, text: str) -> None:
        if not self.there:
            raise Unreachable("mail server", "It is away.")
        self.sent.append((key, address, text))


class Room:
    """One process. Give two of them the same ``journal``, and they are two, or one before and after a restart."""

    def __init__(
        self,
        *agents: AgentProfile,
        bot: Bot | None = None,
        shop: Shop | None = None,
        journal: MemoryJournal | None = None,
        clock: HandClock | None = None,
        queues: tuple[Queue, ...] = (SUPPORT,),
        turn_for: timedelta = PATIENCE,
        name: str = "",
        rules: str = policy.DEFAULT_TEXT,
        watching: str = "",
        adviser: Adviser | None = None,
    ) -> None:
        ids = count(1)
        self.name = name
        self.policy = policy.parse(rules)
        self.watching = policy.parse(watching) if watching else None
        self.adviser = adviser
        self.clock = clock or HandClock()
        self.woke_at: datetime | None = None
        self.journal = journal or YieldingJournal()
        self.bot = bot
        self.board = Board()
        self.new_id: Callable[[], str] = lambda: f"{name}id{next(ids)}"
        self.roster = Roster(queues, agents)
        announcer = Announcer(MemoryRelay())
        knows = self._knows()
        self.desk = Desk(self.journal, announcer, PlainReader(), knows, self.clock, self.new_id, tell=True, mails=True)
        self.dispatcher = Dispatcher(self.journal, self.desk, self.clock, self.new_id, lambda: self.roster)
        self.floor = Floor(self.journal, self.desk, self.clock, self.dispatcher.wake)
        self.dispatcher.floor = self.floor
        self.bots = BotTurns(self.desk, bot, self.clock, self.new_id, lambda: turn_for, lambda c: {})
        enricher = Enricher(self.desk, shop, self.journal, lambda c: ())
        guidelines = {x.name: x.when for x in self.policy.guidance}
        self.guidance = Guidance(self.desk, adviser, lambda: guidelines, 0.05)
        self.dispatcher.waits.choices = lambda c: rungs(bot is not None and welcome_meanwhile(c), email=False)
        self.asked_still: list[str] = []
        self.lobby = Lobby(self.desk, self.clock, self.asked_still.append, woke_at=lambda: self.woke_at)
        self.drafts = Drafts(self.desk)
        look = self.dispatcher.review
        self.deadlines = Deadlines(
            self.journal, self.desk, self.clock, self.new_id, look, self._seat, lambda: self.woke_at
        )
        self.post = Post()
        self.outbox = Outbox(
            self.journal, self.board, self.clock, channel=self.post, letter=Letters(self.desk, self.clock).of
        )
        more = (self.bots, self.dispatcher, self.lobby, self.drafts, enricher, self.guidance)
        self.desk.reactions += [x.react for x in more]

    def _knows(self) -> Knowledge:
        return Knowledge(
            judge=lambda c, now: judge(c, self.policy, now),
            more_urgent=lambda c, now: more_urgent(c, self.policy, now),
            route=self.policy.route,
            minimum_packet=packet.minimum,
            deadlines=lambda c: deadlines(c, Patience(PATIENCE)),
            reasks=lambda c, text: reask.as_pairs(reask.check(text, c, wants=wanted())),
            mask=lambda text, before: text,
            also=lambda c, role, text, reading: replace(reading, pressure=self.dispatcher.pressure),
            shadow=self._shadow,
        )

    def _seat(self, agent_id: str, c: Conversation) -> Seat | None:
        profile = self.roster.agent(agent_id)
        there = profile is not None and self.floor.state(agent_id) == "available"
        return Seat(agent_id, profile.capacity, self.roster.seats(c.channel)) if profile and there else None

    def _shadow(self, c: Conversation, now: datetime) -> ShadowJudgement | None:
        if self.watching is None:
            return None
        decision = judge(c, self.watching, now)
        return ShadowJudgement(self.watching.version, decision.kind, decision.reason)

    # What people do

    async def customer(self, text: str, where: str = "c1", who: str = "ada") -> Outcome:
        """Say something, and begin the conversation first if need be."""
        await self.desk.handle(where, do.Start(where, Customer(who, who.title())))
        message = do.Post(self.new_id(), Author(Role.CUSTOMER, who, who.title()), text)
        return await self.desk.handle(where, message)

    async def wants_person(self, where: str = "c1", **reason: Any) -> None:
        """Press the button for a person."""
        await self.desk.handle(where, do.Start(where, Customer("ada", "Ada")))
        await self.desk.request_handoff(where, Reason("asked_for_person", "Pressed the button.", **reason))

    async def come(self, *agent_ids: str) -> None:
        for agent_id in agent_ids:
            await self.floor.came(agent_id)
        await self.settle()

    async def accept(self, agent_id: str, where: str = "c1", reservation_id: str = "") -> Outcome:
        return await self.desk.handle(where, do.Accept(author(agent_id), reservation_id))

    async def say(self, agent_id: str, text: str, where: str = "c1") -> Outcome:
        return await self.desk.handle(where, do.Post(self.new_id(), author(agent_id), text))

    # What time does

    async def later(self, seconds: float) -> None:
        """So much later, with all that fell due done."""
        self.clock.at += timedelta(seconds=seconds)
        await self.lobby.sweep()
        await self.deadlines.tick()
        await self.settle()

    async def stands_still(self, seconds: float) -> None:
        """Nobody can be heard for so long; then all that fell due is done."""
        self.clock.at += timedelta(seconds=seconds)
        self.woke_at = self.clock.at
        await self.later(0)

    async def settle(self) -> None:
        """Until nothing moves, but for turns that a test holds up."""
        while True:
            held = self.bot.held if isinstance(self.bot, Pip) else set()
            running = asyncio.all_tasks() - {asyncio.current_task()} - held
            if running:
                await asyncio.wait(running, timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED)
            elif self.dispatcher._wake.is_set():
                self.dispatcher._wake.clear()
                await self.dispatcher.round()
            else:
                return

    # What there is to see

    async def see(self, where: str = "c1") -> Conversation:
        return await self.desk.load(where)

    async def happened(self, *kinds: type[e.Happening], where: str = "c1") -> list[Any]:
        """The events of these kinds, from the journal, in order."""
        return [x.event for x in await self.journal.read(where) if isinstance(x.event, kinds)]

    async def offered(self, where: str = "c1") -> str:
        """Who is being offered this now."""
        held = (await self.see(where)).reservation
        return held.agent.id if held else ""

    async def lines(self, where: str = "c1") -> list[tuple[str, str]]:
        """What people read: role and words."""
        return [(str(x.author.role), x.text) for x in (await self.see(where)).said() if x.author]

    async def lawful(self) -> bool:
        """The checker raises no alarm over everything that happened."""
        found = verify([x async for x in self.journal.every()])
        assert found == []
        return True


async def offering(*agents: AgentProfile) -> Room:
    """All of them are there, somebody asked for a person, and one of them is being offered it."""
    room = Room(*agents)
    await room.come(*(x.id for x in agents))
    await room.wants_person()
    await room.settle()
    return room
