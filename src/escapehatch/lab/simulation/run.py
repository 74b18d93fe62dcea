"""Plays seeds: a random half of what may happen, step by step, judged after each; then everything is healed, and must come to rest."""

from __future__ import annotations

import hashlib
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import structlog
from msgspec import Struct
from msgspec.structs import replace

from ...conversation import commands as do
from ...conversation.lifecycle import ATTENDED, Status
from ...ports import JournalUnavailable, Unreachable
from . import judge
from .people import ACTS, AGENTS, People, agent
from .world import ROSTER, Build, World

#: Never left out: without these nothing happens.
ALWAYS: Final = ("comes", "writes", "opens_console", "accepts", "answers")
#: What happens to the machine, not in it.
PLUGS: Final = frozenset({"crash", "restart"})
#: Time between two steps, seconds.
PAUSES_S: Final = (0.0, 0.0, 0.0, 0.003, 0.003, 0.02, 0.02, 0.2, 0.2, 1.0, 1.0, 4.0, 4.0, 12.0, 45.0)
#: Rounds of ten seconds in which everything must come to rest once it works.
HEALING: Final = 100
#: By then every page that is open has dialled anew and been told, seconds.
ARRIVED_S: Final = 30.0
#: No clock of a simulation is further ahead than this.
AHEAD_MAX: Final = timedelta(hours=12)


class Played(Struct, frozen=True):
    """What a seed led to. ``digest`` is of everything that happened: the same seed gives the same."""

    seed: int
    steps: int
    events: int
    digest: str
    seen: dict[str, int]
    broken: tuple[str, ...] = ()
    trace: tuple[str, ...] = ()


class Bugs:
    """Errors that the house logged although nothing outside it had failed."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def __call__(self, logger: Any, name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        failed = event.get("exc_info")
        known = (JournalUnavailable, Unreachable, ValueError)
        cause = sys.exc_info()[1] if failed is True else failed
        if isinstance(cause, BaseException) and not isinstance(cause, known):
            self.found.append(f"logged: {event.get('event')}: {cause!r}")
        raise structlog.DropEvent


def play(seed: int, steps: int, build: Build) -> Played:
    """One seed from beginning to end, in a folder of its own in memory where there is one."""
    with a_world(seed, build) as (world, bugs):
        broken = [*_steps(world, People(world), seed, steps), *world.bugs, *bugs.found]
        return Played(
            seed, steps, _events(world), _digest(world), dict(world.seen), tuple(broken[:20]), tuple(world.trace)
        )


@contextmanager
def a_world(seed: int, build: Build) -> Iterator[tuple[World, Bugs]]:
    """A machine and its first process; in the end nothing is left of them."""
    bugs = Bugs()
    structlog.configure(processors=[bugs], wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        world = World(seed, build, Path(folder))
        try:
            yield world, bugs
        finally:
            world.end()


def act(world: World, people: People, name: str) -> None:
    """One thing that may happen, by its name."""
    if name not in PLUGS:
        world.seen[name] += 1
        return world.spawn(name, getattr(people, name)())
    world.trace.append(f"{world.loop.time():.3f} {name}")
    getattr(world, name)()
    people.online.clear()


def _steps(world: World, people: People, seed: int, steps: int) -> Iterator[str]:
    chosen = Random(seed + 2)
    acts = {x: n for x, n in ACTS.items() if x in ALWAYS or chosen.random() < 0.6}
    for _ in range(steps):
        name = world.rng.choices(list(acts), list(acts.values()))[0]
        act(world, people, name)
        world.loop.forward(world.rng.choice(PAUSES_S))
        broken = [*judge.capacity(world), *judge.holders(world), *timely(world)]
        if broken or world.bugs:
            yield from broken
            return
    yield from heal(world, people)
    yield from judge.everything(world)


def timely(world: World) -> Iterator[str]:
    """What is late, unless nothing could be done about it."""
    if world.loop.time() >= world.forgiven_until:
        yield from judge.timers(world)
        yield from judge.moments(world)
        yield from judge.silence(world)


def heal(world: World, people: People) -> Iterator[str]:
    """Everything works, everybody is there and does their work: it must come to rest."""
    world.wild.calm = True
    world.mend()
    world.set_roster(ROSTER)
    for who in AGENTS:
        world.spawn(f"{who} is there", _settles_in(world, who))
    for n in range(HEALING):
        if n == HEALING // 2:  # what was promised while the clock was ahead comes due as well
            world.clock.not_before(world.clock.now() + AHEAD_MAX)
            world.forgive()
        for where in sorted(people.said):
            world.spawn("tidies up", _tidy(world, where))
        world.loop.forward(10.0)
        if not [*judge.liveness(world)]:
            break
    yield from judge.liveness(world)
    for page in world.pages:
        page.finds_line()
    world.loop.forward(ARRIVED_S)


async def _settles_in(world: World, who: str) -> None:
    await world.house.floor.came(who)
    await world.house.floor.choose(who, "available")


async def _tidy(world: World, where: str) -> None:
    """What a good agent, and a customer who is there, do next."""
    c = await world.load(where)
    if c.escalation and c.escalation.away_at:
        await world.ask(where, do.ComeBack())
        c = await world.load(where)
    if c.reservation:
        await world.ask(where, do.Accept(c.reservation.agent, c.reservation.reservation_id))
    elif c.status == Status.ON_HOLD and c.agent:
        await world.ask(where, do.Resume(c.agent.id))
    elif c.status in ATTENDED and c.agent:
        if c.unanswered or not (c.escalation and c.escalation.first_reply_at):
            await world.ask(where, do.Post(world.new_id(), agent(c.agent.id), "There you are."))
        await world.ask(where, do.Close(agent(c.agent.id), "resolved"))
    if any(x not in {y.agent_id for y in world.house.dispatcher.router.agents() if y.available} for x in AGENTS):
        for who in AGENTS:
            await world.house.floor.choose(who, "available")


def _events(world: World) -> int:
    return int(world.journal.ask("SELECT count(*) FROM events")[0][0])


def _digest(world: World) -> str:
    whole = hashlib.sha256()
    for row in world.journal.ask("SELECT * FROM events ORDER BY conversation_id, seq"):
        whole.update(repr(row).encode())
    whole.update("\n".join(world.trace).encode())
    return whole.hexdigest()[:16]


def again(seed: int, steps: int, build: Build) -> tuple[Played, Played]:
    """The same seed twice: both must be alike to the byte."""
    return play(seed, steps, build), play(seed, steps, build)


def many(
    seeds: range, steps: int, build: Build, tell: Callable[[Played], None] = lambda x: None
) -> tuple[list[Played], Counter[str]]:
    """Every seed; returns those that broke something, and what was exercised over all of them."""
    seen, broken = Counter[str](), []
    for seed in seeds:
        played = play(seed, steps, build)
        seen.update(played.seen)
        tell(played)
        if played.broken:
            broken.append(replace(played))
    return broken, seen
