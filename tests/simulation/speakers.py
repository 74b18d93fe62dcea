"""Who may speak, in any order: bot, two agents and the customer act on one conversation at the same time, through two processes.

Each writer's words carry the epoch under which it began; a seed decides who is at which desk, and how long each step of each
takes. The judge stands in the journal, and knows nothing of desks: at each append it folds what is there, and looks whether
the author of these words held the conversation then, under the epoch in which they began.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from msgspec.structs import replace

from escapehatch.conversation import commands as do
from escapehatch.conversation import events as e
from escapehatch.conversation.fold import Conversation, apply, replay
from escapehatch.conversation.values import Author, Customer, Reading, Reason, Role
from escapehatch.desk.announcer import Announcer
from escapehatch.desk.deadlines import Patience, deadlines
from escapehatch.desk.desk import Desk, Knowledge, ShadowJudgement
from escapehatch.journals.memory import MemoryJournal
from escapehatch.lab.simulation.loop import VirtualLoop
from escapehatch.ports import Change, Conflict
from escapehatch.reading.plain import PlainReader
from escapehatch.relays.memory import MemoryRelay

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ADA, PIP = Author(Role.CUSTOMER, "ada"), Author(Role.BOT, "pip", "Pip")
DANA, ELI = Author(Role.AGENT, "dana", "Dana"), Author(Role.AGENT, "eli", "Eli")
#: What a step waits for, seconds: mostly nothing.
NAPS_S = (0.0, 0.0, 0.0, 0.001, 0.002, 0.004)


class Still:
    def now(self) -> datetime:
        return AT


class Watched(MemoryJournal):
    """A journal that takes its time, and judges what it is given. ``began``: the epoch under which each message was begun."""

    def __init__(self, chance: Random) -> None:
        super().__init__()
        self._chance = chance
        self.began: dict[str, int] = {}
        self.spoken = 0
        self.stale: list[str] = []

    async def nap(self) -> None:
        await asyncio.sleep(self._chance.choice(NAPS_S))

    async def append(self, change: Change) -> tuple[e.Recorded, ...]:
        await self.nap()
        there = replay(await super().read(change.conversation_id))
        records = await self.written(change, there)
        self._judge(there, records)
        await self.nap()
        return records

    async def written(self, change: Change, there: Conversation) -> tuple[e.Recorded, ...]:
        return await super().append(change)

    async def read(self, conversation_id: str, after: int = 0) -> tuple[e.Recorded, ...]:
        found = await super().read(conversation_id, after)
        await self.nap()
        return found

    def _judge(self, c: Conversation, records: tuple[e.Recorded, ...]) -> None:
        before = c.epoch
        for record in records:
            said = record.event
            if isinstance(said, e.MessagePosted) and said.author.role != Role.CUSTOMER:
                self.spoken += 1
                held = c.owner.kind == "bot" if said.author.role == Role.BOT else c.owner.id == said.author.id
                if not held or self.began.get(said.message_id, before) != before:
                    self.stale.append(f"{said.message_id} by {said.author.id} in epoch {before}, held by {c.owner}")
            c = apply(c, record)


class Outside(Watched):
    """Looks at the epoch outside of the transaction: what was decided is written, whatever has happened meanwhile."""

    async def written(self, change: Change, there: Conversation) -> tuple[e.Recorded, ...]:
        return await super().written(replace(change, expected=there.seq), there)


def _knowledge() -> Knowledge:
    return Knowledge(
        judge=lambda c, now: ShadowJudgement("none", "answer"),
        route=lambda c, reason: reason,
        minimum_packet=lambda c, now: {"missing": []},
        deadlines=lambda c: deadlines(c, Patience()),
        reasks=lambda c, text: (),
        mask=lambda text, before: text,
    )


class Scene:
    """One conversation, two processes, and everybody who may want to speak in it."""

    def __init__(self, journal: Watched, chance: Random) -> None:
        self._journal = journal
        self._chance = chance
        self._ids = iter(range(1_000_000))
        self.desks = [
            Desk(journal, Announcer(MemoryRelay()), PlainReader(), _knowledge(), Still(), self.name) for _ in range(2)
        ]

    def name(self) -> str:
        return f"x{next(self._ids)}"

    async def act(self, command: do.Command) -> Conversation:
        """At one of the two desks; what is refused, or loses every race, is simply not done."""
        desk = self._chance.choice(self.desks)
        with suppress(Conflict):
            await desk.handle("c1", command)
        return await desk.refresh("c1")

    async def say(self, author: Author, c: Conversation) -> None:
        """In the epoch that the writer has seen, after having thought about it."""
        message_id = self.name()
        self._journal.began[message_id] = c.epoch
        await self._journal.nap()
        await self.act(do.Post(message_id, author, "Here I am.", epoch=c.epoch, escalation_id=self.name()))

    async def begin(self) -> Conversation:
        """With the bot, which is thinking; or reserved for Dana; or with her."""
        await self.act(do.Start("c1", Customer("ada")))
        await self.act(do.Post("m1", ADA, "Where is it?", reading=Reading()))
        await self.act(do.StartBotTurn("t1", AT + timedelta(seconds=8)))
        for further in (self.hand_off, self.accept)[: self._chance.randrange(3)]:
            await further()
        return await self.desks[0].refresh("c1")

    async def hand_off(self) -> None:
        await self.act(do.RequestHandoff(self.name(), Reason("asked", "Asked."), {"missing": []}))
        await self.act(do.Reserve("r1", DANA, AT + timedelta(seconds=30)))

    async def accept(self) -> None:
        await self.say(DANA, await self.act(do.Accept(DANA, "r1")))

    async def bot_answers(self) -> None:
        c = await self._chance.choice(self.desks).refresh("c1")
        turn_id = c.turn.turn_id if c.turn else "t1"
        message_id = self.name()
        self._journal.began[message_id] = c.epoch
        await self._journal.nap()
        await self.act(do.FinishBotTurn(turn_id, c.epoch, message_id, PIP, "It left."))

    async def bot_writes(self) -> None:
        await self.say(PIP, await self._chance.choice(self.desks).refresh("c1"))

    async def take_over(self) -> None:
        who = self._chance.choice((DANA, ELI))
        await self.say(who, await self.act(do.TakeOver(who, self.name())))

    async def agent_writes(self) -> None:
        c = await self._chance.choice(self.desks).refresh("c1")
        await self.say(c.agent or DANA, c)

    async def transfer(self) -> None:
        await self.act(do.Transfer(self._chance.choice(("dana", "eli")), "support", "eli"))

    async def give_back(self) -> None:
        await self.act(do.ReturnToBot(self._chance.choice(("dana", "eli"))))
        await self.act(do.StartBotTurn(self.name(), AT + timedelta(seconds=8)))

    async def close(self) -> None:
        await self.act(do.Close(self._chance.choice((DANA, ELI)), "resolved"))

    async def customer_writes(self) -> None:
        await self.act(do.Post(self.name(), ADA, "And now?", reading=Reading()))


MANY: tuple[Callable[[Scene], Awaitable[None]], ...] = (
    *(Scene.bot_answers, Scene.bot_answers, Scene.bot_writes, Scene.take_over, Scene.agent_writes, Scene.accept),
    *(Scene.transfer, Scene.give_back, Scene.close, Scene.customer_writes, Scene.hand_off),
)
#: How many of them act at the same time.
AT_ONCE = 7


def interleaved(seed: int, kind: type[Watched] = Watched) -> tuple[Watched, tuple[Any, ...]]:
    """One order of all that may happen at once, as the seed has it: the journal with what it found, and the history."""
    chance = Random(seed)
    loop = VirtualLoop(0.0, lambda: chance.choice(NAPS_S))
    asyncio.set_event_loop(loop)
    journal = kind(chance)

    async def all_at_once() -> tuple[Any, ...]:
        scene = Scene(journal, chance)
        await scene.begin()
        await asyncio.gather(*(x(scene) for x in chance.choices(MANY, k=AT_ONCE)))
        for desk in scene.desks:
            desk.aside._threads.shutdown()
        return tuple((type(x.event).__name__, x.seq) for x in await MemoryJournal.read(journal, "c1"))

    try:
        return journal, loop.run_until_complete(all_at_once())
    finally:
        loop.close()
        asyncio.set_event_loop(None)
