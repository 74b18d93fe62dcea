"""How long a choice takes, with few who wait and with many; and a picture of it."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from pools import WARM, Pool, Row, Runs

from escapehatch.lab.drawing.style import STYLE
from escapehatch.lab.drawing.svg import BOTTOM, LEFT, RIGHT, TOP, axes, dot, svg, text
from escapehatch.routing.roster import AgentProfile, Queue, Roster
from escapehatch.routing.router import Router
from escapehatch.routing.waiting import Ready, Waiting

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
QUEUES = ("support", "billing", "returns")
LANGUAGES = ("en", "es", "de", "fr")
SKILLS = ((), ("refunds",), ("repairs",))
AGENTS = 500
SIZES = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)


class Timed(Struct, frozen=True):
    """Milliseconds of each choice after a seat became free."""

    waiting: int
    ms: tuple[float, ...]

    def at(self, share: float) -> float:
        return float(np.quantile(self.ms, share))


def roster() -> Roster:
    """Every agent serves one queue or two, speaks two languages, and half of them have a skill."""
    agents = tuple(
        AgentProfile(
            f"a{n:03}", f"Agent {n}", queues=QUEUES[: 1 + n % 2] if n % 3 else QUEUES[1:],
            skills=SKILLS[n % 3], languages=(LANGUAGES[n % 4], LANGUAGES[(n + 1) % 4]), capacity=3,
        )
        for n in range(AGENTS)
    )  # fmt: skip
    return Roster(queues=tuple(Queue(x) for x in QUEUES), agents=agents)


def customer(n: int, at: datetime, chance: np.random.Generator) -> Waiting:
    return Waiting(
        f"c{n:07}", QUEUES[int(chance.integers(3))], at, int(chance.choice(4, p=[0.7, 0.15, 0.13, 0.02])),
        SKILLS[int(chance.choice(3, p=[0.7, 0.15, 0.15]))], LANGUAGES[int(chance.integers(4))],
        verified=bool(chance.random() < 0.6),
    )  # fmt: skip


def ready(x: AgentProfile, load: float, since: datetime) -> Ready:
    return Ready(x.id, x.name, since, x.queues, x.skills, x.languages, x.capacity, load)


def timed(size: int, choices: int, chance: np.random.Generator) -> Timed:
    """``size`` wait, all agents are full; again and again a seat becomes free, is given away, and somebody alike comes.

    Seats that fit nobody who waits are not counted: with few who wait there are many, and finding nobody is quick.
    """
    known = roster()
    router = Router(known)
    here = {x.conversation_id: x for x in (customer(n, moment(n, size), chance) for n in range(size))}
    for one in here.values():
        router.put(one)
    now = moment(size, size)
    for x in known.agents:
        router.seat(ready(x, 3, now))
    ms: list[float] = []
    for serial in range(size, size + 2 * choices):
        now += timedelta(milliseconds=200)
        freed = ready(known.agents[int(chance.integers(AGENTS))], 2, now)
        begun = time.perf_counter()
        router.seat(freed)
        given = router.next(now)
        took = (time.perf_counter() - begun) * 1e3
        router.seat(replace(freed, load=3.0))
        if given:
            ms.append(took)
            alike = replace(here.pop(given.conversation_id), conversation_id=f"c{serial:07}", waiting_since=now)
            here[alike.conversation_id] = alike
            router.put(alike)
    return Timed(size, tuple(ms[-choices:]))


def moment(n: int, size: int) -> datetime:
    """They came evenly over twenty minutes."""
    return START + timedelta(seconds=1200 * n / size)


def quiet(choices: int, chance: np.random.Generator) -> Timed:
    """The other way round: nobody waits, all agents are free, and somebody comes."""
    known = roster()
    router = Router(known)
    for x in known.agents:
        router.seat(ready(x, float(chance.integers(3)), START))
    ms = []
    for n in range(choices):
        one = customer(n, START + timedelta(seconds=n), chance)
        begun = time.perf_counter()
        router.put(one)
        given = router.next(one.waiting_since)
        ms.append((time.perf_counter() - begun) * 1e3)
        if given:
            router.seat(
                ready(next(x for x in known.agents if x.id == given.agent_id), float(chance.integers(3)), START)
            )
        router.drop(one.conversation_id)
    return Timed(0, tuple(ms))


def rows(choices: int, picture: Path | None) -> Iterator[Row]:
    """T9."""
    chance = np.random.default_rng(3)
    found = [timed(size, choices, chance) for size in SIZES]
    mine = next(x for x in found if x.waiting == 10_000)
    beside = {"p50": mine.at(0.5), "longest": max(mine.ms)}
    yield "choice with 10,000 waiting and 500 agents: p99 ms", -5.0, None, mine.at(0.99), beside
    idle = quiet(choices, chance)
    yield "... with 500 free agents and one who comes: p99 ms", -5.0, None, idle.at(0.99), {"p50": idle.at(0.5)}
    power, growth = fitted(found)
    first, last = found[0].at(0.5), found[-1].at(0.5)
    logs = math.log(SIZES[-1]) / math.log(SIZES[0])
    yield "... median with 100,000 waiting to that with 100", -logs, None, last / first, {"logarithm": logs}
    yield "... power of the queue's length that fits best", None, None, power, {"ms a tenfold": growth}
    yield loop(20 * choices)
    if picture:
        picture.write_text(drawn(found), encoding="utf-8")


def loop(customers: int) -> Row:
    """What the simulation itself costs, with the simplest order there is."""
    runs = Runs(Pool(0.95), customers)
    begun = time.process_time()
    record = runs.in_order()
    pace = len(record.wait_s) / (1 - WARM) / (time.process_time() - begun)
    return "simulated customers a second, first come first served", 20_000.0, None, pace, {}


def fitted(found: list[Timed]) -> tuple[float, float]:
    """The exponent of the length by which the median grows, and what each tenfold adds, ms."""
    size, took = np.log10([x.waiting for x in found]), np.array([x.at(0.5) for x in found])
    return float(np.polyfit(size, np.log10(took), 1)[0]), float(np.polyfit(size, took, 1)[0])


def drawn(found: list[Timed]) -> str:
    """Median and p99 over the length of the queue, on a logarithmic axis."""
    height, top = 260, max(x.at(0.99) for x in found) * 1.15
    steps = [top * n / 4 for n in range(5)]
    parts = axes(
        height, ["100", "1,000", "10,000", "100,000"], [f"{x:.2f}" for x in steps], "customers waiting", "ms a choice"
    )

    def place(x: Timed, share: float) -> tuple[float, float]:
        across = (math.log10(x.waiting) - 2) / 3
        return LEFT + across * (RIGHT - LEFT), height - BOTTOM - x.at(share) / top * (height - BOTTOM - TOP)

    for share, kind, name in ((0.5, "a", "median"), (0.99, "b", "p99")):
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(x, share) for x in found))
        parts.append(f'<polyline class="line {kind}" points="{line}"/>')
        parts += [dot(*place(x, share), kind, f"{name}, {x.waiting:,} waiting: {x.at(share):.3f} ms") for x in found]
        end = place(found[-1], share)
        parts.append(text(end[0], end[1] - 8, name, "", "end"))
    inside = svg(height, "Milliseconds a choice over the number of customers who wait", parts)
    ground = f"<style>{STYLE}svg{{background:var(--card)}}</style>"
    return inside.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace(">", f">{ground}", 1) + "\n"
