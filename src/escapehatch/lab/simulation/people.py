"""Customers who are impatient, send twice, refresh and leave; agents who are slow, flaky and greedy; and who pulls the plug."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Final

from msgspec.structs import replace

from ...conversation import commands as do
from ...conversation.fold import Conversation
from ...conversation.lifecycle import ATTENDED, WAITING, Status
from ...conversation.values import Author, Customer, Reason, Role
from ...routing.ladder import promise
from .pages import Page
from .world import ROSTER, World

WORDS: Final = (
    "Where is my parcel?",
    "I want a real person.",
    "That is not it.",
    "Thank you.",
    "This is the third time!!!",
    "",
)
CUSTOMERS_MAX: Final = 12
PAGES_MAX: Final = 6
AGENTS: Final = tuple(x.id for x in ROSTER.agents)


class People:
    """Each method is one thing somebody does; the seed chooses which, and who."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rng: Random = world.rng
        self.said: dict[str, list[tuple[str, str]]] = {}
        self.online: set[str] = set()

    def somebody(self) -> str | None:
        return self.rng.choice(sorted(self.said)) if self.said else None

    def author(self, conversation_id: str) -> Author:
        return Author(Role.CUSTOMER, f"of-{conversation_id}", "Ada")

    # Customers

    async def comes(self) -> None:
        if len(self.said) >= CUSTOMERS_MAX:
            return await self.writes()
        where = f"c{len(self.said)}"
        self.said[where] = []
        verified = self.rng.random() < 0.5
        await self.world.ask(where, do.Start(where, Customer(f"of-{where}", "Ada", verified=verified)))
        await self._post(where, self.world.new_id(), self.rng.choice(WORDS[:5]))

    async def writes(self) -> None:
        if where := self.somebody():
            await self._post(where, self.world.new_id(), self.rng.choice(WORDS))

    async def sends_again(self) -> None:
        """The same message once more, an hour or a crash later."""
        where = self.somebody()
        if where and self.said[where]:
            await self._post(where, *self.rng.choice(self.said[where]))
            self.world.seen["sent again"] += 1

    async def _post(self, where: str, message_id: str, text: str) -> None:
        if (message_id, text) not in self.said[where]:
            self.said[where].append((message_id, text))
        done = await self.world.ask(where, do.Post(message_id, self.author(where), text))
        if done and not done.refused and text.strip():
            self.world.acks.append((where, message_id, text))

    async def wants_person(self) -> None:
        if where := self.somebody():
            reason = Reason(
                "asked_for_person", "Pressed the button.", queue=self.rng.choice(("support", "billing", ""))
            )
            try:
                await self.world.house.desk.request_handoff(where, replace(reason, priority=self.rng.randrange(4)))
            except Exception as failed:
                self.world.seen[type(failed).__name__] += 1

    async def chooses(self) -> None:
        """One of the next steps that somebody who waits may take."""
        c = await self._one(lambda c: c.status in WAITING)
        if c:
            not_before, by = promise(ROSTER.queues[0], self.world.clock.now())
            author = self.author(c.id)
            steps = (
                do.PromiseCallback(by, not_before, "ada@example.com"),
                do.KeepBot(),
                do.DismissBot(""),
                do.Close(author, "left"),
            )
            await self.world.ask(c.id, self.rng.choice(steps))

    async def goes_away(self) -> None:
        if c := await self._one(lambda c: c.status in WAITING):
            await self.world.ask(c.id, do.GoAway(self.world.clock.now()))

    async def comes_back(self) -> None:
        if c := await self._one(lambda c: bool(c.escalation and c.escalation.away_at)):
            await self.world.ask(c.id, do.ComeBack())

    async def rates(self) -> None:
        if where := self.somebody():
            await self.world.ask(where, do.Rate(self.rng.randrange(7)))

    # Pages that are open

    async def opens_page(self) -> None:
        """A customer's tab, sometimes the second one; or an agent who watches."""
        where = self.somebody()
        if where and len(self.open_pages()) < PAGES_MAX:
            watches = self.rng.random() < 0.25
            self.world.open_page(agent(self.rng.choice(AGENTS)) if watches else self.author(where), where)

    async def page_loses_line(self) -> None:
        if pages := self.open_pages():
            self.rng.choice(pages).loses_line()

    async def reloads_page(self) -> None:
        if pages := self.open_pages():
            self.rng.choice(pages).reloads()

    async def closes_page(self) -> None:
        if pages := self.open_pages():
            self.rng.choice(pages).closes()

    def open_pages(self) -> list[Page]:
        return [x for x in self.world.pages if not x.closed]

    # Agents

    async def opens_console(self) -> None:
        who = self.rng.choice(AGENTS)
        self.online.add(who)
        await self.world.house.floor.came(who)

    async def loses_connection(self) -> None:
        if self.online:
            who = self.rng.choice(sorted(self.online))
            self.online.discard(who)
            await self.world.house.floor.went(who)

    async def chooses_state(self) -> None:
        await self.world.house.floor.choose(
            self.rng.choice(AGENTS), self.rng.choice(("available", "available", "away"))
        )

    async def accepts(self) -> None:
        c = await self._one(lambda c: c.reservation is not None)
        if c and c.reservation:
            held = c.reservation
            who = held.agent.id if self.rng.random() < 0.9 else self.rng.choice(AGENTS)
            await self._pause()
            await self.world.ask(c.id, do.Accept(agent(who), held.reservation_id))

    async def two_accept(self) -> None:
        c = await self._one(lambda c: c.status in WAITING)
        if c:
            for who in AGENTS[:2]:
                self.world.spawn(
                    f"{who} steps into {c.id}", self.world.ask(c.id, do.TakeOver(agent(who), self.world.new_id()))
                )

    async def declines(self) -> None:
        c = await self._one(lambda c: c.reservation is not None)
        if c and c.reservation:
            await self.world.ask(c.id, do.Decline(c.reservation.agent.id, c.reservation.reservation_id))

    async def answers(self) -> None:
        """Whoever holds it, or somebody who believes so; sometimes long after they looked."""
        c = await self._one(lambda c: c.status in ATTENDED)
        if c and c.agent:
            who = c.agent.id if self.rng.random() < 0.85 else self.rng.choice(AGENTS)
            await self._pause()
            await self.world.ask(
                c.id, do.Post(self.world.new_id(), agent(who), "Hello.", c.epoch, escalation_id=self.world.new_id())
            )

    async def lets_go(self) -> None:
        c = await self._one(lambda c: c.status in ATTENDED)
        if c and c.agent:
            who, rng = c.agent.id, self.rng
            later = self.world.clock.now() + timedelta(seconds=rng.choice((5, 60, 600)))
            steps = (
                do.ReturnToBot(who, "All done."),
                do.StartWrapUp(who),
                do.Close(agent(who), rng.choice(("resolved", "abandoned"))),
                do.Transfer(who, rng.choice(("support", "billing")), rng.choice(("", *AGENTS))),
                do.PutOnHold(who, later, "waits for the warehouse"),
                do.KeepDraft(who, "Let me"),
            )
            await self.world.ask(c.id, rng.choice(steps))

    async def resumes(self) -> None:
        if c := await self._one(lambda c: c.status == Status.ON_HOLD):
            await self.world.ask(c.id, do.Resume(c.agent.id if c.agent else "dana"))

    # The lead, the clock, the plug

    async def changes_capacity(self) -> None:
        agents = tuple(replace(x, capacity=self.rng.choice((0, 1, 2, 3))) for x in ROSTER.agents)
        self.world.set_roster(replace(ROSTER, agents=agents))

    async def erases(self) -> None:
        """Somebody wants to be forgotten, wherever their conversation stands."""
        where = self.somebody()
        outcome = await self.world.ask(where, do.Erase(agent("dana"))) if where else None
        if where and outcome and not outcome.refused:
            self.world.erased.add(where)
            self.world.seen["erased"] += 1

    async def clock_jumps(self) -> None:
        self.world.ahead += timedelta(seconds=self.rng.choice((-3600, -5, 5, 3600)))
        self.world.forgive()

    async def disk_fails(self) -> None:
        self.world.trouble(self.rng.uniform(0.1, 20.0))

    async def _pause(self) -> None:
        await self.world.wild.take(0.0, self.rng.choice((0.05, 3.0, 40.0)))

    async def _one(self, fits: Callable[[Conversation], bool]) -> Conversation | None:
        found = [await self.world.load(x) for x in sorted(self.said)]
        fitting: Sequence[Conversation] = [c for c in found if fits(c)]
        return self.rng.choice(fitting) if fitting else None


def agent(agent_id: str) -> Author:
    return Author(Role.AGENT, agent_id, agent_id.title())


#: What may happen, and how often beside the others.
ACTS: Final = {
    "comes": 12,
    "writes": 25,
    "sends_again": 6,
    "wants_person": 6,
    "chooses": 5,
    "goes_away": 2,
    "comes_back": 2,
    "rates": 1,
    "opens_page": 5,
    "page_loses_line": 3,
    "reloads_page": 1,
    "closes_page": 1,
    "opens_console": 8,
    "loses_connection": 4,
    "chooses_state": 3,
    "accepts": 14,
    "two_accept": 2,
    "declines": 4,
    "answers": 16,
    "lets_go": 9,
    "resumes": 3,
    "changes_capacity": 2,
    "erases": 1,
    "clock_jumps": 1,
    "disk_fails": 1,
    "crash": 2,
    "restart": 1,
}
